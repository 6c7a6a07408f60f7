"""What witnesses signed about an entry, and who was invited to it, as its page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass

from foundation.work import Work
from portfolio.actions.witnesses import shown_now
from portfolio.models import OpenedEntry, WitnessStatement
from portfolio.permissions import Permission
from portfolio.queries import guests as queries
from portfolio.queries.guests import OpenedPass


@dataclass(frozen=True)
class Signed:
    """A statement, and whether the entry is still what it was signed for."""

    statement: WitnessStatement
    current: bool


@dataclass(frozen=True)
class WitnessesPart:
    """What `portfolio/entry/_witnesses.html` shows."""

    signed: Sequence[Signed]
    invited: Sequence[OpenedPass]  # for the owner alone
    may_invite: bool


def witnesses_part(work: Work, opened: OpenedEntry) -> WitnessesPart:
    """What was signed about this entry (1 statement, 2 when anything was; 1 more for the owner)."""
    found = queries.statements_of(work, opened.entry_id)
    now = shown_now(work, opened.entry) if found else ""
    own = opened.owner_id == work.actor.id
    return WitnessesPart(
        signed=[Signed(one, one.fingerprint == now) for one in found],
        invited=queries.passes_of_entry(work, opened.entry_id) if own else (),
        may_invite=work.allows(Permission.INVITE_GUEST, opened),
    )
