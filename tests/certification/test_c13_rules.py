"""Which reminder is due on a day: the ladder before the end, what was missed, who else is told."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from certification.rules.reminders import (
    Ladder,
    above_step,
    is_news,
    lead_step,
    nearest_step,
    next_on,
    own_step,
    read_days,
)

pytestmark = pytest.mark.pure
END = date(2027, 3, 1)
LADDER = Ladder(days=(60, 30, 14, 7), lead_days=14, above_days=7)


def before(days):
    return END - timedelta(days=days)


@pytest.mark.parametrize(
    ("left", "step"),
    [(61, None), (60, 60), (59, 60), (31, 60), (30, 30), (14, 14), (13, 14), (1, 7), (0, None), (-1, None)],
)
def test_c13_the_nearest_step_whose_day_has_come_is_due(left, step):
    assert nearest_step(LADDER.days, ends_on=END, today=before(left)) == step


def test_c13_an_empty_ladder_reminds_nobody():
    assert nearest_step((), ends_on=END, today=before(1)) is None


@pytest.mark.parametrize(
    ("step", "sent", "news"), [(30, [], True), (30, [60], True), (30, [30], False), (30, [14], False)]
)
def test_c13_nothing_is_news_after_something_nearer_to_the_end(step, sent, news):
    assert is_news(step, sent) is news


@pytest.mark.parametrize(("left", "step"), [(15, None), (14, 14), (3, 14), (0, None)])
def test_c13_the_lead_is_told_from_so_many_days_on(left, step):
    assert lead_step(LADDER, ends_on=END, today=before(left), expired=False) == step


def test_c13_the_lead_of_the_lead_is_told_later():
    assert above_step(LADDER, ends_on=END, today=before(8), expired=False) is None
    assert above_step(LADDER, ends_on=END, today=before(7), expired=False) == 7


def test_c13_without_days_for_it_no_lead_is_told():
    ladder = Ladder(lead_days=None)
    assert lead_step(ladder, ends_on=END, today=before(1), expired=False) is None
    assert lead_step(ladder, ends_on=END, today=END, expired=True) is None


@pytest.mark.parametrize(("after", "step"), [(0, 0), (30, 0), (31, None)])
def test_c13_that_it_has_ended_is_told_while_it_is_news(after, step):
    assert own_step(LADDER, ends_on=END, today=END + timedelta(days=after), expired=True) == step


def test_c13_where_the_end_is_not_told_nothing_is():
    assert own_step(Ladder(tells_ended=False), ends_on=END, today=END, expired=True) is None


def test_c13_the_next_day_on_which_anything_goes_out():
    assert next_on(LADDER, ends_on=END, today=before(61)) == before(60)
    assert next_on(LADDER, ends_on=END, today=before(14)) == before(7)
    assert next_on(LADDER, ends_on=END, today=before(1)) == END
    assert next_on(LADDER, ends_on=END, today=END) is None


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("60, 30, 14, 7", (60, 30, 14, 7)),
        ("7 14;14", (14, 7)),
        ("", ()),
        ("0", None),
        ("-5", None),
        ("1001", None),
        ("ten", None),
        ("1.5", None),
        ("٣", None),
        (",".join(map(str, range(1, 14))), None),
    ],
)
def test_c13_days_are_read_as_people_write_them(written, days):
    assert read_days(written) == days


@given(some.lists(some.integers(1, 90), max_size=5), some.sets(some.integers(0, 95), max_size=12))
@settings(max_examples=40, deadline=None)
def test_c13_whatever_days_the_job_runs_on_each_step_goes_out_once_and_never_backwards(days, runs):
    sent = []
    for left in sorted(runs, reverse=True):
        step = nearest_step(days, ends_on=END, today=before(left))
        if step is not None and is_news(step, sent):
            sent.append(step)
    assert sent == sorted(set(sent), reverse=True)
    assert len(sent) <= len(runs)
