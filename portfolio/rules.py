"""What holds about portfolios, without database, clock or web."""

from enum import StrEnum


class EntryKind(StrEnum):
    """What a portfolio entry tells about; each kind has the fields that suit it."""

    WORK_EXPERIENCE = "work_experience"
    EDUCATION = "education"
    TRAINING = "training"
    PROJECT = "project"
    PRODUCT = "product"
    OTHER = "other"
