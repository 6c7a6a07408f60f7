"""An indicator that evidence shows stays in the tree (P3), and whoever wants to remove it is told so."""

import pytest

from people.rules import Role
from portfolio import actions
from portfolio.models import Entry, EvidenceIndicator
from qualification_files.models import Indicator, Qualification, QualificationLink
from qualification_files.rules import QualificationState
from tests.conftest import actor_of


@pytest.fixture
def held(desk, noor, entry, qualification, processes):
    """An indicator that an entry shows; nobody follows its qualification any more, and it was switched off."""
    process = processes[0]
    with desk.writing(actor_of(noor)) as work:
        found = work.db.get(Entry, entry.id)
        actions.add_evidence(work, found, [process.id], reasoning="", indicator_ids=[process.indicators[0].id])
    with desk.writing() as work:
        work.db.query(QualificationLink).filter_by(person_id=noor.id).one().ended_at = work.now
        work.db.get(Qualification, qualification.id).state = QualificationState.DEACTIVATED
    return process.indicators[0]


@pytest.fixture
def visitor(visit, make):
    return visit(make.person(Role.COORDINATOR))


def test_p3_an_indicator_that_evidence_shows_stays(visitor, held, count):
    answer = visitor.post(f"/indicators/{held.id}/remove")
    assert answer.status_code == 409
    assert (
        "Evidence or an exam uses this performance indicator, so it stays. You can change its wording." in answer.text
    )
    assert (count(Indicator, id=held.id), count(EvidenceIndicator)) == (1, 1)


def test_p3_so_do_the_work_process_and_the_core_task_above_it(visitor, held, processes, count):
    for part in (f"/work-processes/{processes[0].id}", f"/core-tasks/{processes[0].core_task_id}"):
        assert visitor.post(f"{part}/remove").status_code == 409
    assert count(Indicator, id=held.id) == 1


def test_p3_an_indicator_that_no_evidence_shows_can_go(visitor, held, processes):
    assert visitor.post(f"/indicators/{processes[0].indicators[1].id}/remove").status_code == 303
