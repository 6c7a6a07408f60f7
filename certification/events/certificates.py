"""Certificates of our own: given, made as a file, withdrawn; and the templates they are made with."""

from dataclasses import dataclass
from typing import ClassVar

from foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class CertificateIssued(Event):
    """Somebody has a certificate; an earlier one stays beside it."""

    name: ClassVar[str] = "certification.certificate-issued"
    person_id: int
    certificate_id: int
    activity_id: int | None
    qualification_id: int | None


@dataclass(frozen=True, kw_only=True)
class CertificateRendered(Event):
    """The file of a certificate is there; it is never made again."""

    name: ClassVar[str] = "certification.certificate-rendered"
    person_id: int
    certificate_id: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class CertificateWithdrawn(Event):
    """What a certificate says turned out to be wrong; whoever checks it is told so."""

    name: ClassVar[str] = "certification.certificate-withdrawn"
    person_id: int
    certificate_id: int


@dataclass(frozen=True, kw_only=True)
class CertificateTaken(Event):
    """Somebody took the certificate of another."""

    name: ClassVar[str] = "certification.certificate-taken"
    person_id: int
    certificate_id: int


@dataclass(frozen=True, kw_only=True)
class TemplateMade(Event):
    """There is another template of certificates."""

    name: ClassVar[str] = "certification.template-made"
    template_id: int


@dataclass(frozen=True, kw_only=True)
class TemplateChanged(Event):
    """New certificates say it otherwise; those that were given stay as they are."""

    name: ClassVar[str] = "certification.template-changed"
    template_id: int
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TemplateRetired(Event):
    """A template is not chosen any more, or is again."""

    name: ClassVar[str] = "certification.template-retired"
    template_id: int
    retired: bool


@dataclass(frozen=True, kw_only=True)
class TemplateChosen(Event):
    """Certificates of an activity or a qualification are made with this template; with ours where there is none."""

    name: ClassVar[str] = "certification.template-chosen"
    template_id: int | None
    activity_id: int | None
    qualification_id: int | None
