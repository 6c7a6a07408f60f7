"""Overviews by mail: how often, for which period, and why they end."""

from datetime import date, timedelta
from enum import StrEnum

from foundation.messages import Message, say

MOST = 20  # open ones per person


class Rhythm(StrEnum):
    """How often."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"


class Ending(StrEnum):
    """Why it ended."""

    STOPPED = "stopped"
    INACTIVE = "inactive"
    NOT_ALLOWED = "not_allowed"
    PART_OUT_OF_REACH = "part_out_of_reach"
    QUALIFICATION_GONE = "qualification_gone"


RHYTHM_WORDS: dict[Rhythm, Message] = {
    Rhythm.WEEKLY: say("Every Monday"),
    Rhythm.MONTHLY: say("On the 1st of each month"),
}
ENDING_WORDS: dict[Ending, Message] = {
    Ending.STOPPED: say("You stopped it."),
    Ending.INACTIVE: say("You could not sign in when it was due."),
    Ending.NOT_ALLOWED: say("You looked after nobody when it was due."),
    Ending.PART_OUT_OF_REACH: say("You no longer looked after this part when it was due, or it was closed."),
    Ending.QUALIFICATION_GONE: say("Nothing had to be kept for this qualification any more when it was due."),
}


def period_of(rhythm: Rhythm, today: date) -> date:
    """The day on which the current period began: the last Monday or the last 1st, today included."""
    return today.replace(day=1) if rhythm is Rhythm.MONTHLY else today - timedelta(days=today.weekday())


def next_of(rhythm: Rhythm, sent_for: date) -> date:
    """The day on which the next one is due, after the period that began on `sent_for`."""
    return period_of(rhythm, period_of(rhythm, sent_for) + timedelta(days=31 if rhythm is Rhythm.MONTHLY else 7))


def is_due(rhythm: Rhythm, sent_for: date, today: date) -> bool:
    """Whether nothing was sent for the current period; also days after it began, for who missed its first day."""
    return sent_for < period_of(rhythm, today)


def place_key(person_id: int, part_id: int | None, qualification_id: int | None) -> str:
    """What is one subscription: of this person, to this part and qualification."""
    return f"{person_id}:{part_id or 0}:{qualification_id or 0}"
