"""What each condition asks, in one sentence."""

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
from exams.rules.cut_scores.measures import Average, Best, Grade, Lowest, Mean, Points, PointShare
from exams.rules.cut_scores.numbers import shown_needed
from exams.rules.cut_scores.phrases import at_bar, below_bar, joined, measured, parts, percent_needed
from foundation.messages import Message, say


def asked(rule: Rule) -> Message:
    """The sentence that says what must hold."""
    match rule:
        case MinimumShare():
            return say("At least %(share)s of the points must be reached.", share=percent_needed(rule.share))
        case CriticalSteps():
            return say("Every critical step must be achieved, whatever the points.")
        case OwnMark():
            return say("The mark must be at least %(needed)s.", needed=shown_needed(rule.minimum))
        case AtLeast():
            return _at_least(rule)
        case Each():
            return say("All %(parts)s must be %(bar)s.", parts=parts(rule.over), bar=at_bar(rule.bar))
        case ShareAt():
            return _share_at(rule)
        case CountAt():
            return say(
                "At least %(count)s of the %(parts)s must be %(bar)s.",
                count=rule.count,
                parts=parts(rule.over),
                bar=at_bar(rule.bar),
            )
        case AtMostBelow():
            return say(
                "At most %(count)s of the %(parts)s may be %(bar)s.",
                count=rule.count,
                parts=parts(rule.over),
                bar=below_bar(rule.bar),
            )
        case Compensation():
            return _compensation(rule)
        case NotApplicable():
            return say(
                "At most %(count)s of the %(parts)s may be marked as not applicable.",
                count=rule.most,
                parts=parts(rule.over),
            )


def _at_least(rule: AtLeast) -> Message:
    needed, measure = shown_needed(rule.minimum), rule.value
    if isinstance(measure, Average):
        return say(
            "The average of these, each counting once, must be at least %(needed)s: %(measures)s.",
            measures=joined([measured(one) for one in measure.measures]),
            needed=needed,
        )
    within = parts(measure.over)
    match measure:
        case Points():
            return say("The points of the %(parts)s together must be at least %(needed)s.", parts=within, needed=needed)
        case PointShare():
            return say(
                "Of the points of the %(parts)s at least %(share)s must be reached.",
                parts=within,
                share=percent_needed(rule.minimum),
            )
        case Grade():
            return say(
                "The grade %(base)s + %(span)s × points / maximum points of the %(parts)s must be at least %(needed)s.",
                base=shown_needed(measure.base),
                span=shown_needed(measure.span),
                parts=within,
                needed=needed,
            )
        case Mean(weighted=True):
            return say("The weighted mean of the %(parts)s must be at least %(needed)s.", parts=within, needed=needed)
        case Mean():
            return say("The mean of the %(parts)s must be at least %(needed)s.", parts=within, needed=needed)
        case Best():
            return _best(measure, within, rule)
        case Lowest():
            return say("The lowest of the %(parts)s must be at least %(needed)s.", parts=within, needed=needed)


def _best(measure: Best, within: Message, rule: AtLeast) -> Message:
    gaps = {"count": measure.count, "parts": within, "needed": shown_needed(rule.minimum)}
    if measure.total:
        return say("The sum of the best %(count)s of the %(parts)s must be at least %(needed)s.", **gaps)
    return say("The mean of the best %(count)s of the %(parts)s must be at least %(needed)s.", **gaps)


def _share_at(rule: ShareAt) -> Message:
    gaps = {"share": percent_needed(rule.share), "parts": parts(rule.over), "bar": at_bar(rule.bar)}
    if rule.weighted:
        return say("Counted by weight, at least %(share)s of the %(parts)s must be %(bar)s.", **gaps)
    return say("At least %(share)s of the %(parts)s must be %(bar)s.", **gaps)


def _compensation(rule: Compensation) -> Message:
    gaps = {"parts": parts(rule.over), "mark": shown_needed(rule.mark)}
    made_up = (
        say(
            "By weight, what some of the %(parts)s lack to %(mark)s must be made up by what others have above it.",
            **gaps,
        )
        if rule.weighted
        else say("What some of the %(parts)s lack to %(mark)s must be made up by what others have above it.", **gaps)
    )
    limit = _limit(rule)
    return say("%(rule)s %(limit)s", rule=made_up, limit=limit) if limit else made_up


def _limit(rule: Compensation) -> Message | None:
    deepest = None if rule.deepest is None else shown_needed(rule.deepest)
    if rule.most is not None and deepest is not None:
        return say(
            "At most %(most)s may lack something, and none more than %(deepest)s.", most=rule.most, deepest=deepest
        )
    if rule.most is not None:
        return say("At most %(most)s may lack something.", most=rule.most)
    return say("None may lack more than %(deepest)s.", deepest=deepest) if deepest is not None else None
