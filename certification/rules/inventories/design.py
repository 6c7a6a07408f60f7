"""What a questionnaire consists of, as plain values that are kept as one document."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

NEXT = ""  # goes on with the question below
END = "end"  # goes on to the end
YES, NO = "yes", "no"


class QuestionKind(StrEnum):
    """How a question is answered."""

    ONE = "one"
    SEVERAL = "several"
    YES_NO = "yes_no"
    NUMBER = "number"


class Compare(StrEnum):
    """How an answer is looked at."""

    IS = "is"
    IS_NOT = "is_not"
    INCLUDES = "includes"
    INCLUDES_NOT = "includes_not"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


class Match(StrEnum):
    """Whether all criteria of a condition must hold, or one of them."""

    ALL = "all"
    ANY = "any"


@dataclass(frozen=True)
class Option:
    """One of the answers to choose from."""

    key: str
    text: str


@dataclass(frozen=True)
class Criterion:
    """Something that holds of one answer. About a question that was not asked nothing holds."""

    question: str
    compare: Compare
    value: str | int


@dataclass(frozen=True)
class Condition:
    """Criteria of which all or one must hold; without any it always holds."""

    match: Match = Match.ALL
    criteria: tuple[Criterion, ...] = ()


@dataclass(frozen=True)
class Jump:
    """If this holds, the questions go on there."""

    key: str
    condition: Condition
    to: str


@dataclass(frozen=True)
class Question:
    """One question; the first jump of which the condition holds says what comes next."""

    key: str
    text: str
    help: str = ""
    kind: QuestionKind = QuestionKind.YES_NO
    choices: tuple[Option, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    jumps: tuple[Jump, ...] = ()
    otherwise: str = NEXT

    @property
    def values(self) -> tuple[str, ...]:
        """The keys of what can be chosen."""
        if self.kind is QuestionKind.YES_NO:
            return (YES, NO)
        return () if self.kind is QuestionKind.NUMBER else tuple(option.key for option in self.choices)


@dataclass(frozen=True)
class Proposal:
    """A qualification that is proposed to whoever gave such answers."""

    key: str
    condition: Condition
    qualification_id: int
    required: bool = True


@dataclass(frozen=True)
class Design:
    """The questions in order, and what they lead to. Keys are never used again, so old answers keep their meaning."""

    questions: tuple[Question, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    last_key: int = 0
    _places: Mapping[str, int] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        places = {question.key: place for place, question in enumerate(self.questions)}
        object.__setattr__(self, "_places", places)

    def question(self, key: str) -> Question | None:
        """This question, or nothing where it is gone."""
        place = self._places.get(key)
        return None if place is None else self.questions[place]

    def number_of(self, key: str) -> int:
        """Its place, counted from 1; 0 where it is gone."""
        return self._places.get(key, -1) + 1

    def below(self, key: str) -> str:
        """What comes after this question in the order of the list."""
        place = self._places[key] + 1
        return self.questions[place].key if place < len(self.questions) else END

    def goes_to(self, question: Question, target: str) -> str:
        """The question a target stands for."""
        return self.below(question.key) if target == NEXT else target

    def conditions(self) -> Iterator[Condition]:
        """Every condition of every jump."""
        return (jump.condition for question in self.questions for jump in question.jumps)


def design_to_json(design: Design) -> dict[str, Any]:
    """The design as it is kept."""
    return {
        "questions": [_question_to_json(question) for question in design.questions],
        "proposals": [_proposal_to_json(proposal) for proposal in design.proposals],
        "last_key": design.last_key,
    }


def design_from_json(kept: Mapping[str, Any]) -> Design:
    """The design that was kept."""
    return Design(
        questions=tuple(_question_from_json(one) for one in kept.get("questions", ())),
        proposals=tuple(_proposal_from_json(one) for one in kept.get("proposals", ())),
        last_key=kept.get("last_key", 0),
    )


def _question_to_json(question: Question) -> dict[str, Any]:
    return {
        "key": question.key,
        "text": question.text,
        "help": question.help,
        "kind": question.kind.value,
        "choices": [[option.key, option.text] for option in question.choices],
        "minimum": question.minimum,
        "maximum": question.maximum,
        "jumps": [
            {"key": jump.key, "condition": _condition_to_json(jump.condition), "to": jump.to} for jump in question.jumps
        ],
        "otherwise": question.otherwise,
    }


def _question_from_json(kept: Mapping[str, Any]) -> Question:
    return Question(
        key=kept["key"],
        text=kept["text"],
        help=kept["help"],
        kind=QuestionKind(kept["kind"]),
        choices=tuple(Option(key, text) for key, text in kept["choices"]),
        minimum=kept["minimum"],
        maximum=kept["maximum"],
        jumps=tuple(Jump(one["key"], _condition_from_json(one["condition"]), one["to"]) for one in kept["jumps"]),
        otherwise=kept["otherwise"],
    )


def _proposal_to_json(proposal: Proposal) -> dict[str, Any]:
    return {
        "key": proposal.key,
        "condition": _condition_to_json(proposal.condition),
        "qualification_id": proposal.qualification_id,
        "required": proposal.required,
    }


def _proposal_from_json(kept: Mapping[str, Any]) -> Proposal:
    return Proposal(kept["key"], _condition_from_json(kept["condition"]), kept["qualification_id"], kept["required"])


def _condition_to_json(condition: Condition) -> dict[str, Any]:
    criteria = [[one.question, one.compare.value, one.value] for one in condition.criteria]
    return {"match": condition.match.value, "criteria": criteria}


def _condition_from_json(kept: Mapping[str, Any]) -> Condition:
    criteria = (Criterion(question, Compare(compare), value) for question, compare, value in kept["criteria"])
    return Condition(Match(kept["match"]), tuple(criteria))
