"""The app for tablets as the server hands it out: a page with nothing of anyone in it, its manifest, its worker."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import current_app, render_template, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from exams.pages.tablet_words import tablet_words
from foundation.access import ANYONE
from foundation.web.reader import Reader
from foundation.web.wording import wording_in_force
from foundation.web.words import LANGUAGES, page_language
from foundation.wording import Choices

MOST_KEPT = 16
WORKER = Path(__file__).parents[2] / "static" / "js" / "tablet" / "worker.js"
BUILD_GAP = "\x02build\x02"  # no template holds it
NOBODY = Reader(
    id=None,
    name="",
    roles=frozenset(),
    signed_in=False,
    language=ANYONE.language,
    color_mode=ANYONE.color_mode,
    photo_url=None,
)
ICONS = (("app-192.png", "192x192", "any"), ("app-512.png", "512x512", "any"), ("app-mask.png", "512x512", "maskable"))

_LINKED = re.compile(r'\b(?:src|href)="([^"#]+)')
_KEPT: dict[tuple[str, str, Choices, str, str], "Shell"] = {}


@dataclass(frozen=True)
class Shell:
    """The page of the app in one language, what it is called as it is now, and all files that it asks for."""

    html: str
    build: str
    files: tuple[str, ...]


def shell() -> Shell:
    """The app in the reader's language: the same for everybody, made once."""
    wording = wording_in_force()
    choices: Choices = wording.choices if wording else frozenset()
    fingerprint = str(current_app.config["BUILD"])
    key = (page_language(), school(), choices, fingerprint, request.script_root)
    kept = _KEPT.get(key)
    if kept is None:
        kept = _made()
        while len(_KEPT) >= MOST_KEPT:
            _KEPT.pop(next(iter(_KEPT)), None)
        _KEPT[key] = kept
    return kept


def _made() -> Shell:
    """Anything that differs, be it a module, a word or a line of the page, makes it another build."""
    html = render_template(
        "exams/tablet/shell.html",
        actor=NOBODY,
        color_mode="auto",
        build=BUILD_GAP,
        words=app_words(page_language()),
        may=_nothing,
        navigation=(),
    )
    worker = WORKER.read_bytes()
    build = sha256(html.encode() + b"\0" + worker).hexdigest()[:12]
    return Shell(html=html.replace(BUILD_GAP, build), build=build, files=(url_for("exams.tablet"), *linked(html)))


def builds_now() -> frozenset[str]:
    """What the app is called as it is handed out now, in each of its languages."""
    found = set()
    for language in LANGUAGES:
        with force_locale(language):
            found.add(shell().build)
    return frozenset(found)


def app_words(language: str) -> dict[str, Any]:
    """What the modules of the app say, in this language and the words in force."""
    return tablet_words(language)


def _nothing(*_asked: object) -> bool:
    return False


def linked(html: str) -> tuple[str, ...]:
    """The addresses of our own files that the page names, each once, in its order."""
    roots = tuple(f"{request.script_root}/{folder}/" for folder in ("static", "joined", "bootstrap"))
    return tuple(dict.fromkeys(found for found in _LINKED.findall(html) if found.startswith(roots)))


def school() -> str:
    """The name of the school, or ours where none is set yet."""
    return str(current_app.extensions["environment_name"]()) or "Proefstuk"


def worker_script() -> str:
    """The service worker: what belongs to this build, and what it does with it."""
    made = shell()
    known = json.dumps({"build": made.build, "files": made.files})
    return f"const SHELL = {known};\n{WORKER.read_text(encoding='utf-8')}"


def manifest() -> Mapping[str, Any]:
    """What makes it an app that can be put on the home screen."""
    address = url_for("exams.tablet")
    return {
        "id": address,
        "name": _("Marking exams, %(school)s", school=school()),
        "short_name": _("Marking"),
        "description": _("Mark practical exams, also without network."),
        "lang": page_language(),
        "start_url": address,
        "scope": address,
        "display": "standalone",
        "background_color": "#e7e3da",
        "theme_color": "#e7e3da",
        "icons": [
            {
                "src": url_for("static", filename=f"img/{name}"),
                "sizes": sizes,
                "type": "image/png",
                "purpose": purpose,
            }
            for name, sizes, purpose in ICONS
        ],
    }
