"""The settings of the school: GET and POST /environment."""

import pytest
from sqlalchemy import select

from foundation.audit import AuditLine
from foundation.environment import setting
from people.rules import Role

GOOD = {"name": "Vakschool Zuid", "ratified_by": "board", "form_approvals": "3", "accountability_required": "y"}


@pytest.fixture
def administrator(make):
    return make.person(Role.ADMINISTRATOR)


def test_the_name_stands_on_every_page_after_saving(visit, administrator):
    browser = visit(administrator)
    assert browser.post("/environment", GOOD).status_code == 303
    assert "Vakschool Zuid" in browser.get("/").text


def test_a_school_without_a_name_sees_the_name_of_the_product_once(visit, administrator):
    foot = visit(administrator).get("/").text.partition('<footer class="foot">')[2].partition("</footer>")[0]
    assert foot.count("Proefstuk") == 1


def test_the_board_makes_results_final_once_chosen(visit, administrator, desk):
    visit(administrator).post("/environment", GOOD)
    with desk.reading() as work:
        assert setting(work.db, "exams.ratified_by") == "board"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_nobody_but_an_administrator_comes_in(visit, make, role):
    browser = visit(make.person(role))
    assert browser.get("/environment").status_code == 403
    assert browser.post("/environment", GOOD).status_code == 403


def test_a_stranger_is_led_to_the_sign_in_page(visit):
    assert "/sign-in" in visit().get("/environment").location
    assert visit().post("/environment", GOOD).status_code == 401


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"name": "x" * 121}, {"ratified_by": "the janitor"}, {"ratified_by": None}, {"form_approvals": "4"}],
)
def test_wrong_input_is_shown_again_and_nothing_is_kept(visit, administrator, desk, wrong):
    sent = {name: value for name, value in {**GOOD, **wrong}.items() if value is not None}
    assert visit(administrator).post("/environment", sent).status_code == 422
    with desk.reading() as work:
        assert setting(work.db, "environment.name") is None


def test_a_choice_that_is_always_made_is_not_called_optional(visit, administrator):
    assert "(optional)" not in visit(administrator).get("/environment").text.partition("<main")[2]


def test_it_takes_no_other_method(visit, administrator):
    assert visit(administrator).client.put("/environment").status_code == 405


def test_the_change_is_on_record(visit, administrator, desk):
    visit(administrator).post("/environment", GOOD)
    with desk.reading() as work:
        line = work.db.scalars(select(AuditLine).where(AuditLine.event == "environment.changed")).one()
        assert (line.actor_id, line.facts) == (
            administrator.id,
            {
                "ratified_by": "board",
                "form_approvals": 3,
                "accountability_required": True,
                "coordinators_define": False,
            },
        )
