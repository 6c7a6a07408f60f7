"""The portfolio instruction: /qualifications/<id>/instruction."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.rules import Role
from qualification_files.models import Qualification
from qualification_files.rules import Piece, QualificationState, pieces

FILLED = {
    "has_instruction": "y",
    "instruction_title": "Your portfolio as a welder",
    "instruction_explanation": "Show what you can do.",
    "instruction_text": "Begin with:\n- a photo\n- a report\nSee https://school.example/help?x=1&y=2.",
}


@pytest.fixture
def row(make):
    return make.qualification()


@pytest.fixture
def address(row):
    return f"/qualifications/{row.id}/instruction"


@pytest.fixture
def kept(desk, row):
    def read():
        with desk.reading() as work:
            found = work.db.get(Qualification, row.id)
            return found.has_instruction, found.instruction_title, found.instruction_text

    return read


@pytest.mark.parametrize("state", list(QualificationState))
def test_q3_an_instruction_is_written_in_every_state(browser_of_coordinator, make, desk, state):
    row = make.qualification(state=state)
    assert browser_of_coordinator.post(f"/qualifications/{row.id}/instruction", FILLED).status_code == 303
    with desk.reading() as work:
        assert work.db.get(Qualification, row.id).instruction_title == "Your portfolio as a welder"


def test_q3_writing_it_is_in_the_audit_without_its_words(browser_of_coordinator, address, row, audited):
    browser_of_coordinator.post(address, FILLED)
    browser_of_coordinator.post(address, FILLED)
    (line,) = audited("qualification_files.instruction-changed")
    assert line.facts == {"qualification_id": row.id, "shown": True}


@pytest.mark.parametrize("field", ["instruction_title", "instruction_explanation", "instruction_text"])
def test_q3_what_is_shown_is_filled_in(browser_of_coordinator, address, kept, field):
    answer = browser_of_coordinator.post(address, {**FILLED, field: " "})
    assert (answer.status_code, kept()) == (422, (False, "", ""))
    assert 'class="summary"' in answer.text


@pytest.mark.parametrize("wrong", [{"instruction_title": "t" * 201}, {"instruction_text": "t" * 20_001}])
def test_q3_what_is_too_long_is_refused(browser_of_coordinator, address, kept, wrong):
    assert browser_of_coordinator.post(address, {**FILLED, **wrong}).status_code == 422
    assert kept()[0] is False


def test_q3_without_the_tick_the_texts_stay_for_the_next_time(browser_of_coordinator, address, kept):
    browser_of_coordinator.post(address, FILLED)
    hidden = {name: value for name, value in FILLED.items() if name != "has_instruction"}
    assert browser_of_coordinator.post(address, hidden).status_code == 303
    assert kept()[:2] == (False, "Your portfolio as a welder")
    assert "Your portfolio as a welder" in browser_of_coordinator.get(address).text


def test_q3_nothing_needs_to_be_filled_in_without_the_tick(browser_of_coordinator, address):
    assert browser_of_coordinator.post(address, {"instruction_title": ""}).status_code == 303


def test_q3_the_second_of_two_tabs_is_told(browser_of_coordinator, address, kept):
    seen = re.search(r'name="seen"[^>]*value="([^"]*)"', browser_of_coordinator.get(address).text).group(1)
    browser_of_coordinator.post(address, {**FILLED, "seen": seen})
    answer = browser_of_coordinator.post(address, {**FILLED, "instruction_title": "Second", "seen": seen})
    assert (answer.status_code, kept()[1]) == (409, "Your portfolio as a welder")
    assert 'value="Second"' in answer.text


def test_q3_the_page_shows_how_candidates_read_it(browser_of_coordinator, address):
    browser_of_coordinator.post(address, FILLED)
    page = browser_of_coordinator.get(address).text
    assert "<ul><li>a photo</li><li>a report</li></ul>" in page
    assert '<a href="https://school.example/help?x=1&amp;y=2" rel="noopener noreferrer">' in page


@pytest.mark.parametrize("role", [Role.CANDIDATE, Role.EXAMINER, Role.SUPERVISOR, Role.BOARD_MEMBER, Role.AUDITOR])
def test_q3_who_does_not_look_after_qualifications_does_not_find_it(visit, make, address, role, kept):
    browser = visit(make.person(role))
    assert (browser.get(address).status_code, browser.post(address, FILLED).status_code) == (404, 404)
    assert kept()[0] is False


def test_q3_one_that_is_not_there_is_not_found(browser_of_coordinator):
    assert browser_of_coordinator.get("/qualifications/999999/instruction").status_code == 404


def test_q3_the_form_takes_few_statements(browser_of_coordinator, address, statements):
    with statements() as seen:
        browser_of_coordinator.get(address)
    assert len(seen) <= 6


@pytest.mark.pure
@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("plain words", [Piece("plain words")]),
        ("javascript:alert(1)", [Piece("javascript:alert(1)")]),
        (
            "Look (https://a.example/b), now.",
            [Piece("Look ("), Piece("https://a.example/b", "https://a.example/b"), Piece("), now.")],
        ),
        ("https://", [Piece("https://")]),
        ("", []),
    ],
)
def test_q3_web_addresses_become_links_and_nothing_else_does(line, expected):
    assert pieces(line) == expected


@pytest.mark.pure
@given(st.text())
def test_no_word_of_a_line_is_lost(line):
    assert "".join(piece.words for piece in pieces(line)) == line
