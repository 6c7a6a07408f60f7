"""What auditors were granted, what they looked at, and the one way to a file for them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql import Select

from exams.events.records import ExamInspected
from exams.models import ExamEvent, ExamForm, ExamSession, GrantedSitting, InspectionGrant, Sheet, Sitting
from exams.queries.choosing import EMPTY, WantedExams
from exams.queries.forms import containing
from exams.queries.subjects import sitting
from foundation.refusals import NotFound
from foundation.work import Work
from people.models import Person
from people.rules import sorting_name
from qualification_files.models import Qualification

MOST_LOOKS = 200


@dataclass(frozen=True)
class Inspected:
    """A file as the auditor finds it to whom it is open."""

    sitting: Sitting
    grant_id: int
    auditor_id: int
    ends_at: datetime

    @property
    def candidate_id(self) -> int:
        """Whose exam it is."""
        return self.sitting.candidate_id


def is_open(now: datetime) -> ColumnElement[bool]:
    """Whether a grant opens its files at this moment."""
    return and_(InspectionGrant.starts_at <= now, InspectionGrant.ends_at > now, InspectionGrant.withdrawn_at.is_(None))


def inspected(work: Work, sitting_id: int) -> Inspected:
    """The file of this exam, if a grant opens it to whoever asks at this moment (5 statements)."""
    grant = work.db.scalars(
        select(InspectionGrant)
        .join(GrantedSitting, GrantedSitting.grant_id == InspectionGrant.id)
        .where(GrantedSitting.sitting_id == sitting_id, InspectionGrant.auditor_id == work.actor.id, is_open(work.now))
        .order_by(InspectionGrant.ends_at.desc())
        .limit(1)
    ).one_or_none()
    if grant is None:
        raise NotFound
    return Inspected(sitting(work, sitting_id), grant.id, grant.auditor_id, grant.ends_at)


def open_files(work: Work, *, words: str = "", limit: int = 50, offset: int = 0) -> tuple[int, list[Sitting]]:
    """How many files are open to whoever asks, and some of them, by name; never an own exam (4 statements)."""
    chosen = (
        select(GrantedSitting.sitting_id)
        .join(InspectionGrant, InspectionGrant.id == GrantedSitting.grant_id)
        .where(InspectionGrant.auditor_id == work.actor.id, is_open(work.now))
    )
    wanted = [Sitting.id.in_(chosen), Sitting.candidate_id != work.actor.id, *_containing(words)]
    return _listed(work, wanted, limit=limit, offset=offset)


def open_file_count(work: Work) -> tuple[int, datetime | None]:
    """How many files are open to whoever asks, and when the first of them closes; no own exam (1 statement)."""
    row = work.db.execute(
        select(func.count(GrantedSitting.sitting_id.distinct()), func.min(InspectionGrant.ends_at))
        .join(InspectionGrant, InspectionGrant.id == GrantedSitting.grant_id)
        .join(Sitting, Sitting.id == GrantedSitting.sitting_id)
        .where(InspectionGrant.auditor_id == work.actor.id, is_open(work.now), Sitting.candidate_id != work.actor.id)
    ).one()
    return row[0], row[1]


def own_grants(work: Work) -> list[InspectionGrant]:
    """What is or will be open to whoever asks, soonest over first (1 statement)."""
    return list(
        work.db.scalars(
            select(InspectionGrant)
            .where(
                InspectionGrant.auditor_id == work.actor.id,
                InspectionGrant.withdrawn_at.is_(None),
                InspectionGrant.ends_at > work.now,
            )
            .order_by(InspectionGrant.ends_at, InspectionGrant.id)
        )
    )


def choosable(work: Work, wanted: WantedExams, *, limit: int = 50, offset: int = 0) -> tuple[int, list[Sitting]]:
    """Exams whose files can be opened to an auditor or made into papers, latest first (4 statements)."""
    return _listed(work, _choosable(work, wanted), limit=limit, offset=offset)


def choosable_ids(
    work: Work, wanted: WantedExams | None = None, *, among: Collection[int] | None = None, most: int = 2_000
) -> list[int]:
    """The numbers of those that are wanted, or of these among them (1 statement)."""
    where = _choosable(work, wanted or WantedExams())
    if among is not None:
        where.append(Sitting.id.in_(among))
    return list(work.db.scalars(_joined(select(Sitting.id)).where(*where).order_by(Sitting.id).limit(most)))


def _choosable(work: Work, wanted: WantedExams) -> list[ColumnElement[bool]]:
    begun = Sitting.state.not_in(list(EMPTY))
    return [begun, Sitting.candidate_id != work.actor.id, *_containing(wanted.words), *wanted.where]


def own_among(work: Work, sitting_ids: Collection[int]) -> bool:
    """Whether one of these exams is of whoever asks (1 statement)."""
    own = exists().where(Sitting.id.in_(sitting_ids), Sitting.candidate_id == work.actor.id)
    return bool(work.db.scalar(select(own)))


def _joined(statement: Select[tuple[int]]) -> Select[tuple[int]]:
    return (
        statement.join(Person, Person.id == Sitting.candidate_id)
        .join(ExamSession, ExamSession.id == Sitting.session_id)
        .join(ExamForm, ExamForm.id == ExamSession.form_id)
        .join(Qualification, Qualification.id == ExamForm.qualification_id)
    )


def _containing(words: str) -> list[ColumnElement[bool]]:
    found = []
    for word in words.split()[:8]:
        plain = sorting_name("", "", word).rstrip(", ")
        found.append(
            or_(
                Person.sorting_name.contains(plain, autoescape=True),
                containing(word, ExamForm.title, ExamForm.code, Qualification.name, Qualification.code),
                Person.number.contains(word, autoescape=True),
            )
        )
    return found


def _listed(work: Work, wanted: Sequence[ColumnElement[bool]], *, limit: int, offset: int) -> tuple[int, list[Sitting]]:
    ids = _joined(select(Sitting.id)).where(*wanted)
    total = int(work.db.scalar(select(func.count()).select_from(ids.subquery())) or 0)
    rows = work.db.scalars(
        select(Sitting)
        .where(Sitting.id.in_(ids))
        .options(
            joinedload(Sitting.candidate),
            joinedload(Sitting.session).joinedload(ExamSession.form).joinedload(ExamForm.qualification),
            selectinload(Sitting.sheets).joinedload(Sheet.examiner),
        )
        .order_by(Sitting.starts_at.desc(), Sitting.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return total, list(rows)


@dataclass(frozen=True)
class GrantRow:
    """A grant in the list: how many files it opens."""

    grant: InspectionGrant
    files: int


def grants(work: Work, *, limit: int = 50, offset: int = 0) -> tuple[int, list[GrantRow]]:
    """How many grants there are, and some of them, newest first (2 statements)."""
    total = work.db.scalar(select(func.count()).select_from(InspectionGrant)) or 0
    files = select(func.count()).where(GrantedSitting.grant_id == InspectionGrant.id).correlate(InspectionGrant)
    rows = work.db.execute(
        select(InspectionGrant, files.scalar_subquery())
        .options(joinedload(InspectionGrant.auditor))
        .order_by(InspectionGrant.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return total, [GrantRow(grant, count) for grant, count in rows]


def grant(work: Work, grant_id: int) -> InspectionGrant:
    """A grant with its auditor and files (3 statements)."""
    found = work.db.scalars(
        select(InspectionGrant)
        .where(InspectionGrant.id == grant_id)
        .options(
            joinedload(InspectionGrant.auditor),
            selectinload(InspectionGrant.chosen)
            .joinedload(GrantedSitting.sitting)
            .options(
                joinedload(Sitting.candidate),
                joinedload(Sitting.session).joinedload(ExamSession.form),
            ),
        )
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def looks(work: Work, grant: InspectionGrant) -> list[ExamEvent]:
    """What the auditor looked at under this grant, latest first (1 statement)."""
    rows = work.db.scalars(
        select(ExamEvent)
        .where(
            ExamEvent.name == ExamInspected.name,
            ExamEvent.actor_id == grant.auditor_id,
            ExamEvent.sitting_id.in_([one.sitting_id for one in grant.chosen]),
            ExamEvent.at >= grant.given_at,
        )
        .order_by(ExamEvent.id.desc())
        .limit(MOST_LOOKS)
    )
    return [row for row in rows if row.facts["event"].get("grant_id") == grant.id]


def grant_with_key(work: Work, form_key: str) -> InspectionGrant | None:
    """The grant that this form made already (1 statement)."""
    return work.db.scalars(select(InspectionGrant).where(InspectionGrant.form_key == form_key)).one_or_none()
