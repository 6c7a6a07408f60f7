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


@dataclass(frozen=True, kw_only=True)
class InsightsSubscribed(Event):
    """Somebody wants an overview by mail from now on, or in another rhythm."""

    name: ClassVar[str] = "insights.subscribed"
    subscription_id: int
    part_id: int | None
    qualification_id: int | None
    rhythm: str


@dataclass(frozen=True, kw_only=True)
class SubscriptionEnded(Event):
    """An overview is not mailed any more: it was stopped, or whoever had it may not see it any more."""

    name: ClassVar[str] = "insights.subscription-ended"
    subscription_id: int
    person_id: int
    because: str


@dataclass(frozen=True, kw_only=True)
class OverviewMailed(Event):
    """An overview was mailed for a period."""

    name: ClassVar[str] = "insights.mailed"
    subscription_id: int
    person_id: int
    period: date
    mail_job: int
