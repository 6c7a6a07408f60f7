"""What happens to a form between its design and its use."""

from dataclasses import dataclass
from typing import ClassVar

from foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class FormHandedIn(Event):
    """Its maker considers the form done; it stays as it is until somebody has judged it."""

    name: ClassVar[str] = "exams.form-handed-in"
    form_id: int
    fingerprint: str  # of the design


@dataclass(frozen=True, kw_only=True)
class FormTakenBack(Event):
    """Its maker took the form back before it was approved."""

    name: ClassVar[str] = "exams.form-taken-back"
    form_id: int


@dataclass(frozen=True, kw_only=True)
class FormJudged(Event):
    """Somebody approved a part, or sent the form back."""

    name: ClassVar[str] = "exams.form-judged"
    form_id: int
    part: str
    approved: bool
    fingerprint: str  # of the design that was judged


@dataclass(frozen=True, kw_only=True)
class FormDocumentAdded(Event):
    """A document was put with a form."""

    name: ClassVar[str] = "exams.form-document-added"
    form_id: int
    document_id: int
    kind: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class FormDocumentRemoved(Event):
    """A document was taken off a form."""

    name: ClassVar[str] = "exams.form-document-removed"
    form_id: int
    document_id: int
