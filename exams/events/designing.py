"""What happens to forms."""

from dataclasses import dataclass
from typing import ClassVar

from foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class FormMade(Event):
    """Somebody began to design a form, copied one, began its next edition or brought one in from a file."""

    name: ClassVar[str] = "exams.form-made"
    form_id: int
    qualification_id: int
    copied_from: int | None = None
    edition_of: int | None = None
    imported: bool = False


@dataclass(frozen=True, kw_only=True)
class FormChanged(Event):
    """Something of a draft was changed."""

    name: ClassVar[str] = "exams.form-changed"
    form_id: int
    what: str


@dataclass(frozen=True, kw_only=True)
class FormPutInUse(Event):
    """From now on the form is fixed and can be planned."""

    name: ClassVar[str] = "exams.form-put-in-use"
    form_id: int


@dataclass(frozen=True, kw_only=True)
class FormReopened(Event):
    """Nothing was planned with the form, and it became a draft again."""

    name: ClassVar[str] = "exams.form-reopened"
    form_id: int


@dataclass(frozen=True, kw_only=True)
class FormWithdrawn(Event):
    """The form can no longer be planned."""

    name: ClassVar[str] = "exams.form-withdrawn"
    form_id: int


@dataclass(frozen=True, kw_only=True)
class FormRemoved(Event):
    """A draft was thrown away."""

    name: ClassVar[str] = "exams.form-removed"
    form_id: int
