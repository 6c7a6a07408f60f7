"""Conditions, labels and exceptions are added, removed and moved in the data of the form."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache
from typing import Any

from exams.forms.cutting.plain import Plain, plain_band, plain_condition, plain_part
from exams.rules.cut_scores import (
    AtLeast,
    AtMostBelow,
    Band,
    Compensation,
    CountAt,
    CriticalSteps,
    Each,
    Mean,
    MinimumShare,
    NotApplicable,
    Over,
    OwnMark,
    PartKind,
    PartRule,
    Rule,
    ShareAt,
)

OF_PARTS = (Each.kind, AtMostBelow.kind, AtLeast.kind, Compensation.kind)


@cache
def _begun() -> Mapping[str, Rule]:
    """What a new condition says before anything is filled in; its parts follow from where it stands."""
    steps = Over(PartKind.STEPS)
    return {
        MinimumShare.kind: MinimumShare(Fraction(55, 100)),
        CriticalSteps.kind: CriticalSteps(),
        OwnMark.kind: OwnMark(minimum=Fraction(11, 2)),
        AtLeast.kind: AtLeast(value=Mean(over=steps), minimum=Fraction(11, 2)),
        Each.kind: Each(over=steps),
        ShareAt.kind: ShareAt(over=steps, share=Fraction(51, 100)),
        CountAt.kind: CountAt(over=steps, count=1),
        AtMostBelow.kind: AtMostBelow(over=steps, count=1),
        Compensation.kind: Compensation(over=steps, mark=Fraction(11, 2), most=1),
        NotApplicable.kind: NotApplicable(most=1),
    }


def changed(plain: Plain, deed: str, *, own_parts: bool) -> tuple[Plain, str]:
    """The data after a button was pressed, and the place to return to; a button that is not known changes nothing.

    Buttons are called "add:exam-conditions", "remove:groups-bands-1", "up:exam-conditions-2" and the like. With
    `own_parts` the exam has core tasks or groups to look at, and new conditions begin with those.
    """
    name, _, path = deed.partition(":")
    try:
        if name == "add":
            return plain, _add(plain, path, own_parts=own_parts)
        if name in ("remove", "up", "down"):
            return plain, _moved(plain, path, name)
    except (KeyError, IndexError, ValueError, TypeError):
        return plain, ""  # of a page that is older than what stands
    return plain, ""


def _add(plain: Plain, path: str, *, own_parts: bool) -> str:
    if path == "exceptions":
        if plain["new_exception"]:
            plain["exceptions"].append({**plain_part(PartRule()), "key": plain["new_exception"]})
        return f"part-exceptions-{len(plain['exceptions']) - 1}"
    *above, what = path.split("-")
    holder = _at(plain, above)
    if what == "bands":
        holder[what].append(plain_band(_next_label(len(holder[what]))))
        return f"part-{path}-{len(holder[what]) - 1}"
    begun = plain_condition(_begun()[holder["new_kind"]])
    if (
        own_parts
        and len(above) == 1
        and begun["kind"] in (Each.kind, AtMostBelow.kind, AtLeast.kind, Compensation.kind)
    ):
        of = {"exam": PartKind.GROUPS, "core_tasks": PartKind.GROUPS}.get(above[0], PartKind.STEPS).value
        begun["of"] = begun["value"]["of"] = of
    holder[what].append(begun)
    return f"part-{path}-{len(holder[what]) - 1}"


def _next_label(number: int) -> Band:
    """Good, sufficient, insufficient, as letters; whoever wants other words writes them over these."""
    return Band(label="GVO"[number] if number < len("GVO") else str(number + 1), passes=number < 2)


def _moved(plain: Plain, path: str, deed: str) -> str:
    *above, number = path.split("-")
    items, place = _at(plain, above), int(number)
    if deed == "remove":
        items.pop(place)
        return f"part-{'-'.join(above)}"
    to = min(max(place + (-1 if deed == "up" else 1), 0), len(items) - 1)
    items.insert(to, items.pop(place))
    return f"part-{'-'.join(above)}-{to}"


def _at(plain: Any, path: Sequence[str]) -> Any:
    for part in path:
        plain = plain[int(part) if part.isdecimal() else part]
    return plain
