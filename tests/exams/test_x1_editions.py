"""X1: copies, editions and what is different between two forms."""

from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from exams.formats import differences
from exams.models import ExamForm
from exams.queries.contents import content_of
from exams.rules.design import FormState
from qualification_files.formats.differences import Edit
from qualification_files.models import CoreTask, WorkProcess
from tests.conftest import actor_of
from tests.exams.test_form_design import FACTS, step_facts


@pytest.fixture
def coordinator(visit, school):
    return visit(school.coordinator)


def number_in(answer):
    return int(answer.location.rsplit("/", 1)[1])


@pytest.fixture
def edition(coordinator, school):
    """The second edition of the form in use, still a draft."""
    number = number_in(coordinator.post(f"/exams/forms/{school.form.id}/new-edition"))
    return school.read(ExamForm, number)


def test_x1_a_new_edition_is_a_draft_of_the_same_family(school, edition, audit_names):
    assert (edition.root_id, edition.edition, edition.state) == (school.form.id, 2, FormState.DRAFT)
    assert [step.key for step in edition.steps] == [step.key for step in school.read(ExamForm, school.form.id).steps]
    assert audit_names()[-1] == "exams.form-made"


def test_x1_there_is_one_open_edition_at_a_time(coordinator, school, edition):
    assert number_in(coordinator.post(f"/exams/forms/{school.form.id}/new-edition")) == edition.id


def test_x1_the_third_edition_follows_the_second(coordinator, school, edition, desk):
    with desk.writing() as work:
        work.db.get(ExamForm, edition.id).state = FormState.IN_USE
    third = school.read(ExamForm, number_in(coordinator.post(f"/exams/forms/{edition.id}/new-edition")))
    assert (third.root_id, third.edition) == (school.form.id, 3)


def test_x1_a_draft_has_no_new_edition(coordinator, draft):
    answer = coordinator.post(f"/exams/forms/{draft.id}/new-edition")
    assert answer.status_code == 409
    assert "Change this one instead." in answer.text


def test_x1_the_old_edition_goes_on_being_planned(coordinator, school, edition):
    assert school.form.title in coordinator.get("/exams/sessions/new").text
    assert school.read(ExamForm, school.form.id).state is FormState.IN_USE


def test_x1_the_page_of_a_form_lists_its_editions(coordinator, school, edition):
    page = coordinator.get(f"/exams/forms/{school.form.id}").text
    assert f'href="/exams/forms/{edition.id}"' in page
    assert "Edition 2" in page


def test_x1_a_form_with_a_later_edition_is_not_thrown_away(coordinator, school, edition):
    coordinator.post(f"/exams/forms/{school.form.id}/reopen")
    assert coordinator.post(f"/exams/forms/{school.form.id}/remove").status_code == 409


def test_x1_the_same_copy_asked_twice_makes_one(coordinator, school):
    key = {"form_key": "0b1e6a52-0b6c-4b6e-9d63-3f2a5a1c7a11"}
    made = [number_in(coordinator.post(f"/exams/forms/{school.form.id}/copy", key)) for _ in range(2)]
    assert made[0] == made[1]


def test_x1_a_copy_belongs_to_no_family_and_takes_everything_along(coordinator, school, make):
    with make.redesigned(school.form.id) as form:
        form.colour, form.materials, form.examiners_required = "red", "Helmet", 2
        form.steps[0].competences, form.groups[0].weight = ["K"], 3
    copy = school.read(ExamForm, number_in(coordinator.post(f"/exams/forms/{school.form.id}/copy")))
    assert (copy.root_id, copy.edition, copy.colour, copy.materials) == (None, 1, "red", "Helmet")
    assert (copy.examiners_required, copy.steps[0].competences, copy.groups[0].weight) == (2, ["K"], 3)
    assert copy.readable_from is None


# Comparing


def compared(coordinator, school, edition):
    return coordinator.get(f"/exams/forms/{edition.id}/compare?with={school.form.id}").text


def test_x1_an_edition_that_was_not_changed_says_the_same(coordinator, school, edition):
    assert "Nothing is different" in compared(coordinator, school, edition)


