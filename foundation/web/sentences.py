"""What templates say, in the reader's language; a page says dozens of sentences, so each is found in a few steps."""

from typing import Any

from flask import Flask
from flask_babel import get_domain, get_locale
from markupsafe import Markup


def attach_sentences(app: Flask) -> None:
    """Give templates `_("…")`. Flask-Babel looks for the language and its catalogue anew at every sentence."""
    catalogues: dict[str, Any] = {}

    def sentence(text: str, /, **gaps: Any) -> Markup:
        locale = get_locale()
        language = str(locale.language) if locale else ""
        if language not in catalogues:
            catalogues[language] = get_domain().get_translations()
        words = Markup(catalogues[language].gettext(text))  # noqa: S704 # ours, or a translator's; gaps are escaped
        return words % gaps if "%" in words else words

    app.jinja_env.globals["_"] = sentence
