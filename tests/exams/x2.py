"""Forms, cut scores and marks at random, for what must hold for every one of them."""

from fractions import Fraction
from functools import cache
from typing import TypeVar

from hypothesis import strategies as st

from exams.rules import CutScore, Form, Group, Level, Step
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
    at,
    labelled,
)
from exams.rules.cut_scores.chosen import WITHIN
from exams.rules.steps import NOT_APPLICABLE

T = TypeVar("T")
NUMBERS = st.builds(Fraction, st.integers(0, 40), st.sampled_from([1, 2, 3, 10]))
SHARES = st.builds(Fraction, st.integers(0, 100), st.just(100))
LABELS = ("G", "V", "O")
MARKS = ((0, 1), (0, 1, 2), (1, 2, 5), (0, 1, 2, 3), (-1, 0, 1), (-1, 0, 1, 2, 3))
NAMED = ((), (), (), ("W1",), ("K1", "A"))
MEASURES = (Points, PointShare, Grade, Mean, Best, Lowest)
RARER = (AtMostBelow, Compensation, NotApplicable)
CONDITIONS = (MinimumShare, CriticalSteps, OwnMark, AtLeast, Each, ShareAt, CountAt, *RARER)

# A strategy is looked through when it is first drawn from, which takes longer than drawing: so each is made once.
chosen = cache(st.sampled_from)
several = cache(st.lists)


@cache
def maybe(strategy: st.SearchStrategy[T]) -> st.SearchStrategy[T | None]:
    return st.none() | strategy


COMPETENCES = st.sets(st.sampled_from("AB"), max_size=1)
ROUNDINGS = st.none() | st.builds(Rounding, mode=st.sampled_from(RoundingMode), step=st.just(Fraction(1, 2)))
ONE = st.none() | st.just(Fraction(1))


def levels(*values: int) -> tuple[Level, ...]:
    return tuple(Level(value=value, label=f"level {value}") for value in values)


@cache
@st.composite
def steps(draw: st.DrawFn, group: str, first: int) -> list[Step]:
    return [draw(one_step(group, number)) for number in range(first, first + draw(st.integers(1, 3)))]


@cache
@st.composite
def one_step(draw: st.DrawFn, group: str, number: int) -> Step:
    values = draw(chosen(MARKS))
    return Step(
        id=number,
        name=f"Step {number}",
        key=f"{group}.{number}",
        group_key=group,
        weight=draw(st.integers(1, 4)),
        unit=draw(chosen((1, 1, 10))),
        critical=draw(st.booleans()),
        levels=levels(*values),
        competences=tuple(draw(COMPETENCES)),
    )


@cache
@st.composite
def overs(draw: st.DrawFn, within: PartKind) -> Over:
    return Over(draw(chosen(tuple(WITHIN[within]))), draw(chosen(NAMED)))


@cache
@st.composite
def measures(draw: st.DrawFn, within: PartKind, *, depth: int = 1) -> Measure:
    if depth and draw(st.integers(0, 3)) == 0:
        parts = draw(several(measures(within, depth=depth - 1), min_size=1, max_size=2))
        return Average(measures=tuple(parts))
    over = draw(overs(within))
    match draw(chosen(MEASURES)):
        case kind if kind is Mean:
            return Mean(over=over, weighted=draw(st.booleans()))
        case kind if kind is Best:
            return Best(over=over, count=draw(st.integers(1, 3)), total=draw(st.booleans()))
        case kind:
            return kind(over=over)


BARS: st.SearchStrategy[Bar] = st.one_of(st.just(Bar()), NUMBERS.map(at), st.sampled_from(LABELS).map(labelled))


