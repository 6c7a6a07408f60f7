"""How a part stands, in words: its conditions, its mark and its label, and whether it counts."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from exams.rules.cut_scores.judged import Condition, PartOutcome
from exams.rules.cut_scores.numbers import shown
from foundation.messages import Message, say


def told(part: PartOutcome) -> tuple[Condition, ...]:
    """The lines about this part, each saying of which part it speaks."""
    if part.exempt or part.left_out:
        return (_line(part, "exempt" if part.exempt else "left-out", _absence(part), held=True),)
    return (*_mark(part), *(_within(part, condition) for condition in part.conditions))


def _line(part: PartOutcome, name: str, message: Message, *, held: bool | None) -> Condition:
    nothing = Fraction(0)
    return Condition(name=name, held=held, needed=nothing, reached=nothing, message=message, part=part.key)


def _absence(part: PartOutcome) -> Message:
    if part.left_out:
        return say("%(part)s: nothing of it was applicable, so it is left out.", part=part.key)
    if part.rounded is None:
        return say("%(part)s: exempted by the exam board, so it counts as satisfied.", part=part.key)
    return say(
        "%(part)s: exempted by the exam board; the earlier mark %(mark)s counts.",
        part=part.key,
        mark=shown(part.rounded),
    )


def _mark(part: PartOutcome) -> Iterator[Condition]:
    said = _said(part)
    if said is not None:
        yield _line(part, "mark-given", said, held=part.sufficient)


def _said(part: PartOutcome) -> Message | None:
    if part.rounded is None:
        return say("%(part)s: “%(label)s”.", part=part.key, label=part.label) if part.label else None
    mark = shown(part.rounded)
    if part.label:
        return say("%(part)s: %(mark)s, which is “%(label)s”.", part=part.key, mark=mark, label=part.label)
    return say("%(part)s: %(mark)s.", part=part.key, mark=mark)


def _within(part: PartOutcome, condition: Condition) -> Condition:
    return replace(condition, message=say("%(part)s: %(reason)s", part=part.key, reason=condition.message))
