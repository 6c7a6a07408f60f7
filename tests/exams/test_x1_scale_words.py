"""X1: levels of our own scales are read in the reader's language; what a school typed stays as it was typed."""

from dataclasses import replace

import pytest
from flask_babel import force_locale

from exams.models import ExamForm
from exams.pages.scale_words import in_readers_level, in_readers_words
from exams.pages.scales import SCALE_NAMES, scale_in
from exams.rules import Level
from exams.rules.design import FormState
from exams.rules.scales import ScaleName, not_applicable, number_levels, point_levels
from foundation.web.words import said


@pytest.fixture(autouse=True)
def read_in_english(app):
    with app.app_context(), force_locale("en"):
        yield


def in_dutch(make):
    with force_locale("nl"):
        return make()


@pytest.mark.parametrize("name", SCALE_NAMES)
def test_x1_a_scale_of_ours_is_read_in_the_readers_language(name):
    dutch, english = scale_in("nl", name), scale_in("en", name)
    assert in_readers_words(dutch.levels, dutch.unit) == english.levels
    assert in_dutch(lambda: in_readers_words(english.levels, english.unit)) == dutch.levels


def test_x1_one_word_of_their_own_and_all_levels_stay_as_typed():
    levels = scale_in("nl", ScaleName.THREE_LEVELS).levels
    own = (*levels[:2], replace(levels[2], label="Prima"))
    assert in_readers_words(own) == own
    assert in_readers_words(levels[:2]) == levels[:2]


def test_x1_other_points_make_it_another_scale():
    own = tuple(replace(level, value=level.value * 2) for level in scale_in("nl", ScaleName.YES_NO).levels)
    assert in_readers_words(own) == own


def test_x1_not_applicable_and_its_place_are_kept():
    levels = scale_in("nl", ScaleName.YES_NO).levels
    left_out = in_dutch(lambda: not_applicable(said))
    assert [level.label for level in in_readers_words((left_out, *levels))] == ["Not applicable", "No", "Yes"]
    typed = Level(value=-1, label="Overgeslagen")
    assert [level.label for level in in_readers_words((*levels, typed))] == ["No", "Yes", "Overgeslagen"]


def test_x1_points_of_sub_points_and_tenths_are_read_in_the_readers_language():
    points = in_dutch(lambda: point_levels(6, said))
    assert [level.label for level in in_readers_words(points)][:3] == ["0 points", "1 point", "2 points"]
    assert [level.label for level in in_readers_words(number_levels(54, 55, 10, sign=","), 10)] == ["5.4", "5.5"]


def test_x1_one_level_is_read_like_the_scale_it_belongs_to():
    levels = scale_in("nl", ScaleName.GO_NO_GO).levels
    assert in_readers_level(levels[1], levels).label == "Go"
    assert in_readers_level(None, levels) is None


def test_x1_the_page_of_a_form_speaks_the_readers_language_and_the_file_that_of_the_form(visit, school, make, desk):
    dutch = [level.to_json() for level in scale_in("nl", ScaleName.THREE_LEVELS).levels]
    draft = make.exam_form(qualification_id=school.qualification.id, state=FormState.DRAFT)
    with desk.writing() as work:
        for step in work.db.get(ExamForm, draft.id).steps:
            step.levels = dutch
    coordinator = visit(school.coordinator)
    page = coordinator.get(f"/exams/forms/{draft.id}").text
    assert "Insufficient" in page
    assert "Onvoldoende" not in page
    file = coordinator.get(f"/exams/forms/{draft.id}/form.json").get_json()
    assert file["groups"][0]["steps"][0]["levels"] == dutch


def test_x1_a_scale_is_read_once_and_anew_when_it_was_changed(school):
    step = school.read(ExamForm, school.form.id).steps[0]
    assert step.scale is step.scale
    step.levels = [{"value": 0, "label": "a", "description": ""}]
    assert [level.label for level in step.scale] == ["a"]
