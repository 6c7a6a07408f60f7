"""The exam board: what waits, what is unusual, ratifying by a decision, correcting, annulling (X8, BR-33 to BR-40)."""

from datetime import timedelta
from io import BytesIO
from threading import Barrier, Thread

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from exams import queries
from exams.actions.correcting import CorrectionFacts, correct_marks
from exams.actions.ratifying import annul, ratify_all
from exams.events.board import ResultAnnulled, ResultChanged
from exams.models import BoardDecision, Correction, Sitting, SittingOutcome
from exams.queries import board as found
from exams.rules import SittingState
from exams.rules.decisions import DecisionFacts, next_number
from foundation.audit import AuditLine
from foundation.refusals import Refusal
from people.rules import Role
from tests.conftest import NOON, actor_of
from tests.exams.conftest import counted

WAITING = "/exams/results/waiting"


@pytest.fixture
def waiting(school):
    """Two results wait for the board."""
    school.board_ratifies()
    return [school.signed(2), school.signed(0, candidate=school.make.person(Role.CANDIDATE, given="Sem"))]


@pytest.fixture
def member(school, visit):
    return visit(school.board_member)


def facts(school, **more):
    sent = school.decision(**more)
    return DecisionFacts(
        number=sent["number"],
        decided_on=NOON.date(),
        present=tuple(map(int, sent["present"])),
        grounds=sent["grounds"],
        form_key=sent["form_key"],
    )


def ratified(school, member, sitting):
    assert member.post(f"/exams/sittings/{sitting.id}/ratify", school.decision()).status_code == 303
    return school.read(Sitting, sitting.id)


# The worklist


def test_x8_formative_results_are_never_on_the_worklist(school, member):
    school.board_ratifies()
    practice = school.make.exam_form(qualification_id=school.qualification.id, formative=True, title="Practice run")
    sitting = school.read(Sitting, school.signed(2, form=practice).id)
    assert sitting.state is SittingState.RATIFIED  # nobody waits for the board
    assert "Practice run" not in member.get(WAITING).text


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", {"Noor", "Sem"}),
        ("?q=sem", {"Sem"}),
        ("?group=LAS-3A", {"Noor"}),
        ("?result=failed", {"Sem"}),
        ("?since=2026-11-24", set()),
        ("?until=2026-11-23", {"Noor", "Sem"}),
        ("?exam=999999&qualification=x&since=never", set()),
    ],
)
def test_x8_the_worklist_is_filtered(waiting, member, query, names):
    page = member.get(WAITING + query).text.partition("<tbody>")[2]
    assert {name for name in ("Noor", "Sem") if name in page} == names


@pytest.mark.parametrize("sort", ["name", "-name", "exam", "when", "signed", "-signed", "nonsense"])
def test_x8_the_worklist_is_sorted(waiting, member, sort):
    assert member.get(f"{WAITING}?sort={sort}").status_code == 200


def test_x8_a_thousand_waiting_results_take_as_many_statements_as_one(school, member, desk, statements):
    school.board_ratifies()
    school.signed(2)
    with desk.reading() as work, statements() as few:
        one = found.unusual_facts(work, found.worklist(work, found.Wanted()))
    for _ in range(6):
        school.signed(0, 3, candidate=school.make.person(Role.CANDIDATE))
    with desk.reading() as work, statements() as many:
        assert len(found.unusual_facts(work, found.worklist(work, found.Wanted()))) == 7
    assert len(one) == 1
    assert len(few) == len(many) <= 9


def test_x8_the_worklist_page_has_a_fixed_number_of_statements(school, waiting, member, statements):
    with statements() as few:
        member.get(WAITING)
    for _ in range(3):
        school.signed(2, candidate=school.make.person(Role.CANDIDATE))
    with statements() as many:
        member.get(WAITING)
    assert counted(few) == counted(many) <= 16


def test_x8_the_overview_names_what_is_unusual_before_ratifying(school, make, waiting, member):
    make.supervision(school.candidate, school.examiner)
    page = member.post("/exams/results/ratify/overview", {"chosen": [str(s.id) for s in waiting]}).text
    assert "An examiner guides the candidate" in page
    assert "An examiner guides this candidate by now." in page
    assert "1 candidate passed." in page


def test_x8_all_that_match_can_be_chosen_over_all_pages(school, waiting, member):
    page = member.post("/exams/results/ratify/overview?q=sem", {"everything": "1"}).text
    assert f'name="chosen" value="{waiting[1].id}"' in page
    assert f'name="chosen" value="{waiting[0].id}"' not in page


def test_x8_nothing_chosen_leads_back(waiting, member):
    assert member.post("/exams/results/ratify/overview", {}).status_code == 303


# Ratifying with a decision


