"""X1: what can be said of a form, its groups and its steps."""

import pytest

from exams.models import ExamForm
from exams.rules.steps import NOT_APPLICABLE
from tests.exams.test_form_design import FACTS, step_facts


@pytest.fixture
def coordinator(visit, school):
    return visit(school.coordinator)


@pytest.fixture
def step(school, draft):
    return school.read(ExamForm, draft.id).steps[0]


def changed(school, draft):
    return school.read(ExamForm, draft.id).steps[0]


# The front of a form


def test_x1_a_form_has_a_colour_materials_examiners_attempts_and_a_day(coordinator, school, draft):
    more = {
        "colour": "teal",
        "materials": "Helmet\nGloves",
        "examiners_required": "2",
        "attempt_that_counts": "last",
        "readable_from": "2026-12-01",
        "asks_global_rating": "y",
    }
    assert coordinator.post(f"/exams/forms/{draft.id}/facts", FACTS | more).status_code == 303
    form = school.read(ExamForm, draft.id)
    assert (form.colour, form.materials, form.examiners_required) == ("teal", "Helmet\nGloves", 2)
    assert (form.attempt_that_counts, form.asks_global_rating) == ("last", True)
    assert form.readable_from.isoformat() == "2026-12-01"


@pytest.mark.parametrize(
    "wrong",
    [
        {"colour": "plaid"},
        {"examiners_required": "3"},
        {"attempt_that_counts": "middle"},
        {"readable_from": "31-31-2026"},
        {"materials": "x" * 10_001},
    ],
)
def test_x1_facts_that_make_no_sense_are_shown_again(coordinator, draft, wrong):
    answer = coordinator.post(f"/exams/forms/{draft.id}/facts", FACTS | wrong)
    assert answer.status_code == 422
    assert "This is not saved yet" in answer.text


def test_br_10_a_formative_form_says_that_it_never_counts(coordinator, draft):
    coordinator.post(f"/exams/forms/{draft.id}/facts", FACTS | {"kind": "formative"})
    assert "Formative: never counts" in coordinator.get(f"/exams/forms/{draft.id}").text


def test_br_15_the_day_from_which_it_is_readable_may_change_while_in_use(coordinator, school, audit_names):
    answer = coordinator.post(f"/exams/forms/{school.form.id}/readable-from", {"readable_from": "2026-12-24"})
    assert answer.status_code == 303
    assert school.read(ExamForm, school.form.id).readable_from.isoformat() == "2026-12-24"
    assert audit_names()[-1] == "exams.form-changed"


def test_br_15_a_day_that_does_not_exist_is_shown_again(coordinator, school):
    answer = coordinator.post(f"/exams/forms/{school.form.id}/readable-from", {"readable_from": "2026-02-30"})
    assert answer.status_code == 422


def test_x1_the_same_new_form_sent_twice_makes_one(coordinator, school):
    sent = {"qualification": school.qualification.id, **FACTS, "form_key": "0b1e6a52-0b6c-4b6e-9d63-3f2a5a1c7a11"}
    first, second = coordinator.post("/exams/forms/new", sent), coordinator.post("/exams/forms/new", sent)
    assert first.location == second.location


# Steps


def test_x1_marks_can_ask_for_a_remark(coordinator, school, draft, step):
    coordinator.post(f"/exams/steps/{step.id}", step_facts(step) | {"levels-0-remark": "y", "levels-3-remark": "y"})
    assert changed(school, draft).remark_values == [0, 3]


def test_x1_a_step_may_be_not_applicable_or_not_any_more(coordinator, school, draft, step):
    asked = {"not_applicable": "y", "remark_not_applicable": "y"}
    coordinator.post(f"/exams/steps/{step.id}", step_facts(step) | asked)
    with_it = changed(school, draft)
    assert [level.label for level in with_it.scale][-1] == "Not applicable"
    assert with_it.remark_values == [NOT_APPLICABLE]
    coordinator.post(f"/exams/steps/{step.id}", step_facts(step))
    assert NOT_APPLICABLE not in [level.value for level in changed(school, draft).scale]


def test_x1_sub_points_add_up_to_the_levels(coordinator, school, draft, step):
    parts = {"parts-0-text": "Mask", "parts-0-points": "2", "parts-1-text": "Gloves", "parts-1-points": "1"}
    coordinator.post(f"/exams/steps/{step.id}", step_facts(step) | {"way": "parts", **parts})
    now = changed(school, draft)
    assert now.parts == [{"text": "Mask", "points": 2}, {"text": "Gloves", "points": 1}]
    assert [level.label for level in now.scale] == ["0 points", "1 point", "2 points", "3 points"]


