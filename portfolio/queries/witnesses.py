"""Reading what witnesses signed, with how each of them came here."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from foundation.work import Work
from portfolio.models import GuestPass, WitnessStatement


@dataclass(frozen=True)
class SignedRow:
    """A statement, and the invitation on which it was signed."""

    statement: WitnessStatement
    guest: GuestPass


def signed_statements(work: Work, entry_id: int) -> Sequence[SignedRow]:
    """What witnesses signed about an entry, newest first, with their invitations (1 statement)."""
    rows = (
        select(WitnessStatement, GuestPass)
        .join(GuestPass, GuestPass.id == WitnessStatement.guest_pass_id)
        .where(WitnessStatement.entry_id == entry_id)
        .order_by(WitnessStatement.id.desc())
    )
    return [SignedRow(statement, guest) for statement, guest in work.db.execute(rows)]
