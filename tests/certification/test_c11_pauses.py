"""Pauses stop the clock, and an external qualification is proved by one upload."""

from datetime import date

import pytest

from certification.rules.clock import State, Status, headline
from certification.rules.periods import Period, Unit
from certification.rules.upkeep import Pause
from tests.certification.clock_made import ACHIEVE, REFRESH, day, facts, first_aid, line, on, welder

pytestmark = pytest.mark.pure

DONE = (ACHIEVE, "2027-03-01")


def paused(*stretches):
    return tuple(Pause(since=day(since), until=day(until) if until else None) for since, until in stretches)


JUNE = ("2027-06-01", "2027-06-30")


def test_the_days_of_a_pause_are_added_to_the_end():
    assert on("2027-07-01", first_aid(), facts(DONE, pauses=paused(JUNE))).until == day("2028-03-31")


def test_it_opens_later_too():
    assert on("2027-07-01", first_aid(), facts(DONE, pauses=paused(JUNE))).opens_on == day("2028-03-17")


def test_in_a_pause_it_counts_as_it_did():
    standing = on("2027-06-15", first_aid(), facts(DONE, pauses=paused(JUNE)))
    assert (standing.state, standing.meets) == (State.PAUSED, True)


def test_in_a_pause_nobody_who_had_nothing_has_it():
    standing = on("2027-06-15", first_aid(), facts(pauses=paused(JUNE)))
    assert (standing.state, standing.meets) == (State.PAUSED, False)


def test_a_pause_that_has_not_ended_goes_past_the_end():
    known = facts(DONE, pauses=paused(("2028-02-01", None)))
    assert on("2029-01-01", first_aid(), known).meets is True


def test_a_pause_after_the_end_changes_nothing():
    known = facts(DONE, pauses=paused(("2028-03-01", None)))
    assert on("2028-04-01", first_aid(), known).state is State.EXPIRED


def test_days_before_it_was_achieved_are_not_added():
    known = facts(DONE, pauses=paused(("2027-02-01", "2027-03-10")))
    assert on("2027-03-11", first_aid(), known).until == day("2028-03-11")


def test_days_that_two_pauses_share_are_added_once():
    known = facts(DONE, pauses=paused(JUNE, ("2027-06-15", "2027-07-05")))
    assert on("2027-08-01", first_aid(), known).until == day("2028-04-05")


def test_a_pause_that_was_only_planned_changes_nothing_yet():
    assert on("2027-05-31", first_aid(), facts(DONE, pauses=paused(JUNE))).until == day("2028-03-01")


def test_nothing_opens_in_a_pause():
    known = facts(DONE, (REFRESH, "2028-02-20"), pauses=paused(("2028-02-10", "2028-03-10")))
    assert on("2028-03-11", first_aid(), known).activities[1].status is Status.NOT_YET


def test_what_was_open_before_the_pause_can_be_done_in_it():
    known = facts(DONE, (REFRESH, "2028-02-25"), pauses=paused(("2028-02-20", None)))
    assert on("2028-02-25", first_aid(), known).completed_on == day("2028-02-25")


def test_the_expiry_of_a_certificate_of_elsewhere_is_not_moved():
    known = facts((ACHIEVE, "2027-03-01", "2027-09-01"), pauses=paused(JUNE))
    assert on("2027-09-01", first_aid(), known).until == day("2027-09-01")


def test_a_time_frame_stands_still_as_well():
    upkeep = welder(line(1, time_frame=Period(30, Unit.DAYS)))
    standing = on("2027-02-05", upkeep, facts(pauses=paused(("2027-01-10", "2027-01-19"))))
    assert standing.activities[0].due_on == day("2027-02-13")


def test_what_does_not_end_is_not_paused():
    known = facts(DONE, pauses=paused(JUNE))
    assert on("2027-06-15", first_aid(recurring=False), known).state is State.QUALIFIED


def external(**settings):
    return welder(external=True, **settings)


def test_one_proof_proves_it_as_a_whole():
    standing = on("2027-03-01", external(), facts((None, "2027-03-01")))
    assert (standing.state, standing.until) == (State.QUALIFIED, None)


@pytest.mark.parametrize("recurring", [True, False])
def test_the_expiry_of_the_proof_ends_it(recurring):
    known = facts((None, "2027-03-01", "2028-01-01"))
    assert on("2028-01-01", external(recurring=recurring), known).state is State.EXPIRED


def test_a_newer_proof_renews_it_whenever_it_comes():
    known = facts((None, "2027-03-01", "2028-01-01"), (None, "2027-06-01", "2029-01-01"))
    standing = on("2028-01-01", external(), known)
    assert (standing.since, standing.until) == (day("2027-03-01"), day("2029-01-01"))


def test_a_proof_that_holds_shorter_takes_nothing_away():
    known = facts((None, "2027-03-01", "2029-01-01"), (None, "2027-06-01", "2028-01-01"))
    assert on("2027-06-01", external(), known).until == day("2029-01-01")


def test_a_proof_without_expiry_of_a_rolling_one_holds_its_period():
    assert on("2027-03-01", first_aid(external=True), facts((None, "2027-03-01"))).until == date(2028, 3, 1)


def test_proved_as_a_whole_no_activity_is_asked():
    standing = on("2027-03-01", external(activities=(line(1),)), facts((None, "2027-03-01")))
    assert standing.activities[0].status is Status.OPTIONAL


def test_in_a_pause_without_an_end_nobody_knows_when_it_ends():
    known = facts(DONE, pauses=paused(("2027-06-01", None)))
    standing = on("2029-01-01", first_aid(), known)
    assert (standing.state, standing.until, str(headline(standing))) == (
        State.PAUSED,
        None,
        "Holds as long as it stands still",
    )


def test_nothing_is_late_in_a_pause():
    upkeep = welder(line(1, time_frame=Period(30, Unit.DAYS)))
    standing = on("2027-06-01", upkeep, facts(pauses=paused(("2027-01-10", None))))
    assert standing.activities[0].status is Status.OPEN
