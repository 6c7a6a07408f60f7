"""The page on which a questionnaire is made: questions, where they go on, proposals, and what is wrong."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from certification.models import Inventory, InventoryVersion
from certification.pages.inventories.words import KINDS, place_words, range_words
from certification.rules.inventories import (
    END,
    Compare,
    Design,
    Jump,
    PlaceKind,
    Question,
    QuestionKind,
    problems,
)
from certification.rules.inventories.conditions import SUITS
from certification.rules.inventories.words import condition_words, lead_words, option_words
from foundation.messages import Message, say
from foundation.web.words import said
from qualification_files.models import Qualification

Groups = list[tuple[str, list[tuple[str, str]]]]
NUMBERS = {Compare.AT_LEAST: say("the number beside it or more"), Compare.AT_MOST: say("the number beside it or less")}


@dataclass(frozen=True)
class ProblemLine:
    """Something that is wrong, with the place to go to."""

    place: Message
    anchor: str
    message: Message
    blocks: bool


@dataclass(frozen=True)
class JumpLine:
    """Where a question goes on when something holds."""

    key: str
    lead: Message
    criteria: tuple[Message, ...]
    target: Message


@dataclass(frozen=True)
class QuestionCard:
    """A question in the builder."""

    key: str
    number: int
    text: str
    help: str
    kind: str
    range: Message | None
    options: tuple[str, ...]
    jumps: tuple[JumpLine, ...]
    otherwise: Message
    is_first: bool
    is_last: bool
    is_wrong: bool


@dataclass(frozen=True)
class ProposalCard:
    """A proposal in the builder."""

    key: str
    number: int
    qualification: Qualification | None
    required: bool
    lead: Message
    criteria: tuple[Message, ...]
    is_wrong: bool


@dataclass(frozen=True)
class Builder:
    """All of the page."""

    questions: tuple[QuestionCard, ...]
    proposals: tuple[ProposalCard, ...]
    problems: tuple[ProblemLine, ...]

    @property
    def can_be_published(self) -> bool:
        """Whether nothing keeps it from being published."""
        return not any(one.blocks for one in self.problems)


def builder(design: Design, *, linkable: Collection[int], names: Mapping[int, Qualification]) -> Builder:
    """The page of this design."""
    lines = tuple(
        ProblemLine(place_words(design, one.place), f"{one.place.kind.value}-{one.place.key}", one.message, one.blocks)
        for one in problems(design, linkable=linkable)
    )
    wrong = {line.anchor for line in lines if line.blocks}
    return Builder(
        questions=tuple(_card(design, question, wrong) for question in design.questions),
        proposals=tuple(
            ProposalCard(
                key=one.key,
                number=number,
                qualification=names.get(one.qualification_id),
                required=one.required,
                lead=lead_words(one.condition),
                criteria=condition_words(design, one.condition),
                is_wrong=f"{PlaceKind.PROPOSAL.value}-{one.key}" in wrong,
            )
            for number, one in enumerate(design.proposals, 1)
        ),
        problems=lines,
    )


def target_words(design: Design, question: Question, target: str) -> Message:
    """Where it goes on, in words."""
    key = design.goes_to(question, target)
    if key == END:
        return say("the end")
    found = design.question(key)
    if found is None:
        return say("a question that was removed")
    return say("question %(number)s: “%(words)s”", number=design.number_of(key), words=found.text)


def criterion_groups(design: Design, *, until: Question | None = None) -> Groups:
    """What a line of a condition can look at, by question; where it goes on, only what was asked by then."""
    last = design.number_of(until.key) if until else len(design.questions)
    return [
        (f"{number}. {question.text}", _choices(question)) for number, question in enumerate(design.questions[:last], 1)
    ]


def still_offered(groups: Groups, chosen: Collection[str]) -> Groups:
    """The same with what a condition holds and no longer suits, so that saving does not change it unseen."""
    known = {value for _label, options in groups for value, _words in options}
    gone = [(value, said(say("something that was removed"))) for value in chosen if value not in known]
    return [*groups, (said(say("No longer there")), gone)] if gone else groups


def is_unpublished(inventory: Inventory, version: InventoryVersion | None) -> bool:
    """Whether something was changed since it was published last."""
    if version is None:
        return True
    names = ("name", "welcome", "closing", "design")
    return any(getattr(inventory, name) != getattr(version, name) for name in names)


def _card(design: Design, question: Question, wrong: Collection[str]) -> QuestionCard:
    number = design.number_of(question.key)
    return QuestionCard(
        key=question.key,
        number=number,
        text=question.text,
        help=question.help,
        kind=str(KINDS[question.kind]),
        range=range_words(question),
        options=tuple(option.text for option in question.choices),
        jumps=tuple(_line(design, question, jump) for jump in question.jumps),
        otherwise=target_words(design, question, question.otherwise),
        is_first=number == 1,
        is_last=number == len(design.questions),
        is_wrong=f"{PlaceKind.QUESTION.value}-{question.key}" in wrong,
    )


def _line(design: Design, question: Question, jump: Jump) -> JumpLine:
    return JumpLine(
        key=jump.key,
        lead=lead_words(jump.condition),
        criteria=condition_words(design, jump.condition),
        target=target_words(design, question, jump.to),
    )


def _choices(question: Question) -> list[tuple[str, str]]:
    if question.kind is QuestionKind.NUMBER:
        return [(f"{question.key}:{compare.value}", said(NUMBERS[compare])) for compare in SUITS[question.kind]]
    return [
        (f"{question.key}:{compare.value}:{key}", said(_with_answer(compare, said(option_words(question, key)))))
        for compare in SUITS[question.kind]
        for key in question.values
    ]


def _with_answer(compare: Compare, answer: str) -> Message:
    match compare:
        case Compare.IS_NOT:
            return say("not: %(answer)s", answer=answer)
        case Compare.INCLUDES:
            return say("among others: %(answer)s", answer=answer)
        case Compare.INCLUDES_NOT:
            return say("without: %(answer)s", answer=answer)
    return say("is: %(answer)s", answer=answer)
