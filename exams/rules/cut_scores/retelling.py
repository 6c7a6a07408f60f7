"""A cut score said back, one whole sentence for each thing it asks, in the order in which it is applied."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType

from exams.rules.cut_scores.chosen import PartKind
from exams.rules.cut_scores.measures import Average, Best, Grade, Lowest, Mean, Measure, Points, PointShare
from exams.rules.cut_scores.model import Band, Carried, CutScore, PartRule
from exams.rules.cut_scores.numbers import shown_needed
from exams.rules.cut_scores.phrases import joined, measured, parts
from exams.rules.cut_scores.rounding import Rounding, RoundingMode
from exams.rules.cut_scores.saying import asked
from foundation.messages import Message, say

Names = Mapping[str, str]
NO_NAMES: Names = MappingProxyType({})

EACH: Mapping[PartKind, Message] = MappingProxyType(
    {
        PartKind.GROUPS: say("Each work process"),
        PartKind.CORE_TASKS: say("Each core task"),
        PartKind.COMPETENCES: say("Each competence"),
    }
)


def sentences(cut_score: CutScore, names: Names = NO_NAMES) -> tuple[Message, ...]:
    """The whole rule in words, from the parts up to the exam; `names` are those of parts by their key."""
    return (*_levels(cut_score), *_exceptions(cut_score, names), *_exam(cut_score.exam))


def _levels(cut_score: CutScore) -> Iterator[Message]:
    for kind, each in EACH.items():
        rule = cut_score.of_level(kind)
        if rule is not None:
            yield from (say("%(part)s: %(rule)s", part=each, rule=said) for said in _of_part(rule))


def _exceptions(cut_score: CutScore, names: Names) -> Iterator[Message]:
    for key, rule in cut_score.exceptions.items():
        part = f"{key} {names.get(key, '')}".strip()
        for said in _of_part(rule):
            yield say("%(part)s, by way of exception: %(rule)s", part=part, rule=said)
        if rule.is_empty:
            yield say("%(part)s, by way of exception: nothing is asked.", part=part)


def _exam(rule: PartRule) -> Iterator[Message]:
    said = list(_of_part(rule, is_exam=True))
    if rule.conditions and rule.bands:
        yield say("To pass, every condition must be met and the label must be a sufficient one.")
    elif len(rule.conditions) > 1:
        yield say("To pass, every condition must be met; the first one that is not met decides.")
    yield from said or [say("Nothing is asked to pass.")]


def _of_part(rule: PartRule, *, is_exam: bool = False) -> Iterator[Message]:
    if rule.value is not None:
        yield mark_is(rule.value)
    if rule.on_failed_critical is not None:
        yield say(
            "If a critical step is not achieved, the mark is at most %(mark)s.",
            mark=shown_needed(rule.on_failed_critical),
        )
    if rule.rounding is not None:
        yield from _rounded(rule, rule.rounding, is_exam=is_exam)
    yield from (asked(condition) for condition in rule.conditions)
    yield from _labels(rule.bands)


def _rounded(rule: PartRule, rounding: Rounding, *, is_exam: bool) -> Iterator[Message]:
    step = shown_needed(rounding.step)
    match rounding.mode:
        case RoundingMode.HALF_UP:
            yield say("The mark is rounded to the nearest multiple of %(step)s, halves upwards.", step=step)
        case RoundingMode.HALF_EVEN:
            yield say("The mark is rounded to the nearest multiple of %(step)s, halves to the even one.", step=step)
        case RoundingMode.UP:
            yield say("The mark is rounded up to a multiple of %(step)s.", step=step)
        case RoundingMode.DOWN:
            yield say("The mark is rounded down to a multiple of %(step)s.", step=step)
    if rule.judges is Carried.EXACT:
        yield say("Conditions and labels look at the mark before it is rounded.")
    if not is_exam and rule.carries is Carried.ROUNDED:
        yield say("In the mark of the whole exam it counts rounded.")
    elif not is_exam:
        yield say("In the mark of the whole exam it counts as it was before it was rounded.")


def mark_is(measure: Measure) -> Message:
    """The sentence that says how a mark is made."""
    if isinstance(measure, Average):
        return say(
            "The mark is the average of these, each counting once: %(measures)s.",
            measures=joined([measured(one) for one in measure.measures]),
        )
    within = parts(measure.over)
    match measure:
        case Points():
            return say("The mark is the sum of the points of the %(parts)s.", parts=within)
        case PointShare():
            return say("The mark is the share of the points of the %(parts)s, from 0 to 1.", parts=within)
        case Grade():
            return say(
                "The mark is %(base)s + %(span)s × points / maximum points of the %(parts)s.",
                base=shown_needed(measure.base),
                span=shown_needed(measure.span),
                parts=within,
            )
        case Mean(weighted=True):
            return say("The mark is the weighted mean of the %(parts)s.", parts=within)
        case Mean():
            return say("The mark is the mean of the %(parts)s.", parts=within)
        case Best(total=True):
            return say("The mark is the sum of the best %(count)s of the %(parts)s.", count=measure.count, parts=within)
        case Best():
            return say(
                "The mark is the mean of the best %(count)s of the %(parts)s.", count=measure.count, parts=within
            )
        case Lowest():
            return say("The mark is the lowest of the %(parts)s.", parts=within)


def _labels(bands: Sequence[Band]) -> Iterator[Message]:
    for place, band in enumerate(bands):
        yield label_is(band, bands[:place])
        yield from (say("For “%(label)s”: %(rule)s", label=band.label, rule=asked(one)) for one in band.conditions)


def label_is(band: Band, better: Sequence[Band]) -> Message:
    """When a label is given, with where those that are `better` begin; the first of those is the best."""
    above = better[-1] if better else None
    if above is None or above.at_least is None or above.conditions:
        return _label(band)
    return _label_below(band, above, shown_needed(above.at_least)) or _label(band)


def _label_below(band: Band, above: Band, upper: Decimal) -> Message | None:
    gaps = {"label": band.label, "upper": upper, "better": above.label}
    if band.at_least is None:
        return None if band.conditions else _lowest_label(band, gaps)
    gaps["mark"] = shown_needed(band.at_least)
    if not band.passes:
        return say(
            "“%(label)s”, which is insufficient, is given from a mark of %(mark)s up to %(upper)s; "
            "a mark of exactly %(upper)s is “%(better)s”.",
            **gaps,
        )
    if band.conditions:
        return say(
            "“%(label)s” is given from a mark of %(mark)s up to %(upper)s, where all that is asked for it is met; "
            "a mark of exactly %(upper)s is “%(better)s”.",
            **gaps,
        )
    return say(
        "“%(label)s” is given from a mark of %(mark)s up to %(upper)s; a mark of exactly %(upper)s is “%(better)s”.",
        **gaps,
    )


def _lowest_label(band: Band, gaps: Mapping[str, object]) -> Message:
    if band.passes:
        return say(
            "“%(label)s” is given below a mark of %(upper)s; a mark of exactly %(upper)s is “%(better)s”.", **gaps
        )
    return say(
        "“%(label)s”, which is insufficient, is given below a mark of %(upper)s; "
        "a mark of exactly %(upper)s is “%(better)s”.",
        **gaps,
    )


def _label(band: Band) -> Message:
    mark = None if band.at_least is None else shown_needed(band.at_least)
    if mark is None and not band.conditions:
        return _last(band)
    if mark is None and band.passes:
        return say("“%(label)s” is given where all that is asked for it is met.", label=band.label)
    if mark is None:
        return say(
            "“%(label)s”, which is insufficient, is given where all that is asked for it is met.", label=band.label
        )
    if band.conditions and band.passes:
        return say(
            "“%(label)s” is given from a mark of %(mark)s, where all that is asked for it is met.",
            label=band.label,
            mark=mark,
        )
    if band.passes:
        return say("“%(label)s” is given from a mark of %(mark)s.", label=band.label, mark=mark)
    return say("“%(label)s”, which is insufficient, is given from a mark of %(mark)s.", label=band.label, mark=mark)


def _last(band: Band) -> Message:
    if band.passes:
        return say("In all other cases “%(label)s” is given.", label=band.label)
    return say("In all other cases “%(label)s” is given, which is insufficient.", label=band.label)
