"""Certificates as they are shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import url_for

from certification.models.certificates import Certificate
from certification.rules.certificates import CertificateState
from foundation.messages import Message, say

STATES: Mapping[CertificateState, tuple[str, Message]] = {
    CertificateState.VALID: ("ok", say("Valid")),
    CertificateState.EXPIRED: ("attention", say("Expired")),
    CertificateState.WITHDRAWN: ("stop", say("Withdrawn")),
}


@dataclass(frozen=True)
class CertificateLine:
    """A certificate in a list."""

    title: str
    is_qualification: bool
    on: date
    valid_until: date | None
    sign: tuple[str, Message]
    paper_url: str | None  # nothing yet while it is being made
    check_url: str
    size: int | None


def certificate_line(certificate: Certificate, today: date) -> CertificateLine:
    """How it stands in a list."""
    paper = url_for("certification.certificate_paper", certificate_id=certificate.id)
    return CertificateLine(
        title=certificate.title,
        is_qualification=certificate.qualification_id is not None,
        on=date.fromisoformat(certificate.content["on"]),
        valid_until=certificate.valid_until,
        sign=STATES[certificate.state_on(today)],
        paper_url=paper if certificate.file_key else None,
        check_url=url_for("certification.check_certificate", public_id=certificate.public_id),
        size=certificate.size,
    )
