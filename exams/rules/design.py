"""The life of a form: designed as a draft, handed in, approved and so in use and fixed, at last withdrawn."""

from enum import StrEnum


class FormState(StrEnum):
    """Only a form in use can be planned; only a draft can be changed."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    IN_USE = "in_use"
    WITHDRAWN = "withdrawn"


class ApprovalPart(StrEnum):
    """What is done for a form once it is made (BR-17): handed in, looked over, established (*vaststellen*)."""

    HAND_IN = "hand_in"
    REVIEW = "review"
    ESTABLISH = "establish"


class AttemptThatCounts(StrEnum):
    """Which of several attempts is the result (BR-50)."""

    BEST = "best"
    LAST = "last"


class DocumentKind(StrEnum):
    """What a document of a form is (BR-08, BR-16)."""

    ACCOUNTABILITY = "accountability"
    AGREEMENTS = "agreements"
    MANUAL = "manual"
    ASSESSMENT_RULES = "assessment_rules"
    OBSERVATION = "observation"
    FOR_CANDIDATE = "for_candidate"
    EXPERTISE = "expertise"
    CANDIDATE_LOG = "candidate_log"
    OTHER = "other"
