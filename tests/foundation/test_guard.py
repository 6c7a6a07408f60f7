"""The guard: every route says what it needs, and the questions are asked in one order."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

import pytest
from flask import Flask, request
from sqlalchemy import select, text

from app.factory import create_app
from foundation.access import Access, Actor, Everyone
from foundation.audit import AuditLine
from foundation.environment import EnvironmentSetting, choose, setting
from foundation.events import Event
from foundation.messages import say
from foundation.refusals import NotFound, Refusal
from foundation.web.database import db
from foundation.web.guard import GuardedBlueprint, Stream, Subject, refuse_unguarded_endpoints
from people.rules import Role
from tests.conftest import Desk, Visit

JSON = {"Accept": "application/json"}


class Permission(StrEnum):
    SEE = "test:see"
    CHANGE = "test:change"


@dataclass(frozen=True, kw_only=True)
class Looked(Event):
    name: ClassVar[str] = "test.looked"
    number: int


def is_visible(_actor, subject):
    return subject.value.get("visible", False)


def is_owner(actor, subject):
    return subject.value.get("owner") == actor.id


GRANTS = {Permission.SEE: [[is_visible], [is_owner]], Permission.CHANGE: [[is_owner]]}


def thing(work, number):
    found = work.db.get(EnvironmentSetting, f"thing {number}")
    if found is None:
        raise NotFound
    return found


THING = Subject(load=thing, sees=Permission.SEE)
bp = GuardedBlueprint("things", __name__, url_prefix="/things")
calls: list[str] = []


@bp.get("/open", needs=Everyone.PUBLIC)
def open_page(work):
    return "open"


@bp.get("/writes", needs=Everyone.PUBLIC)
def writes(work):
    choose(work.db, "written", 1)
    return "written"


@bp.get("/writes-raw", needs=Everyone.PUBLIC)
def writes_raw(work):
    work.db.execute(text("INSERT INTO environment_setting (key, value) VALUES ('written', '1')"))
    return "written"


@bp.get("/<int:number>", needs=Permission.SEE, load=THING)
def show(work, subject):
    return f"thing for {work.actor.id}"


@bp.get("/<int:number>/on-record", needs=Permission.SEE, load=THING, records=lambda work, it: Looked(number=1))
def on_record(work, subject):
    return "seen"


def prepare(number, **_):
    calls.append("before")
    return {"prepared": number * 2}


@bp.post("/<int:number>", needs=Permission.CHANGE, load=THING, before=prepare)
def change(work, subject, *, prepared):
    calls.append("view")
    choose(work.db, "written", prepared)
    return "changed"


@bp.post("/<int:number>/refused", needs=Permission.CHANGE, load=THING)
def refused(work, subject):
    choose(work.db, "written", 1)
    work.remember(EnvironmentSetting(key="attempt", value=1))
    raise Refusal(say("This thing is closed."), details=[say("It was closed on %(day)s.", day="Monday")])


@bp.post("/<int:number>/shown-again", needs=Permission.CHANGE, load=THING)
def shown_again(work, subject):
    choose(work.db, "written", 1)
    work.db.flush()
    work.discard()
    return f"still {setting(work.db, 'written', 'nothing')}", 422


@bp.post("/<int:number>/answers-422", needs=Permission.CHANGE, load=THING)
def answers_422(work, subject):
    choose(work.db, "written", 1)
    return "shown again", 422


@bp.post("/<int:number>/seen", needs=Permission.SEE, load=THING, records=lambda work, it: Looked(number=1))
def done_or_shown(work, subject):
    choose(work.db, "written", 1)
    if "refuse" in request.args:
        raise Refusal(say("This thing is closed."))
    return ("shown again", 422) if "show" in request.args else "done"


@bp.patch(
    "/<int:number>", needs=Permission.CHANGE, load=THING, before=prepare, takes=Stream("application/x-bytes", 1000)
)
def add_to(work, subject, *, prepared):
    calls.append("view")
    choose(work.db, "written", prepared)
    return "added"


@bp.delete("/<int:number>", needs=Permission.CHANGE, load=THING, before=prepare)
def take_away(work, subject, *, prepared):
    calls.append("view")
    return "gone"


@pytest.fixture(scope="module")
def guarded(application: Flask):
    """The application with these doors besides its own."""
    settings = application.extensions["settings"]
    app = create_app(settings, clock=application.extensions["works"].clock)
    app.testing = True
    app.register_blueprint(bp)
    tables = Access(*[{key: value} for key, value in app.extensions["works"].access._clauses.items()], GRANTS)
    object.__setattr__(app.extensions["works"], "access", tables)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def enter(app, guarded, visit):
    """`enter(person)`: that person's browser at the application with these doors."""
    calls.clear()

    def go(person=None):
        browser = visit(person)
        client = guarded.test_client()
        client._cookies = browser.client._cookies
        return Visit(client, browser.token)

    return go


