"""F1: places, functions, leads and attributes by spreadsheet, with a preview; and the way back."""

import io
import re

import pytest
from sqlalchemy import select

from people.models import Membership, OrganisationPart, PartLead, PersonRole
from people.queries import attributes_of, parts_of
from people.rules import Role
from tests.people import made
from tests.people.conftest import workbook

HEADER = ["Family name", "E-mail", "Place in the organisation", "Function", "Leads", "Location", "Roles"]


@pytest.fixture
def visitor(visit, admin):
    return visit(admin)


def upload(visitor, *rows, header=HEADER):
    file = io.BytesIO(workbook(header, *rows))
    return visitor.post("/people/import", {"file": (file, "people.xlsx")}, content_type="multipart/form-data").location


def take_in(visitor, *rows, header=HEADER):
    url = upload(visitor, *rows, header=header)
    page = visitor.get(url).text
    seen = re.search(r'name="seen" value="(\w+)"', page)
    visitor.post(url, {"seen": seen[1] if seen else ""})
    return page


def places(desk, person_id):
    with desk.reading() as work:
        return sorted((one.place, one.function) for one in parts_of(work, [person_id])[person_id])


def numbers(desk, email):
    with desk.reading() as work:
        return work.db.scalars(select(made.Person.id).where(made.Person.email == email)).one()


def test_f1_the_preview_names_the_parts_that_will_be_made_and_makes_none(visitor, desk):
    page = visitor.get(upload(visitor, ["Bos", "eva@school.example", "Hospital > Care", "Nurse", "", "", ""])).text
    assert ("New parts of the organisation" in page, "Hospital &gt; Care" in page) == (True, True)
    with desk.reading() as work:
        assert work.db.scalars(select(OrganisationPart)).all() == []


def test_f1_newcomers_are_put_where_the_file_says(visitor, desk):
    take_in(
        visitor, ["Bos", "eva@school.example", "Hospital > Care > ICU; Hospital > Office", "Nurse; Clerk", "", "", ""]
    )
    found = places(desk, numbers(desk, "eva@school.example"))
    assert found == [("Hospital > Care > ICU", "Nurse"), ("Hospital > Office", "Clerk")]
    with desk.reading() as work:
        kinds = work.db.scalars(select(OrganisationPart.kind).order_by(OrganisationPart.path)).all()
    assert sorted(kinds) == ["company", "department", "department", "team"]


def test_f1_a_move_by_file_tells_where_one_stood_and_keeps_it(visitor, make, desk, nurse):
    made.place(make, nurse, made.part(make, "Clinic"), made.function(make, "Nurse"))
    page = take_in(visitor, ["Idrissi", nurse.email, "Hospital", "", "", "", ""])
    assert re.search(r"<s [^>]*>Clinic \(Nurse\)</s>", page)
    assert places(desk, nurse.id) == [("Hospital", "Nurse")]
    with desk.reading() as work:
        assert len(work.db.scalars(select(Membership)).all()) == 2


def test_f1_an_empty_cell_changes_nothing(visitor, make, desk, nurse):
    made.place(make, nurse, made.part(make, "Clinic"), made.function(make, "Nurse"))
    page = take_in(visitor, ["Idrissi", nurse.email, "", "", "", "", ""])
    assert places(desk, nurse.id) == [("Clinic", "Nurse")]
    assert "Clinic" not in page


def test_f1_names_are_found_whatever_their_case_and_accents(visitor, make, desk, nurse):
    made.part(make, "Één team")
    take_in(visitor, ["Idrissi", nurse.email, "EEN TEAM", "", "", "", ""])
    with desk.reading() as work:
        assert len(work.db.scalars(select(OrganisationPart)).all()) == 1


def test_f1_leading_by_file_gives_the_role_of_manager(visitor, desk, audit):
    take_in(visitor, ["Baas", "lead@school.example", "", "", "Hospital > Care", "", "examiner"])
    number = numbers(desk, "lead@school.example")
    with desk.reading() as work:
        assert work.db.scalars(select(PartLead.person_id)).all() == [number]
        roles = set(work.db.scalars(select(PersonRole.role).where(PersonRole.person_id == number)))
    assert roles == {Role.MANAGER, Role.EXAMINER}
    assert audit("people.people-placed")[0].facts["what"] == "lead-begun"


def test_br_44_nobody_on_the_board_leads_by_file(visitor, desk):
    page = take_in(visitor, ["Baas", "lead@school.example", "", "", "Hospital", "", "exam board member"])
    assert "Nobody is on the exam board and a manager at once" in page


def test_f1_attributes_have_columns(visitor, desk, nurse):
    take_in(visitor, ["Idrissi", nurse.email, "", "", "", "Utrecht", ""])
    with desk.reading() as work:
        assert list(attributes_of(work, [nurse.id])[nurse.id].values()) == ["Utrecht"]


def test_f1_a_wrong_value_of_an_attribute_is_told(visitor, nurse):
    header = ["Family name", "E-mail", "Date added to the organisation"]
    assert "is not a date" in take_in(visitor, ["Idrissi", nurse.email, "soon"], header=header)


def test_f1_functions_must_match_the_places(visitor, nurse):
    page = take_in(visitor, ["Idrissi", nurse.email, "A; B; C", "Nurse; Clerk", "", "", ""])
    assert "as many as there are places" in page


def test_f1_the_export_can_be_taken_in_again_and_changes_nothing(visitor, make, desk, nurse):
    top = made.part(make, "Hospital")
    made.place(make, nurse, top, made.function(make, "Nurse"))
    made.place(make, nurse, made.part(make, "Care", below=top))
    made.lead(make, top)
    with desk.reading() as work:
        location = work.db.scalars(select(made.PersonAttribute.id).where(made.PersonAttribute.key == "location")).one()
    made.known(make, nurse, location, "=1+1")
    file = io.BytesIO(visitor.get("/people/export").data)
    sent = visitor.post("/people/import", {"file": (file, "people.xlsx")}, content_type="multipart/form-data")
    page = visitor.get(sent.location).text
    assert re.findall(r"<s class.*|<td data-label=.What to cor.*", page) == []
    assert "There is nothing to take in" in page


def test_f1_a_limited_role_stays_limited_when_a_file_gives_another(visitor, make, desk):
    person = made.limited(make, Role.COORDINATOR, made.part(make, "ICU"))
    take_in(visitor, [person.family_name, person.email, "", "", "", "", "coordinator, examiner"])
    with desk.reading() as work:
        held = {
            row.role: row.limited
            for row in work.db.scalars(select(PersonRole).where(PersonRole.person_id == person.id))
        }
    assert held == {Role.COORDINATOR: True, Role.EXAMINER: False}


def test_f1_many_people_take_no_more_statements(visitor, statements):
    take_in(visitor, ["Bos", "first@school.example", "Hospital", "Nurse", "", "Utrecht", ""])
    found = []
    for size in (2, 5):
        people = [f"p{size}-{number}@school.example" for number in range(size)]
        url = upload(visitor, *(["Bos", email, "Hospital", "Nurse", "", "Utrecht", ""] for email in people))
        seen = re.search(r'name="seen" value="(\w+)"', visitor.get(url).text)[1]
        with statements() as ran:
            visitor.post(url, {"seen": seen})
        found.append([statement for statement in ran.seen if not statement.startswith("INSERT INTO person (")])
    assert found[0] == found[1]
