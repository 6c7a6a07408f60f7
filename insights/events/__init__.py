"""Facts about overviews that were taken along."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class InsightsExported(Event):
    """Somebody took an overview along, or the list of people behind it."""

    name: ClassVar[str] = "insights.exported"
    what: str  # "overview.xlsx", "overview.pdf", "people.xlsx"
    on: date
    part_id: int | None
    qualification_id: int | None
