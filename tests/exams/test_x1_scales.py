"""X1: scales that come with the program, and the library of the school."""

import pytest
from sqlalchemy import select

from exams.models import ExamForm, SavedScale
from exams.rules.scales import SCALES, ScaleName, is_numbers, levels_of, number_levels, scale_of, written


@pytest.fixture
def coordinator(visit, school):
    return visit(school.coordinator)


SENT = {
    "name": "Traffic light",
    "way": "levels",
    "levels-0-value": "0",
    "levels-0-title": "Red",
    "levels-0-description": "Stop.",
    "levels-1-value": "1",
    "levels-1-title": "Green",
}


def scales_in(desk):
    with desk.reading() as work:
        found = list(work.db.scalars(select(SavedScale).order_by(SavedScale.id)))
        work.db.expunge_all()
        return found


@pytest.fixture
def saved(coordinator, desk):
    coordinator.post("/exams/scales/new", SENT)
    return scales_in(desk)[0]


# Rules


@pytest.mark.parametrize("name", ScaleName)
def test_x1_every_scale_that_comes_along_has_levels_of_its_own_value(name):
    levels = levels_of(name, str)
    assert len({level.value for level in levels}) == len(levels) >= 2
    assert all(level.label for level in levels)


def test_x1_one_to_ten_with_a_decimal_is_kept_in_tenths():
    scale = scale_of(ScaleName.ONE_TO_TEN_TENTHS, str, sign=",")
    assert (scale.unit, len(scale.levels), scale.levels[45].label) == (10, 91, "5,5")


def test_x1_a_row_of_numbers_is_known_as_such():
    assert is_numbers(number_levels(10, 100, 10, sign=","), 10)
    assert not is_numbers(levels_of(ScaleName.POINTS, str), 1)


@pytest.mark.parametrize(("value", "unit", "points"), [(7, 1, "7"), (55, 10, "5.5"), (100, 10, "10.0"), (5, 10, "0.5")])
def test_x1_a_value_is_written_as_points(value, unit, points):
    assert written(value, unit) == points


def test_br_26_the_words_of_a_scale_have_insufficient_sufficient_and_good():
    words = {str(label) for label, _ in SCALES[ScaleName.GRADES_IN_WORDS]}
    assert {"Insufficient", "Sufficient", "Good"} <= words


# The library


def test_x1_a_scale_of_ones_own_is_kept_and_listed(coordinator, desk, audit_names):
    answer = coordinator.post("/exams/scales/new", SENT)
    assert (answer.status_code, scales_in(desk)[0].name) == (303, "Traffic light")
    assert "Traffic light" in coordinator.get("/exams/scales").text
    assert audit_names()[-1] == "exams.scale-made"


def test_x1_the_same_scale_sent_twice_makes_one(coordinator, saved, desk):
    assert coordinator.post("/exams/scales/new", SENT).status_code == 303
    assert len(scales_in(desk)) == 1


def test_x1_another_scale_of_the_same_name_is_refused_and_shown_again(coordinator, saved, desk):
    answer = coordinator.post("/exams/scales/new", SENT | {"levels-1-title": "Blue"})
    assert (answer.status_code, len(scales_in(desk))) == (409, 1)
    assert "Blue" in answer.text


@pytest.mark.parametrize("wrong", [{"name": " "}, {"levels-1-value": "0"}, {"levels-1-title": ""}, {"way": "parts"}])
def test_x1_a_scale_that_makes_no_sense_is_shown_again(coordinator, desk, wrong):
    assert coordinator.post("/exams/scales/new", SENT | wrong).status_code == 422
    assert scales_in(desk) == []


def test_x1_a_scale_of_the_library_is_changed(coordinator, saved, desk, audit_names):
    sent = SENT | {"name": "Lights", "version": saved.version}
    assert coordinator.post(f"/exams/scales/{saved.id}", sent).status_code == 303
    assert scales_in(desk)[0].name == "Lights"
    assert audit_names()[-1] == "exams.scale-changed"


