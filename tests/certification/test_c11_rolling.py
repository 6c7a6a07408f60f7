"""A rolling period: how long it holds, when it opens, what it counts from, what restores it."""

import pytest

from certification.rules.clock import State, Status
from certification.rules.periods import Period, Unit
from certification.rules.states import AfterExpiry, CountsFrom
from tests.certification.clock_made import ACHIEVE, REFRESH, day, facts, first_aid, on

pytestmark = pytest.mark.pure

DONE = (ACHIEVE, "2027-03-01")
RENEWED = (REFRESH, "2028-02-20")


def status(standing, number):
    return next(line.status for line in standing.activities if line.id == number)


def test_scenario_4_it_holds_a_year_from_the_day_it_was_achieved():
    assert on("2027-03-01", first_aid(), facts(DONE)).until == day("2028-03-01")


def test_scenario_4_the_refresher_opens_two_weeks_before():
    assert on("2027-03-01", first_aid(), facts(DONE)).opens_on == day("2028-02-16")


@pytest.mark.parametrize(("today", "expected"), [("2028-02-15", Status.NOT_YET), ("2028-02-16", Status.OPEN)])
def test_scenario_4_the_refresher_is_open_from_that_day(today, expected):
    assert status(on(today, first_aid(), facts(DONE)), 2) is expected


@pytest.mark.parametrize(
    ("counts_from", "until"),
    [(CountsFrom.PREVIOUS_EXPIRY, "2029-03-01"), (CountsFrom.COMPLETION, "2029-02-20")],
)
def test_scenario_4_the_next_end(counts_from, until):
    standing = on("2028-02-20", first_aid(counts_from=counts_from), facts(DONE, RENEWED))
    assert standing.until == day(until)


def test_scenario_4_365_days_is_not_a_year():
    period = Period(365, Unit.DAYS)
    assert on("2027-03-01", first_aid(period=period), facts(DONE)).until == day("2028-02-29")


@pytest.mark.parametrize(
    ("today", "state"),
    [
        ("2027-02-28", State.NOT_STARTED),
        ("2027-03-01", State.QUALIFIED),
        ("2027-12-31", State.QUALIFIED),
        ("2028-01-01", State.EXPIRING),
        ("2028-02-29", State.EXPIRING),
        ("2028-03-01", State.EXPIRED),
    ],
)
def test_each_state_begins_on_its_day(today, state):
    assert on(today, first_aid(), facts(DONE)).state is state


def test_it_does_not_meet_from_the_day_it_ends():
    assert [on(f"2028-{today}", first_aid(), facts(DONE)).meets for today in ("02-29", "03-01")] == [True, False]


def test_in_the_days_of_grace_it_still_meets():
    standing = on("2028-03-10", first_aid(grace_days=10), facts(DONE))
    assert (standing.state, standing.meets) == (State.GRACE, True)


def test_after_the_days_of_grace_it_is_expired():
    assert on("2028-03-11", first_aid(grace_days=10), facts(DONE)).state is State.EXPIRED


def test_renewed_in_grace_there_was_no_break():
    upkeep = first_aid(grace_days=10, counts_from=CountsFrom.PREVIOUS_EXPIRY)
    standing = on("2028-03-05", upkeep, facts(DONE, (REFRESH, "2028-03-05")))
    assert (standing.since, standing.until) == (day("2027-03-01"), day("2029-03-01"))


def test_done_before_it_opened_does_not_count_and_says_so():
    standing = on("2028-02-20", first_aid(), facts(DONE, (REFRESH, "2028-02-10")))
    assert standing.until == day("2028-03-01")
    assert standing.activities[1].is_early
    assert standing.activities[1].status is Status.OPEN


def test_after_an_expiry_the_maintain_list_alone_restores_it():
    standing = on("2028-06-01", first_aid(), facts(DONE, (REFRESH, "2028-06-01")))
    assert (standing.state, standing.since, standing.until) == (
        State.QUALIFIED,
        day("2028-06-01"),
        day("2029-06-01"),
    )


def test_or_it_starts_again_at_achieve_where_so_set():
    upkeep = first_aid(after_expiry=AfterExpiry.ACHIEVE_AGAIN)
    standing = on("2028-06-01", upkeep, facts(DONE, (REFRESH, "2028-06-01")))
    assert (standing.state, status(standing, 1)) == (State.EXPIRED, Status.OPEN)


