"""Verdicts: the shared cases, and what must hold for every form and every mark."""

import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.rules import (
    Condition,
    CriticalSteps,
    CutScore,
    Form,
    Level,
    MinimumShare,
    Outcome,
    Result,
    Step,
    open_steps,
    progress,
    verdict,
)
from foundation.refusals import Unreadable

pytestmark = pytest.mark.pure

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "verdicts.json").read_text("utf-8"))


def levels(*values: int) -> tuple[Level, ...]:
    return tuple(Level(value=value, label=f"level {value}") for value in values)


def steps_of(case: Mapping[str, Any]) -> tuple[Step, ...]:
    return tuple(
        Step(
            id=id_,
            name=f"Step {id_}",
            weight=weight,
            critical=critical,
            critical_minimum=minimum,
            levels=levels(*VECTORS["scales"][scale]),
        )
        for id_, scale, weight, critical, minimum in case["steps"]
    )


def cut_score_of(case: Mapping[str, Any]) -> CutScore:
    share = [MinimumShare(Fraction(*case["minimum"]))] if case["minimum"] else []
    critical = [CriticalSteps()] if case["critical"] else []
    return CutScore.of(*share, *critical)


def as_expected(outcome: Outcome) -> dict[str, Any]:
    return {
        "result": outcome.result,
        "points": outcome.points,
        "maximum": outcome.maximum,
        "share": [outcome.share.numerator, outcome.share.denominator],
        "open": list(outcome.open_steps),
        "conditions": [condition_row(condition) for condition in outcome.conditions],
        "headline": str(outcome.headline),
    }


def condition_row(condition: Condition) -> list[Any]:
    needed, reached = condition.needed, condition.reached
    return [
        condition.name,
        condition.held,
        [needed.numerator, needed.denominator],
        [reached.numerator, reached.denominator],
        str(condition.message),
    ]


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_the_shared_cases_come_out_as_written(case: Mapping[str, Any]) -> None:
    marks = {int(step): value for step, value in case["marks"].items()}
    expected = {key: case[key] for key in ("result", "points", "maximum", "share", "open", "conditions", "headline")}
    assert as_expected(verdict(steps_of(case), marks, cut_score_of(case))) == expected


@st.composite
def a_step(draw: st.DrawFn, id_: int) -> Step:
    values = draw(st.sets(st.integers(0, 12), min_size=2, max_size=5))
    return Step(
        id=id_,
        name=f"Step {id_}",
        weight=draw(st.integers(1, 9)),
        critical=draw(st.booleans()),
        critical_minimum=draw(st.none() | st.sampled_from(sorted(values)[1:])),
        levels=levels(*values),
    )


@st.composite
def a_form(draw: st.DrawFn) -> Form:
    steps = tuple(draw(a_step(id_)) for id_ in range(1, draw(st.integers(1, 7)) + 1))
    share = MinimumShare(Fraction(draw(st.integers(0, 100)), 100))
    rules = draw(st.sampled_from([(share,), (share, CriticalSteps()), (CriticalSteps(),)]))
    return Form(steps=steps, cut_score=CutScore.of(*rules))


def full_marks(form: Form) -> st.SearchStrategy[dict[int, int | None]]:
    return st.fixed_dictionaries({step.id: st.sampled_from(sorted(step.values)) for step in form.steps})


def some_marks(form: Form) -> st.SearchStrategy[dict[int, int | None]]:
    return st.fixed_dictionaries(
        {step.id: st.none() | st.sampled_from(sorted(step.values)) for step in form.steps},
    )


RANK = {Result.FAILED: 0, Result.PASSED: 1}


@given(st.data())
def test_raising_a_mark_never_lowers_a_result(data: st.DataObject) -> None:
    form = data.draw(a_form())
    marks = data.draw(full_marks(form))
    step = data.draw(st.sampled_from(form.steps))
    higher = data.draw(st.sampled_from([value for value in sorted(step.values) if value >= marks[step.id]]))
    before = verdict(form.steps, marks, form.cut_score)
    after = verdict(form.steps, {**marks, step.id: higher}, form.cut_score)
    assert RANK[after.result] >= RANK[before.result]
    assert after.share >= before.share


@given(st.data())
def test_the_order_of_the_steps_does_not_matter(data: st.DataObject) -> None:
    form = data.draw(a_form())
    marks = data.draw(some_marks(form))
    turned = data.draw(st.permutations(form.steps))
    one, other = verdict(form.steps, marks, form.cut_score), verdict(turned, marks, form.cut_score)
    assert (one.result, one.share, set(one.open_steps)) == (other.result, other.share, set(other.open_steps))
    assert [condition.held for condition in one.conditions] == [condition.held for condition in other.conditions]


