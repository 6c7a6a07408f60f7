"""A fixed period: one list for both, time frames from the link, PE activities from the time before; and N of M."""

from datetime import date

import pytest

from certification.rules.clock import State, Status
from certification.rules.periods import Period, Unit
from tests.certification.clock_made import day, facts, line, on, welder

pytestmark = pytest.mark.pure

MONTH = Period(30, Unit.DAYS)
TWO_YEARS = Period(2, Unit.YEARS)


def statuses(standing):
    return [one.status for one in standing.activities]


def test_all_mandatory_activities_complete_it():
    upkeep = welder(line(1), line(2), line(3, mandatory=False))
    known = facts((1, "2027-02-01"), (2, "2027-03-01"))
    assert [on(today, upkeep, known).state for today in ("2027-02-28", "2027-03-01")] == [
        State.IN_PROGRESS,
        State.QUALIFIED,
    ]


def test_any_two_of_three_complete_it_where_so_set():
    upkeep = welder(line(1), line(2), line(3), achieve_needs=2)
    assert on("2027-03-01", upkeep, facts((1, "2027-02-01"), (3, "2027-03-01"))).state is State.QUALIFIED


def test_with_two_of_three_done_the_third_is_optional():
    upkeep = welder(line(1), line(2), line(3), achieve_needs=2)
    standing = on("2027-03-01", upkeep, facts((1, "2027-02-01"), (3, "2027-03-01")))
    assert statuses(standing) == [Status.DONE, Status.OPTIONAL, Status.DONE]


def test_optional_ones_are_offered_and_not_needed():
    standing = on("2027-03-01", welder(line(1), line(2, mandatory=False)), facts((2, "2027-02-01")))
    assert (standing.state, standing.progress) == (State.IN_PROGRESS, (0, 1))


def test_where_nothing_is_mandatory_one_has_to_be_done():
    upkeep = welder(line(1, mandatory=False), line(2, mandatory=False))
    assert on("2027-03-01", upkeep, facts()).meets is False
    assert on("2027-03-01", upkeep, facts((2, "2027-02-01"))).meets is True


@pytest.mark.parametrize(("today", "expected"), [("2027-02-02", Status.OPEN), ("2027-02-03", Status.OVERDUE)])
def test_a_time_frame_counts_from_the_day_of_the_link(today, expected):
    assert statuses(on(today, welder(line(1, time_frame=MONTH)), facts())) == [expected]


def test_done_late_it_still_completes_and_says_so():
    standing = on("2027-06-01", welder(line(1, time_frame=MONTH)), facts((1, "2027-06-01")))
    assert (standing.state, standing.activities[0].is_late) == (State.QUALIFIED, True)


def test_without_pe_activities_nothing_expires():
    assert on("2060-01-01", welder(line(1)), facts((1, "2027-02-01"))).until is None


def test_a_pe_activity_falls_due_again_from_the_time_before():
    upkeep = welder(line(1), line(2, follow_up=TWO_YEARS))
    known = facts((1, "2027-02-01"), (2, "2027-03-01"))
    assert on("2027-03-01", upkeep, known).until == day("2029-03-01")


def test_done_again_it_counts_from_then_whenever_that_was():
    known = facts((1, "2027-03-01"), (1, "2028-01-01"))
    assert on("2028-01-01", welder(line(1, follow_up=TWO_YEARS)), known).until == day("2030-01-01")


@pytest.mark.parametrize(
    ("today", "expected", "state"),
    [
        ("2029-02-14", Status.DONE, State.EXPIRING),
        ("2029-02-15", Status.OPEN, State.EXPIRING),
        ("2029-03-01", Status.OVERDUE, State.EXPIRED),
    ],
)
def test_a_pe_activity_opens_two_weeks_before_it_is_due(today, expected, state):
    standing = on(today, welder(line(1, follow_up=TWO_YEARS)), facts((1, "2027-03-01")))
    assert (statuses(standing), standing.state) == ([expected], state)


def test_doing_what_was_overdue_restores_it():
    standing = on("2029-06-01", welder(line(1, follow_up=TWO_YEARS)), facts((1, "2027-03-01"), (1, "2029-06-01")))
    assert (standing.since, standing.until) == (day("2029-06-01"), day("2031-06-01"))


def test_an_uploaded_certificate_ends_its_activity_on_its_day():
    known = facts((1, "2027-02-01"), (2, "2027-03-01", "2027-12-01"))
    assert on("2027-12-01", welder(line(1), line(2)), known).state is State.EXPIRED


def test_a_newer_certificate_of_the_same_activity_keeps_it():
    known = facts((1, "2027-02-01", "2027-12-01"), (1, "2027-11-01", "2028-12-01"))
    standing = on("2027-12-01", welder(line(1)), known)
    assert (standing.since, standing.until) == (day("2027-02-01"), day("2028-12-01"))


def test_of_any_two_of_three_it_ends_with_the_second_longest():
    upkeep = welder(line(1), line(2), line(3), achieve_needs=2)
    known = facts((1, "2027-02-01"), (2, "2027-02-01", "2027-06-01"), (3, "2027-02-01", "2027-09-01"))
    assert on("2027-02-01", upkeep, known).until == day("2027-09-01")


def test_a_one_off_that_was_achieved_outlives_the_certificate():
    standing = on("2030-01-01", welder(line(1), recurring=False), facts((1, "2027-02-01", "2027-12-01")))
    assert standing.state is State.QUALIFIED


def test_a_certificate_that_had_expired_before_the_rest_was_done_does_not_count():
    known = facts((1, "2026-02-01", "2026-12-01"), (2, "2027-03-01"))
    standing = on("2027-03-01", welder(line(1), line(2)), known)
    assert (standing.meets, statuses(standing)) == (False, [Status.OPEN, Status.DONE])


def test_an_empty_list_is_never_complete():
    assert on("2027-03-01", welder(), facts()).meets is False


def test_more_needed_than_there_are_means_all():
    upkeep = welder(line(1), achieve_needs=5)
    assert on("2027-03-01", upkeep, facts((1, "2027-03-01"))).meets is True


def test_a_period_of_thousands_of_years_can_be_reckoned_with():
    upkeep = welder(line(1, follow_up=Period(9999, Unit.YEARS)))
    assert on("2027-03-01", upkeep, facts((1, "2027-03-01"))).until == date(9900, 1, 1)
