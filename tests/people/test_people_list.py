"""The list of people: GET /people and its export."""

import io

import pytest
from python_calamine import CalamineWorkbook

from foundation.sheets import read_table
from people import queries
from people.queries import Wanted
from people.rules import Role
from people.rules.imports import Outcome


@pytest.fixture
def school(make, admin):
    """A few people of every sort."""
    make.person(
        Role.CANDIDATE, given="Kacper", family="Żuławski", number="A-77", group_name="4A", email="k@school.example"
    )
    make.person(Role.CANDIDATE, given="Fatima", prefix="el", family="Idrissi", number="88", group_name="4B")
    make.person(Role.EXAMINER, Role.SUPERVISOR, given="Wouter", prefix="de", family="Graaf")
    make.person(Role.BOARD_MEMBER, given="Pieter", family="Hoekstra", active=False)
    return admin


def names(page):
    return [
        part.split("</a>")[0]
        for part in page.text.split('class="person-text">')[1:]
        for part in [part.split(">", 1)[1]]
    ]


def test_everybody_stands_in_the_order_of_a_dutch_list(visit, school):
    page = visit(school).get("/people")
    assert page.status_code == 200
    assert names(page) == ["Wouter de Graaf", "Pieter Hoekstra", "Fatima el Idrissi", "Esra Yıldız", "Kacper Żuławski"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=zulawski", ["Kacper Żuławski"]),
        ("q=idrissi, fatima", ["Fatima el Idrissi"]),
        ("q=EL+FATIMA", ["Fatima el Idrissi"]),
        ("q=k@school", ["Kacper Żuławski"]),
        ("q=a-77", ["Kacper Żuławski"]),
        ("q=%25", []),
        ("q=_", []),
        ("role=supervisor", ["Wouter de Graaf"]),
        ("group=4B", ["Fatima el Idrissi"]),
        ("active=no", ["Pieter Hoekstra"]),
        ("role=candidate&sort=-name", ["Kacper Żuławski", "Fatima el Idrissi"]),
        ("role=candidate&sort=number", ["Fatima el Idrissi", "Kacper Żuławski"]),
        ("role=candidate&sort=-group", ["Fatima el Idrissi", "Kacper Żuławski"]),
        ("q=nobody", []),
    ],
)
def test_the_list_can_be_narrowed_and_sorted(visit, school, query, found):
    assert names(visit(school).get(f"/people?{query}")) == found


@pytest.mark.parametrize(
    "query", ["role=king", "page=-3", "page=x", "page=999", "sort=password_hash", "active=maybe", "q=" + "x+" * 50]
)
def test_what_a_filter_does_not_know_is_left_out(visit, school, query):
    assert visit(school).get(f"/people?{query}").status_code == 200


def test_a_page_holds_fifty_and_the_next_one_the_rest(visit, admin, make):
    for _ in range(50):
        make.person(Role.CANDIDATE)
    browser = visit(admin)
    assert len(names(browser.get("/people"))) == 50
    assert len(names(browser.get("/people?page=2"))) == 1
    assert "51 people" in browser.get("/people").text


def test_the_number_of_statements_does_not_grow_with_the_people(visit, admin, make, statements):
    browser, counts = visit(admin), set()
    for _ in range(2):
        for _ in range(3):
            make.person(Role.CANDIDATE, Role.EXAMINER, group_name="4A", photo_key="x")
        with statements() as seen:
            browser.get("/people")
        counts.add(len(seen))
    assert len(counts) == 1
    assert max(counts) <= 7


def test_a_coordinator_reads_the_list_and_cannot_add_anybody(visit, coordinator):
    page = visit(coordinator).get("/people")
    assert page.status_code == 200
    assert "Add person" not in page.text


def test_others_do_not_see_the_list(visit, make):
    for role in set(Role) - {Role.ADMINISTRATOR, Role.COORDINATOR, Role.MANAGER}:
        assert visit(make.person(role)).get("/people").status_code == 403
    assert visit().get("/people").status_code == 303
    assert visit().client.post("/people").status_code == 405


