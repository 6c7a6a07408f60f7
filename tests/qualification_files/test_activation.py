"""Activating and deactivating: POST /qualifications/<id>/activate and /deactivate."""

import pytest

from qualification_files.models import Qualification
from qualification_files.rules import QualificationKind, QualificationState

DRAFT = QualificationState.DRAFT


def state_of(desk, row):
    with desk.reading() as work:
        return work.db.get(Qualification, row.id).state


@pytest.mark.parametrize("before", [DRAFT, QualificationState.DEACTIVATED])
def test_one_with_a_work_process_is_activated(browser_of_coordinator, make, desk, audited, before):
    row = make.qualification(state=before)
    assert browser_of_coordinator.post(f"/qualifications/{row.id}/activate").status_code == 303
    assert state_of(desk, row) is QualificationState.ACTIVE
    assert len(audited("qualification_files.qualification-activated")) == 1


@pytest.mark.parametrize(
    ("size", "missing", "way"),
    [
        ({"core_tasks": 0}, "There is no core task yet.", "/core-tasks/add"),
        ({"work_processes": 0}, "No core task has a work process yet.", "/work-processes/add"),
    ],
)
def test_a_refused_activation_says_what_is_missing_and_where_to_add_it(
    browser_of_coordinator, make, desk, size, missing, way
):
    row = make.qualification(state=DRAFT, **size)
    answer = browser_of_coordinator.post(f"/qualifications/{row.id}/activate")
    assert (answer.status_code, state_of(desk, row)) == (409, DRAFT)
    assert missing in answer.text
    assert way in answer.text


def test_an_elective_with_knowledge_alone_is_activated(browser_of_coordinator, make, desk):
    row = make.qualification(state=DRAFT, work_processes=0, kind=QualificationKind.ELECTIVE)
    task = f"/core-tasks/{row.core_tasks[0].id}"
    assert browser_of_coordinator.post(f"/qualifications/{row.id}/activate").status_code == 409
    browser_of_coordinator.post(task, {"number": "D1-K1", "name": "Works", "knowledge": "- knows the tools"})
    assert browser_of_coordinator.post(f"/qualifications/{row.id}/activate").status_code == 303
    assert state_of(desk, row) is QualificationState.ACTIVE


def test_activating_twice_is_done_once(browser_of_coordinator, make, audited):
    row = make.qualification(state=DRAFT)
    answers = [browser_of_coordinator.post(f"/qualifications/{row.id}/activate") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(audited("qualification_files.qualification-activated")) == 1


def test_a_closed_one_is_not_activated_again(browser_of_coordinator, make, desk):
    row = make.qualification(state=QualificationState.CLOSED)
    assert browser_of_coordinator.post(f"/qualifications/{row.id}/activate").status_code == 409
    assert state_of(desk, row) is QualificationState.CLOSED


def test_deactivating_keeps_who_follows_it(browser_of_coordinator, make, desk, candidate, audited):
    row = make.qualification()
    link = make.link(candidate, row)
    assert browser_of_coordinator.post(f"/qualifications/{row.id}/deactivate").status_code == 303
    assert state_of(desk, row) is QualificationState.DEACTIVATED
    assert len(audited("qualification_files.qualification-deactivated")) == 1
    with desk.reading() as work:
        assert work.db.get(type(link), link.id).ended_at is None
