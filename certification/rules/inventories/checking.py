"""What is wrong with a questionnaire: where, and what to do about it. While something is, it is not published."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from certification.rules.inventories.conditions import contradiction
from certification.rules.inventories.design import END, NEXT, Condition, Design, Proposal, Question, QuestionKind
from certification.rules.inventories.exploring import Explored, circle, explore
from foundation.messages import Message, say

FEWEST_CHOICES = {QuestionKind.ONE: 2, QuestionKind.SEVERAL: 1}


class PlaceKind(StrEnum):
    """What a problem is in."""

    WHOLE = "whole"
    QUESTION = "question"
    PROPOSAL = "proposal"


@dataclass(frozen=True)
class Place:
    """Where something is wrong."""

    kind: PlaceKind
    key: str = ""


@dataclass(frozen=True)
class Problem:
    """What is wrong somewhere, in words that say what to do; with `blocks` it keeps from publishing."""

    place: Place
    message: Message
    blocks: bool = True


def problems(design: Design, *, linkable: Collection[int]) -> list[Problem]:
    """All that is wrong, in the order of the page. `linkable`: the qualifications that can be given to people now."""
    if not design.questions:
        return [Problem(Place(PlaceKind.WHOLE), say("There is no question yet. Add the first one."))]
    explored = explore(design)
    return [
        *_of_whole(design, explored),
        *(found for question in design.questions for found in _of_question(design, question, explored)),
        *(found for proposal in design.proposals for found in _of_proposal(design, proposal, linkable)),
    ]


def _of_whole(design: Design, explored: Explored) -> Iterator[Problem]:
    here = Place(PlaceKind.WHOLE)
    if not design.proposals:
        yield Problem(
            here, say("Nothing is proposed, whatever somebody answers. Add a proposal if answers should lead to one."),
            blocks=False,
        )  # fmt: skip
    if not explored.is_complete:
        yield Problem(
            here,
            say(
                "There are too many ways through these questions to look at all of them. Try out the ones that matter."
            ),
            blocks=False,
        )


def _of_question(design: Design, question: Question, explored: Explored) -> Iterator[Problem]:
    here = Place(PlaceKind.QUESTION, question.key)
    found = [_why_unanswerable(question), *_why_dead_ends(design, question)]
    found += [_why_circle(design, question, explored), _why_unreached(question, explored)]
    found += [_why_jump(design, question, jump.condition) for jump in question.jumps]
    yield from (Problem(here, why) for why in found if why is not None)
    if question.key in explored.reached and explored.is_complete and not any(found):
        yield from (Problem(here, why, blocks=False) for why in _why_idle(question, explored))


def _why_unanswerable(question: Question) -> Message | None:
    fewest = FEWEST_CHOICES.get(question.kind, 0)
    if len(question.choices) < fewest:
        return say("There are too few answers to choose from. Add answers, or choose another kind of question.")
    if question.minimum is not None and question.maximum is not None and question.minimum > question.maximum:
        return say("No number fits between the lowest and the highest. Swap them.")
    return None


def _why_dead_ends(design: Design, question: Question) -> Iterator[Message]:
    targets = (*(jump.to for jump in question.jumps), question.otherwise)
    if any(to not in (NEXT, END) and design.question(to) is None for to in targets):
        yield say("It goes on to a question that was removed: a dead end. Choose where it goes on.")


def _why_circle(design: Design, question: Question, explored: Explored) -> Message | None:
    found = circle(explored.steps)
    if question.key not in found:
        return None
    return say(
        "Whoever comes here can go round for ever: question %(first)s leads back to question %(last)s. "
        "Let one of them go on to a later question.",
        first=design.number_of(found[-1]),
        last=design.number_of(found[0]),
    )


def _why_unreached(question: Question, explored: Explored) -> Message | None:
    if question.key in explored.reached:
        return None
    return say(
        "Nobody ever comes to this question, whatever is answered before it. "
        "Let an earlier question go on to it, or remove it."
    )


def _why_jump(design: Design, question: Question, condition: Condition) -> Message | None:
    if not condition.criteria:
        return say("A line that says where it goes on has no condition, so nothing after it ever counts. Add one.")
    return contradiction(design, condition)


def _why_idle(question: Question, explored: Explored) -> Iterator[Message]:
    """Lines that no answer ever leads along: an earlier line always goes before, or it looks at a later question."""
    if any((question.key, jump.key) not in explored.taken for jump in question.jumps):
        yield say("A line that says where it goes on never counts, whatever is answered. Change it or take it away.")


def _of_proposal(design: Design, proposal: Proposal, linkable: Collection[int]) -> Iterator[Problem]:
    here = Place(PlaceKind.PROPOSAL, proposal.key)
    if proposal.qualification_id not in linkable:
        yield Problem(
            here, say("This qualification cannot be given to people now. Activate it, or propose another one.")
        )
    against = contradiction(design, proposal.condition)
    if against is not None:
        yield Problem(here, against)
    elif not explore(design, proposal.condition).holds:
        yield Problem(
            here,
            say(
                "Nobody ever gets this proposal: no way through the questions gives these answers together. "
                "Change the condition, or where the questions go on."
            ),
        )
