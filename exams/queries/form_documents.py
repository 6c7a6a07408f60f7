"""The documents of a form: what stands with it, what candidates may read, and one to be taken along."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from exams.models import ExamForm, ExamSession, FormDocument, Sheet, Sitting
from exams.queries.subjects import form as form_of
from exams.rules import SittingState
from foundation.refusals import NotFound
from foundation.work import Work
from people.models import Person


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A document in the list of its form, with the name of whoever put it there."""

    document: FormDocument
    by: Person | None


@dataclass(frozen=True, kw_only=True)
class OwnDocument:
    """A document, with what whoever asks has to do with its form."""

    document: FormDocument
    form: ExamForm
    examines: bool
    reads: bool


def documents(work: Work, form_id: int) -> list[Listed]:
    """What stands with this form, oldest first (1 statement)."""
    rows = work.db.execute(
        select(FormDocument, Person)
        .outerjoin(Person, Person.id == FormDocument.added_by)
        .where(FormDocument.form_id == form_id, FormDocument.removed_at.is_(None))
        .order_by(FormDocument.id)
    )
    return [Listed(document=document, by=person) for document, person in rows]


def documents_for_candidate(work: Work, form: ExamForm) -> list[FormDocument]:
    """What candidates read beforehand; empty until the day from which they may (BR-15; at most 1 statement)."""
    if not is_readable(work, form):
        return []
    return list(
        work.db.scalars(
            select(FormDocument)
            .where(
                FormDocument.form_id == form.id,
                FormDocument.for_candidate,
                FormDocument.removed_at.is_(None),
            )
            .order_by(FormDocument.id)
        )
    )


def is_readable(work: Work, form: ExamForm) -> bool:
    """Whether candidates who are planned may read what is asked by now (BR-15)."""
    return form.readable_from is None or form.readable_from <= work.today


def document(work: Work, document_id: int) -> OwnDocument:
    """A document that was not removed, for whoever asks (3 statements and those of its form)."""
    found = work.db.scalars(
        select(FormDocument)
        .where(FormDocument.id == document_id, FormDocument.removed_at.is_(None))
        .options(joinedload(FormDocument.form))
    ).one_or_none()
    if found is None:
        raise NotFound
    return OwnDocument(
        document=found,
        form=form_of(work, found.form_id),
        examines=_examines(work, found.form_id),
        reads=found.for_candidate and is_readable(work, found.form) and _is_planned_for(work, found.form_id),
    )


def _examines(work: Work, form_id: int) -> bool:
    mine = (
        select(Sheet.id)
        .join(Sheet.sitting)
        .join(Sitting.session)
        .where(ExamSession.form_id == form_id, Sheet.examiner_id == work.actor.id, Sheet.withdrawn_at.is_(None))
    )
    return bool(work.db.scalar(select(mine.exists())))


def _is_planned_for(work: Work, form_id: int) -> bool:
    mine = (
        select(Sitting.id)
        .join(Sitting.session)
        .where(
            ExamSession.form_id == form_id,
            Sitting.candidate_id == work.actor.id,
            Sitting.state != SittingState.CANCELLED,
        )
    )
    return bool(work.db.scalar(select(mine.exists())))


def same_document(work: Work, form_id: int, key: str) -> FormDocument | None:
    """The document with these very bytes that stands with this form already (1 statement)."""
    return work.db.scalars(
        select(FormDocument).where(
            FormDocument.form_id == form_id, FormDocument.file_key == key, FormDocument.removed_at.is_(None)
        )
    ).first()
