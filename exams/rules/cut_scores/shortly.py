"""What it takes to pass in one sentence; the whole rule is for whoever reads on."""

from collections.abc import Iterator, Sequence

from exams.rules.cut_scores.conditions import (
    AtLeast,
    AtMostBelow,
    Compensation,
    CountAt,
    CriticalSteps,
    Each,
    MinimumShare,
    OwnMark,
    Rule,
    ShareAt,
)
from exams.rules.cut_scores.measures import PointShare
from exams.rules.cut_scores.model import CutScore, PartRule
from exams.rules.cut_scores.numbers import shown_needed
from exams.rules.cut_scores.phrases import at_bar, below_bar, measured, parts, percent_needed
from foundation.messages import Message, say

MOST_CLAUSES = 3


def in_short(cut_score: CutScore, *, to_candidate: bool) -> Message:
    """One sentence: what decides at the level of the whole exam."""
    found = list(_clauses(cut_score.exam)) or [say("the exam was taken")]
    if len(found) > MOST_CLAUSES:
        found = [*found[: MOST_CLAUSES - 1], say("all else that is asked is met")]
    if to_candidate:
        return say("You pass when %(what)s.", what=_together(found))
    return say("A candidate passes when %(what)s.", what=_together(found))


def _together(clauses: Sequence[Message]) -> Message:
    first, *rest = clauses
    return say("%(first)s, and %(rest)s", first=first, rest=_together(rest)) if rest else first


def _clauses(rule: PartRule) -> Iterator[Message]:
    yield from (_clause(condition) for condition in rule.conditions)
    passing = [band for band in rule.bands if band.passes]
    if passing and len(passing) < len(rule.bands):
        yield say("the exam as a whole comes to “%(label)s” or better", label=passing[-1].label)


def _clause(rule: Rule) -> Message:
    match rule:
        case MinimumShare():
            return say("at least %(share)s of the points is reached", share=percent_needed(rule.share))
        case CriticalSteps():
            return say("every critical step is achieved")
        case OwnMark():
            return say("the mark is at least %(needed)s", needed=shown_needed(rule.minimum))
        case AtLeast():
            return _measured(rule)
        case Each():
            return say("all %(parts)s are %(bar)s", parts=parts(rule.over), bar=at_bar(rule.bar))
        case ShareAt():
            gaps = {"parts": parts(rule.over), "bar": at_bar(rule.bar)}
            return say("at least %(share)s of the %(parts)s are %(bar)s", share=percent_needed(rule.share), **gaps)
        case CountAt():
            gaps = {"parts": parts(rule.over), "bar": at_bar(rule.bar)}
            return say("at least %(count)s of the %(parts)s are %(bar)s", count=rule.count, **gaps)
        case AtMostBelow():
            gaps = {"parts": parts(rule.over), "bar": below_bar(rule.bar)}
            return say("at most %(count)s of the %(parts)s are %(bar)s", count=rule.count, **gaps)
        case Compensation():
            mark = shown_needed(rule.mark)
            return say(
                "what some of the %(parts)s lack to %(mark)s is made up for by others",
                parts=parts(rule.over),
                mark=mark,
            )
    return say("at most %(count)s of the %(parts)s are not applicable", count=rule.most, parts=parts(rule.over))


def _measured(rule: AtLeast) -> Message:
    is_share = isinstance(rule.value, PointShare)
    needed = percent_needed(rule.minimum) if is_share else shown_needed(rule.minimum)
    return say("this is at least %(needed)s: %(measure)s", needed=needed, measure=measured(rule.value))
