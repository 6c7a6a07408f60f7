"""Reading what comes along to the next version of a qualification."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import aliased

from foundation.work import Work
from portfolio.models import Entry, Evidence
from portfolio.rules import Told
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


def going_along(
    mapping: Mapping[int, int], person_ids: Sequence[int]
) -> Select[int, int, int, str, datetime, datetime, str, int]:
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
) -> dict[tuple[int, int], list[tuple[Told, datetime, datetime]]]:
    """Per entry and new work process, where several old ones go to it: what was told, and from when till when."""
    shared = _shared(mapping)
    if not shared:
        return {}
    rows = going_along(shared, person_ids).subquery()
    found: dict[tuple[int, int], list[tuple[Told, datetime, datetime]]] = {}
    for row in work.db.execute(select(rows).order_by(rows.c.entry_id, rows.c.new_id, rows.c.place)):
        told = (Told(row.number, row.reasoning), row.created_at, row.updated_at)
        found.setdefault((row.entry_id, row.new_id), []).append(told)
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


def to_new(mapping: Mapping[int, int]) -> ColumnElement[int]:
    """The work process that evidence goes to, in SQL."""
    return case(dict(mapping), value=Evidence.work_process_id)


def _shared(mapping: Mapping[int, int]) -> dict[int, int]:
    targets = list(mapping.values())
    return {old: new for old, new in mapping.items() if targets.count(new) > 1}
