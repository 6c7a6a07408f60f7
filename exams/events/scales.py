"""What happens to the school's own scales."""

from dataclasses import dataclass
from typing import ClassVar

from foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class ScaleMade(Event):
    """A scale was put in the library."""

    name: ClassVar[str] = "exams.scale-made"
    scale_id: int


@dataclass(frozen=True, kw_only=True)
class ScaleChanged(Event):
    """A scale of the library got another name or other levels; steps that took it over before stay as they are."""

    name: ClassVar[str] = "exams.scale-changed"
    scale_id: int


@dataclass(frozen=True, kw_only=True)
class ScaleArchived(Event):
    """A scale is no longer offered."""

    name: ClassVar[str] = "exams.scale-archived"
    scale_id: int


@dataclass(frozen=True, kw_only=True)
class ScaleRestored(Event):
    """A scale is offered again."""

    name: ClassVar[str] = "exams.scale-restored"
    scale_id: int
