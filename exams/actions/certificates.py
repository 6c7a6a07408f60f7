"""What shows that somebody may examine: added, withdrawn; never changed (BR-46)."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.exc import IntegrityError

from exams.actions.repeats import key_for
from exams.events.planning import CertificateAdded, CertificateWithdrawn
from exams.models import ExaminerCertificate
from exams.queries.certificates import certificate_with_key
from foundation.messages import say
from foundation.refusals import Refusal
from foundation.work import Work
from people.models import Person


@dataclass(frozen=True, kw_only=True)
class CertificateFacts:
    """What is on the certificate; without a qualification it holds for all, without a last day for good."""

    title: str
    qualification_id: int | None
    valid_from: date
    valid_until: date | None


def add_certificate(work: Work, person: Person, facts: CertificateFacts, *, form_key: str) -> ExaminerCertificate:
    """From now on it is known that this person may examine; the same form sent twice adds one."""
    key = key_for(work, form_key, person.id, *vars(facts).values())
    earlier = certificate_with_key(work, key)
    if earlier:
        return earlier
    if facts.valid_until and facts.valid_until < facts.valid_from:
        raise Refusal(say("The last day lies before the first day."))
    made = ExaminerCertificate(
        person_id=person.id, form_key=key, added_by=work.actor.id, added_at=work.now, **vars(facts)
    )
    try:
        with work.db.begin_nested():  # race: the same form twice at once; the key is unique
            work.db.add(made)
    except IntegrityError:
        return certificate_with_key(work, key) or _unknown()
    work.emit(CertificateAdded(certificate_id=made.id, person_id=person.id))
    return made


def _unknown() -> ExaminerCertificate:
    raise Refusal(say("Somebody else changed this at the same moment. Look again and repeat it."))


def withdraw_certificate(work: Work, certificate: ExaminerCertificate) -> None:
    """It holds no longer, whatever its last day is; withdrawn before is no harm."""
    work.db.refresh(certificate, ["withdrawn_at"], with_for_update=True)
    if certificate.withdrawn_at:
        return
    certificate.withdrawn_at = work.now
    work.emit(CertificateWithdrawn(certificate_id=certificate.id, person_id=certificate.person_id))