def test_x1_a_changed_word_is_shown_as_such(coordinator, school, edition):
    step = edition.steps[0]
    coordinator.post(f"/exams/steps/{step.id}", step_facts(step, text=step.text + " safely", weight="2"))
    page = compared(coordinator, school, edition)
    assert "1 step is changed." in page
    assert "safely</ins>" in page


def test_x1_added_removed_and_moved_steps_are_told_apart(coordinator, school, edition):
    first, second, third = edition.groups[0].steps
    coordinator.post(f"/exams/steps/{first.id}/remove")
    coordinator.post(
        f"/exams/groups/{edition.groups[1].id}/steps/new",
        step_facts(second, text="New one", group=edition.groups[1].id),
    )
    coordinator.post(f"/exams/steps/{third.id}/move", {"to": "down"})
    found = differences(*(content_of(school.read(ExamForm, number)) for number in (school.form.id, edition.id)))
    assert [found.steps(edit) for edit in (Edit.ADDED, Edit.REMOVED, Edit.CHANGED)] == [1, 1, 1]


def test_x1_a_step_that_goes_to_another_group_says_where_it_was(coordinator, school, edition):
    step = edition.groups[0].steps[2]
    coordinator.post(f"/exams/steps/{step.id}/move", {"to": "down"})
    assert "It stood in the group “Work process 1” before." in compared(coordinator, school, edition)


def test_x1_facts_groups_levels_and_cut_score_are_compared(coordinator, school, edition, desk):
    coordinator.post(f"/exams/forms/{edition.id}/facts", FACTS)
    coordinator.post(f"/exams/forms/{edition.id}/scale", {"scale": "yes_no", "where": "all"})
    coordinator.post(f"/exams/groups/{edition.groups[0].id}", {"name": "Otherwise", "weight": "5"})
    with desk.writing(actor_of(school.coordinator)) as work:
        work.db.get(ExamForm, edition.id).cut_score = {"version": 1, "conditions": []}
    page = compared(coordinator, school, edition)
    assert "The cut score is different." in page
    assert "minimum-share" not in page  # it is told in sentences, not as it is kept
    assert "6 steps are changed." in page
    assert "Otherwise</ins>" in page


def test_x1_a_form_without_others_has_nothing_to_compare_with(coordinator, make):
    alone = make.exam_form(qualification_id=make.qualification().id)
    assert "Nothing to compare with" in coordinator.get(f"/exams/forms/{alone.id}/compare").text


def test_x1_without_a_choice_the_edition_before_is_compared(coordinator, school, edition):
    page = coordinator.get(f"/exams/forms/{edition.id}/compare").text
    assert f'value="{school.form.id}" selected' in page


@pytest.mark.parametrize("other", ["999999", "99999999999"])
def test_x1_a_form_that_is_not_there_is_not_compared(coordinator, school, edition, other):
    assert coordinator.get(f"/exams/forms/{edition.id}/compare?with={other}").status_code in (200, 404)


def test_x1_comparing_takes_a_fixed_number_of_statements(coordinator, school, make, edition, statements):
    with statements() as few:
        compared(coordinator, school, edition)
    for _ in range(4):
        make.exam_form(qualification_id=school.qualification.id)
    with statements() as many:
        compared(coordinator, school, edition)
    assert len(many) == len(few)


# The exam matrix


def test_br_16_the_exam_matrix_shows_each_work_process_with_its_steps_and_share(coordinator, school):
    page = coordinator.get(f"/exams/forms/{school.form.id}/matrix").text
    assert "Does part 1.1" in page
    assert page.count("16.7%") >= 6  # six steps that count alike
    assert "Belongs to no core task" in page


def test_br_16_a_work_process_that_is_not_examined_stands_in_it_as_such(coordinator, school, make):
    draft = make.exam_form(qualification_id=school.qualification.id, state="draft", in_use_at=None, groups=0)
    processes = [process.id for task in school.qualification.core_tasks for process in task.work_processes]
    coordinator.post(f"/exams/forms/{draft.id}/work-processes", {"chosen": processes[:3], "scale": "yes_no"})
    page = coordinator.get(f"/exams/forms/{draft.id}/matrix").text
    assert page.count("not examined") == 1
    assert "3 of 4" in page


