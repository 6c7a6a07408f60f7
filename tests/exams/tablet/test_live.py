"""X5: the day as it goes: who is where and how far, with nothing of how well, and no names on a shared screen."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as some

from exams.models import BoardDecision, Exemption, Sheet, Sitting, Tablet
from exams.queries.live import live_day
from exams.rules import AnswerKind, SittingState
from exams.rules.deeds import DeedKind
from exams.rules.live import LiveState, Sight, as_others_see, live_state, sight
from exams.rules.turns import Turn
from foundation.environment import choose
from people.rules import Role
from tests.conftest import NOON, actor_of
from tests.exams.conftest import mark_of
from tests.exams.tablet.photographs import deed


@pytest.fixture
def going(school):
    """An exam that began, with two of its steps marked."""
    sitting = school.planned(starts_at=NOON, state=SittingState.IN_PROGRESS, began_at=NOON, room="Bay 3")
    add_marks(school, sitting, 2)
    return sitting


def add_marks(school, sitting, count, *, value=2, sheet=0, at=NOON):
    with school.desk.writing() as work:
        one = work.db.get_one(Sitting, sitting.id).standing_sheets[sheet]
        for step in school.form.steps[:count]:
            work.db.add(mark_of(one.id, step.id, one.examiner_id, value, "A REMARK", at))


def second(school, sitting, *, signed=False):
    """A second examiner of this exam."""
    person = school.make.person(Role.EXAMINER, given="Berta")
    with school.desk.writing() as work:
        work.db.add(Sheet(sitting_id=sitting.id, examiner_id=person.id, position=2, signed_at=NOON if signed else None))
    return person


def page(visit, person, sitting, **more):
    answer = visit(person).get(f"/exams/sessions/{sitting.session_id}/live", query_string=more)
    assert answer.status_code == 200
    return answer.text


def test_x5_the_coordinator_reads_who_is_where_and_how_far(school, visit, going):
    text = page(visit, school.coordinator, going)
    for words in ("Noor", "Bay 3", "Ahmed", "In progress", "2 of 6", "since 13:00", "last mark in at 13:00"):
        assert words in text, words


def test_x5_no_value_and_no_remark_stands_on_it(school, visit, going):
    text = visit(school.coordinator).get(f"/exams/sessions/{going.session_id}/live/rows").text
    assert "A REMARK" not in text
    assert "Passed" not in text
    assert text == _with_other_values(school, visit, going)


def _with_other_values(school, visit, going):
    """The same page, of the same exam marked otherwise."""
    add_marks(school, going, 2, value=0)
    return visit(school.coordinator).get(f"/exams/sessions/{going.session_id}/live/rows").text


@pytest.mark.parametrize("role", [Role.CANDIDATE, Role.EXAMINER, Role.AUDITOR])
def test_a_stranger_does_not_learn_that_there_is_a_session(make, visit, going, role):
    stranger = visit(make.person(role))
    for rest in ("", "/rows"):
        assert stranger.get(f"/exams/sessions/{going.session_id}/live{rest}").status_code == 404


def test_the_candidate_sees_no_live_page(school, visit, going):
    assert visit(school.candidate).get(f"/exams/sessions/{going.session_id}/live").status_code == 404
    assert visit(school.candidate).get("/exams/live").status_code == 403


def test_who_is_not_signed_in_is_asked_to(visit, going):
    assert visit(None).get(f"/exams/sessions/{going.session_id}/live").status_code == 303
    rows = visit(None).get("/exams/live/rows")
    assert (rows.status_code, "X-Proefstuk-Live" in rows.headers) == (303, False)


@pytest.mark.parametrize("address", ["/exams/live", "/exams/live/rows", "/exams/sessions/1/live/rows"])
def test_it_is_looked_at_and_nothing_else(school, visit, address):
    assert visit(school.coordinator).post(address).status_code == 405


def test_a_session_that_does_not_exist_is_not_found(school, visit):
    assert visit(school.coordinator).get("/exams/sessions/999999/live").status_code == 404


def test_today_has_every_session_of_the_day_and_no_other(school, visit, going):
    other = school.planned(
        form=school.make.exam_form(title="Bending pipes"), candidate=school.make.person(Role.CANDIDATE, given="Otto")
    )
    text = visit(school.coordinator).get("/exams/live").text
    assert "Welding in the workshop" in text
    assert "Bending pipes" not in text
    with school.desk.writing() as work:
        work.db.get_one(Sitting, other.id).starts_at = NOON
    assert "Bending pipes" in visit(school.coordinator).get("/exams/live").text


def test_a_day_without_exams_says_so(school, visit):
    assert "No exams here today" in visit(school.coordinator).get("/exams/live").text


def test_a_cancelled_exam_is_left_out(school, visit, going):
    with school.desk.writing() as work:
        work.db.get_one(Sitting, going.id).state = SittingState.CANCELLED
    assert "Noor" not in page(visit, school.coordinator, going)


# A screen that everybody sees


def test_x5_a_shared_screen_has_numbers_and_no_names(school, visit, going):
    text = page(visit, school.coordinator, going, screen="1")
    for name in ("Noor", "Ahmed", "Marijke"):
        assert name not in text, name
    assert "Number 1" in text
    assert "2 of 6" in text


def test_x5_a_school_may_have_no_names_at_all(school, visit, going, desk):
    with desk.writing() as work:
        choose(work.db, "exams.live_names", value=False)
    for rest in ("", "/rows"):
        main = visit(school.coordinator).get(f"/exams/sessions/{going.session_id}/live{rest}").text
        assert "Noor" not in main
        assert "Ahmed" not in main
    assert "Number 1" in main


def test_the_number_of_a_candidate_stays_the_same_all_day(school, visit, going):
    late = school.make.person(Role.CANDIDATE, given="Aart")
    with school.desk.writing() as work:
        work.db.add(
            Sitting(
                session_id=going.session_id, candidate_id=late.id, starts_at=NOON - timedelta(hours=1), room="Bay 1"
            )
        )
    with school.desk.reading(actor_of(school.coordinator)) as work:
        rows = live_day(work, NOON.date())[0].sittings
    assert [(row.candidate_name.split()[0], row.number) for row in rows] == [("Aart", 2), ("Noor", 1)]


def test_a_shared_screen_does_not_say_that_examiners_differ(school, visit, going):
    with school.desk.writing() as work:
        work.db.get_one(Sitting, going.id).state = SittingState.AGREEING
    assert "Examiners compare" in page(visit, school.coordinator, going)
    assert "Examiners compare" not in page(visit, school.coordinator, going, screen="1")


# Two examiners


@pytest.fixture
def paired(school, going):
    """The exam with a second examiner, who has marked one step."""
    berta = second(school, going)
    add_marks(school, going, 1, sheet=1)
    return berta


def test_br_31_the_coordinator_reads_how_far_each_examiner_is(school, visit, going, paired):
    text = page(visit, school.coordinator, going)
    assert "2 of 6" in text
    assert "1 of 6" in text


def test_br_31_others_read_how_far_both_are_together(school, visit, going, paired):
    for text in (page(visit, school.board_member, going), page(visit, school.coordinator, going, screen="1")):
        assert "3 of 12, 2 examiners together" in text
        assert "1 of 6" not in text


def test_br_31_an_examiner_reads_how_far_the_own_sheet_is_alone(school, visit, going, paired):
    text = page(visit, paired, going)
    assert "1 of 6" in text
    assert "2 of 6" not in text
    assert "3 of 12" not in text


def test_br_31_also_a_coordinator_who_examines_reads_the_own_sheet_alone(school, visit, going, paired):
    with school.desk.writing() as work:
        person = work.db.merge(paired)
        person.roles = [*person.roles, *(type(person.roles[0])(role=role) for role in [Role.COORDINATOR])]
    text = page(visit, paired, going)
    assert "1 of 6" in text
    assert "2 of 6" not in text


def test_br_31_an_examiner_does_not_read_that_the_other_signed(school, visit, going):
    second(school, going, signed=True)
    assert "One examiner signed" in page(visit, school.coordinator, going)
    assert "One examiner signed" not in page(visit, school.examiner, going)


def test_a_coordinator_who_sits_the_exam_reads_no_more_than_its_state(school, visit, going):
    with school.desk.writing() as work:
        person = work.db.merge(school.candidate)
        person.roles = [*person.roles, type(person.roles[0])(role=Role.COORDINATOR)]
    text = page(visit, school.candidate, going)
    assert "In progress" in text
    assert "2 of 6" not in text


# How far


def test_a_mark_that_was_taken_back_is_open_again(school, visit, going):
    add_marks(school, going, 1, value=None)
    assert "1 of 6" in page(visit, school.coordinator, going)


def test_a_mark_that_was_refused_does_not_count(school, visit, going):
    with school.desk.writing() as work:
        sheet = work.db.get_one(Sitting, going.id).standing_sheets[0]
        refused = mark_of(sheet.id, school.form.steps[4].id, sheet.examiner_id, 2, "", NOON)
        refused.answer = AnswerKind.REFUSED
        work.db.add(refused)
    assert "2 of 6" in page(visit, school.coordinator, going)


def test_steps_the_board_freed_the_candidate_from_are_not_asked_for(school, visit, going):
    group = school.form.groups[0]
    with school.desk.writing() as work:
        decision = BoardDecision(
            number="B-1",
            kind="exemption",
            decided_on=work.today,
            grounds="As asked",
            made_by=school.board_member.id,
            made_at=work.now,
            present=[],
            form_key=str(uuid4()),
        )
        freed = {"parts": [group.key], "ground": "As asked", "requested_on": work.today, "decision": decision}
        work.db.add(Exemption(candidate_id=going.candidate_id, form_id=school.form.id, **freed))
    assert "0 of 3" in page(visit, school.coordinator, going)


# Tablets and clocks


def tablet(school, seen_at):
    moments = dict.fromkeys(("made_at", "prepared_at", "ends_at"), NOON)
    with school.desk.writing() as work:
        work.db.add(Tablet(id=uuid4(), person_id=school.examiner.id, secret=b"s" * 32, seen_at=seen_at, **moments))


def test_a_tablet_that_spoke_just_now_is_no_news(school, visit, going):
    tablet(school, NOON - timedelta(minutes=1))
    assert "Tablet" not in page(visit, school.coordinator, going)


def test_a_tablet_that_is_silent_in_the_middle_of_an_exam_is_named(school, visit, going):
    tablet(school, NOON - timedelta(minutes=20))
    assert "Tablet not heard since 12:40. Marks may wait on it." in page(visit, school.coordinator, going)


def test_a_pause_is_told_without_its_reason(school, visit, going, clock):
    pause = {"reason": "FELT ILL"}
    deed(school.desk, going.sheets[0], DeedKind.PAUSE, pause, made_at=NOON + timedelta(minutes=9), sent_at=NOON)
    clock.move(minutes=20)
    text = page(visit, school.coordinator, going)
    assert "Paused" in text
    assert "FELT ILL" not in text


# Asking again and again


def rows(visit, person, sitting, tag=""):
    headers = {"If-None-Match": tag} if tag else {}
    return visit(person).get(f"/exams/sessions/{sitting.session_id}/live/rows", headers=headers)


def test_nothing_is_sent_when_nothing_changed(school, visit, going, clock):
    first = rows(visit, school.coordinator, going)
    assert first.headers["X-Proefstuk-Live"] == "1"
    clock.move(seconds=40)
    again = rows(visit, school.coordinator, going, first.headers["ETag"])
    assert (again.status_code, again.data, again.headers["X-Proefstuk-Live"]) == (304, b"", "1")


def test_a_mark_changes_what_is_sent(school, visit, going):
    tag = rows(visit, school.coordinator, going).headers["ETag"]
    add_marks(school, going, 3)
    again = rows(visit, school.coordinator, going, tag)
    assert again.status_code == 200
    assert "3 of 6" in again.text


def test_the_page_brings_the_tag_of_what_it_shows(school, visit, going):
    tag = rows(visit, school.coordinator, going).headers["ETag"].strip('"')
    assert f'data-tag="{tag}"' in page(visit, school.coordinator, going)


def test_a_shared_screen_is_another_page(school, visit, going):
    tag = rows(visit, school.coordinator, going).headers["ETag"]
    screen = visit(school.coordinator).get(
        f"/exams/sessions/{going.session_id}/live/rows", query_string={"screen": "1"}, headers={"If-None-Match": tag}
    )
    assert screen.status_code == 200


@pytest.mark.parametrize("address", ["/exams/live/rows", "/exams/live"])
def test_it_asks_as_much_for_many_exams_as_for_one(school, visit, going, statements, address):
    coordinator = visit(school.coordinator)
    coordinator.get(address)
    with statements() as few:
        coordinator.get(address)
    for _ in range(12):
        school.planned(starts_at=NOON, candidate=school.make.person(Role.CANDIDATE), state=SittingState.IN_PROGRESS)
    with statements() as many:
        coordinator.get(address)
    assert len(few.seen) == len(many.seen) <= 14


def test_looking_is_not_on_record(school, visit, going, audit_names):
    coordinator = visit(school.coordinator)
    before = audit_names()
    coordinator.get(f"/exams/sessions/{going.session_id}/live/rows")
    assert audit_names() == before


# Ways to it


def test_the_page_of_a_session_leads_to_it(school, visit, going):
    text = visit(school.coordinator).get(f"/exams/sessions/{going.session_id}").text
    assert f"/exams/sessions/{going.session_id}/live" in text


def test_the_coordinators_home_leads_to_it_on_the_day(school, visit, going, clock):
    in_menu = 1
    assert visit(school.coordinator).get("/").text.count('"/exams/live"') == in_menu + 1
    clock.move(days=-3)
    assert visit(school.coordinator).get("/").text.count('"/exams/live"') == in_menu


# The rules


def turn(kind, minutes):
    return Turn(kind=kind, at=NOON + timedelta(minutes=minutes))


START, PAUSE, STOP = turn(DeedKind.START, 0), turn(DeedKind.PAUSE, 5), turn(DeedKind.STOP, 5)


@pytest.mark.parametrize(
    ("state", "turns", "signed", "expected"),
    [
        (SittingState.PLANNED, [], 0, LiveState.EXPECTED),
        (SittingState.IN_PROGRESS, [], 0, LiveState.GOING_ON),
        (SittingState.IN_PROGRESS, [[START]], 0, LiveState.GOING_ON),
        (SittingState.IN_PROGRESS, [[START, PAUSE]], 0, LiveState.PAUSED),
        (SittingState.IN_PROGRESS, [[START, PAUSE], [START]], 0, LiveState.GOING_ON),
        (SittingState.IN_PROGRESS, [[START, STOP]], 0, LiveState.STOPPED),
        (SittingState.IN_PROGRESS, [[START, STOP], [START, PAUSE]], 0, LiveState.PAUSED),
        (SittingState.IN_PROGRESS, [[START]], 1, LiveState.HALF_SIGNED),
        (SittingState.AGREEING, [], 2, LiveState.COMPARING),
        (SittingState.SIGNED, [], 1, LiveState.DONE),
        (SittingState.RATIFIED, [], 1, LiveState.DONE),
        (SittingState.ANNULLED, [], 1, LiveState.DONE),
        (SittingState.NO_SHOW, [], 0, LiveState.NO_SHOW),
        (SittingState.ABORTED, [], 0, LiveState.ABORTED),
    ],
)
def test_an_exam_is_where_its_state_and_its_clock_say(state, turns, signed, expected):
    assert live_state(state, now=NOON, starts_at=NOON, turns=turns, signed=signed) is expected


@pytest.mark.parametrize(("minutes", "expected"), [(10, LiveState.EXPECTED), (11, LiveState.LATE)])
def test_an_exam_that_does_not_begin_is_late_after_a_while(minutes, expected):
    now = NOON + timedelta(minutes=minutes)
    assert live_state(SittingState.PLANNED, now=now, starts_at=NOON, turns=[], signed=0) is expected


@given(some.booleans(), some.booleans(), some.booleans(), some.booleans())
def test_br_31_whoever_still_marks_sees_the_own_sheet_at_most(is_candidate, is_coordinator, oversees, has_sheet):
    seen = sight(
        is_candidate=is_candidate,
        is_coordinator=is_coordinator,
        oversees=oversees,
        looks_on=False,
        has_sheet=has_sheet,
    )
    assert seen in (Sight.OWN, Sight.STATE)


def test_what_others_see_tells_nothing_of_two_examiners():
    shown = {as_others_see(state) for state in LiveState}
    assert shown.isdisjoint({LiveState.COMPARING, LiveState.HALF_SIGNED})


def test_a_clock_that_runs_is_told_by_the_same_words_all_the_time(school, visit, going, clock):
    first = rows(visit, school.coordinator, going).text
    clock.now = datetime(2026, 11, 23, 12, 1, 30, tzinfo=UTC)
    assert rows(visit, school.coordinator, going).text == first
