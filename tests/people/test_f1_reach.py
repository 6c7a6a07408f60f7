"""F1: whom one looks after, who leads whom, and what rules read of people."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from foundation.access import SYSTEM
from people.models import Person, PersonAttribute
from people.queries import organisation as queries
from people.rules import Role
from people.rules.attributes import AttributeKind
from tests.conftest import actor_of
from tests.people import made

DAY = date(2026, 9, 1)


@pytest.fixture
def hospital(make):
    """A company with a department of two teams, and another department."""
    top = made.part(make, "Hospital")
    care = made.part(make, "Care", below=top)
    icu, er = made.part(make, "ICU", below=care), made.part(make, "ER", below=care)
    return {"top": top, "care": care, "icu": icu, "er": er, "office": made.part(make, "Office", below=top)}


@pytest.fixture
def nurse_in(make, hospital):
    """`nurse_in("icu")`: somebody new in that part."""

    def put(name, function=None):
        person = make.person(Role.CANDIDATE)
        made.place(make, person, hospital[name], function)
        return person

    return put


@pytest.fixture
def looked_after(desk):
    """`looked_after(person)`: the numbers of those whom this person looks after; None for everybody."""

    def ask(person, **options):
        with desk.reading(actor_of(person)) as work:
            condition = queries.scope_condition(work, **options)
            return None if condition is None else set(work.db.scalars(select(Person.id).where(condition)))

    return ask


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.COORDINATOR])
def test_f1_a_role_without_limits_looks_after_everybody(make, looked_after, role):
    assert looked_after(make.person(role)) is None


def test_f1_a_lead_looks_after_the_own_part_and_all_below(make, hospital, nurse_in, looked_after):
    there, below = nurse_in("care"), nurse_in("icu")
    nurse_in("office")
    assert looked_after(made.lead(make, hospital["care"])) == {there.id, below.id}


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.COORDINATOR, Role.MANAGER])
def test_f1_a_limited_role_looks_after_its_parts_only(make, hospital, nurse_in, looked_after, role):
    here = nurse_in("icu")
    nurse_in("er")
    assert looked_after(made.limited(make, role, hospital["icu"])) == {here.id}


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.COORDINATOR, Role.MANAGER])
def test_f1_a_limited_role_with_no_part_left_counts_nowhere(make, nurse_in, looked_after, role):
    nurse_in("icu")
    assert looked_after(made.limited(make, role)) == set()


def test_f1_a_limited_role_gives_no_rights_to_who_knows_nothing_of_parts(make, hospital):
    actor = actor_of(made.limited(make, Role.ADMINISTRATOR, hospital["icu"]))
    assert actor.roles == frozenset()
    assert actor.limited_roles == {Role.ADMINISTRATOR}


def test_f1_the_guard_sees_a_limited_role_so_too(make, hospital, visit):
    browser = visit(made.limited(make, Role.ADMINISTRATOR, hospital["icu"]))
    assert browser.get("/environment").status_code == 403


@pytest.mark.parametrize("role", [Role.CANDIDATE, Role.SUPERVISOR, Role.AUDITOR])
def test_f1_other_roles_look_after_nobody(make, nurse_in, looked_after, role):
    nurse_in("icu")
    assert looked_after(make.person(role)) == set()


def test_f1_only_the_roles_that_are_asked_for_count(make, hospital, nurse_in, looked_after):
    nurse_in("icu")
    lead = made.lead(make, hospital["icu"])
    assert looked_after(lead, roles={Role.ADMINISTRATOR}) == set()


def test_f1_who_left_the_part_is_looked_after_no_longer(make, hospital, looked_after):
    made.place(make, make.person(Role.CANDIDATE), hospital["icu"], until=DAY)
    assert looked_after(made.lead(make, hospital["icu"])) == set()


def test_f1_one_person_at_a_time_the_answer_is_the_same(make, hospital, nurse_in, desk):
    here, there = nurse_in("icu"), nurse_in("er")
    with desk.reading(actor_of(made.lead(make, hospital["icu"]))) as work:
        assert [queries.may_look_after(work, person.id) for person in (here, there)] == [True, False]


def test_f1_a_part_that_only_begins_with_the_same_digits_is_another(make, desk, hospital):
    person = make.person(Role.CANDIDATE)
    other = made.part(make, "Elsewhere")
    with desk.writing() as work:
        work.db.execute(
            text("UPDATE organisation_part SET path = :path WHERE id = :id"),
            {"path": f"/{hospital['top'].id}7/", "id": other.id},
        )
    made.place(make, person, other)
    with desk.reading() as work:
        assert work.db.scalars(queries.people_in_parts([hospital["top"].id])).all() == []


def test_f1_people_of_a_part_are_asked_for_a_day_too(make, hospital, desk):
    person = make.person(Role.CANDIDATE)
    made.place(make, person, hospital["icu"], until=DAY)
    with desk.reading() as work:
        part_ids = [hospital["top"].id]
        days = (None, DAY, date(2026, 8, 31), date(2025, 12, 31))
        found = [list(work.db.scalars(queries.people_in_parts(part_ids, day))) for day in days]
    assert found == [[], [], [person.id], []]


def test_f1_places_are_told_from_the_top_down(make, hospital, nurse_in, desk):
    person = nurse_in("icu", made.function(make, "Nurse"))
    with desk.reading(SYSTEM) as work:
        [found] = queries.parts_of(work, [person.id])[person.id]
    assert (found.place, found.function) == ("Hospital > Care > ICU", "Nurse")


def test_f1_the_nearest_lead_stands_first_then_who_leads_above(make, hospital, nurse_in, desk):
    person = nurse_in("icu")
    director, head = made.lead(make, hospital["top"]), made.lead(make, hospital["icu"])
    with desk.reading() as work:
        assert queries.leads_of(work, [person.id]) == {person.id: [head.id]}
        assert queries.leads_above(work, [person.id], 3) == {person.id: [[head.id], [director.id]]}


def test_f1_nobody_leads_oneself(make, hospital, desk):
    director, head = made.lead(make, hospital["top"]), made.lead(make, hospital["icu"])
    made.place(make, head, hospital["icu"])
    with desk.reading() as work:
        assert queries.leads_of(work, [head.id, director.id]) == {head.id: [director.id], director.id: []}


def test_f1_an_absent_lead_is_passed_over(make, hospital, nurse_in, desk):
    person, director = nurse_in("icu"), made.lead(make, hospital["top"])
    made.lead(make, hospital["icu"], active=False)
    with desk.reading() as work:
        assert queries.leads_of(work, [person.id]) == {person.id: [director.id]}


def test_f1_the_tree_is_laid_out_from_the_top_down(hospital, desk):
    with desk.reading() as work:
        found = queries.tree(work)
    assert [(part.depth, part.name) for part in found] == [
        *((0, "Hospital"), (1, "Care"), (2, "ER"), (2, "ICU"), (1, "Office")),
    ]


def test_f1_a_lead_sees_the_own_branch_of_the_tree(make, hospital, desk):
    with desk.reading(actor_of(made.lead(make, hospital["care"]))) as work:
        found = queries.tree(work, within=queries.reach(work))
    assert [part.place for part in found] == ["Hospital > Care", "Hospital > Care > ER", "Hospital > Care > ICU"]


def test_f1_rules_read_all_that_is_known_of_somebody(make, hospital, nurse_in, desk):
    person = nurse_in("icu", made.function(make, "Nurse"))
    made.known(make, person, made.attribute(make, "hours", kind=AttributeKind.NUMBER).id, "32.5")
    with desk.reading() as work:
        found = queries.facts_of(work, [person.id])[person.id]
    assert found["parts"] == {hospital[name].id for name in ("top", "care", "icu")}
    assert (found["functions"], found["roles"], found["hours"]) == ({"Nurse"}, {"candidate"}, Decimal("32.5"))
    assert (found["location"], found["date_added"]) == (None, date(2026, 11, 23))


def test_f1_without_names_rules_read_everybody_who_is_active(make, desk):
    here = make.person(Role.CANDIDATE)
    make.person(Role.CANDIDATE, active=False)
    with desk.reading() as work:
        assert list(queries.facts_of(work)) == [here.id]


@pytest.mark.parametrize("count", [1, 30])
def test_f1_what_others_ask_takes_as_many_statements_for_many_people(make, hospital, desk, statements, count):
    people = [make.person(Role.CANDIDATE) for _ in range(count)]
    made.lead(make, hospital["top"])
    with desk.writing() as work:
        work.db.add_all(
            made.Membership(person_id=person.id, part_id=hospital["icu"].id, since=DAY) for person in people
        )
    ids = [person.id for person in people]
    with desk.reading() as work, statements() as seen:
        queries.leads_above(work, ids, 3), queries.parts_of(work, ids), queries.facts_of(work, ids)
    assert len(seen) == 10


def test_f1_three_attributes_are_there_from_the_start(desk):
    with desk.reading() as work:
        assert [found.key for found in queries.attribute_keys(work)] == ["date_added", "location", "job_title"]
        assert work.db.scalar(select(PersonAttribute.name_nl).where(PersonAttribute.key == "location")) == "Locatie"


def test_f1_the_database_itself_refuses_a_part_below_itself(hospital, desk):
    care, icu = hospital["care"].id, hospital["icu"].id
    with pytest.raises(DBAPIError, match="below itself"), desk.writing() as work:
        work.db.execute(text(f"UPDATE organisation_part SET parent_id = {icu} WHERE id = {care}"))
