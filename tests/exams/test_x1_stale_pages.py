"""A page of a draft that was opened before somebody else changed the form: whoever comes second is told (X1)."""

import re
from uuid import uuid4

import pytest

from exams.models import ExamForm
from exams.rules.design import FormState
from foundation.environment import choose
from people.rules import Role

NEW_STEP = {"text": "Same step", "weight": "1", "way": "levels", "levels-0-value": "0", "levels-0-title": "No"}
NEW_STEP |= {"levels-1-value": "1", "levels-1-title": "Yes"}


@pytest.fixture
def first(visit, school):
    return visit(school.coordinator)


@pytest.fixture
def second(visit, make):
    return visit(make.person(Role.COORDINATOR, given="Wil"))


def hidden(page, name):
    """The value of a hidden field of the page."""
    found = re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', page)
    assert found, f"no field {name}"
    return found[1]


def processes(school):
    return [process.id for task in school.qualification.core_tasks for process in task.work_processes]


@pytest.fixture
def empty(school, first):
    """A draft of the first work process alone."""
    form = school.make.exam_form(
        qualification_id=school.qualification.id, state=FormState.DRAFT, in_use_at=None, groups=0
    )
    first.post(f"/exams/forms/{form.id}/work-processes", {"chosen": processes(school)[:1], "scale": "three_levels"})
    return form


def chosen(school, count, seen):
    return {"chosen": processes(school)[:count], "scale": "three_levels", "seen": seen}


def test_x1_ticks_of_before_take_no_group_off_that_another_added(school, empty, first, second):
    address = f"/exams/forms/{empty.id}/work-processes"
    before = hidden(first.get(address).text, "seen")
    assert second.post(address, chosen(school, 3, before)).status_code == 303
    answer = first.post(address, chosen(school, 2, before))
    assert answer.status_code == 409
    assert len(school.read(ExamForm, empty.id).groups) == 3
    assert "On the form now" in answer.text
    assert answer.text.count(" checked") == 2  # one's own ticks are kept


def test_x1_nor_one_in_which_another_wrote(school, empty, first, second):
    address = f"/exams/forms/{empty.id}/work-processes"
    before = hidden(first.get(address).text, "seen")
    group = school.read(ExamForm, empty.id).groups[0]
    second.post(f"/exams/groups/{group.id}", {"name": "With care", "weight": "1"})
    assert first.post(address, chosen(school, 0, before)).status_code == 409


def test_x1_whoever_saw_what_stands_now_can_send_the_same_ticks(school, empty, first):
    address = f"/exams/forms/{empty.id}/work-processes"
    told = first.post(address, chosen(school, 2, "0" * 16))
    again = first.post(address, chosen(school, 2, hidden(told.text, "seen")))
    assert (told.status_code, again.status_code) == (409, 303)
    assert len(school.read(ExamForm, empty.id).groups) == 2


@pytest.mark.parametrize("people", [1, 2])
def test_br_13_a_form_that_was_changed_after_it_was_read_is_not_fixed(desk, school, draft, first, second, people):
    with desk.writing() as work:
        choose(work.db, "exams.form_approvals", people)
    address = f"/exams/forms/{draft.id}/{'put-in-use' if people == 1 else 'hand-in'}"
    seen = hidden(first.get(address).text, "seen")
    assert second.post(f"/exams/groups/{draft.groups[0].id}/remove").status_code == 303
    told = first.post(address, {"seen": seen, "remark": "Read with care."})
    assert told.status_code == 409
    assert "Somebody changed this form after you opened this page" in told.text
    assert school.read(ExamForm, draft.id).state is FormState.DRAFT
    assert first.post(address, {"seen": hidden(told.text, "seen")}).status_code == 303
    assert school.read(ExamForm, draft.id).state is not FormState.DRAFT


def test_x1_weights_that_were_wrong_say_no_less_about_what_was_seen(draft, first, second):
    address = f"/exams/forms/{draft.id}/weights"
    before, step = hidden(first.get(address).text, "seen"), draft.steps[0].id
    second.post(address, {f"weight-{step}": "7", "seen": before})
    wrong = first.post(address, {f"weight-{step}": "no", "seen": before})
    answer = first.post(address, {f"weight-{step}": "9", "seen": hidden(wrong.text, "seen")})
    assert (wrong.status_code, answer.status_code) == (422, 409)


def test_x1_a_step_that_another_added_is_told_and_not_asked_for_its_weight(draft, first, second):
    address = f"/exams/forms/{draft.id}/weights"
    before, step, group = hidden(first.get(address).text, "seen"), draft.steps[0].id, draft.groups[0].id
    sent = {**NEW_STEP, "group": str(group), "form_key": str(uuid4())}
    assert second.post(f"/exams/groups/{group}/steps/new", sent).status_code == 303
    assert first.post(address, {f"weight-{step}": "9", "seen": before}).status_code == 409


def test_x1_a_group_sent_twice_is_one(school, draft, first):
    address = f"/exams/forms/{draft.id}/groups/new"
    sent = {"name": "Same group", "weight": "1", "form_key": hidden(first.get(address).text, "form_key")}
    assert [first.post(address, sent).status_code for _ in range(2)] == [303, 303]
    assert [group.name for group in school.read(ExamForm, draft.id).groups].count("Same group") == 1


def test_x1_a_step_sent_twice_is_one(school, draft, first):
    group = draft.groups[0].id
    address = f"/exams/groups/{group}/steps/new"
    sent = {**NEW_STEP, "group": str(group), "form_key": hidden(first.get(address).text, "form_key")}
    assert [first.post(address, sent).status_code for _ in range(2)] == [303, 303]
    assert [step.text for step in school.read(ExamForm, draft.id).steps].count("Same step") == 1


def test_x1_two_pages_of_a_new_group_make_two(school, draft, first):
    address = f"/exams/forms/{draft.id}/groups/new"
    for _ in range(2):
        first.post(address, {"name": "Two of it", "form_key": hidden(first.get(address).text, "form_key")})
    assert [group.name for group in school.read(ExamForm, draft.id).groups].count("Two of it") == 2
