"""X3: two coordinators at one plan: a page that was open meanwhile overwrites nothing unseen, and loses nothing."""

import re

import pytest

from exams import queries
from exams.models import Sitting
from people.rules import Role
from tests.exams.test_x3_planning import session_of
from tests.exams.test_x3_races import slotted

CHANGED = "Somebody else changed this after you opened it."


def seen(browser, address):
    """What the page of this address says that it shows."""
    return re.search(r'name="seen"[^>]*value="([^"]+)"', browser.get(address).text)[1]


@pytest.fixture
def two(visit, school, make):
    return visit(school.coordinator), visit(make.person(Role.COORDINATOR))


def test_x3_a_stale_page_of_a_session_is_told_and_kept(two, school, desk):
    one, other = two
    session = session_of(desk, school, school.form.id)
    address = f"/exams/sessions/{session}/edit"
    stale, fresh = seen(one, address), seen(other, address)
    facts = {"day": "2026-12-01", "starts": "13:30", "place": "Other hall", "note": ""}
    assert other.post(address, {**facts, "seen": fresh}).status_code == 303
    mine = {"day": "2026-12-01", "starts": "09:00", "place": "Hall", "note": "Bring gloves"}
    answer = one.post(address, {**mine, "seen": stale})
    assert answer.status_code == 409
    assert CHANGED in answer.text
    assert "Bring gloves" in answer.text
    with desk.reading() as work:
        assert queries.session(work, session).place == "Other hall"
    again = re.search(r'name="seen"[^>]*value="([^"]+)"', answer.text)[1]
    assert one.post(address, {**mine, "seen": again}).status_code == 303


def test_x3_a_stale_page_of_a_slot_is_told_and_kept(two, school, desk):
    one, other = two
    session = slotted(desk, school, 1)
    with desk.reading() as work:
        slot = queries.session(work, session).slots[0].id
    address = f"/exams/sessions/{session}/slots/{slot}"
    stale, fresh = seen(one, address), seen(other, address)
    assert other.post(address, {"starts": "15:00", "room": "B9", "capacity": 1, "seen": fresh}).status_code == 303
    answer = one.post(address, {"starts": "09:00", "room": "B1", "capacity": 3, "seen": stale})
    assert (answer.status_code, CHANGED in answer.text, 'value="3"' in answer.text) == (409, True, True)
    with desk.reading() as work:
        assert queries.session(work, session).slots[0].room == "B9"


def test_x3_a_stale_page_of_a_candidate_brings_no_examiner_back(two, school, make):
    one, other = two
    sitting, zed = school.planned(), make.person(Role.EXAMINER, given="Zed")
    address = f"/exams/sittings/{sitting.id}/edit"
    stale, fresh = seen(one, address), seen(other, address)
    assert other.post(address, {"starts": "12:00", "examiner": zed.id, "seen": fresh}).status_code == 303
    answer = one.post(address, {"starts": "16:00", "examiner": school.examiner.id, "seen": stale})
    assert (answer.status_code, CHANGED in answer.text, 'value="16:00"' in answer.text) == (409, True, True)
    found = school.read(Sitting, sitting.id)
    assert [sheet.examiner_id for sheet in found.standing_sheets] == [zed.id]


def test_x3_a_stale_page_does_not_move_an_exam_back(two, school, desk):
    one, other = two
    sitting = school.planned()
    there, elsewhere = (session_of(desk, school, school.form.id, days=n) for n in (3, 4))
    address = f"/exams/sittings/{sitting.id}/replan"
    stale, fresh = seen(one, address), seen(other, address)
    assert other.post(address, {"target": f"{there}-", "seen": fresh}).status_code == 303
    answer = one.post(address, {"target": f"{elsewhere}-", "seen": stale})
    assert (answer.status_code, CHANGED in answer.text) == (409, True)
    assert school.read(Sitting, sitting.id).session_id == there
