"""What the rows of a spreadsheet of people come to."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.refusals import Unreadable
from people.rules import Role
from people.rules.imports import Known, Outcome, plan
from people.rules.spreadsheet import HEADINGS, ROLE_WORDS, Column, columns_of

pytestmark = pytest.mark.pure
HEADER = ("Voornaam", "Tussenvoegsel", "Achternaam", "E-mail", "Studentnummer", "Klas", "Rollen", "Begeleider", "Taal")
JAN = Known(
    id=1,
    given="Jan",
    prefix="de",
    family="Wit",
    email="jan@school.example",
    number="100",
    group="4A",
    language="nl",
    roles=frozenset({Role.CANDIDATE}),
    supervisors=frozenset({"wouter@school.example"}),
)
WOUTER = replace(
    JAN,
    id=2,
    given="Wouter",
    email="wouter@school.example",
    number=None,
    roles=frozenset({Role.SUPERVISOR}),
    supervisors=frozenset(),
)


def row(
    given="Eva",
    prefix="",
    family="Bos",
    email="eva@school.example",
    number="",
    group="",
    roles="",
    guide="",
    language="",
):
    return (given, prefix, family, email, number, group, roles, guide, language)


def outcome_of(*rows, known=(JAN, WOUTER)):
    return plan(HEADER, list(enumerate(rows, start=2)), known)


def problems(entry):
    return [str(problem.message) for problem in entry.problems]


def test_somebody_unknown_is_new_and_a_candidate_unless_the_roles_say_otherwise():
    first, second = outcome_of(row(), row(email="x@y.nl", roles="Examinator; Begeleider")).entries
    assert (first.outcome, first.roles) == (Outcome.NEW, {Role.CANDIDATE})
    assert second.roles == {Role.EXAMINER, Role.SUPERVISOR}


def test_somebody_known_is_found_by_address_whatever_its_capitals():
    entry = outcome_of(row("Jan", "de", "Wit", "JAN@School.example ")).entries[0]
    assert (entry.outcome, entry.known) == (Outcome.UNCHANGED, JAN)


def test_somebody_known_is_found_by_number_and_gets_the_new_address():
    entry = outcome_of(row("Jan", "de", "Wit", "j.dewit@school.example", "100.0")).entries[0]
    assert [(change.column, change.old, change.new) for change in entry.changes] == [
        (Column.EMAIL, "jan@school.example", "j.dewit@school.example")
    ]


def test_an_empty_cell_changes_nothing_but_a_name_is_taken_whole():
    entry = outcome_of(row("Jan", "", "Wit", "jan@school.example")).entries[0]
    assert [(change.column, change.old, change.new) for change in entry.changes] == [(Column.PREFIX, "de", "")]


def test_a_number_that_a_program_wrote_with_a_fraction_is_whole_again():
    assert outcome_of(row(number="12345.0")).entries[0].facts.number == "12345"
    assert outcome_of(row(number="0012")).entries[0].facts.number == "0012"


def test_number_and_address_of_two_people_are_wrong():
    entry = outcome_of(row(email="wouter@school.example", number="100")).entries[0]
    assert entry.outcome is Outcome.WRONG
    assert "another e-mail address" in problems(entry)[0]


def test_rows_with_the_same_address_name_each_other_and_none_is_taken():
    first, second = outcome_of(row(), row("Eef")).entries
    assert "row 3" in problems(first)[0]
    assert "row 2" in problems(second)[0]


def test_rows_with_the_same_number_name_each_other():
    assert "row 3" in problems(outcome_of(row(number="5"), row(email="x@y.nl", number="5.0")).entries[0])[0]


def test_two_rows_about_one_person_are_both_wrong():
    rows = outcome_of(
        row("Jan", "de", "Wit", "new@school.example", "100"), row("Jan", "de", "Wit", "jan@school.example")
    )
    assert rows.counts[Outcome.WRONG] == 2


def test_many_doubles_name_only_a_few_rows():
    words = problems(outcome_of(*[row()] * 40).entries[0])[0]
    assert words.count(",") == 4
    assert "…" in words


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        (row(family=""), Column.FAMILY, "missing"),
        (row(email=""), Column.EMAIL, "missing"),
        (row(email="eva"), Column.EMAIL, "not an e-mail address"),
        (row(roles="Koning"), Column.ROLES, "not a role"),
        (row(language="Fries"), Column.LANGUAGE, "nl or en"),
        (row(guide="niemand"), Column.SUPERVISORS, "not an e-mail address"),
        (row(guide="niemand@school.example"), Column.SUPERVISORS, "not the address of an active supervisor"),
        (row(guide="jan@school.example"), Column.SUPERVISORS, "not the address of an active supervisor"),
        (row(guide="eva@school.example"), Column.SUPERVISORS, "their own supervisor"),
        (row(given="x" * 101), Column.GIVEN, "too long"),
    ],
)
def test_what_is_wrong_is_said_at_its_column(cells, column, words):
    entry = outcome_of(cells).entries[0]
    assert entry.problems[0].column is column
    assert words in problems(entry)[0]


def test_a_supervisor_may_come_in_by_the_same_file():
    rows = outcome_of(row(guide="new@school.example"), row("N", "", "B", "new@school.example", roles="supervisor"))
    assert rows.counts[Outcome.NEW] == 2


def test_a_supervisor_whose_row_is_wrong_cannot_guide():
    rows = outcome_of(row(guide="new@school.example"), row("N", "", "", "new@school.example", roles="supervisor"))
    assert rows.counts[Outcome.WRONG] == 2


def test_a_known_supervisor_whose_row_is_wrong_stays_a_supervisor():
    rows = outcome_of(row(guide="wouter@school.example"), row("W", "", "", "wouter@school.example"))
    assert [entry.outcome for entry in rows.entries] == [Outcome.NEW, Outcome.WRONG]


def test_a_file_never_takes_the_administrators_away():
    boss = replace(JAN, roles=frozenset({Role.ADMINISTRATOR}))
    entry = outcome_of(row("Jan", "de", "Wit", "jan@school.example", roles="student"), known=[boss]).entries[0]
    assert "administrator" in problems(entry)[0]


def test_columns_may_be_named_in_either_language_and_any_order():
    columns = columns_of(["KLAS", "e-mailadres", "Achternaam", "Schoenmaat", ""])
    assert columns.at == {Column.GROUP: 0, Column.EMAIL: 1, Column.FAMILY: 2}
    assert columns.unknown == ("Schoenmaat",)


def test_a_file_without_the_columns_we_need_says_which():
    with pytest.raises(Unreadable, match="E-mail"):
        columns_of(["Achternaam", "Klas"])


def test_two_columns_that_mean_the_same_are_refused_by_name():
    with pytest.raises(Unreadable, match="Surname"):
        columns_of(["Achternaam", "Surname", "E-mail"])


def test_no_heading_and_no_role_has_two_meanings():
    for table in (HEADINGS, ROLE_WORDS):
        words = [word.lower() for words in table.values() for word in words]
        assert len(words) == len(set(words))


def test_the_fingerprint_changes_with_what_would_be_done():
    assert outcome_of(row()).fingerprint == outcome_of(row()).fingerprint
    assert (
        outcome_of(row()).fingerprint != outcome_of(row(), known=[replace(JAN, email="eva@school.example")]).fingerprint
    )


CELLS = st.sampled_from(
    ["", "Jan", "jan@school.example", "wouter@school.example", "100", "supervisor", "nl", "x" * 300, "=1+1", "\0"]
)


@given(st.lists(st.tuples(*[CELLS] * 9), max_size=8))
def test_any_row_comes_to_something(rows):
    found = outcome_of(*rows)
    assert sum(found.counts.values()) == len(rows)
    assert all(entry.problems for entry in found.of(Outcome.WRONG))


@given(st.lists(st.tuples(*[CELLS] * 9), max_size=8))
def test_right_rows_never_share_an_address_a_number_or_a_person(rows):
    right = [entry for entry in outcome_of(*rows).entries if not entry.problems]
    for values in (
        [entry.facts.email for entry in right],
        [entry.facts.number for entry in right if entry.facts.number],
        [entry.known.id for entry in right if entry.known],
    ):
        assert len(values) == len(set(values))
