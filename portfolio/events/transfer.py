"""Portfolios leave as a file, and files become part of one."""

from dataclasses import dataclass
from typing import ClassVar

from foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class ExportAsked(Event):
    """Somebody asked for a portfolio as a file."""

    name: ClassVar[str] = "portfolio.export-asked"
    person_id: int
    export_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class ExportMade(Event):
    """The file is ready."""

    name: ClassVar[str] = "portfolio.export-made"
    person_id: int
    export_id: int
    size: int


@dataclass(frozen=True, kw_only=True)
class ExportTaken(Event):
    """Somebody downloaded it."""

    name: ClassVar[str] = "portfolio.export-taken"
    person_id: int
    export_id: int


@dataclass(frozen=True, kw_only=True)
class PortfolioWritten(Event):
    """A command wrote a portfolio to a file of whoever runs the server."""

    name: ClassVar[str] = "portfolio.portfolio-written"
    person_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class ExportRemoved(Event):
    """The file is not kept any longer: its term is over, or whoever asked for it threw it away."""

    name: ClassVar[str] = "portfolio.export-removed"
    person_id: int
    export_id: int


@dataclass(frozen=True, kw_only=True)
class PortfolioUploaded(Event):
    """A file with a portfolio from elsewhere was uploaded to be looked at."""

    name: ClassVar[str] = "portfolio.portfolio-uploaded"
    person_id: int
    import_id: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class PortfolioImported(Event):
    """Entries from elsewhere became part of a portfolio."""

    name: ClassVar[str] = "portfolio.portfolio-imported"
    person_id: int
    import_id: int
    entry_ids: tuple[int, ...]
