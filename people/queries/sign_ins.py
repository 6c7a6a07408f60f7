"""What is read about sign-ins and the ways to get one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select
from sqlalchemy.orm import joinedload

from foundation.access import Actor
from foundation.refusals import NotFound
from foundation.work import Work
from people.models import PasswordInvitation, Person, PersonRole, SignIn, SignInAttempt
from people.rules import full_name


@dataclass(frozen=True)
class Visitor:
    """Who is signed in, and when this browser was last seen."""

    actor: Actor
    seen_at: datetime


@dataclass(frozen=True)
class Failures:
    """Recent failed attempts."""

    account: int
    address: int
    both: int


# Asked at every request, so it is built once.
_VISITOR = (
    select(
        SignIn.id.label("sign_in_id"),
        SignIn.seen_at,
        Person.id,
        Person.given_name,
        Person.name_prefix,
        Person.family_name,
        Person.language,
        Person.color_mode,
        Person.photo_key,
        PersonRole.role,
        PersonRole.limited,
    )
    .join(Person, Person.id == SignIn.person_id)
    .outerjoin(PersonRole, PersonRole.person_id == Person.id)
    .where(
        SignIn.token_hash == bindparam("hashed"),
        SignIn.ended_at.is_(None),
        SignIn.expires_at > bindparam("now"),
        Person.active.is_(True),
    )
)


def visitor(connection: Connection, *, token: str, hashed: str, now: datetime) -> Visitor | None:
    """Who signed in with this token, in one statement; nobody if it ended, expired or the person is inactive."""
    rows = connection.execute(_VISITOR, {"hashed": hashed, "now": now}).all()
    return _visitor(rows, token) if rows else None


def failures(work: Work, *, account: str, address: str, since: datetime) -> Failures:
    """How often it went wrong lately for this account, from this address, and for both together."""
    row = work.db.execute(
        select(
            func.count().filter(SignInAttempt.account == account),
            func.count().filter(SignInAttempt.address == address),
            func.count().filter(SignInAttempt.account == account, SignInAttempt.address == address),
        )
        .where(SignInAttempt.at > since)
        .where((SignInAttempt.account == account) | (SignInAttempt.address == address))
    ).one()
    return Failures(*row)


def open_sign_ins(work: Work, person_id: int) -> list[SignIn]:
    """Where this person is signed in now, newest first."""
    return list(
        work.db.scalars(
            select(SignIn)
            .where(SignIn.person_id == person_id, SignIn.ended_at.is_(None), SignIn.expires_at > work.now)
            .order_by(SignIn.seen_at.desc())
        )
    )


def sign_in(work: Work, sign_in_id: int) -> SignIn:
    """One sign-in."""
    found = work.db.get(SignIn, sign_in_id)
    if found is None:
        raise NotFound
    return found


def invitation(work: Work, hashed: str) -> PasswordInvitation | None:
    """The invitation with this token, while it can be used, with its person."""
    return work.db.scalar(
        select(PasswordInvitation)
        .join(PasswordInvitation.person)
        .where(
            PasswordInvitation.token_hash == hashed,
            PasswordInvitation.used_at.is_(None),
            PasswordInvitation.expires_at > work.now,
            Person.active.is_(True),
        )
        .options(joinedload(PasswordInvitation.person))
    )


def last_invitation(work: Work, person_id: int) -> PasswordInvitation | None:
    """The newest link that was mailed to this person and not used."""
    return work.db.scalar(
        select(PasswordInvitation)
        .where(PasswordInvitation.person_id == person_id, PasswordInvitation.used_at.is_(None))
        .order_by(PasswordInvitation.expires_at.desc())
        .limit(1)
    )


def _visitor(rows: Sequence[Any], token: str) -> Visitor:
    first = rows[0]
    actor = Actor(
        id=first.id,
        name=full_name(first.given_name, first.name_prefix, first.family_name),
        roles=frozenset(row.role for row in rows if row.role is not None and not row.limited),
        limited_roles=frozenset(row.role for row in rows if row.limited),
        language=first.language,
        color_mode=first.color_mode,
        photo_key=first.photo_key,
        sign_in_id=first.sign_in_id,
        token=token,
    )
    return Visitor(actor, first.seen_at)
