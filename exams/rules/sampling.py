"""Looking again at a part of the exams (BR-34)."""

from enum import StrEnum


class Finding(StrEnum):
    """What a second look found."""

    IN_ORDER = "in_order"
    REMARKS = "remarks"
    NOT_IN_ORDER = "not_in_order"