def test_x1_numbers_with_a_decimal_are_kept_in_tenths(coordinator, school, draft, step):
    numbers = {"way": "numbers", "lowest": "1", "highest": "10,0", "tenths": "y", "remark_below": "5.5"}
    minimum = {"critical": "y", "critical_minimum": "5,5"}
    assert coordinator.post(f"/exams/steps/{step.id}", step_facts(step) | numbers | minimum).status_code == 303
    now = changed(school, draft)
    assert (now.unit, now.critical_minimum, len(now.levels)) == (10, 55, 91)
    assert [now.scale[0].label, now.scale[-1].label] == ["1.0", "10.0"]
    assert (min(now.remark_values), max(now.remark_values)) == (10, 54)


def test_x1_what_was_kept_in_tenths_is_shown_as_points(coordinator, school, draft, step):
    numbers = {"way": "numbers", "lowest": "1.0", "highest": "10.0", "tenths": "y", "remark_below": "5.5"}
    coordinator.post(f"/exams/steps/{step.id}", step_facts(step) | numbers)
    page = coordinator.get(f"/exams/steps/{step.id}").text
    assert all(f'value="{shown}"' in page for shown in ("1.0", "10.0", "5.5"))
    assert "1.0 to 10.0" in coordinator.get(f"/exams/forms/{draft.id}").text


@pytest.mark.parametrize(
    "wrong",
    [
        {"way": "numbers", "lowest": "1", "highest": ""},
        {"way": "numbers", "lowest": "5", "highest": "5"},
        {"way": "numbers", "lowest": "0", "highest": "900"},
        {"way": "numbers", "lowest": "1.25", "highest": "3"},
        {"way": "numbers", "lowest": "NaN", "highest": "3"},
        {"way": "parts"},
        {"way": "parts", "parts-0-text": "Mask"},
        {"way": "parts", "parts-0-text": "Mask", "parts-0-points": "0"},
        {"way": "parts", "parts-0-text": "a", "parts-0-points": "60", "parts-1-text": "b", "parts-1-points": "60"},
        {"way": "pictures"},
        {"critical_minimum": "1.5", "critical": "y"},
        {"competences": ["ZZ"]},
    ],
)
def test_x1_a_scale_that_makes_no_sense_is_shown_again(coordinator, school, draft, step, wrong):
    answer = coordinator.post(f"/exams/steps/{step.id}", step_facts(step) | wrong)
    assert answer.status_code == 422
    assert changed(school, draft).levels == step.levels


def test_x1_a_group_has_an_explanation_and_a_weight(coordinator, school, draft):
    group = school.read(ExamForm, draft.id).groups[0]
    sent = {"name": "Safety", "description": "At every moment.", "weight": "3"}
    coordinator.post(f"/exams/groups/{group.id}", sent)
    now = school.read(ExamForm, draft.id).groups[0]
    assert (now.name, now.description, now.weight) == ("Safety", "At every moment.", 3)
    assert "At every moment." in coordinator.get(f"/exams/forms/{draft.id}").text


def test_x1_weights_of_groups_are_kept_with_those_of_steps(coordinator, school, draft):
    form = school.read(ExamForm, draft.id)
    sent = {f"weight-{step.id}": "1" for step in form.steps} | {f"group-weight-{form.groups[1].id}": "4"}
    assert coordinator.post(f"/exams/forms/{draft.id}/weights", sent).status_code == 303
    assert [group.weight for group in school.read(ExamForm, draft.id).groups] == [1, 4]


def test_x1_the_last_step_of_a_group_moves_down_into_the_next(coordinator, school, draft):
    form = school.read(ExamForm, draft.id)
    last = form.groups[0].steps[-1]
    coordinator.post(f"/exams/steps/{last.id}/move", {"to": "down"})
    now = school.read(ExamForm, draft.id)
    assert (len(now.groups[0].steps), now.groups[1].steps[0].id) == (2, last.id)
    coordinator.post(f"/exams/steps/{last.id}/move", {"to": "up"})
    assert school.read(ExamForm, draft.id).groups[0].steps[-1].id == last.id


# Two designers


def seen_on(page):
    return page.partition('name="seen"')[2].partition('value="')[2].partition('"')[0]


def test_x1_the_second_of_two_designers_at_one_step_is_told_and_loses_nothing(coordinator, school, draft, step):
    before = seen_on(coordinator.get(f"/exams/steps/{step.id}").text)
    coordinator.post(f"/exams/steps/{step.id}", step_facts(step, text="Theirs"))
    answer = coordinator.post(f"/exams/steps/{step.id}", step_facts(step, text="Mine", seen=before))
    assert answer.status_code == 409
    assert "Somebody else changed this after you opened it." in answer.text
    assert "Mine" in answer.text
    assert changed(school, draft).text == "Theirs"


def test_x1_whoever_was_told_can_save_all_the_same(coordinator, school, draft, step):
    told = coordinator.post(f"/exams/steps/{step.id}", step_facts(step, text="Mine", seen="0" * 16))
    again = coordinator.post(f"/exams/steps/{step.id}", step_facts(step, text="Mine", seen=seen_on(told.text)))
    assert (told.status_code, again.status_code) == (409, 303)
    assert changed(school, draft).text == "Mine"


