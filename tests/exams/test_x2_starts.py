"""What a cut score can begin as: offered where it makes sense on the form, with the reason where it does not (X2)."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exams.rules import CutScore, Form, Group, Level, Step
from exams.rules.cut_score_starts import Start, start, why_not
from exams.rules.forms import problems
from exams.rules.steps import NOT_APPLICABLE, SubPoint

pytestmark = pytest.mark.pure

SCALES = (
    (0, 1),
    (0, 1, 2),
    (1, 2, 3),
    (0, 1, 2, 3),
    (0, 3, 7, 10),
    (1, 2, 3, 4, 5),
    tuple(range(11)),
    (3, 4),
    (5, 6, 7),
)
PLAIN = CutScore.at_percentage(55)


def step(number: int, group: str, scale: tuple[int, ...], **facts) -> Step:
    levels = tuple(Level(value=value, label="n/a" if value < 0 else f"level {value}") for value in scale)
    return Step(id=number, name=f"Step {number}", key=f"{group}.{number}", group_key=group, levels=levels, **facts)


def form_of(*scales: tuple[int, ...], groups: int = 2, core_task: str = "K1") -> Form:
    steps = tuple(step(number, f"W{number % groups}", scale) for number, scale in enumerate(scales, start=1))
    found = tuple(Group(key=f"W{place}", core_task=core_task) for place in range(groups))
    return Form(steps=steps, groups=found, cut_score=PLAIN)


@st.composite
def made_up(draw: st.DrawFn) -> Form:
    """Forms of one scale or of several, with not applicable, sub-points, single groups, own groups and empty ones."""
    own = draw(st.sampled_from(SCALES))
    mixed = draw(st.booleans())
    groups = tuple(
        Group(key=f"W{place}", weight=draw(st.integers(1, 3)), core_task=draw(st.sampled_from(["K1", "K2", "", ""])))
        for place in range(draw(st.integers(1, 4)))
    )
    steps: list[Step] = []
    for group in groups:
        for _ in range(draw(st.integers(0, 3))):
            scale = draw(st.sampled_from(SCALES)) if mixed else own
            steps.append(draw(one_step(len(steps) + 1, group.key, scale)))
    return Form(steps=tuple(steps), groups=groups, cut_score=PLAIN)


@st.composite
def one_step(draw: st.DrawFn, number: int, group: str, scale: tuple[int, ...]) -> Step:
    if draw(st.integers(0, 3)) == 0:
        scale = (NOT_APPLICABLE, *scale)
    facts = {"weight": draw(st.integers(1, 3)), "critical": draw(st.booleans()), "unit": draw(st.sampled_from([1, 10]))}
    if draw(st.integers(0, 5)) == 0:
        parts = tuple(SubPoint(text=f"Part {place}") for place in range(3))
        return step(number, group, (0, 1, 2, 3), parts=parts, **facts)
    return step(number, group, scale, **facts)


@settings(max_examples=150)
@given(made_up(), st.sampled_from(Start))
def test_x2_what_is_offered_is_accepted_by_the_checker(form, kind):
    if form.steps and why_not(kind, form) is None:
        assert problems(replace(form, cut_score=start(kind, form.structure))) == []


@pytest.mark.parametrize("kind", Start)
@pytest.mark.parametrize("core_task", ["K1", ""])
@pytest.mark.parametrize("scale", [(0, 1, 2), (0, 1, 2, 3), (1, 2, 3, 4, 5), (NOT_APPLICABLE, 0, 1, 2)])
def test_x2_every_start_is_offered_on_an_ordinary_form(kind, scale, core_task):
    assert why_not(kind, form_of(*[scale] * 8, core_task=core_task)) is None


@pytest.mark.parametrize(
    ("kind", "form", "reason"),
    [
        (Start.LABELS, form_of((0, 1, 2), (0, 1, 2, 3)), "different scales"),
        (Start.LABELS, form_of((0, 1), (0, 1)), "three, four or five levels"),
        (Start.LABELS, form_of(tuple(range(11)), tuple(range(11))), "three, four or five levels"),
        (Start.COMPENSATION, form_of((0, 1, 2), (0, 1, 2), groups=1), "nothing can make up for it"),
        (Start.SHARE, form_of((3, 4), (3, 4)), "even the lowest marks reach the cut score"),
        (Start.GRADES, form_of((5, 6), (5, 6)), "even the lowest marks meet it"),
    ],
)
def test_x2_what_makes_no_sense_is_not_offered_and_says_why(kind, form, reason):
    assert reason in str(why_not(kind, form))


def test_x2_marks_weigh_an_own_group_in_no_core_task():
    form = form_of(*[(0, 1, 2)] * 6, groups=3)
    loose = replace(form, groups=(*form.groups[:2], Group(key="W2")))
    judged = replace(loose, cut_score=start(Start.GRADES, loose.structure))
    marks = {one.id: 0 if one.group_key == "W2" else 2 for one in loose.steps}
    assert why_not(Start.GRADES, loose) is None
    assert judged.judge(marks).result == "failed"


def test_x2_a_checklist_asks_seven_in_ten_of_what_applies():
    form = form_of(*[(NOT_APPLICABLE, 0, 1)] * 4)
    judged = replace(form, cut_score=start(Start.CHECKLIST, form.structure))
    assert judged.judge({1: 1, 2: NOT_APPLICABLE, 3: NOT_APPLICABLE, 4: NOT_APPLICABLE}).result == "passed"
