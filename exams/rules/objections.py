"""Objection to the board and appeal to the appeals committee: their states and clocks (BR-51, BR-52)."""

from enum import StrEnum


class ObjectionKind(StrEnum):
    """To whom it goes."""

    OBJECTION = "objection"
    APPEAL = "appeal"


class ObjectionState(StrEnum):
    """How far it is."""

    LODGED = "lodged"
    WITHDRAWN = "withdrawn"
    INADMISSIBLE = "inadmissible"
    REJECTED = "rejected"
    UPHELD = "upheld"


class Recipient(StrEnum):
    """Who gets the decision on an appeal (BR-52)."""

    CANDIDATE = "candidate"
    PARENTS = "parents"
    SCHOOL = "school"
    COMPANY = "company"
    INSPECTORATE = "inspectorate"
