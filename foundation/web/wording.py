"""The one seam through which every translated sentence goes: there it gets the words that are in force.

What is in force stands in Flask's `g`: one request, one job or one command each has its own.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from babel.support import NullTranslations, Translations
from flask import Flask, current_app, g, has_app_context
from flask_babel import Babel, Domain, get_locale, gettext
from flask_babel.speaklater import LazyString
from markupsafe import escape

from foundation.wording import Wording

Standing = Callable[[], Wording | None]
_UNKNOWN: Any = object()


class WordedTranslations:
    """A catalogue whose sentences are in the words of a wording."""

    def __init__(self, catalogue: Translations | NullTranslations, wording: Wording, language: str) -> None:
        self._catalogue, self._wording, self._language = catalogue, wording, language

    def gettext(self, text: str) -> str:
        """The sentence, translated and worded."""
        return self._wording.plain(self._language, self._catalogue.ugettext(text))

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        """The form for this number, translated and worded."""
        return self._wording.plain(self._language, self._catalogue.ungettext(singular, plural, count))

    def pgettext(self, context: str, text: str) -> str:
        """The sentence of this context, translated and worded."""
        return self._wording.plain(self._language, self._catalogue.upgettext(context, text))

    def npgettext(self, context: str, singular: str, plural: str, count: int) -> str:
        """The form of this context for this number, translated and worded."""
        return self._wording.plain(self._language, self._catalogue.unpgettext(context, singular, plural, count))

    ugettext, ungettext, upgettext, unpgettext = gettext, ngettext, pgettext, npgettext


class WordedDomain(Domain):  # type: ignore[misc]  # Flask-Babel has no types
    """The catalogues of the application, in the words in force."""

    def get_translations(self) -> Any:
        """The catalogue itself where our own words serve, as they do in most schools."""
        catalogue = self.as_written()
        wording = wording_in_force()
        return catalogue if wording is None else WordedTranslations(catalogue, wording, language_read())

    def as_written(self) -> Translations | NullTranslations:
        """The catalogue with our own words."""
        return super().get_translations()  # type: ignore[no-any-return]  # as above


class WordedBabel(Babel):  # type: ignore[misc]  # Flask-Babel has no types
    """Flask-Babel with that seam in it."""

    @cached_property
    def domain_instance(self) -> WordedDomain:
        """What every gettext of Flask-Babel asks."""
        return WordedDomain(domain=self.domain)


class Lazy(LazyString):  # type: ignore[misc]  # Flask-Babel has no types
    """A sentence that is translated and worded when it is shown, and that is text like any other then."""

    def __html__(self) -> str:
        """The sentence escaped: Flask-Babel would have it trusted, with the words of a school in it."""
        return str(escape(str(self)))


def lazy_gettext(text: str, **values: object) -> Lazy:
    """The sentence, in the language and words of whoever it is shown to."""
    return Lazy(gettext, text, **values)


def attach_wording(app: Flask, standing: Standing) -> None:
    """Say where the words are found that hold for the whole application."""
    app.extensions["standing_wording"] = standing


def language_read() -> str:
    """The language this is read in, or nothing outside any application."""
    locale = get_locale()
    return str(locale.language) if locale else ""


def reader() -> tuple[str, Wording | None]:
    """Language and words in force. Asked at every sentence of a page, so in as few steps as there are."""
    here = g._get_current_object().__dict__
    # Flask-Babel keeps the locale it found here; finding that again through it takes most of a sentence's time.
    locale = getattr(here.get("_flask_babel"), "babel_locale", None) or get_locale()
    wording = here.get("wording", _UNKNOWN)
    return locale.language, wording_in_force() if wording is _UNKNOWN else wording


def standing_wording() -> Wording | None:
    """The words of the whole application; None where they are our own."""
    standing: Standing | None = current_app.extensions.get("standing_wording")
    return standing() if standing else None


def wording_in_force() -> Wording | None:
    """The words of what is being shown now; None where they are our own."""
    try:
        found = g.get("wording", _UNKNOWN)
    except RuntimeError:  # outside any application, where nothing is translated either
        return None
    if found is _UNKNOWN:
        found = g.wording = standing_wording()
    return found  # type: ignore[no-any-return]  # g has no types


def speak(wording: Wording | None) -> None:
    """Say the rest of this request in these words."""
    g.wording = wording


@contextmanager
def speaking(wording: Wording | None) -> Iterator[None]:
    """Say what comes within in these words."""
    if not has_app_context():  # as with a forced locale: there is nobody to say it to
        yield
        return
    before = wording_in_force()
    g.wording = wording
    try:
        yield
    finally:
        g.wording = before
