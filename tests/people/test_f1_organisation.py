"""F1: laying out the organisation: /organisation."""

import pytest
from sqlalchemy import select

from people.models import Membership, OrganisationPart, PartLead, PersonRole, RoleScope
from people.queries import attribute_keys
from people.rules import Role
from tests.people import made


@pytest.fixture
def parts(make):
    top = made.part(make, "Hospital")
    care = made.part(make, "Care", below=top)
    return {
        "top": top,
        "care": care,
        "icu": made.part(make, "ICU", below=care),
        "er": made.part(make, "ER", below=care),
    }


@pytest.fixture
def nurse(make, parts):
    person = make.person(Role.CANDIDATE, given="Fatima", family="Idrissi")
    made.place(make, person, parts["icu"])
    return person


@pytest.fixture
def ward(make, parts):
    """Administers Care and what is below it."""
    return made.limited(make, Role.ADMINISTRATOR, parts["care"])


def read(desk, statement):
    with desk.reading() as work:
        return list(work.db.execute(statement).all())


def current(desk):
    statement = select(Membership.person_id, Membership.part_id, Membership.function_id)
    return read(desk, statement.where(Membership.until.is_(None)).order_by(Membership.id))


def path_of(desk, part):
    return read(desk, select(OrganisationPart.path).where(OrganisationPart.id == part.id))[0].path


def test_f1_an_empty_organisation_says_what_it_is_for(visit, admin):
    assert "No organisation yet" in visit(admin).get("/organisation").text


def test_f1_a_part_is_added_at_the_top_and_below(visit, admin, desk, audit):
    browser = visit(admin)
    top = browser.post("/organisation", {"name": "Hospital", "kind": "company"}).location
    browser.post(f"{top}/parts", {"name": "Care", "kind": "department"})
    found = read(desk, select(OrganisationPart.id, OrganisationPart.path, OrganisationPart.kind))
    assert [(row.path, row.kind) for row in found] == [
        *((f"/{found[0].id}/", "company"), (f"/{found[0].id}/{found[1].id}/", "department")),
    ]
    assert audit("people.part-added")[1].facts == {"part_id": found[1].id, "parent_id": found[0].id}


@pytest.mark.parametrize("name", ["ICU", "  icu ", "ïcu"])
def test_f1_two_parts_of_one_name_do_not_stand_side_by_side(visit, admin, parts, name):
    answer = visit(admin).post(f"/organisation/{parts['care'].id}/parts", {"name": name, "kind": "team"})
    assert (answer.status_code, "Choose another name" in answer.text) == (422, True)


@pytest.mark.parametrize("name", ["", " ", "x" * 121, ">"])
def test_f1_a_name_is_asked_for_and_bounded(visit, admin, name):
    assert visit(admin).post("/organisation", {"name": name, "kind": "team"}).status_code == 422


def test_f1_a_part_is_renamed(visit, admin, parts, desk, audit):
    part = parts["icu"]
    answer = visit(admin).post(
        f"/organisation/{part.id}/edit", {"name": "Intensive <b care 🏥", "kind": "team", "version": part.version}
    )
    assert answer.status_code == 303
    assert "Intensive &lt;b care 🏥" in visit(admin).get(f"/organisation/{part.id}").text
    assert audit("people.part-changed")[0].facts == {"part_id": part.id, "fields": ["name"]}


def test_f1_who_saves_second_is_told(visit, admin, parts):
    sent = {"name": "Other", "kind": "team", "version": 0}
    assert visit(admin).post(f"/organisation/{parts['icu'].id}/edit", sent).status_code == 409


def test_f1_a_part_moves_with_all_below_it(visit, admin, parts, nurse, desk, audit):
    other = made.part(desk, "Clinic")
    answer = visit(admin).post(f"/organisation/{parts['care'].id}/move", {"parent_id": other.id})
    assert answer.status_code == 303
    assert path_of(desk, parts["icu"]) == f"/{other.id}/{parts['care'].id}/{parts['icu'].id}/"
    assert audit("people.part-moved")[0].facts["people"] == 1


def test_f1_a_part_moves_to_the_top(visit, admin, parts, desk):
    visit(admin).post(f"/organisation/{parts['care'].id}/move", {"parent_id": ""})
    assert path_of(desk, parts["icu"]) == f"/{parts['care'].id}/{parts['icu'].id}/"


@pytest.mark.parametrize("name", ["care", "icu"])
def test_f1_a_part_is_not_put_below_itself(visit, admin, parts, name):
    answer = visit(admin).post(f"/organisation/{parts['care'].id}/move", {"parent_id": parts[name].id})
    assert (answer.status_code, "cannot stand below itself" in answer.text) == (409, True)


