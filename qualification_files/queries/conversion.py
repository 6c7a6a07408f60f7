"""Reading what the table from an earlier version to the next says besides the mapping."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import undefer

from foundation.work import Work
from people.models import Person
from qualification_files.models import VersionMove


def moves_in_full(work: Work, old_id: int, new_id: int) -> Sequence[VersionMove]:
    """The moves between these versions that were set going, the first one first, with what they did; one statement."""
    return work.db.scalars(
        select(VersionMove)
        .where(VersionMove.old_id == old_id, VersionMove.new_id == new_id, VersionMove.started_at.is_not(None))
        .options(undefer(VersionMove.outcome))
        .order_by(VersionMove.id)
    ).all()


def names_of(work: Work, person_ids: Collection[int]) -> dict[int, str]:
    """What these people are called, in one statement."""
    return {row.id: row.name for row in work.db.scalars(select(Person).where(Person.id.in_(person_ids)))}
