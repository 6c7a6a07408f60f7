"""What happens to photos taken while marking. Digests say which bytes; a photo itself stands nowhere but in storage."""

from dataclasses import dataclass
from typing import ClassVar

from foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class PhotoArrived(Event):
    """A photo came in: the digest of what was sent, and that of what is kept, drawn anew without place or camera."""

    name: ClassVar[str] = "exams.photo-arrived"
    sitting_id: int
    sheet_id: int
    person_id: int
    photo: str
    step_id: int | None
    sha256: str
    kept_sha256: str


@dataclass(frozen=True, kw_only=True)
class PhotoEntered(PhotoArrived):
    """A photo came another way than from the device of its examiner: see exams.rules.deeds.MarkSource."""

    source: str


@dataclass(frozen=True, kw_only=True)
class PhotoAddedLate(PhotoEntered):
    """A picture of the form on paper was put with a sheet that was signed already."""

    name: ClassVar[str] = "exams.photo-added-late"


@dataclass(frozen=True, kw_only=True)
class PhotoTakenAway(Event):
    """Whoever took a photo took it away again before signing."""

    name: ClassVar[str] = "exams.photo-taken-away"
    sitting_id: int
    sheet_id: int
    person_id: int
    photo: str
