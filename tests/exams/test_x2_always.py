"""The cut score (X2): what holds for every rule, every form and every mark."""

import json
from fractions import Fraction
from math import ceil, floor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exams.rules import CutScore, Form, Group, Outcome, Result, Step
from exams.rules.cut_scores import (
    Each,
    Grade,
    Mean,
    Over,
    PartKind,
    PartRule,
    Rounding,
    RoundingMode,
    at,
    cut_score_problems,
    sentences,
)
from exams.rules.records import Record
from exams.rules.steps import NOT_APPLICABLE
from foundation.messages import Message, from_json, to_json
from tests.exams.x2 import EXEMPT, cut_scores, forms, full_marks, judged_marks, levels, some_marks

pytestmark = pytest.mark.pure

WHOLE = Rounding(mode=RoundingMode.HALF_UP, step=Fraction(1))
slowly = settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
RANK = {Result.INCOMPLETE: 0, Result.FAILED: 0, Result.PASSED: 1}
BANDS = {"O": 0, "V": 1, "G": 2}


def bands_of(outcome: Outcome) -> list[int]:
    found = [outcome.label, *(part.label for part in outcome.parts)]
    return [BANDS[label] for label in found if label]


def grades_of(outcome: Outcome) -> list[Fraction]:
    found = [outcome.grade, outcome.rounded, *(grade for part in outcome.parts for grade in (part.grade, part.rounded))]
    return [grade for grade in found if grade is not None]


@slowly
@given(st.data())
def test_x2_raising_a_mark_never_lowers_a_result_a_label_or_a_grade(data: st.DataObject) -> None:
    form = data.draw(forms())
    marks = data.draw(full_marks(form))
    judged = [step for step in form.steps if marks[step.id] != NOT_APPLICABLE]
    if not judged:
        return
    step = data.draw(st.sampled_from(judged))
    higher = data.draw(st.sampled_from([value for value in sorted(step.values) if value >= marks[step.id]]))
    before, after = form.judge(marks), form.judge({**marks, step.id: higher})
    assert RANK[after.result] >= RANK[before.result]
    for low, high in ((bands_of(before), bands_of(after)), (grades_of(before), grades_of(after))):
        assert all(new >= old for old, new in zip(low, high, strict=True))


@slowly
@given(st.data())
def test_x2_the_order_of_steps_and_groups_does_not_matter(data: st.DataObject) -> None:
    form, exempt = data.draw(forms()), data.draw(EXEMPT)
    marks = data.draw(some_marks(form))
    turned = Form(
        steps=tuple(data.draw(st.permutations(form.steps))),
        groups=tuple(data.draw(st.permutations(form.groups))),
        cut_score=form.cut_score,
    )
    one, other = form.judge(marks, exempt=exempt), turned.judge(marks, exempt=exempt)
    assert (one.result, one.label, one.grade, one.rounded, one.points) == (
        *(other.result, other.label, other.grade, other.rounded, other.points),
    )
    assert [one.held for one in one.conditions] == [other.held for other in other.conditions]
    parts = [{(part.kind, part.key): (part.rounded, part.label) for part in found.parts} for found in (one, other)]
    assert parts[0] == parts[1]


@slowly
@given(st.data())
def test_x2_what_is_said_of_a_condition_never_turns_while_more_is_marked(data: st.DataObject) -> None:
    form, exempt = data.draw(forms()), data.draw(EXEMPT)
    final = data.draw(full_marks(form))
    hidden = data.draw(st.sets(st.sampled_from(form.steps)))
    early = form.judge(
        {id_: value for id_, value in final.items() if id_ not in {one.id for one in hidden}}, exempt=exempt
    )
    late = form.judge(final, exempt=exempt)
    assert not early.is_lost or late.result is not Result.PASSED
    said = {(one.part, one.name, place): one.held for place, one in enumerate(early.conditions)}
    known = {(one.part, one.name, place): one.held for place, one in enumerate(late.conditions)}
    if len(said) == len(known):  # critical steps that turn out not to apply are no longer spoken of
        assert all(held is None or known[place] is held for place, held in said.items())


