"""Tablets: how long they show names, what is kept on them, and what may be marked in one tap."""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from exams.rules.steps import Step

TABLET_HOURS = "exams.tablet_hours"  # settings of the environment
LIVE_NAMES = "exams.live_names"
USUAL_HOURS, LEAST_HOURS, MOST_HOURS = 24, 1, 168
LONGEST_LABEL, LONGEST_BUILD = 200, 40
SEEN_EVERY = timedelta(minutes=1)
MOST_TABLETS = 20  # of one person that show names at one time
LEAST_LONG = timedelta(hours=24)
MOST_SIGN_INS = 20  # of one person on one tablet, the latest


def hours_kept(chosen: object) -> int:
    """For how many hours a tablet keeps names, from what the environment has set; never more than a week."""
    is_number = isinstance(chosen, int) and not isinstance(chosen, bool)
    return min(max(int(str(chosen)), LEAST_HOURS), MOST_HOURS) if is_number else USUAL_HOURS


def gone_from(prepared_at: datetime, ends_at: datetime) -> datetime:
    """From when on a tablet that was off ends the names as soon as it is opened; till then it hides them.

    The twin of isLongOver in static/js/tablet/keeping.js: its own clock may be wrong, but never for so long.
    """
    return ends_at + max(ends_at - prepared_at, LEAST_LONG)


def secret_of(secret: bytes, person_id: int) -> bytes:
    """With what a tablet vouches for a file of this person: nobody else who prepares the same tablet ever gets it."""
    return hmac.new(secret, f"person {person_id}".encode(), hashlib.sha256).digest()


def proves(proof: str, *, secret: bytes, tablet_id: UUID, people: Iterable[int]) -> bool:
    """Whether this is the word of the tablet with this number, given to one of these people, that it is here."""
    told = f"here {tablet_id}".encode()
    words = [hmac.new(secret_of(secret, person), told, hashlib.sha256).hexdigest() for person in people]
    return any(hmac.compare_digest(word.encode(), proof.encode()) for word in words)


def marked_at_once(steps: Sequence[Step]) -> list[int]:
    """The steps of a group that may be marked achieved in one tap: a critical one is looked at by itself."""
    return [step.id for step in steps if not step.critical]
