"""Competences: found, sorted, traced to where they are used, and removed only when nothing calls on them."""

import re
from html import unescape

import pytest

from people.rules import Role
from qualification_files import queries
from qualification_files.models import Competence, WorkProcessCompetence

OWN = {"letter": "Z1", "name_nl": "Digitaal werken", "name_en": "Working digitally"}


@pytest.fixture
def numbers(desk):
    """Letter -> number."""

    def read():
        with desk.reading() as work:
            return queries.competence_numbers(work)

    return read


@pytest.fixture
def own(browser_of_coordinator, numbers):
    browser_of_coordinator.post("/competences/add", OWN)
    return numbers()["Z1"]


@pytest.fixture
def use(desk, make):
    """`use(number)`: a work process of a new qualification calls on it."""

    def call_on(number):
        row = make.qualification()
        process = row.core_tasks[0].work_processes[0]
        with desk.writing() as work:
            work.db.add(WorkProcessCompetence(work_process_id=process.id, competence_id=number))
        return row, process

    return call_on


def letters_in(page):
    return re.findall(r"<b>(\w+)</b></td>", page)


def test_q5_the_25_standard_ones_have_a_dutch_and_an_english_name(desk, browser_of_coordinator):
    with desk.reading() as work:
        rows = [row.competence for row in queries.competences(work)]
        names = {(row.name_nl, row.name_en) for row in rows if row.standard}
    page = unescape(browser_of_coordinator.get("/competences").text)
    assert len(names) == 25
    assert all(dutch and english and dutch != english for dutch, english in names)
    assert all(english in page and dutch in page for dutch, english in names)


@pytest.mark.parametrize(
    ("query", "letters"),
    [
        ("q=digitaal", ["Z1"]),
        ("q=DECIDING", ["A"]),
        ("kind=own", ["Z1"]),
        ("kind=retired", []),
        ("q=%25&kind=own", []),
    ],
)
def test_q5_they_can_be_searched_and_narrowed(browser_of_coordinator, own, query, letters):
    assert letters_in(browser_of_coordinator.get(f"/competences?{query}").text) == letters


@pytest.mark.parametrize(("sort", "first"), [("-uses", "C"), ("-letter", "Z1"), ("letter", "A"), ("nonsense", "A")])
def test_q5_they_can_be_sorted(browser_of_coordinator, own, use, numbers, sort, first):
    use(numbers()["C"])
    assert letters_in(browser_of_coordinator.get(f"/competences?sort={sort}").text)[0] == first


def test_q5_one_sees_where_a_competence_is_used(browser_of_coordinator, use, numbers):
    number = numbers()["C"]
    row, process = use(number)
    assert f'href="/competences/{number}/uses"' in browser_of_coordinator.get("/competences").text
    page = browser_of_coordinator.get(f"/competences/{number}/uses").text
    assert row.name in page
    assert f'href="/work-processes/{process.id}"' in page


def test_q5_one_that_nothing_calls_on_says_so(browser_of_coordinator, own):
    assert "Nothing calls on it" in browser_of_coordinator.get(f"/competences/{own}/uses").text


def test_q5_where_it_is_used_takes_a_fixed_number_of_statements(browser_of_coordinator, use, numbers, statements):
    number = numbers()["C"]
    use(number)
    with statements() as one:
        browser_of_coordinator.get(f"/competences/{number}/uses")
    for _ in range(4):
        use(number)
    with statements() as many:
        browser_of_coordinator.get(f"/competences/{number}/uses")
    assert len(one) == len(many) <= 6


def test_q5_one_that_was_never_used_is_removed_and_put_back(browser_of_coordinator, own, numbers, audited):
    answer = browser_of_coordinator.post(f"/competences/{own}/remove")
    assert (answer.status_code, "Z1" in numbers()) == (303, False)
    page = browser_of_coordinator.get(answer.location).text
    assert '<input type="hidden" name="name_nl" value="Digitaal werken">' in page
    assert audited("qualification_files.competence-removed")[0].facts == {"competence_id": own}
    assert browser_of_coordinator.post("/competences/add", OWN).status_code == 303
    assert "Z1" in numbers()


def test_q5_one_in_use_cannot_vanish(browser_of_coordinator, own, use, count, audited):
    use(own)
    assert f"/competences/{own}/remove" not in browser_of_coordinator.get("/competences").text
    answer = browser_of_coordinator.post(f"/competences/{own}/remove")
    assert (answer.status_code, count(Competence, Competence.id == own)) == (409, 1)
    assert "Retire it" in answer.text
    assert audited("qualification_files.competence-removed") == []


def test_q5_a_standard_one_cannot_vanish(browser_of_coordinator, numbers):
    number = numbers()["A"]
    assert browser_of_coordinator.post(f"/competences/{number}/remove").status_code == 409
    assert "A" in numbers()


@pytest.mark.parametrize("role", [Role.CANDIDATE, Role.EXAMINER, Role.AUDITOR])
def test_q5_who_does_not_look_after_them_does_not_find_them(visit, make, own, numbers, role):
    browser = visit(make.person(role))
    answers = browser.get(f"/competences/{own}/uses"), browser.post(f"/competences/{own}/remove")
    assert {answer.status_code for answer in answers} == {404}
    assert "Z1" in numbers()


def test_q5_a_wrong_method_is_refused(browser_of_coordinator, own):
    assert browser_of_coordinator.get(f"/competences/{own}/remove").status_code == 405
    assert browser_of_coordinator.post(f"/competences/{own}/uses").status_code == 405
