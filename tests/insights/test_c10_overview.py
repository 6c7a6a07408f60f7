"""C10: the overview, the people behind its numbers, activities, and all of it to take along."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from foundation.audit import AuditLine
from insights.queries.overview import overview
from insights.queries.people import held_by_people
from insights.rules.asking import Asked
from insights.rules.tallies import Tally
from people.models import Person
from people.rules import Role
from tests.conftest import NOON, Desk, Visit, actor_of
from tests.factories import Make
from tests.insights.conftest import School
from tests.people.made import place

TODAY = NOON.date()
LATELY = TODAY - timedelta(days=30)
ALMOST = TODAY - timedelta(days=340)  # of a year
Enter = Callable[[Person | None], Visit]
PAGES = (
    "/insights",
    "/insights/people",
    "/insights/activities",
    "/insights/qualifications",
    "/insights/overview.xlsx",
    "/insights/overview.pdf",
    "/insights/people.xlsx",
)


@pytest.fixture
def administrator(make: Make) -> Person:
    return make.person(Role.ADMINISTRATOR)


def test_every_part_counts_who_is_in_it_and_below(desk: Desk, school: School) -> None:
    school.holder(school.north, LATELY)
    school.holder(school.south, None)
    with desk.reading() as work:
        found = overview(work, Asked(on=TODAY)).by_part
    assert found == {
        school.company.id: Tally(meets=1, never=1),
        school.north.id: Tally(meets=1),
        school.south.id: Tally(never=1),
    }


def test_a_later_day_tells_who_will_lose_it(desk: Desk, school: School) -> None:
    school.holder(school.north, LATELY)
    with desk.reading() as work:
        days = (TODAY, LATELY.replace(year=2027) - timedelta(days=20), date(2027, 12, 1))
        found = [overview(work, Asked(on=day)).here for day in days]
    assert found == [Tally(meets=1), Tally(losing=1), Tally(lacks=1)]


def test_an_earlier_day_tells_how_it_was(desk: Desk, school: School) -> None:
    school.holder(school.north, LATELY)
    with desk.reading() as work:
        assert overview(work, Asked(on=LATELY - timedelta(days=1))).here == Tally(never=1)


def test_who_was_not_linked_on_an_earlier_day_is_not_counted_there(
    desk: Desk, make: Make, school: School, link_on: Callable[..., None]
) -> None:
    link_on(make.person(Role.CANDIDATE), school.first_aid, LATELY)
    link_on(make.person(Role.CANDIDATE), school.first_aid, date(2026, 1, 1), date(2026, 2, 1))
    with desk.reading() as work:
        totals = [overview(work, Asked(on=day)).here.total for day in (TODAY, date(2026, 5, 1), date(2026, 1, 15))]
    assert totals == [1, 0, 1]


def test_who_moved_counts_where_he_was_on_that_day(desk: Desk, make: Make, school: School) -> None:
    mover = school.holder(None, LATELY)
    place(make, mover, school.north, since=date(2026, 1, 1), until=TODAY)
    place(make, mover, school.south, since=TODAY)
    with desk.reading() as work:
        then, now = (overview(work, Asked(on=day)).by_part for day in (TODAY - timedelta(days=1), TODAY))
    assert (school.north.id in then, school.north.id in now, school.south.id in now) == (True, False, True)


def test_a_lead_sees_the_own_part_and_nothing_else(visit: Enter, school: School) -> None:
    school.holder(school.north, LATELY, given="Nora")
    school.holder(school.south, LATELY, given="Zuid")
    page = visit(school.leads_north).get("/insights/people").text
    assert "Nora" in page
    assert "Zuid" not in page


def test_a_part_of_others_in_the_address_shows_nobody(visit: Enter, school: School) -> None:
    school.holder(school.south, LATELY, given="Zuid")
    sight = visit(school.leads_north)
    assert "Zuid" not in sight.get(f"/insights/people?part={school.south.id}").text
    assert "South" not in sight.get(f"/insights?part={school.south.id}").text


def test_inactive_people_are_not_counted(desk: Desk, make: Make, school: School) -> None:
    gone = school.holder(school.north, LATELY)
    with make.writing() as work:
        work.db.get_one(Person, gone.id).active = False
    with desk.reading() as work:
        assert overview(work, Asked(on=TODAY)).here == Tally()


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("role", [Role.CANDIDATE, Role.EXAMINER, Role.SUPERVISOR, Role.BOARD_MEMBER, Role.AUDITOR])
def test_who_looks_after_nobody_has_no_overviews(visit: Enter, make: Make, role: Role, address: str) -> None:
    assert visit(make.person(role)).get(address).status_code == 403


@pytest.mark.parametrize("address", PAGES)
def test_a_stranger_signs_in_first(visit: Enter, address: str) -> None:
    assert visit(None).get(address).status_code == 303


@pytest.mark.parametrize("address", PAGES)
def test_nothing_can_be_posted_there(visit: Enter, administrator: Person, address: str) -> None:
    assert visit(administrator).post(address).status_code == 405


@pytest.mark.parametrize("address", PAGES)
def test_an_empty_school_has_every_page(visit: Enter, administrator: Person, address: str) -> None:
    assert visit(administrator).get(address).status_code == 200


def test_each_number_leads_to_the_people_behind_it(visit: Enter, administrator: Person, school: School) -> None:
    school.holder(school.north, LATELY, given="Nora")
    school.holder(school.north, ALMOST, given="Bijna")
    sight = visit(administrator)
    address = f"/insights/people?qualification={school.first_aid.id}&amp;holding=about_to_lose"
    assert address in sight.get("/insights").text
    listed = sight.get(address.replace("&amp;", "&")).text
    assert "Bijna" in listed
    assert "Nora" not in listed


@pytest.mark.parametrize(
    ("sort", "first"), [("until", "Anna"), ("-until", "Bert"), ("name", "Anna"), ("-name", "Bert")]
)
def test_the_list_can_be_sorted(desk: Desk, school: School, sort: str, first: str) -> None:
    school.holder(school.north, LATELY, given="Bert", family="Bos")
    school.holder(school.north, ALMOST, given="Anna", family="Aal")
    with desk.reading() as work:
        assert held_by_people(work, Asked(on=TODAY, sort=sort)).rows[0].person.given_name == first


def test_the_list_can_be_searched(desk: Desk, school: School) -> None:
    school.holder(school.north, LATELY, given="Zoë")
    school.holder(school.north, LATELY, given="Bert")
    with desk.reading() as work:
        found = held_by_people(work, Asked(on=TODAY, words="zoe"))
        assert [row.person.given_name for row in found.rows] == ["Zoë"]


def test_the_list_says_where_somebody_is_and_until_when(visit: Enter, administrator: Person, school: School) -> None:
    school.holder(school.north, LATELY)
    page = visit(administrator).get("/insights/people").text
    assert "North" in page
    assert "Sun 24 Oct 2027" in page


def test_each_activity_says_of_how_many_it_is_asked(visit: Enter, administrator: Person, school: School) -> None:
    school.holder(school.north, LATELY)
    school.holder(school.north, None)
    assert "First aid course" in visit(administrator).get("/insights/activities").text


def test_a_name_in_a_spreadsheet_is_no_formula(visit: Enter, administrator: Person, school: School) -> None:
    school.holder(school.north, LATELY, given="=1+1")
    with ZipFile(BytesIO(visit(administrator).get("/insights/people.xlsx").data)) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
        assert b"=1+1" in book.read("xl/sharedStrings.xml")


def test_taking_it_along_is_on_record(visit: Enter, desk: Desk, administrator: Person, school: School) -> None:
    visit(administrator).get(f"/insights/overview.xlsx?part={school.north.id}")
    with desk.reading() as work:
        line = work.db.scalars(select(AuditLine).where(AuditLine.event == "insights.exported")).one()
        assert (line.actor_id, line.facts["part_id"]) == (administrator.id, school.north.id)


def test_markup_in_a_name_stays_text(visit: Enter, administrator: Person, school: School) -> None:
    school.holder(school.north, LATELY, given="<b>Bo</b>")
    assert "<b>Bo" not in visit(administrator).get("/insights/people").text


@pytest.mark.parametrize("address", ["/insights", "/insights/people", "/insights/activities"])
def test_more_people_cost_no_more_statements(
    statements: Callable[[], Any], visit: Enter, administrator: Person, school: School, address: str
) -> None:
    sight, counts = visit(administrator), []
    for _ in range(2):
        school.holder(school.north, LATELY)
        with statements() as seen:
            sight.get(address)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 20


def test_a_lead_reads_as_little(statements: Callable[[], Any], desk: Desk, school: School) -> None:
    school.holder(school.north, LATELY)
    with desk.reading(actor_of(school.leads_north)) as work, statements() as seen:
        found = overview(work, Asked(on=TODAY))
    assert (found.here, len(seen) <= 10) == (Tally(meets=1), True)
