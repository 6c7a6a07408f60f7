"""Guests: for how long, how far an invitation is, and whether what was signed still stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from portfolio.rules.entries import EntryFacts
from portfolio.rules.fingerprints import fingerprint
from portfolio.rules.states import GuestKind

USUAL_DAYS, MOST_DAYS = 14, 90
MOST_PASSES = 50  # that are open at a time, and also that are made within a day
MOST_MAILS = 5  # of one invitation, within a day
CODE_TERM, VISIT_TERM = timedelta(minutes=10), timedelta(hours=8)
MOST_CODES, MOST_CODES_A_DAY = 5, 15  # of one invitation: within an hour, within a day
MOST_GUESSES = 5  # of one code
MOST_WRONG = 100  # within a quarter of an hour from one address: links that are none
MOST_COMMENTS, MOST_STATEMENTS = 50, 10  # of one invitation, in all
LONGEST_MESSAGE, LONGEST_STATEMENT = 2_000, 10_000


class PassState(StrEnum):
    """How far an invitation is."""

    INVITED = "invited"
    OPENED = "opened"  # a code was asked for
    CONFIRMED = "confirmed"  # the right code was typed: the guest reads mail at this address
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Invitation:
    """Whom a guest pass is for, and what for."""

    kind: GuestKind
    name: str
    email: str
    organisation: str
    function: str
    language: str
    message: str
    days: int


@dataclass(frozen=True)
class Signing:
    """What a witness puts a name to."""

    statement: str
    relation: str
    name: str
    organisation: str
    function: str


def pass_state(
    *,
    now: datetime,
    expires_at: datetime,
    revoked_at: datetime | None,
    confirmed_at: datetime | None,
    seen_at: datetime | None,
) -> PassState:
    """How far it is: what closes it comes before what opened it."""
    if revoked_at is not None:
        return PassState.WITHDRAWN
    if expires_at <= now:
        return PassState.EXPIRED
    if confirmed_at is not None:
        return PassState.CONFIRMED
    return PassState.OPENED if seen_at is not None else PassState.INVITED


def masked(email: str) -> str:
    """An address as far as its owner needs it to be recognised: j•••@example.nl."""
    local, _, domain = email.rpartition("@")
    return f"{local[:1]}•••@{domain}"


def signed_for(facts: EntryFacts, *, files: Iterable[tuple[str, str]]) -> str:
    """The fingerprint of what a witness signs for: the text, and the files, each by its digest and its name.

    What the candidate uses it for is not in it: that may change, and the witness says nothing of it.
    """
    return fingerprint(facts, files=[f"{digest} {name}" for digest, name in files])


def is_current(signed: str, facts: EntryFacts, *, files: Iterable[tuple[str, str]]) -> bool:
    """Whether what was signed for is what the entry tells and shows now."""
    return signed == signed_for(facts, files=files)
