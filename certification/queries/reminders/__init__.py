"""What is read about reminders: what is due, what was sent, what comes, and who is left alone."""

from certification.queries.reminders.deciding import (
    Due,
    Ending,
    endings,
    possible,
    reminders_due,
    still_true,
    unsettled_receivers,
    waiting_for,
)
from certification.queries.reminders.quiet import Quiet, quiet_on
from certification.queries.reminders.settings import ladder_of, ladders

__all__ = [
    "Due",
    "Ending",
    "Quiet",
    "endings",
    "ladder_of",
    "ladders",
    "possible",
    "quiet_on",
    "reminders_due",
    "still_true",
    "unsettled_receivers",
    "waiting_for",
]
