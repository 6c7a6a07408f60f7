"""The words of a mail, in the language of whoever receives it."""

from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app
from flask_babel import force_locale, gettext
from jinja2 import Environment

from foundation.web.wording import speaking
from foundation.web.words import LANGUAGES
from foundation.wording import Wording

SUBJECT = "Subject:"


@dataclass(frozen=True)
class Letter:
    """A subject and a text."""

    subject: str
    text: str


def render_mail(template: str, language: str | None, *, wording: Wording | None = None, **context: Any) -> Letter:
    """`templates/mail/<template>.txt` in this language; its first line is `Subject: …`. Needs no request.

    A mail about something with words of its own takes its `wording` along; otherwise the words in force are used.
    """
    chosen = language if language in LANGUAGES else current_app.config["BABEL_DEFAULT_LOCALE"]
    with force_locale(chosen), speaking(wording) if wording else nullcontext():
        written = _plain(current_app).get_template(f"mail/{template}.txt").render(**context)
    first, _, rest = written.strip().partition("\n")
    if not first.startswith(SUBJECT):
        raise ValueError(f"mail/{template}.txt does not begin with '{SUBJECT}'.")
    return Letter(first.removeprefix(SUBJECT).strip(), rest.strip() + "\n")


def public_url(endpoint: str, **values: Any) -> str:
    """The address of a page as the outside world knows it, never as a request's Host header claims."""
    base = urlsplit(current_app.config["BASE_URL"])
    adapter = current_app.url_map.bind(base.netloc, url_scheme=base.scheme)
    return adapter.build(endpoint, values, force_external=True)


def _plain(app: Flask) -> Environment:
    """The templates of pages, but without HTML's escaping: `&` is written `&` in a mail."""
    environment: Environment | None = app.extensions.get("plain templates")
    if environment is None:
        environment = app.jinja_env.overlay(autoescape=False)
        environment.globals = {**app.jinja_env.globals, "public_url": public_url, "_": gettext}
        app.extensions["plain templates"] = environment
    return environment
