"""Portraits: drawn anew when they come in, shown to those who may see the person."""

import io
from collections.abc import Mapping
from typing import Any

from flask import Response, current_app, request
from flask.typing import ResponseReturnValue

from foundation.files import DERIVATIVE_HEADERS, look_through
from foundation.files import photo as portrait
from foundation.refusals import NotFound, Refusal
from foundation.storage import MissingBlob, TooLarge
from foundation.web.guard import Subject, current_works
from foundation.web.words import said
from foundation.work import Work
from people import queries
from people.forms import PhotoForm
from people.models import Person
from people.pages import photo_version
from people.permissions import Permission
from people.views.blueprint import bp

PHOTO_ACCEPT = "image/jpeg,image/png,image/webp,image/heic,image/heif,.heic,.heif"
PORTRAIT_LIMIT = 2_000_000  # of what we draw ourselves
A_DAY = 24 * 3600

PORTRAIT = Subject(load=queries.person_pictured, sees=Permission.SEE_PHOTO)


@bp.get("/people/<int:person_id>/photo", needs=Permission.SEE_PHOTO, load=PORTRAIT)
def photo(work: Work, person: Person) -> ResponseReturnValue:
    """The portrait. Under the address of this very photo it may be kept for a day, else it is asked for again."""
    if not person.photo_key:
        raise NotFound
    try:
        with work.storage.open(person.photo_key) as file:
            response = Response(file.read(), mimetype="image/jpeg", headers=dict(DERIVATIVE_HEADERS))
    except MissingBlob:
        raise NotFound from None
    version = photo_version(person.photo_key)
    if request.args.get("v") == version:
        response.headers["Cache-Control"] = f"private, max-age={A_DAY}"
    response.vary.add("Cookie")
    response.set_etag(version)
    return response.make_conditional(request)


def prepare_photo(**_url: Any) -> Mapping[str, Any]:
    """Draw the portrait and keep it, before any lock is held."""
    form = PhotoForm()
    if not form.validate():
        return {"form": form, "photo_key": None}
    try:
        return {"form": form, "photo_key": _kept(form.photo.data)}
    except Refusal as refusal:
        form.photo.errors = [said(refusal.message)]
        return {"form": form, "photo_key": None}


def _kept(upload: Any) -> str:
    stream = upload.stream
    limit: int = current_app.extensions["settings"].image_limit
    if stream.seek(0, io.SEEK_END) > limit:
        raise TooLarge(limit)
    works = current_works()
    look_through(works.scanner, stream, upload.filename or "")
    drawn = portrait(stream)
    return works.storage.put(io.BytesIO(drawn.content), limit=PORTRAIT_LIMIT).key