@slowly
@given(st.data())
def test_x2_nothing_is_certain_of_a_part_that_more_marks_can_change(data: st.DataObject) -> None:
    form = data.draw(forms())
    final = data.draw(judged_marks(form))
    hidden = {one.id for one in data.draw(st.sets(st.sampled_from(form.steps)))}
    early = form.judge({id_: value for id_, value in final.items() if id_ not in hidden})
    late = {(part.kind, part.key): part for part in form.judge(final).parts}
    for part in early.parts:
        after = late[(part.kind, part.key)]
        assert part.grade in (None, after.grade)
        assert part.label in ("", after.label)
        assert part.sufficient in (None, after.sufficient)


@slowly
@given(st.data())
def test_x2_a_verdict_never_raises_and_always_explains_itself(data: st.DataObject) -> None:
    form, exempt = data.draw(forms()), data.draw(EXEMPT)
    outcome = form.judge(data.draw(some_marks(form)), exempt=exempt)
    assert all(is_translatable(message) for message in outcome.explanation)
    if outcome.result is Result.FAILED and outcome.conditions:
        assert outcome.decided_by is not None or outcome.label == "O" or not outcome.label


@slowly
@given(st.data())
def test_x2_a_record_comes_back_as_it_was_kept(data: st.DataObject) -> None:
    form, exempt = data.draw(forms()), data.draw(EXEMPT)
    record = Record.of(form.judge(data.draw(some_marks(form)), exempt=exempt))
    assert Record.from_json(json.loads(json.dumps(record.to_json()))) == record


@slowly
@given(cut_scores())
def test_x2_a_cut_score_comes_back_as_it_was_written(cut_score: CutScore) -> None:
    assert CutScore.from_json(json.loads(json.dumps(cut_score.to_json()))) == cut_score


@slowly
@given(cut_scores())
def test_x2_every_rule_is_said_in_whole_sentences(cut_score: CutScore) -> None:
    said = sentences(cut_score)
    assert said
    assert all(is_translatable(message) and str(message).endswith((".", "%")) for message in said)


@slowly
@given(forms())
def test_x2_checking_a_cut_score_always_ends_in_words(form: Form) -> None:
    assert all(is_translatable(message) for message in cut_score_problems(form.cut_score, form.structure))


@slowly
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=4))
def test_x2_a_mark_is_rounded_once_whatever_is_made_from_it(points: list[tuple[int, int]]) -> None:
    """Work processes round up to a tenth, the core task to a whole number: of the exact mean, not of rounded marks."""
    form = form_that_rounds(len(points))
    outcome = form.judge(dict(enumerate((one for pair in points for one in pair), start=1)))
    exact = [1 + 9 * Fraction(sum(pair), 6) for pair in points]
    mean = sum(exact, Fraction(0)) / len(exact)
    assert [part.rounded for part in outcome.parts] == [
        *(Fraction(ceil(10 * grade), 10) for grade in exact),
        Fraction(floor(mean + Fraction(1, 2))),
    ]


def form_that_rounds(groups: int) -> Form:
    steps = [
        Step(id=place + 1, name="", key=str(place), group_key=f"W{place // 2}", levels=levels(0, 1, 2, 3))
        for place in range(2 * groups)
    ]
    cut_score = CutScore(
        groups=PartRule(
            value=Grade(over=Over(PartKind.STEPS)), rounding=Rounding(mode=RoundingMode.UP, step=Fraction(1, 10))
        ),
        core_tasks=PartRule(value=Mean(over=Over(PartKind.GROUPS)), rounding=WHOLE),
        exam=PartRule(conditions=(Each(over=Over(PartKind.CORE_TASKS), bar=at(6)),)),
    )
    kept = tuple(Group(key=f"W{place}", core_task="K1") for place in range(groups))
    return Form(steps=tuple(steps), groups=kept, cut_score=cut_score)


@slowly
@given(st.data())
def test_x2_marking_everything_leaves_nothing_undecided(data: st.DataObject) -> None:
    form = data.draw(forms())
    marks = data.draw(full_marks(form))
    outcome = form.judge(marks)
    assert all(condition.held is not None for condition in outcome.reasons)
    assert (outcome.result is Result.INCOMPLETE) == (set(marks.values()) == {NOT_APPLICABLE})


def is_translatable(message: Message) -> bool:
    """It has words, every gap is filled, and it survives being kept."""
    return bool(str(message).strip()) and "%(" not in str(message) and from_json(to_json(message)) == message
