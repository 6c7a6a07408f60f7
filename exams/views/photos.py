"""Photos taken while marking: one in from a tablet, and out to whoever may see the marks."""

from collections.abc import Mapping
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast
from uuid import UUID

from flask import Response, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import UnsupportedMediaType

from exams.actions import photos as actions
from exams.events import SheetSeen
from exams.permissions import Permission
from exams.queries.photos import AnnouncedPhoto, SeenPhoto, announced_photo, seen_photo
from exams.queries.results import reads_remarks
from exams.queries.tablets import is_shut_out
from exams.rules.photos import LARGEST, SMALL_EDGE
from exams.views.blueprint import bp
from exams.views.marking_sync import OUR_HEADER
from foundation.events import Event
from foundation.files import DERIVATIVE_HEADERS, preview
from foundation.messages import say
from foundation.refusals import NotFound, Refusal
from foundation.storage import MissingBlob
from foundation.storage.blobs import copy_in
from foundation.web.guard import Stream, Subject, current_works
from foundation.web.tus import chunk
from foundation.web.words import said
from foundation.work import Work

ANNOUNCED = Subject(load=announced_photo, sees=Permission.SEND_PHOTO)
PHOTO = Subject(load=seen_photo, sees=Permission.SEE_PHOTO)
PICTURE = Stream("image/*", LARGEST)
IN_MEMORY = 1_000_000  # bytes of one photo; more waits on disk


class CameDamaged(Refusal):
    """Other bytes arrived than were sent."""

    status = 409

    def __init__(self) -> None:
        super().__init__(say("The photo came in damaged. It stays on the tablet and is sent again."))


@bp.after_request
def sign_answer_about_photo(response: Response) -> Response:
    """As every answer to a tablet; refusals too."""
    if request.endpoint == "exams.send_photo":
        response.headers[OUR_HEADER] = "1"
    return response


def read_photo(**_url: Any) -> Mapping[str, Any]:
    """Read, check and draw the photo before any lock is held; who may not send it has been refused by now."""
    if not PICTURE.is_of(request.mimetype):
        raise UnsupportedMediaType
    works = current_works()
    with SpooledTemporaryFile(max_size=IN_MEMORY) as kept:
        stream = cast(BinaryIO, kept)
        sha256 = copy_in(chunk(), stream, limit=LARGEST).sha256
        if request.headers.get("X-Proefstuk-Sha256", sha256).lower() != sha256:
            raise CameDamaged
        return {"came": actions.draw(works.storage, works.scanner, stream, sha256)}


@bp.post("/tablet/photos/<uuid:photo>", needs=Permission.SEND_PHOTO, load=ANNOUNCED, before=read_photo, takes=PICTURE)
def send_photo(work: Work, announced: AnnouncedPhoto, *, came: actions.CameIn) -> ResponseReturnValue:
    """Stored, duplicate or refused; nothing of a tablet that was shut out."""
    if is_shut_out(work, _tablet()):
        return jsonify(shut_out=True), 403
    answer = actions.take_photo(work, announced, came)
    reason = {"reason": said(answer.reason)} if answer.reason else {}
    return jsonify(photo=str(announced.id), outcome=answer.outcome, **reason)


def _tablet() -> UUID | None:
    try:
        return UUID(request.headers.get("X-Proefstuk-Tablet", ""))
    except ValueError:
        return None


def looked(work: Work, seen: SeenPhoto) -> Event | None:
    """A look at what stands with somebody else's sheet is on record."""
    if work.actor.id in (seen.examiner_id, seen.candidate_id):
        return None
    return SheetSeen(sheet_id=seen.sheet.id, person_id=seen.candidate_id)


@bp.get("/photos/<uuid:photo>", needs=Permission.SEE_PHOTO, load=PHOTO, records=looked)
def photo(work: Work, seen: SeenPhoto) -> ResponseReturnValue:
    """The photo as it is kept: our own JPEG."""
    return _shown(work, seen, small=False)


@bp.get("/photos/<uuid:photo>/small", needs=Permission.SEE_PHOTO, load=PHOTO)
def small_photo(work: Work, seen: SeenPhoto) -> ResponseReturnValue:
    """The same for in a list; the page with that list is what puts the look on record."""
    return _shown(work, seen, small=True)


def _shown(work: Work, seen: SeenPhoto, *, small: bool) -> Response:
    if not reads_remarks(work, seen.candidate_id):
        raise NotFound
    # One photo is never another under the same address, so what a browser has is what there is.
    answer = Response(mimetype="image/jpeg", headers=dict(DERIVATIVE_HEADERS))
    answer.set_etag(f"{seen.photo.sha256}{'-small' if small else ''}")
    answer.vary.add("Cookie")
    if answer.make_conditional(request).status_code != 304:
        answer.set_data(_content(work, seen.photo.file_key, small=small))
    return answer


def _content(work: Work, key: str, *, small: bool) -> bytes:
    try:
        with work.storage.open(key) as file:
            return preview(file, edge=SMALL_EDGE).content if small else file.read()
    except MissingBlob:
        raise NotFound from None
