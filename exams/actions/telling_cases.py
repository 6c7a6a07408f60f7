"""Telling people by mail what became of an objection or appeal, of a candidate who did not come, of an exemption."""

from collections.abc import Sequence
from enum import StrEnum

from exams.events.board import (
    ExemptionGiven,
    ExemptionWithdrawn,
    ObjectionDecided,
    ObjectionExtended,
    ObjectionLodged,
    ObjectionWithdrawn,
)
from exams.events.planning import NoShowReported, NoShowTakenBack
from exams.events.records import InspectionGranted
from exams.models import InspectionGrant
from foundation.events import Event
from foundation.work import Work

TELL_CASE = "exams.tell-case"
TELL_MISSED = "exams.tell-missed"
TELL_EXEMPTED = "exams.tell-exempted"
TELL_OPENED = "exams.tell-opened"


class CaseNews(StrEnum):
    """What became of an objection or appeal."""

    LODGED = "lodged"
    EXTENDED = "extended"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


CASES: dict[type[Event], CaseNews] = {
    ObjectionLodged: CaseNews.LODGED,
    ObjectionExtended: CaseNews.EXTENDED,
    ObjectionDecided: CaseNews.DECIDED,
    ObjectionWithdrawn: CaseNews.WITHDRAWN,
}


def tell_of_cases(work: Work, events: Sequence[Event]) -> None:
    """Whoever is concerned by one of these gets a mail once it is kept; an auditor on the day the files open."""
    for event in events:
        if isinstance(event, ObjectionLodged | ObjectionExtended | ObjectionDecided | ObjectionWithdrawn):
            news = CASES[type(event)]
            work.later(TELL_CASE, objection_id=event.objection_id, news=news.value, by=work.actor.id)
        elif isinstance(event, NoShowReported | NoShowTakenBack):
            missed, at = isinstance(event, NoShowReported), work.now.isoformat()
            work.later(TELL_MISSED, sitting_id=event.sitting_id, missed=missed, at=at)
        elif isinstance(event, ExemptionGiven | ExemptionWithdrawn):
            given = isinstance(event, ExemptionGiven)
            work.later(TELL_EXEMPTED, exemption_id=event.exemption_id, given=given)
        elif isinstance(event, InspectionGranted):
            grant = work.db.get_one(InspectionGrant, event.grant_id)
            work.later(TELL_OPENED, grant_id=grant.id, due=max(work.now, grant.starts_at))
