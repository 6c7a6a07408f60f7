"""A database that somebody else holds too long: nothing is lost, and it is said when to try again."""

from contextlib import contextmanager

import pytest
from sqlalchemy import event, text

from foundation.sessions import WRITING
from foundation.web.database import db
from people.rules import Role

JSON = {"Accept": "application/json"}


@pytest.fixture
def impatient(app):
    """Nobody waits longer than a moment."""

    def hurry(raw, *_):
        if db.engine.dialect.name == "sqlite":
            raw.execute("PRAGMA busy_timeout=20")
        else:
            raw.execute("SET lock_timeout = 20")

    with app.app_context():
        engine = db.engine
        engine.dispose()
        event.listen(engine, "connect", hurry)
        yield
        event.remove(engine, "connect", hurry)
        engine.dispose()


@pytest.fixture
def held(app, impatient):
    """`with held():` somebody else is writing, and goes on writing."""

    @contextmanager
    def hold():
        with app.app_context(), db.engine.connect().execution_options(**WRITING) as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("LOCK TABLE qualification, sheet IN ACCESS EXCLUSIVE MODE"))
            else:
                connection.execute(text("SELECT 1"))
            yield

    return hold


FACTS = {"language": "en", "name": "Welder", "code": "W1", "kind": "regular"}
MARK = {
    "op": "0b4f4c1e-6a52-4b8e-9f0a-3a3c7c1f7a10",
    "sheet": 1,
    "step": 1,
    "value": 2,
    "remark": "",
    "base_op": None,
    "sequence": 1,
    "made_at": "2026-11-23T12:00:00+00:00",
}


def test_who_waits_too_long_is_told_to_try_again(visit, make, held):
    browser = visit(make.person(Role.COORDINATOR))
    with held():
        answer = browser.post("/qualifications/add", FACTS)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "3")
    assert "Nothing was lost; try again in a moment." in answer.text


def test_a_program_is_told_the_same_in_its_own_form(visit, make, held):
    browser = visit(make.person(Role.COORDINATOR))
    with held():
        answer = browser.post("/qualifications/add", FACTS, headers=JSON)
    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
    assert answer.json["title"].endswith("try again in a moment.")


def test_marks_that_meet_a_busy_database_are_to_be_sent_again(visit, make, held):
    browser = visit(make.person(Role.EXAMINER))
    sent = {"sent_at": "2026-11-23T12:00:00+00:00", "operations": [MARK]}
    with held():
        answer = browser.post("/exams/sync", json=sent, headers=JSON)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "3")


def test_it_works_again_as_soon_as_the_other_is_done(visit, make, held):
    browser = visit(make.person(Role.COORDINATOR))
    with held():
        browser.post("/qualifications/add", FACTS)
    assert browser.post("/qualifications/add", FACTS).status_code == 303


def test_what_is_wrong_is_said_before_anybody_waits(visit, make, held):
    browser = visit(make.person(Role.COORDINATOR))
    with held():
        answer = browser.post("/qualifications/codes/read", {"codes": "1 " * 200_000})
    assert (answer.status_code, "Paste them in parts" in answer.text) == (422, True)


def test_somebody_who_only_looks_does_not_wait_for_who_writes(visit, make, held, clock):
    browser = visit(make.person(Role.CANDIDATE))
    clock.move(hours=1)  # so that it is time again to note that this person was here
    with held():
        answer = browser.get("/account")
    assert answer.status_code == 200
