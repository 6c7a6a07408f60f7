"""Signing in and out.

What holds up guessing, within a quarter of an hour:

- 8 failures of one account in one place, and 40 of one account in all places together;
- 100 failures in one place over all accounts, known or not, so one password cannot be tried on everybody.

A place is an address, and a school has one for everybody. So whoever fails a hundred times there closes it for new
browsers, and must not close it for those in use: a browser in which this account was let in before (by its password or
by a mailed link) is a place of its own for this account, whatever happens elsewhere behind the same address. For other
accounts that browser is like any other, so signing in with one's own account opens no way to guess more of somebody
else's. In a browser that is new to an account, a mailed link to choose a password leads past a closed address.

An attempt is counted before it is judged and taken back when it was right: many at once are not judged more often.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, func, select, update

from foundation.messages import say
from foundation.refusals import TooMany
from foundation.secrets import Passwords, keyed_hash, new_token, token_hash
from foundation.work import Work
from people import queries
from people.events import SignedIn, SignedOut
from people.models import SignIn, SignInAttempt
from people.rules import LONGEST_PASSWORD, plain_email, plain_password

WINDOW = timedelta(minutes=15)
MOST_BOTH, MOST_ACCOUNT, MOST_ADDRESS = 8, 40, 100


@dataclass(frozen=True)
class Attempt:
    """Somebody tries to sign in."""

    email: str
    password: str
    address: str
    key: str  # keys the hashes under which failures are counted
    browser: str = ""  # what the browser is counted by, if this account was let in there before

    @property
    def account_hash(self) -> str:
        """Stands for the account, known or not."""
        return keyed_hash(self.key, "account:" + plain_email(self.email))

    @property
    def place_hash(self) -> str:
        """Stands for where the attempt comes from."""
        return keyed_hash(self.key, f"browser:{self.browser}" if self.browser else f"address:{self.address}")


def count_attempt(work: Work, attempt: Attempt) -> SignInAttempt:
    """Count this attempt as failed until it is taken back, unless there were too many already."""
    account, place = attempt.account_hash, attempt.place_hash
    # Race: many attempts at once. The lock lets each see those before it. SQLite has one writer at a time anyway.
    if work.db.get_bind().dialect.name == "postgresql":
        work.db.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(account, 0))))
    recent = queries.failures(work, account=account, address=place, since=work.now - WINDOW)
    if recent.both >= MOST_BOTH or recent.account >= MOST_ACCOUNT or recent.address >= MOST_ADDRESS:
        raise TooMany(say("Too many attempts. Wait 15 minutes and try again, or ask for a new password."))
    counted = SignInAttempt(at=work.now, account=account, address=place)
    work.remember(counted)
    return counted


def take_back_attempt(work: Work, attempt_id: int) -> None:
    """The password was right: it was no failure."""
    work.db.execute(delete(SignInAttempt).where(SignInAttempt.id == attempt_id))


def recognise(work: Work, passwords: Passwords, attempt: Attempt) -> int | None:
    """The person whose e-mail and password these are; the same answer, as slowly, for an unknown account."""
    person = queries.account(work, plain_email(attempt.email))
    stored = person.password_hash if person and person.active else None
    matches = passwords.matches(stored, plain_password(attempt.password[: LONGEST_PASSWORD + 1]))
    return person.id if person and matches else None


def sign_in(work: Work, person_id: int, *, browser: str, days: int) -> str:
    """The token of a new sign-in; only its hash is kept."""
    token = new_token()
    row = SignIn(
        person_id=person_id,
        token_hash=token_hash(token),
        browser=browser[:200],
        created_at=work.now,
        seen_at=work.now,
        expires_at=work.now + timedelta(days=days),
    )
    work.db.add(row)
    work.db.flush()  # the event needs the number
    work.emit(SignedIn(person_id=person_id, new_sign_in_id=row.id))
    return token


def end_sign_ins(work: Work, person_id: int, sign_ins: Sequence[SignIn]) -> None:
    """Whoever uses one of these is signed out at the next request."""
    if not sign_ins:
        return
    for row in sign_ins:
        row.ended_at = work.now
    work.emit(SignedOut(person_id=person_id, ended_sign_in_ids=tuple(row.id for row in sign_ins)))


def end_all_sign_ins(work: Work, person_id: int, *, besides: int | None = None) -> int:
    """Sign this person out everywhere, or everywhere else; says in how many places."""
    ended = [row for row in queries.open_sign_ins(work, person_id) if row.id != besides]
    end_sign_ins(work, person_id, ended)
    return len(ended)


def note_seen(work: Work, sign_in_id: int | None) -> None:
    """This browser was here just now."""
    is_open = (SignIn.id == sign_in_id) & SignIn.ended_at.is_(None)
    work.db.execute(update(SignIn).where(is_open).values(seen_at=work.now))
