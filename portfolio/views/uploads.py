"""Files that are sent in pieces, as the tus protocol does it: begin, ask how far, go on, drop."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import after_this_request, jsonify, request, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from flask_wtf.csrf import generate_csrf

from foundation import uploading
from foundation.files import safe_name
from foundation.storage import WrongOffset
from foundation.uploading import Gate, Received, Upload, UploadGone, UploadState, write_metadata
from foundation.web import tus
from foundation.web.guard import current_actor, current_works
from foundation.web.uploads import person_limit, unfinished_kept_for, upload_limits
from foundation.web.words import said
from foundation.work import Work
from portfolio import actions, pages, queries
from portfolio.permissions import Permission
from portfolio.views.blueprint import UPLOAD, bp

tus.speak_tus(bp, {"uploads", "begin_upload", "upload", "go_on_with_upload", "drop_upload"})


@bp.get("/portfolio/uploads", needs=Permission.KEEP_PORTFOLIO)
def uploads(work: Work) -> ResponseReturnValue:
    """For the page itself: who is signed in, what is on its way or waits for this form, and how much room is left."""
    found = queries.uploads_for(work, request.args.get("subject", "")[:80])
    room = queries.room_of(work, work.actor.id or 0, limit=person_limit())
    return jsonify(
        user=work.actor.id,
        token=generate_csrf(),
        uploads=[_told(work, upload) for upload in found],
        room=pages.room_shown(room),
    )


@bp.post("/portfolio/uploads", needs=Permission.KEEP_PORTFOLIO, before=tus.require_version)
def begin_upload(work: Work) -> ResponseReturnValue:
    """Say what will be sent; the answer tells where to."""
    size, facts = tus.announced_size(), tus.announced_facts()
    announced = actions.Announced(facts.get("filename", ""), size, facts.get("subject", ""))
    upload = actions.begin_upload(work, announced, _terms())
    answer = Response(status=201)
    answer.headers["Location"] = url_for(".upload", key=upload.key)
    tus.put_offset(answer, 0, upload.expires_at)
    return answer


@bp.get("/portfolio/uploads/<uuid:key>", needs=Permission.SEND_UPLOAD, load=UPLOAD)
def upload(work: Work, upload: Upload) -> ResponseReturnValue:
    """HEAD: how far it is. GET: the same in words, for the page itself."""
    if request.method == "HEAD":
        tus.require_version()
        _refuse_gone(work, upload)
    answer = jsonify(_told(work, upload))
    tus.put_offset(answer, _offset(work, upload), upload.expires_at)
    answer.headers["Upload-Length"] = str(upload.size)
    answer.headers["Upload-Metadata"] = write_metadata({"filename": upload.name, "subject": upload.subject})
    return answer


def before_more_bytes(key: UUID) -> Mapping[str, Any]:
    """Take in the bytes, and look at the whole when it is complete; no lock is held, however long that takes."""
    works = current_works()
    with works.reading(current_actor()) as work:
        upload = queries.upload(work, key)
        _refuse_gone(work, upload)
        settled, name, size = uploading.is_settled(upload), upload.name, upload.size
    offset = tus.chunk_offset(size)
    if settled:
        if offset != size:
            raise WrongOffset(size)
        return {"received": Received(size)}
    gate = Gate(works.storage, works.scanner, upload_limits())
    return {"received": uploading.receive(gate, str(key), name, tus.chunk(), offset=offset, size=size)}


@bp.patch(
    "/portfolio/uploads/<uuid:key>",
    needs=Permission.SEND_UPLOAD,
    load=UPLOAD,
    before=before_more_bytes,
    takes=tus.CHUNKS,
)
def go_on_with_upload(work: Work, upload: Upload, *, received: Received) -> ResponseReturnValue:
    """The bytes are here for good; with the last of them the file is with its entry, or is refused."""
    if actions.go_on_with_upload(work, upload, received, _terms()):
        _discard_once_kept(upload.key)
    return tus.answer(received.offset, upload.expires_at)


@bp.delete("/portfolio/uploads/<uuid:key>", needs=Permission.SEND_UPLOAD, load=UPLOAD, before=tus.require_version)
def drop_upload(work: Work, upload: Upload) -> ResponseReturnValue:
    """Give it up."""
    _discard_once_kept(upload.key)
    actions.drop_upload(work, upload)
    return "", 204


def _terms() -> actions.UploadTerms:
    return actions.UploadTerms(upload_limits(), person_limit(), unfinished_kept_for())


def _refuse_gone(work: Work, upload: Upload) -> None:
    if queries.upload_state(work, upload) is UploadState.EXPIRED:
        raise UploadGone


def _offset(work: Work, upload: Upload) -> int:
    """What is on disk decides: a server that stopped in the middle had no time to write down how far it was."""
    return upload.size if uploading.is_settled(upload) else work.storage.staged_size(upload.key)


def _told(work: Work, upload: Upload) -> dict[str, object]:
    refused = uploading.message_of(upload)
    return {
        "address": url_for(".upload", key=upload.key),
        "name": safe_name(upload.name),
        "size": upload.size,
        "offset": _offset(work, upload),
        "state": queries.upload_state(work, upload),
        "message": said(refused) if refused else "",
    }


def _discard_once_kept(key: str) -> None:
    """What was staged is no longer needed, but only from the moment that the row says so for good."""
    storage = current_works().storage

    @after_this_request
    def discard(response: Response) -> Response:
        if response.status_code < 400:
            storage.discard(key)
        return response
