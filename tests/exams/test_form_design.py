"""Designing a form: /exams/forms and what is inside them."""

import re

import pytest
from sqlalchemy import select, text

from exams import queries
from exams.actions import approval
from exams.actions import forms as actions
from exams.actions import steps as inside
from exams.models import ExamForm, ExamGroup
from exams.queries.forms import structure
from exams.rules import CutScore, Level
from exams.rules.design import FormState
from exams.rules.scales import Scale
from foundation.refusals import Refusal
from qualification_files.models import WorkProcess
from qualification_files.rules import QualificationState
from tests.conftest import actor_of
from tests.exams.conftest import counted

FACTS = {"title": "Welding outside", "kind": "summative", "duration_minutes": "90", "attempts_allowed": "2"}


@pytest.fixture
def coordinator(visit, school):
    return visit(school.coordinator)


def new_form(browser, school, **facts):
    return browser.post("/exams/forms/new", {"qualification": school.qualification.id, **FACTS, **facts})


def process_ids(school):
    return [process.id for task in school.qualification.core_tasks for process in task.work_processes]


def forms_in(desk):
    with desk.reading() as work:
        return list(work.db.scalars(select(ExamForm.title).order_by(ExamForm.id)))


# A new form


def test_a_form_is_made_from_an_active_qualification(coordinator, school, audit_names):
    answer = new_form(coordinator, school)
    assert answer.status_code == 303
    assert answer.location.endswith("/work-processes")
    assert audit_names()[-1] == "exams.form-made"


def test_the_picker_says_why_a_qualification_is_not_offered(coordinator, school, make):
    make.qualification(name="Furniture maker", state=QualificationState.DRAFT)
    make.qualification(name="Bare one", core_tasks=0)
    page = coordinator.get("/exams/forms/new").text
    assert "It is not active. Activate it first." in page
    assert "It has no work process." in page


def test_a_form_for_an_inactive_qualification_is_refused(coordinator, school, make, desk):
    inactive = make.qualification(state=QualificationState.DRAFT)
    answer = new_form(coordinator, school, qualification=inactive.id)
    assert (answer.status_code, len(forms_in(desk))) == (409, 1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"title": "T" * 201},
        {"kind": "other"},
        {"duration_minutes": "0"},
        {"duration_minutes": "long"},
        {"attempts_allowed": "-1"},
        {"qualification": "999999"},
        {"qualification": "x"},
    ],
)
def test_a_form_with_wrong_facts_is_shown_again(coordinator, school, desk, wrong):
    answer = new_form(coordinator, school, **wrong)
    assert answer.status_code == 422
    assert "This is not saved yet" in answer.text or "Which qualification" in answer.text
    assert len(forms_in(desk)) == 1


# Work processes become groups and steps


def choose(browser, form, chosen, scale="three_levels"):
    return browser.post(f"/exams/forms/{form.id}/work-processes", {"chosen": chosen, "scale": scale})


@pytest.fixture
def empty_draft(school):
    return school.make.exam_form(qualification_id=school.qualification.id, state=FormState.DRAFT, groups=0)


def test_indicators_of_chosen_work_processes_become_steps(coordinator, school, empty_draft):
    assert choose(coordinator, empty_draft, process_ids(school)[:2]).status_code == 303
    form = school.read(ExamForm, empty_draft.id)
    assert [group.number for group in form.groups] == ["B1-K1-W1", "B1-K1-W2"]
    assert [step.text for step in form.steps] == [f"Indicator 1.{w}.{i}" for w in (1, 2) for i in (1, 2)]


def test_the_scale_is_written_in_the_language_of_the_qualification(coordinator, school, empty_draft):
    choose(coordinator, empty_draft, process_ids(school)[:1], scale="yes_no")
    step = school.read(ExamForm, empty_draft.id).steps[0]
    assert [(level.value, level.label) for level in step.scale] == [(0, "No"), (1, "Yes")]


def test_a_work_process_without_indicators_becomes_one_step(coordinator, make, desk):
    bare = make.qualification(indicators=0, work_processes=1)
    form = make.exam_form(qualification_id=bare.id, state=FormState.DRAFT, groups=0)
    choose(coordinator, form, [bare.core_tasks[0].work_processes[0].id])
    with desk.reading() as work:
        assert [step.text for step in queries.form(work, form.id).steps] == ["Work process 1.1"]


