"""Refusals as answers: a page for a person, problem+json (RFC 9457) for a program."""

import logging
from contextlib import nullcontext

from flask import Flask, Response, g, jsonify, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from foundation.messages import Message, say
from foundation.refusals import Refusal, SignInFirst
from foundation.sessions import is_busy
from foundation.storage import MissingBlob
from foundation.web.words import said

log = logging.getLogger(__name__)
SOON = "3"  # seconds after which what was busy is asked again
BUSY = say("The school's data is busy. Nothing was lost; try again in a moment.")
LOST = say("This file is no longer where it was kept. Tell your administrator: a backup may still have it.")
WORDS = {
    400: say("Something in this request was not right. Go back, reload the page and try again."),
    404: say("This page does not exist, or it is not yours to see."),
    405: say("This address cannot be used in this way. Go back and use the buttons of the page."),
    413: say("What you sent is too large. Choose a smaller file."),
    500: say("Something went wrong on our side. Nothing you sent was half done. Try again in a moment."),
}


def attach_errors(app: Flask) -> None:
    """Every refusal and every error has one look and one form."""
    app.register_error_handler(Refusal, refuse)
    app.register_error_handler(HTTPException, fail)
    app.register_error_handler(SQLAlchemyError, put_off)
    app.register_error_handler(MissingBlob, miss)


def refuse(refusal: Refusal) -> ResponseReturnValue:
    """The refusal in the reader's language; a page that needs a sign-in leads to it and back."""
    if isinstance(refusal, SignInFirst) and request.method == "GET" and not wants_json():
        return redirect(url_for("people.sign_in", next=request.full_path.rstrip("?")), 303)
    return answer(refusal.status, refusal.message, refusal.details)


def fail(error: HTTPException) -> ResponseReturnValue:
    """Errors of the web itself, in our words."""
    if error.code is not None and error.code < 400:
        return error.get_response()  # a redirect made by the router
    status = error.code or 500
    response = answer(status, WORDS.get(status, say("This did not work. Go back and try again.")))
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def put_off(error: SQLAlchemyError) -> ResponseReturnValue:
    """A database that others held too long is asked again later; anything else is a fault of ours."""
    if not is_busy(error):
        raise error
    log.warning("The database is busy: %s", getattr(error, "orig", None) or type(error).__name__)
    return answer(503, BUSY)


def miss(error: MissingBlob) -> ResponseReturnValue:
    """A file that storage has lost cannot be given, and whoever runs the server reads which one."""
    log.error("%s Asked for as %s.", error, request.path)
    return answer(404, LOST)


def answer(status: int, message: Message, details: tuple[Message, ...] = ()) -> Response:
    """The page or the problem, with its status.

    Pages that know nobody who is signed in keep the language they speak in `g.for_nobody`; so do their refusals.
    """
    language = g.get("for_nobody")
    with force_locale(language) if language else nullcontext():
        words, parts = said(message), [said(detail) for detail in details]
        if wants_json():
            response = jsonify(type="about:blank", title=words, status=status, details=parts)
            response.mimetype = "application/problem+json"
        else:
            response = Response(_page(status, words, parts, for_nobody=language is not None))
    response.status_code = status
    if status == 503:
        response.headers["Retry-After"] = SOON
    return response


def _page(status: int, words: str, parts: list[str], *, for_nobody: bool) -> str:
    g.pop("work", None)  # an error page asks the database nothing
    nobody = {"actor": None, "navigation": (), "languages": (), "color_mode": session.get("color_mode", "auto")}
    told = {"status": status, "message": words, "details": parts, "for_nobody": for_nobody}
    return render_template("_layout/error.html", **told, **(nobody if for_nobody else {}))


def wants_json() -> bool:
    """Whether a program asks, not a person."""
    accepted = request.accept_mimetypes
    return request.is_json or accepted.best_match(["text/html", "application/json"]) == "application/json"
