"""The way through the questions: which come, given the answers so far, and which is next."""

from collections.abc import Sequence
from dataclasses import dataclass

from certification.rules.inventories.conditions import Answer, Answers, holds
from certification.rules.inventories.design import END, Design, Jump, Question, QuestionKind
from foundation.messages import say
from foundation.refusals import Unreadable

MOST_DIGITS = 9


class WrongAnswer(Unreadable):
    """What was sent is no answer to this question."""


@dataclass(frozen=True)
class Course:
    """The answered questions in the order they came, and the one to answer now; none when all is answered."""

    asked: tuple[str, ...]
    now: str | None

    @property
    def is_whole(self) -> bool:
        """Whether every question that comes has an answer."""
        return self.now is None

    def before(self, key: str) -> str | None:
        """The question that came before this one, or before the end for a key that did not come."""
        place = self.asked.index(key) if key in self.asked else len(self.asked)
        return self.asked[place - 1] if place else None


def course(design: Design, answers: Answers) -> Course:
    """The way these answers lead; a question that would come twice ends it, so that nobody goes round for ever."""
    asked: list[str] = []
    key = design.questions[0].key if design.questions else END
    while key != END and key not in asked:
        question = design.question(key)
        if question is None:
            break
        if key not in answers:
            return Course(tuple(asked), key)
        asked.append(key)
        known = {one: answers[one] for one in asked}
        key = following(design, question, known)
    return Course(tuple(asked), None)


def following(design: Design, question: Question, answers: Answers) -> str:
    """What comes after this question, or the end."""
    jump = jump_of(question, answers)
    return design.goes_to(question, jump.to if jump else question.otherwise)


def jump_of(question: Question, answers: Answers) -> Jump | None:
    """The first jump of which the condition holds."""
    return next((jump for jump in question.jumps if jump.condition.criteria and holds(jump.condition, answers)), None)


def read_answer(question: Question, sent: Sequence[str]) -> Answer:
    """What was sent, as an answer to this question; refused where it is none."""
    if question.kind is QuestionKind.NUMBER:
        return _number(question, sent[0].strip() if sent else "")
    if question.kind is QuestionKind.SEVERAL:
        if not set(sent) <= set(question.values):
            raise WrongAnswer(say("Choose from the answers."))
        return frozenset(sent)
    if len(sent) != 1 or sent[0] not in question.values:
        raise WrongAnswer(say("Choose one of the answers."))
    return sent[0]


def _number(question: Question, written: str) -> int:
    digits = written.removeprefix("-")
    if not digits.isdecimal() or not digits.isascii() or len(digits) > MOST_DIGITS:
        raise WrongAnswer(say("Fill in a whole number."))
    number = int(written)
    if question.minimum is not None and number < question.minimum:
        raise WrongAnswer(say("Fill in %(least)s or more.", least=question.minimum))
    if question.maximum is not None and number > question.maximum:
        raise WrongAnswer(say("Fill in %(most)s or less.", most=question.maximum))
    return number


def plain(answer: Answer) -> str | int | list[str]:
    """The answer as it is kept."""
    return sorted(answer) if isinstance(answer, frozenset) else answer


def restored(kept: str | int | list[str]) -> Answer:
    """The answer that was kept."""
    return frozenset(kept) if isinstance(kept, list) else kept
