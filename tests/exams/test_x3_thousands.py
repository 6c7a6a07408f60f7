"""X3: with 5,000 candidates and 5,000 examiners no page to choose on becomes large."""

import pytest
from sqlalchemy import insert

from exams.models import Sheet
from people.models import PersonRole
from people.rules import Role
from tests.exams.conftest import counted
from tests.exams.test_x3_planning import many, session_of

LARGEST = 400_000  # bytes
MOST = 25  # statements


@pytest.fixture
def thousands(school, desk):
    """5,000 people who follow the qualification and may examine as well."""
    with desk.writing() as work:
        ids = many(work, school, 5000)
        work.db.execute(insert(PersonRole), [{"person_id": one, "role": Role.EXAMINER} for one in ids])
    return ids


def test_x3_no_page_to_choose_people_on_grows_with_the_school(school, desk, visit, thousands, statements):
    session, sitting = session_of(desk, school, school.form.id), school.planned()
    browser = visit(school.coordinator)
    pages = [
        f"/exams/sessions/{session}/candidates",
        f"/exams/sessions/{sitting.session_id}",
        f"/exams/sittings/{sitting.id}/edit",
        f"/exams/sittings/{sitting.id}/replan",
        f"/exams/forms/{school.form.id}/plan",
        f"/exams/forms/{school.form.id}/plan/{thousands[0]}",
        "/exams/matrix",
        "/exams/examiners",
    ]
    for page in pages:
        with statements() as seen:
            answer = browser.get(page)
        assert answer.status_code == 200, page
        assert len(answer.data) < LARGEST, (page, len(answer.data))
        assert counted(seen) <= MOST, (page, counted(seen))


def test_x3_an_examiner_who_is_not_listed_is_found_by_name_and_can_be_chosen(school, desk, visit, thousands):
    sitting, last = school.planned(), thousands[-1]
    url, browser = f"/exams/sittings/{sitting.id}/edit", visit(school.coordinator)
    page = browser.get(url).text
    assert "K4999 Veel" not in page
    assert school.examiner.name in page  # who is chosen already is always listed
    assert "K4999 Veel" in browser.get(f"{url}?who=K04999").text
    assert browser.post(url, {"examiner": last, "starts": "09:00"}).status_code == 303
    with desk.reading() as work:
        assert work.db.query(Sheet).filter_by(sitting_id=sitting.id, examiner_id=last).count() == 1
