"""How a result and a rule are told: the mark first, failed critical steps before all, parts by code and name (X2)."""

import pytest

from exams.models import Sitting
from exams.rules import CutScore, Form, Group, Level, Step
from exams.rules.cut_score_starts import Start, start
from exams.rules.cut_scores import in_short, sentences
from exams.rules.records import Record
from exams.rules.sittings import SittingState
from tests.exams.conftest import mark_of

LEVELS = tuple(Level(value=value, label=str(value)) for value in (0, 1, 2))
BANDS = [{"label": "G", "at_least": 8}, {"label": "V", "at_least": "5.5"}, {"label": "O", "passes": False}]


def form_of(cut_score: CutScore | Start) -> Form:
    steps = tuple(
        Step(
            id=number,
            name=f"Step {number}",
            key=f"W{1 + number % 2}.{number}",
            group_key=f"W{1 + number % 2}",
            levels=LEVELS,
            critical=number == 1,
        )
        for number in range(1, 9)
    )
    groups = (Group(key="W1", name="Makes joints", core_task="K1", core_task_name="Welds"),)
    form = Form(
        steps=steps,
        groups=(*groups, Group(key="W2", name="Cuts plate", core_task="K1", core_task_name="Welds")),
        cut_score=CutScore(),
    )
    made = start(cut_score, form.structure) if isinstance(cut_score, Start) else cut_score
    return Form(steps=form.steps, groups=form.groups, cut_score=made)


def whole(**exam: object) -> CutScore:
    return CutScore.from_json({"version": 2, "exam": exam})


@pytest.mark.pure
@pytest.mark.parametrize("kind", [Start.SHARE, Start.GRADES, Start.CHECKLIST, Start.COMPENSATION])
def test_x2_a_failed_critical_step_is_named_first(kind):
    outcome = form_of(kind).judge({1: 0, **dict.fromkeys(range(2, 9), 2)})
    assert outcome.result == "failed"
    assert "“Step 1”" in str(outcome.reasons[0].message)
    assert outcome.reasons[0].held is False


@pytest.mark.pure
def test_x2_a_mark_lowered_by_a_critical_step_is_named_first_and_never_ticked():
    graded = {"value": {"kind": "grade", "of": "steps"}, "on_failed_critical": 1}
    mean = {"kind": "at-least", "value": {"kind": "mean", "of": "groups"}, "minimum": 5}
    rule = CutScore.from_json({"version": 2, "groups": graded, "exam": {"conditions": [mean]}})
    outcome = form_of(rule).judge({1: 0, **dict.fromkeys(range(2, 9), 2)})
    assert str(outcome.reasons[0].message) == "Critical step not achieved: “Step 1”."
    held = {one.part: one.held for one in outcome.reasons if one.name == "mark-given"}
    assert held == {"W1": True, "W2": False}


@pytest.mark.pure
def test_x2_parts_are_told_by_code_and_name():
    words = [str(one) for one in form_of(Start.GRADES).judge(dict.fromkeys(range(1, 9), 0)).explanation]
    assert any("Falling short among the core tasks: K1 Welds." in one for one in words)
    assert "W1 Makes joints: 1." in words


@pytest.mark.pure
@pytest.mark.parametrize(
    ("bands", "told"),
    [
        (BANDS, "“V” is given from a mark of 5.5 up to 8; a mark of exactly 8 is “G”."),
        (BANDS, "“O”, which is insufficient, is given below a mark of 5.5; a mark of exactly 5.5 is “V”."),
        (
            [{**BANDS[0], "conditions": [{"kind": "critical-steps"}]}, *BANDS[1:]],
            "“V” is given from a mark of 5.5.",
        ),
    ],
)
def test_x2_where_a_label_ends_is_said(bands, told):
    rule = whole(value={"kind": "grade", "of": "steps"}, bands=bands)
    assert told in [str(one) for one in sentences(rule)]