@cache
@st.composite
def conditions(draw: st.DrawFn, within: PartKind) -> Rule:
    kind = draw(chosen(CONDITIONS))
    if kind is CriticalSteps:
        return CriticalSteps()
    if kind is MinimumShare:
        return MinimumShare(draw(SHARES))
    if kind is OwnMark:
        return OwnMark(minimum=draw(NUMBERS))
    if kind is AtLeast:
        return AtLeast(value=draw(measures(within)), minimum=draw(NUMBERS))
    over, count = draw(overs(within)), draw(st.integers(0, 3))
    if kind is Each:
        return Each(over=over, bar=draw(BARS))
    if kind is ShareAt:
        return ShareAt(over=over, bar=draw(BARS), share=draw(SHARES), weighted=draw(st.booleans()))
    if kind is Compensation:
        most, deepest = draw(maybe(st.just(count))), draw(maybe(NUMBERS))
        return Compensation(over=over, mark=draw(NUMBERS), most=most, deepest=deepest, weighted=draw(st.booleans()))
    if kind is NotApplicable:
        return NotApplicable(over=over, most=count)
    return kind(over=over, bar=draw(BARS), count=count)


@cache
@st.composite
def bands(draw: st.DrawFn, within: PartKind) -> tuple[Band, ...]:
    if draw(st.booleans()):
        return ()
    begins = sorted(draw(several(NUMBERS, min_size=2, max_size=2, unique=True)), reverse=True)
    asked = tuple(draw(several(conditions(within), max_size=1)))
    best, middle = (Band(label=LABELS[place], at_least=begin) for place, begin in enumerate(begins))
    return (Band(label=best.label, at_least=best.at_least, conditions=asked), middle, Band(label="O", passes=False))


@cache
@st.composite
def part_rules(draw: st.DrawFn, kind: PartKind, *, valued: bool = False) -> PartRule:
    return PartRule(
        value=draw(measures(kind) if valued else maybe(measures(kind))),
        rounding=draw(ROUNDINGS),
        judges=draw(chosen(Carried)),
        carries=draw(chosen(Carried)),
        on_failed_critical=draw(ONE),
        conditions=tuple(draw(several(conditions(kind), max_size=2))),
        bands=draw(bands(kind)),
    )


@cache
@st.composite
def cut_scores(draw: st.DrawFn) -> CutScore:
    return CutScore(
        exam=draw(part_rules(PartKind.EXAM)),
        core_tasks=draw(maybe(part_rules(PartKind.CORE_TASKS))),
        groups=draw(maybe(part_rules(PartKind.GROUPS))),
        competences=draw(maybe(part_rules(PartKind.COMPETENCES))),
        exceptions={"W1": draw(part_rules(PartKind.GROUPS))} if draw(st.booleans()) else {},
    )


@cache
@st.composite
def forms(draw: st.DrawFn) -> Form:
    groups = [
        Group(key=f"W{place}", weight=draw(st.integers(1, 3)), core_task=draw(chosen(("K1", "K2"))))
        for place in range(1, draw(st.integers(1, 3)) + 1)
    ]
    found: list[Step] = []
    for group in groups:
        found += draw(steps(group.key, len(found) + 1))
    return Form(steps=tuple(found), groups=tuple(groups), cut_score=draw(cut_scores()))


def full_marks(form: Form) -> st.SearchStrategy[dict[int, int]]:
    return st.fixed_dictionaries({step.id: chosen(tuple(sorted(step.values))) for step in form.steps})


def some_marks(form: Form) -> st.SearchStrategy[dict[int, int | None]]:
    return st.fixed_dictionaries({step.id: maybe(chosen(tuple(sorted(step.values)))) for step in form.steps})


def judged_marks(form: Form) -> st.SearchStrategy[dict[int, int]]:
    """Marks with nothing that is not applicable."""
    values = {step.id: tuple(sorted(step.values - {NOT_APPLICABLE})) for step in form.steps}
    return st.fixed_dictionaries({step: chosen(found) for step, found in values.items()})


EXEMPT = st.one_of(
    st.just({}), st.dictionaries(st.sampled_from(["W1", "W2", "K1"]), st.none() | st.just(Fraction(6)), max_size=2)
)
