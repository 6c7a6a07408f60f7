"""The clock in words: one line for a list, and the sentences that say why."""

from collections.abc import Iterable
from datetime import date

from certification.rules.clock.lines import Asking
from certification.rules.clock.pauses import is_paused
from certification.rules.clock.reckoning import asking_on, standing
from certification.rules.clock.values import Standing, State
from certification.rules.periods import period_words
from certification.rules.states import AfterExpiry, CountsFrom, DurationKind
from certification.rules.upkeep import Facts, Pause, Upkeep
from foundation.messages import Message, say, say_many

STATES = {
    State.NOT_STARTED: say("Not started"),
    State.IN_PROGRESS: say("In progress"),
    State.QUALIFIED: say("Qualified"),
    State.EXPIRING: say("Ends soon"),
    State.GRACE: say("Ended, still counts"),
    State.EXPIRED: say("Expired"),
    State.PAUSED: say("Stands still"),
}


def headline(now: Standing) -> Message:
    """What a list says beside the state."""
    if now.state is State.GRACE:
        return say("Ended on %(day)s, counts until %(last)s", day=now.until, last=now.counts_until)
    if now.state is State.EXPIRED:
        return say("Ended on %(day)s", day=now.until)
    if now.completed_on is None:
        return say("%(done)s of %(needed)s done", done=now.progress[0], needed=now.progress[1])
    if now.until is None:
        return say("Holds as long as it stands still") if now.state is State.PAUSED else say("Does not end")
    return say("Until %(day)s", day=now.until)


def explain(upkeep: Upkeep, facts: Facts, on: date) -> list[Message]:
    """Why it is worth what it is on this day, and what restores or keeps it."""
    asking, state = asking_on(upkeep, facts, on)
    now = standing(upkeep, facts, on)
    told = [_state_told(now, state), *_end_told(asking, now), *_pause_told(asking, state, on), *_next_told(asking, now)]
    if facts.unlinked_on is not None and facts.unlinked_on <= on:
        told.append(say("Since %(day)s this is no longer required.", day=facts.unlinked_on))
    return told


def _state_told(now: Standing, state: State) -> Message:
    days = {"since": now.since, "until": now.until, "last": now.counts_until}
    if state is State.GRACE:
        return say("This ended on %(until)s, and still counts until %(last)s.", **days)
    if state is State.EXPIRED:
        return say("This ended on %(until)s and counts no more.", **days)
    if now.since is not None and now.until is None and state is State.PAUSED:
        return say("This holds since %(since)s.", **days)
    if now.since is not None and now.until is None:
        return say("This was achieved on %(since)s and does not end.", **days)
    if now.since is not None:
        return say("This holds since %(since)s, until %(until)s.", **days)
    if now.progress[0]:
        done, needed = now.progress
        return say("Not achieved yet: %(done)s of %(needed)s done.", done=done, needed=needed)
    return say("Nothing of what is needed to achieve this is done.")


def _end_told(asking: Asking, now: Standing) -> list[Message]:
    """From which day the end is counted."""
    span, upkeep = asking.span, asking.upkeep
    if span is None or now.until is None:
        return []
    first = min(span.endings, key=lambda ending: ending.on(asking.stretches))
    if first.start is None:
        return [say("It ends then because a certificate that was uploaded holds until that day.")]
    if asking.is_fixed:
        return [say("It ends then because an activity has to be done again by that day.")]
    if upkeep.period is None:
        return []
    return [_counted_told(upkeep, period_words(upkeep.period), span.start, is_first=span.start == span.since)]


def _counted_told(upkeep: Upkeep, period: Message, start: date, *, is_first: bool) -> Message:
    if upkeep.counts_from is CountsFrom.CALENDAR_DATE and upkeep.calendar_day:
        if upkeep.minimum:
            return say(
                "It was completed on %(day)s and holds %(period)s, to a fixed day of the year, at least %(minimum)s.",
                day=start,
                period=period,
                minimum=period_words(upkeep.minimum),
            )
        return say(
            "It was completed on %(day)s and holds %(period)s, to a fixed day of the year.", day=start, period=period
        )
    if upkeep.counts_from is CountsFrom.PREVIOUS_EXPIRY and not is_first:
        return say(
            "It was completed on %(day)s and holds %(period)s, counted from the end of the period before.",
            day=start,
            period=period,
        )
    return say("It was completed on %(day)s and holds %(period)s from then.", day=start, period=period)


def _pause_told(asking: Asking, state: State, on: date) -> list[Message]:
    told = []
    span = asking.span
    if state is State.PAUSED:
        told.append(_standing_still(asking.facts.pauses, on))
    elif is_paused(asking.facts.pauses, on):
        told.append(say("A pause changes nothing about what has ended or does not end."))
    if span is not None and asking.until is not None and asking.stretches:
        added = (asking.until - (span.until(()) or asking.until)).days
        if added:
            told.append(say_many("%(count)s day of pause was added.", "%(count)s days of pause were added.", added))
    return told


def _standing_still(pauses: Iterable[Pause], on: date) -> Message:
    ends = [pause.until for pause in pauses if pause.since <= on and (pause.until is None or on <= pause.until)]
    last = None if None in ends else max((end for end in ends if end), default=None)
    if last is None:
        return say("The clock stands still. The days of the pause are added when it ends.")
    return say("The clock stands still up to and including %(day)s.", day=last)


def _next_told(asking: Asking, now: Standing) -> list[Message]:
    told = []
    if any(line.is_early for line in now.activities):
        told.append(say("What was done before it opened does not count for the next period."))
    if asking.span is None or now.until is None:
        return told
    if now.opens_on is not None and asking.on < now.opens_on:
        opens = say(
            "It opens again on %(opens)s, and has to be done before %(until)s.", opens=now.opens_on, until=now.until
        )
        return [*told, opens]
    if asking.upkeep.duration is DurationKind.FIXED:
        return [*told, say("What has to be done again is open now.")]
    if not asking.is_lapsed:
        return [*told, say("It is open now, and has to be done before %(until)s.", until=now.until)]
    if asking.upkeep.after_expiry is AfterExpiry.ACHIEVE_AGAIN:
        return [*told, say("It starts again at the activities under Achieve.")]
    return [*told, say("The activities under Maintain restore it.")]
