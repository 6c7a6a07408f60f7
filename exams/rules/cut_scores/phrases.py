"""The words of which explanations and rules are made: what the parts are called, and how a bar is named."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from exams.rules.cut_scores.chosen import SUFFICIENT, Bar, Over, PartKind
from exams.rules.cut_scores.measures import Average, Best, Grade, Lowest, Mean, Measure, Points, PointShare
from exams.rules.cut_scores.numbers import percentage_needed, shown_needed
from foundation.messages import Message, say

MOST_NAMED = 10

PARTS: Mapping[PartKind, Message] = MappingProxyType(
    {
        PartKind.STEPS: say("steps"),
        PartKind.GROUPS: say("work processes"),
        PartKind.CORE_TASKS: say("core tasks"),
        PartKind.COMPETENCES: say("competences"),
        PartKind.EXAM: say("exams"),
    }
)


def parts(over: Over) -> Message:
    """What is looked at: "work processes", or "steps (B1-K1-W1.1, B1-K1-W1.2)"."""
    if not over.keys:
        return PARTS[over.of]
    return say("%(parts)s (%(names)s)", parts=PARTS[over.of], names=listed(over.keys))


def at_bar(bar: Bar) -> Message:
    """How what reaches the bar is called: "sufficient", or "at 5.5 or above"."""
    if bar == SUFFICIENT:
        return say("sufficient")
    return say("at %(bar)s or above", bar=_named(bar))


def below_bar(bar: Bar) -> Message:
    """How what falls short of the bar is called: "insufficient", or "below 5.5"."""
    if bar == SUFFICIENT:
        return say("insufficient")
    return say("below %(bar)s", bar=_named(bar))


def _named(bar: Bar) -> Decimal | str:
    return f"“{bar.label}”" if bar.number is None else shown_needed(bar.number)


def percent_needed(share: Fraction) -> Message:
    """A share that is needed, rounded up."""
    return say("%(number)s%%", number=percentage_needed(share))


def measured(measure: Measure) -> Message:
    """What a measure is called, as a heading."""
    match measure:
        case Average():
            return say("Average of: %(measures)s", measures=joined([measured(one) for one in measure.measures]))
        case Points():
            return say("Points of the %(parts)s", parts=parts(measure.over))
        case PointShare():
            return say("Share of the points of the %(parts)s", parts=parts(measure.over))
        case Grade():
            return say("Grade for the points of the %(parts)s", parts=parts(measure.over))
        case Mean(weighted=True):
            return say("Weighted mean of the %(parts)s", parts=parts(measure.over))
        case Mean():
            return say("Mean of the %(parts)s", parts=parts(measure.over))
        case Best(total=True):
            return say("Sum of the best %(count)s of the %(parts)s", count=measure.count, parts=parts(measure.over))
        case Best():
            return say("Mean of the best %(count)s of the %(parts)s", count=measure.count, parts=parts(measure.over))
        case Lowest():
            return say("Lowest of the %(parts)s", parts=parts(measure.over))


def joined(messages: Sequence[Message]) -> Message:
    """Several, one after the other."""
    if len(messages) < 2:
        return messages[0] if messages else say("nothing")
    half = len(messages) // 2  # in halves, so that many are not nested deep
    return say("%(first)s; %(rest)s", first=joined(messages[:half]), rest=joined(messages[half:]))


def listed(names: Sequence[str]) -> str | Message:
    """The names with commas between them; of many the first, and how many more."""
    if len(names) <= MOST_NAMED:
        return ", ".join(names)
    first = ", ".join(names[:MOST_NAMED])
    return say("%(names)s and %(count)s more", names=first, count=len(names) - MOST_NAMED)
