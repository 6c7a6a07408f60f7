"""`proefstuk qualifications add` and `change` (Q1)."""

import json

import pytest

from people.rules import Role
from qualification_files.models import Qualification

ADD = ("add", "--code", "W1", "--name", "Welder", "--cohort", "2026")
CHANGED = "qualification_files.qualification-changed"


@pytest.fixture
def added(type_in):
    code, told = type_in(*ADD, "--level", "3", "--intake-ends", "2027-01-31")
    assert code == 0
    return int(told.split()[0])


def shown(type_in, number):
    return json.loads(type_in("show", number, "--json")[1])


def test_q1_one_is_added_by_hand_as_a_draft(type_in, added):
    facts = shown(type_in, added)
    assert (facts["code"], facts["state"], facts["level"], facts["language"]) == ("W1", "draft", 3, "nl")
    assert (facts["intake_ends"], facts["kind"], facts["link_by_default"]) == ("2027-01-31", "regular", False)


def test_q1_the_same_is_not_added_twice(type_in, added, count):
    code, told = type_in(*ADD)
    assert (code, "is there already" in told, count(Qualification)) == (1, True, 1)


def test_q1_only_what_is_given_changes(type_in, added, audited):
    assert type_in("change", "W1", "--level", "4", "--link-by-default", "--kind", "elective")[0] == 0
    facts = shown(type_in, added)
    assert (facts["level"], facts["kind"], facts["link_by_default"], facts["name"]) == (4, "elective", True, "Welder")
    assert audited(CHANGED)[0].facts["fields"] == ["level", "kind", "link_by_default"]


def test_q1_a_date_and_a_level_can_be_taken_away(type_in, added):
    type_in("change", "W1", "--intake-ends", "", "--level", "0")
    assert (shown(type_in, added)["intake_ends"], shown(type_in, added)["level"]) == (None, None)


def test_q1_what_identifies_it_stays_while_somebody_follows_it(type_in, make):
    row = make.qualification(cohort="2026")
    make.link(make.person(Role.CANDIDATE), row)
    code, told = type_in("change", row.id, "--cohort", "2027")
    assert (code, "1 person follows this qualification" in told) == (1, True)
    assert type_in("change", row.id, "--name", "Another name")[0] == 0


@pytest.mark.parametrize(
    "options",
    [
        ("--level", "9"),
        ("--name", " "),
        ("--code", "x" * 41),
        ("--intake-ends", "31-01-2027"),
        ("--valid-from", "2027-02-01"),
        ("--kind", "other"),
        ("--language", "xx"),
    ],
)
def test_q1_what_cannot_be_is_typed_wrongly(type_in, added, options, audited):
    assert type_in("change", "W1", *options)[0] == 2
    assert audited(CHANGED) == []
