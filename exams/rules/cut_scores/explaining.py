"""Why a condition stands as it does, in words with its numbers.

While steps are open a number is a range: from what is certain by now to what can still be reached.
"""

from collections.abc import Sequence
from fractions import Fraction

from exams.rules.cut_scores.conditions import (
    AtLeast,
    AtMostBelow,
    Compensation,
    CountAt,
    CriticalSteps,
    Each,
    MinimumShare,
    NotApplicable,
    OwnMark,
    Rule,
    ShareAt,
)
from exams.rules.cut_scores.items import Item
from exams.rules.cut_scores.judging import Finding
from exams.rules.cut_scores.measures import PointShare
from exams.rules.cut_scores.numbers import exact, shown, shown_needed, told_against
from exams.rules.cut_scores.phrases import at_bar, below_bar, listed, measured, parts
from exams.rules.cut_scores.plain_words import critical_steps, minimum_share
from exams.rules.steps import Tally
from foundation.messages import Message, say

Gap = object


def explain(rule: Rule, worst: Finding, best: Finding, sums: Tally) -> Message:
    """The sentence for this condition, from what was found at worst and at best."""
    if isinstance(rule, MinimumShare):
        return minimum_share(rule, worst, best, sums)
    if isinstance(rule, CriticalSteps):
        return critical_steps(worst, best, sums)
    if worst.reached is None or best.reached is None:
        return say("Nothing is left to weigh here, so this condition does not count.")
    return _with_numbers(rule, worst, best)


def _with_numbers(rule: Rule, worst: Finding, best: Finding) -> Message:
    match rule:
        case OwnMark():
            reached, needed = _against(worst, best, rule.minimum)
            return say("Mark: %(reached)s. At least %(needed)s is needed.", reached=reached, needed=needed)
        case AtLeast():
            return _at_least(rule, worst, best)
        case Each():
            return _each(rule, worst, best)
        case ShareAt():
            return _share_at(rule, worst, best)
        case CountAt():
            return _enough(rule, _numbers(worst, best), rule.count)
        case AtMostBelow():
            return _at_most_below(rule, worst, best)
        case Compensation():
            return _compensation(rule, worst, best)
        case NotApplicable():
            return say(
                "Not applicable among the %(parts)s: %(reached)s. At most %(needed)s may be.",
                parts=parts(rule.over),
                reached=_numbers(best, worst),
                needed=rule.most,
            )
    raise TypeError(rule)


def _numbers(worst: Finding, best: Finding) -> Gap:
    reached, possible = shown(exact(worst.reached or 0)), shown(exact(best.reached or 0))
    return _from_to(reached, possible)


def _from_to(reached: object, possible: object) -> Gap:
    return reached if reached == possible else say("%(reached)s to %(possible)s", reached=reached, possible=possible)


def _against(worst: Finding, best: Finding, needed: Fraction) -> tuple[Gap, Gap]:
    """What is reached and what is needed, told so that they do not contradict each other."""
    (reached, possible), bar = told_against(needed, exact(worst.reached or 0), exact(best.reached or 0))
    return _from_to(reached, possible), bar


def _shares_against(worst: Finding, best: Finding, needed: Fraction) -> tuple[Gap, Gap]:
    """The same as percentages."""
    shares = [100 * exact(one.reached or 0) for one in (worst, best)]
    (reached, possible), bar = told_against(100 * needed, *shares)
    return _from_to(_percent(reached), _percent(possible)), _percent(bar)


def _percent(number: object) -> Message:
    return say("%(number)s%%", number=number)


def _at_least(rule: AtLeast, worst: Finding, best: Finding) -> Message:
    is_share = isinstance(rule.value, PointShare)
    reached, needed = (_shares_against if is_share else _against)(worst, best, rule.minimum)
    return say(
        "%(measure)s: %(reached)s. At least %(needed)s is needed.",
        measure=measured(rule.value),
        reached=reached,
        needed=needed,
    )


def _names(items: Sequence[Item]) -> str | Message:
    """Parts by their code and their name, steps by their text as well."""
    return listed([item.named for item in items])


def _each(rule: Each, worst: Finding, best: Finding) -> Message:
    gaps = {"parts": parts(rule.over), "bar": at_bar(rule.bar)}
    if best.short:
        return say(
            "Falling short among the %(parts)s: %(names)s. All of them must be %(bar)s.",
            names=_names(best.short),
            **gaps,
        )
    return say(
        "Of the %(parts)s, %(bar)s: %(reached)s of %(total)s. All of them must be.",
        reached=_numbers(worst, best),
        total=worst.total,
        **gaps,
    )


def _share_at(rule: ShareAt, worst: Finding, best: Finding) -> Message:
    reached, needed = _shares_against(worst, best, rule.share)
    if not rule.weighted:
        return _enough(rule, reached, needed)
    return say(
        "Of the %(parts)s, counted by weight, %(bar)s: %(reached)s. At least %(needed)s must be.",
        parts=parts(rule.over),
        reached=reached,
        bar=at_bar(rule.bar),
        needed=needed,
    )


def _enough(rule: ShareAt | CountAt, reached: Gap, needed: Gap) -> Message:
    return say(
        "Of the %(parts)s, %(bar)s: %(reached)s. At least %(needed)s must be.",
        parts=parts(rule.over),
        reached=reached,
        bar=at_bar(rule.bar),
        needed=needed,
    )


def _at_most_below(rule: AtMostBelow, worst: Finding, best: Finding) -> Message:
    gaps = {"parts": parts(rule.over), "bar": below_bar(rule.bar), "needed": rule.count}
    if not best.short:
        return say(
            "Of the %(parts)s, %(bar)s: %(reached)s. At most %(needed)s may be.",
            reached=_numbers(best, worst),
            **gaps,
        )
    return say(
        "Of the %(parts)s, %(bar)s: %(reached)s, namely %(names)s. At most %(needed)s may be.",
        reached=_numbers(best, worst),
        names=_names(best.short),
        **gaps,
    )


def _compensation(rule: Compensation, worst: Finding, best: Finding) -> Message:
    gaps = {"parts": parts(rule.over), "mark": shown_needed(rule.mark)}
    if rule.most is not None and len(best.short) > rule.most:
        return say(
            "Below %(mark)s among the %(parts)s: %(names)s. At most %(most)s of them may be made up for.",
            names=_names(best.short),
            most=rule.most,
            **gaps,
        )
    too_deep = [
        item for item in best.short if rule.deepest is not None and rule.mark - (item.carried or 0) > rule.deepest
    ]
    if too_deep:
        return say(
            "Too far below %(mark)s among the %(parts)s to be made up for: %(names)s. "
            "At most %(deepest)s may be lacking.",
            names=_names(too_deep),
            deepest=shown(rule.deepest or Fraction(0)),
            **gaps,
        )
    over, missing = _numbers(worst, best), _range(best.needed, worst.needed)
    if worst is best:
        over, missing = _against(worst, best, exact(worst.needed))
    return say(
        "Among the %(parts)s, those above %(mark)s have %(over)s over and those below it lack %(missing)s. "
        "What is lacking must be made up for.",
        over=over,
        missing=missing,
        **gaps,
    )


def _range(low: Fraction | int, high: Fraction | int) -> Gap:
    if low == high:
        return shown_needed(Fraction(low))
    return say("%(reached)s to %(possible)s", reached=shown(Fraction(low)), possible=shown_needed(Fraction(high)))
