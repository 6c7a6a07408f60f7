"""What happens to one person until a chosen date, if nobody does anything."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from certification.rules.clock.pauses import DAY, is_paused
from certification.rules.clock.reckoning import standing
from certification.rules.clock.values import ActivityStanding, Standing, State, Status
from certification.rules.clock.words import headline
from certification.rules.upkeep import Facts, Upkeep
from foundation.messages import Message, say


class What(StrEnum):
    """What kind of thing happens."""

    NOW = "now"
    DONE = "done"
    HOLDS = "holds"
    OPENS = "opens"
    OVERDUE = "overdue"
    ENDS_SOON = "ends_soon"
    GRACE = "grace"
    EXPIRED = "expired"
    PAUSED = "paused"
    GOES_ON = "goes_on"
    CHANGES = "changes"


@dataclass(frozen=True, slots=True)
class Moment:
    """A day on which something is different from then on."""

    day: date
    what: What
    message: Message


Titles = Mapping[int, str]  # of activities


def timeline(upkeep: Upkeep, facts: Facts, on: date, until: date, titles: Titles | None = None) -> tuple[Moment, ...]:
    """How it is on this day, and each change up to and including the other; what is known of later days counts."""
    now, day = standing(upkeep, facts, on), on
    moments = [Moment(on, What.NOW, headline(now))]
    while (day := _next_day(now, facts, day)) <= until:
        later = standing(upkeep, facts, day)
        moments += _changes(facts, day, (now, later), titles or {})
        now = later
    return tuple(moments)


def _next_day(now: Standing, facts: Facts, day: date) -> date:
    known = [one.on for one in facts.done] + [pause.since for pause in facts.pauses]
    known += [pause.until + DAY for pause in facts.pauses if pause.until]
    return min((one for one in (now.next_on, *known) if one is not None and one > day), default=date.max)


def _changes(facts: Facts, day: date, both: tuple[Standing, Standing], titles: Titles) -> list[Moment]:
    now, later = both
    told = [*_done(facts, day, titles), *_pauses(facts, day), *_whole(now, later), *_lines(now, later, titles)]
    if not told and now != later:
        told.append((What.CHANGES, headline(later)))
    return [Moment(day, what, message) for what, message in told]


def _done(facts: Facts, day: date, titles: Titles) -> Iterator[tuple[What, Message]]:
    for done in facts.done:
        if done.on == day:
            yield What.DONE, _is_done(done.activity_id, titles)


def _is_done(activity_id: int | None, titles: Titles) -> Message:
    if activity_id is None:
        return say("Proved as a whole")
    return say("Done: %(activity)s", activity=_title(activity_id, titles))


def _title(activity_id: int, titles: Titles) -> str | Message:
    return titles.get(activity_id, say("an activity"))


def _pauses(facts: Facts, day: date) -> Iterator[tuple[What, Message]]:
    is_now, was = is_paused(facts.pauses, day), is_paused(facts.pauses, day - DAY)
    if is_now and not was:
        yield What.PAUSED, say("The clock stands still")
    if was and not is_now:
        yield What.GOES_ON, say("The clock goes on")


def _whole(now: Standing, later: Standing) -> Iterator[tuple[What, Message]]:
    if later.completed_on != now.completed_on:
        yield What.HOLDS, _holds(later)
    elif later.state is State.EXPIRING and now.state is not State.EXPIRING:
        yield What.ENDS_SOON, say("Ends soon: on %(day)s", day=later.until)
    elif later.state is State.GRACE and now.state is not State.GRACE:
        yield What.GRACE, say("Ends, and still counts until %(day)s", day=later.counts_until)
    elif later.state is State.EXPIRED and now.state is not State.EXPIRED:
        yield What.EXPIRED, say("Counts no more")
    elif later.until != now.until and later.until is not None:
        yield What.CHANGES, say("Holds until %(day)s from now on", day=later.until)


def _holds(later: Standing) -> Message:
    return say("Holds until %(day)s", day=later.until) if later.until else say("Holds, and does not end")


def _lines(now: Standing, later: Standing, titles: Titles) -> Iterator[tuple[What, Message]]:
    before = {line.id: line.status for line in now.activities}
    for line in later.activities:
        if line.status is before.get(line.id):
            continue
        if line.status is Status.OVERDUE:
            yield What.OVERDUE, say("Overdue: %(activity)s", activity=_title(line.activity_id, titles))
        elif line.status is Status.OPEN:
            yield What.OPENS, _opened(line, titles)


def _opened(line: ActivityStanding, titles: Titles) -> Message:
    title = _title(line.activity_id, titles)
    if line.due_on is None:
        return say("Open: %(activity)s", activity=title)
    return say("Open: %(activity)s, to be done before %(day)s", activity=title, day=line.due_on)
