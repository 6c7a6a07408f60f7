"""A mail that says where something can be read, in the language of whoever gets it."""

from collections.abc import Mapping

from flask import current_app

from foundation import mail
from foundation.environment import NAME, setting
from foundation.web.mail import render_mail
from foundation.web.words import LANGUAGES
from foundation.work import Work
from people.models import Person


def post(work: Work, person: Person, template: str, *, key: str, about: Mapping[str, object]) -> None:
    """In the receiver's language, once for each key; whoever is inactive by now gets none."""
    if not person.active:
        return
    language = person.language if person.language in LANGUAGES else current_app.config["BABEL_DEFAULT_LOCALE"]
    school = str(setting(work.db, NAME) or "Proefstuk")
    letter = render_mail(template, language, person_name=person.name, school=school, about=about)
    told = mail.Mail(to=person.email, subject=letter.subject, text=letter.text, language=language)
    mail.queue(work, told, key=key)
