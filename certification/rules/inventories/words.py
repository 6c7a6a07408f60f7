"""Conditions in words, as they are said back to whoever wrote them and to whoever decides."""

from certification.rules.inventories.conditions import Answer
from certification.rules.inventories.design import (
    NO,
    YES,
    Compare,
    Condition,
    Criterion,
    Design,
    Match,
    Question,
)
from foundation.messages import Message, say

GONE = say("a question that was removed")
GONE_ANSWER = say("an answer that was removed")
LEADS: dict[Match, Message] = {
    Match.ALL: say("when all of this holds"),
    Match.ANY: say("when one of these holds"),
}


def condition_words(design: Design, condition: Condition) -> tuple[Message, ...]:
    """Each criterion as a sentence; none where it always holds."""
    return tuple(criterion_words(design, one) for one in condition.criteria)


def lead_words(condition: Condition) -> Message:
    """What stands before the criteria."""
    if not condition.criteria:
        return say("always")
    return LEADS[condition.match] if len(condition.criteria) > 1 else say("when this holds")


def criterion_words(design: Design, criterion: Criterion) -> Message:
    """One criterion as a sentence."""
    question = design.question(criterion.question)
    gaps = {"question": question.text if question else GONE, "answer": _value_words(question, criterion)}
    match criterion.compare:
        case Compare.IS:
            return say("“%(question)s”: %(answer)s", **gaps)
        case Compare.IS_NOT:
            return say("“%(question)s”: not %(answer)s", **gaps)
        case Compare.INCLUDES:
            return say("“%(question)s”: among others %(answer)s", **gaps)
        case Compare.INCLUDES_NOT:
            return say("“%(question)s”: without %(answer)s", **gaps)
        case Compare.AT_LEAST:
            return say("“%(question)s”: %(answer)s or more", **gaps)
    return say("“%(question)s”: %(answer)s or less", **gaps)


def answer_words(question: Question, answer: Answer) -> tuple[Message | str, ...]:
    """An answer as the person gave it: one or several things."""
    if isinstance(answer, frozenset):
        chosen = tuple(option_words(question, key) for key in question.values if key in answer)
        return chosen or (say("None of these"),)
    return (str(answer) if isinstance(answer, int) else option_words(question, answer),)


def option_words(question: Question, key: str) -> Message | str:
    """What an answer to choose from says."""
    if key in (YES, NO) and not question.choices:
        return say("Yes") if key == YES else say("No")
    return next((option.text for option in question.choices if option.key == key), GONE_ANSWER)


def _value_words(question: Question | None, criterion: Criterion) -> Message | str | int:
    if question is None or isinstance(criterion.value, int):
        return criterion.value
    return option_words(question, criterion.value)
