"""The clock of an exam: what it makes of what tablets said, how long the exam ran, and when it stood still.

All moments are by the server's clock, however wrong the clock of the tablet is. The twin is static/js/marking/clock.js
with deeds.js; both run the cases of tests/vectors/deeds.json.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from exams.rules.deeds import DeedKind

TURNS = frozenset({DeedKind.START, DeedKind.PAUSE, DeedKind.RESUME, DeedKind.STOP})


@dataclass(frozen=True, kw_only=True)
class Turn:
    """A turn of the clock of an exam, by the server's clock."""

    kind: DeedKind
    at: datetime
    reason: str = ""  # of a pause

    def to_json(self) -> dict[str, str]:
        """The turn as a tablet knows it."""
        return {"kind": str(self.kind), "at": self.at.isoformat()}


@dataclass(frozen=True, kw_only=True)
class SaidTurn:
    """A turn as a tablet said it."""

    turn: Turn
    tablet: UUID | str | None = None


@dataclass(frozen=True, kw_only=True)
class Pause:
    """A time that does not count; `until` is None while it goes on."""

    since: datetime
    until: datetime | None
    reason: str = ""


def turns_of(began: datetime | None, said: Iterable[SaidTurn]) -> list[Turn]:
    """What the clock makes of what tablets said, in the order in which it arrived, of an exam that began then.

    A tablet whose clock was set back said later what happened later; of several tablets what happened first comes
    first. Nothing is told twice: a pause of what stands still, or a second start, is left out.
    """
    turns = _with_start(began, sorted(_put_right(said), key=lambda turn: turn.at))
    kept: list[Turn] = []
    for turn in turns:
        if turn.kind in _FOLLOWS[kept[-1].kind if kept else None]:
            kept.append(turn)
    return kept


def _put_right(said: Iterable[SaidTurn]) -> list[Turn]:
    latest: dict[UUID | str | None, datetime] = {}
    turns = []
    for one in said:
        at = max(one.turn.at, latest.get(one.tablet, one.turn.at))
        latest[one.tablet] = at
        turns.append(replace(one.turn, at=at))
    return turns


def _with_start(began: datetime | None, turns: list[Turn]) -> list[Turn]:
    if not turns:
        return [Turn(kind=DeedKind.START, at=began)] if began else []
    first = turns[0]
    if first.kind is DeedKind.START:
        return turns
    return [Turn(kind=DeedKind.START, at=min(began or first.at, first.at)), *turns]


# What counts after which turn.
_RUNS = frozenset({DeedKind.START, DeedKind.RESUME})
_RUNNING = frozenset({DeedKind.PAUSE, DeedKind.STOP})
_FOLLOWS: Mapping[DeedKind | None, frozenset[DeedKind]] = MappingProxyType(
    {
        None: frozenset({DeedKind.START}),
        DeedKind.START: _RUNNING,
        DeedKind.RESUME: _RUNNING,
        DeedKind.PAUSE: frozenset({DeedKind.RESUME, DeedKind.STOP}),
        DeedKind.STOP: frozenset({DeedKind.RESUME}),
    }
)


def runs(turns: Sequence[Turn]) -> bool:
    """Whether the clock runs after these turns."""
    return bool(turns) and turns[-1].kind in _RUNS


def ran(turns: Sequence[Turn], now: datetime) -> timedelta:
    """How long the exam went on by `now`, without its pauses."""
    ends = [*(turn.at for turn in turns[1:]), now]
    spans = (end - turn.at for turn, end in zip(turns, ends, strict=False) if turn.kind in _RUNS)
    return sum((max(span, timedelta(0)) for span in spans), timedelta(0))


def pauses_of(turns: Sequence[Turn]) -> list[Pause]:
    """The times that do not count, in order; what comes after the last stop is none."""
    following = [*turns[1:], None]
    return [
        Pause(since=turn.at, until=after.at if after else None, reason=turn.reason)
        for turn, after in zip(turns, following, strict=False)
        if turn.kind is DeedKind.PAUSE or (turn.kind is DeedKind.STOP and after)
    ]


def paused(turns: Sequence[Turn], now: datetime) -> timedelta:
    """How long the exam stood still by `now`."""
    spans = (max((pause.until or now) - pause.since, timedelta(0)) for pause in pauses_of(turns))
    return sum(spans, timedelta(0))
