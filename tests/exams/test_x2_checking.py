"""The cut score (X2): what is found wrong with it before a form is used, and how it is said back."""

import time
from collections.abc import Mapping
from typing import Any

import pytest

from exams.rules import CutScore, Form, Group, Level, Step
from exams.rules.cut_scores import CountAt, Each, Over, PartKind, PartRule, at, cut_score_problems, sentences
from exams.rules.forms import problems
from foundation.refusals import Unreadable

pytestmark = pytest.mark.pure

LEVELS = tuple(Level(value=value, label=label) for value, label in enumerate(("none", "some", "all")))
EACH_GROUP = {"conditions": [{"kind": "each", "of": "groups"}]}
GRADED = {"value": {"kind": "grade", "of": "steps"}}


def a_form(cut_score: Mapping[str, Any], *, groups: int = 2, steps: int = 3) -> Form:
    made = tuple(
        Step(
            id=place + 1,
            name=f"Step {place + 1}",
            key=f"S{place + 1}",
            group_key=f"W{place % groups + 1}",
            levels=LEVELS,
        )
        for place in range(groups * steps)
    )
    named = tuple(Group(key=f"W{place}", core_task="K1") for place in range(1, groups + 1))
    return Form(steps=made, groups=named, cut_score=CutScore.from_json({"version": 2, **cut_score}))


def said(**levels: Any) -> list[str]:
    form = a_form(levels)
    return [str(message) for message in cut_score_problems(form.cut_score, form.structure)]


def asked(*conditions: Mapping[str, Any]) -> list[str]:
    return said(exam={"conditions": list(conditions)})


BANDS = [{"label": "G", "at_least": 8}, {"label": "V", "at_least": "5.5"}, {"label": "O", "passes": False}]


def labelled(*bands: Mapping[str, Any]) -> list[str]:
    return said(groups={**GRADED, "bands": list(bands)}, exam=EACH_GROUP)


def test_x2_a_sound_rule_has_nothing_wrong() -> None:
    assert labelled(*BANDS) == []


def test_x2_more_than_there_are_steps_cannot_be_met() -> None:
    found = asked({"kind": "count-at", "of": "steps", "bar": 1, "count": 7})
    assert found == [
        "Even the highest marks do not meet this: At least 7 of the steps must be at 1 or above. "
        "Of the steps, at 1 or above: 6. At least 7 must be."
    ]


def test_x2_more_points_than_there_are_cannot_be_met() -> None:
    found = asked({"kind": "at-least", "value": {"kind": "points", "of": "steps"}, "minimum": 13})
    assert found[0].startswith("Even the highest marks do not meet this: The points of the steps together")


def test_x2_a_bar_above_the_highest_level_cannot_be_met() -> None:
    assert asked({"kind": "each", "of": "steps", "bar": 3})[0].startswith("Even the highest marks do not meet this")


def test_x2_what_the_lowest_marks_meet_says_nothing() -> None:
    found = asked({"kind": "critical-steps"}, {"kind": "at-most-below", "of": "steps", "bar": 1, "count": 6})
    assert found == ["This says nothing, for even the lowest marks meet it: At most 6 of the steps may be below 1."]


def test_x2_a_limit_on_not_applicable_where_nothing_is_says_nothing() -> None:
    assert asked({"kind": "each", "of": "steps"}, {"kind": "not-applicable", "most": 2}) == [
        "This says nothing, for no more can be marked so: At most 2 of the steps may be marked as not applicable."
    ]


def test_x2_a_key_that_is_not_there_is_told() -> None:
    assert asked({"kind": "each", "of": "steps", "keys": ["S1", "S9"]}) == [
        "The cut score names S9, which are not on the form."
    ]


def test_x2_a_label_that_nobody_gets_is_told() -> None:
    assert asked({"kind": "each", "of": "groups", "bar": {"label": "G"}}) == [
        "The cut score asks for the label “G”, which none of the work processes can get."
    ]