@pytest.fixture
def owner(make):
    return make.person(Role.CANDIDATE)


@pytest.fixture
def other(make):
    return make.person(Role.CANDIDATE)


@pytest.fixture
def things(desk, owner):
    with desk.writing() as work:
        choose(work.db, "thing 1", {"visible": True, "owner": owner.id})
        choose(work.db, "thing 2", {"visible": False, "owner": owner.id})


def written(guarded, key="written"):
    with Desk(guarded).reading() as work:
        return setting(work.db, key)


def events(guarded):
    with Desk(guarded).reading() as work:
        return [line.event for line in work.db.scalars(select(AuditLine))]


# Starting


def test_an_endpoint_that_says_nothing_does_not_start():
    app = Flask("bare")
    app.add_url_rule("/leak", "leak", lambda: "everything")
    with pytest.raises(RuntimeError, match="leak"):
        refuse_unguarded_endpoints(app, open_endpoints=frozenset({"static"}))


def test_an_exception_that_is_no_longer_one_does_not_start():
    with pytest.raises(RuntimeError, match="gone"):
        refuse_unguarded_endpoints(Flask("bare"), open_endpoints=frozenset({"static", "gone"}))


def test_a_route_without_needs_cannot_be_written():
    with pytest.raises(TypeError, match="needs"):
        GuardedBlueprint("bare", __name__).get("/")
    with pytest.raises(TypeError, match="Use get"):
        GuardedBlueprint("bare", __name__).route("/")


# A GET cannot write


@pytest.mark.parametrize("url", ["/things/writes", "/things/writes-raw"])
def test_a_get_cannot_write(enter, guarded, url):
    with pytest.raises(Exception, match=r"(?i)EnvironmentSetting|readonly|read-only"):
        enter().get(url)
    assert written(guarded) is None


# The order of the questions


def test_whoever_may_gets_it(enter, owner, things, guarded):
    assert enter(owner).get("/things/1").text == f"thing for {owner.id}"
    assert enter(owner).post("/things/1").text == "changed"
    assert (written(guarded), calls) == (2, ["before", "view"])


def test_a_stranger_signs_in_first(enter, things):
    answer = enter().get("/things/1")
    assert (answer.status_code, answer.location) == (303, "/sign-in?next=/things/1")
    assert enter().get("/things/1", headers=JSON).status_code == 401
    assert enter().post("/things/1").status_code == 401


def test_a_stranger_is_not_told_what_exists(enter, things):
    hidden, absent = enter().post("/things/2"), enter().post("/things/99")
    assert (hidden.status_code, hidden.text) == (absent.status_code, absent.text.replace("/99", "/2"))


def test_a_stranger_costs_no_statement_but_the_start(enter, things, guarded, statements):
    browser = enter()
    with statements() as seen:
        browser.post("/things/1", headers=JSON)
    assert seen.seen == []


def test_without_the_token_of_the_form_nothing_is_even_looked_at(enter, owner, things):
    browser = enter(owner)
    answer = browser.client.post("/things/99")
    assert (answer.status_code, calls) == (400, [])


def test_what_is_invisible_is_absent(enter, other, things):
    hidden, absent = enter(other).get("/things/2", headers=JSON), enter(other).get("/things/99", headers=JSON)
    assert (hidden.status_code, hidden.data) == (404, absent.data)
    assert enter(other).post("/things/2").status_code == 404


