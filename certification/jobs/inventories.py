"""Mails about questionnaires: that one is asked, and that all is decided."""

from collections.abc import Sequence

from flask import current_app

from certification.actions.inventories.asking import TELL_ASKED
from certification.actions.inventories.deciding import TELL_DECIDED
from certification.queries import inventories as queries
from foundation import mail
from foundation.environment import NAME, setting
from foundation.messages import say
from foundation.runner import Handlers
from foundation.web.mail import public_url, render_mail
from foundation.web.words import LANGUAGES
from foundation.work import Work
from people.models import Person


def register(handlers: Handlers) -> None:
    """The jobs of questionnaires."""
    handlers.short(TELL_ASKED, tell_asked, title=say("Mail people that they are asked questions"), needs_asker=False)
    handlers.short(TELL_DECIDED, tell_decided, title=say("Mail a person what was decided"), needs_asker=False)


def tell_asked(work: Work, *, inventory_id: int, person_ids: Sequence[int]) -> None:
    """Mail each of these people who has yet to send it in that the questions wait."""
    for run in queries.open_runs_of(work, inventory_id, person_ids):
        about = {
            "title": run.inventory.name,
            "url": public_url("certification.offered_inventory", inventory_id=inventory_id),
        }
        _post(work, run.person, "certification_inventory_asked", key=f"inventory-run:{run.id}:asked", about=about)


def tell_decided(work: Work, *, run_id: int) -> None:
    """Mail whoever answered that there is a decision on everything; what it is, stands behind the link."""
    run = queries.decided_run(work, run_id)
    if run is None:
        return
    version = run.inventory_version
    about = {
        "title": version.name if version else run.inventory.name,
        "url": public_url("certification.own_done", run_id=run.id),
    }
    _post(work, run.person, "certification_inventory_decided", key=f"inventory-run:{run.id}:decided", about=about)


def _post(work: Work, person: Person, template: str, *, key: str, about: dict[str, str]) -> None:
    """In the receiver's language, once for each key; whoever is inactive by now gets none."""
    if not person.active:
        return
    language = person.language if person.language in LANGUAGES else current_app.config["BABEL_DEFAULT_LOCALE"]
    school = str(setting(work.db, NAME) or "Proefstuk")
    letter = render_mail(template, language, person_name=person.name, school=school, about=about)
    told = mail.Mail(to=person.email, subject=letter.subject, text=letter.text, language=language)
    mail.queue(work, told, key=key)