def test_br_40_a_result_is_official_only_by_a_decision_with_number_date_and_who_was_there(school, member, waiting):
    sitting = ratified(school, member, waiting[0])
    with school.desk.reading() as work:
        decision = work.db.get(BoardDecision, sitting.decision_id)
        assert (decision.decided_on, decision.present) == (NOON.date(), [school.board_member.id])
    assert sitting.state is SittingState.RATIFIED


@pytest.mark.parametrize("wrong", [{"present": []}, {"number": " "}, {"decided_on": ""}, {"present": ["999999"]}])
def test_x8_a_decision_without_number_date_or_members_ratifies_nothing(school, member, waiting, wrong):
    sent = {"chosen": [str(waiting[0].id)], **school.decision(), **wrong}
    assert member.post("/exams/results/ratify", sent).status_code == 422
    assert school.read(Sitting, waiting[0].id).state is SittingState.SIGNED


def test_x8_a_decision_is_not_taken_tomorrow(school, member, waiting):
    sent = {"chosen": [str(waiting[0].id)], **school.decision(decided_on="2026-11-24")}
    assert member.post("/exams/results/ratify", sent).status_code == 409
    assert school.read(Sitting, waiting[0].id).state is SittingState.SIGNED


def test_x8_the_next_number_is_proposed_and_a_taken_one_is_told_with_the_next(school, member, waiting):
    assert 'value="2026-001"' in member.get(f"/exams/sittings/{waiting[0].id}/ratify").text
    member.post(f"/exams/sittings/{waiting[0].id}/ratify", school.decision(number="2026-001"))
    answer = member.post(f"/exams/sittings/{waiting[1].id}/ratify", school.decision(number="2026-001"))
    assert answer.status_code == 409
    assert "Number 2026-002 is free." in answer.text
    assert "As discussed." in answer.text


@pytest.mark.pure
def test_x8_numbers_go_on_within_the_year():
    assert next_number(2026, ["2026-001", "2026-014", "2025-099", "B-1", "2026-x", "2026-²"]) == "2026-015"


def test_x8_a_decision_sent_twice_is_made_once(school, member, waiting):
    sent = {"chosen": [str(s.id) for s in waiting], **school.decision()}
    first, second = (member.post("/exams/results/ratify", sent) for _ in range(2))
    assert first.status_code == second.status_code == 303
    assert first.location == second.location
    with school.desk.reading() as work:
        assert len(list(work.db.scalars(select(BoardDecision)))) == 1


