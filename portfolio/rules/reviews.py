"""Reviewing evidence: what may follow on what, and what must still be as it was shown."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from portfolio.rules.states import Capacity, Decision, EvidenceState

LONGEST_REASON = 5_000  # characters of the reason for a decision
LONGEST_COMMENT = 5_000
MOST_COMMENTS_AN_HOUR = 500  # of one person
STATES = {
    Decision.ACCEPTED: EvidenceState.ACCEPTED,
    Decision.RETURNED: EvidenceState.RETURNED,
    Decision.WITHDRAWN: EvidenceState.WAITING,
}


class Difference(StrEnum):
    """What was changed between looking and deciding."""

    TEXT = "text"  # of the entry
    FILES = "files"
    REASONING = "reasoning"
    OTHER = "other"  # the indicators for instance, or it was taken back and handed in again


@dataclass(frozen=True)
class ShownLink:
    """A link as a reviewer was shown it."""

    version: int
    reasoning: str  # its fingerprint


@dataclass(frozen=True)
class Shown:
    """What a reviewer was shown of an entry and of its links that wait."""

    version: int
    text: str  # its fingerprint
    files: tuple[int, ...]
    links: Mapping[int, ShownLink]


def may_be_asked(state: EvidenceState) -> bool:
    """A review is asked for what is not waiting and not accepted."""
    return state in (EvidenceState.OPEN, EvidenceState.RETURNED)


def state_after(decision: Decision) -> EvidenceState:
    """How far evidence is after this decision; what is no longer accepted waits for a review again."""
    return STATES[decision]


def state_taken_back(last: Decision | None) -> EvidenceState:
    """How far evidence is once its owner took the question back: what was sent back still is."""
    return EvidenceState.RETURNED if last is Decision.RETURNED else EvidenceState.OPEN


def capacity_of(*, supervises: bool, assesses: bool) -> Capacity | None:
    """As what somebody reviews; whoever guides a candidate never does so as an assessor (BR-31)."""
    if supervises:
        return Capacity.SUPERVISOR
    return Capacity.ASSESSOR if assesses else None


def may_withdraw(capacity: Capacity, *, accepted_as: Collection[Capacity]) -> bool:
    """A supervisor does not undo what an assessor found: the judgement of an assessor is independent (BR-31).

    Nor what nobody is known to have accepted: it may have been an assessor.
    """
    return capacity is Capacity.ASSESSOR or set(accepted_as) == {Capacity.SUPERVISOR}


def thaws(*, others_accepted: bool, has_newer: bool) -> bool:
    """An entry can be changed again when nothing it shows is accepted and no newer version took its place."""
    return not others_accepted and not has_newer


def differences(shown: Shown, now: Shown, link_ids: Collection[int]) -> tuple[Difference, ...]:
    """What changed since it was shown, of the entry and of these links; nothing when all stands as it was."""
    found = []
    if shown.text != now.text:
        found.append(Difference.TEXT)
    if sorted(shown.files) != sorted(now.files):
        found.append(Difference.FILES)
    before = [shown.links[number] for number in link_ids]
    after = [now.links[number] for number in link_ids]
    if any(old.reasoning != new.reasoning for old, new in zip(before, after, strict=True)):
        found.append(Difference.REASONING)
    if not found and (shown.version != now.version or before != after):
        found.append(Difference.OTHER)
    return tuple(found)
