"""What happens to tablets."""

from dataclasses import dataclass
from typing import ClassVar

from foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class TabletPrepared(Event):
    """An examiner took these sheets along on a tablet; `taken_over_from` had prepared it before, if it was another."""

    name: ClassVar[str] = "exams.tablet-prepared"
    tablet_id: str
    person_id: int
    sheet_ids: tuple[int, ...]
    taken_over_from: int | None


@dataclass(frozen=True, kw_only=True)
class TabletShutOut(Event):
    """A tablet may send nothing any more, and whoever was ever signed in on it is not any more."""

    name: ClassVar[str] = "exams.tablet-shut-out"
    tablet_id: str
    person_id: int
    ended_sign_in_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class TabletLetIn(Event):
    """A tablet that was shut out may be used again."""

    name: ClassVar[str] = "exams.tablet-let-in"
    tablet_id: str
    person_id: int
