"""Evidence moves along to another version of a qualification."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from foundation.events import BulkEvent, Event, Line


@dataclass(frozen=True, kw_only=True)
class MovedAlong:
    """What one person showed for an earlier version that shows something of the next one now."""

    person_id: int
    evidence_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class EvidenceMovedAlong(Event):
    """What people showed for an earlier version of a qualification shows the next one too."""

    name: ClassVar[str] = "portfolio.evidence-moved-along"
    move_id: int
    people: tuple[MovedAlong, ...]

    def lines(self) -> Iterable[Line]:
        """A line for each of them, with what came along."""
        return (
            Line(facts={"move_id": self.move_id, "evidence_ids": moved.evidence_ids}, person_id=moved.person_id)
            for moved in self.people
        )


@dataclass(frozen=True, kw_only=True)
class EvidenceTakenBack(BulkEvent):
    """A move to the next version was undone: what it had brought along and nobody changed since is gone again."""

    name: ClassVar[str] = "portfolio.evidence-taken-back"
    move_id: int
