"""Results: computed, explained, provisional until ratified, and who sees what."""

from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from exams import queries
from exams.actions.results import finish_sitting
from exams.events import ResultRatified
from exams.models import Sitting
from exams.pages.results import told_to_candidate
from exams.queries.results import results
from exams.rules import SittingState
from exams.rules.records import Record, Stood, fingerprint
from foundation.environment import choose
from foundation.events import Subscriptions
from foundation.messages import say
from foundation.refusals import Refusal
from people.rules import Role
from tests.conftest import actor_of
from tests.exams.conftest import counted

URL = "/exams/sittings/{}/result"


@pytest.fixture
def formative(school):
    return school.make.exam_form(qualification_id=school.qualification.id, formative=True, title="Practice run")


# From signature to result


def test_the_last_signature_ratifies_where_no_board_is_set_up(school, audit_names):
    sitting = school.read(Sitting, school.signed(2).id)
    assert (sitting.state, sitting.passed) == (SittingState.RATIFIED, True)
    assert audit_names()[-2:] == ["exams.result-computed", "exams.result-ratified"]


def test_a_result_is_provisional_where_a_board_ratifies(school):
    school.board_ratifies()
    sitting = school.read(Sitting, school.signed(2).id)
    assert (sitting.state, sitting.ratified_at) == (SittingState.SIGNED, None)


def test_a_critical_step_fails_the_exam_whatever_the_points(school):
    record = Record.from_json(school.read(Sitting, school.signed(0, 3).id).outcome)
    assert (record.passed, record.points, record.maximum) == (False, 15, 18)
    assert str(record.headline).startswith("Failed because a critical step was not achieved, although 83%")


def test_the_record_reads_back_as_it_was_written(school):
    stored = school.read(Sitting, school.signed(1, remark="Fine.").id).outcome
    assert Record.from_json(stored).to_json() == stored


def test_nothing_is_computed_while_a_signature_is_missing(school, desk):
    sitting = school.planned(state=SittingState.IN_PROGRESS)
    with desk.writing(actor_of(school.examiner)) as work:
        finish_sitting(work, queries.sitting(work, sitting.id))
        assert work.facts == []
    assert school.read(Sitting, sitting.id).outcome is None


def test_a_signed_exam_is_not_computed_again(school, desk):
    sitting = school.signed(2)
    with pytest.raises(Refusal), desk.writing(actor_of(school.examiner)) as work:
        finish_sitting(work, queries.sitting(work, sitting.id))


def test_the_world_is_told_of_a_ratified_result(school, desk):
    told = []
    desk.works.subscriptions.listen(ResultRatified, lambda _work, event: told.append(event))
    try:
        sitting = school.signed(2)
    finally:
        desk.works.subscriptions._listeners[ResultRatified].pop()
    assert [(e.sitting_id, e.person_id, e.passed, e.formative) for e in told] == [
        (sitting.id, school.candidate.id, True, False)
    ]
    assert isinstance(desk.works.subscriptions, Subscriptions)


@pytest.mark.pure
def test_the_fingerprint_depends_on_the_marks_and_not_on_their_order():
    marks = [Stood(step=1, op="a", value=2, remark=""), Stood(step=2, op="b", value=0, remark="é 😀")]
    assert fingerprint(7, marks) == fingerprint(7, reversed(marks))
    assert fingerprint(7, marks) != fingerprint(8, marks)
    assert fingerprint(7, marks) != fingerprint(7, marks[:1])


# The page


def test_the_page_says_the_verdict_why_and_every_step(school, visit):
    page = visit(school.examiner).get(URL.format(school.signed(0, 2, remark="Took off the helmet.").id)).text
    assert "Failed because a critical step was not achieved" in page
    assert "Critical steps not achieved: 1 of 1, namely “Does part 1.1”." in page
    assert page.count("Took off the helmet.") == 6
    assert "Critical step: not achieved" in page


@pytest.mark.parametrize(("marks", "words"), [((2,), "Passed: everything it takes"), ((0,), "Failed because")])
def test_a_candidate_reads_what_it_takes_and_no_word_of_the_trade(school, visit, marks, words):
    sitting = school.signed(*marks)
    page = visit(school.candidate).get(URL.format(sitting.id)).text
    assert words in page
    assert "What it takes to pass" in page
    assert "cut score" not in page.lower()
    assert "cut score" in visit(school.coordinator).get(URL.format(sitting.id)).text.lower()


