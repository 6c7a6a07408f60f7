"""How far a work process is by the evidence for it, and how far somebody is with all of them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from foundation.messages import Message, say, say_many
from portfolio.rules.states import EvidenceState


class ProcessState(StrEnum):
    """How far one work process is, all evidence for it taken together."""

    RETURNED = "returned"
    OPEN = "open"
    MISSING = "missing"
    WAITING = "waiting"
    ACCEPTED = "accepted"


# From the furthest to the least: the first of these that any piece has reached is the state of its work process.
REACHED = (EvidenceState.ACCEPTED, EvidenceState.RETURNED, EvidenceState.WAITING, EvidenceState.OPEN)

_WORDS: Mapping[ProcessState, Message] = {
    ProcessState.ACCEPTED: say("Accepted"),
    ProcessState.RETURNED: say("Returned"),
    ProcessState.WAITING: say("Waiting for review"),
    ProcessState.OPEN: say("Not handed in"),
    ProcessState.MISSING: say("No evidence yet"),
}
# What is told beside the state itself, the candidate's own deeds first.
_BESIDE: Mapping[tuple[ProcessState, EvidenceState], Message] = {
    (ProcessState.ACCEPTED, EvidenceState.RETURNED): say("Accepted, and %(count)s returned", count=0),
    (ProcessState.ACCEPTED, EvidenceState.OPEN): say("Accepted, and %(count)s not handed in", count=0),
    (ProcessState.ACCEPTED, EvidenceState.WAITING): say("Accepted, and %(count)s waiting for review", count=0),
    (ProcessState.RETURNED, EvidenceState.OPEN): say("Returned, and %(count)s not handed in", count=0),
    (ProcessState.RETURNED, EvidenceState.WAITING): say("Returned, and %(count)s waiting for review", count=0),
    (ProcessState.WAITING, EvidenceState.OPEN): say("Waiting for review, and %(count)s not handed in", count=0),
}


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """How many work processes there are, and how many of them are in which state; each counts once."""

    total: int
    accepted: int = 0
    returned: int = 0
    waiting: int = 0
    open: int = 0

    @property
    def missing(self) -> int:
        """How many are without evidence."""
        return self.total - self.begun

    @property
    def begun(self) -> int:
        """How many have any evidence."""
        return self.accepted + self.returned + self.waiting + self.open

    @property
    def shares(self) -> tuple[tuple[ProcessState, int], ...]:
        """How many are in each state that occurs, from the furthest to the least."""
        found = (
            (ProcessState.ACCEPTED, self.accepted),
            (ProcessState.WAITING, self.waiting),
            (ProcessState.RETURNED, self.returned),
            (ProcessState.OPEN, self.open),
            (ProcessState.MISSING, self.missing),
        )
        return tuple((state, count) for state, count in found if count)

    @property
    def words(self) -> Message:
        """The sentence that goes with the bar."""
        if self.total == 0:
            return say("There are no work processes yet")
        return say_many(
            "%(accepted)s of %(count)s work process has accepted evidence",
            "%(accepted)s of %(count)s work processes have accepted evidence",
            self.total,
            accepted=self.accepted,
        )


def process_state(states: Collection[EvidenceState]) -> ProcessState:
    """The state of a work process that has evidence in these states: accepted as soon as one piece is."""
    return next((ProcessState(state) for state in REACHED if state in states), ProcessState.MISSING)


def process_words(states: Collection[EvidenceState], *, too_old: bool = False) -> Message:
    """The same in words, with what else asks for a deed: "Accepted, and 1 returned"."""
    if too_old:
        return say("Accepted, but too old")
    state = process_state(states)
    for beside in (EvidenceState.RETURNED, EvidenceState.OPEN, EvidenceState.WAITING):
        if beside in states and (state, beside) in _BESIDE:
            return replace(_BESIDE[state, beside], gaps={"count": list(states).count(beside)})
    return _WORDS[state]


def covered(states: Collection[ProcessState]) -> Coverage:
    """How far somebody is whose work processes are in these states."""
    count = list(states).count
    return Coverage(
        total=len(states),
        accepted=count(ProcessState.ACCEPTED),
        returned=count(ProcessState.RETURNED),
        waiting=count(ProcessState.WAITING),
        open=count(ProcessState.OPEN),
    )


def counted(state: ProcessState, count: int) -> Message:
    """So many work processes are in this state, all evidence for each taken together, in words."""
    match state:
        case ProcessState.RETURNED:
            return say_many("%(count)s work process was returned", "%(count)s work processes were returned", count)
        case ProcessState.OPEN:
            return say_many(
                "%(count)s work process is not handed in", "%(count)s work processes are not handed in", count
            )
        case ProcessState.WAITING:
            return say_many(
                "%(count)s work process waits for review", "%(count)s work processes wait for review", count
            )
        case ProcessState.ACCEPTED:
            return say_many("%(count)s work process is accepted", "%(count)s work processes are accepted", count)
        case ProcessState.MISSING:
            return say_many(
                "%(count)s work process has no evidence", "%(count)s work processes have no evidence", count
            )


def counted_with(state: ProcessState, count: int) -> Message:
    """So many work processes have any evidence in this state, whatever else there is for them, in words."""
    match state:
        case ProcessState.RETURNED:
            return say_many(
                "%(count)s work process with something returned",
                "%(count)s work processes with something returned",
                count,
            )
        case ProcessState.OPEN:
            return say_many(
                "%(count)s work process with something not handed in",
                "%(count)s work processes with something not handed in",
                count,
            )
        case ProcessState.WAITING:
            return say_many(
                "%(count)s work process with something waiting for review",
                "%(count)s work processes with something waiting for review",
                count,
            )
        case ProcessState.ACCEPTED:
            return say_many(
                "%(count)s work process with something accepted",
                "%(count)s work processes with something accepted",
                count,
            )
        case ProcessState.MISSING:
            return say_many(
                "%(count)s work process without evidence", "%(count)s work processes without evidence", count
            )
