"""The words of a mail, in the language of whoever receives it."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app
from flask_babel import force_locale, gettext
from jinja2 import Environment

from foundation.mail.kinds import MailKinds
from foundation.mail.texts import MailWords
from foundation.web.mail_gaps import kind_of, said_by_school
from foundation.web.wording import speaking
from foundation.web.words import LANGUAGES
from foundation.wording import Wording

SUBJECT = "Subject:"
OwnWords = Callable[[str, str], MailWords | None]  # of this mail in this language


@dataclass(frozen=True)
class Letter:
    """A subject and a text."""

    subject: str
    text: str


def render_mail(template: str, language: str | None, *, wording: Wording | None = None, **context: Any) -> Letter:
    """`templates/mail/<template>.txt` in this language; its first line is `Subject: …`. Needs no request.

    A mail about something with words of its own takes its `wording` along; otherwise the words in force are used.
    Where the school has a text of its own for this mail and language, that text is filled in instead.
    """
    chosen = language if language in LANGUAGES else current_app.config["BABEL_DEFAULT_LOCALE"]
    with force_locale(chosen), speaking(wording) if wording else nullcontext():
        own = _of_the_school(template, chosen, context)
        if own and own.subject:
            return Letter(own.subject, own.body)
        return letter_of(template, plain_templates().get_template(f"mail/{template}.txt").render(**context))


def letter_of(template: str, written: str) -> Letter:
    """What a template says, taken apart."""
    first, _, rest = written.strip().partition("\n")
    if not first.startswith(SUBJECT):
        raise ValueError(f"mail/{template}.txt does not begin with '{SUBJECT}'.")
    return Letter(first.removeprefix(SUBJECT).strip(), rest.strip() + "\n")


def attach_mails(app: Flask, kinds: MailKinds, own: OwnWords) -> None:
    """Say which mails there are, and where a school's own words for them are found."""
    app.extensions.update(mail_kinds=kinds, mail_words=own)


def mail_kinds() -> MailKinds:
    """All mails of this application."""
    found: MailKinds = current_app.extensions["mail_kinds"]
    return found


def public_url(endpoint: str, **values: Any) -> str:
    """The address of a page as the outside world knows it, never as a request's Host header claims."""
    base = urlsplit(current_app.config["BASE_URL"])
    adapter = current_app.url_map.bind(base.netloc, url_scheme=base.scheme)
    return adapter.build(endpoint, values, force_external=True)


def _of_the_school(template: str, language: str, context: dict[str, Any]) -> MailWords | None:
    kind = kind_of(mail_kinds(), template, context, plain_templates())
    own: OwnWords = current_app.extensions["mail_words"]
    words = own(kind.name, language) if kind else None
    return said_by_school(words, kind, context, plain_templates()) if words and kind else None


def plain_templates() -> Environment:
    """The templates of pages, but without HTML's escaping: `&` is written `&` in a mail."""
    app = current_app
    environment: Environment | None = app.extensions.get("plain templates")
    if environment is None:
        environment = app.jinja_env.overlay(autoescape=False)
        environment.globals = {**app.jinja_env.globals, "public_url": public_url, "_": gettext}
        app.extensions["plain templates"] = environment
    return environment