def test_a_print_says_whose_result_it_is_of_which_school_and_when(school, visit, desk):
    with desk.writing() as work:
        choose(work.db, "environment.name", "Vakcollege De Werf")
    page = visit(school.candidate).get(URL.format(school.signed(2).id)).text
    head = page.partition('<div class="print-head">')[2].partition("</div>")[0]
    for fact in (school.candidate.name, "Vakcollege De Werf", "Mon 23 Nov 2026"):
        assert fact in head


def test_a_provisional_page_says_so(school, visit):
    school.board_ratifies()
    page = visit(school.coordinator).get(URL.format(school.signed(2).id)).text
    assert "This result is not final until the exam board ratifies it." in page


@pytest.mark.parametrize("suffix", ["", ".pdf"])
def test_the_candidate_sees_a_result_only_once_it_is_ratified(school, visit, suffix):
    school.board_ratifies()
    sitting, browser = school.signed(2), visit(school.candidate)
    assert browser.get(URL.format(sitting.id) + suffix).status_code == 403
    visit(school.board_member).post(f"/exams/sittings/{sitting.id}/ratify", school.decision())
    assert browser.get(URL.format(sitting.id) + suffix).status_code == 200


def test_no_page_tells_the_candidate_a_provisional_result(school, visit):
    school.board_ratifies()
    sitting, browser = school.signed(0), visit(school.candidate)
    for url in ("/exams/mine", f"/exams/sittings/{sitting.id}", "/"):
        page = browser.get(url).text
        assert "Passed" not in page
        assert "Failed" not in page
    assert "Waiting for the result" in browser.get("/exams/mine").text


def test_another_examiner_of_the_session_does_not_see_it(school, visit, make, desk):
    school.board_ratifies()
    sitting, other = school.signed(0), make.person(Role.EXAMINER)
    with desk.writing() as work:
        session = queries.session(work, sitting.session_id)
        colleague = Sitting(
            candidate_id=make_candidate(work, school),
            starts_at=work.now,
            sheets=[type(sitting.sheets[0])(examiner_id=other.id)],
        )
        session.sittings.append(colleague)
    browser = visit(other)
    assert browser.get(URL.format(sitting.id)).status_code == 404
    page = browser.get(f"/exams/sessions/{sitting.session_id}").text
    assert "Waiting for the result" in page
    assert "Failed" not in page


def make_candidate(work, school):
    return school.administrator.id


def test_a_withdrawn_examiner_no_longer_sees_it(school, visit, desk):
    sitting = school.signed(2)
    with desk.writing() as work:
        queries.sitting(work, sitting.id).sheets[0].withdrawn_at = work.now
    assert visit(school.examiner).get(URL.format(sitting.id)).status_code == 404


def test_an_exam_without_a_result_has_no_result_page(school, visit):
    assert visit(school.coordinator).get(URL.format(school.planned().id)).status_code == 403


def test_looking_at_somebodys_result_is_on_record_and_at_ones_own_is_not(school, visit, audit_names):
    sitting = school.signed(2)
    visit(school.candidate).get(URL.format(sitting.id))
    before = audit_names()
    visit(school.coordinator).get(URL.format(sitting.id))
    assert "exams.result-seen" not in before
    assert audit_names() == [*before, "exams.result-seen"]


def test_the_result_page_asks_a_fixed_number_of_statements(school, visit, statements):
    large = school.make.exam_form(qualification_id=school.qualification.id, groups=4, steps=10)
    one, other = school.signed(2), school.signed(2, form=large)
    browser = visit(school.candidate)
    with statements() as few:
        browser.get(URL.format(one.id))
    with statements() as many:
        assert browser.get(URL.format(other.id)).status_code == 200
    assert counted(few) == counted(many) <= 20


# Ratifying


@pytest.fixture
def waiting(school):
    """Two results wait for the board."""
    school.board_ratifies()
    other = school.make.person(Role.CANDIDATE, given="Sem")
    return [school.signed(2), school.signed(0, candidate=other)]


@pytest.fixture
def ratify(school):
    def by(browser, *sittings, **more):
        sent = {"chosen": [s.id for s in sittings], **school.decision(), **more}
        return browser.post("/exams/results/ratify", sent, follow_redirects=True)

    return by


