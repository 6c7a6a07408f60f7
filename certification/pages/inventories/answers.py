"""A question as it is put to somebody, and answers as they are read back."""

from collections.abc import Sequence
from dataclasses import dataclass

from certification.pages.inventories.words import range_words
from certification.rules.inventories import Answer, Answers, Condition, Design, Question, QuestionKind, course, proposed
from certification.rules.inventories.words import answer_words, condition_words, lead_words, option_words
from foundation.messages import Message
from qualification_files.models import Qualification


@dataclass(frozen=True)
class Asking:
    """One question on a screen."""

    key: str
    number: int  # the how-manieth it is for this person
    text: str
    help: str
    is_number: bool
    is_several: bool
    range: Message | None
    options: tuple[tuple[str, Message | str, bool], ...]  # value, words, chosen
    written: str
    minimum: int | None
    maximum: int | None


@dataclass(frozen=True)
class AnswerLine:
    """A question with what was answered."""

    key: str
    number: int
    text: str
    answers: tuple[Message | str, ...]


@dataclass(frozen=True)
class Reason:
    """A condition that led to a proposal, in words."""

    lead: Message
    criteria: tuple[Message, ...]


@dataclass(frozen=True)
class ProposedLine:
    """What answers lead to."""

    qualification: Qualification | None
    required: bool
    because: tuple[Reason, ...]


def asking(question: Question, number: int, answer: Answer | None, sent: Sequence[str] | None = None) -> Asking:
    """The question with the answer that was given before, or with what was sent and refused."""
    chosen = _chosen(answer) if sent is None else set(sent)
    return Asking(
        key=question.key,
        number=number,
        text=question.text,
        help=question.help,
        is_number=question.kind is QuestionKind.NUMBER,
        is_several=question.kind is QuestionKind.SEVERAL,
        range=range_words(question) if question.kind is QuestionKind.NUMBER else None,
        options=tuple((key, option_words(question, key), key in chosen) for key in question.values),
        written=next(iter(chosen), ""),
        minimum=question.minimum,
        maximum=question.maximum,
    )


def answer_lines(design: Design, answers: Answers) -> list[AnswerLine]:
    """What was answered, in the order it was asked."""
    found = []
    for number, key in enumerate(course(design, answers).asked, 1):
        question = design.question(key)
        if question is not None:
            found.append(AnswerLine(key, number, question.text, answer_words(question, answers[key])))
    return found


def proposed_lines(design: Design, answers: Answers, names: dict[int, Qualification]) -> list[ProposedLine]:
    """What these answers lead to, and why."""
    return [
        ProposedLine(names.get(one.qualification_id), one.required, reasons(design, one.because))
        for one in proposed(design, answers)
    ]


def reasons(design: Design, conditions: Sequence[Condition]) -> tuple[Reason, ...]:
    """Conditions in words."""
    return tuple(Reason(lead_words(one), condition_words(design, one)) for one in conditions)


def _chosen(answer: Answer | None) -> set[str]:
    if answer is None:
        return set()
    return set(answer) if isinstance(answer, frozenset) else {str(answer)}
