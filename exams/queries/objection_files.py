"""Files with objections and appeals: those of one, and one to be taken along."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from exams.models import Objection, ObjectionFile, Sitting
from foundation.refusals import NotFound
from foundation.work import Work
from people.models import Person


@dataclass(frozen=True, kw_only=True)
class CaseFile:
    """A file, with the exam it is about: who sees the objection sees it."""

    file: ObjectionFile
    sitting: Sitting


@dataclass(frozen=True, kw_only=True)
class SentFile:
    """A file in the list of its objection, with who put it there."""

    file: ObjectionFile
    by: Person | None


def case_file(work: Work, file_id: int) -> CaseFile:
    """A file by its number (1 statement)."""
    whole = joinedload(ObjectionFile.objection).joinedload(Objection.sitting)
    found = work.db.scalars(select(ObjectionFile).where(ObjectionFile.id == file_id).options(whole)).one_or_none()
    if found is None:
        raise NotFound
    return CaseFile(file=found, sitting=found.objection.sitting)


def files_with(work: Work, objection_id: int) -> list[SentFile]:
    """What was put with this objection, oldest first (1 statement)."""
    rows = work.db.execute(
        select(ObjectionFile, Person)
        .outerjoin(Person, Person.id == ObjectionFile.added_by)
        .where(ObjectionFile.objection_id == objection_id)
        .order_by(ObjectionFile.id)
    )
    return [SentFile(file=file, by=person) for file, person in rows]
