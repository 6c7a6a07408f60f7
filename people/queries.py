"""What is read about people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session, selectinload

from foundation.access import Actor
from foundation.refusals import NotFound
from foundation.work import Work
from people.models import Person, PersonRole, SignIn, SignInAttempt
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


def visitor(connection: Connection, *, token: str, hashed: str, now: datetime) -> Visitor | None:
    """Who signed in with this token, in one statement; nobody if it ended, expired or the person is inactive."""
    rows = connection.execute(
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
        )
        .join(Person, Person.id == SignIn.person_id)
        .outerjoin(PersonRole, PersonRole.person_id == Person.id)
        .where(SignIn.token_hash == hashed, SignIn.ended_at.is_(None), SignIn.expires_at > now, Person.active.is_(True))
    ).all()
    return _visitor(rows, token) if rows else None


def actor(session: Session, person_id: int) -> Actor | None:
    """This person as somebody who acts, with the roles of this moment; nobody if gone or inactive."""
    found = session.get(Person, person_id, options=[selectinload(Person.roles)], populate_existing=True)
    if found is None or not found.active:
        return None
    return Actor(id=found.id, name=found.name, roles=found.role_names, language=found.language)


def person(work: Work, person_id: int) -> Person:
    """This person, with roles."""
    found = work.db.get(Person, person_id, options=[selectinload(Person.roles)])
    if found is None:
        raise NotFound
    return found


def account(work: Work, email: str) -> Person | None:
    """The person with this address."""
    return work.db.scalar(select(Person).where(Person.email == email))


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


def _visitor(rows: Sequence[Any], token: str) -> Visitor:
    first = rows[0]
    actor = Actor(
        id=first.id,
        name=full_name(first.given_name, first.name_prefix, first.family_name),
        roles=frozenset(row.role for row in rows if row.role is not None),
        language=first.language,
        color_mode=first.color_mode,
        photo_key=first.photo_key,
        sign_in_id=first.sign_in_id,
        token=token,
    )
    return Visitor(actor, first.seen_at)
