"""The documents of a form: put there and taken off as long as it is a draft (BR-08, BR-16)."""

from dataclasses import dataclass

from exams.actions.forms import lock_form
from exams.events.approval import FormDocumentAdded, FormDocumentRemoved
from exams.models import ExamForm, FormDocument
from exams.queries.form_documents import same_document
from exams.rules.design import DocumentKind, FormState
from foundation.files import TakenIn
from foundation.messages import say
from foundation.refusals import Refusal
from foundation.work import Work


@dataclass(frozen=True, kw_only=True)
class DocumentFacts:
    """What is said of a document."""

    kind: DocumentKind
    title: str
    for_candidate: bool


def add_document(work: Work, form: ExamForm, taken: TakenIn, facts: DocumentFacts) -> FormDocument | None:
    """A document more, by the name of its file where it has no title; None when these bytes are there already."""
    _refuse_fixed(work, form)
    if same_document(work, form.id, taken.key):
        return None  # sent twice
    added = FormDocument(
        form_id=form.id,
        kind=facts.kind,
        title=facts.title or taken.name[:200],
        file_name=taken.name,
        file_key=taken.key,
        content_type=taken.media_type,
        size=taken.size,
        for_candidate=facts.for_candidate or facts.kind is DocumentKind.FOR_CANDIDATE,
        added_by=work.actor.id,
        added_at=work.now,
    )
    work.db.add(added)
    work.db.flush()  # the event needs the number
    work.emit(FormDocumentAdded(form_id=form.id, document_id=added.id, kind=added.kind, sha256=taken.sha256))
    return added


def remove_document(work: Work, document: FormDocument) -> None:
    """Take it off the form."""
    _refuse_fixed(work, document.form)
    work.db.refresh(document, ["removed_at"])
    if document.removed_at is not None:
        return  # pressed twice
    document.removed_at = work.now
    work.emit(FormDocumentRemoved(form_id=document.form_id, document_id=document.id))


def _refuse_fixed(work: Work, form: ExamForm) -> None:
    lock_form(work, form)
    if form.state is not FormState.DRAFT:
        raise Refusal(say("This form is fixed, and so are its documents. They change only while it is a draft."))
