"""Who looked into whose portfolio."""

from dataclasses import dataclass
from typing import ClassVar

from foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class PortfolioSeen(Event):
    """Somebody looked at the portfolio of another."""

    name: ClassVar[str] = "portfolio.portfolio-seen"
    person_id: int


@dataclass(frozen=True, kw_only=True)
class EntrySeen(Event):
    """Somebody looked at an entry of another."""

    name: ClassVar[str] = "portfolio.entry-seen"
    person_id: int
    entry_id: int


@dataclass(frozen=True, kw_only=True)
class FileTaken(Event):
    """Somebody opened a file of another."""

    name: ClassVar[str] = "portfolio.file-taken"
    person_id: int
    file_id: int
