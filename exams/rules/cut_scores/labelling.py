"""What is wrong with labels as they are written down: gaps between them, a wrong order, the same one twice."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from exams.rules.cut_scores.chosen import PartKind
from exams.rules.cut_scores.model import Band, PartRule
from exams.rules.cut_scores.numbers import shown_needed
from foundation.messages import Message, say


def label_problems(kind: PartKind, rule: PartRule, lowest: Fraction | None) -> Iterator[Message]:
    """What must be mended; `lowest` is the lowest mark that this part can get, if it gets one."""
    bands = rule.bands
    if not bands:
        return
    if len({band.label for band in bands}) < len(bands):
        yield say("Two labels of the cut score have the same name.")
    if kind is PartKind.EXAM and rule.value is None and any(band.at_least is not None for band in bands):
        yield say("A label begins at a mark, but nothing says how the mark of the exam is made.")
    for better, worse in pairwise(bands):
        yield from _order_problems(better, worse)
    yield from _end_problems(bands, lowest)


def _order_problems(better: Band, worse: Band) -> Iterator[Message]:
    gaps = {"better": better.label, "worse": worse.label}
    if worse.passes and not better.passes:
        yield say("“%(better)s” stands above “%(worse)s”, but only “%(worse)s” is sufficient.", **gaps)
    if better.at_least is None and not better.conditions:
        yield say("“%(better)s” is given in all cases, so “%(worse)s” can never be given.", **gaps)
        return
    if better.at_least is not None and worse.at_least is not None and _hides(better, worse):
        yield say("“%(worse)s” must begin below “%(better)s”; labels stand best first.", **gaps)
    yield from _range_problems(better, worse)


def _hides(better: Band, worse: Band) -> bool:
    """Whether nothing is left for the worse one; the same mark with more conditions leaves something."""
    begins, next_begins = better.at_least or Fraction(0), worse.at_least or Fraction(0)
    return next_begins > begins or (next_begins == begins and not better.conditions)


def _range_problems(better: Band, worse: Band) -> Iterator[Message]:
    if worse.below is None or better.at_least is None:
        return
    gaps = {"better": better.label, "worse": worse.label, "from": shown_needed(min(worse.below, better.at_least))}
    gaps["to"] = shown_needed(max(worse.below, better.at_least))
    if worse.below < better.at_least:
        yield say(
            "Marks from %(from)s to %(to)s have no label: there is a gap between “%(worse)s” and “%(better)s”.", **gaps
        )
    elif worse.below > better.at_least:
        yield say("Marks from %(from)s to %(to)s have two labels, “%(worse)s” and “%(better)s”.", **gaps)
    elif better.conditions:
        yield say(
            "A mark of %(to)s that does not meet what “%(better)s” asks has no label. "
            "Let “%(worse)s” have no upper end.",
            **gaps,
        )


def _end_problems(bands: Sequence[Band], lowest: Fraction | None) -> Iterator[Message]:
    first, last = bands[0], bands[-1]
    if first.below is not None:
        yield say("Marks from %(mark)s have no label: the best label has no upper end.", mark=shown_needed(first.below))
    if last.conditions:
        yield say(
            "What does not meet the conditions of “%(label)s” has no label. Add one without conditions.",
            label=last.label,
        )
    elif last.at_least is not None and (lowest is None or last.at_least > lowest):
        yield say(
            "Marks below %(mark)s have no label. Let the last label begin at no mark.", mark=shown_needed(last.at_least)
        )
