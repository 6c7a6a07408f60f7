"""Overviews by mail: looked up each morning, reckoned with the rights that the receiver has at that moment."""

from flask import current_app
from flask_babel import force_locale

from foundation.environment import NAME, setting
from foundation.mail import Mail
from foundation.messages import say
from foundation.runner import Handlers, JobRun
from foundation.web.mail import Letter, public_url, render_mail
from foundation.web.words import LANGUAGES, day
from foundation.work import Work
from insights.actions.subscriptions import MAIL_OVERVIEW, end, mail_later, send
from insights.models import InsightsSubscription
from insights.pages.letters import lines_of
from insights.permissions import Permission
from insights.queries.overview import overview
from insights.queries.subscriptions import due_now, subscription, why_it_ends
from insights.rules.asking import Asked
from insights.rules.subscriptions import Ending, is_due, period_of

FIND_DUE = "insights.find-overviews-to-mail"
EVERY_MORNING = "0 6 * * *"  # not on Mondays alone: whoever was missed gets it a day late


def register(handlers: Handlers) -> None:
    """The jobs of overviews."""
    handlers.short(FIND_DUE, find_due, title=say("Look up who gets an overview by mail"), needs_asker=False)
    handlers.schedule(FIND_DUE, EVERY_MORNING)
    handlers.long(MAIL_OVERVIEW, mail_overview, title=say("Mail somebody an overview"), needs_asker=False)


def find_due(work: Work) -> dict[str, int]:
    """Queue a mail for each that is due; run twice, no more are queued."""
    due = due_now(work)
    mail_later(work, due)
    return {"due": len(due)}


def mail_overview(run: JobRun, *, subscription_id: int) -> None:
    """Mail the numbers of today, or end it where whoever asked may not see them any more.

    The numbers are reckoned before anything is locked: those of a large school take seconds.
    """
    with run.reading() as work:
        found = subscription(work, subscription_id)
        if found.ended_at is not None or not is_due(found.rhythm, found.sent_for, work.today):
            return
        because = why_it_ends(work, found, may_see=work.allows(Permission.SEE_INSIGHTS))
        letter = None if because else _letter(work, found)
    with run.piece() as work:
        _settle(work, subscription(work, subscription_id), because, letter)


def _settle(work: Work, found: InsightsSubscription, because: Ending | None, letter: Letter | None) -> None:
    if because is not None:
        end(work, found, because)
        return
    if letter is not None:
        message = Mail(to=found.person.email, subject=letter.subject, text=letter.text, language=_language(found))
        send(work, found, message, period=period_of(found.rhythm, work.today))


def _letter(work: Work, found: InsightsSubscription) -> Letter:
    wanted = Asked(on=work.today, part_id=found.part_id, qualification_id=found.qualification_id)
    numbers = overview(work, wanted)
    asked = {"part": found.part_id, "qualification": found.qualification_id}
    with force_locale(_language(found)):
        lines, today = lines_of(numbers), day(work.today)
    return render_mail(
        "insights_overview",
        _language(found),
        person_name=found.person.name,
        school=str(setting(work.db, NAME) or "Proefstuk"),
        place=lines.place,
        day=today,
        numbers=lines.numbers,
        qualifications=lines.qualifications,
        url=public_url("insights.overview", **{name: value for name, value in asked.items() if value}),
        stop_url=public_url("insights.subscriptions"),
    )


def _language(found: InsightsSubscription) -> str:
    language = found.person.language
    return language if language in LANGUAGES else str(current_app.config["BABEL_DEFAULT_LOCALE"])
