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
from exams.formats.unsent import LARGEST_FILE, FiledPhoto, read_unsent
from exams.forms.entering import FileForm
from exams.models import MarkFile, Sheet
from exams.pages.unsent import AFTERWARDS, OUTCOMES, PROOFS, file_groups
from exams.permissions import Permission
from exams.queries.board import people_called
from exams.queries.unsent import mark_file, mark_files
from exams.views.blueprint import bp
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
    """The bytes that came, kept by their content; or why not."""

    data: bytes = b""
    stored: actions.Stored | None = None
    wrong: str = ""


def before_file() -> Mapping[str, object]:
    """Keep the bytes before any lock is held, of who may take in such a file."""
    with current_works().reading(current_actor()) as work:
        work.require(Permission.TAKE_IN_FILE)
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return {"brought": Brought(wrong=_("Choose a file."))}
    data = sent.stream.read(LARGEST_FILE + 1)
    works = current_works()
    try:
        look_through(works.scanner, io.BytesIO(data), safe_name(sent.filename))
        blob = works.storage.put(io.BytesIO(data), limit=LARGEST_FILE)
    except Refusal as refusal:
        return {"brought": Brought(wrong=said(refusal.message))}
    stored = actions.Stored(key=blob.key, name=safe_name(sent.filename), size=len(data))
    return {"brought": Brought(data=data, stored=stored)}


@bp.get("/unsent", needs=Permission.TAKE_IN_FILE)
def unsent(work: Work) -> ResponseReturnValue:
    """Choose a file; which ones were taken in lately."""
    return _choose(work)


@bp.post("/unsent", needs=Permission.TAKE_IN_FILE, before=before_file, takes_files=True)
def look_at_unsent(work: Work, *, brought: Brought) -> ResponseReturnValue:
    """What is in the file and what would happen; nothing is kept yet."""
    if brought.stored is None:
        return _choose(work, wrong=brought.wrong), 422
    try:
        looked = actions.look_at(work, brought.data)
    except Refusal as refusal:
        work.discard()
        return _choose(work, wrong=said(refusal.message)), 422
    if looked.before:
        flash(_("This file was taken in already. Here is what became of it."), "info")
        return redirect(url_for(".unsent_file", file_id=looked.before.id), 303)
    form = FileForm(formdata=None, ticket=_ticket(brought.stored))
    return _show(work, looked, form)


def before_taking_in() -> Mapping[str, object]:
    """Draw the photos of the file before any lock is held."""
    with current_works().reading(current_actor()) as work:
        work.require(Permission.TAKE_IN_FILE)
        stored = _redeemed(request.form.get("ticket", ""))
        data = _bytes(work, stored) if stored else None
        photos = _to_draw(work, data) if data else []
    works = current_works()
    drawn = {one.id: draw(works.storage, works.scanner, io.BytesIO(one.data), one.sha256) for one in photos}
    return {"photos": drawn}


def _to_draw(work: Work, data: bytes) -> list[FiledPhoto]:
    try:
        return actions.photos_to_draw(work, read_unsent(data))
    except Refusal:
        return []  # said where it is taken in


@bp.post("/unsent/take-in", needs=Permission.TAKE_IN_FILE, before=before_taking_in)
def take_in_unsent(work: Work, *, photos: Mapping[UUID, CameIn]) -> ResponseReturnValue:
    """Take in the file that was looked at."""
    form = FileForm()
    stored = _redeemed(form.ticket.data or "")
    data = _bytes(work, stored) if stored else None
    if stored is None or data is None:
        return _choose(work, wrong=_("Choose the file once more: it was looked at too long ago.")), 422
    try:
        if not form.validate():
            return _show(work, actions.look_at(work, data), form), 422
        file = actions.take_in_file(work, data, stored, form.reason.data or "", photos)
    except Refusal as refusal:
        work.discard()
        return _again(work, data, form, refusal), 422
    flash(_("The file was taken in."), "success")
    return redirect(url_for(".unsent_file", file_id=file.id), 303)


def _again(work: Work, data: bytes, form: FileForm, refusal: Refusal) -> str:
    """The page once more with what was wrong; the reason that was typed stays."""
    form.form_errors.append(said(refusal.message))
    try:
        looked = actions.look_back(work, data)
    except Refusal as unreadable:
        return _choose(work, wrong=said(unreadable.message))
    return _show(work, looked, form)


@bp.get("/unsent/<int:file_id>", needs=Permission.SEE_MARK_FILE, load=FILE)
def unsent_file(work: Work, file: MarkFile) -> ResponseReturnValue:
    """What became of each mark of a file."""
    data = _bytes(work, actions.Stored(key=file.file_key, name=file.file_name, size=file.size))
    if data is None:
        raise Refusal(say("The bytes of this file are gone. Its marks are kept."))
    looked = actions.look_back(work, data)
    by = people_called(work, {file.imported_by})
    return render_template(
        "exams/unsent/file.html",
        looked=looked,
        file=file,
        by=by.get(file.imported_by),
        groups=file_groups(looked.fates, looked.sheets, lambda sheet: _sees(work, sheet)),
        outcomes=AFTERWARDS,
        proofs=PROOFS,
    )


def _sees(work: Work, sheet: Sheet) -> bool:
    return work.allows(Permission.SEE_SHEET, sheet)


def _show(work: Work, looked: actions.Looked, form: FileForm) -> str:
    return render_template(
        "exams/unsent/look.html",
        looked=looked,
        form=form,
        groups=file_groups(looked.fates, looked.sheets, lambda sheet: _sees(work, sheet)),
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
