"""Where official files are looked up: the list that the administrator manages."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import current_app, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import FileStorage

from foundation.files import safe_name
from foundation.jobs.models import JobState
from foundation.refusals import NotFound, Refusal
from foundation.scanning import NotPassed
from foundation.storage import TooLarge
from foundation.web.guard import Subject, current_actor, current_works
from foundation.web.words import said
from foundation.work import Work
from qualification_files.actions import sources as actions
from qualification_files.actions.sources import Direction, TakenFile
from qualification_files.formats import UnreadableFile
from qualification_files.forms import SourceForm
from qualification_files.models import QualificationSource, SourceFile
from qualification_files.pages import sources as pages
from qualification_files.permissions import Permission
from qualification_files.queries import sources as queries
from qualification_files.rules.states import SourceKind
from qualification_files.sources import LARGEST, Outside, read_held
from qualification_files.views.blueprint import asked, bp

AT_A_TIME = 50  # files in one upload
SEES, MANAGES = Permission.SEE_SOURCES, Permission.MANAGE_SOURCES
SOURCE = Subject(load=queries.source, sees=SEES)
SOURCE_FILE = Subject(load=queries.source_file, sees=SEES)


@dataclass(frozen=True)
class Taken:
    """What came of an upload: files that storage keeps, or words about those that cannot be used."""

    files: Sequence[TakenFile]
    wrong: list[str]


def take_source_files(**_url: object) -> Mapping[str, object]:
    """Read every file before any lock is held; one bad file, and nothing of the upload is kept."""
    current_works().access.require(current_actor(), MANAGES)
    uploads = [upload for upload in request.files.getlist("files") if upload.filename]
    if len(uploads) > AT_A_TIME:
        return {"taken": Taken((), [_("Choose at most %(limit)s files at a time.", limit=AT_A_TIME)])}
    read: list[tuple[str, bytes]] = []
    wrong: list[str] = []
    for upload in uploads:
        _look_at(upload, read, wrong)
    return {"taken": Taken((), wrong) if wrong else Taken([_taken(name, content) for name, content in read], [])}


@bp.get("/qualifications/sources", needs=SEES)
def sources(work: Work) -> ResponseReturnValue:
    """The sources in the order in which they are asked."""
    return render_template(
        "qualification_files/sources.html",
        lines=[pages.source_line(row) for row in queries.sources(work)],
        kinds=pages.KINDS,
    )


@bp.get("/qualifications/sources/add", needs=MANAGES)
def new_source(work: Work) -> ResponseReturnValue:
    """One more place to look in, of the kind that the address asks for."""
    kind = _kind_asked()
    return _form_page(_form(kind), kind)


@bp.post("/qualifications/sources/add", needs=MANAGES, before=take_source_files, takes_files=True)
def add_source(work: Work, *, taken: Taken) -> ResponseReturnValue:
    """Add it."""
    kind = _kind_asked()
    form = _form(kind)
    address = _checked(form, kind)
    if kind is SourceKind.UPLOADED and not (taken.files or taken.wrong):
        taken.wrong.append(_("Choose at least one file."))
    if taken.wrong:
        form.files.errors = taken.wrong
    if form.errors:
        return _form_page(form, kind), 422
    try:
        added = actions.add_source(work, name=form.name.data or "", kind=kind, address=address, files=taken.files)
    except actions.NameTaken as refusal:
        form.name.errors = [said(refusal.message)]
        return _form_page(form, kind), 422
    flash(_("“%(name)s” is asked for codes from now on.", name=added.name), "success")
    return redirect(url_for(".source", source_id=added.id), 303)


@bp.get("/qualifications/sources/<int:source_id>", needs=SEES, load=SOURCE)
def source(work: Work, found: QualificationSource) -> ResponseReturnValue:
    """What is in it, when it was read, and what is wrong with it."""
    return _source_page(work, found, _form_of(found))


@bp.post("/qualifications/sources/<int:source_id>", needs=MANAGES, load=SOURCE)
def change_source(work: Work, found: QualificationSource) -> ResponseReturnValue:
    """Another name or place."""
    form = _form(found.kind)
    address = _checked(form, found.kind)
    if form.errors:
        return _source_page(work, found, form), 422
    try:
        actions.change_source(work, found, name=form.name.data or "", address=address)
    except actions.NameTaken as refusal:
        form.name.errors = [said(refusal.message)]
        return _source_page(work, found, form), 422
    flash(_("Saved."), "success")
    return _to(found)


@bp.post("/qualifications/sources/<int:source_id>/move", needs=MANAGES, load=SOURCE)
def move_source(work: Work, found: QualificationSource) -> ResponseReturnValue:
    """Ask it earlier or later."""
    direction = request.form.get("direction", "")
    if direction not in tuple(Direction):
        raise NotFound
    actions.move_source(work, found, Direction(direction))
    return redirect(url_for(".sources"), 303)


@bp.post("/qualifications/sources/<int:source_id>/switch", needs=MANAGES, load=SOURCE)
def switch_source(work: Work, found: QualificationSource) -> ResponseReturnValue:
    """Ask it from now on, or no longer."""
    actions.switch_source(work, found, active=request.form.get("active") == "1")
    return _to(found)


@bp.post("/qualifications/sources/<int:source_id>/read", needs=MANAGES, load=SOURCE)
def read_source(work: Work, found: QualificationSource) -> ResponseReturnValue:
    """Look anew at what it holds."""
    actions.read_again(work, found)
    return _to(found)


@bp.get("/qualifications/sources/<int:source_id>/progress", needs=SEES, load=SOURCE)
def source_progress(work: Work, found: QualificationSource) -> ResponseReturnValue:
    """Whether it was read, for the page that waits for it."""
    job = queries.reading_job(work, found.id)
    state = "done" if job is None else "failed" if job.state is JobState.PARKED else "running"
    return jsonify(state=state, message=_("It is being read."))


@bp.post(
    "/qualifications/sources/<int:source_id>/files",
    needs=MANAGES,
    load=SOURCE,
    before=take_source_files,
    takes_files=True,
)
def add_source_files(work: Work, found: QualificationSource, *, taken: Taken) -> ResponseReturnValue:
    """Put more files in it."""
    form = _form_of(found)
    if not (taken.files or taken.wrong):
        taken.wrong.append(_("Choose at least one file."))
    if taken.wrong:
        form.files.errors = taken.wrong
        return _source_page(work, found, form), 422
    new = actions.add_source_files(work, found, taken.files)
    flash(ngettext("%(num)s file was added.", "%(num)s files were added.", new), "success")
    return _to(found)


@bp.post("/qualifications/sources/<int:source_id>/files/<int:file_id>/remove", needs=MANAGES, load=SOURCE_FILE)
def remove_source_file(work: Work, file: SourceFile) -> ResponseReturnValue:
    """Take one file out."""
    number, name = file.source_id, file.name
    actions.remove_source_file(work, file)
    flash(_("“%(name)s” is taken out. What was imported from it stays.", name=name), "success")
    return redirect(url_for(".source", source_id=number), 303)


@bp.get("/qualifications/sources/<int:source_id>/remove", needs=MANAGES, load=SOURCE)
def confirm_source_removal(work: Work, found: QualificationSource) -> ResponseReturnValue:
    """Ask once, because it cannot be taken back."""
    return render_template("qualification_files/sources_remove.html", source=found)


@bp.post("/qualifications/sources/<int:source_id>/remove", needs=MANAGES, load=SOURCE)
def remove_source(work: Work, found: QualificationSource) -> ResponseReturnValue:
    """It is asked no longer."""
    name = found.name
    actions.remove_source(work, found)
    flash(_("“%(name)s” is removed. What was imported from it stays.", name=name), "success")
    return redirect(url_for(".sources"), 303)


def _look_at(upload: FileStorage, read: list[tuple[str, bytes]], wrong: list[str]) -> None:
    name, content = safe_name(upload.filename or ""), upload.stream.read(LARGEST + 1)
    upload.close()  # a large one is a file in the temporary folder
    try:
        if len(content) > LARGEST:
            raise TooLarge(LARGEST)
        if not any(held.code for held in read_held(content, name)):
            wrong.append(_("%(file)s: There is no qualification with a code in it.", file=name))
        current_works().scanner.look_through(io.BytesIO(content))
        read.append((name, content))
    except (UnreadableFile, TooLarge, NotPassed) as refusal:
        wrong.append(_("%(file)s: %(reason)s", file=name, reason=said(refusal.message)))


def _taken(name: str, content: bytes) -> TakenFile:
    blob = current_works().storage.put(io.BytesIO(content), limit=LARGEST)
    return TakenFile(name, blob.key, blob.sha256, blob.size, read_held(content, name))


def _form(kind: SourceKind) -> SourceForm:
    return _named(SourceForm(), kind)


def _form_of(found: QualificationSource) -> SourceForm:
    return _named(SourceForm(formdata=None, name=found.name, address=found.address), found.kind)


def _named(form: SourceForm, kind: SourceKind) -> SourceForm:
    """With the place under the name that people see on the page."""
    if kind is SourceKind.FOLDER:
        form.address.label.text = _("Folder")
    return form


def _checked(form: SourceForm, kind: SourceKind) -> str:
    """The folder or address as it is kept; what is wrong with it stands at its field."""
    form.validate()
    address = form.address.data or ""
    if kind is SourceKind.UPLOADED:
        return ""
    try:
        return _outside_address(kind, address)
    except Refusal as refusal:
        form.address.errors = [said(refusal.message)]
        return address


def _outside_address(kind: SourceKind, address: str) -> str:
    outside: Outside = current_app.extensions["outside"]
    if kind is SourceKind.FOLDER:
        return str(outside.folder(address).root)
    return outside.web(address).address


def _kind_asked() -> SourceKind:
    kind = asked("kind") or SourceKind.UPLOADED
    if kind not in tuple(SourceKind):
        raise NotFound
    return SourceKind(kind)


def _to(found: QualificationSource) -> ResponseReturnValue:
    return redirect(url_for(".source", source_id=found.id), 303)


def _form_page(form: SourceForm, kind: SourceKind) -> str:
    outside: Outside = current_app.extensions["outside"]
    return render_template(
        "qualification_files/sources_add.html",
        form=form,
        kind=kind,
        kinds=pages.KINDS,
        folders=outside.folders,
        limit=LARGEST,
    )


def _source_page(work: Work, found: QualificationSource, form: SourceForm) -> str:
    files = queries.files_of(work, found.id)
    job = queries.reading_job(work, found.id)
    return render_template(
        "qualification_files/source.html",
        source=found,
        line=pages.source_line(queries.source_row(found, files)),
        files=pages.file_lines(files[:AT_A_TIME]),
        more=max(0, len(files) - AT_A_TIME),
        form=form,
        limit=LARGEST,
        is_being_read=job is not None and job.state is not JobState.PARKED,
        trouble=job.reason if job is not None and job.state is JobState.PARKED else None,
    )
