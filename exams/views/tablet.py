"""The app for tablets: its page, its manifest, its worker, and what an examiner takes along on one."""

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response, current_app, jsonify, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError

from exams.actions import tablets as actions
from exams.pages import tablet as pages
from exams.pages.marking import Reader
from exams.pages.tablet_day import Day, changed, day_of, prepared
from exams.permissions import Permission
from exams.queries.tablets import MOST_SHEETS, has_news, sheets_taken, sheets_to_take, shows_names
from exams.rules.reading import object_in
from exams.rules.tablets import SEEN_EVERY
from exams.views.blueprint import bp
from foundation.access import Everyone
from foundation.messages import say
from foundation.refusals import Unreadable
from foundation.web.guard import current_actor, current_works
from foundation.web.words import page_language
from foundation.work import Work

TABLET_HEADER = "X-Proefstuk-Tablet"
PROOF_HEADER = "X-Proefstuk-Tablet-Proof"
FRESH = "no-cache"  # kept, but asked for again each time: a new version must be found
MOST_NOTED = 1_000

_NOTED: dict[tuple[UUID, int | None, bool], datetime] = {}  # when this process last wrote down that a tablet was here


@bp.get("/tablet/", needs=Everyone.PUBLIC)
def tablet(_work: Work) -> ResponseReturnValue:
    """The app, with nothing of anybody in it: who opens it and what there is to mark, it knows by itself."""
    return _fresh(pages.shell().html, "text/html")


@bp.get("/tablet/manifest.webmanifest", needs=Everyone.PUBLIC)
def tablet_manifest(_work: Work) -> ResponseReturnValue:
    """The app's name, icons and place."""
    return _fresh(json.dumps(pages.manifest()), "application/manifest+json")


@bp.get("/tablet/worker.js", needs=Everyone.PUBLIC)
def tablet_worker(_work: Work) -> ResponseReturnValue:
    """What hands out the app without network."""
    return _fresh(pages.worker_script(), "text/javascript")


def _fresh(text: str, kind: str) -> Response:
    response = Response(text, mimetype=kind)
    response.headers["Cache-Control"] = FRESH
    response.vary.update(("Accept-Language", "Cookie"))
    return response


def what_goes_along(**_url: Any) -> Mapping[str, Any]:
    """Read and draw all that goes along before any lock is held: photos take a while."""
    try:
        raw = json.loads(request.get_data(cache=False))
    except (ValueError, RecursionError):
        raise Unreadable(say("What was sent cannot be read. Load the page again and try once more.")) from None
    told = actions.device(object_in(raw))
    with current_works().reading(current_actor()) as work:
        work.require(Permission.PREPARE_TABLET)
        actions.refuse_shut_out(work, told.id)
        taken = [one for one in sheets_to_take(work) if work.allows(Permission.SEE_SHEET, one.sheet)]
        reader = _reader(work)
        return {"told": told, "day": day_of(taken, reader, work.storage), "reader": reader}


@bp.post("/tablet/prepare", needs=Permission.PREPARE_TABLET, before=what_goes_along)
def prepare_tablet(work: Work, *, told: actions.Device, day: Day, reader: Reader) -> ResponseReturnValue:
    """Everything this examiner needs to mark without network, until the tablet forgets it."""
    row = actions.prepare(work, told, day.sheet_ids)
    return jsonify(prepared(day, row, reader))


@bp.get("/tablet/fresh", needs=Permission.PREPARE_TABLET)
def fresh_sheets(work: Work) -> ResponseReturnValue:
    """Of the sheets on this tablet those that changed since: signed or stopped elsewhere, marked by others.

    A sheet that is not on it yet does not come along: names go on a tablet by preparing it.
    """
    asking = tablet_that_asks()
    actions.refuse_shut_out(work, asking)
    known = _known_versions(request.args.get("have", "")) if shows_names(work, asking) else {}
    taken = [one for one in sheets_taken(work, known) if work.allows(Permission.SEE_SHEET, one.sheet)]
    day = day_of(taken, _reader(work), work.storage)
    return jsonify(now=work.now.isoformat(), **changed(day, known, request.args.get("forms", "").split(".")))


def _known_versions(written: str) -> dict[int, str]:
    """The sheets with their versions, as "12-0a1b2c3d.13-ffffffff"; what is nothing of the kind is left out."""
    pairs = (one.partition("-") for one in written.split(".")[:MOST_SHEETS])
    return {
        int(number): version
        for number, _, version in pairs
        if number.isascii() and number.isdigit() and len(number) <= 9
    }


def _reader(work: Work) -> Reader:
    return Reader(
        actor=work.actor,
        now=work.now,
        zone=work.zone,
        language=page_language(),
        environment=str(current_app.extensions["environment_name"]()),
    )


def tablet_that_asks() -> UUID | None:
    """The tablet that says it is one; None for a browser that is none, or says something that is no number."""
    try:
        return UUID(request.headers.get(TABLET_HEADER, ""))
    except ValueError:
        return None


@bp.errorhandler(actions.ShutOut)
def shut_out(_refusal: actions.ShutOut) -> ResponseReturnValue:
    """Said in a way that the app understands: it forgets every name it has."""
    return jsonify(shut_out=True), 403


@bp.after_request
def note_tablet(response: Response) -> Response:
    """After the request's own unit of work and in one of its own: a GET cannot write, and no lock is held meanwhile."""
    asking = tablet_that_asks()
    if asking is None:
        return response
    response.headers["X-Proefstuk"] = "1"
    actor, now = current_actor(), current_works().clock()
    proof = request.headers.get(PROOF_HEADER, "")
    key = (asking, actor.sign_in_id, bool(proof))
    if key in _NOTED and now - _NOTED[key] < SEEN_EVERY:
        return response
    with suppress(OperationalError):  # too busy? Then the next one notes it
        _note(asking, proof)
        while len(_NOTED) >= MOST_NOTED:
            _NOTED.pop(next(iter(_NOTED)), None)
        _NOTED[key] = now
    return response


def _note(asking: UUID, proof: str) -> None:
    """Look first: whoever makes up numbers of tablets keeps nobody else from writing."""
    works, actor = current_works(), current_actor()
    with works.reading(actor) as work:
        if not has_news(work, asking, proof):
            return
    with works.writing(actor) as work:
        actions.note_seen(work, asking, proof)
