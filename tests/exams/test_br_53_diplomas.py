"""BR-53: the day from which the term of exam files runs: doubted before it is recorded, and taken off when wrong."""

from datetime import date

import pytest
from sqlalchemy import select

from exams.actions.purging import record_graduation
from exams.models import Graduation
from exams.queries.retention import going_files, term_of_sitting
from exams.rules.retention import months_before
from tests.conftest import NOON, actor_of


@pytest.fixture
def record(school, visit):
    url = f"/exams/graduations?qualification={school.qualification.id}"

    def send(day="2026-11-20", **more):
        sent = {"chosen": [str(school.candidate.id)], "graduated_on": day, **more}
        return visit(school.coordinator).post(url, sent)

    return send


def recorded(desk):
    with desk.reading() as work:
        found = work.db.scalars(select(Graduation)).one_or_none()
        work.db.expunge_all()
        return found


def remove(school, visit, reason="Another person was meant."):
    where = f"qualification={school.qualification.id}&remove={school.candidate.id}"
    return visit(school.coordinator).post(f"/exams/graduations/remove?{where}", {"reason": reason})


def test_br_53_a_diploma_before_the_last_exam_is_doubted_first(school, desk, record):
    school.signed(2)
    answer = record("2026-11-01")
    assert answer.status_code == 422
    assert "after the day of the diploma" in answer.text
    assert recorded(desk) is None
    assert record("2026-11-01", confirmed="y").status_code == 303
    assert recorded(desk).graduated_on == date(2026, 11, 1)


def test_br_53_a_diploma_without_the_passes_is_doubted_first(school, desk, record):
    school.signed(0)
    answer = record(NOON.date().isoformat())
    assert answer.status_code == 422
    assert f"did not pass, and is not exempt from: {school.form.title}" in answer.text


def test_br_53_a_diploma_of_who_passed_everything_is_recorded_at_once(school, record):
    school.signed(3)
    assert record(NOON.date().isoformat()).status_code == 303


def test_br_53_who_leaves_without_a_diploma_starts_the_term_too(school, desk, visit, record):
    sitting = school.signed(0)
    assert record(NOON.date().isoformat(), without_diploma="y").status_code == 303
    with desk.reading() as work:
        from exams.queries import sitting as sitting_of

        assert term_of_sitting(work, sitting_of(work, sitting.id)).may_go_from
    page = visit(school.coordinator).get(f"/exams/graduations?qualification={school.qualification.id}").text
    assert "Left without a diploma on" in page


def test_br_53_a_diploma_recorded_by_mistake_is_taken_off_with_a_reason(school, desk, visit, record, audit_names):
    sitting = school.signed(3)
    record(NOON.date().isoformat())
    url = f"/exams/graduations?qualification={school.qualification.id}"
    assert "Take off" in visit(school.coordinator).get(f"{url}&remove={school.candidate.id}").text
    assert remove(school, visit, reason=" ").status_code == 422
    assert remove(school, visit).status_code == 303
    assert remove(school, visit).status_code == 303
    assert audit_names().count("exams.graduation-removed") == 1
    assert "Another person was meant." in visit(school.coordinator).get(url).text
    with desk.reading() as work:
        from exams.queries import sitting as sitting_of

        assert term_of_sitting(work, sitting_of(work, sitting.id)).may_go_from is None
    assert record(NOON.date().isoformat()).status_code == 303
    assert recorded(desk).removed_at is None


def test_br_53_nothing_is_taken_off_that_is_not_there(school, visit):
    assert remove(school, visit).status_code == 404


@pytest.mark.parametrize("who", ["board_member", "administrator", "examiner", "candidate"])
def test_br_53_only_a_coordinator_takes_a_diploma_off(school, visit, who):
    where = f"qualification={school.qualification.id}&remove={school.candidate.id}"
    sent = {"reason": "No."}
    assert visit(getattr(school, who)).post(f"/exams/graduations/remove?{where}", sent).status_code == 403


def test_br_53_what_goes_soon_is_shown_beforehand(school, desk, visit, clock):
    school.signed(3)
    with desk.writing(actor_of(school.coordinator)) as work:
        record_graduation(work, school.qualification.id, [school.candidate.id], NOON.date())
    for days, there in ((0, 0), (530, 1)):
        clock.move(days=days)
        with desk.reading() as work:
            assert going_files(work)[0] == there
    page = visit(school.administrator).get("/exams/retention?which=going").text
    assert school.candidate.name in page
    assert "This is not done by itself" in page


def test_br_53_months_back_end_on_a_day_that_is_there():
    assert months_before(date(2026, 8, 31), 18) == date(2025, 2, 28)


def test_br_53_a_command_shows_what_is_over_and_takes_nothing_away(school, desk, app, clock):
    from click.testing import CliRunner

    from exams.cli import exams
    from exams.models import Sitting

    sitting = school.signed(3)
    with desk.writing(actor_of(school.coordinator)) as work:
        record_graduation(work, school.qualification.id, [school.candidate.id], NOON.date())
    clock.move(days=700)
    done = CliRunner().invoke(exams, ["going"], obj=lambda: app)
    assert (done.exit_code, "S1001" in done.output) == (0, True), done.output
    assert "1 over their term; they stay: the setting is off." in done.output
    assert '"purges": false' in CliRunner().invoke(exams, ["going", "--json"], obj=lambda: app).output
    assert school.read(Sitting, sitting.id).purged_at is None