def test_what_is_visible_can_be_forbidden(enter, other, things, guarded):
    assert enter(other).get("/things/1").status_code == 200
    assert enter(other).post("/things/1").status_code == 403
    assert written(guarded) is None


def test_another_method_is_not_answered(enter, owner, things):
    answer = enter(owner).client.put("/things/1")
    assert (answer.status_code, sorted(answer.headers["Allow"].split(", "))) == (
        405,
        ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST"],
    )


def test_what_takes_long_is_done_before_the_subject_is_locked(enter, other, things):
    enter(other).post("/things/1")
    assert calls == ["before"]


# Deeds by programs of ours


def ask(browser, method, number=1, **options):
    headers = {"X-CSRFToken": browser.token, **JSON}
    return browser.client.open(f"/things/{number}", method=method, headers=headers, **options)


@pytest.mark.parametrize(("method", "words"), [("PATCH", "added"), ("DELETE", "gone")])
def test_other_verbs_are_asked_the_same_questions(enter, owner, other, things, method, words):
    assert ask(enter(), method).status_code == 401
    assert ask(enter(owner), method, number=99).status_code == 404
    assert ask(enter(other), method, number=2).status_code == 404
    assert ask(enter(other), method).status_code == 403
    assert enter(owner).client.open("/things/1", method=method).status_code == 400
    calls.clear()
    assert (ask(enter(owner), method).text, calls) == (words, ["before", "view"])


def test_a_stream_is_taken_from_who_may_do_the_deed(enter, owner, things):
    stream = {"content_type": "application/x-bytes"}
    assert ask(enter(owner), "PATCH", data=b"x" * 1000, **stream).status_code == 200
    assert ask(enter(owner), "PATCH", number=99, data=b"x" * 1000, **stream).status_code == 404
    assert calls == ["before", "view"]


# Saying no


def test_a_refusal_keeps_nothing_but_what_must_be_remembered(enter, owner, things, guarded):
    answer = enter(owner).post("/things/1/refused")
    assert (answer.status_code, "This thing is closed." in answer.text) == (409, True)
    assert (written(guarded), written(guarded, "attempt")) == (None, 1)


def test_a_program_gets_the_refusal_as_a_problem(enter, owner, things):
    answer = enter(owner).post("/things/1/refused", headers=JSON)
    assert answer.mimetype == "application/problem+json"
    assert answer.json == {
        "type": "about:blank",
        "title": "This thing is closed.",
        "status": 409,
        "details": ["It was closed on Monday."],
    }


def test_a_form_that_is_shown_again_keeps_nothing(enter, owner, things, guarded):
    assert enter(owner).post("/things/1/answers-422").status_code == 422
    assert enter(owner).post("/things/1/shown-again").text == "still nothing"
    assert written(guarded) is None


# On record


def test_a_look_that_must_be_on_record_is(enter, owner, things, guarded):
    enter(owner).get("/things/1/on-record")
    assert events(guarded) == ["test.looked"]


def test_a_form_that_is_shown_again_is_a_look(enter, owner, things, guarded):
    assert enter(owner).post("/things/1/seen?show").status_code == 422
    assert (events(guarded), written(guarded)) == (["test.looked"], None)


@pytest.mark.parametrize(("url", "status"), [("1/seen", 200), ("1/seen?refuse", 409), ("99/seen?show", 404)])
def test_a_deed_that_shows_nothing_is_no_look(enter, owner, things, guarded, url, status):
    assert (enter(owner).post(f"/things/{url}").status_code, events(guarded)) == (status, [])


def test_a_look_that_was_refused_is_not_on_record(enter, other, things, guarded):
    assert enter(other).get("/things/2/on-record").status_code == 404
    assert events(guarded) == []


# Grants


def test_a_permission_is_granted_in_one_table():
    with pytest.raises(ValueError, match="two tables"):
        Access(GRANTS, GRANTS)


def test_nobody_may_what_no_table_grants():
    with pytest.raises(KeyError):
        Access().allows(Actor(id=1), Permission.SEE, None)
