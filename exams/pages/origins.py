"""Where marks on a sheet came from, for the examiner who puts a name under them."""

from collections.abc import Sequence
from dataclasses import dataclass

from exams.pages.how_marked import came_words
from exams.queries.entering import CameFrom
from exams.queries.how_marked import Elsewhere
from exams.rules.deeds import MarkSource
from foundation.messages import Message, say, say_many


def origin_words(one: CameFrom) -> Message:
    """Where this one mark came from, for the step it stands at."""
    by = one.entered_by.name
    match one.source:
        case MarkSource.PAPER:
            return say("Typed in from paper by %(name)s.", name=by)
        case MarkSource.FILE:
            return say("From a file that a tablet saved, brought in by %(name)s.", name=by)
        case MarkSource.SHELF if one.first_by:
            return say("Taken over from %(whose)s by %(name)s.", whose=one.first_by.name, name=by)
        case MarkSource.SHELF:
            return say("Refused when it came in, and taken over by %(name)s.", name=by)


@dataclass(frozen=True, kw_only=True)
class OriginLine:
    """Marks that came the same way, and their steps."""

    words: Message
    steps: tuple[int, ...]


def origin_lines(origins: Sequence[CameFrom]) -> list[OriginLine]:
    """One line for each way in which marks came and each person who brought them, the examiner of the sheet or not."""
    found: dict[tuple[MarkSource, str, str], list[int]] = {}
    for one in origins:
        by = one.entered_by.name
        whose = one.first_by.name if one.first_by else ""
        found.setdefault((one.source, by, whose), []).append(one.step)
    return [OriginLine(words=_words(*way, len(steps)), steps=tuple(steps)) for way, steps in found.items()]


def _words(source: MarkSource, by: str, whose: str, count: int) -> Message:
    if source is not MarkSource.SHELF or not whose:
        return came_words(Elsewhere(source=source, by=by, count=count))
    return say_many(
        "%(count)s mark was taken over from %(whose)s by %(name)s.",
        "%(count)s marks were taken over from %(whose)s by %(name)s.",
        count,
        whose=whose,
        name=by,
    )
