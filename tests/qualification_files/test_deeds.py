"""What is open for whoever looks after qualifications, on the home page."""

import pytest

from people.rules import Role
from qualification_files import actions, pages
from qualification_files.rules import QualificationState
from tests.conftest import actor_of


def deeds(app, desk, person):
    with app.test_request_context(), desk.works.reading(actor_of(person)) as work:
        return [(str(deed.title), deed.url) for deed in pages.open_deeds(work)]


def test_a_draft_that_can_be_activated_is_a_deed(app, desk, make, coordinator):
    row = make.qualification(state=QualificationState.DRAFT, name="Welder")
    make.qualification(state=QualificationState.DRAFT, core_tasks=0)
    assert deeds(app, desk, coordinator) == [("Welder can be activated", f"/qualifications/{row.id}/structure")]


def test_several_drafts_are_one_deed(app, desk, make, coordinator):
    for _ in range(2):
        make.qualification(state=QualificationState.DRAFT)
    assert deeds(app, desk, coordinator) == [("2 drafts can be activated", "/qualifications?tab=inactive")]


def test_an_inactive_one_that_people_follow_is_a_deed(app, desk, make, coordinator, candidate):
    row = make.qualification(state=QualificationState.DEACTIVATED, name="Welder")
    make.link(candidate, row)
    titles = [title for title, _ in deeds(app, desk, coordinator)]
    assert titles == ["Welder is inactive, and 1 person follows it"]


def test_q14_people_on_a_superseded_version_can_move_along(app, desk, make, coordinator):
    old = make.qualification(state=QualificationState.SUPERSEDED, name="Welder", cohort="2026")
    new = make.qualification(name="Welder", code="W1", cohort="2027", level=3, predecessor_id=old.id)
    for _ in range(2):
        make.link(make.person(Role.CANDIDATE), old)
    expected = "2 people can move along to Welder (W1, cohort 2027, level 3)"
    assert deeds(app, desk, coordinator) == [(expected, f"/qualifications/{new.id}/move")]


@pytest.mark.parametrize("state", [QualificationState.DRAFT, QualificationState.CLOSED])
def test_q14_nobody_can_move_along_to_what_is_not_in_use(app, desk, make, coordinator, candidate, state):
    old = make.qualification(state=QualificationState.SUPERSEDED)
    make.qualification(state=state, core_tasks=0, predecessor_id=old.id)
    make.link(candidate, old)
    assert deeds(app, desk, coordinator) == []


def test_q14_whoever_cannot_be_moved_is_not_waited_for(app, desk, make, coordinator):
    old = make.qualification(state=QualificationState.SUPERSEDED)
    make.qualification(predecessor_id=old.id)
    for person in (make.person(Role.EXAMINER), make.person(Role.CANDIDATE, active=False)):
        make.link(person, old)
    assert deeds(app, desk, coordinator) == []


def test_q14_when_nobody_follows_the_earlier_version_there_is_nothing_to_move(app, desk, make, coordinator, candidate):
    old = make.qualification(state=QualificationState.SUPERSEDED)
    make.link(candidate, make.qualification(predecessor_id=old.id))
    assert deeds(app, desk, coordinator) == []


def test_an_upload_that_waits_is_a_deed(app, desk, coordinator):
    with desk.writing(actor_of(coordinator)) as work:
        number = actions.upload_dossiers(work, [], cohort="").id
    expected = ("An upload of qualification files was not imported yet", f"/qualifications/imports/{number}")
    assert deeds(app, desk, coordinator) == [expected]


def test_an_empty_school_begins_with_the_official_file(app, desk, coordinator):
    expected = ("Import the official qualification file", "/qualifications/import")
    assert deeds(app, desk, coordinator) == [expected]


def test_an_administrator_of_an_empty_school_adds_people(app, desk, make):
    make.qualification()
    assert deeds(app, desk, make.person(Role.ADMINISTRATOR)) == [("Add people", "/people")]


def test_whoever_does_not_look_after_qualifications_has_none(app, desk, make):
    make.qualification(state=QualificationState.DRAFT)
    assert deeds(app, desk, make.person(Role.EXAMINER)) == []


def test_the_deeds_take_few_statements(app, desk, make, coordinator, statements):
    for _ in range(5):
        make.qualification(state=QualificationState.DRAFT)
        old = make.qualification(state=QualificationState.SUPERSEDED)
        make.qualification(predecessor_id=old.id)
        make.link(make.person(Role.CANDIDATE), old)
    with statements() as seen:
        deeds(app, desk, coordinator)
    assert len(seen) <= 8