def states(school, sittings):
    return [school.read(Sitting, sitting.id).state for sitting in sittings]


def test_a_board_member_ratifies_the_chosen_ones(school, ratify, visit, waiting, audit_names):
    answer = ratify(visit(school.board_member), waiting[0])
    assert "1 result is final." in answer.text
    assert states(school, waiting) == [SittingState.RATIFIED, SittingState.SIGNED]
    assert audit_names()[-1] == "exams.result-ratified"


def test_more_than_can_be_asked_about_at_once_is_refused_in_words(school, visit, waiting):
    answer = visit(school.board_member).post("/exams/results/ratify", {"chosen": [str(n) for n in range(100_000)]})
    assert answer.status_code == 422
    assert "can be chosen at a time" in answer.text


def test_a_board_member_ratifies_all_at_once(school, ratify, visit, waiting):
    ratify(visit(school.board_member), everything="1")
    assert states(school, waiting) == [SittingState.RATIFIED] * 2


def test_whoever_examined_does_not_ratify(school, ratify, visit, waiting, make, desk):
    both = make.person(Role.BOARD_MEMBER, Role.EXAMINER)
    own = school.signed(2, examiner=both, candidate=make.person(Role.CANDIDATE))
    answer = ratify(visit(both), own, waiting[0])
    assert "somebody who neither examined nor corrected this must ratify it" in answer.text
    assert states(school, [own, waiting[0]]) == [SittingState.SIGNED, SittingState.RATIFIED]
    assert visit(both).post(f"/exams/sittings/{own.id}/ratify").status_code == 403


def test_nobody_ratifies_the_own_result(school, ratify, visit, make):
    school.board_ratifies()
    member = make.person(Role.BOARD_MEMBER, Role.CANDIDATE)
    own = school.signed(2, candidate=member)
    ratify(visit(member), own)
    assert states(school, [own]) == [SittingState.SIGNED]


def test_a_result_is_ratified_once(school, visit, waiting, audit_names):
    browser = visit(school.board_member)
    assert browser.post(f"/exams/sittings/{waiting[0].id}/ratify", school.decision()).status_code == 303
    assert browser.post(f"/exams/sittings/{waiting[0].id}/ratify", school.decision()).status_code == 403
    assert audit_names().count("exams.result-ratified") == 1


def test_numbers_that_are_no_results_ratify_nothing(school, visit, waiting):
    planned = school.planned(candidate=school.make.person(Role.CANDIDATE))
    answer = visit(school.board_member).post(
        "/exams/results/ratify", {"chosen": ["x", "-1", str(planned.id), "9" * 40], **school.decision()}
    )
    assert answer.status_code == 303
    assert states(school, [planned, *waiting]) == [SittingState.PLANNED, SittingState.SIGNED, SittingState.SIGNED]


# Lists


def test_formative_results_are_never_among_those_that_count(school, visit, formative, desk):
    school.signed(3, form=formative)
    school.signed(3)
    with desk.reading() as work:
        assert [sitting.session.form.formative for sitting in results(work)] == [False]
        assert [sitting.session.form.formative for sitting in results(work, formative=True)] == [True]
    browser = visit(school.coordinator)
    for query in ("", "?q=practice", "?result=passed", "?state=ratified", "?formative=1&kind=x"):
        assert "Practice run" not in browser.get(f"/exams/results{query}").text
    assert "Practice run" in browser.get("/exams/results?kind=formative").text


def test_a_formative_result_is_told_as_such(school, visit, formative):
    sitting = school.signed(3, form=formative)
    browser = visit(school.candidate)
    assert "Practice, does not count" in browser.get("/exams/mine").text
    assert "Formative: does not count" in browser.get(URL.format(sitting.id)).text


def test_the_list_is_filtered_by_words_result_and_state(school, visit, waiting):
    browser = visit(school.coordinator)
    assert "Sem" in browser.get("/exams/results?q=sem+welding").text
    assert "Noor" not in browser.get("/exams/results?q=sem").text
    assert "Noor" not in browser.get("/exams/results?result=failed").text
    assert "No results here" in browser.get("/exams/results?state=ratified").text