def test_x8_two_members_at_once_ratify_once(school, desk, waiting, make):
    other, barrier, refused = make.person(Role.BOARD_MEMBER), Barrier(2), []

    def run(person):
        try:
            with desk.writing(actor_of(person)) as work:
                sittings = [queries.sitting(work, waiting[0].id)]
                if desk.works.session().get_bind().dialect.name == "postgresql":
                    barrier.wait(10)
                outcome = ratify_all(work, sittings, facts(school))
                if not outcome.done:
                    refused.append(person.id)
        except Refusal:
            refused.append(person.id)

    threads = [Thread(target=run, args=(person,)) for person in (school.board_member, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(refused) == 1
    with desk.reading() as work:
        assert len(list(work.db.scalars(select(BoardDecision)))) == 1


def test_x8_the_decision_lists_its_results_on_the_page_and_on_paper(school, member, waiting):
    answer = member.post("/exams/results/ratify", {"chosen": [str(s.id) for s in waiting], **school.decision()})
    page = member.get(answer.location).text
    assert school.candidate.name in page
    assert school.board_member.name in page
    paper = member.get(f"{answer.location}/minutes.pdf")
    text = PdfReader(BytesIO(paper.data)).pages[0].extract_text()
    assert school.candidate.name in text
    assert "As discussed." in text


def test_x8_decisions_are_found_by_number_kind_and_period(school, member, waiting):
    member.post(f"/exams/sittings/{waiting[0].id}/ratify", school.decision(number="2026-007"))
    for query, is_there in {
        "?q=007": True,
        "?q=008": False,
        "?kind=ratification": True,
        "?kind=appeal": False,
        "?since=2026-11-23&until=2026-11-23": True,
        "?since=2026-11-24": False,
    }.items():
        assert ("2026-007" in member.get(f"/exams/decisions{query}").text) is is_there, query


@pytest.mark.parametrize("who", ["examiner", "candidate"])
def test_x8_decisions_are_not_for_everybody(school, visit, member, waiting, who):
    answer = member.post(f"/exams/sittings/{waiting[0].id}/ratify", school.decision())
    assert answer.status_code == 303
    browser = visit(getattr(school, who))
    number = school.read(Sitting, waiting[0].id).decision_id
    assert browser.get("/exams/decisions").status_code == 403
    assert browser.get(f"/exams/decisions/{number}").status_code == 404
    assert browser.get(f"/exams/decisions/{number}/minutes.pdf").status_code == 404


# Correcting


def correction(school, sitting, value=3, place=1, **more):
    step = school.read(Sitting, sitting.id).session.form.steps[place]
    sent = {"reason": "Sheets were mixed up.", "improvement": "Names on every sheet.", f"step-{step.id}": str(value)}
    return {**sent, "form_key": school.decision()["form_key"], **more}


def test_br_33_a_mark_changed_after_signing_keeps_the_old_value_with_reason_and_who(school, member, waiting):
    answer = member.post(f"/exams/sittings/{waiting[0].id}/correct", correction(school, waiting[0]))
    assert answer.status_code == 303
    with school.desk.reading() as work:
        kept = work.db.scalars(select(Correction)).one()
        assert (kept.value_before, kept.value, kept.made_by) == (2, 3, school.board_member.id)
        assert (kept.reason, kept.improvement) == ("Sheets were mixed up.", "Names on every sheet.")
        own = select(SittingOutcome.cause).where(SittingOutcome.sitting_id == waiting[0].id)
        assert [str(cause) for cause in work.db.scalars(own.order_by(SittingOutcome.id))] == ["signed", "corrected"]


def test_x8_who_corrected_marks_does_not_ratify_them(school, desk, member, waiting):
    member.post(f"/exams/sittings/{waiting[0].id}/correct", correction(school, waiting[0]))
    answer = member.post(f"/exams/sittings/{waiting[0].id}/ratify", school.decision())
    assert (answer.status_code, "You corrected marks yourself." in answer.text) == (409, True)
    assert school.read(Sitting, waiting[0].id).state is SittingState.SIGNED


def test_x8_nor_together_with_others(school, member, waiting):
    member.post(f"/exams/sittings/{waiting[0].id}/correct", correction(school, waiting[0]))
    chosen = {"chosen": [str(sitting.id) for sitting in waiting[:2]], **school.decision()}
    assert member.post("/exams/results/ratify", chosen).status_code == 303
    states = [school.read(Sitting, sitting.id).state for sitting in waiting[:2]]
    assert states == [SittingState.SIGNED, SittingState.RATIFIED]


def test_br_33_both_values_are_visible_to_staff_and_candidate(school, visit, member, waiting):
    visit(school.coordinator).post(f"/exams/sittings/{waiting[0].id}/correct", correction(school, waiting[0]))
    ratified(school, member, waiting[0])
    for person in (school.coordinator, school.candidate, school.examiner):
        page = visit(person).get(f"/exams/sittings/{waiting[0].id}/result").text
        assert "from “Sufficient” to “Good”" in page
        assert "Sheets were mixed up." in page


@pytest.mark.parametrize("wrong", [{"reason": ""}, {"improvement": " "}])
def test_br_33_no_correction_without_reason_and_improvement(school, member, waiting, wrong):
    answer = member.post(f"/exams/sittings/{waiting[0].id}/correct", correction(school, waiting[0], **wrong))
    assert answer.status_code == 422
    with school.desk.reading() as work:
        assert list(work.db.scalars(select(Correction))) == []


@pytest.mark.parametrize(("value", "status"), [(2, 409), (99, 422)])
def test_br_33_a_correction_names_another_mark_of_the_step(school, member, waiting, value, status):
    answer = member.post(f"/exams/sittings/{waiting[0].id}/correct", correction(school, waiting[0], value))
    assert answer.status_code == status


def test_br_33_neither_examiner_nor_candidate_corrects(school, visit, waiting):
    url = f"/exams/sittings/{waiting[0].id}/correct"
    for person in (school.examiner, school.candidate, school.administrator):
        assert visit(person).get(url).status_code == 403
        assert visit(person).post(url, correction(school, waiting[0])).status_code == 403


def test_br_33_the_coordinator_corrects_a_provisional_result_alone(school, visit, member, waiting):
    url, coordinator = f"/exams/sittings/{waiting[0].id}/correct", visit(school.coordinator)
    assert coordinator.post(url, correction(school, waiting[0])).status_code == 303
    ratified(school, member, waiting[0])
    assert coordinator.post(url, correction(school, waiting[0], 1)).status_code == 403


def test_br_33_a_final_result_changes_only_by_a_decision_and_that_is_told(school, desk, member, waiting):
    ratified(school, member, waiting[1])
    told, url = [], f"/exams/sittings/{waiting[1].id}/correct"
    form = school.read(Sitting, waiting[1].id).session.form
    values = {f"step-{step.id}": "3" for step in form.steps}
    assert member.post(url, correction(school, waiting[1], 3, **values)).status_code == 422  # no decision
    desk.works.subscriptions.listen(ResultChanged, lambda _work, event: told.append(event.passed))
    try:
        sent = {**correction(school, waiting[1], 3, **values), **school.decision()}
        assert member.post(url, sent).status_code == 303
    finally:
        desk.works.subscriptions._listeners.pop(ResultChanged)
    assert told == [True]
    with desk.reading() as work:
        assert all(one.decision_id for one in work.db.scalars(select(Correction)))


def test_br_33_a_correction_sent_twice_is_made_once(school, desk, waiting):
    step = school.read(Sitting, waiting[0].id).session.form.steps[0].id
    sent = CorrectionFacts(values={step: 3}, reason="r", improvement="i", form_key=school.decision()["form_key"])
    for _ in range(2):
        with desk.writing(actor_of(school.board_member)) as work:
            correct_marks(work, queries.sitting(work, waiting[0].id), sent, None)
    with desk.reading() as work:
        assert len(list(work.db.scalars(select(Correction)))) == 1


# Annulling


def test_x8_an_annulled_result_counts_nowhere_and_keeps_its_history(school, visit, desk, member, waiting):
    ratified(school, member, waiting[0])
    told = []
    desk.works.subscriptions.listen(ResultAnnulled, lambda _work, event: told.append(event.was_ratified))
    try:
        answer = member.post(f"/exams/sittings/{waiting[0].id}/annul", school.decision(grounds="Fraud."))
    finally:
        desk.works.subscriptions._listeners.pop(ResultAnnulled)
    sitting = school.read(Sitting, waiting[0].id)
    assert answer.status_code == 303
    assert (sitting.state, sitting.passed, sitting.ended_reason) == (SittingState.ANNULLED, True, "Fraud.")
    assert sitting.annulling_id
    assert told == [True]
    assert "this result counts no more." in visit(school.candidate).get(f"/exams/sittings/{sitting.id}/result").text


def test_x8_what_was_annulled_before_it_was_told_stays_untold(school, visit, member, waiting):
    member.post(f"/exams/sittings/{waiting[0].id}/annul", school.decision())
    assert visit(school.candidate).get(f"/exams/sittings/{waiting[0].id}/result").status_code == 403


def test_x8_nobody_annuls_without_grounds_or_twice(school, desk, member, waiting):
    url = f"/exams/sittings/{waiting[0].id}/annul"
    assert member.post(url, school.decision(grounds="")).status_code == 422
    assert member.post(url, school.decision()).status_code == 303
    assert member.post(url, school.decision()).status_code == 403
    with desk.writing() as work, pytest.raises(Refusal):
        annul(work, queries.sitting(work, waiting[0].id), facts(school))


def test_x8_every_deed_of_the_board_is_on_record(school, desk, member, waiting):
    member.post(f"/exams/sittings/{waiting[1].id}/correct", correction(school, waiting[1]))
    ratified(school, member, waiting[0])
    member.post(f"/exams/sittings/{waiting[0].id}/annul", school.decision())
    with desk.reading() as work:
        names = set(work.db.scalars(select(AuditLine.event)))
    assert {
        "exams.mark-corrected",
        "exams.decision-made",
        "exams.result-ratified",
        "exams.result-annulled",
    } <= names


def test_br_35_the_worklist_says_how_many_working_days_are_left(school, clock, member, waiting):
    assert "10 working days left" in member.get(WAITING).text
    clock.move(days=14)
    assert "0 working days left" in member.get(WAITING).text
    clock.move(days=1)
    page = member.get(WAITING).text
    assert "1 working day late" in page
    assert "It should have been official 1 working day ago." in page


def test_x8_grounds_with_markup_and_right_to_left_names_stay_text(school, make, visit, member):
    school.board_ratifies()
    odd = make.person(Role.CANDIDATE, given="נועה 😀", family="<script>alert(1)</script>")
    sitting = school.signed(2, candidate=odd)
    sent = school.decision(grounds="<b>x</b> & <img src=x>")
    member.post(f"/exams/sittings/{sitting.id}/ratify", sent)
    number = school.read(Sitting, sitting.id).decision_id
    page = member.get(f"/exams/decisions/{number}").text
    assert "<script>alert" not in page
    assert "<b>x</b>" not in page
    assert member.get(f"/exams/decisions/{number}/minutes.pdf").status_code == 200


def test_x8_marks_that_came_in_late_are_unusual(school, desk, member):
    school.board_ratifies()
    sitting = school.signed(2, starts_at=NOON - timedelta(days=2))
    page = member.post("/exams/results/ratify/overview", {"chosen": [str(sitting.id)]}).text
    assert "Marks came in after the day of the exam" in page
