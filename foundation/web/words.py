"""The reader's language: sentences, dates and numbers the way this person reads them."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, g, has_request_context, request, session
from flask_babel import (
    format_date,
    format_datetime,
    format_decimal,
    format_percent,
    get_domain,
    get_locale,
    get_timezone,
)
from flask_babel import gettext as translated

from foundation.messages import Message, render, say, say_many
from foundation.web.guard import current_actor
from foundation.web.sentences import attach_sentences
from foundation.web.wording import WordedBabel

LANGUAGES = ("en", "nl")
LOCALES = {language: Locale(language) for language in LANGUAGES}


def attach_words(app: Flask, *, sources: Path, compiled: Path, default: str, zone: str) -> None:
    """Give the app its languages; the .po files are compiled into `compiled` when they have changed."""
    compile_catalogues(sources, compiled)
    app.config.update(
        BABEL_TRANSLATION_DIRECTORIES=str(compiled), BABEL_DEFAULT_LOCALE=default, BABEL_DEFAULT_TIMEZONE=zone
    )
    WordedBabel(app, locale_selector=lambda: LOCALES[reader_language(default)])
    attach_sentences(app)
    app.jinja_env.filters.update(
        said=said, day=day, moment=moment, clock=clock, minutes=minutes, size=size, number=number, percent=percent
    )
    app.jinja_env.filters.update(initials=initials)
    app.jinja_env.globals.update(said=said, zone=zone)


def reader_language(default: str) -> str:
    """What the page speaks to nobody in particular, else the person's own choice, this browser's, what it prefers."""
    if not has_request_context():
        return default
    chosen = g.get("for_nobody") or current_actor().language or session.get("language")
    if chosen in LANGUAGES:
        return str(chosen)
    return request.accept_languages.best_match(LANGUAGES, default) or default


def compile_catalogues(sources: Path, compiled: Path) -> None:
    """Write a .mo for every newer .po, each by one atomic rename."""
    for source in sources.glob("*/LC_MESSAGES/*.po"):
        target = compiled / source.relative_to(sources).with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_suffix(f".{id(target)}.tmp")
        with source.open("rb") as text, draft.open("wb") as binary:
            write_mo(binary, read_po(text))
        draft.replace(target)


def said(message: Message | str) -> str:
    """The message in the reader's language."""
    if isinstance(message, str):
        return message
    return render(message, translate=translated, translate_many=translated_many, show=shown)


def initials(name: str | None) -> str:
    """The first letter of the first and of the last word that has letters; a question mark where none has."""
    letters = [letter for word in (name or "").split() if (letter := next(filter(str.isalpha, word), ""))]
    return letters[0] + letters[-1] if len(letters) > 1 else "".join(letters) or "?"


def translated_many(singular: str, plural: str, count: int) -> str:
    """The form for this number in the reader's language, with its gaps; Flask-Babel's own would fill them at once."""
    return str(get_domain().get_translations().ungettext(singular, plural, count))


def shown(value: Any) -> str:
    """A date or decimal inside a sentence."""
    match value:
        case datetime():
            return moment(value)
        case date():
            return day(value)
        case Decimal():
            return number(value)
    return str(value)


def day(value: date | datetime | None) -> str:
    """For instance Wed 3 Mar 2027."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(get_timezone()).date()
    return str(format_date(value, "EEE d MMM y"))


def moment(value: datetime | None) -> str:
    """For instance Wed 3 Mar 2027, 14:30, in the environment's time zone."""
    return "" if value is None else str(format_datetime(value, "EEE d MMM y, HH:mm"))


def clock(value: datetime | None) -> str:
    """For instance 14:30."""
    return "" if value is None else str(format_datetime(value, "HH:mm"))


def minutes(value: int | None) -> str:
    """A duration, for instance 40 min."""
    return "" if value is None else said(say("%(minutes)s min", minutes=value))


def number(value: int | float | Decimal | None) -> str:
    """With the reader's decimal sign."""
    return "" if value is None else str(format_decimal(value))


def percent(value: float | Decimal | None) -> str:
    """A share between 0 and 1 as a percentage with at most one decimal."""
    return "" if value is None else str(format_percent(value, "#,##0.#%"))


def size(value: int | None) -> str:
    """Bytes as people read them, for instance 2.4 MB."""
    if value is None:
        return ""
    if value < 1000:
        return said(say_many("%(count)s byte", "%(count)s bytes", value))
    amount = float(value)
    for unit in ("kB", "MB", "GB", "TB"):
        amount /= 1000
        if amount < 999.5 or unit == "TB":
            break
    return f"{format_decimal(round(amount, 1 if amount < 10 else 0))} {unit}"


def page_language() -> str:
    """The code for the page's lang attribute."""
    return str(get_locale())
