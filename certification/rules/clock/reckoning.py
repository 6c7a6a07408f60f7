"""The clock: what somebody's qualification is worth on a day, from facts alone."""

from collections.abc import Iterable
from datetime import date, timedelta

from certification.rules.clock.history import History, history
from certification.rules.clock.lines import Asking, line_standings
from certification.rules.clock.pauses import Stretches, is_paused, paused_since, standing_still
from certification.rules.clock.spans import Span, current_span, is_lapsed
from certification.rules.clock.values import ActivityStanding, Standing, State, Status, Worth
from certification.rules.upkeep import Facts, Pause, Upkeep

DAY = timedelta(days=1)


def standing(upkeep: Upkeep, facts: Facts, on: date) -> Standing:
    """What the qualification is worth on this day; nothing that happens later is looked at."""
    asking, state = asking_on(upkeep, facts, on)
    lines = line_standings(asking)
    span, meets = asking.span, asking.holds
    return Standing(
        state=state,
        meets=meets,
        since=span.since if span and meets else None,
        completed_on=span.start if span else None,
        until=asking.until,
        counts_until=asking.until and asking.until + timedelta(days=upkeep.grace_days),
        opens_on=asking.opens_on,
        activities=lines,
        next_on=_next(asking, on, state, lines),
        progress=_progress(asking, lines),
    )


def worth(upkeep: Upkeep, facts: Facts, on: date) -> Worth:
    """The same without what it asks line by line."""
    asking, state = asking_on(upkeep, facts, on)
    return Worth(state, asking.holds, asking.until)


def asking_on(upkeep: Upkeep, facts: Facts, on: date) -> tuple[Asking, State]:
    """What the clock knows on this day, before it is told line by line."""
    past = history(facts.done, on)
    running = standing_still(facts.pauses, on)
    span = current_span(upkeep, past, running) if past else None
    until = span.until(running) if span else None
    state = _state(upkeep, facts, until, past, on, has_span=span is not None)
    # Days that a pause moves are told as they will be; where nobody knows when it ends, as they were when it began.
    shown = standing_still(facts.pauses, on, to_the_end=True)
    is_still, is_over = state is State.PAUSED, is_lapsed(upkeep, until, on)
    day = paused_since(facts.pauses, on) if is_still else on
    until, opens = _edges(upkeep, span, shown if is_still else running, (day, is_still and _is_open(facts, on)))
    asking = Asking(
        upkeep=upkeep,
        facts=facts,
        past=past,
        span=span,
        stretches=shown,
        on=day,
        until=until,
        opens_on=opens,
        is_lapsed=is_over,
    )
    return asking, state


def _is_open(facts: Facts, on: date) -> bool:
    return any(pause.since <= on and pause.until is None for pause in facts.pauses)


def _edges(
    upkeep: Upkeep, span: Span | None, stretches: Stretches, still: tuple[date, bool]
) -> tuple[date | None, date | None]:
    """When it ends and opens again. In a pause without an end only papers have an end, and what was open stays open."""
    if span is None:
        return None, None
    (day, is_unknown), opens = still, span.opens(stretches, upkeep.opens_days_before)
    if not is_unknown:
        return span.until(stretches), opens
    papers = [ending.day for ending in span.endings if ending.start is None]
    return min(papers, default=None), opens if opens is not None and opens <= day else None


def _state(upkeep: Upkeep, facts: Facts, until: date | None, past: History, on: date, *, has_span: bool) -> State:
    if until is not None and on >= until:
        return State.EXPIRED if is_lapsed(upkeep, until, on) else State.GRACE
    if has_span and until is None:
        return State.QUALIFIED
    if is_paused(facts.pauses, on):
        return State.PAUSED
    if until is not None:
        return State.EXPIRING if until - timedelta(days=upkeep.warns_days_before) <= on else State.QUALIFIED
    return State.IN_PROGRESS if _has_begun(upkeep, past) else State.NOT_STARTED


def _has_begun(upkeep: Upkeep, past: History) -> bool:
    return any(line.activity_id in past for line in upkeep.achieve.lines)


def _progress(asking: Asking, lines: Iterable[ActivityStanding]) -> tuple[int, int]:
    """How many of the list that is asked now are done, of how many that are needed."""
    needed = asking.asked.needed
    if asking.is_settled:
        return needed, needed
    counting = {line.id for line in asking.asked.counting}
    return min(sum(line.id in counting and line.status is Status.DONE for line in lines), needed), needed


def _next(asking: Asking, on: date, state: State, lines: Iterable[ActivityStanding]) -> date | None:
    """The first day after this one on which the answer is another one, if nobody does anything."""
    days = _pause_ends(asking.facts.pauses, on)
    if state is State.PAUSED:
        days += [ending.day for ending in asking.span.endings if ending.start is None] if asking.span else []
        return min((day for day in days if day > on), default=None)
    if asking.until is not None:
        warns, grace = asking.upkeep.warns_days_before, asking.upkeep.grace_days
        days += [asking.until, asking.until - timedelta(days=warns), asking.until + timedelta(days=grace)]
    edges = [asking.opens_on, *(day for line in lines for day in (line.opens_on, line.due_on, line.ends_on))]
    return min((day for day in (*days, *edges) if day is not None and day > on), default=None)


def _pause_ends(pauses: Iterable[Pause], on: date) -> list[date]:
    return [pause.until + DAY for pause in pauses if pause.since <= on and pause.until and pause.until >= on]
