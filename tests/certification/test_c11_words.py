"""The clock explains itself: in one line, in sentences, and as a time line."""

from datetime import date

import pytest

from certification.rules.clock import State, What, explain, headline, timeline
from certification.rules.periods import Period, Unit
from certification.rules.states import CountsFrom
from certification.rules.upkeep import Pause
from tests.certification.clock_made import ACHIEVE, REFRESH, day, facts, first_aid, line, on, welder

pytestmark = pytest.mark.pure

DONE = (ACHIEVE, "2027-03-01")


def told(today, upkeep, known):
    return " ".join(map(str, explain(upkeep, known, day(today))))


def days(upkeep, known, until="2029-01-01", since="2027-03-01"):
    return [(str(one.day), one.what) for one in timeline(upkeep, known, day(since), day(until))]


@pytest.mark.parametrize(
    ("today", "words"),
    [
        ("2027-01-01", "0 of 1 done"),
        ("2027-03-01", "Until 2028-03-01"),
        ("2028-03-05", "Ended on 2028-03-01, counts until 2028-03-11"),
        ("2028-03-11", "Ended on 2028-03-01"),
    ],
)
def test_a_list_says_it_in_one_line(today, words):
    assert str(headline(on(today, first_aid(grace_days=10), facts(DONE)))) == words


def test_it_says_from_which_day_the_period_counts():
    assert "holds 1 year from then" in told("2027-06-01", first_aid(), facts(DONE))


def test_it_says_that_it_counts_from_the_previous_expiry():
    upkeep = first_aid(counts_from=CountsFrom.PREVIOUS_EXPIRY)
    assert "from the end of the period before" in told("2028-02-20", upkeep, facts(DONE, (REFRESH, "2028-02-20")))


def test_it_says_the_minimum_of_a_period_to_a_calendar_date():
    upkeep = first_aid(counts_from=CountsFrom.CALENDAR_DATE, calendar_day=(1, 1), minimum=Period(6, Unit.MONTHS))
    assert "at least 6 months" in told("2027-03-01", upkeep, facts(DONE))


def test_it_says_when_a_certificate_of_elsewhere_ends_it():
    known = facts((ACHIEVE, "2027-03-01", "2027-09-01"))
    assert "a certificate that was uploaded holds until that day" in told("2027-06-01", first_aid(), known)


def test_it_says_when_it_opens_again():
    assert "opens again on 2028-02-16" in told("2027-06-01", first_aid(), facts(DONE))


def test_it_says_that_what_was_done_too_early_does_not_count():
    known = facts(DONE, (REFRESH, "2028-02-10"))
    assert "before it opened does not count" in told("2028-02-12", first_aid(), known)


def test_it_says_what_restores_it():
    assert "under Maintain restore it" in told("2028-04-01", first_aid(), facts(DONE))


def test_it_says_how_many_days_of_pause_were_added():
    known = facts(DONE, pauses=(Pause(since=date(2027, 6, 1), until=date(2027, 6, 30)),))
    assert "30 days of pause were added" in told("2027-08-01", first_aid(), known)


def test_it_says_that_it_is_no_longer_required():
    known = facts(DONE, unlinked_on=date(2027, 5, 1))
    assert "Since 2027-05-01 this is no longer required" in told("2027-06-01", first_aid(), known)


def test_the_time_line_names_each_change_on_its_day():
    assert days(first_aid(grace_days=10), facts(DONE)) == [
        ("2027-03-01", What.NOW),
        ("2028-01-01", What.ENDS_SOON),
        ("2028-02-16", What.OPENS),
        ("2028-03-01", What.GRACE),
        ("2028-03-01", What.OVERDUE),
        ("2028-03-11", What.EXPIRED),
    ]


def test_the_time_line_stops_on_the_chosen_day():
    assert days(first_aid(), facts(DONE), until="2028-02-15")[-1] == ("2028-01-01", What.ENDS_SOON)


def test_the_time_line_reckons_with_a_pause_that_is_planned():
    known = facts(DONE, pauses=(Pause(since=date(2027, 6, 1), until=date(2027, 6, 30)),))
    assert ("2028-03-31", What.EXPIRED) in days(first_aid(), known)


def test_the_time_line_tells_what_was_done_and_until_when_it_then_holds():
    moments = timeline(first_aid(), facts(DONE), day("2027-02-01"), day("2027-03-01"), {ACHIEVE: "Course"})
    assert [str(one.message) for one in moments][1:] == ["Done: Course", "Holds until 2028-03-01"]


def test_the_time_line_tells_which_activity_is_overdue():
    upkeep = welder(line(1, time_frame=Period(30, Unit.DAYS)))
    moments = timeline(upkeep, facts(), day("2027-01-04"), day("2028-01-01"), {1: "Safety"})
    assert [(str(one.day), str(one.message)) for one in moments][1:] == [("2027-02-03", "Overdue: Safety")]


def test_nobody_who_did_nothing_is_told_that_it_ends():
    assert on("2027-06-01", first_aid(), facts()).state is State.NOT_STARTED
    assert "end" not in told("2027-06-01", first_aid(), facts())


def test_a_pause_without_an_end_is_told_without_a_day():
    known = facts(DONE, pauses=(Pause(since=date(2027, 6, 1)),))
    assert days(first_aid(), known) == [("2027-03-01", What.NOW), ("2027-06-01", What.PAUSED)]
