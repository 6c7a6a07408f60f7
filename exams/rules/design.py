"""The life of a form: a draft is designed, a form in use is fixed, a withdrawn one is no longer planned."""

from enum import StrEnum


class FormState(StrEnum):
    """Only a form in use can be planned; only a draft can be changed."""

    DRAFT = "draft"
    IN_USE = "in_use"
    WITHDRAWN = "withdrawn"