def test_f1_an_empty_part_is_closed_and_opened_again(visit, admin, parts, desk, audit):
    browser, url = visit(admin), f"/organisation/{parts['er'].id}"
    browser.post(f"{url}/close")
    assert "(closed)" not in browser.get("/organisation").text
    assert "Closed" in browser.get(url).text
    browser.post(f"{url}/open")
    assert len(audit("people.part-closed")) == len(audit("people.part-reopened")) == 1


@pytest.mark.parametrize(("name", "words"), [("icu", "There are people"), ("care", "There are parts below")])
def test_f1_a_part_with_something_in_it_is_not_closed(visit, admin, parts, nurse, name, words):
    answer = visit(admin).post(f"/organisation/{parts[name].id}/close")
    assert (answer.status_code, words in answer.text) == (409, True)


def test_f1_a_part_that_is_led_is_not_closed(visit, admin, parts, make):
    made.lead(make, parts["er"])
    assert visit(admin).post(f"/organisation/{parts['er'].id}/close").status_code == 409


def test_f1_several_people_are_put_in_a_part_at_once(visit, admin, parts, make, desk, audit):
    people, nurse_function = [make.person(Role.CANDIDATE) for _ in range(2)], made.function(make, "Nurse")
    sent = {"chosen": [person.id for person in people], "function_id": nurse_function.id}
    url = f"/organisation/{parts['er'].id}/people/add"
    for _ in range(2):  # the button pressed twice
        assert visit(admin).post(url, sent).status_code == 303
    assert current(desk) == [(person.id, parts["er"].id, nurse_function.id) for person in people]
    facts = {"what": "begun", "part_id": parts["er"].id, "function_id": nurse_function.id}
    assert [line.facts | facts == line.facts for line in audit("people.people-placed")] == [True, True]


def test_f1_a_person_is_in_several_places(visit, admin, parts, nurse, desk):
    visit(admin).post(f"/organisation/{parts['er'].id}/people/add", {"chosen": [nurse.id]})
    page = visit(admin).get(f"/people/{nurse.id}").text
    assert "Hospital &gt; Care &gt; ICU" in page
    assert "Hospital &gt; Care &gt; ER" in page


def test_f1_people_are_found_by_name_with_their_places(visit, admin, parts, nurse):
    page = visit(admin).get(f"/organisation/{parts['er'].id}/people/add?q=idrissi").text
    assert ("Fatima" in page, "Hospital &gt; Care &gt; ICU" in page) == (True, True)


def test_f1_a_move_shows_first_who_will_lead(visit, admin, parts, nurse, make, desk):
    made.lead(make, parts["er"], given="Noor", family="Baas")
    [place] = read(desk, select(Membership.id))
    page = visit(admin).get(f"/organisation/{parts['icu'].id}/people/move?chosen={place.id}&to={parts['er'].id}").text
    assert ("Fatima" in page, "Noor Baas" in page) == (True, True)


def test_f1_a_move_ends_one_place_and_begins_another(visit, admin, parts, nurse, desk, audit):
    [place] = read(desk, select(Membership.id))
    sent = {"chosen": str(place.id), "to": parts["er"].id}
    for status in (303, 303):  # and once more, which does nothing
        assert visit(admin).post(f"/organisation/{parts['icu'].id}/people/move", sent).status_code == status
    assert current(desk) == [(nurse.id, parts["er"].id, None)]
    assert [line.facts["what"] for line in audit("people.people-placed")] == ["ended", "begun"]
    assert "1 former place" in visit(admin).get(f"/people/{nurse.id}").text
    assert "Fatima" in visit(admin).get(f"/organisation/{parts['icu'].id}/history").text


def test_f1_all_that_match_are_moved(visit, admin, parts, nurse, desk):
    url = f"/organisation/{parts['icu'].id}/people"
    answer = visit(admin).post(f"{url}?q=idrissi", {"everything": "1", "action": "move"})
    assert answer.location == f"{url}/move?q=idrissi&all=1"
    assert "1 person was chosen" in visit(admin).get(answer.location).text


def test_f1_people_are_taken_out(visit, admin, parts, nurse, desk):
    [place] = read(desk, select(Membership.id))
    visit(admin).post(f"/organisation/{parts['icu'].id}/people", {"chosen": [place.id], "action": "end"})
    assert current(desk) == []


