"""X3: a candidate who did not come, one who need not come, and an examiner who hears of changes."""

import pytest

from exams import queries
from exams.actions.planning import SessionFacts, cancel_sittings, change_session, plan_anew
from exams.actions.planning.refusing import Examiners
from exams.models import Sitting
from exams.rules import SittingState
from foundation.environment import choose
from tests.conftest import NOON, actor_of
from tests.exams.test_deeds import deeds_of
from tests.exams.test_x3_invitations import invited, planned, sent
from tests.exams.test_x3_planning import session_of

__all__ = ["deeds_of", "invited", "planned", "sent"]


@pytest.fixture
def missed(school, visit):
    """Noted by the examiner, today."""
    sitting = school.planned(starts_at=NOON)
    assert visit(school.examiner).post(f"/exams/sittings/{sitting.id}/no-show").status_code == 303
    return sitting


def test_x3_an_examiner_takes_back_an_own_mistaken_report_on_the_same_day(missed, school, visit):
    browser = visit(school.examiner)
    assert "Did come after all" in browser.get("/exams/today").text
    assert browser.post(f"/exams/sittings/{missed.id}/plan-again").status_code == 303
    assert school.read(Sitting, missed.id).state is SittingState.PLANNED


def test_x3_an_examiner_takes_back_nothing_on_a_later_day(missed, school, visit, clock):
    clock.move(days=1)
    browser = visit(school.examiner)
    assert "Did come after all" not in browser.get(f"/exams/sittings/{missed.id}").text
    assert browser.post(f"/exams/sittings/{missed.id}/plan-again").status_code == 409


def test_x3_an_examiner_takes_back_no_report_of_somebody_else(school, visit):
    sitting = school.planned(starts_at=NOON)
    visit(school.coordinator).post(f"/exams/sittings/{sitting.id}/no-show")
    browser = visit(school.examiner)
    assert "Did come after all" not in browser.get("/exams/today").text
    assert browser.post(f"/exams/sittings/{sitting.id}/plan-again").status_code == 409


@pytest.fixture
def followed(missed, school, desk):
    """Planned anew, for tomorrow."""
    session = session_of(desk, school, school.form.id, days=1)
    with desk.writing(actor_of(school.coordinator)) as work:
        found = queries.session(work, session)
        return plan_anew(work, queries.sitting(work, missed.id), found, None, Examiners(first=school.examiner))


def test_x3_what_was_planned_anew_is_not_offered_again(missed, followed, school, visit):
    page = visit(school.coordinator).get(f"/exams/sittings/{missed.id}").text
    assert "Plan anew" not in page
    assert "Did come after all" not in page
    assert f"/exams/sittings/{followed.id}" in page
    assert visit(school.examiner).post(f"/exams/sittings/{missed.id}/plan-again").status_code == 409


def test_x3_a_coordinator_has_a_task_until_it_is_planned_anew(missed, school, deeds_of, desk):
    task = (f"{school.candidate.name} did not come: Welding in the workshop", "open", f"/exams/sittings/{missed.id}")
    assert task in deeds_of(school.coordinator)
    session = session_of(desk, school, school.form.id, days=1)
    with desk.writing(actor_of(school.coordinator)) as work:
        plan_anew(work, queries.sitting(work, missed.id), queries.session(work, session), None, Examiners())
    assert task not in deeds_of(school.coordinator)


@pytest.mark.parametrize(
    ("counts", "words"), [(False, "It used up no attempt."), (True, "It used up one of your attempts.")]
)
def test_x3_the_candidate_reads_what_it_cost_and_what_follows(missed, school, visit, desk, counts, words):
    with desk.writing() as work:
        choose(work.db, "exams.no_show_uses_attempt", counts)
    page = visit(school.candidate).get(f"/exams/sittings/{missed.id}").text
    assert words in page
    assert "Your school decides whether and when you take it again" in page


def test_x3_the_candidate_finds_the_exam_planned_instead(missed, followed, school, visit):
    page = visit(school.candidate).get(f"/exams/sittings/{missed.id}").text
    assert f'<a href="/exams/sittings/{followed.id}">' in page


@pytest.fixture
def exempt(school, visit):
    """From the whole exam."""
    facts = {"candidate": school.candidate.email, "form": school.form.id, "parts": [], "requested_on": "2026-11-20"}
    answer = visit(school.board_member).post("/exams/exemptions/new", {**facts, **school.decision()})
    assert answer.status_code == 303


def test_br_45_a_coordinator_is_told_who_is_exempt_and_still_planned(school, visit, deeds_of, exempt, desk):
    sitting = school.planned()
    task = (f"{school.candidate.name} is exempt, and still planned", "attention", f"/exams/sittings/{sitting.id}/edit")
    assert task in deeds_of(school.coordinator)
    visit(school.coordinator).post(f"/exams/sittings/{sitting.id}/remove")
    assert task not in deeds_of(school.coordinator)


def test_br_45_my_exams_shows_an_exemption(school, visit, exempt):
    page = visit(school.candidate).get("/exams/mine").text
    assert "You need not do this exam: it counts as passed." in page
    assert "No exams yet" not in page


def test_br_45_whoever_is_exempt_is_shown_so_before_planning(school, visit, exempt, desk):
    session = session_of(desk, school, school.form.id)
    page = visit(school.coordinator).get(f"/exams/sessions/{session}/candidates").text
    assert "Exempt: need not sit this exam" in page


def test_x3_an_invited_examiner_hears_of_a_move_and_of_the_end(invited, school, desk, run_jobs, sent):
    facts = SessionFacts(starts_at=NOON.replace(month=12, day=9), place="Hall 2", note="")
    with desk.writing(actor_of(school.coordinator)) as work:
        change_session(work, queries.session(work, invited.session_id), facts)
    run_jobs()
    assert sent(school.examiner)[-1]["Subject"].startswith("Changed: you examine")
    with desk.writing(actor_of(school.coordinator)) as work:
        session = queries.session(work, invited.session_id)
        cancel_sittings(work, session, session.sittings, "The hall is closed.")
    run_jobs()
    assert sent(school.examiner)[-1]["Subject"].startswith("Cancelled: you do not examine")
