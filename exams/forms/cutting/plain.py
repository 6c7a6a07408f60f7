"""From a cut score to the data of its form, and back."""

import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from exams.rules.cut_score_starts import LEVELS
from exams.rules.cut_scores import (
    AtLeast,
    AtMostBelow,
    Average,
    Band,
    Bar,
    Best,
    Carried,
    Compensation,
    CountAt,
    CriticalSteps,
    CutScore,
    Each,
    Grade,
    Lowest,
    Mean,
    Measure,
    MinimumShare,
    NotApplicable,
    Over,
    OwnMark,
    PartKind,
    PartRule,
    Points,
    PointShare,
    Rounding,
    RoundingMode,
    Rule,
    ShareAt,
)
from exams.rules.cut_scores.coding import value_in
from exams.rules.cut_scores.limits import refuse_too_much

Plain = dict[str, Any]


# From the data of the form to a cut score


def cut_score_in(plain: Plain) -> CutScore:
    """The cut score that these fields say; a level on which nothing is said has none."""
    found = CutScore(
        exam=_part(plain["exam"]),
        core_tasks=_level(plain["core_tasks"]),
        groups=_level(plain["groups"]),
        competences=_level(plain["competences"]),
        exceptions={one["key"]: _part(one) for one in plain["exceptions"] if one["key"]},
    )
    refuse_too_much(found)
    return found


def _level(plain: Plain) -> PartRule | None:
    rule = _part(plain)
    return None if rule.is_empty else rule


def _part(plain: Plain) -> PartRule:
    return PartRule(
        value=_kept_measure(plain["kept"]) or _averaged(plain),
        rounding=Rounding(mode=RoundingMode(plain["rounding"]), step=plain["rounding_step"])
        if plain["rounding"]
        else None,
        judges=Carried(plain["judges"]),
        carries=Carried(plain["carries"]),
        on_failed_critical=plain["on_failed_critical"],
        conditions=tuple(_condition(one) for one in plain["conditions"]),
        bands=tuple(_band(one) for one in plain["bands"]),
    )


def _band(plain: Plain) -> Band:
    return Band(
        label=plain["label"],
        at_least=plain["at_least"],
        below=plain["below"],
        conditions=tuple(_condition(one) for one in plain["conditions"]),
        passes=bool(plain["passes"]),
    )


def _averaged(plain: Plain) -> Measure | None:
    first, second = _measure(plain["value"]), _measure(plain["second"])
    return Average(measures=(first, second)) if first and second else first or second


def _measure(plain: Plain) -> Measure | None:
    over, name = _over(plain), plain["measure"]
    simple: Mapping[str, type[Points | PointShare | Lowest]] = {
        Points.kind: Points,
        PointShare.kind: PointShare,
        Lowest.kind: Lowest,
    }
    if name in simple:
        return simple[name](over=over)
    if name == Grade.kind:
        return Grade(over=over, base=plain["base"], span=plain["span"])
    if name == Mean.kind:
        return Mean(over=over, weighted=bool(plain["weighted"]))
    if name == Best.kind:
        return Best(over=over, count=plain["count"], total=bool(plain["total"]))
    return None


def _over(plain: Plain) -> Over:
    return Over(PartKind(plain["of"]), tuple(plain["keys"] or ()))


def _bar(plain: Plain) -> Bar:
    if plain["bar"] == "number":
        return Bar(number=plain["bar_number"])
    return Bar(label=plain["bar_label"]) if plain["bar"] == "label" else Bar()


def _condition(plain: Plain) -> Rule:
    over, bar = _over(plain), _bar(plain)
    match plain["kind"]:
        case MinimumShare.kind:
            return MinimumShare(plain["share"] / 100)
        case CriticalSteps.kind:
            return CriticalSteps()
        case OwnMark.kind:
            return OwnMark(minimum=plain["minimum"])
        case AtLeast.kind:
            measure = _averaged(plain) or Mean(over=over)
            return AtLeast(value=measure, minimum=plain["minimum"])
        case Each.kind:
            return Each(over=over, bar=bar)
        case ShareAt.kind:
            return ShareAt(over=over, share=plain["share"] / 100, bar=bar, weighted=bool(plain["weighted"]))
        case CountAt.kind:
            return CountAt(over=over, count=plain["count"], bar=bar)
        case AtMostBelow.kind:
            return AtMostBelow(over=over, count=plain["count"], bar=bar)
        case Compensation.kind:
            return Compensation(
                over=over,
                mark=plain["mark"],
                most=plain["most"],
                deepest=plain["deepest"],
                weighted=bool(plain["weighted"]),
            )
        case NotApplicable.kind:
            return NotApplicable(most=plain["most"], over=over)
    return _kept_condition(plain["kept"])


