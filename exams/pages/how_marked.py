"""How an exam was marked, in words: when it began and ended, when it stood still, and where marks came from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from exams.queries.how_marked import Clock, Elsewhere, HowMarked
from exams.queries.photos import Late, PhotoRow
from exams.rules.deeds import MarkSource
from exams.rules.turns import Pause
from foundation.messages import Message, say, say_many


@dataclass(frozen=True, kw_only=True)
class PauseLine:
    """When an exam stood still, how long in whole minutes, and why."""

    since: datetime
    until: datetime
    minutes: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class ClockLines:
    """The clock of one examiner, whose name is told where there are more."""

    examiner: str
    began: datetime
    ended: datetime | None
    minutes: int
    pauses: Sequence[PauseLine]


@dataclass(frozen=True, kw_only=True)
class HowLines:
    """All of it as it is shown."""

    clocks: Sequence[ClockLines] = ()
    came: Sequence[Message] = ()
    photos: Sequence[PhotoRow] = ()

    def photos_of(self, step_id: int | None) -> list[PhotoRow]:
        """The photos of this step, or with None those of the exam as a whole."""
        return [photo for photo in self.photos if photo.step_id == step_id]


def how_lines(how: HowMarked, *, reasons: bool = True) -> HowLines:
    """The words; without `reasons` nobody's words about the candidate are in it."""
    several = len(how.clocks) > 1
    return HowLines(
        clocks=[_clock(one, named=several, reasons=reasons) for one in how.clocks],
        came=[
            *(came_words(one) for one in how.elsewhere),
            *(_late_words(one.late, reasons=reasons) for one in how.photos if one.late),
        ],
        photos=how.photos,
    )


def _clock(clock: Clock, *, named: bool, reasons: bool) -> ClockLines:
    return ClockLines(
        examiner=clock.sheet.examiner.name if named else "",
        began=clock.began,
        ended=clock.ended,
        minutes=clock.minutes,
        pauses=[_pause(one, reasons=reasons) for one in clock.pauses],
    )


def _pause(pause: Pause, *, reasons: bool) -> PauseLine:
    until = pause.until or pause.since
    minutes = int((until - pause.since).total_seconds() // 60)
    return PauseLine(since=pause.since, until=until, minutes=minutes, reason=pause.reason if reasons else "")


def _late_words(late: Late, *, reasons: bool) -> Message:
    if not reasons:
        return say("A photo was added after signing, on %(when)s by %(name)s.", when=late.at, name=late.by)
    return say(
        "A photo was added after signing, on %(when)s by %(name)s: %(reason)s",
        when=late.at,
        name=late.by,
        reason=late.reason,
    )


def came_words(one: Elsewhere) -> Message:
    """Where these marks came from, in a sentence."""
    match one.source:
        case MarkSource.PAPER:
            return say_many(
                "%(count)s mark was typed in from the form on paper by %(name)s.",
                "%(count)s marks were typed in from the form on paper by %(name)s.",
                one.count,
                name=one.by,
            )
        case MarkSource.FILE:
            return say_many(
                "%(count)s mark came from a file that a tablet saved, brought in by %(name)s.",
                "%(count)s marks came from a file that a tablet saved, brought in by %(name)s.",
                one.count,
                name=one.by,
            )
        case MarkSource.SHELF:
            return say_many(
                "%(count)s mark was refused when it came in, and taken over by %(name)s.",
                "%(count)s marks were refused when they came in, and taken over by %(name)s.",
                one.count,
                name=one.by,
            )
