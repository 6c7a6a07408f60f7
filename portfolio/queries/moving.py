"""Reading what comes along to the next version of a qualification."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import aliased

from foundation.work import Work
from portfolio.models import Entry, Evidence
from portfolio.rules import EvidenceState, Told
from qualification_files.models import CoreTask, Qualification, VersionMove, WorkProcess

EARLIER = aliased(Qualification)  # the version that evidence came along from
CAME_FROM = (EARLIER.name, EARLIER.code, EARLIER.cohort, VersionMove.started_at)


def evidence_on(work: Work, work_process_ids: Sequence[int]) -> dict[int, int]:
    """How many pieces of evidence there are for each of these work processes now."""
    rows = work.db.execute(
        select(Evidence.work_process_id, func.count().label("pieces"))
        .join(Evidence.entry)
        .where(
            Evidence.work_process_id.in_(work_process_ids),
            Evidence.archived_at.is_(None),
            Entry.archived_at.is_(None),
        )
        .group_by(Evidence.work_process_id)
    )
    return {row.work_process_id: row.pieces for row in rows}


@dataclass(frozen=True)
class Earlier:
    """Evidence of an earlier version that is about to be one with others."""

    told: Told
    state: EvidenceState
    created_at: datetime
    updated_at: datetime
    asked_at: datetime | None
    decided_at: datetime | None


def going_along(
    mapping: Mapping[int, int], person_ids: Sequence[int]
) -> Select[int, int, int, str, EvidenceState, datetime | None, datetime | None, datetime, datetime, str, int]:
    """Evidence of these people with the work process it goes to, numbered where several go to the same one.

    What was unlinked stays behind; evidence of an entry that was put aside goes along, for when it is put back.
    """
    target = to_new(mapping)
    return (
        select(
            Evidence.id.label("evidence_id"),
            Evidence.entry_id,
            target.label("new_id"),
            Evidence.reasoning,
            Evidence.state,
            Evidence.asked_at,
            Evidence.decided_at,
            Evidence.created_at,
            Evidence.updated_at,
            WorkProcess.number,
            func.row_number()
            .over(
                partition_by=(Evidence.entry_id, target),
                order_by=(CoreTask.position, WorkProcess.position, Evidence.id),
            )
            .label("place"),
        )
        .join(Evidence.entry)
        .join(Evidence.work_process)
        .join(WorkProcess.core_task)
        .where(
            Entry.owner_id.in_(person_ids),
            Evidence.work_process_id.in_(list(mapping)),
            Evidence.archived_at.is_(None),
        )
    )


def told_twice(
    work: Work, mapping: Mapping[int, int], person_ids: Sequence[int]
) -> dict[tuple[int, int], list[Earlier]]:
    """Per entry and new work process, where several old ones go to it: all that was told, and how far each was."""
    shared = _shared(mapping)
    if not shared:
        return {}
    rows = going_along(shared, person_ids).subquery()
    found: dict[tuple[int, int], list[Earlier]] = {}
    for row in work.db.execute(select(rows).order_by(rows.c.entry_id, rows.c.new_id, rows.c.place)):
        told = Told(row.number, row.reasoning)
        earlier = Earlier(told, row.state, row.created_at, row.updated_at, row.asked_at, row.decided_at)
        found.setdefault((row.entry_id, row.new_id), []).append(earlier)
    return {key: told for key, told in found.items() if len(told) > 1}


def moved_along(work: Work, move_id: int, person_ids: Sequence[int]) -> dict[int, list[int]]:
    """What this move brought along for these people, by person."""
    found: dict[int, list[int]] = {}
    for owner_id, evidence_id in work.db.execute(
        select(Entry.owner_id, Evidence.id)
        .join(Evidence.entry)
        .where(Evidence.move_id == move_id, Entry.owner_id.in_(person_ids))
        .order_by(Entry.owner_id, Evidence.id)
    ):
        found.setdefault(owner_id, []).append(evidence_id)
    return found


def evidence_moved(work: Work, move_ids: Sequence[int]) -> dict[tuple[int, int], int]:
    """How many pieces came along with each of these moves, by move and new work process, in one statement."""
    rows = work.db.execute(
        select(Evidence.move_id, Evidence.work_process_id, func.count())
        .where(Evidence.move_id.in_(move_ids))
        .group_by(Evidence.move_id, Evidence.work_process_id)
    )
    return {(move_id, new_id): count for move_id, new_id, count in rows if move_id is not None}


def earlier_of(work: Work, evidence_ids: Collection[int]) -> dict[int, list[int]]:
    """The evidence of earlier versions that each of these came from, over all moves: two statements.

    Where several went to one it came from all of them, though its row names the first alone.
    """
    entry_ids = select(Evidence.entry_id).where(Evidence.id.in_(evidence_ids))
    rows = work.db.execute(
        select(Evidence.id, Evidence.entry_id, Evidence.work_process_id, Evidence.move_id, Evidence.archived_at).where(
            Evidence.entry_id.in_(entry_ids)
        )
    ).all()
    moves = {row.move_id for row in rows if row.move_id is not None}
    if not moves:
        return {number: [] for number in evidence_ids}
    said = work.db.execute(
        select(VersionMove.id, VersionMove.mapping, VersionMove.started_at).where(VersionMove.id.in_(moves))
    )
    mapped = {number: (_sources(mapping), at) for number, mapping, at in said}
    there = {(row.entry_id, row.work_process_id): row for row in rows}
    before: dict[int, list[int]] = {}
    for row in rows:
        sources, at = mapped.get(row.move_id, ({}, None))
        found = (there.get((row.entry_id, old_id)) for old_id in sources.get(row.work_process_id, ()))
        # What was unlinked before the move stayed behind.
        before[row.id] = [
            one.id for one in found if one and (one.archived_at is None or at is None or one.archived_at > at)
        ]
    return {number: _all_before(number, before) for number in evidence_ids}


def _sources(mapping: Iterable[Sequence[int | None]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for old, new in mapping:
        if old is not None and new is not None:
            found[new].append(old)
    return found


def _all_before(number: int, before: Mapping[int, Sequence[int]]) -> list[int]:
    found: list[int] = []
    ahead = list(before.get(number, ()))
    while ahead:
        one = ahead.pop(0)
        if one not in found:
            found.append(one)
            ahead.extend(before.get(one, ()))
    return found


def to_new(mapping: Mapping[int, int]) -> ColumnElement[int]:
    """The work process that evidence goes to, in SQL."""
    return case(dict(mapping), value=Evidence.work_process_id)


def _shared(mapping: Mapping[int, int]) -> dict[int, int]:
    targets = list(mapping.values())
    return {old: new for old, new in mapping.items() if targets.count(new) > 1}
