"""Linking entries to work processes and indicators, with the candidate's own reasoning."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import delete, insert
from sqlalchemy.orm.attributes import flag_modified

from foundation.messages import say
from foundation.refusals import Refusal, Unreadable
from foundation.work import Work
from portfolio import queries
from portfolio.actions.entries import ChangedMeanwhile, find_relevant
from portfolio.events import EvidenceAdded, EvidenceChanged, EvidenceRemoved, EvidenceRestored
from portfolio.models import Entry, Evidence, EvidenceIndicator, OpenedEvidence
from portfolio.rules import EvidenceState


def add_evidence(
    work: Work,
    entry: Entry,
    work_process_ids: Collection[int],
    *,
    reasoning: str,
    reasonings: Mapping[int, str] | None = None,
    indicator_ids: Collection[int] = (),
) -> None:
    """The entry shows these work processes from now on; what it showed already keeps its own reasoning.

    `reasonings` are those of single work processes; the others get the `reasoning` that is for all of them.
    """
    followed = [row.id for row in queries.followed(work, entry.owner_id)]
    offered = {row[4]: row[0] for row in queries.structure(work, followed)}
    wanted = set(work_process_ids)
    if not wanted or not wanted <= offered.keys():
        raise Unreadable(say("Choose work processes of a qualification that you follow."))
    pointed_at = _by_process(work, wanted, indicator_ids)
    queries.locked_entry(work, entry.id)
    there = queries.evidence_for(work, entry.id, sorted(wanted))
    fresh = [number for number in sorted(wanted) if number not in there or there[number].archived_at is not None]
    if not fresh:
        return
    own = reasonings or {}
    links = _link(work, entry, {number: own.get(number) or reasoning for number in fresh}, there)
    before = queries.indicators_pointed_at(work, [link.id for link in links.values()])
    for number, link in links.items():
        if pointed_at[number]:
            _point_at(work, link, before.get(link.id, set()), pointed_at[number])
    find_relevant(work, entry, {offered[number] for number in fresh})
    work.emit(EvidenceAdded(person_id=entry.owner_id, entry_id=entry.id, work_process_ids=tuple(fresh)))


def change_reasoning(
    work: Work,
    opened: OpenedEvidence,
    reasoning: str,
    *,
    version: int,
    indicator_ids: Collection[int] | None = None,
) -> None:
    """Say it differently; refused when it is no longer what was opened. How far its review is stays as it is.

    Without `indicator_ids` it goes on pointing at the same ones.
    """
    evidence = queries.locked_evidence(work, opened.evidence.id)
    if evidence.version != version:
        raise ChangedMeanwhile
    _refuse_accepted(evidence)
    pointed = indicator_ids is not None and _point_at(
        work,
        evidence,
        queries.indicators_pointed_at(work, [evidence.id]).get(evidence.id, set()),
        _by_process(work, [evidence.work_process_id], indicator_ids)[evidence.work_process_id],
    )
    if evidence.reasoning == reasoning and not pointed:
        return
    evidence.reasoning, evidence.updated_at = reasoning, work.now
    flag_modified(evidence, "updated_at")  # another tab is told of other indicators too, within the same second
    work.emit(EvidenceChanged(person_id=opened.owner_id, evidence_id=evidence.id))


def unlink(work: Work, opened: OpenedEvidence) -> None:
    """The entry no longer shows it, and no review is waited for; the reasoning is kept for when it is linked again."""
    evidence = queries.locked_evidence(work, opened.evidence.id)
    if evidence.archived_at is not None:
        return
    _refuse_accepted(evidence)
    evidence.archived_at = work.now
    if evidence.state is EvidenceState.WAITING:
        evidence.state, evidence.asked_at = EvidenceState.OPEN, None
    work.emit(EvidenceRemoved(person_id=opened.owner_id, evidence_id=evidence.id))


def relink(work: Work, opened: OpenedEvidence) -> None:
    """The entry shows it again, with the reasoning it had; for a review it has to be handed in again."""
    evidence = queries.locked_evidence(work, opened.evidence.id)
    if evidence.archived_at is None:
        return
    _begin_again(evidence)
    work.emit(EvidenceRestored(person_id=opened.owner_id, evidence_id=evidence.id))


def _link(work: Work, entry: Entry, texts: Mapping[int, str], there: Mapping[int, Evidence]) -> Mapping[int, Evidence]:
    """The links to these work processes: taken up again where they were there, the others made in one statement."""
    for number in texts.keys() & there.keys():
        earlier = there[number]
        _begin_again(earlier)
        earlier.updated_at = work.now
        earlier.reasoning = texts[number] or earlier.reasoning
    fresh = [
        {
            "entry_id": entry.id,
            "work_process_id": number,
            "reasoning": text,
            "created_at": work.now,
            "updated_at": work.now,
        }
        for number, text in texts.items()
        if number not in there
    ]
    if fresh:
        work.db.execute(insert(Evidence), fresh)
    return queries.evidence_for(work, entry.id, sorted(texts))


def _begin_again(evidence: Evidence) -> None:
    evidence.archived_at = None
    evidence.state, evidence.asked_at, evidence.decided_at = EvidenceState.OPEN, None, None


def _refuse_accepted(evidence: Evidence) -> None:
    """Race: it was accepted while its owner had it open; whoever asked was let in before that."""
    if evidence.state is EvidenceState.ACCEPTED:
        raise Refusal(say("This evidence was accepted meanwhile. It stays as it is."))


def _by_process(
    work: Work, work_process_ids: Collection[int], indicator_ids: Collection[int]
) -> Mapping[int, set[int]]:
    """These indicators by work process; refused where one is of another work process."""
    found: dict[int, set[int]] = defaultdict(set)
    if not indicator_ids:
        return found
    known = queries.indicators_by_process(work, work_process_ids)
    for number in indicator_ids:
        if number not in known:
            raise Unreadable(say("Choose performance indicators of the work processes that you ticked."))
        found[known[number]].add(number)
    return found


def _point_at(work: Work, evidence: Evidence, before: Collection[int], after: Collection[int]) -> bool:
    """It points at these indicators from now on; says whether that is something else than before."""
    added, gone = set(after) - set(before), set(before) - set(after)
    work.db.add_all(EvidenceIndicator(evidence_id=evidence.id, indicator_id=number) for number in sorted(added))
    if gone:
        work.db.execute(
            delete(EvidenceIndicator)
            .where(EvidenceIndicator.evidence_id == evidence.id, EvidenceIndicator.indicator_id.in_(gone))
            .execution_options(synchronize_session=False)
        )
    return bool(added or gone)
