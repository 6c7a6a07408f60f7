"""Who may be linked to what (Q1, Q9, Q16, BR-09)."""

from dataclasses import dataclass
from datetime import date

from foundation.messages import Message, say
from qualification_files.rules.states import LinkResult, QualificationState


@dataclass(frozen=True)
class Offer:
    """A qualification, as far as linking asks."""

    state: QualificationState
    intake_ends: date | None = None
    programme_ends: date | None = None


@dataclass(frozen=True)
class Follower:
    """A person, as far as linking asks."""

    active: bool
    candidate: bool
    linked: bool


def link_result(offer: Offer, follower: Follower, *, today: date) -> LinkResult:
    """What linking would do: only active people who are candidates, only while there is intake; running ones stay."""
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
    return LinkResult.CHANGED if follower.candidate else LinkResult.NOT_A_CANDIDATE


def unlink_result(follower: Follower) -> LinkResult:
    """What unlinking would do: a link can always be ended."""
    return LinkResult.CHANGED if follower.linked else LinkResult.UNCHANGED


def why_not_linked(result: LinkResult, offer: Offer) -> Message | None:
    """The reason in words; None where nothing was refused."""
    if result is LinkResult.INTAKE_ENDED and offer.intake_ends:
        return say("intake ended %(day)s", day=offer.intake_ends)
    if result is LinkResult.PROGRAMME_ENDED and offer.programme_ends:
        return say("the programme ended %(day)s", day=offer.programme_ends)
    return RESULT_WORDS.get(result)


RESULT_WORDS = {
    LinkResult.NOT_ACTIVE: say("the qualification is not active"),
    LinkResult.INTAKE_ENDED: say("intake has ended"),
    LinkResult.PROGRAMME_ENDED: say("the programme has ended"),
    LinkResult.NOT_A_CANDIDATE: say("not a candidate"),
    LinkResult.PERSON_INACTIVE: say("the person is no longer active"),
}
