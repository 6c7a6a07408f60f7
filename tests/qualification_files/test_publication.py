"""Q15: making a qualification public, and no longer."""

import pytest

from people.rules import Role
from qualification_files import queries
from qualification_files.rules import QualificationState
from tests.conftest import NOON


@pytest.fixture
def active(make):
    return make.qualification(activated_at=NOON, name="Welder")


def public_since(desk, row):
    with desk.reading() as work:
        return queries.qualification(work, row.id).public_since


def test_q15_publication_begins_and_ends(browser_of_coordinator, active, desk):
    answer = browser_of_coordinator.post(f"/qualifications/{active.id}/publish")
    assert (answer.status_code, public_since(desk, active)) == (303, NOON)
    answer = browser_of_coordinator.post(f"/qualifications/{active.id}/unpublish")
    assert (answer.status_code, public_since(desk, active)) == (303, None)


def test_q15_publication_is_on_record_once(browser_of_coordinator, active, audited):
    for deed in ("publish", "publish", "unpublish", "unpublish"):
        browser_of_coordinator.post(f"/qualifications/{active.id}/{deed}")
    for event in ("published", "unpublished"):
        (line,) = audited(f"qualification_files.qualification-{event}")
        assert line.facts == {"qualification_id": active.id}


def test_q15_publication_needs_an_activation(browser_of_coordinator, make, desk):
    draft = make.qualification(state=QualificationState.DRAFT)
    answer = browser_of_coordinator.post(f"/qualifications/{draft.id}/publish")
    assert (answer.status_code, public_since(desk, draft)) == (409, None)
    assert "Activate it first." in answer.text


def test_q15_publication_outlives_the_intake(browser_of_coordinator, make, desk):
    closed = make.qualification(state=QualificationState.CLOSED, activated_at=NOON)
    assert browser_of_coordinator.post(f"/qualifications/{closed.id}/publish").status_code == 303
    assert public_since(desk, closed) == NOON


@pytest.mark.parametrize("deed", ["publish", "unpublish"])
@pytest.mark.parametrize("role", [Role.CANDIDATE, Role.EXAMINER, Role.MANAGER])
def test_q15_publication_is_for_whoever_looks_after_qualifications(visit, make, active, desk, role, deed):
    assert visit(make.person(role)).post(f"/qualifications/{active.id}/{deed}").status_code == 404
    assert public_since(desk, active) is None


@pytest.mark.parametrize("deed", ["publish", "unpublish"])
def test_q15_publication_is_a_deed_of_somebody(visit, active, browser_of_coordinator, deed):
    assert visit().post(f"/qualifications/{active.id}/{deed}").status_code == 401
    assert browser_of_coordinator.get(f"/qualifications/{active.id}/{deed}").status_code == 405
    assert browser_of_coordinator.post(f"/qualifications/999999/{deed}").status_code == 404


@pytest.fixture
def part(app, desk, make):
    """`part(row)`: the part of a page that shows it, as whoever may change it sees it."""

    def shown(row):
        with app.test_request_context():
            template = app.jinja_env.get_template("qualification_files/_publication.html")
            return str(template.make_module({}).publication(row))

    return shown


def test_q15_publication_shows_where_programs_fetch_it(make, part):
    row = make.qualification(activated_at=NOON, public_since=NOON)
    shown = part(row)
    assert f"/ims/case/v1p0/CFPackages/{row.identifier}" in shown
    assert f'action="/qualifications/{row.id}/unpublish"' in shown


def test_q15_publication_is_offered_after_activation_alone(make, part, active):
    assert f'action="/qualifications/{active.id}/publish"' in part(active)
    assert "<form" not in part(make.qualification(state=QualificationState.DRAFT))