def test_x2_a_gap_below_the_last_label_is_refused() -> None:
    assert labelled(BANDS[0], BANDS[1]) == ["Marks below 5.5 have no label. Let the last label begin at no mark."]


def test_x2_a_gap_between_labels_is_refused() -> None:
    worse = {**BANDS[1], "below": "7.9"}
    assert labelled(BANDS[0], worse, BANDS[2]) == [
        "Marks from 7.9 to 8 have no label: there is a gap between “V” and “G”."
    ]


def test_x2_labels_that_overlap_are_refused() -> None:
    worse = {**BANDS[1], "below": "8.5"}
    assert labelled(BANDS[0], worse, BANDS[2]) == ["Marks from 8 to 8.5 have two labels, “V” and “G”."]


def test_x2_a_label_that_hangs_on_conditions_needs_one_behind_it() -> None:
    excellent = {"label": "E", "conditions": [{"kind": "each", "of": "steps", "bar": 2}]}
    assert labelled(excellent) == ["What does not meet the conditions of “E” has no label. Add one without conditions."]


def test_x2_labels_in_the_wrong_order_are_refused() -> None:
    assert "“G” must begin below “V”; labels stand best first." in labelled(BANDS[1], BANDS[0], BANDS[2])


def test_x2_a_label_that_no_marks_give_is_told() -> None:
    between = {"label": "X", "at_least": "7.9"}
    assert labelled(BANDS[0], between, *BANDS[1:]) == ["No marks were found that give “X” to the work processes."]


def test_x2_a_label_above_the_highest_mark_is_told() -> None:
    assert labelled({"label": "E", "at_least": 11}, *BANDS) == [
        "No marks were found that give “E” to the work processes."
    ]


@pytest.mark.parametrize("between", [{}, {"core_tasks": {"value": {"kind": "mean", "of": "groups"}}}])
def test_x2_rounding_twice_is_refused_also_through_a_level_between(between: Mapping[str, Any]) -> None:
    of = "core_tasks" if between else "groups"
    exam = {
        "value": {"kind": "mean", "of": of},
        "rounding": {"step": 1},
        "conditions": [{"kind": "mark", "minimum": 6}],
    }
    found = said(groups={**GRADED, "rounding": {"step": "0.1"}, "carries": "rounded"}, exam=exam, **between)
    assert [line.split(":")[0] for line in found] == ["A mark of the exams would be rounded twice"]


def test_x2_what_is_asked_of_parts_must_be_heard_above() -> None:
    found = said(
        groups={"conditions": [{"kind": "critical-steps"}]}, exam={"conditions": [{"kind": "each", "of": "steps"}]}
    )
    assert found == [
        "What is asked of the work processes decides nothing: no condition says that they must be sufficient."
    ]


def test_x2_a_form_of_thousands_of_steps_is_checked_in_time() -> None:
    form = a_form({"groups": {**GRADED, "bands": BANDS}, "exam": EACH_GROUP}, groups=50, steps=100)
    begun = time.process_time()
    assert cut_score_problems(form.cut_score, form.structure) == []
    assert time.process_time() - begun < 20  # of a machine that does much else; two on a quiet one


@pytest.mark.parametrize(
    "measure",
    [
        {"kind": "grade", "of": "steps", "span": 0},
        {"kind": "best", "of": "steps", "count": 0},
        {"kind": "average", "measures": []},
    ],
)
def test_x2_a_measure_that_means_nothing_cannot_be_read(measure: Mapping[str, Any]) -> None:
    with pytest.raises(Unreadable):
        a_form({"exam": {"value": measure}})


def test_x2_a_rounding_to_nothing_cannot_be_read() -> None:
    with pytest.raises(Unreadable, match="step above 0"):
        a_form({"exam": {"rounding": {"step": 0}}})


