"""Moving people to the next version: chosen, looked at, carried out in pieces, undone."""

from collections.abc import Collection, Mapping, Sequence
from typing import NotRequired, TypedDict

from sqlalchemy import exists, select, update
from sqlalchemy.orm import aliased

from foundation.messages import say, say_many
from foundation.refusals import Refusal, Unreadable
from foundation.work import Work
from qualification_files import queries
from qualification_files.actions.ground_rows import current_links, end_grounds, end_unheld, reopen_grounds
from qualification_files.actions.links import AT_ONCE, link
from qualification_files.events import (
    MoveBegun,
    MoveStarted,
    MoveUndone,
    PeopleLinked,
    PeopleMoved,
    PeopleMovedBack,
    PeopleUnlinked,
)
from qualification_files.models import Qualification, QualificationLink, VersionMove
from qualification_files.queries.coming_back import closed_to_all, trees_now, who_stays_away
from qualification_files.queries.lists import in_pieces
from qualification_files.queries.mapping import decisions, pair, predecessor
from qualification_files.queries.moves import move_results, version_move_in_full
from qualification_files.rules import LinkOrigin, QualificationState, StaysAway
from qualification_files.rules.linking import WHY_NOT_UNDONE
from qualification_files.rules.versions import MoveResult

MOVE_JOB = "qualification_files.move-people"


class KeptMove(TypedDict):
    """What a move keeps: what happened to whom, and which links it ended."""

    people: dict[str, list[int]]
    ended: list[int]
    tree: NotRequired[str]  # of the earlier version as the people left it
    not_back: NotRequired[dict[str, list[int]]]  # why > whom undoing left where they were


def begin_move(work: Work, new: Qualification, person_ids: Sequence[int]) -> VersionMove:
    """Keep whom somebody chose; nothing happens to them before the preview was looked at."""
    old = predecessor(work, new)
    chosen = sorted(set(person_ids))
    if not chosen:
        raise Unreadable(say("Nobody was chosen who follows the earlier version."))
    move = VersionMove(
        old_id=old.id,
        new_id=new.id,
        person_ids=chosen,
        people=len(chosen),
        mapping=[],
        made_by=work.actor.id,
        made_at=work.now,
        outcome=dict(KeptMove(people={}, ended=[])),
    )
    work.db.add(move)
    work.db.flush()  # the event needs the number
    work.emit(MoveBegun(move_id=move.id, old_id=old.id, new_id=new.id, people=move.people))
    return move


def start_move(work: Work, move: VersionMove) -> None:
    """Do it now, or as a job when there are many; the second of two equal posts changes nothing."""
    move = version_move_in_full(work, move.id, lock=True)
    if move.started_at is not None:
        return
    set_going(work, move)
    if move.people > AT_ONCE:
        move.job_id = work.later(MOVE_JOB, key=f"{MOVE_JOB}:{move.id}", move_id=move.id)
    else:
        carry_out_move(work, move, limit=move.people)


def set_going(work: Work, move: VersionMove) -> None:
    """From now on it goes on piece by piece.

    The mapping is kept as it is at this moment: what is changed in it later holds for who moves later.
    """
    new = queries.qualification(work, move.new_id)
    if new.state is not QualificationState.ACTIVE:
        raise Refusal(say("The new version is not active yet. Activate it first; your selection waits here."))
    move.mapping = _mapping(work, move, new)
    move.outcome = {**move.outcome, "tree": trees_now(work, [move.old_id])[move.old_id]}
    move.started_at = work.now
    work.emit(MoveStarted(move_id=move.id, old_id=move.old_id, new_id=move.new_id, people=move.people))


def carry_out_move(work: Work, move: VersionMove, *, limit: int = AT_ONCE) -> None:
    """The next so many people of a move that was loaded in full, in a fixed number of statements."""
    piece = move.person_ids[move.done : move.done + limit]
    new = queries.qualification(work, move.new_id)
    results = move_results(work, move.old_id, new, piece)
    ended = _end_links(work, move, [*results.get(MoveResult.MOVED, []), *results.get(MoveResult.JOINED, [])])
    _leave_out(results, MoveResult.MOVED, ended.keys(), to=MoveResult.NOT_ON_OLD)
    _leave_out(results, MoveResult.JOINED, ended.keys(), to=MoveResult.NOT_ON_OLD)
    linked = link(work, new, results.get(MoveResult.MOVED, []), origin=LinkOrigin.MOVED)
    _leave_out(results, MoveResult.MOVED, linked, to=MoveResult.JOINED)
    moved = tuple(sorted(ended))
    if moved:
        work.emit(PeopleUnlinked(person_ids=moved, qualification_id=move.old_id))
        work.emit(PeopleMoved(person_ids=moved, old_id=move.old_id, new_id=move.new_id, move_id=move.id))
    move.outcome = {**move.outcome, **_together(move.outcome["people"], move.outcome["ended"], results, ended)}
    move.done += len(piece)
    if move.done >= move.people:
        move.finished_at = work.now


def undo_move(work: Work, move: VersionMove) -> None:
    """Put back whom the move moved and nobody has linked or unlinked since; others stay where they are now.

    Refused when nobody may follow the earlier version again; people who may follow nothing any more stay as well.
    """
    move = version_move_in_full(work, move.id, lock=True)
    if move.finished_at is None:
        raise Refusal(say("This is still going on. Wait until it is done, then undo it."))
    if move.undone_at is not None:
        return
    if reason := closed_to_all(work, {move.old_id: move.outcome.get("tree")}).get(move.old_id):
        raise Refusal(WHY_NOT_UNDONE[reason])
    move.undone_at, move.undone_by = work.now, work.actor.id
    people, not_back = move.outcome["people"], dict[str, list[int]]()
    for piece in in_pieces(move.outcome["ended"]):
        for person_id, reason in _put_back(work, move, piece, made=set(people.get(MoveResult.MOVED, []))).items():
            not_back.setdefault(reason, []).append(person_id)
    move.outcome = {**move.outcome, "not_back": not_back}
    work.emit(MoveUndone(move_id=move.id))


