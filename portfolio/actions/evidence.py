"""Linking entries to work processes, with the candidate's own reasoning."""

from collections.abc import Collection

from foundation.messages import say
from foundation.refusals import Unreadable
from foundation.work import Work
from portfolio import queries
from portfolio.actions.entries import ChangedMeanwhile, find_relevant
from portfolio.events import EvidenceAdded, EvidenceChanged, EvidenceRemoved, EvidenceRestored
from portfolio.models import Entry, Evidence, OpenedEvidence


def add_evidence(work: Work, entry: Entry, work_process_ids: Collection[int], *, reasoning: str) -> None:
    """The entry shows these work processes from now on; what it showed already keeps its own reasoning."""
    followed = [row.id for row in queries.followed(work, entry.owner_id)]
    offered = {row[4]: row[0] for row in queries.structure(work, followed)}
    wanted = set(work_process_ids)
    if not wanted or not wanted <= offered.keys():
        raise Unreadable(say("Choose work processes of a qualification that you follow."))
    queries.locked_entry(work, entry.id)
    there = queries.evidence_for(work, entry.id, sorted(wanted))
    fresh = [number for number in sorted(wanted) if number not in there or there[number].archived_at is not None]
    if not fresh:
        return
    for number in fresh:
        _link(work, entry, number, there.get(number), reasoning)
    find_relevant(work, entry, {offered[number] for number in fresh})
    work.emit(EvidenceAdded(person_id=entry.owner_id, entry_id=entry.id, work_process_ids=tuple(fresh)))


def change_reasoning(work: Work, opened: OpenedEvidence, reasoning: str, *, version: int) -> None:
    """Say it differently; refused when it is no longer what was opened."""
    evidence = queries.locked_evidence(work, opened.evidence.id)
    if evidence.version != version:
        raise ChangedMeanwhile
    if evidence.reasoning == reasoning:
        return
    evidence.reasoning, evidence.updated_at = reasoning, work.now
    work.emit(EvidenceChanged(person_id=opened.owner_id, evidence_id=evidence.id))


def unlink(work: Work, opened: OpenedEvidence) -> None:
    """The entry no longer shows it; the reasoning is kept for when it is linked again."""
    evidence = queries.locked_evidence(work, opened.evidence.id)
    if evidence.archived_at is not None:
        return
    evidence.archived_at = work.now
    work.emit(EvidenceRemoved(person_id=opened.owner_id, evidence_id=evidence.id))


def relink(work: Work, opened: OpenedEvidence) -> None:
    """The entry shows it again, with the reasoning it had."""
    evidence = queries.locked_evidence(work, opened.evidence.id)
    if evidence.archived_at is None:
        return
    evidence.archived_at = None
    work.emit(EvidenceRestored(person_id=opened.owner_id, evidence_id=evidence.id))


def _link(work: Work, entry: Entry, work_process_id: int, earlier: Evidence | None, reasoning: str) -> None:
    if earlier is None:
        fresh = Evidence(entry_id=entry.id, work_process_id=work_process_id, reasoning=reasoning)
        fresh.created_at = fresh.updated_at = work.now
        work.db.add(fresh)
        return
    earlier.archived_at, earlier.updated_at = None, work.now
    earlier.reasoning = reasoning or earlier.reasoning
