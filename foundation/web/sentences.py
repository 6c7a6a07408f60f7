"""What templates say, in the reader's language and the words in force.

A page says dozens of sentences, so each is found in a few steps. What comes from the catalogue is HTML as it is; words
that a person has chosen are escaped, and so is all that fills a gap.
"""

from collections.abc import Callable
from typing import Any

from flask import Flask
from flask_babel import format_decimal, get_domain
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from foundation.messages import THOUSAND
from foundation.web.wording import reader


def attach_sentences(app: Flask) -> None:
    """Give templates `_("…")` and `ngettext("…", "…", number)`."""
    gettexts: dict[str, Callable[[str], str]] = {}  # Flask-Babel looks for the catalogue anew at every sentence

    def gettext_of(language: str) -> Callable[[str], str]:
        found: Callable[[str], str] = get_domain().as_written().gettext
        return gettexts.setdefault(language, found)

    def sentence(text: str, /, **gaps: Any) -> Markup:
        language, wording = reader()
        found = (gettexts.get(language) or gettext_of(language))(text)
        if wording is not None:
            found = wording.marked(language, found)
        words = Markup(found)  # noqa: S704 # ours, or a translator's; words that were chosen and gaps are escaped
        return words % gaps if "%" in words else words

    @pass_eval_context
    def numbered(context: EvalContext, singular: str, plural: str, num: int, /, **gaps: Any) -> str:
        language, wording = reader()
        found = get_domain().as_written().ungettext(singular, plural, num)
        gaps.setdefault("num", num if num < THOUSAND else format_decimal(num))
        if not context.autoescape:  # a mail
            return str((wording.plain(language, found) if wording else found) % gaps)
        words = wording.marked(language, found) if wording else found
        return Markup(words) % gaps  # noqa: S704 # as above

    app.jinja_env.globals.update(_=sentence, gettext=sentence, ngettext=numbered)
