"""What templates say, in the reader's language and the words in force.

A page says dozens of sentences, so each is found in a few steps. What comes from the catalogue is HTML as it is; words
that a person has chosen are escaped, and so is all that fills a gap.
"""

from typing import Any

from flask import Flask
from flask_babel import get_domain
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from foundation.web.wording import language_read, wording_in_force


def attach_sentences(app: Flask) -> None:
    """Give templates `_("…")` and `ngettext("…", "…", number)`."""
    catalogues: dict[str, Any] = {}

    def catalogue(language: str) -> Any:
        # Flask-Babel looks for the language and its catalogue anew at every sentence.
        if language not in catalogues:
            catalogues[language] = get_domain().as_written()
        return catalogues[language]

    def sentence(text: str, /, **gaps: Any) -> Markup:
        language = language_read()
        found = catalogue(language).gettext(text)
        wording = wording_in_force()
        if wording is not None:
            found = wording.marked(language, found)
        words = Markup(found)  # noqa: S704 # ours, or a translator's; words that were chosen and gaps are escaped
        return words % gaps if "%" in words else words

    @pass_eval_context
    def numbered(context: EvalContext, singular: str, plural: str, num: int, /, **gaps: Any) -> str:
        language = language_read()
        found = catalogue(language).ungettext(singular, plural, num)
        wording = wording_in_force()
        gaps.setdefault("num", num)
        if not context.autoescape:  # a mail
            return str((wording.plain(language, found) if wording else found) % gaps)
        words = wording.marked(language, found) if wording else found
        return Markup(words) % gaps  # noqa: S704 # as above

    app.jinja_env.globals.update(_=sentence, gettext=sentence, ngettext=numbered)