def test_a_name_cannot_carry_markup(visit, admin, make):
    make.person(given="<script>alert(1)</script>", family='"><img src=x>')
    assert "<script>alert(1)" not in visit(admin).get("/people").text


def test_the_list_is_empty_with_words_and_a_way_back(visit, admin):
    page = visit(admin).get("/people?q=nobody").text
    assert "Nobody matches" in page
    assert "Show everybody" in page


def test_the_export_holds_the_people_of_the_list(visit, school, make):
    answer = visit(school).get("/people/export?role=candidate")
    assert "people.xlsx" in answer.headers["Content-Disposition"]
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert rows[0][:5] == ["Given name", "Prefix", "Family name", "E-mail", "Number"]
    assert [row[2] for row in rows[1:]] == ["Idrissi", "Żuławski"]


def test_the_export_can_be_taken_in_again_and_changes_nothing(visit, school, make, desk):
    candidate, guide = make.person(Role.CANDIDATE, language="nl"), make.person(Role.SUPERVISOR)
    make.supervision(candidate, guide)
    content = visit(school).get("/people/export").data
    with desk.reading() as work:
        plan = queries.plan_for(work, read_table(content))
    assert plan.counts[Outcome.UNCHANGED] == len(plan.entries) == 7
    assert plan.columns.unknown == ()


def test_the_export_is_in_the_audit(visit, school, audit):
    visit(school).get("/people/export")
    assert audit("people.people-exported")[0].actor_id == school.id


def test_a_name_does_not_become_a_formula(visit, admin, make):
    make.person(given="=1+1", family="@SUM(A1)", group_name="-2+3")
    content = visit(admin).get("/people/export").data
    assert ("=1+1", "", "@SUM(A1)") in [cells[:3] for _, cells in read_table(content).rows]


def test_the_export_takes_a_fixed_number_of_statements(visit, admin, make, statements):
    browser, counts = visit(admin), set()
    for _ in range(2):
        make.supervision(make.person(Role.CANDIDATE), make.person(Role.SUPERVISOR))
        with statements() as seen:
            browser.get("/people/export")
        counts.add(len(seen))
    assert len(counts) == 1


def test_others_get_no_export(visit, make):
    assert visit(make.person(Role.EXAMINER)).get("/people/export").status_code == 403


def test_people_of_a_role_are_found_by_name_and_only_if_active(desk, school):
    with desk.reading() as work:
        assert [one.name for one in queries.people_with_role(work, Role.CANDIDATE, "zulaw")] == ["Kacper Żuławski"]
        assert queries.people_with_role(work, Role.BOARD_MEMBER) == []


def test_names_and_supervisors_are_read_for_many_at_once(desk, make, statements):
    candidate, guide, alone = make.person(Role.CANDIDATE), make.person(Role.SUPERVISOR), make.person(Role.CANDIDATE)
    make.supervision(candidate, guide)
    with desk.reading() as work, statements() as seen:
        found = queries.supervisors_of(work, [candidate.id, alone.id])
        assert {key: [one.id for one in people] for key, people in found.items()} == {
            candidate.id: [guide.id],
            alone.id: [],
        }
        assert queries.names_of(work, [guide.id, 999999]) == {guide.id: guide.name}
        assert queries.names_of(work, []) == {}
    assert len(seen) <= 3


def test_an_actor_is_whoever_may_sign_in(desk, make):
    active, gone = make.person(Role.EXAMINER), make.person(active=False)
    with desk.reading() as work:
        assert queries.actor_of(work, active.id).roles == {Role.EXAMINER}
        assert queries.actor_of(work, gone.id) is None
        assert queries.actor_of(work, 999999) is None


def test_the_last_page_is_shown_for_a_page_beyond_it(desk, admin):
    with desk.reading() as work:
        assert queries.people_page(work, Wanted(), 7).page == 1
