"""C7: the home page tells what is pending; staff puts on record what this system does not know."""

from datetime import date

import pytest
from sqlalchemy import select

from certification.models import Completion
from certification.rules.periods import Period, Unit
from certification.rules.states import CompletedBy, Stage
from people.rules import Role
from tests.certification.made import activity, asks, completed, rolling, upkeep
from tests.conftest import NOON

KEY = "11111111-1111-4111-8111-111111111111"


@pytest.fixture
def person(make):
    return make.person(Role.CANDIDATE, given="Noor")


@pytest.fixture
def basics(make):
    return activity(make, title="Basics")


@pytest.fixture
def first_aid(make, person, basics):
    qualification = make.qualification(name="First Aid", core_tasks=0)
    rolling(make, qualification, Period(1, Unit.YEARS))
    asks(make, qualification, basics)
    asks(make, qualification, activity(make, title="Refresher"), Stage.MAINTAIN)
    make.link(person, qualification)
    return qualification


def test_what_is_pending_is_a_deed_on_the_home_page(visit, person, first_aid):
    page = visit(person).get("/").text
    assert f'href="/my-growth/{first_aid.id}"' in page
    assert "1 activity to do" in page


def test_what_holds_asks_nothing(visit, make, person, first_aid, basics):
    completed(make, person, basics, date(2026, 11, 1))
    assert f'href="/my-growth/{first_aid.id}"' not in visit(person).get("/").text


def test_what_has_ended_presses(visit, make, person, first_aid, basics):
    completed(make, person, basics, date(2025, 11, 1))
    page = visit(person).get("/").text
    assert "deed-attention" in page
    assert "Ended on Sun 1 Nov 2026" in page


def test_it_goes_on_where_one_was(visit, person, first_aid, basics):
    browser = visit(person)
    browser.get(f"/activities/{basics.id}/do")
    assert "Go on where you were: “Basics”" in browser.get("/").text


def test_an_external_one_asks_for_its_certificate(visit, make, person):
    qualification = make.qualification(core_tasks=0)
    upkeep(make, qualification, external=True)
    make.link(person, qualification)
    assert "Prove it with a certificate" in visit(person).get("/").text


def test_the_home_page_takes_as_many_statements_for_many_certifications(visit, make, person, first_aid, statements):
    browser, counts = visit(person), []
    for _round in range(2):
        with statements() as seen:
            browser.get("/")
        counts.append(len(seen))
        for _number in range(3):
            more = make.qualification(core_tasks=0)
            asks(make, more, activity(make))
            make.link(person, more)
    assert counts[0] == counts[1] <= 36


# By hand


@pytest.fixture
def admin(make):
    return make.person(Role.ADMINISTRATOR)


@pytest.fixture
def url(person, first_aid):
    return f"/people/{person.id}/qualifications/{first_aid.id}/completions"


@pytest.fixture
def rows(desk):
    def read():
        with desk.writing() as work:
            return work.db.scalars(select(Completion).order_by(Completion.id)).all()

    return read


def told(basics, **facts):
    return {"form_key": KEY, "activity": basics.id, "on": "2026-11-02", "remark": "List <on> paper.", **facts}


def test_an_administrator_records_what_somebody_completed(visit, admin, url, basics, rows):
    browser = visit(admin)
    for _twice in range(2):
        assert browser.post(url, told(basics)).status_code == 303
    assert [(one.completed_on, one.how, one.recorded_by) for one in rows()] == [
        (date(2026, 11, 2), CompletedBy.STAFF, admin.id)
    ]
    assert "List &lt;on&gt; paper." in browser.get(url).text


@pytest.mark.parametrize(
    "wrong", [{"remark": ""}, {"on": "2026-11-24"}, {"on": ""}, {"activity": "999"}, {"expires_on": "2026-11-01"}]
)
def test_what_cannot_be_so_is_not_recorded(visit, admin, url, basics, rows, wrong):
    assert visit(admin).post(url, told(basics, **wrong)).status_code == 422
    assert rows() == []


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.MANAGER, Role.CANDIDATE, Role.EXAMINER])
def test_nobody_else_records_by_hand(visit, make, url, basics, role):
    browser = visit(make.person(role))
    assert browser.get(url).status_code == 404
    assert browser.post(url, told(basics)).status_code == 404


def test_a_wrong_completion_is_withdrawn_with_the_reason(visit, make, admin, person, url, basics, rows):
    made = completed(make, person, basics, date(2026, 11, 2))
    browser, where = visit(admin), f"/completions/{made.id}/withdraw"
    assert browser.get(where).status_code == 200
    assert browser.post(where, {"reason": ""}).status_code == 422
    assert browser.post(where, {"reason": "Somebody else."}).status_code == 303
    assert (rows()[0].withdrawn_at, rows()[0].reason) == (NOON, "Somebody else.")
    assert "Somebody else." in browser.get(url).text
    assert visit(person).post(where, {"reason": "Me."}).status_code == 404