def test_the_list_asks_as_many_statements_for_many_results(school, visit, statements):
    school.signed(2)
    browser = visit(school.coordinator)
    with statements() as few:
        browser.get("/exams/results")
    for _ in range(4):
        school.signed(2, candidate=school.make.person(Role.CANDIDATE))
    with statements() as many:
        browser.get("/exams/results")
    assert counted(few) == counted(many) <= 8


def test_the_export_holds_the_same_and_no_formula(school, visit):
    evil = school.make.person(Role.CANDIDATE, given="=1+1", family="@SUM(A1)")
    school.signed(2, candidate=evil)
    answer = visit(school.coordinator).get("/exams/results.xlsx")
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert (rows[1][0], rows[1][9], rows[1][10]) == ("=1+1 @SUM(A1)", "Passed", 12)
    assert b"<f>" not in answer.data


# Who looks after exams and is examined too


@pytest.fixture(params=[Role.COORDINATOR, Role.BOARD_MEMBER, Role.ADMINISTRATOR])
def both(request, make):
    """A candidate who also looks after exams."""
    return make.person(Role.CANDIDATE, request.param, given="Bo", family="Both")


def row_of(browser, name):
    answer = browser.get("/exams/results.xlsx")
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    return next(row for row in rows if row[0] == name)


@pytest.mark.parametrize("state", [SittingState.PLANNED, SittingState.IN_PROGRESS, SittingState.ABORTED])
def test_nobody_sees_the_sheet_of_the_own_exam(school, visit, both, state):
    sitting = school.planned(candidate=both, state=state)
    assert visit(both).get(f"/exams/sheets/{sitting.sheets[0].id}").status_code == 404
    assert visit(school.administrator).get(f"/exams/sheets/{sitting.sheets[0].id}").status_code == 200


@pytest.mark.parametrize("deed", ["sign", "stop"])
def test_nor_the_pages_of_its_examiner(school, visit, both, deed):
    sitting = school.planned(candidate=both, state=SittingState.IN_PROGRESS)
    assert visit(both).get(f"/exams/sheets/{sitting.sheets[0].id}/{deed}").status_code == 404


def test_the_export_keeps_the_own_result_back_until_it_is_final(school, visit, both):
    school.board_ratifies()
    sitting = school.signed(2, candidate=both)
    assert row_of(visit(both), "Bo Both")[9:12] == ["Waiting for the result", "", ""]
    assert row_of(visit(school.coordinator), "Bo Both")[9:11] == ["Passed, provisional", 12]
    visit(school.board_member).post(f"/exams/sittings/{sitting.id}/ratify", school.decision())
    assert row_of(visit(both), "Bo Both")[9:11] == ["Passed", 12]


def test_the_list_keeps_the_own_result_back_too(school, visit, both):
    school.board_ratifies()
    sitting = school.signed(2, candidate=both)
    page = visit(both).get("/exams/results").text
    assert "Bo Both" in page
    assert "Waiting for the result" in page
    assert "Passed, provisional" not in page
    assert URL.format(sitting.id) not in page


@pytest.mark.parametrize("result", ["passed", "failed"])
def test_no_filter_tells_how_the_own_exam_went(school, visit, both, result):
    school.board_ratifies()
    school.signed(2 if result == "passed" else 0, candidate=both)
    assert "Bo Both" in visit(school.coordinator).get(f"/exams/results?result={result}").text
    assert "No results here" in visit(both).get(f"/exams/results?result={result}").text


def test_a_board_member_sees_of_the_own_result_only_that_it_waits(school, visit, make):
    school.board_ratifies()
    both = make.person(Role.CANDIDATE, Role.BOARD_MEMBER, given="Bo", family="Both")
    sitting = school.signed(2, candidate=both)
    page = visit(both).get("/exams/results/waiting").text
    assert "Waiting for the result" in page
    assert "Passed, provisional" not in page
    assert URL.format(sitting.id) not in page


def test_br_51_the_own_result_says_in_plain_words_what_now_and_until_which_day(school, visit):
    sitting = school.signed(0)
    page = visit(school.candidate).get(f"/exams/sittings/{sitting.id}/result").text
    now = page.partition("What now?")[2].partition("What it takes to pass")[0]
    assert "You did not pass this time." in now
    assert "Objection to the exam board, up to and including Mon 7 Dec 2026: <b>14 days left</b>" in now
    assert f"/exams/sittings/{sitting.id}/object" in now
    assert page.count("Object or appeal") == 1
    assert "What now?" not in visit(school.board_member).get(f"/exams/sittings/{sitting.id}/result").text


