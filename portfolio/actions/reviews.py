"""Asking for a review, deciding, and withdrawing an acceptance that was a mistake.

Whoever decides holds the entry first and then its links, in the order of their numbers: nobody waits for the other.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from foundation.messages import Message, say
from foundation.refusals import NotAllowed, Refusal, Unreadable
from foundation.work import Work
from people.rules import Role
from portfolio import queries
from portfolio.actions.entries import facts_of
from portfolio.events.reviews import (
    AcceptanceWithdrawn,
    EvidenceAccepted,
    EvidenceHandedIn,
    EvidenceSentBack,
    ReviewTakenBack,
)
from portfolio.models import Entry, EntryFile, Evidence, OpenedEntry, OpenedEvidence, Review
from portfolio.queries import reviews as found
from portfolio.rules import Capacity, Decision, EntryFacts, EvidenceState, fingerprint
from portfolio.rules.reviews import (
    Difference,
    Shown,
    ShownLink,
    capacity_of,
    differences,
    may_be_asked,
    may_withdraw,
    state_after,
    state_taken_back,
    thaws,
)

NO_LONGER_LINKED = say("This is no longer linked to the work process.")
STANDS: Mapping[EvidenceState, Message] = {
    EvidenceState.ACCEPTED: say("This was accepted meanwhile. What you typed is still here, and nothing was changed."),
    EvidenceState.RETURNED: say("This was sent back meanwhile. What you typed is still here, and nothing was changed."),
    EvidenceState.OPEN: say(
        "The candidate took this back meanwhile. What you typed is still here, and nothing was changed."
    ),
    EvidenceState.WAITING: say("This waits for a review again. What you typed is still here, and nothing was changed."),
}


@dataclass(frozen=True)
class Verdict:
    """What a reviewer finds of links of one entry."""

    decision: Decision
    reason: str
    chosen: frozenset[int]
    returns_rest: bool = False  # the other links that were shown as waiting are sent back, with the same reason


class ChangedSinceShown(Refusal):
    """What is judged is no longer what was shown."""

    def __init__(self, found: Sequence[Difference]) -> None:
        super().__init__(
            say("This was changed while you looked at it. Nothing was decided, and what you typed is still here.")
        )
        self.found = tuple(found)


class StandsOtherwise(Refusal):
    """Somebody else decided, or the candidate took it back."""

    def __init__(self, state: EvidenceState) -> None:
        super().__init__(STANDS[state])
        self.state = state


def ask_review(work: Work, opened: OpenedEvidence) -> None:
    """Hand in one link; when it waits already, it keeps its place."""
    queries.locked_entry(work, opened.evidence.entry_id)
    evidence = queries.locked_evidence(work, opened.evidence.id)
    if evidence.archived_at is not None:
        raise Refusal(NO_LONGER_LINKED)
    if evidence.state is EvidenceState.ACCEPTED:
        raise Refusal(say("This was accepted already."))
    if may_be_asked(evidence.state):
        _hand_in(work, opened.owner_id, [evidence])


def ask_reviews(work: Work, opened: OpenedEntry) -> int:
    """Hand in all links of an entry that are not handed in or were sent back; says how many."""
    queries.locked_entry(work, opened.entry_id)
    links = [row for row in found.locked_links(work, opened.entry_id).values() if may_be_asked(row.state)]
    if links:
        _hand_in(work, opened.owner_id, links)
    return len(links)


def take_back(work: Work, opened: OpenedEvidence) -> None:
    """No longer ask for a review; refused when it was decided meanwhile."""
    evidence = queries.locked_evidence(work, opened.evidence.id)
    last = found.last_reviews(work, [evidence.id]).get(evidence.id)
    if evidence.state is EvidenceState.ACCEPTED:
        raise Refusal(say("This was accepted meanwhile."))
    if evidence.state is not EvidenceState.WAITING:
        return
    evidence.state, evidence.asked_at = state_taken_back(last.decision if last else None), None
    work.emit(ReviewTakenBack(person_id=opened.owner_id, entry_id=evidence.entry_id, evidence_id=evidence.id))


def decide(work: Work, opened: OpenedEvidence, verdict: Verdict, *, shown: Shown) -> None:
    """Accept or send back the chosen links of one entry, when they are still as they were shown."""
    capacity = capacity_in(work, opened)
    _refuse_without_reason(verdict)
    entry = queries.locked_entry(work, opened.evidence.entry_id)
    links = found.locked_links(work, entry.id)
    chosen = _still_there(verdict.chosen, links)
    if _decided_so(work, chosen, verdict):  # the same form twice
        return
    for evidence in chosen:
        if evidence.state is not EvidenceState.WAITING:
            raise StandsOtherwise(evidence.state)
    rest = _rest(links, verdict, shown)
    files = found.judged_files(work, entry.id)
    _refuse_changed(shown, shown_now(entry, files, links.values()), [row.id for row in (*chosen, *rest)])
    _settle(work, entry, chosen, verdict.decision, reason=verdict.reason, capacity=capacity, files=files)
    _settle(work, entry, rest, Decision.RETURNED, reason=verdict.reason, capacity=capacity, files=files)


def withdraw_acceptance(work: Work, opened: OpenedEvidence, reason: str, *, version: int) -> None:
    """The acceptance was a mistake: it waits for a review again; its entry thaws when nothing else holds it."""
    capacity = capacity_in(work, opened)
    if not reason:
        raise Unreadable(say("Say why the acceptance is withdrawn."))
    entry = queries.locked_entry(work, opened.evidence.entry_id)
    evidence = queries.locked_evidence(work, opened.evidence.id)
    last = found.last_reviews(work, [evidence.id]).get(evidence.id)
    if last and last.decision is Decision.WITHDRAWN and last.reviewer_id == work.actor.id and last.reason == reason:
        return  # the same form twice
    if evidence.state is not EvidenceState.ACCEPTED or evidence.version != version:
        raise StandsOtherwise(evidence.state)
    if not may_withdraw(capacity, accepted_as=found.accepted_as(work, [evidence.id])[evidence.id]):
        raise NotAllowed(say("This was accepted by an assessor. Only an assessor of this portfolio can withdraw that."))
    files = found.judged_files(work, entry.id)
    _record(work, entry, evidence, Decision.WITHDRAWN, reason=reason, capacity=capacity, files=files)
    evidence.asked_at, evidence.decided_at = work.now, None
    thawed = thaws(
        others_accepted=found.has_accepted(work, entry.id, besides_id=evidence.id),
        has_newer=found.has_newer_version(work, entry.id),
    )
    if thawed:
        entry.frozen_at = None
    work.emit(
        AcceptanceWithdrawn(
            person_id=entry.owner_id, entry_id=entry.id, evidence_id=evidence.id, capacity=capacity, thawed=thawed
        )
    )


def capacity_in(work: Work, opened: OpenedEvidence | OpenedEntry) -> Capacity:
    """As what the actor reviews this; refused for who does not."""
    capacity = capacity_of(
        supervises=opened.guided and Role.SUPERVISOR in work.actor.roles,
        assesses=opened.assessed and Role.EXAMINER in work.actor.roles,
    )
    if capacity is None or opened.owner_id == work.actor.id:
        raise NotAllowed
    return capacity


def shown_now(entry: Entry, files: Sequence[EntryFile], links: Collection[Evidence]) -> Shown:
    """What a reviewer is shown of this entry now."""
    blank = EntryFacts(title="")
    return Shown(
        version=entry.version,
        text=fingerprint(facts_of(entry), files=()),
        files=tuple(sorted(file.id for file in files)),
        links={row.id: ShownLink(row.version, fingerprint(blank, files=(), reasoning=row.reasoning)) for row in links},
    )


def _hand_in(work: Work, owner_id: int, links: Sequence[Evidence]) -> None:
    for evidence in links:
        evidence.state, evidence.asked_at = EvidenceState.WAITING, work.now
    numbers = tuple(evidence.id for evidence in links)
    work.emit(EvidenceHandedIn(person_id=owner_id, entry_id=links[0].entry_id, evidence_ids=numbers))


def _refuse_without_reason(verdict: Verdict) -> None:
    if not verdict.chosen:
        raise Unreadable(say("Choose at least one work process."))
    if not verdict.reason and (verdict.decision is Decision.RETURNED or verdict.returns_rest):
        raise Unreadable(say("Say what has to be done still: the candidate works with your reason."))


def _still_there(numbers: Collection[int], links: Mapping[int, Evidence]) -> list[Evidence]:
    if not links.keys() >= set(numbers):
        raise Refusal(NO_LONGER_LINKED)
    return [links[number] for number in sorted(numbers)]


def _decided_so(work: Work, chosen: Sequence[Evidence], verdict: Verdict) -> bool:
    """Whether the actor decided just this about all of them last."""
    if any(evidence.state is not state_after(verdict.decision) for evidence in chosen):
        return False
    last = found.last_reviews(work, [evidence.id for evidence in chosen])
    same = (work.actor.id, verdict.decision, verdict.reason)
    return all(
        (row.reviewer_id, row.decision, row.reason) == same if (row := last.get(evidence.id)) else False
        for evidence in chosen
    )


def _rest(links: Mapping[int, Evidence], verdict: Verdict, shown: Shown) -> list[Evidence]:
    """The other links that were shown and still wait; what was handed in meanwhile nobody has looked at."""
    if not verdict.returns_rest:
        return []
    return [
        row
        for row in links.values()
        if row.id in shown.links and row.id not in verdict.chosen and row.state is EvidenceState.WAITING
    ]


def _refuse_changed(shown: Shown, now: Shown, link_ids: Collection[int]) -> None:
    if not shown.links.keys() >= set(link_ids):
        raise Unreadable(say("This form is no longer valid. Open it again."))
    changed = differences(shown, now, link_ids)
    if changed:
        raise ChangedSinceShown(changed)


def _settle(
    work: Work,
    entry: Entry,
    links: Sequence[Evidence],
    decision: Decision,
    *,
    reason: str,
    capacity: Capacity,
    files: Sequence[EntryFile],
) -> None:
    if not links:
        return
    for evidence in links:
        _record(work, entry, evidence, decision, reason=reason, capacity=capacity, files=files)
        evidence.decided_at = work.now
    happened: type[EvidenceSentBack | EvidenceAccepted] = EvidenceSentBack
    if decision is Decision.ACCEPTED:
        entry.frozen_at = entry.frozen_at or work.now
        happened = EvidenceAccepted
    numbers = tuple(evidence.id for evidence in links)
    work.emit(happened(person_id=entry.owner_id, entry_id=entry.id, evidence_ids=numbers, capacity=capacity))


def _record(
    work: Work,
    entry: Entry,
    evidence: Evidence,
    decision: Decision,
    *,
    reason: str,
    capacity: Capacity,
    files: Sequence[EntryFile],
) -> None:
    evidence.state = state_after(decision)
    work.db.add(
        Review(
            evidence_id=evidence.id,
            reviewer_id=work.actor.id,
            capacity=capacity,
            decision=decision,
            reason=reason,
            fingerprint=fingerprint(
                facts_of(entry), files=[file.sha256 for file in files], reasoning=evidence.reasoning
            ),
            decided_at=work.now,
        )
    )
