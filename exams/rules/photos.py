"""Photos taken while marking: how many, how large, and what becomes of one that arrives."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from exams.rules.deeds import Deed, DeedKind
from foundation.messages import Message, say

LARGEST = 10_000_000  # bytes, as the tablet sends it
MOST = 20  # of one sheet; what was taken away again does not count
LONGEST_EDGE = 2048  # pixels; a tablet sends no more, and no more is kept
SMALL_EDGE = 320


class PhotoOutcome(StrEnum):
    """What became of the bytes of a photo."""

    STORED = "stored"
    DUPLICATE = "duplicate"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class PhotoAnswer:
    """What a tablet is told of a photo it sent."""

    outcome: PhotoOutcome
    reason: Message | None = None


@dataclass(frozen=True, kw_only=True)
class Announcement:
    """A photo as the deed that announced it describes it."""

    photo: UUID
    step: int | None
    sha256: str
    size: int
    media_type: str


def count_photo(there: dict[int, set[str]], deed: Deed) -> None:
    """Sheet -> its photos, as they are once this was done; one that was never announced is not taken away."""
    photos = there.setdefault(deed.sheet, set())
    if deed.kind is DeedKind.PHOTO:
        photos.add(deed.content["photo"])
    elif deed.kind is DeedKind.PHOTO_OFF:
        photos.discard(deed.content["photo"])


def why_not_announce(announced: Announcement, *, steps: Collection[int], there: int) -> Message | None:
    """The reason a sheet takes no such photo, or None; `there` is how many it has, those taken away left out."""
    if announced.step is not None and announced.step not in steps:
        return say("This step is not on the form.")
    if not announced.media_type.startswith("image/"):
        return say("This is not a photo.")
    if announced.size > LARGEST:
        return say("A photo may be at most %(limit)s.", limit="10 MB")
    if there >= MOST:
        return say("A sheet has at most %(most)s photos. Delete one first.", most=MOST)
    return None


def answer_to(
    *, announced: str, sent: str, arrived: str | None, taken_away: bool, purged: bool, refused: Message | None
) -> PhotoAnswer:
    """What becomes of bytes with the digest `sent`; `arrived` is the digest of those that are here under this id."""
    if sent != announced or arrived not in (None, sent):
        return another_photo()
    if arrived is not None:
        return PhotoAnswer(outcome=PhotoOutcome.DUPLICATE)
    if taken_away:
        return _no(say("This photo was taken away again."))
    if purged:
        return _no(say("The term of this exam is over, so nothing is kept with it any more."))
    return _no(refused) if refused else PhotoAnswer(outcome=PhotoOutcome.STORED)


def another_photo() -> PhotoAnswer:
    """There is another one under this id, or another was announced."""
    return _no(say("This is not the photo that was announced, so it was not kept."))


def _no(reason: Message) -> PhotoAnswer:
    return PhotoAnswer(outcome=PhotoOutcome.REFUSED, reason=reason)
