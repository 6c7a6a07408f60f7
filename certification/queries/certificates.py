"""Reading certificates and their templates."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from certification.models import Activity, Completion, QualificationActivity, QualificationUpkeep
from certification.models.certificates import (
    ActivityCertificate,
    Certificate,
    CertificatesOf,
    CertificateTemplate,
    OpenedCertificate,
    QualificationCertificate,
)
from foundation.refusals import NotFound
from foundation.work import Work
from people.models import Person
from people.queries.organisation import may_look_after
from qualification_files.models import Qualification, QualificationLink
from qualification_files.queries.lists import PAGE, Page, contains


def certificate(work: Work, certificate_id: int) -> OpenedCertificate:
    """A certificate."""
    found = work.db.get(Certificate, certificate_id, options=[joinedload(Certificate.person)])
    if found is None:
        raise NotFound
    return OpenedCertificate(found, may_look_after(work, found.person_id))


def public_certificate(work: Work, public_id: str) -> Certificate:
    """The certificate behind a QR code."""
    found = work.db.scalars(select(Certificate).where(Certificate.public_id == public_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def certificates_of(work: Work, person_id: int, *, words: str = "", number: int = 1) -> Page[Certificate]:
    """One page of what somebody was given, newest first (2 statements)."""
    rows = select(Certificate).where(Certificate.person_id == person_id)
    if words:
        rows = (
            rows.outerjoin(Activity, Activity.id == Certificate.activity_id)
            .outerjoin(Qualification, Qualification.id == Certificate.qualification_id)
            .where(contains(words, Activity.title, Qualification.name))
        )
    total = work.db.scalar(select(func.count()).select_from(rows.subquery())) or 0
    number = max(1, min(number, -(-total // PAGE)))
    ordered = rows.order_by(Certificate.issued_at.desc(), Certificate.id.desc())
    return Page(work.db.scalars(ordered.limit(PAGE).offset((number - 1) * PAGE)).all(), total, number)


def person_with_certificates(work: Work, person_id: int) -> CertificatesOf:
    """Somebody, and whether whoever asks looks after that person."""
    found = work.db.get(Person, person_id)
    if found is None:
        raise NotFound
    return CertificatesOf(found, may_look_after(work, person_id))


def completion_and_activity(work: Work, completion_id: int) -> tuple[Completion, Activity]:
    """What was completed (1 statement)."""
    row = work.db.execute(
        select(Completion, Activity)
        .join(Activity, Activity.id == Completion.activity_id)
        .where(Completion.id == completion_id)
    ).one()
    return row[0], row[1]


def qualifications_that_give(work: Work, person_id: int, activity_id: int) -> Sequence[Qualification]:
    """The qualifications of this person that give a certificate and ask for this activity (1 statement)."""
    asks = select(QualificationActivity.qualification_id).where(
        QualificationActivity.activity_id == activity_id, QualificationActivity.removed_at.is_(None)
    )
    follows = select(QualificationLink.qualification_id).where(
        QualificationLink.person_id == person_id, QualificationLink.ended_at.is_(None)
    )
    rows = (
        select(Qualification)
        .join(QualificationUpkeep, QualificationUpkeep.qualification_id == Qualification.id)
        .where(
            QualificationUpkeep.gives_certificate.is_(True), Qualification.id.in_(asks), Qualification.id.in_(follows)
        )
    )
    return work.db.scalars(rows.order_by(Qualification.id)).all()


def issuer_of(work: Work, qualification_id: int) -> str:
    """Who gives this qualification, where it is not the school (1 statement)."""
    rows = select(QualificationUpkeep.issuer).where(QualificationUpkeep.qualification_id == qualification_id)
    return work.db.scalar(rows) or ""


def standing_certificates(work: Work, completion_id: int) -> Sequence[Certificate]:
    """What was given for this completion and holds (1 statement)."""
    rows = select(Certificate).where(Certificate.completion_id == completion_id, Certificate.withdrawn_at.is_(None))
    return work.db.scalars(rows.order_by(Certificate.id).with_for_update()).all()  # race: it is withdrawn twice


def certificates_resting_on(work: Work, person_id: int, activity_id: int) -> Sequence[Certificate]:
    """The certificates of qualifications that ask for this activity, of this person, that hold (1 statement)."""
    asks = select(QualificationActivity.qualification_id).where(QualificationActivity.activity_id == activity_id)
    return work.db.scalars(
        select(Certificate)
        .where(
            Certificate.person_id == person_id,
            Certificate.qualification_id.in_(asks),
            Certificate.withdrawn_at.is_(None),
        )
        .order_by(Certificate.id)
        .with_for_update()  # race: it is withdrawn twice
    ).all()


def locked_certificate(work: Work, certificate_id: int) -> Certificate:
    """The certificate as it stands, held until the end of this work."""
    return work.db.scalars(
        select(Certificate)
        .where(Certificate.id == certificate_id)
        .with_for_update()  # race: two workers make its file
        .execution_options(populate_existing=True)
    ).one()


def template(work: Work, template_id: int) -> CertificateTemplate:
    """A template."""
    found = work.db.get(CertificateTemplate, template_id)
    if found is None:
        raise NotFound
    return found


def templates(work: Work, *, words: str = "", retired: bool = False, number: int = 1) -> Page[CertificateTemplate]:
    """One page of the templates by name: those that can be chosen, or those that no longer can (2 statements)."""
    gone = CertificateTemplate.retired_at
    rows = select(CertificateTemplate).where(gone.is_not(None) if retired else gone.is_(None))
    if words:
        rows = rows.where(contains(words, CertificateTemplate.name))
    total = work.db.scalar(select(func.count()).select_from(rows.subquery())) or 0
    number = max(1, min(number, -(-total // PAGE)))
    ordered = rows.order_by(CertificateTemplate.name, CertificateTemplate.id)
    return Page(work.db.scalars(ordered.limit(PAGE).offset((number - 1) * PAGE)).all(), total, number)


def choosable_templates(work: Work) -> Sequence[CertificateTemplate]:
    """Those that can be chosen, by name (1 statement)."""
    rows = select(CertificateTemplate).where(CertificateTemplate.retired_at.is_(None))
    return work.db.scalars(rows.order_by(CertificateTemplate.name, CertificateTemplate.id)).all()


def template_by_key(work: Work, form_key: str) -> CertificateTemplate | None:
    """What this form made before (1 statement)."""
    return work.db.scalars(select(CertificateTemplate).where(CertificateTemplate.form_key == form_key)).one_or_none()


def template_of(
    work: Work, *, activity_id: int | None = None, qualification_id: int | None = None
) -> CertificateTemplate | None:
    """With which template its certificates are made (1 statement)."""
    rows = select(CertificateTemplate)
    if activity_id is not None:
        rows = rows.join(ActivityCertificate).where(ActivityCertificate.activity_id == activity_id)
    else:
        rows = rows.join(QualificationCertificate).where(QualificationCertificate.qualification_id == qualification_id)
    return work.db.scalars(rows).one_or_none()


def gives_certificate(work: Work, qualification_id: int) -> bool:
    """Whether whoever meets it gets a certificate (1 statement)."""
    rows = select(QualificationUpkeep.gives_certificate)
    return bool(work.db.scalar(rows.where(QualificationUpkeep.qualification_id == qualification_id)))


def activity(work: Work, activity_id: int) -> Activity:
    """An activity."""
    found = work.db.get(Activity, activity_id)
    if found is None:
        raise NotFound
    return found
