"""Reminders: decided once a day at a fixed hour, and sent to each receiver in one mail."""

from collections.abc import Sequence

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from certification.actions.reminders import SEND_REMINDERS, decide, mail_later, settle
from certification.models import Reminder
from certification.pages.reminder_words import line_of_somebody, own_line, summary
from certification.queries.reminders import (
    quiet_on,
    reminders_due,
    still_true,
    unsettled_receivers,
    waiting_for,
)
from certification.rules.reminders import ReminderKind
from foundation import mail
from foundation.environment import NAME, setting
from foundation.messages import Message, say
from foundation.runner import Handlers, JobRun
from foundation.web.mail import public_url, render_mail
from foundation.web.words import LANGUAGES, said
from foundation.work import Work
from people.models import Person

DECIDE_REMINDERS = "certification.decide-reminders"
EVERY_MORNING = "30 7 * * *"
RECEIVERS_AT_ONCE = 200
MOST_LINES = 200


def register(handlers: Handlers) -> None:
    """The jobs of reminders."""
    handlers.long(
        DECIDE_REMINDERS, decide_reminders, title=say("Decide who is reminded of what ends"), needs_asker=False
    )
    handlers.schedule(DECIDE_REMINDERS, EVERY_MORNING)
    handlers.short(SEND_REMINDERS, send_reminders, title=say("Mail somebody what ends"), needs_asker=False)


def decide_reminders(run: JobRun) -> dict[str, int]:
    """Write down what is due, and let each receiver be mailed; run twice, nothing more is written down.

    Facts may change between reading and writing: what is sent is looked at anew.
    """
    with run.reading() as work:
        today, due = work.today, reminders_due(work)
    receivers = sorted({one.receiver_id for one in due})
    new = 0
    for start in range(0, len(receivers), RECEIVERS_AT_ONCE):
        those = set(receivers[start : start + RECEIVERS_AT_ONCE])
        with run.piece() as work:
            new += decide(work, [one for one in due if one.receiver_id in those], on=today)
            run.progress(start + len(those), len(receivers))
    with run.piece() as work:  # those whose mail was not made on an earlier day too
        mail_later(work, unsettled_receivers(work), on=today)
    return {"reminders": new, "receivers": len(receivers)}


def send_reminders(work: Work, *, receiver_id: int) -> None:
    """One mail with all that waits for this receiver and is still so; what is not is passed over."""
    waiting = waiting_for(work, receiver_id)
    if not waiting:
        return
    receiver = work.db.get_one(Person, receiver_id)
    told = [] if _is_left_alone(work, receiver) else still_true(work, waiting)
    number = _mail(work, receiver, _nearest_of_each(told), key=f"reminders:{receiver_id}:{waiting[0].id}")
    settle(work, waiting, told=told, receiver_id=receiver_id, mail_job=number)


def _is_left_alone(work: Work, receiver: Person) -> bool:
    return not receiver.active or receiver.id in quiet_on(work, work.today).people


def _nearest_of_each(reminders: Sequence[Reminder]) -> list[Reminder]:
    """Two steps may wait where a day's mail was not made: the one nearer to the end says it all."""
    nearest: dict[tuple[int, int], Reminder] = {}
    for reminder in sorted(reminders, key=lambda one: -one.step):
        nearest[reminder.person_id, reminder.qualification_id] = reminder
    return sorted(nearest.values(), key=lambda one: (one.ends_on, one.id))


def _mail(work: Work, receiver: Person, reminders: Sequence[Reminder], *, key: str) -> int | None:
    if not reminders:
        return None
    language = receiver.language if receiver.language in LANGUAGES else current_app.config["BABEL_DEFAULT_LOCALE"]
    own = [one for one in reminders if one.kind is ReminderKind.OWN]
    people = [one for one in reminders if one.kind is not ReminderKind.OWN]
    with force_locale(language):
        in_short = said(summary(own, people))
        own_lines = _lines([own_line(one, work.today) for one in own])
        lines_of_people = _lines([line_of_somebody(one, work.today) for one in people])
    letter = render_mail(
        "certification_reminders",
        language,
        person_name=receiver.name,
        school=str(setting(work.db, NAME) or "Proefstuk"),
        own_url=public_url("certification.my_growth"),
        people_url=public_url("certification.reminders_coming"),
        summary=in_short,
        own=own_lines,
        people=lines_of_people,
    )
    return mail.queue(
        work, mail.Mail(to=receiver.email, subject=letter.subject, text=letter.text, language=language), key=key
    )


def _lines(lines: Sequence[Message]) -> list[str]:
    shown = [said(line) for line in lines[:MOST_LINES]]
    left = len(lines) - len(shown)
    return [*shown, _("- and %(number)s more", number=left)] if left else shown
