"""Papers that are made for many candidates at once."""

from enum import StrEnum


class PaperKind(StrEnum):
    """What is made."""

    RECORDS = "records"
    RESULT_LETTERS = "result_letters"
    EMPTY_FORMS = "empty_forms"
    EXAM_FILES = "exam_files"


class RunState(StrEnum):
    """How far a run is."""

    WAITING = "waiting"
    RUNNING = "running"
    READY = "ready"
    FAILED = "failed"
    EXPIRED = "expired"
