"""One person's page and what an administrator does there: /people/<id>."""

import pytest
from sqlalchemy import select

from people.models import Person, Supervision
from people.rules import Role


@pytest.fixture
def guide(make):
    return make.person(Role.SUPERVISOR, given="Wouter", prefix="de", family="Graaf")


def test_an_administrator_sees_all_that_is_known(visit, admin, nurse, guide, make):
    make.supervision(nurse, guide)
    page = visit(admin).get(f"/people/{nurse.id}").text
    for words in ("Fatima el Idrissi", "nurse@school.example", "100200", "VZ2", "Candidate", "Wouter de Graaf", "Edit"):
        assert words in page


def test_a_coordinator_sees_and_cannot_change(visit, coordinator, nurse):
    page = visit(coordinator).get(f"/people/{nurse.id}").text
    assert "Fatima el Idrissi" in page
    assert "Deactivate" not in page
    assert "Signing in" not in page


def test_one_sees_oneself_and_nobody_else(visit, nurse, make):
    assert visit(nurse).get(f"/people/{nurse.id}").status_code == 200
    assert visit(nurse).get(f"/people/{make.person().id}").status_code == 404
    assert visit(nurse).get("/people/999999").status_code == 404
    assert visit().get(f"/people/{nurse.id}").status_code == 303


def test_a_supervisor_has_the_candidates_on_the_page(visit, admin, nurse, guide, make):
    make.supervision(nurse, guide)
    assert "Guides 1 candidate" in visit(admin).get(f"/people/{guide.id}").text


def test_the_page_takes_a_fixed_number_of_statements(visit, admin, nurse, make, statements):
    browser, counts = visit(admin), set()
    for _ in range(2):
        make.supervision(nurse, make.person(Role.SUPERVISOR))
        with statements() as seen:
            browser.get(f"/people/{nurse.id}")
        counts.add(len(seen))
    assert len(counts) == 1
    assert max(counts) <= 16


DEEDS = ["deactivate", "activate", "invite", "sign-ins/end", "supervisors", "supervisors/remove", "edit"]


@pytest.mark.parametrize("deed", DEEDS)
def test_only_administrators_change_people(visit, coordinator, nurse, make, deed):
    url = f"/people/{nurse.id}/{deed}"
    assert visit(coordinator).post(url).status_code == 403
    assert visit(nurse).post(url).status_code == 403
    assert visit(make.person(Role.EXAMINER)).post(url).status_code == 404
    assert visit().post(url).status_code == 401


@pytest.mark.parametrize("deed", DEEDS)
def test_no_deed_is_done_by_a_link_or_by_another_site(visit, admin, nurse, deed):
    url = f"/people/{nurse.id}/{deed}"
    assert deed == "edit" or visit(admin).get(url).status_code == 405
    assert visit(admin).client.post(url).status_code == 400


def test_whoever_is_deactivated_is_out_and_stays_out(visit, admin, nurse, audit):
    browser = visit(nurse)
    assert visit(admin).post(f"/people/{nurse.id}/deactivate").status_code == 303
    assert browser.get("/account").status_code == 303
    assert audit("people.person-deactivated")[0].person_id == nurse.id
    visit(admin).post(f"/people/{nurse.id}/activate")
    assert browser.get("/account").status_code == 303  # the sign-in has ended, not only rested
    assert audit("people.person-activated")[0].person_id == nurse.id


def test_nobody_deactivates_oneself(visit, admin, make, desk):
    make.person(Role.ADMINISTRATOR)
    answer = visit(admin).post(f"/people/{admin.id}/deactivate")
    assert answer.status_code == 409
    assert "yourself" in answer.text
    with desk.reading() as work:
        assert work.db.get(Person, admin.id).active


def test_the_last_active_administrator_stays(visit, admin, make, desk):
    other = make.person(Role.ADMINISTRATOR)
    assert visit(admin).post(f"/people/{other.id}/deactivate").status_code == 303
    with desk.writing() as work:
        work.db.get(Person, other.id).active = True
        work.db.get(Person, admin.id).active = False
    with desk.writing() as work:
        work.db.get(Person, admin.id).active = True
        work.db.get(Person, other.id).active = False
    answer = visit(admin).post(
        f"/people/{admin.id}/edit", {"family_name": "Y", "email": "admin@school.example", "version": admin.version + 2}
    )
    assert answer.status_code == 409
    assert "only active administrator" in answer.text


def test_an_invitation_can_be_sent_again(visit, admin, nurse, letters, audit):
    answer = visit(admin).post(f"/people/{nurse.id}/invite")
    assert answer.status_code == 303
    assert letters()[0]["To"] == "nurse@school.example"
    assert audit("people.people-invited")[0].person_id == nurse.id
    assert "works until" in visit(admin).get(f"/people/{nurse.id}").text


def test_an_inactive_person_is_not_invited(visit, admin, make, letters):
    gone = make.person(active=False)
    assert visit(admin).post(f"/people/{gone.id}/invite").status_code == 409
    assert letters() == []


def test_an_administrator_signs_somebody_out_everywhere(visit, admin, nurse, audit):
    browsers = [visit(nurse), visit(nurse)]
    visit(admin).post(f"/people/{nurse.id}/sign-ins/end")
    assert [browser.get("/account").status_code for browser in browsers] == [303, 303]
    line = audit("people.signed-out")[0]
    assert (line.actor_id, line.person_id) == (admin.id, nurse.id)


def test_a_supervisor_is_added_once_and_removed(visit, admin, nurse, guide, desk, audit):
    browser, data = visit(admin), {"supervisor_id": guide.id}
    for _ in range(2):
        assert browser.post(f"/people/{nurse.id}/supervisors", data).status_code == 303
    with desk.reading() as work:
        assert work.db.scalars(select(Supervision)).one().supervisor_id == guide.id
    for _ in range(2):
        assert browser.post(f"/people/{nurse.id}/supervisors/remove", data).status_code == 303
    with desk.reading() as work:
        assert not work.db.scalars(select(Supervision)).all()
    assert [len(audit(f"people.supervisor-{deed}")) for deed in ("added", "removed")] == [1, 1]


def test_only_supervisors_guide_and_only_candidates_are_guided(visit, admin, nurse, guide, make):
    browser, other = visit(admin), make.person(Role.EXAMINER)
    assert browser.post(f"/people/{nurse.id}/supervisors", {"supervisor_id": other.id}).status_code == 409
    assert browser.post(f"/people/{other.id}/supervisors", {"supervisor_id": guide.id}).status_code == 409
    both = make.person(Role.CANDIDATE, Role.SUPERVISOR)
    assert browser.post(f"/people/{both.id}/supervisors", {"supervisor_id": both.id}).status_code == 409


@pytest.mark.parametrize(("value", "status"), [("", 422), ("x", 422), ("999999", 404)])
def test_a_supervisor_who_does_not_exist_is_refused(visit, admin, nurse, value, status):
    assert visit(admin).post(f"/people/{nurse.id}/supervisors", {"supervisor_id": value}).status_code == status


def test_somebody_without_a_role_is_pointed_out(visit, admin, make):
    person = make.person()
    assert "Without a role there is nothing to see" in visit(admin).get(f"/people/{person.id}").text


@pytest.mark.parametrize("number", [2**31, 2**63, -1])
@pytest.mark.parametrize("deed", ["supervisors", "supervisors/remove"])
def test_a_number_that_no_person_can_have_is_refused(visit, admin, nurse, deed, number):
    assert visit(admin).post(f"/people/{nurse.id}/{deed}", {"supervisor_id": str(number)}).status_code == 422
