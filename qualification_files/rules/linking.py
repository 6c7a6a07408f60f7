"""Who may be linked to what (Q1, Q9, Q16, BR-09)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from foundation.messages import Message, say
from qualification_files.rules.states import LinkResult, QualificationState


@dataclass(frozen=True)
class Offer:
    """A qualification, as far as linking asks."""

    state: QualificationState
    intake_ends: date | None = None
    programme_ends: date | None = None
    for_everybody: bool = False  # it asks for activities: whoever works here may follow it, not candidates alone


@dataclass(frozen=True)
class Follower:
    """A person, as far as linking asks."""

    active: bool
    candidate: bool
    linked: bool
    held: bool = False  # by a rule or the organisation


def link_result(offer: Offer, follower: Follower, *, today: date) -> LinkResult:
    """What linking would do: only active people, only while there is intake; running ones stay.

    What has core tasks alone is for candidates; what asks for activities is for everybody.
    """
    if follower.linked:
        return LinkResult.UNCHANGED
    if offer.state is not QualificationState.ACTIVE:
        return LinkResult.NOT_ACTIVE
    if offer.intake_ends is not None and today > offer.intake_ends:
        return LinkResult.INTAKE_ENDED
    if offer.programme_ends is not None and today > offer.programme_ends:
        return LinkResult.PROGRAMME_ENDED
    if not follower.active:
        return LinkResult.PERSON_INACTIVE
    may_follow = follower.candidate or offer.for_everybody
    return LinkResult.CHANGED if may_follow else LinkResult.NOT_A_CANDIDATE


def unlink_result(follower: Follower) -> LinkResult:
    """What unlinking would do: a link can be ended, unless a rule or the organisation asks for it."""
    if not follower.linked:
        return LinkResult.UNCHANGED
    return LinkResult.HELD if follower.held else LinkResult.CHANGED


def why_not_linked(result: LinkResult, offer: Offer) -> Message | None:
    """The reason in words; None where nothing was refused."""
    if result is LinkResult.INTAKE_ENDED and offer.intake_ends:
        return say("intake ended %(day)s", day=offer.intake_ends)
    if result is LinkResult.PROGRAMME_ENDED and offer.programme_ends:
        return say("the programme ended %(day)s", day=offer.programme_ends)
    return RESULT_WORDS.get(result)


class StaysAway(StrEnum):
    """Why somebody does not come back to a qualification when an unlinking or a move is undone."""

    CLOSED = "closed"
    CHANGED = "changed"  # its core tasks and work processes are no longer those this person worked with
    PERSON_INACTIVE = "person_inactive"
    NOT_A_CANDIDATE = "not_a_candidate"


def nobody_comes_back(state: QualificationState, *, changed: bool) -> StaysAway | None:
    """Why nobody at all comes back; None when people may. What was followed goes on, also where intake has ended."""
    if state is QualificationState.CLOSED:
        return StaysAway.CLOSED
    return StaysAway.CHANGED if changed else None


def stays_away(follower: Follower) -> StaysAway | None:
    """Why this person does not come back; None for who may."""
    if not follower.active:
        return StaysAway.PERSON_INACTIVE
    return None if follower.candidate else StaysAway.NOT_A_CANDIDATE


RESULT_WORDS = {
    LinkResult.NOT_ACTIVE: say("the qualification is not active"),
    LinkResult.INTAKE_ENDED: say("intake has ended"),
    LinkResult.PROGRAMME_ENDED: say("the programme has ended"),
    LinkResult.NOT_A_CANDIDATE: say("not a candidate"),
    LinkResult.PERSON_INACTIVE: say("the person is no longer active"),
    LinkResult.HELD: say("a rule or the organisation asks for it"),
}
STAYS_AWAY_WORDS = {
    StaysAway.CLOSED: say("the qualification is closed for good"),
    StaysAway.CHANGED: say("the core tasks and work processes were changed since"),
    StaysAway.PERSON_INACTIVE: RESULT_WORDS[LinkResult.PERSON_INACTIVE],
    StaysAway.NOT_A_CANDIDATE: RESULT_WORDS[LinkResult.NOT_A_CANDIDATE],
}
WHY_NOT_UNDONE = {
    StaysAway.CLOSED: say("This cannot be undone: the qualification is closed for good. Nobody can follow it again."),
    StaysAway.CHANGED: say(
        "This cannot be undone: the core tasks and work processes were changed since. Look at the qualification, and "
        "link the people to it again when it is active."
    ),
}