def test_f1_a_place_of_another_part_is_left_alone(visit, admin, parts, nurse, desk):
    [place] = read(desk, select(Membership.id))
    visit(admin).post(f"/organisation/{parts['er'].id}/people", {"chosen": [place.id], "action": "end"})
    assert len(current(desk)) == 1


def test_f1_people_get_another_function_with_history(visit, admin, parts, nurse, make, desk):
    function, [place] = made.function(make, "Head nurse"), read(desk, select(Membership.id))
    url = f"/organisation/{parts['icu'].id}/people/function"
    visit(admin).post(url, {"chosen": str(place.id), "function_id": function.id})
    assert current(desk) == [(nurse.id, parts["icu"].id, function.id)]
    assert len(read(desk, select(Membership.id))) == 2


def test_f1_leading_a_part_gives_the_role_of_manager(visit, admin, parts, make, desk, audit):
    person = make.person(Role.EXAMINER)
    visit(admin).post(f"/organisation/{parts['icu'].id}/leads", {"person_id": person.id})
    assert read(desk, select(PartLead.person_id)) == [(person.id,)]
    assert audit("people.roles-changed")[0].facts == {"given": ["manager"], "taken": []}


def test_br_44_who_is_on_the_board_leads_nothing(visit, admin, parts, make, desk):
    person = make.person(Role.BOARD_MEMBER)
    assert visit(admin).post(f"/organisation/{parts['icu'].id}/leads", {"person_id": person.id}).status_code == 409
    assert read(desk, select(PartLead.id)) == []


def test_f1_the_role_of_manager_stays_while_somebody_leads(visit, admin, parts, make):
    person = made.lead(make, parts["icu"])
    facts = {"family_name": person.family_name, "email": person.email, "version": person.version}
    answer = visit(admin).post(f"/people/{person.id}/edit", {**facts, "roles": ["examiner"]})
    assert (answer.status_code, "leads a part" in answer.text) == (409, True)


def test_f1_leading_ends(visit, admin, parts, make, desk, audit):
    person = made.lead(make, parts["icu"])
    visit(admin).post(f"/organisation/{parts['icu'].id}/leads/end", {"person_id": person.id})
    assert read(desk, select(PartLead.id).where(PartLead.until.is_(None))) == []
    assert audit("people.people-placed")[0].facts["what"] == "lead-ended"


def test_f1_a_lead_sees_the_own_branch_and_changes_nothing(visit, parts, make, nurse):
    browser = visit(made.lead(make, parts["icu"]))
    page = browser.get("/organisation").text
    assert (">ICU<" in page, ">ER<" in page) == (True, False)
    assert "Fatima" in browser.get(f"/organisation/{parts['icu'].id}").text
    assert browser.get(f"/organisation/{parts['er'].id}").status_code == 404
    assert browser.post(f"/organisation/{parts['icu'].id}/close").status_code == 403


@pytest.mark.parametrize(
    "deed", ["parts", "edit", "move", "close", "open", "leads", "leads/end", "people", "people/add", "people/move"]
)
def test_f1_elsewhere_a_part_cannot_be_touched(visit, parts, make, deed):
    ward = made.limited(make, Role.ADMINISTRATOR, parts["er"])
    assert visit(ward).post(f"/organisation/{parts['icu'].id}/{deed}", {}).status_code == 404


@pytest.mark.parametrize("role", [Role.CANDIDATE, Role.EXAMINER, Role.SUPERVISOR, Role.BOARD_MEMBER, Role.AUDITOR])
def test_f1_others_do_not_see_the_organisation(visit, make, role):
    assert visit(make.person(role)).get("/organisation").status_code == 403


@pytest.mark.parametrize("url", ["/organisation/functions", "/organisation/attributes"])
def test_f1_functions_and_attributes_are_for_who_administers_all(visit, make, parts, ward, url):
    assert [visit(one).get(url).status_code for one in (ward, make.person(Role.COORDINATOR))] == [403, 403]


def test_f1_who_administers_a_part_takes_nobody_from_elsewhere(visit, make, parts, ward, desk):
    stranger = make.person(Role.CANDIDATE)
    answer = visit(ward).post(f"/organisation/{parts['icu'].id}/people/add", {"chosen": [stranger.id]})
    assert (answer.status_code, current(desk)) == (404, [])


@pytest.mark.parametrize("target", ["top", ""])
def test_f1_nor_moves_a_part_out_of_reach(visit, parts, ward, target):
    sent = {"parent_id": parts[target].id if target else ""}
    assert visit(ward).post(f"/organisation/{parts['icu'].id}/move", sent).status_code in (409, 422)