@given(st.data())
def test_the_verdict_equals_a_naive_computation(data: st.DataObject) -> None:
    form = data.draw(a_form())
    marks = data.draw(full_marks(form))
    passes = True
    for rule in form.cut_score.conditions:
        if rule.kind == "minimum-share":
            got, most = 0, 0
            for step in form.steps:
                for _ in range(step.weight):
                    got += marks[step.id] or 0
                    most += max(level.value for level in step.levels)
            passes = passes and Fraction(got) >= rule.share * most
        else:
            for step in form.steps:
                floor = step.critical_minimum
                if floor is None:
                    floor = sorted(level.value for level in step.levels)[0] + 1
                passes = passes and not (step.critical and (marks[step.id] or 0) < floor)
    assert verdict(form.steps, marks, form.cut_score).result == (Result.PASSED if passes else Result.FAILED)


@given(st.data())
def test_what_is_foretold_holds_however_the_open_steps_are_marked(data: st.DataObject) -> None:
    form = data.draw(a_form())
    marks = data.draw(some_marks(form))
    rest = data.draw(full_marks(form))
    completed = {id_: rest[id_] if value is None else value for id_, value in marks.items()}
    foretold = verdict(form.steps, marks, form.cut_score).conditions
    final = verdict(form.steps, completed, form.cut_score).conditions
    assert all(early.held in (None, late.held) for early, late in zip(foretold, final, strict=True))


@given(st.data())
def test_nothing_stays_undecided_once_every_step_is_marked(data: st.DataObject) -> None:
    form = data.draw(a_form())
    outcome = verdict(form.steps, data.draw(full_marks(form)), form.cut_score)
    assert outcome.result is not Result.INCOMPLETE
    assert all(condition.held is not None for condition in outcome.conditions)


@given(st.data())
def test_an_open_step_always_leaves_the_verdict_open(data: st.DataObject) -> None:
    form = data.draw(a_form())
    marks = data.draw(full_marks(form))
    step = data.draw(st.sampled_from(form.steps))
    outcome = verdict(form.steps, {**marks, step.id: None}, form.cut_score)
    assert outcome.result is Result.INCOMPLETE
    assert outcome.open_steps == (step.id,)


@given(a_form())
def test_a_form_survives_its_json(form: Form) -> None:
    assert Form.from_json(json.loads(json.dumps(form.to_json()))) == form


def test_a_cut_score_of_a_later_version_is_refused() -> None:
    with pytest.raises(Unreadable, match="version"):
        CutScore.from_json({"version": 3, "conditions": []})


def test_a_condition_of_an_unknown_kind_is_refused_by_name() -> None:
    with pytest.raises(Unreadable, match="phase-of-the-moon"):
        CutScore.from_json({"version": 1, "conditions": [{"kind": "phase-of-the-moon"}]})


def test_a_float_is_no_share() -> None:
    share = {"kind": "minimum-share", "share": {"numerator": 0.55, "denominator": 1}}
    with pytest.raises(Unreadable, match="numerator"):
        CutScore.from_json({"version": 1, "conditions": [share]})


def test_a_cut_score_of_a_percentage_asks_for_the_critical_steps_too() -> None:
    assert CutScore.at_percentage(55) == CutScore.of(MinimumShare(Fraction(11, 20)), CriticalSteps())
    assert CutScore.at_percentage(55).minimum_percentage == 55


def test_progress_counts_marked_steps_and_open_ones_keep_their_order() -> None:
    steps = [Step(id=id_, name="x", levels=levels(0, 1)) for id_ in (3, 1, 2)]
    assert [step.id for step in open_steps(steps, {1: 0})] == [3, 2]
    assert (progress(steps, {1: 0}).marked, progress(steps, {1: 0}).total) == (1, 3)


def test_the_explanation_starts_with_the_headline_and_names_the_critical_step() -> None:
    steps = [
        Step(id=1, name="Gas off", critical=True, levels=levels(0, 1)),
        Step(id=2, name="Weld", levels=levels(0, 3)),
    ]
    outcome = verdict(steps, {1: 0, 2: 3}, CutScore.at_percentage(55))
    assert outcome.is_lost
    assert [str(sentence) for sentence in outcome.explanation] == [
        "Failed because a critical step was not achieved, although 75% of the points were reached.",
        "Critical steps not achieved: 1 of 1, namely “Gas off”.",
        "Enough points: 3 of 4 (75%). At least 55% is needed.",
    ]
