"""How a part stands, in words: its conditions, its mark and its label, and whether it counts."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from exams.rules.cut_scores.judged import Condition, PartOutcome
from exams.rules.cut_scores.numbers import shown
from exams.rules.cut_scores.phrases import listed
from foundation.messages import Message, say, say_many


def told(part: PartOutcome, failed: Mapping[int, str]) -> tuple[Condition, ...]:
    """The lines about this part, each saying of which part it speaks; `failed` are critical steps: id and text."""
    if part.exempt or part.left_out:
        return (_line(part, "exempt" if part.exempt else "left-out", _absence(part), held=True),)
    return (*_mark(part, failed), *(_within(part, condition) for condition in part.conditions))


def mark_given(mark: Fraction | None, label: str) -> Message | None:
    """A mark with its label: 7.3 “good”; nothing where there is neither."""
    if mark is None:
        return say("“%(label)s”", label=label) if label else None
    if label:
        return say("%(mark)s “%(label)s”", mark=shown(mark), label=label)
    return say("%(mark)s", mark=shown(mark))


def _line(part: PartOutcome, name: str, message: Message, *, held: bool | None) -> Condition:
    nothing = Fraction(0)
    return Condition(name=name, held=held, needed=nothing, reached=nothing, message=message, part=part.key)


def _absence(part: PartOutcome) -> Message:
    if part.left_out:
        return say("%(part)s: nothing of it was applicable, so it is left out.", part=part.named)
    if part.rounded is None:
        return say("%(part)s: exempted by the exam board, so it counts as satisfied.", part=part.named)
    return say(
        "%(part)s: exempted by the exam board; the earlier mark %(mark)s counts.",
        part=part.named,
        mark=shown(part.rounded),
    )


def critical_failed(failed: Mapping[int, str]) -> Condition:
    """The line that names the critical steps that were not achieved."""
    message = say_many(
        "Critical step not achieved: %(names)s.",
        "Critical steps not achieved: %(names)s.",
        len(failed),
        names=listed([f"“{name}”" for name in failed.values()]),
    )
    nothing = Fraction(0)
    return Condition(
        name="critical-failed", held=False, needed=nothing, reached=nothing, message=message, steps=tuple(failed)
    )


def _mark(part: PartOutcome, failed: Mapping[int, str]) -> Iterator[Condition]:
    """Its mark and its label; with a critical step failed in it that is never told as something achieved."""
    said = _said(part)
    if said is not None:
        yield _line(part, "mark-given", said, held=part.sufficient and failed.keys().isdisjoint(part.steps))


def _said(part: PartOutcome) -> Message | None:
    if part.rounded is None:
        return say("%(part)s: “%(label)s”.", part=part.named, label=part.label) if part.label else None
    mark = shown(part.rounded)
    if part.label:
        return say("%(part)s: %(mark)s, which is “%(label)s”.", part=part.named, mark=mark, label=part.label)
    return say("%(part)s: %(mark)s.", part=part.named, mark=mark)


def _within(part: PartOutcome, condition: Condition) -> Condition:
    return replace(condition, message=say("%(part)s: %(reason)s", part=part.named, reason=condition.message))
