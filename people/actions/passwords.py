"""Choosing, changing and forgetting passwords."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, update

from foundation.messages import Message, say
from foundation.refusals import Refusal, TooMany
from foundation.secrets import keyed_hash, new_token, token_hash
from foundation.work import Work
from people import queries
from people.actions.accounts import set_own
from people.actions.sign_ins import end_all_sign_ins
from people.events import PasswordChanged, PasswordChosen, PasswordLinkSent
from people.models import PasswordInvitation, Person, SignInAttempt
from people.rules import objection_to_password, plain_email

LINK_TERM, INVITATION_TERM = timedelta(hours=2), timedelta(days=14)
WINDOW = timedelta(minutes=15)
MOST_ACCOUNT, MOST_ADDRESS = 3, 100  # a whole class may have forgotten its passwords behind one address
SEND_LINK = "people.send-password-link"


class LinkGone(Refusal):
    """A link that was used, has expired or never was; nobody learns which."""

    status = 410

    def __init__(self) -> None:
        super().__init__(
            say("This link does not work any more. Ask for a new one; it works once and for a short time.")
        )


def ask_for_link(work: Work, *, email: str, address: str, key: str) -> None:
    """Mail a link if there is such an account; the work done here is the same if there is none."""
    account = keyed_hash(key, "link:" + plain_email(email))
    place = keyed_hash(key, "link-address:" + address)
    recent = queries.failures(work, account=account, address=place, since=work.now - WINDOW)
    if recent.account >= MOST_ACCOUNT or recent.address >= MOST_ADDRESS:
        raise TooMany(
            say("You asked for this a few times just now. Look in your mail, also under spam, or wait 15 minutes.")
        )
    work.db.add(SignInAttempt(at=work.now, account=account, address=place))
    person = queries.account(work, plain_email(email))
    work.later(SEND_LINK, person_id=person.id if person and person.active else None)


def make_link(work: Work, person: Person, *, term: timedelta) -> str:
    """The token of a link with which this person chooses a password; only its hash is kept."""
    token = new_token()
    work.db.add(
        PasswordInvitation(
            person_id=person.id, token_hash=token_hash(token), created_at=work.now, expires_at=work.now + term
        )
    )
    work.emit(PasswordLinkSent(person_id=person.id, works_until=work.now + term))
    return token


def link_holder(work: Work, token: str) -> Person:
    """Whose link this is, while it works."""
    found = queries.invitation(work, token_hash(token))
    if found is None:
        raise LinkGone
    return found.person


def choose_by_link(work: Work, token: str, password_hash: str) -> Person:
    """Set the password of whoever the link is for; the link and all sign-ins end with it."""
    # Race: the same link sent twice. One UPDATE finds it unused, so the second gets nothing.
    used = work.db.execute(
        update(PasswordInvitation)
        .where(PasswordInvitation.token_hash == token_hash(token), *_usable(work.now))
        .values(used_at=work.now)
        .returning(PasswordInvitation.person_id)
    ).scalar()
    person = queries.person(work, used) if used else None
    if person is None or not person.active:
        raise LinkGone
    _set(work, person, password_hash)
    end_all_sign_ins(work, person.id)
    work.emit(PasswordChosen(person_id=person.id))
    return person


def change_password(work: Work, person: Person, password_hash: str, *, sign_in_id: int | None) -> int:
    """Set another password; says how many other browsers were signed out."""
    _set(work, person, password_hash)
    ended = end_all_sign_ins(work, person.id, besides=sign_in_id)
    work.emit(PasswordChanged(person_id=person.id))
    return ended


def end_links(work: Work, person_ids: Collection[int]) -> None:
    """Links that were mailed to these people before are worth nothing from now on."""
    if not person_ids:
        return
    work.db.execute(
        update(PasswordInvitation)
        .where(PasswordInvitation.person_id.in_(person_ids), *_usable(work.now))
        .values(used_at=work.now)
        .execution_options(synchronize_session=False)
    )


def objection(person: Person, password: str) -> Message | None:
    """What is wrong with this password for this person, if anything."""
    return objection_to_password(password, about=(person.given_name, person.family_name, person.email))


def _set(work: Work, person: Person, password_hash: str) -> None:
    set_own(work, person, password_hash=password_hash)
    end_links(work, [person.id])


def _usable(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return PasswordInvitation.used_at.is_(None), PasswordInvitation.expires_at > now
