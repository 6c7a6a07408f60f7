"""The words of rules of linking."""

from enum import StrEnum


class RuleState(StrEnum):
    """A draft links nobody yet; one that is off links nobody any more."""

    DRAFT = "draft"
    ON = "on"
    OFF = "off"


class Key(StrEnum):
    """What of a person a criterion looks at."""

    PLACE = "place"
    FUNCTION = "function"
    ROLE = "role"
    GROUP = "group"
    LANGUAGE = "language"
    LEADS = "leads"
    ATTRIBUTE = "attribute"


class Test(StrEnum):
    """How it is looked at."""

    __test__ = False  # nothing for pytest to collect
    IS = "is"  # one of the values
    CONTAINS = "contains"
    BEFORE = "before"
    FROM = "from"
    LESS = "less"
    AT_LEAST = "at_least"
    KNOWN = "known"


class How(StrEnum):
    """What a group of criteria asks: that all of them hold, or at least one."""

    ALL = "all"
    ANY = "any"


class Change(StrEnum):
    """What a rule does for one person and one qualification, before it is carried out."""

    GAINS = "gains"  # follows it from then on
    ENDS = "ends"  # no longer follows it
    JOINS = "joins"  # follows it already, and is held by one more reason
    STAYS = "stays"  # is no longer asked by this, but by something else
    CANNOT = "cannot"
