"""Doors for the file of last resort: looked at first, then taken in, and what became of it."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from itsdangerous import BadData, URLSafeTimedSerializer

from exams.actions import unsent as actions
from exams.actions.photos import CameIn, draw
from exams.formats.unsent import LARGEST_FILE, FiledPhoto
from exams.forms import whole
from exams.forms.entering import FileForm
from exams.models import MarkFile, Sheet
from exams.pages.unsent import AFTERWARDS, OUTCOMES, PROOFS, file_page
from exams.permissions import Permission
from exams.queries.board import people_called
from exams.queries.unsent import mark_file, mark_files
from exams.views.blueprint import bp
from exams.views.planning import page_asked
from foundation.files import look_through, safe_name
from foundation.messages import say
from foundation.refusals import Refusal
from foundation.storage import MissingBlob
from foundation.web.guard import Subject, current_actor, current_works
from foundation.web.words import said
from foundation.work import Work
from people.rules import Role

HOURS_KEPT = 6 * 3600
SHOWN = 25
FILE = Subject(load=mark_file, sees=Permission.SEE_MARK_FILE)


@dataclass(frozen=True)
class Brought:
    """A file that came, read before any lock is held, its bytes kept by their content; or why not."""

    opened: actions.Opened | None = None
    stored: actions.Stored | None = None
    wrong: str = ""


def before_file() -> Mapping[str, object]:
    """Read the file and keep its bytes before any lock is held, of who may take in such a file."""
    with current_works().reading(current_actor()) as work:
        work.require(Permission.TAKE_IN_FILE)
    sent = request.files.get("file")
    if sent and sent.filename:
        return {"brought": _bring(sent.stream.read(LARGEST_FILE + 1), safe_name(sent.filename))}
    if request.form.get("ticket"):  # another page of the file that was looked at
        return {"brought": _brought_before()}
    return {"brought": Brought(wrong=_("Choose a file."))}


def _bring(data: bytes, name: str) -> Brought:
    works = current_works()
    try:
        look_through(works.scanner, io.BytesIO(data), name)
        with works.reading(current_actor()) as work:
            opened = actions.open_file(work, data)
        blob = works.storage.put(io.BytesIO(data), limit=LARGEST_FILE)
    except Refusal as refusal:
        return Brought(wrong=said(refusal.message))
    return Brought(opened=opened, stored=actions.Stored(key=blob.key, name=name, size=len(data)))


def _brought_before() -> Brought:
    """The file of the ticket in the form that was sent."""
    with current_works().reading(current_actor()) as work:
        stored = _redeemed(request.form.get("ticket", ""))
        data = _bytes(work, stored) if stored else None
        if stored is None or data is None:
            return Brought(wrong=_("Choose the file once more: it was looked at too long ago."))
        try:
            return Brought(opened=actions.open_file(work, data), stored=stored)
        except Refusal as refusal:
            return Brought(wrong=said(refusal.message))


@bp.get("/unsent", needs=Permission.TAKE_IN_FILE)
def unsent(work: Work) -> ResponseReturnValue:
    """Choose a file; which ones were taken in lately."""
    return _choose(work)


@bp.post("/unsent", needs=Permission.TAKE_IN_FILE, before=before_file, takes_files=True)
def look_at_unsent(work: Work, *, brought: Brought) -> ResponseReturnValue:
    """What is in the file and what would happen; nothing is kept yet."""
    if brought.stored is None or brought.opened is None:
        return _choose(work, wrong=brought.wrong), 422
    try:
        looked = actions.look_at(work, brought.opened)
    except Refusal as refusal:
        work.discard()
        return _choose(work, wrong=said(refusal.message)), 422
    if looked.before:
        flash(_("This file was taken in already. Here is what became of it."), "info")
        return redirect(url_for(".unsent_file", file_id=looked.before.id), 303)
    form = FileForm(formdata=None, ticket=_ticket(brought.stored), reason=request.form.get("reason", ""))
    return _show(work, looked, form, page=whole(request.form.get("page")) or 1)


def before_taking_in() -> Mapping[str, object]:
    """Read the file and draw its photos before any lock is held."""
    with current_works().reading(current_actor()) as work:
        work.require(Permission.TAKE_IN_FILE)
    brought, works = _brought_before(), current_works()
    photos = _to_draw(brought.opened) if brought.opened else []
    drawn = {one.id: draw(works.storage, works.scanner, io.BytesIO(one.data), one.sha256) for one in photos}
    return {"brought": brought, "photos": drawn}


def _to_draw(opened: actions.Opened) -> list[FiledPhoto]:
    try:
        with current_works().reading(current_actor()) as work:
            return actions.photos_to_draw(work, opened.file)
    except Refusal:
        return []  # said where it is taken in


@bp.post("/unsent/take-in", needs=Permission.TAKE_IN_FILE, before=before_taking_in)
def take_in_unsent(work: Work, *, brought: Brought, photos: Mapping[UUID, CameIn]) -> ResponseReturnValue:
    """Take in the file that was looked at."""
    form, opened = FileForm(), brought.opened
    if brought.stored is None or opened is None:
        return _choose(work, wrong=brought.wrong), 422
    try:
        if not form.validate():
            return _show(work, actions.look_at(work, opened), form), 422
        file = actions.take_in_file(work, opened, brought.stored, form.reason.data or "", photos)
    except Refusal as refusal:
        work.discard()
        return _again(work, opened, form, refusal), 422
    flash(_("The file was taken in."), "success")
    return redirect(url_for(".unsent_file", file_id=file.id), 303)


def _again(work: Work, opened: actions.Opened, form: FileForm, refusal: Refusal) -> str:
    """The page once more with what was wrong; the reason that was typed stays."""
    form.form_errors.append(said(refusal.message))
    try:
        looked = actions.look_back(work, opened)
    except Refusal as unreadable:
        return _choose(work, wrong=said(unreadable.message))
    return _show(work, looked, form)


@bp.get("/unsent/<int:file_id>", needs=Permission.SEE_MARK_FILE, load=FILE)
def unsent_file(work: Work, file: MarkFile) -> ResponseReturnValue:
    """What became of each mark of a file."""
    data = _bytes(work, actions.Stored(key=file.file_key, name=file.file_name, size=file.size))
    if data is None:
        raise Refusal(say("The bytes of this file are gone. Its marks are kept."))
    looked = actions.look_back(work, actions.open_file(work, data))
    by = people_called(work, {file.imported_by})
    return render_template(
        "exams/unsent/file.html",
        looked=looked,
        file=file,
        by=by.get(file.imported_by),
        part=file_page(looked.fates, looked.sheets, lambda sheet: _sees(work, sheet), page=page_asked()),
        outcomes=AFTERWARDS,
        proofs=PROOFS,
    )


def _sees(work: Work, sheet: Sheet) -> bool:
    return work.allows(Permission.SEE_SHEET, sheet)


def _show(work: Work, looked: actions.Looked, form: FileForm, *, page: int = 1) -> str:
    return render_template(
        "exams/unsent/look.html",
        looked=looked,
        form=form,
        part=file_page(looked.fates, looked.sheets, lambda sheet: _sees(work, sheet), page=max(page, 1)),
        outcomes=OUTCOMES,
        proofs=PROOFS,
    )


def _choose(work: Work, *, wrong: str = "") -> str:
    is_coordinator = Role.COORDINATOR in work.actor.roles
    files = mark_files(work, of=None if is_coordinator else work.actor.id, limit=SHOWN)
    return render_template("exams/unsent/choose.html", files=files, wrong=[wrong] if wrong else [], limit=LARGEST_FILE)


def _bytes(work: Work, stored: actions.Stored) -> bytes | None:
    try:
        with work.storage.open(stored.key) as stream:
            return stream.read(LARGEST_FILE + 1)
    except MissingBlob:
        return None


def _ticket(stored: actions.Stored) -> str:
    """Stands in the page for the bytes that are kept; of use to whoever brought them alone, for some hours."""
    facts = {"for": current_actor().id, "key": stored.key, "name": stored.name, "size": stored.size}
    return str(_tickets().dumps(facts))


def _redeemed(text: str) -> actions.Stored | None:
    try:
        facts = cast(Mapping[str, object], _tickets().loads(text, max_age=HOURS_KEPT))
    except BadData:
        return None
    if facts["for"] != current_actor().id:
        return None
    return actions.Stored(key=str(facts["key"]), name=str(facts["name"]), size=int(str(facts["size"])))


def _tickets() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="exams-unsent-file")