def test_x2_a_typing_error_does_not_lower_the_bar() -> None:
    with pytest.raises(Unreadable, match=r"exam\.condition"):
        a_form({"exam": {"condition": []}})


def test_x2_the_whole_rule_is_said_back() -> None:
    form = a_form({"groups": {**GRADED, "rounding": {"mode": "up", "step": "0.1"}, "bands": BANDS}, "exam": EACH_GROUP})
    assert [str(message) for message in sentences(form.cut_score)] == [
        "Each work process: The mark is 1 + 9 × points / maximum points of the steps.",
        "Each work process: The mark is rounded up to a multiple of 0.1.",
        "Each work process: In the mark of the whole exam it counts as it was before it was rounded.",
        "Each work process: “G” is given from a mark of 8.",
        "Each work process: “V” is given from a mark of 5.5 up to 8; a mark of exactly 8 is “G”.",
        "Each work process: “O”, which is insufficient, is given below a mark of 5.5; a mark of exactly 5.5 is “V”.",
        "All work processes must be sufficient.",
    ]


def test_x2_a_plain_cut_score_stays_as_tablets_know_it() -> None:
    assert CutScore.at_percentage(55).to_json()["version"] == 1
    assert (
        a_form({"exam": {"conditions": [{"kind": "minimum-share", "share": "0.55"}]}}).cut_score.to_json()["version"]
        == 1
    )


@pytest.mark.parametrize("band", [{"label": "O", "passes": None}, {"label": "O", "conditions": None}])
def test_x2_null_is_not_the_usual_value(band: Mapping[str, Any]) -> None:
    with pytest.raises(Unreadable):
        labelled(*BANDS[:2], band)


def test_x2_null_for_what_may_be_empty_is_read() -> None:
    assert labelled({**BANDS[0], "below": None}, *BANDS[1:]) == []


def test_x2_what_not_applicable_can_fail_says_something() -> None:
    scale = tuple(Level(value=value, label=str(value)) for value in (-1, 0, 1))
    steps = tuple(Step(id=place, name="Step", key=f"S{place}", group_key="W1", levels=scale) for place in range(1, 5))
    asked = {"conditions": [{"kind": "count-at", "of": "steps", "bar": 0, "count": 3}, {"kind": "each", "of": "steps"}]}
    form = Form(steps=steps, groups=(Group(key="W1"),), cut_score=CutScore.from_json({"version": 2, "exam": asked}))
    assert cut_score_problems(form.cut_score, form.structure) == []


def test_x2_nobody_can_fail_is_no_claim_where_not_applicable_fails():
    levels = tuple(Level(value=value, label=str(value)) for value in (-1, 3, 4))
    steps = tuple(Step(id=number, name="x", key=f"W1.{number}", group_key="W1", levels=levels) for number in (1, 2))
    counted = CutScore.of(CountAt(over=Over(PartKind.STEPS), count=2, bar=at(3)))
    form = Form(steps=steps, groups=(Group(key="W1"),), cut_score=counted)
    assert form.judge({1: 3, 2: -1}).result == "failed"
    assert problems(form) == []


def test_x2_one_own_group_counts_for_nothing_in_the_singular():
    steps = tuple(
        Step(id=n, name="x", key=f"{key}.1", group_key=key, levels=tuple(Level(value=v, label=str(v)) for v in (0, 1)))
        for n, key in enumerate(("W1", "G1"), start=1)
    )
    rule = PartRule(conditions=(Each(over=Over(PartKind.STEPS)),))
    cut_score = CutScore(core_tasks=rule, exam=PartRule(conditions=(Each(over=Over(PartKind.CORE_TASKS)),)))
    form = Form(steps=steps, groups=(Group(key="W1", core_task="K1"), Group(key="G1")), cut_score=cut_score)
    assert [str(one) for one in problems(form)] == [
        "G1 counts for nothing: it is in no core task, and the exam looks at core tasks alone."
    ]