@pytest.mark.pure
def test_x2_the_mark_of_the_whole_exam_is_told_with_its_label():
    rule = whole(value={"kind": "grade", "of": "steps"}, bands=BANDS)
    outcome = form_of(rule).judge({**dict.fromkeys(range(1, 9), 1), 8: 2})
    assert str(outcome.mark) == "6.06 “V”"
    assert str(Record.from_json(Record.of(outcome).to_json()).mark) == "6.06 “V”"


@pytest.fixture
def graded(school):
    """The exam gives a mark and a label."""
    with school.make.redesigned(school.form.id) as form:
        rule = whole(value={"kind": "grade", "of": "steps"}, bands=BANDS)
        form.cut_score = rule.to_json()
    return school


def test_x2_the_mark_stands_on_every_page_of_the_result(graded, visit):
    sitting = graded.read(Sitting, graded.signed(2).id)
    mark = str(Record.from_json(sitting.outcome).mark)
    number = mark.split(" ")[0]
    assert f"<b>{mark}</b>" in visit(graded.candidate).get(f"/exams/sittings/{sitting.id}/result").text
    assert f"Passed with {mark}" in visit(graded.candidate).get("/exams/mine").text
    assert f"Passed with {mark}" in visit(graded.board_member).get("/exams/results").text
    assert f"<br>{number}</span>" in visit(graded.coordinator).get("/exams/matrix").text


def test_x2_the_list_to_ratify_tells_the_mark(graded, visit):
    graded.board_ratifies()
    sitting = graded.read(Sitting, graded.signed(2).id)
    mark = str(Record.from_json(sitting.outcome).mark)
    assert f"Passed with {mark}, provisional" in visit(graded.board_member).get("/exams/results/waiting").text


def test_x2_an_exam_without_a_mark_shows_none(school, visit):
    sitting = school.signed(2)
    assert "verdict-mark" not in visit(school.candidate).get(f"/exams/sittings/{sitting.id}/result").text


@pytest.mark.pure
@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (Start.SHARE, "You pass when at least 55% of the points is reached, and every critical step is achieved."),
        (Start.LABELS, "You pass when all work processes are sufficient."),
        (Start.GRADES, "You pass when every critical step is achieved, and all core tasks are sufficient."),
        (
            whole(value={"kind": "grade", "of": "steps"}, bands=BANDS),
            "You pass when the exam as a whole comes to “V” or better.",
        ),
        (
            whole(
                conditions=[
                    {"kind": "critical-steps"},
                    {"kind": "at-least", "value": {"kind": "mean", "of": "groups"}, "minimum": "5.5"},
                ]
            ),
            "You pass when every critical step is achieved, and this is at least 5.5: Mean of the work processes.",
        ),
    ],
)
def test_x2_what_it_takes_is_said_in_one_sentence(rule, told):
    assert str(in_short(form_of(rule).cut_score, to_candidate=True)) == told


def test_x2_a_candidate_reads_one_sentence_first_and_the_rest_folded(school, visit):
    sitting = school.planned()
    text = visit(school.candidate).get(f"/exams/sittings/{sitting.id}").text
    assert "You pass when at least 55% of the points is reached" in text
    assert '<details class="rule-whole"><summary>' in text


def test_x2_before_signing_only_critical_steps_are_called_critical(school, visit):
    with school.make.redesigned(school.form.id) as form:
        form.cut_score = whole(conditions=[{"kind": "each", "of": "steps"}]).to_json()
        form.groups[0].steps[1].critical = False
    sitting = school.planned(state=SittingState.IN_PROGRESS)
    with school.desk.writing() as work:
        found = work.db.get_one(Sitting, sitting.id)
        sheet, steps = found.sheets[0].id, found.session.form.steps
        for step in steps:
            work.db.add(mark_of(sheet, step.id, school.examiner.id, 0 if step is steps[1] else 2, "", work.now))
    text = visit(school.examiner).get(f"/exams/sheets/{sheet}/sign").text
    assert "Falling short among the steps" in text
    assert "critical step is not achieved" not in text
