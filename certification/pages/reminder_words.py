"""Reminders in words, for mails and pages."""

from collections.abc import Sequence
from datetime import date

from certification.models import Reminder
from certification.rules.reminders import ENDED, Outcome, ReminderKind
from foundation.messages import Message, say, say_many

KINDS: dict[ReminderKind, Message] = {
    ReminderKind.OWN: say("Who holds it"),
    ReminderKind.LEAD: say("Lead"),
    ReminderKind.ABOVE: say("The lead’s lead"),
    ReminderKind.NO_LEAD: say("Administrator, as there is no lead"),
}
OUTCOMES: dict[Outcome | None, tuple[str, Message]] = {
    Outcome.SENT: ("ok", say("Sent")),
    Outcome.PASSED_OVER: ("quiet", say("No longer needed")),
    None: ("wait", say("Waiting to be sent")),
}


def own_line(reminder: Reminder, today: date) -> Message:
    """A line of a mail to whoever holds the qualification."""
    return say("- %(what)s", what=_what(reminder, today))


def line_of_somebody(reminder: Reminder, today: date) -> Message:
    """A line of a mail to a lead."""
    who, what = reminder.person.name, _what(reminder, today)
    if reminder.kind is ReminderKind.NO_LEAD:
        return say("- %(who)s (has no lead): %(what)s", who=who, what=what)
    return say("- %(who)s: %(what)s", who=who, what=what)


def summary(own: Sequence[Reminder], people: Sequence[Reminder]) -> Message:
    """The mail in a few words: what ends first, of oneself before others."""
    if len(own) == 1:
        facts = {"what": own[0].qualification.name, "day": own[0].ends_on}
        return say("%(what)s has ended", **facts) if own[0].step == ENDED else say("%(what)s ends on %(day)s", **facts)
    if own:
        return say_many(
            "%(count)s qualification of yours ends or has ended",
            "%(count)s qualifications of yours end or have ended",
            len(own),
        )
    return say_many(
        "%(count)s qualification of your people ends or has ended",
        "%(count)s qualifications of your people end or have ended",
        len(people),
    )


def step_in_words(step: int) -> Message:
    """Which step it was."""
    if step == ENDED:
        return say("ended")
    return say_many("%(count)s day before", "%(count)s days before", step)


def _what(reminder: Reminder, today: date) -> Message:
    facts = {"what": reminder.qualification.name, "day": reminder.ends_on}
    if reminder.step == ENDED:
        return say("%(what)s ended on %(day)s", **facts)
    left = (reminder.ends_on - today).days
    return say_many(
        "%(what)s ends on %(day)s, in %(count)s day", "%(what)s ends on %(day)s, in %(count)s days", left, **facts
    )