def test_a_work_process_taken_away_leaves_and_what_stays_keeps_its_changes(coordinator, school, empty_draft):
    first, second = process_ids(school)[:2]
    choose(coordinator, empty_draft, [first, second])
    kept = school.read(ExamForm, empty_draft.id).steps[-1]
    coordinator.post(f"/exams/steps/{kept.id}", step_facts(kept, weight="7"))
    choose(coordinator, empty_draft, [second])
    assert [(s.id, s.weight) for s in school.read(ExamForm, empty_draft.id).steps][-1] == (kept.id, 7)


def test_a_work_process_of_another_qualification_is_refused(coordinator, school, empty_draft, make):
    foreign = make.qualification().core_tasks[0].work_processes[0].id
    assert choose(coordinator, empty_draft, [foreign]).status_code == 422


def test_changing_the_qualification_changes_no_step(coordinator, school, empty_draft, desk):
    choose(coordinator, empty_draft, process_ids(school)[:1])
    with desk.writing() as work:
        work.db.execute(text("UPDATE indicator SET text = 'Something else'"))
    assert school.read(ExamForm, empty_draft.id).steps[0].text == "Indicator 1.1.1"


def test_three_of_four_is_flagged_and_four_of_four_is_enough(coordinator, school, empty_draft):
    choose(coordinator, empty_draft, process_ids(school)[:3])
    assert "more than three quarters is asked" in coordinator.get(f"/exams/forms/{empty_draft.id}/work-processes").text
    choose(coordinator, empty_draft, process_ids(school))
    assert "4 of 4 examined: enough" in coordinator.get(f"/exams/forms/{empty_draft.id}/work-processes").text


# Steps and groups


def step_facts(step, **facts):
    levels = {}
    for place, level in enumerate(step.scale):
        levels |= {
            f"levels-{place}-value": level.value,
            f"levels-{place}-title": level.label,
            f"levels-{place}-description": level.description,
        }
    return {"text": step.text, "group": step.group_id, "weight": step.weight, **levels, **facts}


def test_a_step_gets_another_text_weight_and_level_descriptions(coordinator, school, draft, audit_names):
    step = school.read(ExamForm, draft.id).steps[0]
    facts = step_facts(step, text="Lights the torch", weight="3", critical="y", critical_minimum="2")
    coordinator.post(f"/exams/steps/{step.id}", facts | {"levels-1-description": "With a hint."})
    changed = school.read(ExamForm, draft.id).steps[0]
    assert (changed.text, changed.weight, changed.critical, changed.critical_minimum) == (
        "Lights the torch",
        3,
        True,
        2,
    )
    assert changed.scale[1].description == "With a hint."
    assert audit_names()[-1] == "exams.form-changed"


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": " "},
        {"weight": "0"},
        {"weight": "1001"},
        {"weight": "two"},
        {"group": "999999"},
        {"levels-0-value": ""},
        {"levels-0-title": ""},
        {"levels-0-value": "1"},
        {"levels-0-value": "-1"},
        {"critical_minimum": "-4"},
    ],
)
def test_a_step_that_makes_no_sense_is_shown_again(coordinator, school, draft, wrong):
    step = school.read(ExamForm, draft.id).steps[0]
    answer = coordinator.post(f"/exams/steps/{step.id}", step_facts(step) | wrong)
    assert answer.status_code == 422
    assert school.read(ExamForm, draft.id).steps[0].weight == 1


def test_the_page_of_a_step_shows_its_levels_and_room_for_one_more(coordinator, school, draft):
    step = school.read(ExamForm, draft.id).steps[0]
    page = coordinator.get(f"/exams/steps/{step.id}").text
    names = re.findall(r'name="(levels-\d-title)"[^>]*value="([^"]*)"', page)
    assert [value for _, value in names] == ["Not shown", "Partly", "Sufficient", "Good", ""]


def test_a_step_of_ones_own_comes_at_the_end_of_its_group(coordinator, school, draft):
    group = school.read(ExamForm, draft.id).groups[0]
    facts = step_facts(group.steps[0], text="Cleans up")
    assert coordinator.post(f"/exams/groups/{group.id}/steps/new", facts).status_code == 303
    assert school.read(ExamForm, draft.id).groups[0].steps[-1].text == "Cleans up"


def test_a_step_can_go_to_another_group(coordinator, school, draft):
    form = school.read(ExamForm, draft.id)
    step, group = form.groups[0].steps[0], form.groups[1]
    coordinator.post(f"/exams/steps/{step.id}", step_facts(step, group=group.id))
    assert school.read(ExamForm, draft.id).groups[1].steps[-1].id == step.id


