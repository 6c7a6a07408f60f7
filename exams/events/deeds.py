"""What happens on tablets besides marking."""

from dataclasses import dataclass
from typing import ClassVar

from foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class DeedsRecorded(Event):
    """A tablet sent what was done with one exam besides marking; how much of it was done here too, or refused.

    What it did (began, signed, stopped) is told by events of its own, before this one.
    """

    name: ClassVar[str] = "exams.deeds-recorded"
    sheet_id: int
    sitting_id: int
    person_id: int
    deed_ids: tuple[int, ...]
    kinds: tuple[str, ...]  # in the same order
    stored: int
    refused: int
