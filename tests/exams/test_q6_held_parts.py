"""What an exam form was made from stays in the tree (Q6), and whoever wants to remove it is told so."""

import pytest
from sqlalchemy import select

from exams.models import ExamForm, ExamGroup, ExamStep
from exams.rules.design import FormState
from people.rules import Role
from qualification_files.models import WorkProcess
from qualification_files.rules import QualificationState


@pytest.fixture
def inactive(make):
    return make.qualification(state=QualificationState.DEACTIVATED)


@pytest.fixture
def examined(make, desk, inactive):
    """The first work process of a qualification that was switched off; an exam form was made from it."""
    form = make.exam_form(groups=1, steps=1, qualification_id=inactive.id)
    process = inactive.core_tasks[0].work_processes[0]
    with make.redesigned(form.id) as found:
        found.groups[0].work_process_id = process.id
        found.groups[0].steps[0].indicator_id = process.indicators[0].id
    return process


@pytest.fixture
def visitor(visit, make):
    return visit(make.person(Role.COORDINATOR))


def test_q6_a_work_process_from_which_an_exam_was_made_stays(visitor, examined, desk):
    answer = visitor.post(f"/work-processes/{examined.id}/remove")
    assert (answer.status_code, "Evidence or an exam uses" in answer.text) == (409, True)
    with desk.reading() as work:
        assert work.db.scalar(select(ExamGroup.work_process_id)) == examined.id


def test_q6_so_does_what_stands_above_it(visitor, examined, desk):
    answer = visitor.post(f"/core-tasks/{examined.core_task_id}/remove")
    assert answer.status_code == 409
    with desk.reading() as work:
        assert work.db.get(WorkProcess, examined.id) is not None


def test_q6_so_does_an_indicator_that_is_marked_in_an_exam(visitor, examined, desk):
    number = examined.indicators[0].id
    answer = visitor.post(f"/indicators/{number}/remove")
    assert (answer.status_code, "You can change its wording." in answer.text) == (409, True)
    with desk.reading() as work:
        assert work.db.scalar(select(ExamStep.indicator_id)) == number


def test_q6_what_no_exam_was_made_from_can_be_removed(visitor, examined, inactive):
    other = inactive.core_tasks[0].work_processes[1]
    assert visitor.post(f"/work-processes/{other.id}/remove").status_code == 303


def test_q6_a_draft_with_an_exam_form_stays_and_one_without_goes(visitor, make, desk):
    held, free = (make.qualification(state=QualificationState.DRAFT) for _ in range(2))
    make.exam_form(qualification_id=held.id)
    answers = [visitor.post(f"/qualifications/{row.id}/remove").status_code for row in (held, free)]
    assert answers == [409, 303]


def test_q6_when_the_exam_form_is_gone_the_work_process_can_go(visitor, examined, desk):
    with desk.writing() as work:
        form = work.db.scalars(select(ExamForm)).one()
        form.state = FormState.DRAFT
        work.db.flush()  # only a draft can go
        work.db.delete(form)
    assert visitor.post(f"/work-processes/{examined.id}/remove").status_code == 303