def test_a_step_cannot_go_to_a_group_of_another_form(coordinator, school, draft):
    step = school.read(ExamForm, draft.id).steps[0]
    foreign = school.read(ExamForm, school.form.id).groups[0].id
    assert coordinator.post(f"/exams/steps/{step.id}", step_facts(step, group=foreign)).status_code == 422


def test_buttons_move_a_step_up_and_down(coordinator, school, draft):
    first, second, third = [step.id for step in school.read(ExamForm, draft.id).groups[0].steps]
    coordinator.post(f"/exams/steps/{first}/move", {"to": "down"})
    coordinator.post(f"/exams/steps/{third}/move", {"to": "up"})
    assert [step.id for step in school.read(ExamForm, draft.id).groups[0].steps] == [second, third, first]


def test_the_first_step_moved_up_stays_first(coordinator, school, draft):
    steps = [step.id for step in school.read(ExamForm, draft.id).groups[0].steps]
    coordinator.post(f"/exams/steps/{steps[0]}/move", {"to": "up"})
    assert [step.id for step in school.read(ExamForm, draft.id).groups[0].steps] == steps


def test_groups_are_added_renamed_moved_and_removed(coordinator, school, draft):
    coordinator.post(f"/exams/forms/{draft.id}/groups/new", {"name": "Attitude"})
    group = school.read(ExamForm, draft.id).groups[-1]
    coordinator.post(f"/exams/groups/{group.id}", {"name": "Behaviour"})
    coordinator.post(f"/exams/groups/{group.id}/move", {"to": "up"})
    assert [one.name for one in school.read(ExamForm, draft.id).groups][1] == "Behaviour"
    coordinator.post(f"/exams/groups/{group.id}/remove")
    assert "Behaviour" not in [one.name for one in school.read(ExamForm, draft.id).groups]


def test_a_group_without_a_name_is_shown_again(coordinator, draft):
    assert coordinator.post(f"/exams/forms/{draft.id}/groups/new", {"name": " "}).status_code == 422


def test_a_step_is_taken_off_the_form(coordinator, school, draft):
    step = school.read(ExamForm, draft.id).steps[0]
    assert coordinator.post(f"/exams/steps/{step.id}/remove").status_code == 303
    assert step.id not in [one.id for one in school.read(ExamForm, draft.id).steps]


def test_many_weights_are_kept_at_once(coordinator, school, draft):
    steps = school.read(ExamForm, draft.id).steps
    sent = {f"weight-{step.id}": "2" for step in steps} | {f"critical-{steps[1].id}": "1"}
    assert coordinator.post(f"/exams/forms/{draft.id}/weights", sent).status_code == 303
    assert [(step.weight, step.critical) for step in school.read(ExamForm, draft.id).steps][:2] == [
        (2, False),
        (2, True),
    ]


@pytest.mark.parametrize("weight", ["", "0", "1001", "1.5", "٣", "-2", "1e3"])
def test_a_weight_that_is_none_keeps_nothing_of_the_table(coordinator, school, draft, weight):
    steps = school.read(ExamForm, draft.id).steps
    sent = {f"weight-{step.id}": "9" for step in steps} | {f"weight-{steps[0].id}": weight}
    assert coordinator.post(f"/exams/forms/{draft.id}/weights", sent).status_code == 422
    assert {step.weight for step in school.read(ExamForm, draft.id).steps} == {1}


def test_one_scale_is_given_to_every_step(coordinator, school, draft):
    coordinator.post(f"/exams/forms/{draft.id}/scale", {"scale": "achieved"})
    labels = {step.scale[1].label for step in school.read(ExamForm, draft.id).steps}
    assert labels == {"Achieved"}


def test_an_unknown_scale_is_refused(coordinator, draft):
    assert coordinator.post(f"/exams/forms/{draft.id}/scale", {"scale": "stars"}).status_code == 422


def test_title_and_instructions_can_change_while_it_is_a_draft(coordinator, school, draft):
    coordinator.post(f"/exams/forms/{draft.id}/facts", {**FACTS, "instructions_candidate": "Bring gloves."})
    form = school.read(ExamForm, draft.id)
    assert (form.title, form.instructions_candidate, form.attempts_allowed) == ("Welding outside", "Bring gloves.", 2)


# Trying it


