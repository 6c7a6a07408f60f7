"""What the exam board decides, and why a verdict is made anew."""

from enum import StrEnum


class DecisionKind(StrEnum):
    """What a decision of the board is about."""

    RATIFICATION = "ratification"
    EXEMPTION = "exemption"
    CORRECTION = "correction"
    OBJECTION = "objection"
    APPEAL = "appeal"
    ANNULMENT = "annulment"


class OutcomeCause(StrEnum):
    """Why there is a verdict."""

    SIGNED = "signed"
    AGREED = "agreed"
    CORRECTED = "corrected"
    EXEMPTED = "exempted"
