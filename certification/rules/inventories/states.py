"""How far a questionnaire, somebody's answers, and a proposal are."""

from datetime import datetime
from enum import StrEnum


class InventoryState(StrEnum):
    """Only a published one can be asked; who has begun one that is closed may finish it."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"


class RunState(StrEnum):
    """How far somebody is with the questions."""

    ASKED = "asked"
    BEGUN = "begun"
    SENT = "sent"
    WITHDRAWN = "withdrawn"


class ProposalKind(StrEnum):
    """A qualification to add, or one that earlier answers gave and these no longer do."""

    ADD = "add"
    END = "end"


class ProposalState(StrEnum):
    """What became of a proposal."""

    WAITING = "waiting"
    APPROVED = "approved"
    CHANGED = "changed"  # approved with another qualification, or recommended instead of required
    REFUSED = "refused"
    REPLACED = "replaced"  # the person answered again before anybody decided


def run_state(*, begun: datetime | None, finished: datetime | None, withdrawn: datetime | None) -> RunState:
    """How far it is, told by what has happened."""
    if withdrawn is not None:
        return RunState.WITHDRAWN
    if finished is not None:
        return RunState.SENT
    return RunState.ASKED if begun is None else RunState.BEGUN
