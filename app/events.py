"""What happens to the environment as a whole."""

from dataclasses import dataclass
from typing import ClassVar

from foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class EnvironmentChanged(Event):
    """An administrator changed what holds for the whole school."""

    name: ClassVar[str] = "environment.changed"
    ratified_by: str
    form_approvals: int
    accountability_required: bool
    coordinators_define: bool = False


@dataclass(frozen=True, kw_only=True)
class TermsChanged(Event):
    """An administrator chose other words for these terms."""

    name: ClassVar[str] = "environment.terms-changed"
    terms: tuple[str, ...]  # such as nl:work-process


@dataclass(frozen=True, kw_only=True)
class BoardSettingsChanged(Event):
    """An administrator changed terms or limits of the exam board."""

    name: ClassVar[str] = "environment.board-settings-changed"
    keys: tuple[str, ...]  # such as exams.appeal_days


@dataclass(frozen=True, kw_only=True)
class MailTextChanged(Event):
    """An administrator gave a mail a text of the school's own."""

    name: ClassVar[str] = "environment.mail-text-changed"
    mail: str
    language: str


@dataclass(frozen=True, kw_only=True)
class MailTextReverted(Event):
    """An administrator took the school's own text of a mail away; the original is sent again."""

    name: ClassVar[str] = "environment.mail-text-reverted"
    mail: str
    language: str
