"""What the states and sorts of questionnaires are called."""

from certification.rules.inventories import (
    Design,
    InventoryState,
    Place,
    PlaceKind,
    ProposalKind,
    ProposalState,
    Question,
    QuestionKind,
    RunState,
)
from foundation.messages import Message, say
from foundation.web.wording import lazy_gettext as _l

STATES = {
    InventoryState.DRAFT: ("quiet", say("Draft")),
    InventoryState.PUBLISHED: ("ok", say("Published")),
    InventoryState.CLOSED: ("stop", say("Closed")),
}
RUN_STATES = {
    RunState.ASKED: ("open", say("Not begun")),
    RunState.BEGUN: ("wait", say("Busy with it")),
    RunState.SENT: ("ok", say("Sent in")),
    RunState.WITHDRAWN: ("quiet", say("No longer asked")),
}
PROPOSAL_STATES = {
    ProposalState.WAITING: ("wait", say("Waits for a decision")),
    ProposalState.APPROVED: ("ok", say("Approved")),
    ProposalState.CHANGED: ("ok", say("Approved with a change")),
    ProposalState.REFUSED: ("stop", say("Refused")),
    ProposalState.REPLACED: ("quiet", say("Filled in again before anybody decided")),
}
END_STATES = {
    **PROPOSAL_STATES,
    ProposalState.APPROVED: ("quiet", say("No longer asked for")),
    ProposalState.REFUSED: ("info", say("Kept as it is")),
}
KINDS = {
    QuestionKind.YES_NO: _l("Yes or no"),
    QuestionKind.ONE: _l("One answer"),
    QuestionKind.SEVERAL: _l("Several answers"),
    QuestionKind.NUMBER: _l("A whole number"),
}


def proposal_state(kind: ProposalKind, state: ProposalState) -> tuple[str, Message]:
    """Kind of sign and words."""
    return (END_STATES if kind is ProposalKind.END else PROPOSAL_STATES)[state]


def place_words(design: Design, place: Place) -> Message:
    """Where something is wrong."""
    if place.kind is PlaceKind.QUESTION:
        return say("Question %(number)s", number=design.number_of(place.key))
    if place.kind is PlaceKind.PROPOSAL:
        number = next(n for n, one in enumerate(design.proposals, 1) if one.key == place.key)
        return say("Proposal %(number)s", number=number)
    return say("The whole questionnaire")


def range_words(question: Question) -> Message | None:
    """Between which numbers an answer must be, or None."""
    low, high = question.minimum, question.maximum
    if low is not None and high is not None:
        return say("From %(low)s to %(high)s", low=low, high=high)
    if low is not None:
        return say("%(low)s or more", low=low)
    return None if high is None else say("%(high)s or less", high=high)
