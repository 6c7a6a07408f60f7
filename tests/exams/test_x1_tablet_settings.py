"""X1: what examiners see while they mark, and which groups may be marked achieved at once, from design to file."""

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from exams.formats import ExamFormFile, differences, written
from exams.models import ExamForm
from exams.queries.approval import fingerprint_now
from exams.queries.contents import content_of
from exams.rules import SittingState
from exams.rules import approval as rules
from exams.rules.design import FormState
from tests.conftest import actor_of
from tests.exams.test_form_design import FACTS
from tests.exams.test_x1_editions import number_in
from tests.exams.test_x1_files import newest, send

# What the fingerprint of a form was made of before forms could say more.
FRONT = [
    "qualification_id",
    "code",
    "title",
    "edition",
    "formative",
    "instructions_candidate",
    "instructions_examiner",
    "materials",
    "duration_minutes",
    "attempts_allowed",
    "attempt_that_counts",
    "examiners_required",
    "asks_global_rating",
    "cut_score",
]
OF_GROUP = [
    "key",
    "weight",
    "description",
    "work_process_id",
    "core_task_number",
    "core_task_name",
    "number",
    "name",
]
OF_STEP = [
    "key",
    "indicator_id",
    "text",
    "weight",
    "critical",
    "critical_minimum",
    "levels",
    "unit",
    "parts",
    "remark_values",
    "competences",
]


@pytest.fixture
def coordinator(visit, school):
    return visit(school.coordinator)


def facts(thing, names):
    return {name: getattr(thing, name) for name in names}


def hidden(page):
    return page.partition('name="seen"')[2].partition('value="')[2].partition('"')[0]


def as_before(form):
    """The fingerprint as it was always made."""
    groups = [
        {**facts(group, OF_GROUP), "steps": [facts(step, OF_STEP) for step in group.steps]} for group in form.groups
    ]
    return rules.fingerprint({**facts(form, FRONT), "groups": groups, "documents": []})


def fingerprint(school, number):
    with school.desk.reading() as work:
        return fingerprint_now(work, work.db.get_one(ExamForm, number))


# The pages of the designer


def test_x1_a_new_form_shows_how_it_stands_and_lets_no_group_be_marked_at_once(school, draft):
    form = school.read(ExamForm, draft.id)
    assert form.shows_standing
    assert not any(group.all_achieved for group in form.groups)


@pytest.mark.parametrize(("sent", "shown"), [({"shows_standing": "y"}, True), ({}, False)])
def test_x1_the_designer_says_whether_examiners_see_how_it_stands(coordinator, school, draft, sent, shown):
    assert coordinator.post(f"/exams/forms/{draft.id}/facts", FACTS | sent).status_code == 303
    assert school.read(ExamForm, draft.id).shows_standing is shown


def test_x1_the_page_of_a_new_form_has_it_ticked(coordinator):
    page = coordinator.get("/exams/forms/new").text
    assert (
        "checked"
        in page.partition('name="shows_standing"')[0].rpartition("<input")[2]
        + page.partition('name="shows_standing"')[2].partition(">")[0]
    )


@pytest.mark.parametrize(("sent", "allowed"), [({"all_achieved": "y"}, True), ({}, False)])
def test_x1_a_group_may_be_marked_achieved_at_once(coordinator, school, draft, sent, allowed):
    group = draft.groups[0]
    answer = coordinator.post(f"/exams/groups/{group.id}", {"name": "Set up", "weight": "1", **sent})
    assert answer.status_code == 303
    assert school.read(ExamForm, draft.id).groups[0].all_achieved is allowed


def test_x1_a_group_of_ones_own_may_too(coordinator, school, draft):
    coordinator.post(f"/exams/forms/{draft.id}/groups/new", {"name": "Own", "weight": "1", "all_achieved": "y"})
    assert school.read(ExamForm, draft.id).groups[-1].all_achieved


def test_x1_the_page_of_the_form_says_both(coordinator, school, draft):
    coordinator.post(f"/exams/forms/{draft.id}/facts", FACTS)
    coordinator.post(f"/exams/groups/{draft.groups[0].id}", {"name": "Set up", "weight": "1", "all_achieved": "y"})
    page = coordinator.get(f"/exams/forms/{draft.id}").text
    assert "may be marked achieved at once" in page
    assert "after signing" in page


@pytest.mark.parametrize("what", ["facts", "group"])
def test_x1_who_had_an_older_page_open_is_told(coordinator, draft, what):
    """Also whoever opened it before these could be chosen: nothing is turned off by not being there."""
    address = f"/exams/forms/{draft.id}/facts" if what == "facts" else f"/exams/groups/{draft.groups[0].id}"
    words = FACTS if what == "facts" else {"name": "Set up", "weight": "1"}
    name = "shows_standing" if what == "facts" else "all_achieved"
    seen = hidden(coordinator.get(address).text)
    ticked = {} if what == "facts" else {name: "y"}
    assert coordinator.post(address, words | {"seen": seen} | ticked).status_code == 303
    assert coordinator.post(address, words | {"seen": seen}).status_code == 409


@pytest.mark.parametrize("name", ["shows_standing", "all_achieved"])
def test_x1_nothing_of_it_changes_once_the_form_is_in_use(coordinator, school, name):
    form = school.read(ExamForm, school.form.id)
    address = f"/exams/forms/{form.id}/facts" if name == "shows_standing" else f"/exams/groups/{form.groups[0].id}"
    words = FACTS if name == "shows_standing" else {"name": "Set up", "weight": "1", "all_achieved": "y"}
    assert coordinator.post(address, words).status_code == 409
    now = school.read(ExamForm, school.form.id)
    assert (now.shows_standing, now.groups[0].all_achieved) == (True, False)


