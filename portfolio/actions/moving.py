"""Evidence that goes along to the next version of a qualification, for many people at once; and its taking back."""

from collections.abc import Mapping, Sequence
from typing import cast

from sqlalchemy import Table, bindparam, delete, exists, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased

from foundation.work import Work
from portfolio.events import EvidenceMovedAlong, EvidenceTakenBack, MovedAlong
from portfolio.models import Entry, EntryQualification, Evidence
from portfolio.queries.moving import going_along, moved_along, told_twice
from portfolio.rules import joined
from qualification_files.models import CoreTask, QualificationLink, WorkProcess

_EVIDENCE = cast("Table", Evidence.__table__)
_TELL_ALL = (
    update(_EVIDENCE)
    .where(
        _EVIDENCE.c.entry_id == bindparam("of_entry"),
        _EVIDENCE.c.work_process_id == bindparam("of_process"),
        _EVIDENCE.c.move_id == bindparam("of_move"),
    )
    .values(reasoning=bindparam("text"), created_at=bindparam("first"), updated_at=bindparam("last"))
)
COPIED = ("entry_id", "work_process_id", "reasoning", "created_at", "updated_at")


def bring_along(
    work: Work, person_ids: Sequence[int], *, mapping: Mapping[int, int], old_id: int, new_id: int, move_id: int
) -> None:
    """Evidence shows the new work processes too, with the same reasoning and dates; what was there stays as it is.

    In a fixed number of statements. The earlier evidence is not touched: it is history, and can be read.
    """
    if mapping:
        _copy(work, person_ids, mapping, move_id=move_id)
        _join(work, person_ids, mapping, move_id=move_id)
    _find_relevant(work, person_ids, old_id=old_id, new_id=new_id)
    brought = moved_along(work, move_id, person_ids)
    if brought:
        people = tuple(MovedAlong(person_id=number, evidence_ids=tuple(ids)) for number, ids in brought.items())
        work.emit(EvidenceMovedAlong(move_id=move_id, people=people))


def take_back(work: Work, person_ids: Sequence[int], *, old_id: int, new_id: int, move_id: int) -> None:
    """What the move brought along goes again, unless its owner rewrote, unlinked or moved it on since."""
    later = aliased(Evidence)
    gone = work.db.scalars(
        delete(Evidence)
        .where(
            Evidence.move_id == move_id,
            Evidence.version == 1,
            Evidence.archived_at.is_(None),
            Evidence.entry_id.in_(select(Entry.id).where(Entry.owner_id.in_(person_ids))),
            ~exists().where(later.moved_from_id == Evidence.id),
        )
        .returning(Evidence.entry_id)
        .execution_options(synchronize_session=False)
    ).all()
    _find_irrelevant(work, person_ids, old_id=old_id, new_id=new_id)
    if gone:
        owners = work.db.scalars(select(Entry.owner_id).where(Entry.id.in_(set(gone))).distinct())
        work.emit(EvidenceTakenBack(person_ids=tuple(sorted(owners)), move_id=move_id))


def _copy(work: Work, person_ids: Sequence[int], mapping: Mapping[int, int], *, move_id: int) -> None:
    rows = going_along(mapping, person_ids).subquery()
    copies = select(
        rows.c.entry_id,
        rows.c.new_id,
        rows.c.reasoning,
        rows.c.created_at,
        rows.c.updated_at,
        rows.c.evidence_id,
        literal(move_id),
        literal(1),
    ).where(rows.c.place == 1)
    dialect = postgresql if work.db.get_bind().dialect.name == "postgresql" else sqlite
    # What the entry shows of the new version already, in its owner's own words, is left as it is.
    work.db.execute(
        dialect.insert(Evidence)
        .from_select([*COPIED, "moved_from_id", "move_id", "version"], copies)
        .on_conflict_do_nothing(index_elements=["entry_id", "work_process_id"])
    )


def _join(work: Work, person_ids: Sequence[int], mapping: Mapping[int, int], *, move_id: int) -> None:
    """Where several went to one, it tells what each of them told, and its dates span theirs."""
    told = told_twice(work, mapping, person_ids)
    if not told:
        return
    evidence = [
        {
            "of_entry": entry_id,
            "of_process": new_id,
            "of_move": move_id,
            "text": joined([one for one, _, _ in all_of_it]),
            "first": min(created for _, created, _ in all_of_it),
            "last": max(updated for _, _, updated in all_of_it),
        }
        for (entry_id, new_id), all_of_it in told.items()
    ]
    work.db.connection().execute(_TELL_ALL, evidence)


def _find_relevant(work: Work, person_ids: Sequence[int], *, old_id: int, new_id: int) -> None:
    theirs = select(Entry.id).where(Entry.owner_id.in_(person_ids))
    rows = select(EntryQualification.entry_id, literal(new_id)).where(
        EntryQualification.qualification_id == old_id, EntryQualification.entry_id.in_(theirs)
    )
    dialect = postgresql if work.db.get_bind().dialect.name == "postgresql" else sqlite
    work.db.execute(
        dialect.insert(EntryQualification)
        .from_select(["entry_id", "qualification_id"], rows)
        .on_conflict_do_nothing(index_elements=["entry_id", "qualification_id"])
    )


def _find_irrelevant(work: Work, person_ids: Sequence[int], *, old_id: int, new_id: int) -> None:
    """Entries are no longer marked as relevant for the new version, where nothing of them is left there."""
    earlier = aliased(EntryQualification)
    follows = exists().where(
        QualificationLink.person_id == Entry.owner_id,
        QualificationLink.qualification_id == new_id,
        QualificationLink.ended_at.is_(None),
    )
    shows = exists().where(
        Evidence.entry_id == Entry.id,
        Evidence.work_process_id == WorkProcess.id,
        WorkProcess.core_task_id == CoreTask.id,
        CoreTask.qualification_id == new_id,
    )
    came_along = (
        select(Entry.id)
        .join(earlier, earlier.entry_id == Entry.id)
        .where(earlier.qualification_id == old_id, Entry.owner_id.in_(person_ids), ~follows, ~shows)
    )
    work.db.execute(
        delete(EntryQualification)
        .where(EntryQualification.qualification_id == new_id, EntryQualification.entry_id.in_(came_along))
        .execution_options(synchronize_session=False)
    )
