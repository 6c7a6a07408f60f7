"""Nobody is on the exam board and a manager at once, unless the school says so (BR-44)."""

import pytest

from foundation.environment import choose
from people.models import Person
from people.rules import Role, why_not_together
from people.rules.imports import Outcome, plan

BOTH = [Role.BOARD_MEMBER, Role.MANAGER]


@pytest.fixture
def visitor(visit, make):
    return visit(make.person(Role.ADMINISTRATOR))


def facts(**more):
    return {"given_name": "Els", "family_name": "Bakker", "email": "els@school.example", **more}


def test_br_44_nobody_is_added_with_both_roles(visitor, desk):
    answer = visitor.post("/people/add", facts(roles=[role.value for role in BOTH]))
    assert answer.status_code == 422
    assert "Nobody is on the exam board and a manager at once" in answer.text
    assert "els@school.example" in answer.text


def test_br_44_nobody_gets_the_second_role_later(visitor, make, desk):
    person = make.person(Role.MANAGER, email="els@school.example")
    sent = facts(roles=[role.value for role in BOTH], version=str(person.version))
    answer = visitor.post(f"/people/{person.id}/edit", sent)
    assert answer.status_code == 409
    with desk.reading() as work:
        assert work.db.get(Person, person.id).role_names == {Role.MANAGER}


def test_br_44_a_school_with_rules_against_conflicts_may_allow_it(visitor, desk):
    with desk.writing() as work:
        choose(work.db, "people.board_may_manage", value=True)
    assert visitor.post("/people/add", facts(roles=[role.value for role in BOTH])).status_code == 303


def test_br_44_who_has_both_is_shown_on_the_page_of_the_board(visit, make):
    both = make.person(*BOTH, given="Dubbel")
    page = visit(make.person(Role.BOARD_MEMBER)).get("/exams/decisions").text
    assert "Board and management are not apart" in page
    assert both.name in page


@pytest.mark.pure
def test_br_44_a_list_gives_nobody_both_roles():
    header = ["first name", "last name", "email", "roles"]
    rows = [(2, ["Els", "Bakker", "els@school.example", "exam board member, manager"])]
    done = plan(header, rows, [])
    assert [entry.outcome for entry in done.entries] == [Outcome.WRONG]
    allowed = plan(header, rows, [], board_may_manage=True)
    assert [entry.outcome for entry in allowed.entries] == [Outcome.NEW]


@pytest.mark.pure
def test_br_44_who_had_both_before_can_still_be_saved():
    assert why_not_together(frozenset(BOTH), before=frozenset(BOTH), board_may_manage=False) is None