def test_br_12_base_and_profile_are_covered_apart(coordinator, school, make, desk):
    with desk.writing() as work:
        extra = CoreTask(
            qualification_id=school.qualification.id, number="P1-K1", position=9, name="Of the profile", part="profile"
        )
        extra.work_processes = [WorkProcess(number="P1-K1-W1", position=1, name="Profile work")]
        work.db.add(extra)
    page = coordinator.get(f"/exams/forms/{school.form.id}").text
    assert "Profile part" in page
    assert "Of the profile" in page


# The list


def test_x1_the_list_is_narrowed_by_kind_qualification_colour_and_edition(coordinator, school, make, edition):
    other = make.exam_form(title="Plumbing", formative=True, colour="blue", qualification_id=make.qualification().id)
    asked = {
        "kind=formative": {other.title},
        f"qualification={other.qualification_id}": {other.title},
        "colour=blue": {other.title},
        "editions=newest&state=draft": {school.form.title},
        "editions=newest&state=in_use": {other.title},
    }
    for query, titles in asked.items():
        page = coordinator.get(f"/exams/forms?{query}").text
        assert {title for title in (other.title, school.form.title) if f"{title}</a>" in page} == titles, query


@pytest.mark.parametrize("sort", ["title", "-title", "qualification", "steps", "-planned", "state", "nonsense", "-"])
def test_x1_the_list_can_be_sorted(coordinator, school, draft, sort):
    assert coordinator.get(f"/exams/forms?sort={sort}").status_code == 200


def test_x1_sorted_by_title_it_goes_from_a_to_z(coordinator, school, make):
    make.exam_form(title="Aardvark", qualification_id=school.qualification.id)
    page = coordinator.get("/exams/forms?sort=title").text
    assert page.index("Aardvark") < page.index(school.form.title)


def test_f3_the_list_is_exported_as_it_is_narrowed(coordinator, school, make):
    make.exam_form(title="=1+1", colour="red", qualification_id=school.qualification.id)
    answer = coordinator.get("/exams/forms.xlsx?colour=red")
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows] == ["Title", "=1+1"]


def test_x1_a_thousand_forms_are_listed_in_a_fixed_number_of_statements(coordinator, school, desk, statements):
    with statements() as few:
        coordinator.get("/exams/forms")
    with desk.writing() as work:
        facts = {"qualification_id": school.qualification.id, "cut_score": {}, "made_at": work.now}
        work.db.add_all(ExamForm(title=f"Exam {number}", **facts) for number in range(1000))
    with statements() as many:
        page = coordinator.get("/exams/forms").text
    assert "1,001 forms" in page
    assert len(many) <= len(few)


# What changed, said where somebody decides


def test_x1_what_changed_is_said_in_sentences_first_and_then_side_by_side(coordinator, make, edition):
    first, second, *_ = edition.steps
    with make.redesigned(edition.id) as form:
        form.steps[0].weight = 7
    coordinator.post(f"/exams/steps/{second.id}/remove")
    page = " ".join(coordinator.get(f"/exams/forms/{edition.id}/compare").text.split())
    words, beside = page.index(f"“{first.text}” has weight 7 instead of {first.weight}."), page.index("Side by side")
    assert words < beside
    assert f"“{second.text}” is gone from" in page


def test_x1_of_very_many_changes_the_first_are_said(coordinator, school, edition):
    from exams.formats.exam_form import FileStep
    from exams.pages.comparing import MOST_TOLD, shown

    old = content_of(edition)
    more = tuple(FileStep(key=f"x.{at}", text=f"New {at}") for at in range(MOST_TOLD + 5))
    new = old.model_copy(update={"groups": (old.groups[0].model_copy(update={"steps": more}), *old.groups[1:])})
    found = shown(old, new)
    assert (len(found.told), found.untold) == (MOST_TOLD, 5 + len(old.groups[0].steps))


def test_x1_whoever_hands_in_a_later_edition_can_see_what_changed(coordinator, school, edition, make):
    asked = "What changed since edition 1"
    assert asked in coordinator.get(f"/exams/forms/{edition.id}/put-in-use").text
    first = make.exam_form(qualification_id=school.qualification.id, state=FormState.DRAFT)
    assert asked not in coordinator.get(f"/exams/forms/{first.id}/put-in-use").text