def test_trying_it_explains_the_verdict_and_keeps_nothing(coordinator, school, draft, audit_names):
    steps = school.read(ExamForm, draft.id).steps
    before = audit_names()
    page = coordinator.get(f"/exams/forms/{draft.id}/try", query_string={f"s{step.id}": 0 for step in steps})
    assert "Failed because too few points were reached." in page.text
    assert audit_names() == before


def test_trying_it_passes_over_values_that_are_no_level(coordinator, school, draft):
    step = school.read(ExamForm, draft.id).steps[0]
    page = coordinator.get(f"/exams/forms/{draft.id}/try?s{step.id}=99&s0=1&sx=2")
    assert "Not yet marked: 6 of 6 steps." in page.text


def test_all_highest_passes(coordinator, draft):
    page = coordinator.get(f"/exams/forms/{draft.id}/try?all=highest", follow_redirects=True)
    assert "Passed: every condition of the cut score was met." in page.text


# In use, and after


def test_a_sound_form_is_put_in_use_and_fixed(coordinator, school, draft, audit_names):
    assert coordinator.post(f"/exams/forms/{draft.id}/put-in-use").status_code == 303
    assert school.read(ExamForm, draft.id).state is FormState.IN_USE
    assert audit_names()[-1] == "exams.form-put-in-use"


def test_a_form_with_problems_is_not_put_in_use_and_says_which(coordinator, school, empty_draft):
    answer = coordinator.post(f"/exams/forms/{empty_draft.id}/put-in-use")
    assert answer.status_code == 409
    assert "This form has no steps yet." in answer.text
    assert school.read(ExamForm, empty_draft.id).state is FormState.DRAFT


def test_a_form_of_a_deactivated_qualification_is_not_put_in_use(coordinator, school, draft, desk):
    with desk.writing() as work:
        queries.form(work, draft.id).qualification.state = QualificationState.DEACTIVATED
    assert coordinator.post(f"/exams/forms/{draft.id}/put-in-use").status_code == 409


LEVELS = (Level(value=0, label="No"), Level(value=1, label="Yes"))
SCALE = Scale(levels=LEVELS)
STEP = inside.StepFacts(text="X", weight=9, critical=True, critical_minimum=None, levels=LEVELS)
FRONT = actions.FormFacts(
    title="X",
    code="",
    formative=True,
    duration_minutes=1,
    attempts_allowed=None,
    instructions_candidate="",
    instructions_examiner="",
)
CHANGES = {
    "facts": lambda work, form: actions.change_form(work, form, FRONT),
    "work processes": lambda work, form: inside.choose_work_processes(
        work, form, structure(work, form.qualification_id), chosen=set(), scale=SCALE
    ),
    "a group": lambda work, form: inside.add_group(work, form, inside.GroupFacts(name="X")),
    "the name of a group": lambda work, form: inside.change_group(work, form.groups[0], inside.GroupFacts(name="X")),
    "less groups": lambda work, form: inside.remove_group(work, form.groups[0]),
    "the order of groups": lambda work, form: inside.move_group(work, form.groups[0], by=1),
    "a step more": lambda work, form: inside.add_step(work, form.groups[0], STEP),
    "a step": lambda work, form: inside.change_step(work, form.steps[0], STEP, group=form.groups[1]),
    "less steps": lambda work, form: inside.remove_step(work, form.steps[0]),
    "the order of steps": lambda work, form: inside.move_step(work, form.steps[0], by=1),
    "weights": lambda work, form: inside.weigh_steps(
        work, form, {form.steps[0].id: inside.Weight(weight=9, critical=True)}
    ),
    "the scale": lambda work, form: inside.apply_scale(work, form, SCALE),
    "the cut score": lambda work, form: actions.set_cut_score(work, form, CutScore.at_percentage(1)),
    "its existence": lambda work, form: actions.remove_form(work, form),
    "its use": lambda work, form: approval.put_in_use(work, form),
}


@pytest.mark.parametrize("state", [FormState.IN_USE, FormState.WITHDRAWN])
@pytest.mark.parametrize("change", CHANGES)
def test_nothing_of_a_form_in_use_changes(school, desk, change, state):
    with desk.writing() as work:
        queries.form(work, school.form.id).state = state
    before = as_values(school.read(ExamForm, school.form.id))
    with pytest.raises(Refusal), desk.writing(actor_of(school.coordinator)) as work:
        CHANGES[change](work, queries.form(work, school.form.id))
    assert as_values(school.read(ExamForm, school.form.id)) == before


