"""What holds of the clock whatever the settings and the facts are."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from certification.rules.clock import standing, timeline, worth
from certification.rules.periods import Period, Unit
from certification.rules.states import AfterExpiry, CountsFrom, DurationKind, Stage
from certification.rules.upkeep import AskedActivity, Done, Facts, Pause, Upkeep

pytestmark = pytest.mark.pure

START = date(2027, 1, 1)
SPAN = 900
few = settings(max_examples=60, deadline=None)
days = st.integers(0, SPAN).map(lambda number: START + timedelta(days=number))
periods = st.builds(Period, st.integers(1, 14), st.sampled_from([Unit.WEEKS, Unit.MONTHS]))


@st.composite
def lines(draw):
    stages = draw(st.lists(st.sampled_from(Stage), min_size=1, max_size=4))
    return tuple(
        AskedActivity(
            id=number,
            activity_id=draw(st.integers(1, 3)),
            stage=stage,
            mandatory=draw(st.booleans()),
            time_frame=draw(st.none() | periods),
            follow_up=draw(st.none() | periods),
        )
        for number, stage in enumerate(stages, 1)
    )


upkeeps = st.builds(
    Upkeep,
    duration=st.sampled_from(DurationKind),
    recurring=st.sampled_from([True, True, True, False]),
    period=st.none() | periods,
    counts_from=st.sampled_from(CountsFrom),
    calendar_day=st.sampled_from([None, (1, 1), (2, 29)]),
    minimum=st.none() | periods,
    opens_days_before=st.integers(0, 40),
    warns_days_before=st.integers(0, 90),
    grace_days=st.sampled_from([0, 0, 10]),
    after_expiry=st.sampled_from(AfterExpiry),
    achieve_needs=st.none() | st.integers(1, 3),
    maintain_needs=st.none() | st.integers(1, 2),
    activities=lines(),
)


@st.composite
def done(draw):
    on = draw(days)
    ends = draw(st.none() | st.integers(1, 400))
    return Done(
        activity_id=draw(st.sampled_from([None, 1, 2, 3, 1, 2, 3])),
        on=on,
        ends_on=on + timedelta(days=ends) if ends else None,
    )


@st.composite
def pauses(draw):
    since = draw(days)
    length = draw(st.none() | st.integers(0, 120))
    return Pause(since=since, until=None if length is None else since + timedelta(days=length))


known = st.builds(
    Facts,
    linked_on=days,
    done=st.lists(done(), max_size=7).map(tuple),
    pauses=st.lists(pauses(), max_size=2).map(tuple),
)


def up_to(facts, on):
    return replace(
        facts,
        done=tuple(one for one in facts.done if one.on <= on),
        pauses=tuple(one for one in facts.pauses if one.since <= on),
    )


@few
@given(upkeeps, known, days)
def test_a_day_depends_on_nothing_that_comes_after_it(upkeep, facts, on):
    assert standing(upkeep, facts, on) == standing(upkeep, up_to(facts, on), on)


@few
@given(upkeeps, known, done())
def test_a_later_completion_never_makes_an_end_earlier(upkeep, facts, later):
    on = max([later.on, *(one.on for one in facts.done)])
    before = standing(upkeep, facts, on)
    after = standing(upkeep, replace(facts, done=(*facts.done, replace(later, on=on, ends_on=later.ends_on))), on)
    assert (after.until or date.max) >= (before.until or date.max if before.completed_on else date.min)
    assert after.meets >= before.meets


@settings(few, phases=[Phase.explicit, Phase.generate])
@given(upkeeps, known, days)
def test_the_answer_changes_only_on_days_that_the_time_line_names(upkeep, facts, first):
    several = [first + timedelta(days=number) for number in range(60)]
    named = {moment.day for moment in timeline(upkeep, facts, first, several[-1])}
    told = [replace(standing(upkeep, facts, day), next_on=None) for day in several]
    changed = {day for day, one, other in zip(several[1:], told, told[1:], strict=False) if one != other}
    assert changed <= named


@few
@given(upkeeps, known, days)
def test_what_is_counted_is_what_is_shown(upkeep, facts, on):
    shown, counted = standing(upkeep, facts, on), worth(upkeep, facts, on)
    assert (counted.state, counted.meets, counted.until) == (shown.state, shown.meets, shown.until)


@few
@given(upkeeps, known, days)
def test_what_meets_has_begun_and_has_not_ended(upkeep, facts, on):
    now = standing(upkeep, facts, on)
    if now.meets:
        assert now.since <= now.completed_on <= on
        assert now.next_on is None or now.next_on > on


@few
@given(periods | st.builds(Period, st.integers(1, 5), st.sampled_from([Unit.YEARS, Unit.DAYS])), days, days)
def test_a_period_that_begins_later_never_ends_earlier(period, one, other):
    first, second = sorted([one, other])
    assert first < period.after(first) <= period.after(second)