def test_f1_nor_moves_people_out_of_reach(visit, parts, ward, nurse, desk):
    [place] = read(desk, select(Membership.id))
    sent = {"chosen": str(place.id), "to": parts["top"].id}
    assert visit(ward).post(f"/organisation/{parts['icu'].id}/people/move", sent).status_code == 422


def test_f1_a_function_is_added_once_renamed_and_retired(visit, admin, desk, audit):
    browser = visit(admin)
    assert browser.post("/organisation/functions", {"name": "Nurse"}).status_code == 303
    assert browser.post("/organisation/functions", {"name": "nurse "}).status_code == 422
    number = audit("people.function-added")[0].facts["function_id"]
    browser.post(f"/organisation/functions/{number}", {"name": "Nurse (ICU)", "retired": "y"})
    assert audit("people.function-changed")[0].facts == {"function_id": number, "retired": True, "people": 0}


def test_f1_an_attribute_is_added_filled_in_and_shown(visit, admin, nurse, desk, audit):
    browser = visit(admin)
    new = {"name_en": "Shift", "name_nl": "Dienst", "kind": "choice", "choices": "Day\nNight\n\nDay"}
    assert browser.post("/organisation/attributes", new).status_code == 303
    number = audit("people.attribute-added")[0].facts["attribute_id"]
    assert browser.post(f"/people/{nurse.id}/attributes", {f"a{number}": "night"}).status_code == 303
    assert "Night" in browser.get(f"/people/{nurse.id}").text
    assert audit("people.people-placed")[0].facts["attributes"] == ["shift"]


def test_f1_a_wrong_value_is_told_at_its_field_and_nothing_is_lost(visit, admin, nurse, desk):
    with desk.reading() as work:
        number = attribute_keys(work)[0].id
    answer = visit(admin).post(f"/people/{nurse.id}/attributes", {f"a{number}": "soon"})
    assert (answer.status_code, "is not a date" in answer.text, 'value="soon"' in answer.text) == (422, True, True)


def test_f1_a_choice_that_people_have_stays(visit, admin, nurse, make):
    found = made.attribute(make, "shift", kind="choice", choices=["Day", "Night"])
    made.known(make, nurse, found.id, "Night")
    sent = {"name_en": "Shift", "name_nl": "Dienst", "choices": "Day"}
    assert visit(admin).post(f"/organisation/attributes/{found.id}", sent).status_code == 422


def test_f1_a_role_is_limited_to_parts_and_counts_everywhere_again(visit, admin, make, parts, desk, audit):
    person, url = make.person(Role.COORDINATOR), "/people/{}/limits/coordinator"
    url = url.format(person.id)
    visit(admin).post(url, {"role": "coordinator", "where": "parts", "part_ids": [parts["icu"].id]})
    assert read(desk, select(RoleScope.part_id)) == [(parts["icu"].id,)]
    assert visit(person).get("/people").status_code == 200
    visit(admin).post(url, {"role": "coordinator", "where": "all"})
    held = select(PersonRole.limited).where(PersonRole.person_id == person.id)
    assert (read(desk, select(RoleScope.part_id)), read(desk, held)) == ([], [(False,)])
    assert [line.facts["part_ids"] for line in audit("people.role-limited")] == [[parts["icu"].id], []]


def test_f1_a_limited_role_needs_a_part(visit, admin, make, parts):
    person = make.person(Role.COORDINATOR)
    answer = visit(admin).post(f"/people/{person.id}/limits/coordinator", {"role": "coordinator", "where": "parts"})
    assert answer.status_code == 409


def test_f1_the_last_administrator_of_all_is_not_limited(visit, admin, parts):
    sent = {"role": "administrator", "where": "parts", "part_ids": [parts["icu"].id]}
    assert visit(admin).post(f"/people/{admin.id}/limits/administrator", sent).status_code == 409


def test_f1_who_administers_a_part_limits_no_roles(visit, ward, nurse):
    assert visit(ward).get(f"/people/{nurse.id}/limits/candidate").status_code == 403


def test_f1_a_part_takes_as_many_statements_with_many_people(visit, admin, parts, make, statements, desk):
    counts, browser = set(), visit(admin)
    for _ in range(2):
        for _ in range(4):
            made.place(make, make.person(Role.CANDIDATE), parts["icu"], made.function(make, f"F{len(current(desk))}"))
        with statements() as seen:
            browser.get(f"/organisation/{parts['icu'].id}")
        counts.add(len(seen))
    assert len(counts) == 1