def _mapping(work: Work, move: VersionMove, new: Qualification) -> list[tuple[int, int | None]]:
    both = pair(work, new)
    if both.old.id != move.old_id:
        raise Refusal(say("These two are no longer versions of each other. Choose the people again."))
    decided = decisions(work, new.id, both.old)
    open_ones = sum(1 for process in both.before if process.id not in decided)
    if open_ones:
        raise Refusal(
            say_many(
                "For %(count)s work process of the earlier version nobody has said where it went. Do that first.",
                "For %(count)s work processes of the earlier version nobody has said where they went. Do that first.",
                open_ones,
            )
        )
    return [(process.id, decided[process.id].row.new_id) for process in both.before]


def _end_links(work: Work, move: VersionMove, person_ids: Sequence[int]) -> dict[int, int]:
    """End the links to the earlier version and give them by person: whose link this statement ended is moved by us."""
    if not person_ids:
        return {}
    # Race: somebody else moves or unlinks the same people at once. What they ended is theirs, and is not found here.
    statement = (
        update(QualificationLink)
        .where(
            QualificationLink.qualification_id == move.old_id,
            QualificationLink.person_id.in_(person_ids),
            QualificationLink.ended_at.is_(None),
        )
        .values(ended_at=work.now, ended_by=move.made_by)
        .returning(QualificationLink.person_id, QualificationLink.id)
        .execution_options(synchronize_session=False)
    )
    ended = {row.person_id: row.id for row in work.db.execute(statement)}
    end_grounds(work, ended.values(), ended_by=move.made_by)
    return ended


def _leave_out(
    results: dict[MoveResult, list[int]], result: MoveResult, done: Collection[int], *, to: MoveResult
) -> None:
    """Correct a result by those whom somebody else dealt with since we looked."""
    chosen, kept = results.get(result, []), set(done)
    elsewhere = [person_id for person_id in chosen if person_id not in kept]
    if elsewhere:
        results[result] = [person_id for person_id in chosen if person_id in kept]
        results.setdefault(to, []).extend(elsewhere)


def _together(
    before: Mapping[str, list[int]],
    ended_before: Sequence[int],
    results: Mapping[MoveResult, list[int]],
    ended: Mapping[int, int],
) -> KeptMove:
    people = dict(before)
    for result, person_ids in results.items():
        if person_ids:
            people[result.value] = [*people.get(result.value, []), *person_ids]
    return KeptMove(people=people, ended=[*ended_before, *ended.values()])


def _put_back(work: Work, move: VersionMove, ended: Sequence[int], *, made: set[int]) -> dict[int, StaysAway]:
    """Put these back and give whom not, with the reason; they keep following the new version."""
    moved = _still_there(work, move, ended, made=made)
    found = who_stays_away(work, {(move.old_id, person_id) for person_id in moved})
    away = {person_id: reason for (_, person_id), reason in found.items()}
    links = {person_id: link_id for person_id, link_id in moved.items() if person_id not in away}
    if links:
        _link_back(work, move, links, made=made)
    return away


def _link_back(work: Work, move: VersionMove, links: Mapping[int, int], *, made: set[int]) -> None:
    people = tuple(sorted(links))
    _end_new_links(work, move, [person_id for person_id in people if person_id in made])
    again = aliased(QualificationLink)
    linked_again = exists().where(
        again.qualification_id == QualificationLink.qualification_id,
        again.person_id == QualificationLink.person_id,
        again.ended_at.is_(None),
    )
    restored = work.db.scalars(
        update(QualificationLink)
        .where(QualificationLink.id.in_(list(links.values())), ~linked_again)
        .values(ended_at=None, ended_by=None)
        .returning(QualificationLink.id)
        .execution_options(synchronize_session=False)
    )
    reopen_grounds(work, restored.all())
    work.emit(PeopleLinked(person_ids=people, qualification_id=move.old_id, origin=LinkOrigin.MOVED))
    work.emit(PeopleMovedBack(person_ids=people, old_id=move.old_id, new_id=move.new_id, move_id=move.id))


def _still_there(work: Work, move: VersionMove, ended: Sequence[int], *, made: set[int]) -> dict[int, int]:
    """The links that the move ended, by person, of those who still follow the new version as the move left it."""
    current = aliased(QualificationLink)
    rows = work.db.execute(
        select(QualificationLink.person_id, QualificationLink.id, current.origin)
        .join(current, current.person_id == QualificationLink.person_id)
        .where(
            QualificationLink.id.in_(ended),
            QualificationLink.ended_at.is_not(None),
            current.qualification_id == move.new_id,
            current.ended_at.is_(None),
        )
    )
    return {
        person_id: link_id
        for person_id, link_id, origin in rows
        if person_id not in made or origin is LinkOrigin.MOVED  # else it was linked anew by somebody
    }


def _end_new_links(work: Work, move: VersionMove, person_ids: Sequence[int]) -> None:
    if not person_ids:
        return
    links = current_links(work, move.new_id, person_ids).values()
    end_grounds(work, links, ended_by=work.actor.id, origins=[LinkOrigin.MOVED])
    if ended := end_unheld(work, links, ended_by=work.actor.id):
        work.emit(PeopleUnlinked(person_ids=tuple(ended), qualification_id=move.new_id))
