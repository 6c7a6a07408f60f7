"""The words of this package: states, kinds and results."""

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


PART_ORDER = {Part.BASE: 0, Part.PROFILE: 1, Part.OWN: 2}


class LinkOrigin(StrEnum):
    """How a person came to follow a qualification."""

    BY_HAND = "by_hand"
    IN_BULK = "in_bulk"
    BY_DEFAULT = "by_default"
    MOVED = "moved"  # along from an earlier version
    BY_ORGANISATION = "by_organisation"
    BY_RULE = "by_rule"
    BY_INVENTORY = "by_inventory"


class LinkDeed(StrEnum):
    """What is done to many people at once."""

    LINK = "link"
    UNLINK = "unlink"


class LinkResult(StrEnum):
    """What became of one person and one qualification; everything but CHANGED and UNCHANGED is a refusal."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"  # was linked already, or was not linked
    NOT_ACTIVE = "not_active"
    INTAKE_ENDED = "intake_ended"
    PROGRAMME_ENDED = "programme_ended"
    NOT_A_CANDIDATE = "not_a_candidate"
    PERSON_INACTIVE = "person_inactive"
    HELD = "held"  # by a rule or the organisation: no hand ends it


class ImportState(StrEnum):
    """What an import finds or has done, per qualification."""

    NEW = "new"
    OTHER_EDITION = "other_edition"  # the same code and cohort is here in another edition; this one comes beside it
    ALREADY_THERE = "already_there"
    TWICE = "twice"  # another file of the same upload holds it too; that one is taken
    CODE_MISSING = "code_missing"  # the file names no code; somebody has to give one
    REFUSED = "refused"
    LEFT_OUT = "left_out"  # not chosen
    IMPORTED = "imported"


class SourceKind(StrEnum):
    """Where official files are looked up."""

    UPLOADED = "uploaded"
    FOLDER = "folder"
    ADDRESS = "address"


class MappingOrigin(StrEnum):
    """How a work process of an earlier version got its counterpart."""

    CODE = "code"
    NAME = "name"
    INDICATORS = "indicators"
    BY_HAND = "by_hand"
