"""Linking people to qualifications: one, many, or everyone who is new. Bulk stays bulk."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NotRequired, TypedDict

from sqlalchemy import Integer, Row, exists, literal, select, true, update
from sqlalchemy.orm import aliased

from foundation.db import EnumText, UtcDateTime, numbers
from foundation.messages import say
from foundation.refusals import Refusal, Unreadable
from foundation.work import Work
from qualification_files import queries
from qualification_files.actions.ground_rows import (
    STILL,
    add_grounds,
    current_links,
    end_grounds,
    end_unheld,
    inserting,
    is_held,
    reopen_grounds,
)
from qualification_files.events import LinkRunBegun, LinkRunStarted, LinkRunUndone, PeopleLinked, PeopleUnlinked
from qualification_files.models import LinkRun, Qualification, QualificationLink
from qualification_files.queries import Results
from qualification_files.queries.coming_back import closed_to_all, trees_now, who_stays_away
from qualification_files.rules import LinkDeed, LinkOrigin, LinkResult, StaysAway
from qualification_files.rules.grounds import ASKED_BY_FACTS, Ground
from qualification_files.rules.linking import WHY_NOT_UNDONE

AT_ONCE = 500  # people dealt with in the request itself; more is a job
MOST_QUALIFICATIONS = 20
LINKED = ["qualification_id", "person_id", "origin", "linked_at", "linked_by", "run_id"]
LINK_JOB = "qualification_files.link-people"


class KeptResults(TypedDict):
    """The results of one qualification as the run keeps them."""

    qualification_id: int
    people: dict[str, list[int]]
    tree: NotRequired[str]  # as the people left it, when they were unlinked
    not_back: NotRequired[dict[str, list[int]]]  # why > whom undoing did not link again


def begin_link_run(work: Work, deed: LinkDeed, person_ids: Sequence[int]) -> LinkRun:
    """Keep whom somebody chose; nothing happens to them before the preview was looked at."""
    chosen = sorted(set(person_ids))
    if not chosen:
        raise Unreadable(say("Choose at least one person first."))
    run = LinkRun(
        deed=deed,
        person_ids=chosen,
        people=len(chosen),
        qualification_ids=[],
        made_by=work.actor.id,
        made_at=work.now,
        outcome=[],
    )
    work.db.add(run)
    work.db.flush()  # the event needs the number
    work.emit(LinkRunBegun(run_id=run.id, deed=deed, people=run.people))
    return run


def start_link_run(work: Work, run: LinkRun, qualification_ids: Sequence[int], *, at_once: int = AT_ONCE) -> None:
    """Do it now, or as a job when there are more; the second of two equal posts changes nothing."""
    run = queries.link_run_in_full(work, run.id, lock=True)
    if run.started_at is not None:
        return
    chosen = queries.qualifications_by_id(work, qualification_ids)
    if not chosen:
        raise Unreadable(say("Choose at least one qualification first."))
    if len(chosen) > MOST_QUALIFICATIONS:
        raise Unreadable(say("Choose at most %(limit)s qualifications at a time.", limit=MOST_QUALIFICATIONS))
    run.qualification_ids = [qualification.id for qualification in chosen]
    run.started_at = work.now
    if run.deed is LinkDeed.UNLINK:
        trees = trees_now(work, run.qualification_ids)
        run.outcome = [KeptResults(qualification_id=number, people={}, tree=tree) for number, tree in trees.items()]
    work.emit(
        LinkRunStarted(run_id=run.id, deed=run.deed, qualification_ids=tuple(run.qualification_ids), people=run.people)
    )
    if run.people > at_once:
        run.job_id = work.later(LINK_JOB, key=f"{LINK_JOB}:{run.id}", run_id=run.id)
    else:
        carry_out_piece(work, run, limit=run.people)


def carry_out_piece(work: Work, run: LinkRun, *, limit: int = AT_ONCE) -> None:
    """The next so many people of a run that was loaded in full, in a fixed number of statements per qualification."""
    piece = run.person_ids[run.done : run.done + limit]
    qualifications = queries.qualifications_by_id(work, run.qualification_ids)
    results = queries.link_results(work, run.deed, qualifications, piece)
    for result in results:
        _apply(work, run, result)
    run.done += len(piece)
    run.outcome = _together(run.outcome, results)
    if run.done >= run.people:
        run.finished_at = work.now


def undo_link_run(work: Work, run: LinkRun) -> None:
    """Put back what the run changed and nobody has changed since; whom not, and why, is kept with the run.

    Refused when nobody may follow any of its qualifications again.
    """
    run = queries.link_run_in_full(work, run.id, lock=True)
    if run.finished_at is None:
        raise Refusal(say("This is still going on. Wait until it is done, then undo it."))
    if run.undone_at is not None:
        return
    run.undone_at, run.undone_by = work.now, work.actor.id
    if run.deed is LinkDeed.LINK:
        _undo_linking(work, run)
    else:
        _undo_unlinking(work, run)
    work.emit(LinkRunUndone(run_id=run.id))


def link_new_participants(work: Work, person_ids: Sequence[int]) -> None:
    """Link new candidates to everything that is linked by default and still takes people in."""
    offered = queries.linked_by_default(work)
    if not offered or not person_ids:
        return
    for result in queries.link_results(work, LinkDeed.LINK, offered, person_ids):
        link(work, result.qualification, result.people.get(LinkResult.CHANGED, []), origin=LinkOrigin.BY_DEFAULT)


def link(
    work: Work,
    qualification: Qualification,
    person_ids: Sequence[int],
    *,
    origin: LinkOrigin,
    run: LinkRun | None = None,
    source_id: int = 0,
    required: bool = True,
) -> list[int]:
    """Link these people and give those who were not linked yet; who may be linked was asked before."""
    if not person_ids:
        return []
    made_by = work.actor.id if run is None else run.made_by
    values = (
        literal(qualification.id),
        numbers(work.db, person_ids),
        literal(origin, EnumText(LinkOrigin)),
        literal(work.now, UtcDateTime()),
        literal(made_by, Integer),
        literal(run.id if run else None, Integer),
    )
    statement = (
        inserting(work, QualificationLink)
        # On SQLite a SELECT without WHERE would take ON CONFLICT for a join.
        .from_select(LINKED, select(*values).where(true()))
        # Race: two coordinators link the same people at once. What the other one linked meanwhile is left as it is.
        .on_conflict_do_nothing(index_elements=["qualification_id", "person_id"], index_where=STILL)
        .returning(QualificationLink.person_id, QualificationLink.id)
    )
    made = {row.person_id: row.id for row in work.db.execute(statement)}
    linked = sorted(made)
    add_grounds(work, made.values(), Ground(origin, source_id, required), made_by=made_by)
    if linked:
        work.emit(
            PeopleLinked(
                person_ids=tuple(linked),
                qualification_id=qualification.id,
                origin=origin,
                source_id=source_id,
                run_id=run.id if run else None,
            )
        )
    return linked


def unlink(
    work: Work, qualification: Qualification, person_ids: Sequence[int], *, run: LinkRun | None = None
) -> list[int]:
    """End the links of these people and give those who had one; what they did for it stays.

    What a rule or the organisation asks for stays as it is: that ends with the rule, or where somebody leaves.
    """
    if not person_ids:
        return []
    ended_by = work.actor.id if run is None else run.made_by
    standing = current_links(work, qualification.id, person_ids)
    statement = (
        update(QualificationLink)
        .where(
            QualificationLink.id.in_(select(numbers(work.db, standing.values()))),
            ~is_held(*ASKED_BY_FACTS),
        )
        .values(ended_at=work.now, ended_by=ended_by, ended_run_id=run.id if run else None)
        .returning(QualificationLink.person_id, QualificationLink.id)
        .execution_options(synchronize_session=False)
    )
    ended = {row.person_id: row.id for row in work.db.execute(statement)}
    end_grounds(work, ended.values(), ended_by=ended_by)
    unlinked = sorted(ended)
    if unlinked:
        work.emit(
            PeopleUnlinked(
                person_ids=tuple(unlinked), qualification_id=qualification.id, run_id=run.id if run else None
            )
        )
    return unlinked


def _apply(work: Work, run: LinkRun, result: Results) -> None:
    """Do it, and correct the result by those whom somebody else dealt with meanwhile."""
    chosen = result.people.get(LinkResult.CHANGED, [])
    if run.deed is LinkDeed.LINK:
        changed = link(work, result.qualification, chosen, origin=LinkOrigin.IN_BULK, run=run)
    else:
        changed = unlink(work, result.qualification, chosen, run=run)
    if len(changed) != len(chosen):
        done = set(changed)
        result.people[LinkResult.CHANGED] = changed
        result.people.setdefault(LinkResult.UNCHANGED, []).extend(one for one in chosen if one not in done)


def _together(before: Sequence[KeptResults], results: Iterable[Results]) -> list[KeptResults]:
    kept = {entry["qualification_id"]: entry for entry in before}
    for result in results:
        entry = kept.get(result.qualification.id) or KeptResults(qualification_id=result.qualification.id, people={})
        people = dict(entry["people"])
        for found, person_ids in result.people.items():
            people[found] = [*people.get(found, []), *person_ids]
        kept[result.qualification.id] = KeptResults(**{**entry, "people": people})
    return list(kept.values())


def _undo_linking(work: Work, run: LinkRun) -> None:
    """What this run linked ends, unless something else holds it by now."""
    made = work.db.execute(
        select(QualificationLink.id, QualificationLink.qualification_id)
        .where(QualificationLink.run_id == run.id, QualificationLink.ended_at.is_(None))
        .order_by(QualificationLink.id)  # in one order, so that two never wait for each other
        .with_for_update()  # race: a rule lets go of the same links at once
    ).all()
    for qualification_id in run.qualification_ids:
        links = [row.id for row in made if row.qualification_id == qualification_id]
        end_grounds(work, links, ended_by=work.actor.id, origins=[LinkOrigin.IN_BULK])
        if people := end_unheld(work, links, ended_by=work.actor.id):
            work.emit(PeopleUnlinked(person_ids=tuple(people), qualification_id=qualification_id, run_id=run.id))


def _undo_unlinking(work: Work, run: LinkRun) -> None:
    closed = closed_to_all(work, {entry["qualification_id"]: entry.get("tree") for entry in run.outcome})
    if closed and closed.keys() >= {entry["qualification_id"] for entry in run.outcome}:
        raise Refusal(WHY_NOT_UNDONE[next(iter(closed.values()))])
    other = aliased(QualificationLink)
    again = exists(
        select(other.id).where(
            other.qualification_id == QualificationLink.qualification_id,
            other.person_id == QualificationLink.person_id,
            other.ended_at.is_(None),
        )
    )
    # Who was linked again meanwhile keeps that link.
    ended = work.db.execute(
        select(QualificationLink.id, QualificationLink.qualification_id, QualificationLink.person_id).where(
            QualificationLink.ended_run_id == run.id, ~again
        )
    ).all()
    away = who_stays_away(work, {(row.qualification_id, row.person_id) for row in ended})
    kept_out = {
        row.id: closed.get(row.qualification_id) or away.get((row.qualification_id, row.person_id)) for row in ended
    }
    run.outcome = [_with_not_back(entry, ended, kept_out) for entry in run.outcome]
    back = [row.id for row in ended if kept_out[row.id] is None]
    restored = work.db.execute(
        update(QualificationLink)
        .where(QualificationLink.id.in_(select(numbers(work.db, back))), ~again)
        .values(ended_at=None, ended_by=None, ended_run_id=None)
        .returning(QualificationLink.id, QualificationLink.qualification_id, QualificationLink.person_id)
        .execution_options(synchronize_session=False)
    ).all()
    reopen_grounds(work, [row.id for row in restored])
    for qualification_id in run.qualification_ids:
        people = tuple(sorted(row.person_id for row in restored if row.qualification_id == qualification_id))
        if people:
            work.emit(
                PeopleLinked(
                    person_ids=people, qualification_id=qualification_id, origin=LinkOrigin.IN_BULK, run_id=run.id
                )
            )


def _with_not_back(
    entry: KeptResults, ended: Sequence[Row[int, int, int]], kept_out: Mapping[int, StaysAway | None]
) -> KeptResults:
    not_back: dict[str, list[int]] = {}
    for link_id, qualification_id, person_id in ended:
        if qualification_id == entry["qualification_id"] and (reason := kept_out[link_id]):
            not_back.setdefault(reason, []).append(person_id)
    return KeptResults(**{**entry, "not_back": not_back})
