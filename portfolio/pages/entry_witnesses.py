"""What witnesses signed about an entry, and who was invited to it, as pages show it."""

from collections.abc import Sequence
from dataclasses import dataclass

from foundation.messages import Message, say
from foundation.work import Work
from portfolio.actions.witnesses import shown_now
from portfolio.models import GuestPass, OpenedEntry, WitnessStatement
from portfolio.permissions import Permission
from portfolio.queries import guests as queries
from portfolio.queries.guests import OpenedPass
from portfolio.queries.witnesses import signed_statements


@dataclass(frozen=True)
class WhoSigned:
    """What is known here of whoever signed: a signature holds whatever somebody typed."""

    email: str
    checked: Message
    invited: Message
    differs: Sequence[Message]  # where the signature is not what the candidate invited


@dataclass(frozen=True)
class Signed:
    """A statement, and whether the entry is still what it was signed for."""

    statement: WitnessStatement
    current: bool
    who: WhoSigned | None  # the owner, who invited the witness, knows


@dataclass(frozen=True)
class WitnessesPart:
    """What `portfolio/entry/_witnesses.html` shows."""

    signed: Sequence[Signed]
    invited: Sequence[OpenedPass]  # for the owner alone
    may_invite: bool


def witnesses_part(work: Work, opened: OpenedEntry) -> WitnessesPart:
    """What was signed about this entry (1 statement, 2 when anything was; 1 more for the owner)."""
    found = signed_statements(work, opened.entry_id)
    now = shown_now(work, opened.entry) if found else ""
    own = opened.owner_id == work.actor.id
    return WitnessesPart(
        signed=[
            Signed(
                row.statement, row.statement.fingerprint == now, None if own else who_signed(row.statement, row.guest)
            )
            for row in found
        ],
        invited=queries.passes_of_entry(work, opened.entry_id) if own else (),
        may_invite=work.allows(Permission.INVITE_GUEST, opened),
    )


def who_signed(statement: WitnessStatement, guest: GuestPass) -> WhoSigned:
    """Which address was checked and when, whom the candidate invited, and where the signature says otherwise."""
    return WhoSigned(guest.email, _checked(guest), _invited(guest), _differences(statement, guest))


def _checked(guest: GuestPass) -> Message:
    if guest.confirmed_at is None:
        return say("No code was typed that was mailed to this address. Who the person is was not checked.")
    return say(
        "A code that was mailed to this address was typed on %(moment)s. "
        "Only the address was checked by that, not who the person is.",
        moment=guest.confirmed_at,
    )


def _invited(guest: GuestPass) -> Message:
    if not guest.organisation:
        return say("The candidate invited %(name)s, without naming an organisation.", name=guest.name)
    return say("The candidate invited %(name)s of %(organisation)s.", name=guest.name, organisation=guest.organisation)


def _differences(statement: WitnessStatement, guest: GuestPass) -> list[Message]:
    found = []
    if _plain(statement.name) != _plain(guest.name):
        found.append(say("Signed under another name than was invited"))
    if guest.organisation and _plain(statement.organisation) != _plain(guest.organisation):
        found.append(say("Signed for another organisation than was invited"))
    return found


def _plain(text: str) -> str:
    """A name without what is no difference between two: capitals and spaces."""
    return " ".join(text.split()).casefold()
