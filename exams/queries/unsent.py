"""Files with marks that were taken in, and what became of each mark in them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from exams.models import ExamForm, ExamGroup, ExamSession, MarkFile, Sheet, Sitting, Tablet, TabletDeed
from exams.rules import AnswerKind
from exams.rules.deeds import DeedKind
from exams.rules.operations import when_made
from foundation.db import numbers
from foundation.refusals import NotFound
from foundation.work import Work
from people.models import Person


def mark_file(work: Work, file_id: int) -> MarkFile:
    """A file that was taken in, with its examiner (1 statement)."""
    found = work.db.get(MarkFile, file_id, options=[joinedload(MarkFile.examiner)])
    if found is None:
        raise NotFound
    return found


def file_with(work: Work, sha256: str) -> MarkFile | None:
    """The same bytes, where they were taken in before (1 statement)."""
    return work.db.scalars(select(MarkFile).where(MarkFile.sha256 == sha256)).one_or_none()


def mark_files(work: Work, *, of: int | None, limit: int) -> list[MarkFile]:
    """The files that were taken in, the latest first; `of` one examiner alone (1 statement)."""
    rows = select(MarkFile).options(joinedload(MarkFile.examiner)).order_by(MarkFile.id.desc()).limit(limit)
    return list(work.db.scalars(rows if of is None else rows.where(MarkFile.examiner_id == of)))


def tablet_called(work: Work, tablet: UUID | None) -> Tablet | None:
    """The tablet with this id, where it was ever prepared here (1 statement)."""
    return work.db.get(Tablet, tablet) if tablet else None


def examiner_called(work: Work, person_id: int) -> Person | None:
    """Whose file it says it is (1 statement)."""
    return work.db.get(Person, person_id)


@dataclass(frozen=True, kw_only=True)
class SaidRemark:
    """The overall remark that stands, as a tablet said it."""

    tablet: UUID | None
    sequence: int
    at: datetime  # by the server's clock or by the tablet's, whichever is later


def standing_remarks(work: Work, sheet_ids: Collection[int]) -> dict[int, SaidRemark]:
    """Sheet -> the overall remark that came in last, where a tablet sent one (1 statement)."""
    rows = work.db.scalars(
        select(TabletDeed)
        .where(
            TabletDeed.sheet_id.in_(sheet_ids),
            TabletDeed.kind == DeedKind.REMARK,
            TabletDeed.answer == AnswerKind.STORED,
        )
        .order_by(TabletDeed.id)
    )
    return {row.sheet_id: _said(row) for row in rows}


def _said(row: TabletDeed) -> SaidRemark:
    made = when_made(row.made_at, sent_at=row.sent_at or row.received_at, received_at=row.received_at)
    return SaidRemark(tablet=row.tablet_id, sequence=row.sequence, at=max(made, row.made_at))


def sheets_with_steps(work: Work, ids: Collection[int], *, examiner: int) -> dict[int, Sheet]:
    """Of these sheets those of this examiner, with candidate, the other sheets and the form (4 statements)."""
    whole = joinedload(Sheet.sitting)
    form = whole.joinedload(Sitting.session).joinedload(ExamSession.form)
    found = work.db.scalars(
        select(Sheet)
        .where(Sheet.id.in_(select(numbers(work.db, ids))), Sheet.examiner_id == examiner)
        .options(
            whole.joinedload(Sitting.candidate),
            whole.selectinload(Sitting.sheets).joinedload(Sheet.examiner),
            form.joinedload(ExamForm.qualification),
            form.selectinload(ExamForm.groups).selectinload(ExamGroup.steps),
        )
    )
    return {sheet.id: sheet for sheet in found}
