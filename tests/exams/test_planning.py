"""Planning: /exams/sessions and who sits them."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from exams import queries
from exams.actions import planning as actions
from exams.models import ExamSession, Sheet, Sitting
from exams.queries import sessions as found
from exams.rules import SittingState
from exams.rules.design import FormState
from foundation.refusals import Refusal
from people.rules import Role
from tests.conftest import NOON, actor_of
from tests.exams.conftest import counted, mark_of

WHEN = {"day": "2026-12-01", "starts": "09:00", "place": "Workshop 2", "note": ""}


@pytest.fixture
def coordinator(visit, school):
    return visit(school.coordinator)


@pytest.fixture
def session(coordinator, school):
    """A session on 1 December at nine, still empty."""
    answer = coordinator.post("/exams/sessions/new", {"form": school.form.id, **WHEN})
    return int(answer.location.split("/")[-2])


def plan(browser, session, *people, examiner=None, starts="09:00", interval="0", **more):
    data = {"chosen": [p.id for p in people], "examiner": examiner.id if examiner else "", "starts": starts}
    return browser.post(f"/exams/sessions/{session}/candidates", {**data, "interval": interval, **more})


def plan_anyway(browser, session, *people, **facts):
    """Plan although there is a conflict, which is told first."""
    answer = plan(browser, session, *people, **facts)
    assert answer.status_code == 409
    seen = re.search(r'name="anyway" value="(\w+)"', answer.text)[1]
    return plan(browser, session, *people, **facts, anyway=seen)


def sittings(desk, session):
    with desk.reading() as work:
        rows = queries.session(work, session).sittings
        return [(s.candidate_id, s.starts_at, s.sheet.examiner_id if s.sheet else None, s.state) for s in rows]


def candidates(school, count, **fields):
    made = [school.make.person(Role.CANDIDATE, given=f"C{n}", **fields) for n in range(count)]
    for person in made:
        school.make.link(person, school.qualification)
    return made


# A session


def test_a_form_is_planned_on_a_day_at_a_place(coordinator, school, desk, audit_names):
    answer = coordinator.post("/exams/sessions/new", {"form": school.form.id, **WHEN})
    assert answer.status_code == 303
    with desk.reading() as work:
        session = work.db.scalars(select(ExamSession)).one()
        # Nine o'clock on the school's wall is eight in winter elsewhere.
        assert session.starts_at == datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
    assert audit_names()[-1] == "exams.session-planned"


@pytest.mark.parametrize(
    "wrong",
    [
        *({"day": day} for day in ("", "2026-02-30", "0001-01-01", "1999-12-31", "2201-01-01", "9999-12-31")),
        *({"starts": "25:00"}, {"place": " "}, {"place": "P" * 201}, {"form": "0"}),
    ],
)
def test_a_session_without_sense_is_shown_again(coordinator, school, wrong):
    assert coordinator.post("/exams/sessions/new", {"form": school.form.id, **WHEN, **wrong}).status_code == 422


def test_a_draft_cannot_be_planned(coordinator, draft):
    assert coordinator.post("/exams/sessions/new", {"form": draft.id, **WHEN}).status_code == 422


def test_a_form_withdrawn_in_between_cannot_be_planned(school, desk):
    with desk.writing() as work:
        queries.form(work, school.form.id).state = FormState.WITHDRAWN
    facts = actions.SessionFacts(starts_at=NOON, place="X", note="")
    with pytest.raises(Refusal), desk.writing() as work:
        actions.plan_session(work, queries.form(work, school.form.id), facts)


def test_a_moment_in_the_past_warns(coordinator, school):
    answer = coordinator.post(
        "/exams/sessions/new", {"form": school.form.id, **WHEN, "day": "2026-11-01"}, follow_redirects=True
    )
    assert "This moment lies in the past." in answer.text


def test_moving_a_session_moves_everybody_as_far(coordinator, school, session, desk):
    people = candidates(school, 2)
    plan(coordinator, session, *people, interval="30")
    coordinator.post(f"/exams/sessions/{session}/edit", {**WHEN, "day": "2026-12-02", "starts": "10:00"})
    starts = [start for _, start, _, _ in sittings(desk, session)]
    assert starts == [datetime(2026, 12, 2, 9, 0, tzinfo=UTC), datetime(2026, 12, 2, 9, 30, tzinfo=UTC)]


def test_a_session_in_which_somebody_began_stays_where_it_is(coordinator, school):
    sitting = school.planned(state=SittingState.IN_PROGRESS)
    assert coordinator.post(f"/exams/sessions/{sitting.session_id}/edit", WHEN).status_code == 409


def test_an_empty_session_is_removed_and_a_filled_one_is_not(coordinator, school, session):
    assert coordinator.post(f"/exams/sessions/{session}/remove").status_code == 303
    assert coordinator.post(f"/exams/sessions/{school.planned().session_id}/remove").status_code == 409


# Candidates


def test_candidates_start_one_after_the_other(coordinator, school, session, desk):
    people = candidates(school, 3)
    assert plan(coordinator, session, *people, examiner=school.examiner, interval="45").status_code == 303
    nine = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
    assert [row[1] for row in sittings(desk, session)] == [nine + timedelta(minutes=45 * n) for n in range(3)]
    assert {row[2] for row in sittings(desk, session)} == {school.examiner.id}


def test_planning_many_leaves_an_audit_line_for_each(coordinator, school, session, audit_names):
    plan(coordinator, session, *candidates(school, 3), examiner=school.examiner)
    assert audit_names().count("exams.candidates-planned") == 3
    assert audit_names().count("exams.examiner-chosen") == 3


def test_only_people_who_follow_the_qualification_are_offered(coordinator, school, session):
    stranger = school.make.person(Role.CANDIDATE, given="Unlinked")
    page = coordinator.get(f"/exams/sessions/{session}/candidates").text
    assert school.candidate.name in page
    assert stranger.name not in page


def test_somebody_who_does_not_follow_it_is_refused_by_name(coordinator, school, session, desk):
    stranger = school.make.person(Role.CANDIDATE, given="Unlinked")
    answer = plan(coordinator, session, school.candidate, stranger)
    assert answer.status_code == 422
    assert f"{stranger.name} is not linked to this qualification." in answer.text
    assert sittings(desk, session) == []


def test_an_ended_link_is_no_link(coordinator, school, session, desk):
    person = school.make.person(Role.CANDIDATE)
    link = school.make.link(person, school.qualification)
    with desk.writing() as work:
        work.db.get(type(link), link.id).ended_at = work.now
    assert plan(coordinator, session, person).status_code == 422


def test_an_examiner_who_guides_the_candidate_is_refused(coordinator, school, session, desk):
    school.make.supervision(school.candidate, school.examiner)
    answer = plan(coordinator, session, school.candidate, examiner=school.examiner)
    assert answer.status_code == 422
    assert "guides" in answer.text
    assert sittings(desk, session) == []


def test_nobody_examines_themselves(coordinator, school, session):
    both = school.make.person(Role.CANDIDATE, Role.EXAMINER)
    school.make.link(both, school.qualification)
    answer = plan(coordinator, session, both, examiner=both)
    assert answer.status_code == 422
    assert "cannot examine their own exam" in answer.text


def test_somebody_who_is_no_examiner_cannot_be_chosen(coordinator, school, session):
    assert plan(coordinator, session, school.candidate, examiner=school.coordinator).status_code == 422


def test_attempts_run_out(coordinator, school, session, desk):
    with school.make.redesigned(school.form.id) as form:
        form.attempts_allowed = 1
    school.signed(0)
    answer = plan(coordinator, session, school.candidate)
    assert answer.status_code == 422
    assert "has used all attempts at this exam: 1 of 1." in answer.text


def test_a_cancelled_exam_uses_no_attempt(coordinator, school, session, desk):
    with school.make.redesigned(school.form.id) as form:
        form.attempts_allowed = 1
    school.planned(state=SittingState.CANCELLED)
    assert plan(coordinator, session, school.candidate).status_code == 303


def test_practice_may_be_repeated_without_end(coordinator, school, session, desk):
    with school.make.redesigned(school.form.id) as form:
        form.attempts_allowed, form.formative = 1, True
    school.signed(0)
    assert plan(coordinator, session, school.candidate).status_code == 303


def test_planning_the_same_person_twice_keeps_one_sitting(school, session, desk):
    for _ in range(2):
        with desk.writing(actor_of(school.coordinator)) as work:
            people = found.people(work, [school.candidate.id])
            actions.plan_candidates(work, queries.session(work, session), people, examiner=None, starts=[NOON])
    assert len(sittings(desk, session)) == 1


def test_search_and_group_narrow_the_list_and_everybody_who_matches_can_be_planned(coordinator, school, session, desk):
    candidates(school, 3, group_name="LAS-3B")
    page = coordinator.get(f"/exams/sessions/{session}/candidates?group=LAS-3B&q=c1").text
    assert "C1 Jansen" in page
    assert "C2 Jansen" not in page
    data = {"everything": "1", "examiner": "", "starts": "09:00", "interval": "0"}
    coordinator.post(f"/exams/sessions/{session}/candidates?group=LAS-3B", data)
    assert len(sittings(desk, session)) == 3


def test_more_than_can_be_asked_about_at_once_is_refused_in_words(coordinator, session):
    data = {"chosen": [str(number) for number in range(100_000)], "starts": "09:00", "interval": "0"}
    for deed in ("candidates", "run"):
        answer = coordinator.post(f"/exams/sessions/{session}/{deed}", data)
        assert answer.status_code == 422
        assert "can be chosen at a time" in answer.text


def test_planning_nobody_is_shown_again(coordinator, session):
    assert plan(coordinator, session).status_code == 422


# Conflicts


def test_a_candidate_at_two_places_at_once_is_named(coordinator, school, session):
    nine = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
    school.planned(starts_at=nine + timedelta(minutes=30), place="Elsewhere")
    plan_anyway(coordinator, session, school.candidate)
    page = coordinator.get(f"/exams/sessions/{session}").text
    assert f"{school.candidate.name} is expected elsewhere at the same time" in page


def test_an_examiner_at_two_places_at_once_is_named(coordinator, school, session):
    other = candidates(school, 1)[0]
    school.planned(starts_at=datetime(2026, 12, 1, 8, 0, tzinfo=UTC), place="Elsewhere", candidate=other)
    plan_anyway(coordinator, session, school.candidate, examiner=school.examiner)
    assert f"{school.examiner.name} is expected elsewhere" in coordinator.get(f"/exams/sessions/{session}").text


def test_a_cancelled_exam_elsewhere_is_no_conflict(coordinator, school, session):
    nine = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
    school.planned(starts_at=nine, place="Elsewhere", state=SittingState.CANCELLED)
    plan(coordinator, session, school.candidate)
    assert "is expected elsewhere" not in coordinator.get(f"/exams/sessions/{session}").text


def lasting(desk, school, minutes):
    with school.make.redesigned(school.form.id) as form:
        form.duration_minutes = minutes


def test_an_examiner_whose_exams_overlap_in_one_session_is_named(coordinator, school, session, desk):
    lasting(desk, school, 60)
    people = candidates(school, 3)
    assert plan_anyway(coordinator, session, *people, examiner=school.examiner, interval="15").status_code == 303
    page = coordinator.get(f"/exams/sessions/{session}").text
    assert f"{school.examiner.name} has 3 exams that overlap; each takes 60 minutes." in page


def test_exams_one_after_the_other_do_not_overlap(coordinator, school, session, desk):
    lasting(desk, school, 60)
    plan(coordinator, session, *candidates(school, 3), examiner=school.examiner, interval="60")
    assert "that overlap" not in coordinator.get(f"/exams/sessions/{session}").text


def test_starts_past_midnight_are_refused_with_the_moment(coordinator, school, session, desk):
    people = candidates(school, 3)
    answer = plan(coordinator, session, *people, examiner=school.examiner, starts="22:00", interval="90")
    assert answer.status_code == 422
    assert "The last start would be Wed 2 Dec 2026, 01:00, a day later." in answer.text
    assert sittings(desk, session) == []


# Nobody left


def test_nobody_left_because_all_are_planned(coordinator, school, session):
    plan(coordinator, session, school.candidate)
    page = coordinator.get(f"/exams/sessions/{session}/candidates").text
    assert "Everybody who follows this qualification is in this session already." in page


def test_nobody_left_because_nobody_follows_the_qualification(coordinator, school, make):
    bare = make.qualification(core_tasks=1, work_processes=1)
    form = make.exam_form(qualification_id=bare.id)
    answer = coordinator.post("/exams/sessions/new", {"form": form.id, **WHEN})
    page = coordinator.get(answer.location).text
    assert "Nobody follows this qualification yet." in page
    assert 'href="/portfolios?qualification=none"' in page


# Examiners


def run(browser, session, action, *sittings):
    return browser.post(f"/exams/sessions/{session}/run", {"action": action, "chosen": [s.id for s in sittings]})


def test_another_examiner_takes_over_and_marks_of_the_first_stay(coordinator, school, desk, make):
    sitting = school.planned(state=SittingState.IN_PROGRESS)
    second = make.person(Role.EXAMINER)
    with desk.writing() as work:
        step = queries.form(work, school.form.id).steps[0]
        work.db.add(mark_of(sitting.sheets[0].id, step.id, school.examiner.id, 1, "", work.now))
    run(coordinator, sitting.session_id, f"examiner:{second.id}", sitting)
    sheets = school.read(Sitting, sitting.id).sheets
    assert [(s.examiner_id, s.withdrawn_at is None) for s in sheets] == [(school.examiner.id, False), (second.id, True)]
    with desk.reading() as work:
        assert len(queries.standing_marks(work, sheets[0].id)) == 1


def test_the_first_examiner_can_come_back(coordinator, school, make):
    sitting, second = school.planned(), make.person(Role.EXAMINER)
    for examiner in (second, school.examiner):
        run(coordinator, sitting.session_id, f"examiner:{examiner.id}", sitting)
    sheets = school.read(Sitting, sitting.id).sheets
    assert [sheet.examiner_id for sheet in sheets if sheet.withdrawn_at is None] == [school.examiner.id]
    assert len(sheets) == 2


def test_an_examiner_who_guides_cannot_take_over(coordinator, school, make):
    sitting, guide = school.planned(), make.person(Role.EXAMINER, Role.SUPERVISOR)
    make.supervision(school.candidate, guide)
    assert run(coordinator, sitting.session_id, f"examiner:{guide.id}", sitting).status_code == 409
    assert school.read(Sitting, sitting.id).sheet.examiner_id == school.examiner.id


def test_a_signed_exam_keeps_its_examiner(coordinator, school, make):
    sitting, second = school.signed(2), make.person(Role.EXAMINER)
    run(coordinator, sitting.session_id, f"examiner:{second.id}", sitting)
    assert school.read(Sitting, sitting.id).sheet.examiner_id == school.examiner.id


def test_sittings_of_another_session_are_not_touched(coordinator, school, make):
    here, there, second = (
        school.planned(),
        school.planned(candidate=candidates(school, 1)[0]),
        make.person(Role.EXAMINER),
    )
    run(coordinator, here.session_id, f"examiner:{second.id}", there)
    assert school.read(Sitting, there.id).sheet.examiner_id == school.examiner.id


def test_one_candidate_gets_another_time_and_examiner(coordinator, school, make, audit_names):
    sitting, second = school.planned(), make.person(Role.EXAMINER)
    coordinator.post(f"/exams/sittings/{sitting.id}/edit", {"starts": "15:15", "examiner": second.id})
    changed = school.read(Sitting, sitting.id)
    assert (changed.starts_at, changed.sheet.examiner_id) == (datetime(2026, 11, 24, 14, 15, tzinfo=UTC), second.id)
    assert audit_names()[-2:] == ["exams.sitting-moved", "exams.examiner-chosen"]


def test_a_time_that_is_none_is_shown_again(coordinator, school):
    sitting = school.planned()
    assert coordinator.post(f"/exams/sittings/{sitting.id}/edit", {"starts": "x", "examiner": ""}).status_code == 422


# Off the plan, cancelled, not come


def test_a_planned_candidate_is_taken_off_the_plan(coordinator, school, desk):
    sitting = school.planned()
    assert coordinator.post(f"/exams/sittings/{sitting.id}/remove").status_code == 303
    assert sittings(desk, sitting.session_id) == []


def test_a_candidate_with_marks_is_not_taken_off_the_plan(coordinator, school, desk):
    sitting = school.planned()
    with desk.writing() as work:
        step = queries.form(work, school.form.id).steps[0]
        work.db.add(mark_of(sitting.sheets[0].id, step.id, school.examiner.id, 1, "", work.now))
    assert coordinator.post(f"/exams/sittings/{sitting.id}/remove").status_code == 409
    assert len(sittings(desk, sitting.session_id)) == 1


def test_a_session_is_cancelled_with_a_reason_that_the_candidate_reads(coordinator, school, visit, audit_names):
    sitting = school.planned()
    coordinator.post(f"/exams/sessions/{sitting.session_id}/cancel", {"reason": "No gas today."})
    assert school.read(Sitting, sitting.id).state is SittingState.CANCELLED
    assert "No gas today." in visit(school.candidate).get("/exams/mine").text
    assert audit_names()[-1] == "exams.sittings-cancelled"


def test_cancelling_asks_for_a_reason(coordinator, school):
    sitting = school.planned()
    assert coordinator.post(f"/exams/sittings/{sitting.id}/cancel", {"reason": " "}).status_code == 422
    assert school.read(Sitting, sitting.id).state is SittingState.PLANNED


def test_an_exam_in_progress_is_not_cancelled(coordinator, school):
    sitting = school.planned(state=SittingState.IN_PROGRESS)
    assert coordinator.post(f"/exams/sittings/{sitting.id}/cancel", {"reason": "X"}).status_code == 409


def test_a_candidate_who_did_not_come_is_reported_and_can_be_planned_again(coordinator, school, clock, audit_names):
    sitting = school.planned()
    clock.move(days=1, hours=1)
    assert coordinator.post(f"/exams/sittings/{sitting.id}/no-show").status_code == 303
    assert school.read(Sitting, sitting.id).state is SittingState.NO_SHOW
    assert audit_names()[-1] == "exams.no-show-reported"
    coordinator.post(f"/exams/sittings/{sitting.id}/plan-again")
    assert school.read(Sitting, sitting.id).state is SittingState.PLANNED


def test_nobody_stays_away_before_the_exam_started(coordinator, school):
    sitting = school.planned()
    assert coordinator.post(f"/exams/sittings/{sitting.id}/no-show").status_code == 409


def test_the_examiner_may_report_that_the_own_candidate_did_not_come(school, visit, clock):
    sitting = school.planned()
    clock.move(days=1, hours=1)
    assert visit(school.examiner).post(f"/exams/sittings/{sitting.id}/no-show").status_code == 303


# Lists and statements


def test_sessions_stand_under_upcoming_until_their_day_is_over(coordinator, school, clock):
    sitting = school.planned(place="Hall of fame")
    clock.move(days=1, hours=5)
    assert "Hall of fame" in coordinator.get("/exams/sessions").text
    clock.move(days=1)
    assert "Hall of fame" not in coordinator.get("/exams/sessions").text
    assert "Hall of fame" in coordinator.get("/exams/sessions?when=past").text
    assert sitting.id


def test_the_list_says_who_has_no_examiner(coordinator, school, session):
    plan(coordinator, session, school.candidate)
    assert "Without examiner: 1" in coordinator.get("/exams/sessions").text


def test_the_list_asks_as_many_statements_for_many_sessions(coordinator, school, statements):
    school.planned()
    with statements() as few:
        coordinator.get("/exams/sessions")
    for person in candidates(school, 4):
        school.planned(candidate=person)
    with statements() as many:
        coordinator.get("/exams/sessions")
    assert counted(few) == counted(many) <= 8


@pytest.mark.parametrize("page", ["", "/candidates"])
def test_pages_of_a_session_ask_a_fixed_number_of_statements(coordinator, school, session, statements, page):
    people = candidates(school, 12)
    plan(coordinator, session, people[0], examiner=school.examiner)
    with statements() as few:
        coordinator.get(f"/exams/sessions/{session}{page}")
    plan(coordinator, session, *people[1:8], examiner=school.examiner)
    with statements() as many:
        assert coordinator.get(f"/exams/sessions/{session}{page}").status_code == 200
    assert counted(few) == counted(many) <= 13


@pytest.mark.parametrize("page", ["/edit", "/cancel", "/candidates", ""])
def test_every_page_of_a_session_can_be_read(coordinator, session, page):
    assert coordinator.get(f"/exams/sessions/{session}{page}").status_code == 200


def test_the_pages_of_one_candidate_can_be_read(coordinator, school):
    sitting = school.planned()
    for page in ("", "/edit", "/cancel"):
        assert coordinator.get(f"/exams/sittings/{sitting.id}{page}").status_code == 200


def test_sheets_are_never_removed_when_an_examiner_changes(school, desk, make):
    sitting, second = school.planned(), make.person(Role.EXAMINER)
    with desk.writing(actor_of(school.coordinator)) as work:
        session = queries.session(work, sitting.session_id)
        actions.choose_examiner(work, session, session.sittings, found.examiner(work, second.id))
    with desk.reading() as work:
        assert work.db.get(Sheet, sitting.sheets[0].id) is not None
