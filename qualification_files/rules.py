"""What holds about qualification files, without database, clock or web."""

from enum import StrEnum


class QualificationState(StrEnum):
    """Only an active one can be newly linked or examined; every other state is 'inactive' to the people who use it."""

    DRAFT = "draft"
    ACTIVE = "active"
    DEACTIVATED = "deactivated"
    SUPERSEDED = "superseded"
    CLOSED = "closed"


class QualificationKind(StrEnum):
    """An elective may be activated on knowledge and skills alone (BR-02)."""

    REGULAR = "regular"
    ELECTIVE = "elective"


class Part(StrEnum):
    """Where a core task comes from: the base part, the profile part, or the school itself."""

    BASE = "base"
    PROFILE = "profile"
    OWN = "own"


class LinkOrigin(StrEnum):
    """How a person came to follow a qualification."""

    BY_HAND = "by_hand"
    IN_BULK = "in_bulk"
    BY_DEFAULT = "by_default"
