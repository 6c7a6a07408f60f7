"""Choosing the qualification of a new exam form: what is offered, why another is not, and the step that solves it."""

import re

import pytest

from qualification_files.models import Qualification
from qualification_files.rules import QualificationState

DRAFT, OFF = QualificationState.DRAFT, QualificationState.DEACTIVATED


@pytest.fixture
def coordinator(visit, school):
    return visit(school.coordinator)


def not_offered(page, name):
    """The line about this qualification."""
    (line,) = [line for line in page.split('<div class="not-offered">')[1:] if name in line]
    return line.partition("</div>")[0]


@pytest.mark.parametrize("state", [DRAFT, OFF])
def test_q8_an_inactive_one_is_activated_from_the_picker(coordinator, make, state, desk):
    row = make.qualification(name="Furniture maker", state=state)
    page = coordinator.get("/exams/forms/new").text
    line = not_offered(page, "Furniture maker")
    assert "It is not active. Activate it first." in line
    assert f'form="step-{row.id}"' in line
    form = page.partition(f'id="step-{row.id}"')[2].partition("</form>")[0]
    back = re.search(r'name="next" value="([^"]*)"', form).group(1)
    answer = coordinator.post(f"/qualifications/{row.id}/activate", {"next": back})
    assert answer.location == f"/exams/forms/new?qualification={row.id}"
    assert f'value="{row.id}" checked' in coordinator.get(answer.location).text


@pytest.mark.parametrize("state", [DRAFT, QualificationState.ACTIVE])
def test_q8_one_without_a_work_process_leads_to_adding_one(coordinator, make, state):
    row = make.qualification(name="Bare one", work_processes=0, state=state)
    line = not_offered(coordinator.get("/exams/forms/new").text, "Bare one")
    assert "It has no work process." in line
    assert f'href="/core-tasks/{row.core_tasks[0].id}/work-processes/add"' in line


def test_q8_one_without_a_core_task_leads_to_adding_one(coordinator, make):
    row = make.qualification(name="Bare one", core_tasks=0, state=DRAFT)
    line = not_offered(coordinator.get("/exams/forms/new").text, "Bare one")
    assert f'href="/qualifications/{row.id}/core-tasks/add"' in line


def test_q8_a_superseded_one_leads_to_the_version_that_took_its_place(coordinator, make):
    old = make.qualification(name="Old welder", state=QualificationState.SUPERSEDED)
    new = make.qualification(name="New welder", predecessor_id=old.id)
    line = not_offered(coordinator.get("/exams/forms/new").text, "Old welder")
    assert "A newer version took its place." in line
    assert f'href="/qualifications/{new.id}/structure"' in line


def test_q8_a_closed_one_says_so_and_can_be_read(coordinator, make):
    row = make.qualification(name="Old welder", state=QualificationState.CLOSED)
    line = not_offered(coordinator.get("/exams/forms/new").text, "Old welder")
    assert "It is closed for good." in line
    assert f'href="/qualifications/{row.id}"' in line


@pytest.mark.parametrize("state", [state for state in QualificationState if state is not QualificationState.ACTIVE])
def test_q8_no_exam_is_made_from_one_that_is_not_active(coordinator, make, state):
    row = make.qualification(state=state)
    sent = {"qualification": row.id, "title": "Welding", "kind": "summative"}
    answer = coordinator.post("/exams/forms/new", sent)
    assert answer.status_code == 409


def test_q8_many_qualifications_are_searched(coordinator, make, desk):
    with desk.writing() as work:
        work.db.add_all(
            Qualification(code=f"C{number}", name=f"Number {number:03}", created_at=work.now) for number in range(80)
        )
    everything = coordinator.get("/exams/forms/new").text
    assert "80 qualifications are not offered, and why" in everything
    assert everything.count('<div class="not-offered">') == 30
    found = coordinator.get("/exams/forms/new?q=number+071").text
    assert found.count('<div class="not-offered">') == 1
    assert "Number 071" in found


def test_q8_the_picker_takes_as_many_statements_for_few_as_for_many(coordinator, make, statements):
    with statements() as few:
        coordinator.get("/exams/forms/new")
    for _ in range(5):
        make.qualification(state=DRAFT)
    with statements() as many:
        coordinator.get("/exams/forms/new")
    assert len(few) == len(many) <= 5