def test_achieved_again_it_holds_again():
    upkeep = first_aid(after_expiry=AfterExpiry.ACHIEVE_AGAIN)
    standing = on("2028-06-02", upkeep, facts(DONE, (ACHIEVE, "2028-06-02")))
    assert standing.until == day("2029-06-02")


def test_after_an_expiry_the_period_counts_from_the_completion():
    upkeep = first_aid(counts_from=CountsFrom.PREVIOUS_EXPIRY)
    assert on("2028-06-01", upkeep, facts(DONE, (REFRESH, "2028-06-01"))).until == day("2029-06-01")


@pytest.mark.parametrize(
    ("achieved", "until"),
    [("2027-03-01", "2028-01-01"), ("2027-06-30", "2028-01-01"), ("2027-09-01", "2029-01-01")],
)
def test_to_a_calendar_date_but_not_shorter_than_the_minimum(achieved, until):
    upkeep = first_aid(counts_from=CountsFrom.CALENDAR_DATE, calendar_day=(1, 1), minimum=Period(6, Unit.MONTHS))
    assert on(achieved, upkeep, facts((ACHIEVE, achieved))).until == day(until)


def test_renewed_before_a_calendar_date_it_counts_from_that_date():
    upkeep = first_aid(counts_from=CountsFrom.CALENDAR_DATE, calendar_day=(1, 1), period=Period(2, Unit.YEARS))
    known = facts((ACHIEVE, "2027-03-01"), (REFRESH, "2028-12-20"))
    assert on("2028-12-20", upkeep, known).until == day("2031-01-01")


def test_a_calendar_date_of_29_february_is_the_28th_where_there_is_none():
    upkeep = first_aid(counts_from=CountsFrom.CALENDAR_DATE, calendar_day=(2, 29))
    ends = [on(achieved, upkeep, facts((ACHIEVE, achieved))).until for achieved in ("2026-05-01", "2027-05-01")]
    assert ends == [day("2027-02-28"), day("2028-02-29")]


def test_a_one_off_never_ends():
    standing = on("2050-01-01", first_aid(recurring=False), facts(DONE))
    assert (standing.state, standing.until, standing.opens_on) == (State.QUALIFIED, None, None)


def test_a_certificate_from_elsewhere_ends_it_on_its_day_where_that_is_earlier():
    standing = on("2027-09-01", first_aid(), facts((ACHIEVE, "2027-03-01", "2027-09-01")))
    assert (standing.state, standing.until) == (State.EXPIRED, day("2027-09-01"))


def test_a_certificate_that_holds_longer_changes_nothing():
    assert on("2027-09-01", first_aid(), facts((ACHIEVE, "2027-03-01", "2030-01-01"))).until == day("2028-03-01")


def test_what_was_done_before_the_link_counts():
    known = facts(DONE, linked=day("2027-10-01"))
    assert on("2027-10-01", first_aid(), known).state is State.QUALIFIED


def test_what_had_expired_before_the_link_does_not():
    assert on("2028-05-01", first_aid(), facts(DONE, linked=day("2028-05-01"))).meets is False


def test_a_year_from_29_february_is_28_february():
    assert on("2028-02-29", first_aid(), facts((ACHIEVE, "2028-02-29"))).until == day("2029-02-28")


def test_without_a_maintain_list_the_achieve_list_is_done_again():
    upkeep = first_aid(activities=first_aid().activities[:1])
    standing = on("2028-02-20", upkeep, facts(DONE, (ACHIEVE, "2028-02-20")))
    assert standing.until == day("2029-02-20")


def test_the_next_change_is_known():
    nexts = [on(today, first_aid(), facts(DONE)).next_on for today in ("2027-03-01", "2028-01-01", "2028-02-16")]
    assert nexts == [day("2028-01-01"), day("2028-02-16"), day("2028-03-01")]


def test_a_period_shorter_than_the_days_it_opens_before_still_has_to_be_earned_each_time():
    upkeep = first_aid(period=Period(7, Unit.DAYS))
    known = facts(DONE, (REFRESH, "2027-03-01"))
    assert on("2027-03-08", upkeep, known).state is State.EXPIRED