@pytest.mark.parametrize("shown", [True, False])
def test_x1_the_summary_before_signing_says_what_it_comes_to_where_the_form_shows_it(school, visit, make, shown):
    with make.redesigned(school.form.id) as form:
        form.shows_standing = shown
    sitting = school.planned(state=SittingState.IN_PROGRESS)
    page = visit(school.examiner).get(f"/exams/sheets/{sitting.sheets[0].id}/sign").text
    assert ("verdict-line" in page, 'class="reasons"' in page) == (shown, shown)
    assert "You can sign when every step has a mark." in page


# Editions, copies and what is different


@pytest.fixture
def other(coordinator, school, make):
    """The form in use shows nothing while marking, and lets its first group be marked at once."""
    with make.redesigned(school.form.id) as form:
        form.shows_standing, form.groups[0].all_achieved = False, True
    return school.read(ExamForm, school.form.id)


@pytest.mark.parametrize("way", ["copy", "new-edition"])
def test_x1_copies_and_editions_take_both_along(coordinator, school, other, way):
    made = school.read(ExamForm, number_in(coordinator.post(f"/exams/forms/{other.id}/{way}")))
    assert (made.shows_standing, made.groups[0].all_achieved, made.groups[1].all_achieved) == (False, True, False)


def test_x1_both_are_compared_in_words(coordinator, school, other):
    number = number_in(coordinator.post(f"/exams/forms/{other.id}/new-edition"))
    made = school.read(ExamForm, number)
    seen = hidden(coordinator.get(f"/exams/groups/{made.groups[0].id}").text)
    coordinator.post(f"/exams/groups/{made.groups[0].id}", {"name": made.groups[0].name, "weight": "1", "seen": seen})
    coordinator.post(f"/exams/forms/{number}/facts", FACTS | {"shows_standing": "y"})
    found = differences(content_of(other), content_of(school.read(ExamForm, number)))
    assert "shows_standing" in [change.field for change in found.facts]
    assert [change.field for change in found.groups[0].changes] == ["all_achieved"]
    page = coordinator.get(f"/exams/forms/{number}/compare?with={other.id}").text
    assert "Examiners see while marking what it comes to so far" in page
    assert "All steps achieved at once" in page
    assert "shows_standing" not in page


# The fingerprint


def test_x1_the_fingerprint_of_a_form_as_forms_always_were_stays_what_it_was(school):
    assert fingerprint(school, school.form.id) == as_before(school.read(ExamForm, school.form.id))


@pytest.mark.parametrize("name", ["shows_standing", "all_achieved"])
def test_x1_a_form_that_says_otherwise_has_another_fingerprint(school, make, name):
    before = fingerprint(school, school.form.id)
    with make.redesigned(school.form.id) as form:
        if name == "shows_standing":
            form.shows_standing = False
        else:
            form.groups[0].all_achieved = True
    assert fingerprint(school, school.form.id) != before


# The file


@pytest.fixture
def file(coordinator, school):
    return coordinator.get(f"/exams/forms/{school.form.id}/form.json").get_json()


def test_x1_a_file_says_nothing_of_what_is_as_it_always_was(file):
    assert "shows_standing" not in file
    assert not any("all_achieved" in group for group in file["groups"])


def test_x1_a_file_from_before_comes_in(coordinator, school, file, desk):
    assert send(coordinator, school, file).status_code == 303
    made = newest(desk, school)
    assert made.shows_standing
    assert not any(group.all_achieved for group in made.groups)


def test_x1_both_go_out_and_come_in_again(coordinator, school, other, desk):
    file = coordinator.get(f"/exams/forms/{other.id}/form.json").get_json()
    assert (file["shows_standing"], file["groups"][0]["all_achieved"]) == (False, True)
    assert "all_achieved" not in file["groups"][1]
    send(coordinator, school, file)
    made = newest(desk, school)
    assert (made.shows_standing, [group.all_achieved for group in made.groups]) == (False, [True, False])


@pytest.mark.parametrize("where", ["form", "group"])
def test_x1_a_file_that_says_neither_yes_nor_no_is_refused(file, where):
    if where == "form":
        file["shows_standing"] = "no"
    else:
        file["groups"][0]["all_achieved"] = 1
    with pytest.raises(ValidationError):
        ExamFormFile.model_validate_json(json.dumps(file))


def test_x1_what_is_written_is_read_again(other):
    file = content_of(other)
    assert ExamFormFile.model_validate_json(written(file)) == ExamFormFile.model_validate_json(written(file))
    assert written(ExamFormFile.model_validate_json(written(file))) == written(file)


def test_x1_the_schema_asks_for_neither():
    schema = json.loads((Path(__file__).parents[2] / "docs" / "exam-form.schema.json").read_text())
    assert schema["properties"]["shows_standing"]["default"] is True
    assert schema["$defs"]["FileGroup"]["properties"]["all_achieved"]["default"] is False
    assert not {"shows_standing", "all_achieved"} & {*schema["required"], *schema["$defs"]["FileGroup"]["required"]}


def test_x1_who_looks_over_a_form_reads_what_is_there(visit, school, draft, desk, make):
    """A form that was read with the one and has the other meanwhile is not approved unread."""
    with desk.writing(actor_of(school.coordinator)) as work:
        form = work.db.get_one(ExamForm, draft.id)
        before = fingerprint_now(work, form)
        form.shows_standing = False
        assert form.state is FormState.DRAFT
        assert fingerprint_now(work, form) != before
