"""Ten thousand people at once: few statements, a job with progress, and an undo."""

import pytest
from sqlalchemy import insert, select

from foundation.jobs.models import Job, JobState
from people.models import Person, PersonRole
from people.rules import Role
from qualification_files import actions, queries
from qualification_files.models import QualificationLink
from qualification_files.rules import LinkDeed
from tests.conftest import actor_of

MANY = 10_000


@pytest.fixture
def crowd(desk):
    """Give so many candidates and their numbers."""

    def make(number):
        with desk.writing() as work:
            rows = [
                {
                    "given_name": "Noor",
                    "name_prefix": "",
                    "family_name": f"Numan{place:05}",
                    "sorting_name": f"numan{place:05}, noor",
                    "email": f"noor{place}@school.example",
                    "created_at": work.now,
                }
                for place in range(number)
            ]
            work.db.execute(insert(Person), rows)
            ids = list(work.db.scalars(select(Person.id).where(Person.email.like("noor%"))))
            work.db.execute(insert(PersonRole), [{"person_id": one, "role": Role.CANDIDATE} for one in ids])
        return ids

    return make


@pytest.fixture
def begun(browser_of_coordinator):
    def choose(action):
        answer = browser_of_coordinator.post("/portfolios?q=numan", {"action": action, "everything": "1"})
        return answer.location

    return choose


def test_q9_ten_thousand_are_linked_by_a_job_and_undone(
    browser_of_coordinator, crowd, begun, make, run_jobs, count, audited
):
    crowd(MANY)
    row = make.qualification()
    address = begun("link")
    assert f"{MANY:,} people will be linked" in browser_of_coordinator.get(f"{address}?qualification={row.id}").text
    browser_of_coordinator.post(address, {"qualification": row.id})
    waiting = browser_of_coordinator.get(f"{address}/progress").json
    assert (waiting["state"], waiting["done"], waiting["total"]) == ("running", 0, MANY)
    assert run_jobs() == 1
    assert browser_of_coordinator.get(f"{address}/progress").json["state"] == "done"
    assert f"{MANY:,} people were linked" in browser_of_coordinator.get(address).text
    assert count(QualificationLink) == len(audited("qualification_files.people-linked")) == MANY
    browser_of_coordinator.post(f"{address}/undo")
    assert count(QualificationLink, QualificationLink.ended_at.is_(None)) == 0


def test_q9_thousands_are_unlinked_by_a_job(browser_of_coordinator, crowd, begun, make, run_jobs, count, desk):
    ids, row = crowd(1200), make.qualification()
    with desk.writing() as work:
        actions.link(work, row, ids, origin="by_hand")
    address = begun("unlink")
    browser_of_coordinator.post(address, {"qualification": row.id})
    run_jobs()
    assert count(QualificationLink, QualificationLink.ended_at.is_(None)) == 0
    assert "1,200 people were unlinked" in browser_of_coordinator.get(address).text


def test_q9_a_preview_of_thousands_takes_few_statements(browser_of_coordinator, crowd, begun, make, statements):
    crowd(MANY)
    row, address = make.qualification(), begun("link")
    with statements() as seen:
        browser_of_coordinator.get(f"{address}?qualification={row.id}")
    assert len(seen) <= 12


def test_q9_a_piece_takes_as_many_statements_for_five_as_for_five_hundred(desk, crowd, make, statements, coordinator):
    ids, row = crowd(505), make.qualification()

    def link(people):
        with desk.writing(actor_of(coordinator)) as work:
            run = actions.begin_link_run(work, LinkDeed.LINK, people)
            with statements() as seen:
                actions.start_link_run(work, run, [row.id])
        return [one.split()[0] for one in seen.seen]

    assert link(ids[:5]) == link(ids[5:])


def test_q9_a_job_that_begins_again_goes_on_where_it_was(desk, crowd, make, run_jobs, coordinator, count, audited):
    ids, row = crowd(1100), make.qualification()
    with desk.writing(actor_of(coordinator)) as work:
        run = actions.begin_link_run(work, LinkDeed.LINK, ids)
        actions.start_link_run(work, run, [row.id])
        number = run.id
    with desk.writing(actor_of(coordinator)) as work:
        actions.carry_out_piece(work, queries.link_run_in_full(work, number))
    run_jobs()
    with desk.reading() as work:
        done = queries.link_run_in_full(work, number)
        assert (done.done, len(done.outcome[0]["people"]["changed"])) == (1100, 1100)
    assert count(QualificationLink) == len(audited("qualification_files.people-linked")) == 1100


def test_q9_who_lost_the_role_meanwhile_gets_nothing_done_and_reads_why(
    browser_of_coordinator, crowd, begun, make, run_jobs, count, desk, coordinator
):
    crowd(600)
    row, address = make.qualification(), begun("link")
    browser_of_coordinator.post(address, {"qualification": row.id})
    with desk.writing() as work:
        work.db.delete(work.db.get(PersonRole, (coordinator.id, Role.COORDINATOR)))
        work.db.add(PersonRole(person_id=coordinator.id, role=Role.EXAMINER))
    run_jobs()
    assert count(QualificationLink) == 0
    assert count(Job, Job.state == JobState.PARKED) == 1
    with desk.writing() as work:
        work.db.add(PersonRole(person_id=coordinator.id, role=Role.COORDINATOR))
    page = browser_of_coordinator.get(address).text
    assert "This stopped before it was done" in page
    assert browser_of_coordinator.get(f"{address}/progress").json["state"] == "failed"


def test_q9_a_run_that_goes_on_cannot_be_undone_yet(browser_of_coordinator, crowd, begun, make):
    crowd(600)
    row, address = make.qualification(), begun("link")
    browser_of_coordinator.post(address, {"qualification": row.id})
    assert browser_of_coordinator.post(f"{address}/undo").status_code == 409