@pytest.mark.parametrize("what", ["facts", "weights"])
def test_x1_the_second_of_two_designers_is_told_elsewhere_too(coordinator, school, draft, what):
    form = school.read(ExamForm, draft.id)
    sent = FACTS if what == "facts" else {f"weight-{step.id}": "2" for step in form.steps}
    assert coordinator.post(f"/exams/forms/{draft.id}/{what}", {**sent, "seen": "0" * 16}).status_code == 409
    assert school.read(ExamForm, draft.id).steps[0].weight == 1


def test_x1_the_second_of_two_designers_at_a_group_is_told(coordinator, school, draft):
    group = school.read(ExamForm, draft.id).groups[0]
    answer = coordinator.post(f"/exams/groups/{group.id}", {"name": "Mine", "weight": "1", "seen": "0" * 16})
    assert answer.status_code == 409
    assert group.name in answer.text


def test_x1_a_page_just_opened_can_be_saved(coordinator, school, draft, step):
    page = coordinator.get(f"/exams/steps/{step.id}").text
    assert coordinator.post(f"/exams/steps/{step.id}", step_facts(step, seen=seen_on(page))).status_code == 303


# What it is made from


def test_br_14_a_step_says_which_indicator_it_came_from(coordinator, school, make):
    draft = make.exam_form(qualification_id=school.qualification.id, state="draft", in_use_at=None, groups=0)
    processes = [process.id for task in school.qualification.core_tasks for process in task.work_processes]
    coordinator.post(f"/exams/forms/{draft.id}/work-processes", {"chosen": processes[:1], "scale": "one_to_ten"})
    assert "In the words of its indicator" in coordinator.get(f"/exams/forms/{draft.id}").text
    step = school.read(ExamForm, draft.id).steps[0]
    numbers = {"way": "numbers", "lowest": "1", "highest": "10", "text": "Otherwise", "weight": "1"}
    coordinator.post(f"/exams/steps/{step.id}", numbers | {"group": step.group_id})
    page = coordinator.get(f"/exams/forms/{draft.id}").text
    assert "Made from an indicator, which reads: “Indicator 1.1.1”" in page


def test_br_14_levels_that_do_not_say_when_they_apply_are_counted(coordinator, school, draft):
    for step in school.read(ExamForm, draft.id).steps[:2]:
        coordinator.post(f"/exams/steps/{step.id}", step_facts(step) | {"levels-1-description": ""})
    assert "2 steps have levels that do not say when they apply." in coordinator.get(f"/exams/forms/{draft.id}").text


def test_br_12_a_group_of_no_core_task_is_flagged(coordinator, school, draft):
    page = coordinator.get(f"/exams/forms/{draft.id}").text
    assert "Belongs to no core task" in page
    assert "2 groups belong to no core task" in page


def test_br_11_coverage_is_in_sight_on_the_page_of_the_form(coordinator, draft):
    page = coordinator.get(f"/exams/forms/{draft.id}").text
    assert "More than three quarters of the work processes of a core task should be examined." in page


def test_x1_a_form_in_use_says_the_way_on(coordinator, school):
    page = coordinator.get(f"/exams/forms/{school.form.id}").text
    assert "This form is fixed" in page
    assert "Make a new edition" in page


def test_x1_two_hundred_steps_are_shown_in_a_fixed_number_of_statements(coordinator, school, make, draft, statements):
    large = make.exam_form(qualification_id=school.qualification.id, groups=10, steps=20, state="draft", in_use_at=None)
    with statements() as few:
        coordinator.get(f"/exams/forms/{draft.id}")
    with statements() as many:
        assert coordinator.get(f"/exams/forms/{large.id}").text.count('id="step-') == 200
    assert len(many) == len(few)


@pytest.mark.parametrize("hostile", ["<b>x</b>", "{{ 7*7 }}", "‮evil", "👩‍🔧 مرحبا", "=1+1", "%(name)s", "a\x00b"])
def test_x1_hostile_text_is_shown_as_text(coordinator, school, draft, step, hostile):
    coordinator.post(f"/exams/steps/{step.id}", step_facts(step, text=hostile))
    page = coordinator.get(f"/exams/forms/{draft.id}")
    assert page.status_code == 200
    assert "<b>x</b>" not in page.text


@pytest.mark.parametrize(("chosen", "total", "enough"), [(3, 4, False), (4, 5, True), (4, 4, True), (7, 9, True)])
def test_br_11_three_of_four_is_flagged_and_four_of_five_passes(coordinator, make, chosen, total, enough):
    qualification = make.qualification(work_processes=total)
    draft = make.exam_form(qualification_id=qualification.id, state="draft", in_use_at=None, groups=0)
    processes = [process.id for task in qualification.core_tasks for process in task.work_processes]
    coordinator.post(f"/exams/forms/{draft.id}/work-processes", {"chosen": processes[:chosen], "scale": "yes_no"})
    page = coordinator.get(f"/exams/forms/{draft.id}/work-processes").text
    assert (f"{chosen} of {total} examined: enough" in page) is enough
    assert ("more than three quarters is asked" in page) is not enough
