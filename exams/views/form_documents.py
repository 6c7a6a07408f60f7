"""Doors for the documents of a form: the list, one more, one less, and each as a download."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO, cast

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from exams.actions import form_documents as actions
from exams.forms.approval import KINDS, DocumentForm
from exams.models import ExamForm, FormDocument, ObjectionFile
from exams.permissions import Permission
from exams.queries.approval import needs_account
from exams.queries.form_documents import OwnDocument, document, documents
from exams.rules.design import DocumentKind, FormState
from exams.views.blueprint import bp
from exams.views.forms import FORM
from foundation.files import DOWNLOAD_HEADERS, TakenIn, disposition, take_in
from foundation.refusals import Refusal
from foundation.web.guard import Subject, current_works
from foundation.web.uploads import upload_limits
from foundation.web.words import said
from foundation.work import Work
from qualification_files.pages.terms import in_its_words

DOCUMENT = Subject(
    load=in_its_words(document, lambda own: own.form.qualification.terms), sees=Permission.SEE_FORM_DOCUMENT
)
PIECE = 256 * 1024


@dataclass(frozen=True)
class Upload:
    """The file that came with a form: its bytes are kept, or words say why not."""

    taken: TakenIn | None = None
    wrong: str = ""
    status: int = 422


def before_upload(**_url: object) -> Mapping[str, object]:
    """Keep the bytes before any lock is held."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return {"upload": Upload(wrong=_("Choose a file."))}
    try:
        works, stream = current_works(), cast(BinaryIO, sent.stream)
        taken = take_in(works.storage, stream, sent.filename, limits=upload_limits(), scanner=works.scanner)
    except Refusal as refusal:
        return {"upload": Upload(wrong=said(refusal.message), status=refusal.status)}
    return {"upload": Upload(taken)}


@bp.get("/forms/<int:form_id>/documents", needs=Permission.SEE_FORM, load=FORM)
def form_documents(work: Work, form: ExamForm) -> ResponseReturnValue:
    """What stands with the form, and in a draft a place for more."""
    return _list(work, form, DocumentForm(formdata=None))


@bp.post(
    "/forms/<int:form_id>/documents",
    needs=Permission.DESIGN_FORM,
    load=FORM,
    before=before_upload,
    takes_files=True,
)
def add_form_document(work: Work, form: ExamForm, *, upload: Upload) -> ResponseReturnValue:
    """One more."""
    sent = DocumentForm()
    if not sent.validate() or upload.taken is None:
        return _list(work, form, sent, wrong=upload.wrong), upload.status
    added = actions.add_document(work, form, upload.taken, sent.facts)
    if added is None:
        flash(_("%(name)s is here already.", name=upload.taken.name), "info")
    else:
        flash(_("“%(name)s” is added.", name=added.title), "success")
    return redirect(url_for(".form_documents", form_id=form.id), 303)


@bp.get("/form-documents/<int:document_id>", needs=Permission.SEE_FORM_DOCUMENT, load=DOCUMENT)
def form_document(work: Work, own: OwnDocument) -> ResponseReturnValue:
    """The file as it came, as a download."""
    return as_download(work, own.document)


def as_download(work: Work, file: FormDocument | ObjectionFile) -> Response:
    """What is kept, as it came; no browser opens it as a page."""
    answer = Response(_pieces(work.storage.open(file.file_key)), mimetype=file.content_type)
    answer.content_length = file.size
    answer.headers.update(DOWNLOAD_HEADERS)
    answer.headers["Content-Disposition"] = disposition(file.file_name)
    return answer


@bp.post("/form-documents/<int:document_id>/remove", needs=Permission.DESIGN_FORM, load=DOCUMENT)
def remove_form_document(work: Work, own: OwnDocument) -> ResponseReturnValue:
    """Off the form."""
    actions.remove_document(work, own.document)
    flash(_("“%(name)s” is off the form.", name=own.document.title), "success")
    return redirect(url_for(".form_documents", form_id=own.document.form_id), 303)


def _list(work: Work, form: ExamForm, sent: DocumentForm, *, wrong: str = "") -> str:
    found = documents(work, form.id)
    return render_template(
        "exams/approval/documents.html",
        form=sent,
        exam_form=form,
        documents=found,
        kinds=KINDS,
        designer=form.state is FormState.DRAFT and work.allows(Permission.DESIGN_FORM, form),
        wanted=needs_account(work) and not any(row.document.kind is DocumentKind.ACCOUNTABILITY for row in found),
        wrong=[wrong] if wrong else [],
        limits=upload_limits(),
    )


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    with stream:
        while piece := stream.read(PIECE):
            yield piece
