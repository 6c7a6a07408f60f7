"""Rows of time slots: from, until, every so many minutes, breaks, rooms."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from foundation.messages import Message, say

MOST_SLOTS = 300  # in one session
_BREAK = re.compile(r"(\d{1,2})[:.](\d{2})\s*[-–]\s*(\d{1,2})[:.](\d{2})")


@dataclass(frozen=True, kw_only=True)
class SlotFacts:
    """A time in a room, for so many candidates."""

    starts_at: datetime
    room: str
    capacity: int


@dataclass(frozen=True, kw_only=True)
class Pause:
    """When nobody starts, nor is busy."""

    begins: datetime
    ends: datetime


def row_of_slots(
    first: datetime, last: datetime, *, every: int, rooms: Sequence[str], capacity: int, pauses: Sequence[Pause] = ()
) -> list[SlotFacts]:
    """A slot every so many minutes in each room, over before `last`; what would run into a pause begins after it."""
    return [
        SlotFacts(starts_at=start, room=room, capacity=capacity)
        for start in _starts(first, last, timedelta(minutes=every), sorted(pauses, key=lambda pause: pause.begins))
        for room in rooms or ("",)
    ]


def _starts(first: datetime, last: datetime, every: timedelta, pauses: Sequence[Pause]) -> list[datetime]:
    found: list[datetime] = []
    start = first
    while start + every <= last and len(found) <= MOST_SLOTS:
        meets = next((pause for pause in pauses if start < pause.ends and pause.begins < start + every), None)
        if meets:
            start = meets.ends
            continue
        found.append(start)
        start += every
    return found


def read_pauses(text: str) -> list[tuple[time, time]] | None:
    """The breaks in words like "10:30-10:45, 12:00-13:00"; None where they are not written so."""
    parts = [part.strip() for part in re.split(r"[,;\n]", text) if part.strip()]
    found = [_BREAK.fullmatch(part) for part in parts]
    try:
        pauses = [(time(int(match[1]), int(match[2])), time(int(match[3]), int(match[4]))) for match in found if match]
    except ValueError:  # 25:00
        return None
    return pauses if len(pauses) == len(parts) and all(begins < ends for begins, ends in pauses) else None


def read_rooms(text: str) -> list[str]:
    """The rooms in words like "B1.04, B1.05", each once."""
    return list(dict.fromkeys(part.strip() for part in re.split(r"[,;\n]", text) if part.strip()))


def why_no_row(found: Sequence[SlotFacts], present: int) -> Message | None:
    """The reason this row of slots cannot be made, or None."""
    if not found:
        return say("Not one slot fits between these times. Put less time between the starts, or end later.")
    if len(found) + present > MOST_SLOTS:
        return say("At most %(most)s slots fit in a session. Make fewer at once.", most=MOST_SLOTS)
    return None
