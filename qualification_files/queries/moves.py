"""Reading moves to the next version: who would move, who not and why, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import exists, func, select
from sqlalchemy.orm import undefer

from foundation.jobs.models import Job, JobState
from foundation.messages import Message, from_json, say
from foundation.refusals import NotFound
from foundation.work import Work
from people.models import Person, PersonRole
from people.rules import Role
from qualification_files.models import Qualification, QualificationLink, VersionMove
from qualification_files.queries.lists import in_pieces
from qualification_files.rules import Follower
from qualification_files.rules.versions import MoveResult, move_result


@dataclass(frozen=True)
class FollowingGroup:
    """The people of one group who follow a qualification."""

    name: str
    people: int


def following_groups(work: Work, qualification_id: int) -> list[FollowingGroup]:
    """Who follows it now, counted by group."""
    rows = work.db.execute(
        select(Person.group_name, func.count())
        .join(QualificationLink, QualificationLink.person_id == Person.id)
        .where(QualificationLink.qualification_id == qualification_id, QualificationLink.ended_at.is_(None))
        .group_by(Person.group_name)
        .order_by(Person.group_name)
    )
    return [FollowingGroup(name, people) for name, people in rows]


def follower_ids(work: Work, qualification_id: int, *, groups: Sequence[str] | None = None) -> list[int]:
    """Who follows it now: everybody, or those of these groups."""
    found = (
        select(QualificationLink.person_id)
        .where(QualificationLink.qualification_id == qualification_id, QualificationLink.ended_at.is_(None))
        .order_by(QualificationLink.person_id)
    )
    if groups is not None:
        found = found.join(Person, Person.id == QualificationLink.person_id).where(Person.group_name.in_(groups))
    return list(work.db.scalars(found))


def move_results(work: Work, old_id: int, new: Qualification, person_ids: Sequence[int]) -> dict[MoveResult, list[int]]:
    """What the move does to these people: two statements per few thousand of them."""
    results: dict[MoveResult, list[int]] = {}
    role = exists().where(PersonRole.person_id == Person.id, PersonRole.role == Role.CANDIDATE)
    for piece in in_pieces(person_ids):
        links = work.db.execute(
            select(QualificationLink.person_id, QualificationLink.qualification_id).where(
                QualificationLink.qualification_id.in_((old_id, new.id)),
                QualificationLink.person_id.in_(piece),
                QualificationLink.ended_at.is_(None),
            )
        )
        linked = {(person_id, qualification_id) for person_id, qualification_id in links}
        known = {
            person_id: Follower(active, candidate or new.activity_count > 0, linked=(person_id, new.id) in linked)
            for person_id, active, candidate in work.db.execute(
                select(Person.id, Person.active, role).where(Person.id.in_(piece))
            )
        }
        for person_id in piece:
            follower = known.get(person_id, Follower(active=False, candidate=False, linked=False))
            found = move_result(new.state, follower, on_old=(person_id, old_id) in linked)
            results.setdefault(found, []).append(person_id)
    return results


def version_move(work: Work, move_id: int) -> VersionMove:
    """One move, without the long lists."""
    found = work.db.get(VersionMove, move_id)
    if found is None:
        raise NotFound
    return found


def version_move_in_full(work: Work, move_id: int, *, lock: bool = False) -> VersionMove:
    """The same with all people and results; locked, nobody else starts or undoes it meanwhile."""
    statement = (
        select(VersionMove)
        .where(VersionMove.id == move_id)
        .options(undefer(VersionMove.person_ids), undefer(VersionMove.outcome))
    )
    if lock:
        statement = statement.with_for_update()
    found = work.db.scalar(statement.execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return found


def started_moves(work: Work, new_id: int) -> Sequence[VersionMove]:
    """The moves to this version that were set going, the latest first."""
    return work.db.scalars(
        select(VersionMove)
        .where(VersionMove.new_id == new_id, VersionMove.started_at.is_not(None))
        .order_by(VersionMove.id.desc())
    ).all()


def move_trouble(work: Work, move: VersionMove) -> Message | None:
    """Why the job of this move was given up; None while it may still be done."""
    job = work.db.get(Job, move.job_id) if move.job_id else None
    if job is None or job.state is not JobState.PARKED:
        return None
    return from_json(job.error) if job.error else say("The reason was not kept.")
