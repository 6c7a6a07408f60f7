"""What undoing asks: whether people may come back to what they followed."""

from collections.abc import Collection, Sequence
from hashlib import sha256

from sqlalchemy import select

from foundation.work import Work
from qualification_files.models import CoreTask, Indicator, Qualification, WorkProcess
from qualification_files.queries.participants import known_people
from qualification_files.rules import Follower, StaysAway
from qualification_files.rules.linking import nobody_comes_back, stays_away

IN_ORDER = (CoreTask.position, CoreTask.id, WorkProcess.position, WorkProcess.id)


def trees_now(work: Work, qualification_ids: Sequence[int]) -> dict[int, str]:
    """A short sign of what stands in the core tasks and work processes of each, in two statements."""
    signs = {number: sha256() for number in qualification_ids}
    named = (
        select(
            CoreTask.qualification_id,
            CoreTask.number,
            CoreTask.name,
            WorkProcess.number,
            WorkProcess.name,
            WorkProcess.description,
            WorkProcess.result,
            WorkProcess.behaviour,
        )
        .outerjoin(CoreTask.work_processes)
        .where(CoreTask.qualification_id.in_(qualification_ids))
        .order_by(*IN_ORDER)
    )
    shown = (
        select(CoreTask.qualification_id, CoreTask.number, WorkProcess.number, Indicator.text)
        .join(CoreTask.work_processes)
        .join(WorkProcess.indicators)
        .where(CoreTask.qualification_id.in_(qualification_ids))
        .order_by(*IN_ORDER, Indicator.position, Indicator.id)
    )
    for statement in (named, shown):
        for row in work.db.execute(statement):
            signs[row[0]].update(repr(tuple(row[1:])).encode())
    return {number: sign.hexdigest() for number, sign in signs.items()}


def closed_to_all(work: Work, trees: dict[int, str | None]) -> dict[int, StaysAway]:
    """Of these qualifications, with the tree that people left: which of them nobody comes back to, and why."""
    now = trees_now(work, list(trees))
    rows = work.db.scalars(
        select(Qualification)
        .where(Qualification.id.in_(trees))
        .order_by(Qualification.id)  # in one order, so that two never wait for each other
        .with_for_update()  # race: somebody closes it at once, because nobody follows it yet
        .execution_options(populate_existing=True)
    )
    found = {
        row.id: nobody_comes_back(row.state, changed=trees[row.id] is not None and trees[row.id] != now[row.id])
        for row in rows
    }
    return {number: reason for number, reason in found.items() if reason}


def who_stays_away(work: Work, pairs: Collection[tuple[int, int]]) -> dict[tuple[int, int], StaysAway]:
    """Of these qualifications with people: who does not come back to it, and why; two statements."""
    if not pairs:
        return {}
    known = known_people(work, sorted({person_id for _, person_id in pairs}))
    everybody = _for_everybody(work, {qualification_id for qualification_id, _ in pairs})
    found: dict[tuple[int, int], StaysAway] = {}
    for qualification_id, person_id in sorted(pairs):
        active, candidate = known.get(person_id, (False, False))
        may_follow = candidate or qualification_id in everybody
        if reason := stays_away(Follower(active=active, candidate=may_follow, linked=False)):
            found[qualification_id, person_id] = reason
    return found


def _for_everybody(work: Work, qualification_ids: Collection[int]) -> set[int]:
    chosen = Qualification.id.in_(qualification_ids), Qualification.activity_count > 0
    return set(work.db.scalars(select(Qualification.id).where(*chosen)))