def _kept_condition(kept: str) -> Rule:
    found = value_in(PartRule, {"conditions": [_json(kept)]})
    return found.conditions[0]


def _kept_measure(kept: str) -> Measure | None:
    return value_in(PartRule, {"value": _json(kept)}).value if kept else None


def _json(kept: str) -> object:
    try:
        return json.loads(kept[:10_000])
    except (ValueError, RecursionError):
        return None


# From a cut score to the data of the form


def plain_of(cut_score: CutScore) -> Plain:
    """The data of the form that says this cut score."""
    levels = {kind.value: plain_part(cut_score.of_level(kind) or PartRule()) for kind in LEVELS}
    exceptions = [{**plain_part(rule), "key": key} for key, rule in cut_score.exceptions.items()]
    return {**levels, "exceptions": exceptions}


def plain_part(rule: PartRule) -> Plain:
    """The data of the rule of one part."""
    first, second, kept = _plain_measures(rule.value)
    return {
        "value": first,
        "second": second,
        "kept": kept,
        "rounding": rule.rounding.mode.value if rule.rounding else "",
        "rounding_step": rule.rounding.step if rule.rounding else Fraction(1),
        "judges": rule.judges.value,
        "carries": rule.carries.value,
        "on_failed_critical": rule.on_failed_critical,
        "conditions": [plain_condition(one) for one in rule.conditions],
        "bands": [plain_band(one) for one in rule.bands],
    }


def plain_band(band: Band) -> Plain:
    """The data of a label."""
    return {
        "label": band.label,
        "at_least": band.at_least,
        "below": band.below,
        "passes": band.passes,
        "conditions": [plain_condition(one) for one in band.conditions],
    }


def _plain_measures(measure: Measure | None) -> tuple[Plain, Plain, str]:
    """The two measures of the form, and as JSON one that they cannot say."""
    if isinstance(measure, Average):
        two = measure.measures
        if len(two) != 2 or any(isinstance(one, Average) for one in two):  # the form has two
            kept = PartRule(value=measure)
            return _plain_measure(None), _plain_measure(None), json.dumps(_written(kept)["value"])
        return _plain_measure(two[0]), _plain_measure(two[1]), ""
    return _plain_measure(measure), _plain_measure(None), ""


def _written(rule: PartRule) -> Plain:
    found: Any = CutScore(exam=rule, groups=rule).to_json()["exam"]
    return dict(found)


def _plain_measure(measure: Measure | None) -> Plain:
    plain: Plain = {
        "measure": measure.kind if measure else "",
        "of": PartKind.STEPS.value,
        "keys": [],
        "count": None,
        "total": False,
        "base": Fraction(1),
        "span": Fraction(9),
        "weighted": False,
    }
    if measure is None or isinstance(measure, Average):
        return plain
    plain |= {"of": measure.over.of.value, "keys": list(measure.over.keys)}
    return plain | {name: getattr(measure, name) for name in plain if hasattr(measure, name) and name != "kind"}


def plain_condition(rule: Rule) -> Plain:
    """The data of the card that says this condition."""
    plain: Plain = {
        "kind": rule.kind,
        "kept": "",
        **{name: getattr(rule, name, None) for name in ("minimum", "count", "mark", "most", "deepest")},
        "share": None,
        "of": PartKind.STEPS.value,
        "keys": [],
        "bar": "sufficient",
        "bar_number": None,
        "bar_label": "",
        "weighted": getattr(rule, "weighted", False),
        "value": _plain_measure(None),
        "second": _plain_measure(None),
    }
    if isinstance(rule, MinimumShare | ShareAt):
        plain["share"] = 100 * rule.share
    if isinstance(rule, Each | ShareAt | CountAt | AtMostBelow | Compensation | NotApplicable):
        plain |= {"of": rule.over.of.value, "keys": list(rule.over.keys)}
    if isinstance(rule, Each | ShareAt | CountAt | AtMostBelow):
        plain |= _plain_bar(rule.bar)
    if isinstance(rule, AtLeast):
        first, second, kept = _plain_measures(rule.value)
        if kept:
            return plain | {
                "kind": "other",
                "kept": json.dumps(_written(PartRule(conditions=(rule,)))["conditions"][0]),
            }
        plain |= {"value": first, "second": second}
    return plain


def _plain_bar(bar: Bar) -> Plain:
    if bar.number is not None:
        return {"bar": "number", "bar_number": bar.number}
    return {"bar": "label", "bar_label": bar.label} if bar.label is not None else {"bar": "sufficient"}