def as_values(form):
    steps = [(s.id, s.group_id, s.position, s.text, s.weight, s.critical, s.levels) for s in form.steps]
    groups = [(group.id, group.name, group.position) for group in form.groups]
    return (form.title, form.formative, form.state, form.cut_score, groups, steps, form.version)


@pytest.mark.parametrize("change", [name for name in CHANGES if name != "its use"])
def test_each_of_those_changes_is_allowed_in_a_draft(school, desk, draft, change):
    with desk.writing(actor_of(school.coordinator)) as work:
        CHANGES[change](work, queries.form(work, draft.id))
        assert len(work.facts) == 1


def test_a_form_in_use_goes_back_to_draft_while_nothing_was_planned(coordinator, school):
    assert coordinator.post(f"/exams/forms/{school.form.id}/reopen").status_code == 303
    assert school.read(ExamForm, school.form.id).state is FormState.DRAFT


def test_a_planned_form_never_goes_back_to_draft(coordinator, school):
    school.planned()
    assert coordinator.post(f"/exams/forms/{school.form.id}/reopen").status_code == 409
    assert school.read(ExamForm, school.form.id).state is FormState.IN_USE


def test_a_copy_is_a_draft_with_the_same_steps_and_cut_score(coordinator, school):
    answer = coordinator.post(f"/exams/forms/{school.form.id}/copy")
    copy = school.read(ExamForm, int(answer.location.rsplit("/", 1)[1]))
    original = school.read(ExamForm, school.form.id)
    assert copy.state is FormState.DRAFT
    assert [(s.text, s.levels, s.critical) for s in copy.steps] == [
        (s.text, s.levels, s.critical) for s in original.steps
    ]
    assert copy.cut_score == original.cut_score


def test_a_withdrawn_form_is_not_planned_any_more(coordinator, school):
    coordinator.post(f"/exams/forms/{school.form.id}/withdraw")
    page = coordinator.get("/exams/sessions/new").text
    assert "No form is in use" in page


def test_a_draft_is_thrown_away_with_its_steps(coordinator, draft, desk):
    assert coordinator.post(f"/exams/forms/{draft.id}/remove").status_code == 303
    with desk.reading() as work:
        assert not list(work.db.scalars(select(ExamGroup.id).where(ExamGroup.form_id == draft.id)))


def test_two_designers_at_one_form_the_second_is_told(school, desk, draft):
    with pytest.raises(Refusal, match="Somebody else changed this"):
        change_what_somebody_else_changes(desk, draft)


def change_what_somebody_else_changes(desk, draft):
    with desk.writing() as work:
        form = queries.form(work, draft.id)
        work.db.execute(text("UPDATE exam_form SET version = version + 1"))
        form.title = "Mine"


# Lists and statements


def test_the_list_finds_forms_by_words_and_state(coordinator, school, draft):
    page = coordinator.get("/exams/forms?q=welding&state=in_use").text
    assert "Welding in the workshop" in page
    assert draft.title not in page


def test_the_list_asks_as_many_statements_for_many_forms_as_for_one(coordinator, school, make, statements):
    with statements() as few:
        coordinator.get("/exams/forms")
    for _ in range(5):
        make.exam_form(qualification_id=school.qualification.id)
    with statements() as many:
        coordinator.get("/exams/forms")
    assert counted(many) == counted(few) <= 6


def test_the_designers_page_asks_a_fixed_number_of_statements(coordinator, school, draft, statements):
    with statements() as small:
        coordinator.get(f"/exams/forms/{draft.id}")
    large = school.make.exam_form(qualification_id=school.qualification.id, groups=4, steps=10)
    with statements() as big:
        assert coordinator.get(f"/exams/forms/{large.id}").status_code == 200
    assert counted(small) == counted(big) <= 12


@pytest.mark.parametrize(
    "path", ["", "/facts", "/work-processes", "/weights", "/scale", "/cut-score", "/try", "/groups/new"]
)
def test_every_page_of_a_draft_can_be_read(coordinator, draft, path):
    assert coordinator.get(f"/exams/forms/{draft.id}{path}").status_code == 200


def test_pages_of_a_step_and_a_group_can_be_read(coordinator, school, draft):
    form = school.read(ExamForm, draft.id)
    for url in (f"/exams/steps/{form.steps[0].id}", f"/exams/groups/{form.groups[0].id}"):
        assert coordinator.get(url).status_code == 200
    assert coordinator.get(f"/exams/groups/{form.groups[0].id}/steps/new").status_code == 200


