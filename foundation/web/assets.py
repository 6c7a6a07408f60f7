"""Static files under an address that changes with their content, so that browsers may keep them for ever.

The fingerprint is part of the path and not a query, so that native modules find each other under it by relative import.
"""

import hashlib
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from pathlib import Path

import flask_bootstrap
from flask import Flask, Response, request, send_from_directory, url_for
from flask_compress import Compress
from werkzeug.exceptions import NotFound

from foundation.web.modules import joined

BOOTSTRAP = Path(flask_bootstrap.__file__).parent / "static" / "bootstrap5"
FOR_EVER = 365 * 24 * 3600
# Pages and JSON stay uncompressed: they hold tokens beside what a person typed (BREACH).
COMPRESSED = ("text/css", "text/javascript", "application/javascript", "image/svg+xml", "application/manifest+json")


def fingerprint(folder: Path) -> str:
    """Twelve hex digits that change when any file in the folder does."""
    digest = hashlib.sha256(version("bootstrap-flask").encode())
    for path in sorted(file for file in folder.rglob("*") if file.is_file()):
        digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def attach_assets(app: Flask, folder: Path) -> None:
    """Serve our own files and Bootstrap's, and give templates `static(…)` and `bootstrap(…)`."""
    build = fingerprint(folder)
    app.config.update(
        BUILD=build,
        COMPRESS_MIMETYPES=list(COMPRESSED),
        COMPRESS_ALGORITHM=["br", "zstd", "gzip"],  # at these levels the first packs a fifth smaller
        COMPRESS_BR_LEVEL=8,
        SEND_FILE_MAX_AGE_DEFAULT=FOR_EVER,
    )
    app.add_url_rule(f"/static/{build}/<path:filename>", "static", lambda filename: _file(folder, filename))
    app.add_url_rule(f"/joined/{build}/<path:filename>", "joined", _joined_in(folder))
    app.add_url_rule(f"/bootstrap/{build}/<path:filename>", "bootstrap", lambda filename: _file(BOOTSTRAP, filename))
    app.jinja_env.globals.update(
        static=_addresses("static"), bootstrap=_addresses("bootstrap"), joined=_addresses("joined")
    )
    app.after_request(_keep_for_ever)
    Compress(app)


def _addresses(endpoint: str) -> Callable[[str], str]:
    """Makes addresses of files; they stay the same as long as the application stands under the same root."""

    @cache
    def under(_root: str, filename: str) -> str:
        return url_for(endpoint, filename=filename)

    return lambda filename: under(request.script_root, filename)


def _file(folder: Path, filename: str) -> Response:
    """The file; text is read at once, since Flask-Compress leaves open a file that it packs piece by piece."""
    response = send_from_directory(folder, filename)
    if response.mimetype in COMPRESSED:
        response.direct_passthrough = False
        response.make_sequence()
    return response


def _joined_in(folder: Path) -> Callable[[str], Response]:
    """Answers with a module and all it imports as one file."""
    modules = folder / "js"

    @cache
    def text(path: Path) -> str:
        return joined(path)

    def answer(filename: str) -> Response:
        path = folder / filename
        if path.suffix != ".js" or not path.resolve().is_relative_to(modules) or not path.is_file():
            raise NotFound
        return Response(text(path), mimetype="text/javascript")

    return answer


def _keep_for_ever(response: Response) -> Response:
    if request.endpoint in ("static", "bootstrap", "joined") and response.status_code == 200:
        response.headers["Cache-Control"] = f"public, max-age={FOR_EVER}, immutable"
    return response
