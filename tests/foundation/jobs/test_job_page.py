"""GET /jobs/<id> and POST /jobs/<id>/again: how far a piece of background work is."""

import pytest

from foundation.audit import AuditLine
from foundation.jobs.models import Job, JobState
from foundation.messages import say, to_json
from people.rules import Role
from tests.conftest import actor_of

JSON = {"Accept": "application/json"}


@pytest.fixture
def asker(make):
    return make.person(Role.COORDINATOR)


@pytest.fixture
def number(desk, asker):
    with desk.writing(actor_of(asker)) as work:
        return work.later("foundation.purge-jobs")


def become(desk, number, **values):
    with desk.writing() as work:
        for name, value in values.items():
            setattr(work.db.get(Job, number), name, value)


def status(browser, number):
    return browser.get(f"/jobs/{number}", headers=JSON).get_json()


def test_whoever_asked_sees_how_far_it_is(visit, asker, desk, number):
    become(desk, number, state=JobState.RUNNING, done=3, total=8)
    assert "3 of 8 done." in visit(asker).get(f"/jobs/{number}").text
    answer = {"state": "running", "done": 3, "total": 8, "message": "3 of 8 done."}
    assert status(visit(asker), number) == answer


def test_an_administrator_sees_it_too(visit, make, number):
    assert visit(make.person(Role.ADMINISTRATOR)).get(f"/jobs/{number}").status_code == 200


def test_somebody_else_does_not_learn_that_it_exists(visit, make, number):
    browser = visit(make.person(Role.COORDINATOR))
    assert browser.get(f"/jobs/{number}").status_code == 404
    hidden, absent = browser.get(f"/jobs/{number}").text, browser.get("/jobs/999999").text
    assert hidden.replace(f"/jobs/{number}", "/jobs/999999") == absent


def test_what_the_system_asked_for_is_seen_by_nobody_else(visit, make, desk):
    with desk.writing() as work:
        number = work.later("foundation.purge-jobs")
    assert visit(make.person(Role.CANDIDATE)).get(f"/jobs/{number}").status_code == 404


def test_a_stranger_signs_in_first(visit, number):
    assert visit().get(f"/jobs/{number}").status_code == 303
    assert visit().get(f"/jobs/{number}", headers=JSON).status_code == 401


def test_a_page_cannot_be_posted_to(visit, asker, number):
    assert visit(asker).post(f"/jobs/{number}").status_code == 405


def test_a_cache_keeps_page_and_facts_apart(visit, asker, number):
    assert "Accept" in visit(asker).get(f"/jobs/{number}", headers=JSON).headers["Vary"]


def test_a_finished_job_says_so_and_shows_what_it_found(visit, asker, desk, number):
    found = {"messages": [to_json(say("Row %(row)s was skipped.", row=7))], "url": "/sign-in"}
    become(desk, number, state=JobState.DONE, result=found)
    page = visit(asker).get(f"/jobs/{number}").text
    assert "Row 7 was skipped." in page
    assert 'href="/sign-in"' in page
    assert status(visit(asker), number)["state"] == "done"


@pytest.mark.parametrize("url", ["https://elsewhere.example/", "//elsewhere.example/", 7])
def test_an_outcome_elsewhere_is_not_linked(visit, asker, desk, number, url):
    become(desk, number, state=JobState.DONE, result={"url": url})
    assert "See the outcome" not in visit(asker).get(f"/jobs/{number}").text


def test_a_parked_job_tells_why(visit, asker, desk, number):
    become(desk, number, state=JobState.PARKED, error=to_json(say("The file is <empty>.")))
    assert "The file is &lt;empty&gt;." in visit(asker).get(f"/jobs/{number}").text
    assert status(visit(asker), number)["state"] == "failed"


def test_a_job_that_is_tried_again_shows_what_went_wrong(visit, asker, desk, number):
    become(desk, number, error=to_json(say("The mail server is away.")))
    assert "The mail server is away." in visit(asker).get(f"/jobs/{number}").text


def test_the_page_takes_a_fixed_number_of_statements(visit, asker, number, statements):
    browser = visit(asker)
    with statements() as seen:
        browser.get(f"/jobs/{number}")
    assert len(seen) <= 3, seen.seen


def test_an_administrator_lets_parked_work_begin_again(visit, make, desk, number):
    become(desk, number, state=JobState.PARKED, attempts=5)
    browser = visit(make.person(Role.ADMINISTRATOR))
    assert "Try again" in browser.get(f"/jobs/{number}").text
    assert browser.post(f"/jobs/{number}/again").status_code == 303
    with desk.reading() as work:
        job = work.db.get(Job, number)
        assert (job.state, job.attempts) == (JobState.WAITING, 0)
        assert [line.event for line in work.db.query(AuditLine)] == ["jobs.begun-again"]


def test_whoever_asked_may_not_begin_it_again(visit, asker, desk, number):
    become(desk, number, state=JobState.PARKED)
    assert "Try again" not in visit(asker).get(f"/jobs/{number}").text
    assert visit(asker).post(f"/jobs/{number}/again").status_code == 403


def test_what_is_not_parked_cannot_begin_again(visit, make, number):
    assert visit(make.person(Role.ADMINISTRATOR)).post(f"/jobs/{number}/again").status_code == 409