def test_x1_whoever_saw_an_older_scale_is_told(coordinator, saved, desk):
    coordinator.post(f"/exams/scales/{saved.id}", SENT | {"name": "Lights", "version": saved.version})
    answer = coordinator.post(f"/exams/scales/{saved.id}", SENT | {"name": "Mine", "version": saved.version})
    assert (answer.status_code, scales_in(desk)[0].name) == (409, "Lights")


def test_x1_an_archived_scale_is_not_offered_until_it_is_restored(coordinator, saved, draft, audit_names):
    coordinator.post(f"/exams/scales/{saved.id}/archive")
    assert "Traffic light" not in coordinator.get(f"/exams/forms/{draft.id}/scale").text
    assert "Traffic light" in coordinator.get("/exams/scales?tab=archived").text
    coordinator.post(f"/exams/scales/{saved.id}/restore")
    assert "Traffic light" in coordinator.get(f"/exams/forms/{draft.id}/scale").text
    assert audit_names()[-2:] == ["exams.scale-archived", "exams.scale-restored"]


def test_x1_the_scale_of_a_step_can_go_into_the_library(coordinator, school):
    step = school.read(ExamForm, school.form.id).steps[0]
    page = coordinator.get(f"/exams/scales/new?step={step.id}").text
    assert all(f'value="{level.label}"' in page for level in step.scale)


@pytest.mark.parametrize("query", ["step=999999", "step=x", "from=stars", "from=quality"])
def test_x1_a_new_scale_begins_somewhere_whatever_is_asked(coordinator, query):
    assert coordinator.get(f"/exams/scales/new?{query}").status_code in (200, 404)


# On a form


def labels(form):
    return [[level.label for level in step.scale] for step in form.steps]


@pytest.mark.parametrize(("where", "many"), [("all", 6), ("group", 3), ("step", 1)])
def test_x1_a_scale_goes_to_one_step_a_group_or_all(coordinator, school, draft, saved, where, many):
    form = school.read(ExamForm, draft.id)
    which = {"all": "all", "group": f"group-{form.groups[1].id}", "step": f"step-{form.steps[2].id}"}[where]
    sent = {"scale": f"saved-{saved.id}", "where": which}
    assert coordinator.post(f"/exams/forms/{draft.id}/scale", sent).status_code == 303
    assert labels(school.read(ExamForm, draft.id)).count(["Red", "Green"]) == many


@pytest.mark.parametrize("wrong", [{"scale": "saved-99"}, {"where": "group-99"}, {"scale": ""}])
def test_x1_a_scale_or_a_place_that_is_not_there_is_refused(coordinator, draft, wrong):
    sent = {"scale": "yes_no", "where": "all"} | wrong
    assert coordinator.post(f"/exams/forms/{draft.id}/scale", sent).status_code == 422


def test_x1_changing_the_library_changes_no_form(coordinator, school, draft, saved):
    coordinator.post(f"/exams/forms/{draft.id}/scale", {"scale": f"saved-{saved.id}", "where": "all"})
    changed = SENT | {"levels-1-title": "Blue", "version": saved.version}
    coordinator.post(f"/exams/scales/{saved.id}", changed)
    assert labels(school.read(ExamForm, draft.id))[0] == ["Red", "Green"]


def test_x1_a_new_scale_forgets_what_belonged_to_the_old_one(coordinator, school, make):
    draft = make.exam_form(qualification_id=school.qualification.id, state="draft", in_use_at=None)
    with make.redesigned(draft.id) as form:
        form.steps[0].remark_values, form.steps[0].parts, form.steps[0].critical_minimum = [0], [{"text": "x"}], 1
    coordinator.post(f"/exams/forms/{draft.id}/scale", {"scale": "one_to_ten_tenths", "where": "all"})
    step = school.read(ExamForm, draft.id).steps[0]
    assert (step.remark_values, step.parts, step.critical_minimum, step.unit) == ([], None, None, 10)


def test_x1_the_library_takes_a_fixed_number_of_statements(coordinator, saved, statements):
    with statements() as few:
        coordinator.get("/exams/scales")
    for number in range(5):
        coordinator.post("/exams/scales/new", SENT | {"name": f"Scale {number}"})
    with statements() as many:
        coordinator.get("/exams/scales")
    assert len(many) <= len(few)
