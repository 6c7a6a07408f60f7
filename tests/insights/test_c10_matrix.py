"""C10: parts beside qualifications."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from certification.rules.periods import Period, Unit
from insights.queries.matrix import matrix
from insights.rules.asking import Asked, several
from insights.rules.matrix import WIDEST, cells, columns, rows_below
from insights.rules.tallies import Holding, Tally
from people.models import Person
from people.rules import Role
from tests.certification.made import activity, asks, rolling, upkeep
from tests.conftest import NOON, Desk, Visit, actor_of
from tests.factories import Make
from tests.insights.conftest import School
from tests.people.made import part

TODAY = NOON.date()
LATELY = TODAY - timedelta(days=30)
ADDRESS = "/insights/qualifications"
Enter = Callable[[Person | None], Visit]


@pytest.fixture
def administrator(make: Make) -> Person:
    return make.person(Role.ADMINISTRATOR)


@pytest.mark.pure
def test_somebody_in_two_teams_counts_in_both_and_once_together() -> None:
    found = cells({(7, 1): Holding.MEETS}, {7: {2, 3, 9}}, {2, 3})
    assert found == {(None, 1): Tally(meets=1), (2, 1): Tally(meets=1), (3, 1): Tally(meets=1)}


@pytest.mark.pure
def test_never_more_columns_than_fit() -> None:
    known = list(range(1, 40))
    assert (columns(known, []), columns(known, known), columns(known, [30, 99])) == (
        known[:WIDEST],
        known[:WIDEST],
        [30],
    )


@pytest.mark.pure
@pytest.mark.parametrize(("part_id", "rows"), [(None, [1, 5]), (1, [2]), (2, []), (99, [1, 5])])
def test_the_rows_stand_directly_below_what_is_looked_at(part_id: int | None, rows: list[int]) -> None:
    assert rows_below([(1, None), (2, 1), (5, 77)], part_id) == rows


@pytest.mark.pure
def test_one_part_alone_on_top_gives_way_to_those_below_it() -> None:
    assert [rows_below([(1, None), (2, 1), (3, 2)], None), rows_below([(2, 1)], None)] == [[2], [2]]


@pytest.mark.pure
def test_what_is_no_number_is_not_ticked() -> None:
    assert several(["3", "x", "-1", "3", "0", "9" * 30]) == [3]


def test_each_part_is_counted_with_what_is_below_it(desk: Desk, make: Make, school: School) -> None:
    school.holder(part(make, "Ward", below=school.north), LATELY)
    school.holder(school.north, None)
    with desk.reading() as work:
        found = matrix(work, Asked(on=TODAY, part_id=school.company.id), [])
    assert found.cells[school.north.id, school.first_aid.id] == Tally(meets=1, never=1)
    assert [row.id for row in found.rows] == [school.north.id, school.south.id]


def test_a_lead_sees_the_own_part_and_no_other(desk: Desk, school: School) -> None:
    school.holder(school.south, LATELY)
    with desk.reading(actor_of(school.leads_north)) as work:
        found = matrix(work, Asked(on=TODAY, part_id=school.south.id), [])
    assert ([row.id for row in found.rows], found.cells) == ([school.north.id], {})


def test_the_page_says_it_in_words(visit: Enter, administrator: Person, school: School) -> None:
    school.holder(school.north, LATELY)
    school.holder(school.north, None)
    assert "1 of 2" in visit(administrator).get(f"{ADDRESS}?part={school.company.id}").text


def test_a_chosen_qualification_stands_alone(visit: Enter, make: Make, administrator: Person, school: School) -> None:
    other = make.qualification(core_tasks=0, name="Lifting", code="90002")
    rolling(make, other, Period(1, Unit.YEARS))
    table = visit(administrator).get(f"{ADDRESS}?with={other.id}").text.partition("<thead>")[2]
    assert "Lifting" in table
    assert "First Aid" not in table


def test_markup_in_a_name_stays_text(visit: Enter, make: Make, administrator: Person, school: School) -> None:
    part(make, "<b>Ward", below=school.company)
    assert "<b>Ward" not in visit(administrator).get(f"{ADDRESS}?part={school.company.id}").text


def test_more_people_cost_no_more_statements(
    statements: Callable[[], Any], visit: Enter, administrator: Person, school: School
) -> None:
    sight, counts = visit(administrator), []
    for _ in range(2):
        school.holder(school.north, LATELY)
        with statements() as seen:
            sight.get(ADDRESS)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 20


def test_a_name_in_the_list_leads_to_what_somebody_follows(visit: Enter, school: School) -> None:
    person = school.holder(school.north, LATELY)
    sight = visit(school.leads_north)
    assert f'href="/people/{person.id}/qualifications"' in sight.get("/insights/people").text
    assert sight.get(f"/people/{person.id}/qualifications").status_code == 200


def test_an_activity_leads_to_the_library_for_who_may_see_that(
    visit: Enter, administrator: Person, school: School
) -> None:
    school.holder(school.north, LATELY)
    found = [
        'href="/activities/' in visit(who).get("/insights/activities").text
        for who in (administrator, school.leads_north)
    ]
    assert found == [True, False]


def test_what_is_overdue_leads_to_who_is_late(
    visit: Enter, make: Make, administrator: Person, school: School, link_on: Callable[..., None]
) -> None:
    late = activity(make, title="Hand hygiene")
    fixed = make.qualification(core_tasks=0, name="Hygiene", code="90003")
    upkeep(make, fixed)
    asks(make, fixed, late, frame=Period(1, Unit.WEEKS))
    for given, linked in (("Laat", LATELY), ("Nieuw", TODAY)):
        link_on(make.person(Role.CANDIDATE, given=given), fixed, linked)
    sight = visit(administrator)
    assert f"/insights/people?overdue={late.id}" in sight.get("/insights/activities").text
    page = sight.get(f"/insights/people?overdue={late.id}").text
    assert ("Laat" in page, "Nieuw" in page, "Hand hygiene" in page) == (True, False, True)
