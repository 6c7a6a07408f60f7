"""What is typed is kept before it is an entry."""

from dataclasses import dataclass
from typing import ClassVar

from foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class DraftBegun(Event):
    """Somebody began to type an entry, or a change of one; what is typed after that is the same draft."""

    name: ClassVar[str] = "portfolio.draft-begun"
    person_id: int
    draft_id: int
    kind: str
    entry_id: int | None


@dataclass(frozen=True, kw_only=True)
class DraftThrownAway(Event):
    """What was typed is not wanted; it can be taken back for a while."""

    name: ClassVar[str] = "portfolio.draft-thrown-away"
    person_id: int
    draft_id: int


@dataclass(frozen=True, kw_only=True)
class DraftTakenBack(Event):
    """What was thrown away is wanted after all."""

    name: ClassVar[str] = "portfolio.draft-taken-back"
    person_id: int
    draft_id: int
