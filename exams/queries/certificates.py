"""What is read about examiners and what shows that they may examine."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, not_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from exams.models import ExaminerCertificate
from exams.rules.certificates import SOON, Certificate, CertificateDemand, Standing, standing_on
from foundation.environment import setting
from foundation.refusals import NotFound
from foundation.work import Work
from people.models import Person, PersonRole
from people.rules import Role, sorting_name
from qualification_files.models import Qualification
from qualification_files.rules import QualificationState

EXAMINER_CERTIFICATES = "exams.examiner_certificates"


@dataclass(frozen=True, kw_only=True)
class ExaminerRow:
    """An examiner in the list, with the certificates, the latest first."""

    person: Person
    certificates: tuple[ExaminerCertificate, ...]
    standing: Standing

    @property
    def person_id(self) -> int:
        """Who it is."""
        return self.person.id


def certificate_demand(work: Work) -> CertificateDemand:
    """What this school asks of examiners (1 statement)."""
    chosen = setting(work.db, EXAMINER_CERTIFICATES, CertificateDemand.IF_KNOWN)
    return CertificateDemand.REQUIRED if chosen == CertificateDemand.REQUIRED else CertificateDemand.IF_KNOWN


def certificates_of(work: Work, person_ids: Collection[int], qualification_id: int) -> dict[int, list[Certificate]]:
    """The certificates of each of these people that fit this qualification, withdrawn ones too (1 statement)."""
    rows = work.db.execute(
        select(
            ExaminerCertificate.person_id,
            ExaminerCertificate.valid_from,
            ExaminerCertificate.valid_until,
            ExaminerCertificate.withdrawn_at,
        ).where(
            ExaminerCertificate.person_id.in_(person_ids),
            or_(
                ExaminerCertificate.qualification_id.is_(None),
                ExaminerCertificate.qualification_id == qualification_id,
            ),
        )
    )
    found: dict[int, list[Certificate]] = defaultdict(list)
    for person, begins, ends, withdrawn in rows:
        found[person].append(Certificate(valid_from=begins, valid_until=ends, withdrawn=withdrawn is not None))
    return found


def _is_examiner() -> ColumnElement[bool]:
    return and_(
        Person.active.is_(True),
        exists().where(PersonRole.person_id == Person.id, PersonRole.role == Role.EXAMINER),
    )


def examiner_rows(
    work: Work, *, words: str = "", standing: Standing | None = None, descending: bool = False,
    limit: int | None = 25, offset: int = 0,
) -> tuple[list[ExaminerRow], int]:  # fmt: skip
    """Examiners with their certificates, and how many match (3 statements)."""
    parts = sorting_name("", "", words).rstrip(", ").split()[:8]
    named = [Person.sorting_name.contains(part, autoescape=True) for part in parts]
    wanted = [_is_examiner(), *named, *([_stands(standing, work.today)] if standing else [])]
    order = Person.sorting_name.desc() if descending else Person.sorting_name
    total = len(work.db.scalars(select(Person.id).where(*wanted)).all())
    people = work.db.scalars(select(Person).where(*wanted).order_by(order, Person.id).limit(limit).offset(offset)).all()
    known = _known(work, [person.id for person in people])
    return [examiner_row(person, known.get(person.id, ()), work.today) for person in people], total


def examiner_row(person: Person, known: Sequence[ExaminerCertificate], today: date) -> ExaminerRow:
    """The person and how it stands with these certificates."""
    plain = (
        Certificate(valid_from=one.valid_from, valid_until=one.valid_until, withdrawn=one.withdrawn_at is not None)
        for one in known
    )
    return ExaminerRow(person=person, certificates=tuple(known), standing=standing_on(today, plain))


def _known(work: Work, person_ids: Sequence[int]) -> dict[int, list[ExaminerCertificate]]:
    found: dict[int, list[ExaminerCertificate]] = defaultdict(list)
    for one in work.db.scalars(
        select(ExaminerCertificate)
        .where(ExaminerCertificate.person_id.in_(person_ids))
        .options(joinedload(ExaminerCertificate.qualification))
        .order_by(ExaminerCertificate.valid_from.desc(), ExaminerCertificate.id.desc())
    ):
        found[one.person_id].append(one)
    return found


def _stands(standing: Standing, today: date) -> ColumnElement[bool]:
    any_known = exists().where(ExaminerCertificate.person_id == Person.id)
    holds, lasts = _holds_on(today), _holds_on(today + SOON)
    match standing:
        case Standing.NONE:
            return not_(any_known)
        case Standing.OUT_OF_DATE:
            return and_(any_known, not_(holds))
        case Standing.EXPIRING:
            return and_(holds, not_(lasts))
    return and_(holds, lasts)


def _holds_on(day: date) -> ColumnElement[bool]:
    return exists().where(
        ExaminerCertificate.person_id == Person.id,
        ExaminerCertificate.withdrawn_at.is_(None),
        ExaminerCertificate.valid_from <= day,
        or_(ExaminerCertificate.valid_until.is_(None), ExaminerCertificate.valid_until >= day),
    )


def examiner(work: Work, person_id: int) -> ExaminerRow:
    """Somebody who may examine, with all certificates (2 statements)."""
    person = work.db.scalars(
        select(Person).where(Person.id == person_id, _is_examiner()).options(selectinload(Person.roles))
    ).one_or_none()
    if person is None:
        raise NotFound
    return examiner_row(person, _known(work, [person.id]).get(person.id, ()), work.today)


def own_certificates(work: Work, person_id: int) -> list[Certificate]:
    """What shows that this person may examine, withdrawn ones too (1 statement)."""
    rows = work.db.execute(
        select(ExaminerCertificate.valid_from, ExaminerCertificate.valid_until, ExaminerCertificate.withdrawn_at).where(
            ExaminerCertificate.person_id == person_id
        )
    )
    return [
        Certificate(valid_from=begins, valid_until=ends, withdrawn=withdrawn is not None)
        for begins, ends, withdrawn in rows
    ]


def certificate(work: Work, certificate_id: int) -> ExaminerCertificate:
    """A certificate with its holder and its qualification (1 statement)."""
    found = work.db.scalars(
        select(ExaminerCertificate)
        .where(ExaminerCertificate.id == certificate_id)
        .options(joinedload(ExaminerCertificate.person), joinedload(ExaminerCertificate.qualification))
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def certificate_with_key(work: Work, form_key: str) -> ExaminerCertificate | None:
    """What this form made, if it made anything (1 statement)."""
    return work.db.scalars(select(ExaminerCertificate).where(ExaminerCertificate.form_key == form_key)).one_or_none()


def examined_qualifications(work: Work) -> list[Qualification]:
    """The qualifications for which somebody can be certified, by name (1 statement)."""
    return list(
        work.db.scalars(
            select(Qualification)
            .where(Qualification.state == QualificationState.ACTIVE)
            .order_by(Qualification.name, Qualification.cohort, Qualification.id)
        )
    )
