"""Whether a condition holds of answers, and whether it ever can."""

from collections import defaultdict
from collections.abc import Mapping

from certification.rules.inventories.design import (
    Compare,
    Condition,
    Criterion,
    Design,
    Match,
    Question,
    QuestionKind,
)
from foundation.messages import Message, say

Answer = str | int | frozenset[str]
Answers = Mapping[str, Answer]

SUITS = {
    QuestionKind.ONE: (Compare.IS, Compare.IS_NOT),
    QuestionKind.YES_NO: (Compare.IS,),
    QuestionKind.SEVERAL: (Compare.INCLUDES, Compare.INCLUDES_NOT),
    QuestionKind.NUMBER: (Compare.AT_LEAST, Compare.AT_MOST),
}


def holds(condition: Condition, answers: Answers) -> bool:
    """Whether it holds; about a question that was not asked nothing holds, not even what an answer is not."""
    if not condition.criteria:
        return True
    found = (_is_met(one, answers) for one in condition.criteria)
    return all(found) if condition.match is Match.ALL else any(found)


def _is_met(criterion: Criterion, answers: Answers) -> bool:
    answer, value = answers.get(criterion.question), criterion.value
    if answer is None:
        return False
    if isinstance(answer, frozenset):
        return (value in answer) is (criterion.compare is Compare.INCLUDES)
    if isinstance(answer, int) or isinstance(value, int):
        return _fits(answer, criterion)
    return (answer == value) is (criterion.compare is Compare.IS)


def _fits(answer: str | int, criterion: Criterion) -> bool:
    if not isinstance(answer, int) or not isinstance(criterion.value, int):
        return False  # the question was of another kind when one of them was written
    return answer >= criterion.value if criterion.compare is Compare.AT_LEAST else answer <= criterion.value


def contradiction(design: Design, condition: Condition) -> Message | None:
    """Why this can never hold whatever somebody answers, or None."""
    gone = next((why for one in condition.criteria if (why := _why_gone(design, one))), None)
    if gone is not None or not condition.criteria:
        return gone
    if condition.match is Match.ANY:
        found = [_clash(design, (one,)) for one in condition.criteria]
        return found[0] if all(found) else None
    return _clash(design, condition.criteria)


def _why_gone(design: Design, criterion: Criterion) -> Message | None:
    question = design.question(criterion.question)
    if question is None:
        return say("It looks at a question that was removed. Choose another question, or take the line away.")
    if criterion.compare not in SUITS[question.kind]:
        return say(
            "It looks at “%(question)s” in a way that does not suit how that question is answered now. "
            "Choose the line again.",
            question=question.text,
        )
    if question.kind is not QuestionKind.NUMBER and criterion.value not in question.values:
        return say(
            "It looks at an answer of “%(question)s” that was removed. Choose another answer.", question=question.text
        )
    return None


def _clash(design: Design, criteria: tuple[Criterion, ...]) -> Message | None:
    by_question: dict[str, list[Criterion]] = defaultdict(list)
    for one in criteria:
        by_question[one.question].append(one)
    for key, about in by_question.items():
        question = design.question(key)
        if question is not None and (why := _clash_on(question, about)):
            return why
    return None


def _clash_on(question: Question, about: list[Criterion]) -> Message | None:
    if question.kind is QuestionKind.NUMBER:
        return _clash_of_numbers(question, about)
    if question.kind is QuestionKind.SEVERAL:
        return _clash_of_several(question, about)
    wanted = {one.value for one in about if one.compare is Compare.IS}
    shut_out = {one.value for one in about if one.compare is Compare.IS_NOT}
    if len(wanted) > 1:
        return say(
            "It asks for two different answers to “%(question)s”, to which only one is given. "
            "Take one away, or let one of them be enough.",
            question=question.text,
        )
    if wanted & shut_out or (question.values and set(question.values) <= shut_out):
        return say("It leaves no answer to “%(question)s” over. Take one line away.", question=question.text)
    return None


def _clash_of_several(question: Question, about: list[Criterion]) -> Message | None:
    wanted = {one.value for one in about if one.compare is Compare.INCLUDES}
    if wanted & {one.value for one in about if one.compare is Compare.INCLUDES_NOT}:
        return say(
            "It asks that an answer to “%(question)s” is given and not given at once. Take one line away.",
            question=question.text,
        )
    return None


def _clash_of_numbers(question: Question, about: list[Criterion]) -> Message | None:
    least = [one.value for one in about if one.compare is Compare.AT_LEAST and isinstance(one.value, int)]
    most = [one.value for one in about if one.compare is Compare.AT_MOST and isinstance(one.value, int)]
    bottom = max([*least, *([question.minimum] if question.minimum is not None else [])], default=None)
    top = min([*most, *([question.maximum] if question.maximum is not None else [])], default=None)
    if bottom is None or top is None or bottom <= top:
        return None
    return say(
        "For “%(question)s” it leaves no number over: at least %(bottom)s and at most %(top)s exclude each other.",
        question=question.text,
        bottom=bottom,
        top=top,
    )
