"""How far evidence is, who says so, and the few choices that people make about it."""

from collections.abc import Collection
from enum import StrEnum


class EvidenceState(StrEnum):
    """How far evidence for a work process is."""

    OPEN = "open"  # the candidate is still working on it
    WAITING = "waiting"  # a review was asked for
    RETURNED = "returned"  # sent back with a reason
    ACCEPTED = "accepted"  # frozen; a new version can be made


def state_of_all(states: Collection[EvidenceState]) -> EvidenceState:
    """The state of several pieces that are one now: accepted where all were, else the lowest that says something.

    What one reviewer sent back is not mended by what another waits for.
    """
    if set(states) == {EvidenceState.ACCEPTED}:
        return EvidenceState.ACCEPTED
    for state in (EvidenceState.RETURNED, EvidenceState.WAITING):
        if state in states:
            return state
    return EvidenceState.OPEN


class Decision(StrEnum):
    """What a reviewer decides."""

    ACCEPTED = "accepted"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"  # an acceptance that was a mistake: it waits for a review again


class Capacity(StrEnum):
    """As what somebody reviews."""

    SUPERVISOR = "supervisor"
    ASSESSOR = "assessor"


class Judgement(StrEnum):
    """What an assessor finds of one aspect of quality."""

    SUFFICIENT = "sufficient"
    INSUFFICIENT = "insufficient"


class SelfLevel(StrEnum):
    """How far a candidate finds oneself with a work process."""

    NOT_YET = "not_yet"
    WITH_HELP = "with_help"
    ALONE = "alone"
    EXPLAINS = "explains"  # can explain it to others


class GuestKind(StrEnum):
    """What a guest was asked for."""

    REVIEWER = "reviewer"  # look and comment
    WITNESS = "witness"  # and sign a statement about what was seen


class NoteCategory(StrEnum):
    """What a staff note is about."""

    GUIDANCE = "guidance"
    PROGRESS = "progress"
    AGREEMENT = "agreement"
    ATTENDANCE = "attendance"
    CARE = "care"
    OTHER = "other"


class ExportKind(StrEnum):
    """In which form a portfolio leaves."""

    PDF = "pdf"
    ZIP = "zip"
    LEAP2A = "leap2a"
    DATA_ACCESS = "data_access"  # everything that is kept about a candidate's portfolio, staff notes included