def test_br_10_the_own_result_of_practice_says_that_nothing_follows(school, visit):
    with school.make.redesigned(school.form.id) as form:
        form.formative = True
    sitting = school.signed(0)
    page = visit(school.candidate).get(f"/exams/sittings/{sitting.id}/result").text
    assert "This was practice." in page
    assert "Object or appeal" not in page


@pytest.mark.pure
def test_a_candidate_reads_a_label_without_the_word_cut_score():
    told = told_to_candidate(say("Passed with “%(label)s”: every condition of the cut score was met.", label="Good"))
    assert str(told) == "Passed with “Good”: everything it takes to pass was met."


# The candidate's own exams


def test_my_exams_show_what_is_coming_and_what_is_looked_at(school, visit):
    sitting = school.planned(place="Workshop 7")
    browser = visit(school.candidate)
    assert "Workshop 7" in browser.get("/exams/mine").text
    page = browser.get(f"/exams/sittings/{sitting.id}").text
    assert "Does part 2.3" in page
    rule = page.partition("When somebody passes")[2].partition("</section>")[0]
    assert "At least 55% of the points must be reached." in rule
    assert "Every critical step must be achieved, whatever the points." in rule


def test_instructions_for_the_examiner_stay_with_the_examiner(school, visit, desk):
    with school.make.redesigned(school.form.id) as form:
        form.instructions_examiner = "Hide the spare key."
    sitting = school.planned()
    assert "Hide the spare key." not in visit(school.candidate).get(f"/exams/sittings/{sitting.id}").text


ENDINGS = [SittingState.ABORTED, SittingState.NO_SHOW]


@pytest.mark.parametrize("state", ENDINGS)
def test_no_page_tells_the_candidate_why_an_exam_was_stopped_or_missed(school, visit, state):
    sitting = school.planned(state=state, ended_reason="Suspected of fraud.")
    browser = visit(school.candidate)
    for url in ("/", "/exams/mine", f"/exams/sittings/{sitting.id}"):
        assert "Suspected of fraud." not in browser.get(url).text


@pytest.mark.parametrize("state", ENDINGS)
@pytest.mark.parametrize("who", ["coordinator", "board_member", "examiner"])
def test_those_for_whom_it_was_written_read_why(school, visit, state, who):
    sitting = school.planned(state=state, ended_reason="The machine broke.")
    assert "The machine broke." in visit(getattr(school, who)).get(f"/exams/sittings/{sitting.id}").text


def test_whoever_looks_after_exams_does_not_read_it_of_the_own_exam(school, visit, make):
    both = make.person(Role.CANDIDATE, Role.COORDINATOR)
    sitting = school.planned(candidate=both, state=SittingState.ABORTED, ended_reason="Suspected of fraud.")
    browser = visit(both)
    for url in (f"/exams/sittings/{sitting.id}", f"/exams/sessions/{sitting.session_id}"):
        assert "Suspected of fraud." not in browser.get(url).text


def test_why_an_exam_was_cancelled_is_told_to_the_candidate(school, visit):
    sitting = school.planned(state=SittingState.CANCELLED, ended_reason="No gas today.")
    assert "No gas today." in visit(school.candidate).get(f"/exams/sittings/{sitting.id}").text


def test_an_exam_that_is_over_waits_under_its_own_heading(school, visit):
    school.board_ratifies()
    school.signed(2)
    page = visit(school.candidate).get("/exams/mine").text
    assert "<h2>Waiting for the result</h2>" in page
    assert "Upcoming" not in page


def test_my_exams_show_nobody_elses(school, visit, make):
    school.planned(place="Secret place")
    page = visit(make.person(Role.CANDIDATE)).get("/exams/mine").text
    assert "Secret place" not in page
    assert "No exams yet" in page


def test_my_exams_ask_a_fixed_number_of_statements(school, visit, statements):
    browser = visit(school.candidate)
    school.planned()
    with statements() as few:
        browser.get("/exams/mine")
    for _ in range(4):
        school.planned()
    with statements() as many:
        browser.get("/exams/mine")
    assert counted(few) == counted(many) <= 6