def test_markup_in_a_title_is_shown_as_text(coordinator, school, draft):
    coordinator.post(f"/exams/forms/{draft.id}/facts", {**FACTS, "title": "<script>alert(1)</script>"})
    page = coordinator.get(f"/exams/forms/{draft.id}").text
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


# Asked before it is done


def test_putting_in_use_is_asked_with_what_becomes_fixed(coordinator, draft):
    page = coordinator.get(f"/exams/forms/{draft.id}/put-in-use").text
    assert f"Put {draft.title} in use" in page
    assert "Once an exam is planned with it, steps, weights, scales and cut score never change again." in page
    assert "of the points" in page
    assert 'method="post"' in page


def test_a_form_with_problems_is_not_offered_to_be_put_in_use(coordinator, school, desk):
    empty = school.make.exam_form(
        qualification_id=school.qualification.id, state=FormState.DRAFT, in_use_at=None, groups=0
    )
    page = coordinator.get(f"/exams/forms/{empty.id}/put-in-use").text
    assert "Cannot be put in use yet" in page
    assert ">Put in use</button>" not in page


def test_a_form_in_use_is_not_asked_about_again(coordinator, school):
    answer = coordinator.get(f"/exams/forms/{school.form.id}/put-in-use")
    assert (answer.status_code, answer.location) == (303, f"/exams/forms/{school.form.id}")


@pytest.mark.parametrize("who", ["board_member", "administrator"])
def test_whoever_only_reads_forms_is_not_asked(school, visit, draft, who):
    assert visit(getattr(school, who)).get(f"/exams/forms/{draft.id}/put-in-use").status_code == 403


@pytest.mark.parametrize("who", ["examiner", "candidate"])
def test_whoever_sees_no_forms_finds_nothing_to_put_in_use(school, visit, draft, who):
    assert visit(getattr(school, who)).get(f"/exams/forms/{draft.id}/put-in-use").status_code == 404


def test_the_page_of_a_form_only_asks(coordinator, draft):
    page = coordinator.get(f"/exams/forms/{draft.id}").text
    assert not re.search(r'<form[^>]*action="[^"]*/(put-in-use|groups/\d+/remove|steps/\d+/remove)"', page)


def test_removing_a_group_names_what_goes(coordinator, draft, desk):
    with desk.reading() as work:
        group = queries.form(work, draft.id).groups[0]
        number, name, steps = group.id, group.name, [step.text for step in group.steps]
    page = coordinator.get(f"/exams/groups/{number}/remove").text
    assert name in page
    assert all(text in page for text in steps)


def test_removing_a_step_names_it(coordinator, draft, desk):
    with desk.reading() as work:
        step = queries.form(work, draft.id).steps[0]
        number, words = step.id, step.text
    assert words in coordinator.get(f"/exams/steps/{number}/remove").text


def test_x2_an_own_group_stands_under_a_core_task_and_counts_there(coordinator, school, draft):
    coordinator.post(f"/exams/forms/{draft.id}/groups/new", {"name": "Attitude", "core_task": "B1-K1"})
    group = school.read(ExamForm, draft.id).groups[-1]
    assert (group.core_task_number, bool(group.core_task_name)) == ("B1-K1", True)
    with school.desk.reading() as work:
        parts = queries.form(work, draft.id).design.structure.groups
        assert (parts[-1].key, parts[-1].within) == (group.key, ("B1-K1",))
    assert 'selected value="B1-K1"' in coordinator.get(f"/exams/groups/{group.id}").text
    coordinator.post(f"/exams/groups/{group.id}", {"name": "Attitude", "core_task": ""})
    assert school.read(ExamForm, draft.id).groups[-1].core_task_number == ""


def test_x2_a_group_of_a_work_process_keeps_its_core_task(coordinator, school, draft, desk):
    with desk.writing() as work:
        group = work.db.get_one(ExamForm, draft.id).groups[0]
        group.work_process_id = group.work_process_id or work.db.scalar(select(WorkProcess.id))
        before, number = group.core_task_number, group.id
    coordinator.post(f"/exams/groups/{number}", {"name": "Welds", "core_task": ""})
    assert school.read(ExamForm, draft.id).groups[0].core_task_number == before


def test_x2_a_core_task_that_the_qualification_lacks_is_refused(coordinator, draft):
    answer = coordinator.post(f"/exams/forms/{draft.id}/groups/new", {"name": "Attitude", "core_task": "B9-K9"})
    assert answer.status_code == 422
