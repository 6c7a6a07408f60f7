"""Who may examine on a day, going by the certificates that are known (BR-46)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from foundation.messages import Message, say

SOON = timedelta(days=60)  # who is about to expire


class CertificateDemand(StrEnum):
    """What this school asks of examiners: nothing of whom no certificate is known, or a certificate of everybody."""

    IF_KNOWN = "if_known"
    REQUIRED = "required"


class Standing(StrEnum):
    """How it stands with the certificates of an examiner today."""

    NONE = "none"
    OUT_OF_DATE = "out_of_date"
    EXPIRING = "expiring"
    VALID = "valid"


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """From when until when somebody may examine; what was withdrawn is out of date on every day."""

    valid_from: date
    valid_until: date | None = None
    withdrawn: bool = False

    def holds_on(self, day: date) -> bool:
        """Whether it says on this day that its holder may examine; the last day counts."""
        in_time = self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)
        return in_time and not self.withdrawn


def may_examine_on(day: date, certificates: Sequence[Certificate], *, demand: CertificateDemand) -> bool:
    """Whether one of the certificates that fit holds on this day; none at all is enough where that is not demanded."""
    if not certificates:
        return demand is CertificateDemand.IF_KNOWN
    return any(certificate.holds_on(day) for certificate in certificates)


def why_not_certified(
    examiner: str, day: date, certificates: Sequence[Certificate], *, demand: CertificateDemand
) -> Message | None:
    """The reason this examiner cannot examine on this day, or None (BR-46)."""
    if may_examine_on(day, certificates, demand=demand):
        return None
    if not certificates:
        return say(
            "No certificate as examiner is known of %(examiner)s. Add one, or choose somebody else.",
            examiner=examiner,
        )
    return say(
        "The certificate of %(examiner)s as examiner is not valid on %(day)s. "
        "Add a newer one, or choose somebody else.",
        examiner=examiner,
        day=day,
    )


def standing_on(day: date, certificates: Iterable[Certificate]) -> Standing:
    """How it stands on this day: about to expire when nothing known goes on for another two months."""
    known = list(certificates)
    if not known:
        return Standing.NONE
    if not any(certificate.holds_on(day) for certificate in known):
        return Standing.OUT_OF_DATE
    return Standing.VALID if any(one.holds_on(day + SOON) for one in known) else Standing.EXPIRING
