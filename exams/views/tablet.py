"""The app for tablets: its page, its manifest, its worker."""

import json

from flask import Response
from flask.typing import ResponseReturnValue

from exams.pages import tablet as pages
from exams.views.blueprint import bp
from foundation.access import Everyone
from foundation.work import Work

FRESH = "no-cache"  # kept, but asked for again each time: a new version must be found


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
