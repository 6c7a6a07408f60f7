"""Accountability documents of a qualification: upload, describe, replace, download, remove and put back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO, cast

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.files import DOWNLOAD_HEADERS, TakenIn, disposition, take_in
from foundation.refusals import Refusal
from foundation.web.guard import current_works
from foundation.web.returning import flash_with_undo
from foundation.web.uploads import upload_limits
from foundation.web.words import said
from foundation.work import Work
from qualification_files import actions, pages, queries
from qualification_files.forms import DescriptionForm, DocumentForm
from qualification_files.models import AccountabilityDocument, AccountabilityFile, Qualification
from qualification_files.pages.beside import tabs
from qualification_files.permissions import Permission
from qualification_files.rules import fingerprint
from qualification_files.views.blueprint import DOCUMENT, DOCUMENT_FILE, DOCUMENTS, asked, bp, page_asked

SEE, MANAGE = Permission.SEE_DOCUMENTS, Permission.MANAGE_DOCUMENTS
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


@bp.get("/qualifications/documents", needs=Permission.BROWSE_DOCUMENTS)
def documented(work: Work) -> ResponseReturnValue:
    """The qualifications that have documents, for the board and for auditors."""
    words = asked("q")
    return render_template(
        "qualification_files/documented.html",
        page=queries.documented(work, words=words, page=page_asked()),
        words=words,
        identity=pages.identity,
        state_sign=pages.state_sign,
    )


@bp.get("/qualifications/<int:qualification_id>/documents", needs=SEE, load=DOCUMENTS)
def documents(work: Work, qualification: Qualification) -> ResponseReturnValue:
    """What there is, with who put it there and when, and what there was."""
    return _list_page(work, qualification, DocumentForm(formdata=None))


@bp.post(
    "/qualifications/<int:qualification_id>/documents",
    needs=MANAGE,
    load=DOCUMENTS,
    before=before_upload,
    takes_files=True,
)
def add_document(work: Work, qualification: Qualification, *, upload: Upload) -> ResponseReturnValue:
    """One more document."""
    form = DocumentForm()
    if not form.validate() or upload.taken is None:
        return _list_page(work, qualification, form, wrong=upload.wrong), upload.status
    added = actions.add_document(work, qualification, upload.taken, description=form.description.data or "")
    if added is None:
        flash(_("%(name)s is here already.", name=upload.taken.name), "info")
    else:
        flash(_("“%(name)s” is added.", name=added.description), "success")
    return redirect(url_for(".documents", qualification_id=qualification.id), 303)


@bp.get("/qualifications/documents/<int:document_id>", needs=MANAGE, load=DOCUMENT)
def document(work: Work, document: AccountabilityDocument) -> ResponseReturnValue:
    """One document: its description, and a place for a newer file."""
    form = DescriptionForm(formdata=None, obj=document, seen=_seen(document))
    return _document_page(work, document, form)


@bp.post("/qualifications/documents/<int:document_id>", needs=MANAGE, load=DOCUMENT)
def describe_document(work: Work, document: AccountabilityDocument) -> ResponseReturnValue:
    """Another description."""
    form = DescriptionForm()
    if not form.validate():
        return _document_page(work, document, form), 422
    if form.is_outdated(_seen(document)):
        return _document_page(work, document, form), 409
    actions.describe_document(work, document, form.description.data or "")
    flash(_("Saved."), "success")
    return redirect(url_for(".documents", qualification_id=document.qualification_id), 303)


@bp.post(
    "/qualifications/documents/<int:document_id>/replace",
    needs=MANAGE,
    load=DOCUMENT,
    before=before_upload,
    takes_files=True,
)
def replace_document(work: Work, document: AccountabilityDocument, *, upload: Upload) -> ResponseReturnValue:
    """A newer file; the one that was there stays as history."""
    if upload.taken is None:
        form = DescriptionForm(formdata=None, obj=document, seen=_seen(document))
        return _document_page(work, document, form, wrong=upload.wrong), upload.status
    if actions.replace_document(work, document, upload.taken):
        flash(_("“%(name)s” is replaced. The earlier file stays under History.", name=document.description), "success")
    else:
        flash(_("%(name)s is here already.", name=upload.taken.name), "info")
    return redirect(url_for(".documents", qualification_id=document.qualification_id), 303)


@bp.post("/qualifications/documents/<int:document_id>/remove", needs=MANAGE, load=DOCUMENT)
def remove_document(work: Work, document: AccountabilityDocument) -> ResponseReturnValue:
    """Put it aside."""
    actions.remove_document(work, document)
    words = _("“%(name)s” is removed. Its files can still be read under Removed documents.", name=document.description)
    flash_with_undo(words, label=_("Undo"), url=url_for(".restore_document", document_id=document.id))
    return redirect(url_for(".documents", qualification_id=document.qualification_id), 303)


@bp.post("/qualifications/documents/<int:document_id>/restore", needs=MANAGE, load=DOCUMENT)
def restore_document(work: Work, document: AccountabilityDocument) -> ResponseReturnValue:
    """Put it back."""
    actions.restore_document(work, document)
    flash(_("“%(name)s” is back.", name=document.description), "success")
    return redirect(url_for(".documents", qualification_id=document.qualification_id), 303)


@bp.get("/qualifications/documents/files/<int:file_id>", needs=SEE, load=DOCUMENT_FILE)
def document_file(work: Work, file: AccountabilityFile) -> ResponseReturnValue:
    """The file as it came, as a download, also when a newer one took its place."""
    answer = Response(_pieces(work.storage.open(file.file_key)), mimetype=file.media_type)
    answer.content_length = file.size
    answer.headers.update(DOWNLOAD_HEADERS)
    answer.headers["Content-Disposition"] = disposition(file.name)
    return answer


def _seen(document: AccountabilityDocument) -> str:
    return fingerprint([document.description])


def _list_page(work: Work, qualification: Qualification, form: DocumentForm, *, wrong: str = "") -> str:
    manages = work.allows(MANAGE, qualification)
    return render_template(
        "qualification_files/documents.html",
        qualification=qualification,
        found=queries.documents(work, qualification.id),
        form=form,
        wrong=[wrong] if wrong else [],
        limits=upload_limits(),
        state=pages.state_sign(qualification.state),
        identity=pages.identity(qualification),
        manages=manages,
        browses=work.allows(Permission.BROWSE_DOCUMENTS),
        tabs=tabs(qualification, "documents") if manages else [],
    )


def _document_page(work: Work, document: AccountabilityDocument, form: DescriptionForm, *, wrong: str = "") -> str:
    return render_template(
        "qualification_files/document.html",
        document=document,
        qualification=document.qualification,
        names=queries.document_names(work, document),
        form=form,
        wrong=[wrong] if wrong else [],
        limits=upload_limits(),
    )


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    with stream:
        while piece := stream.read(PIECE):
            yield piece
