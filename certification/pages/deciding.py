"""What waits for somebody's decision, for the home page."""

from flask import url_for

from certification.queries.approvals.items import DECIDERS
from certification.queries.approvals.waiting import waiting_counts
from certification.rules.approving import ApprovalKind
from foundation.messages import Message, say_many
from foundation.web.deeds import Deed
from foundation.work import Work


def open_deeds(work: Work) -> list[Deed]:
    """One deed for each kind that waits (2 statements at most; none for who decides nothing)."""
    if (work.actor.roles | work.actor.limited_roles).isdisjoint(DECIDERS):
        return []
    return [
        Deed(
            title=_title(kind, count),
            url=url_for("certification.approvals", kind=kind.value),
            kind="attention",
            order=30,
        )
        for kind, count in waiting_counts(work).items()
        if count
    ]


def _title(kind: ApprovalKind, count: int) -> Message:
    match kind:
        case ApprovalKind.CERTIFICATE:
            return say_many(
                "%(count)s certificate waits for your decision", "%(count)s certificates wait for your decision", count
            )
        case ApprovalKind.ASSIGNMENT:
            return say_many(
                "%(count)s assignment waits for your grading", "%(count)s assignments wait for your grading", count
            )
        case ApprovalKind.INVENTORY:
            return say_many(
                "The answers of %(count)s person wait for your decision",
                "The answers of %(count)s people wait for your decision",
                count,
            )
