"""The whole file to read: GET /qualifications/<id>."""

import pytest

from people.rules import Role
from qualification_files.rules import QualificationState


def test_who_follows_it_reads_the_whole_file(visit, make, candidate):
    row = make.qualification(description="Welds steel.\n- with care")
    make.link(candidate, row)
    page = visit(candidate).get(f"/qualifications/{row.id}").text
    assert all(words in page for words in ("Welds steel.", "<li>with care</li>", "Core task 1", "Indicator 1.2.3"))


def test_a_candidate_who_does_not_follow_it_does_not_learn_that_it_exists(visit, make, candidate):
    assert visit(candidate).get(f"/qualifications/{make.qualification().id}").status_code == 404


def test_who_followed_it_before_may_still_read_it(visit, make, desk, candidate):
    row = make.qualification()
    link = make.link(candidate, row)
    with desk.writing() as work:
        work.db.get(type(link), link.id).ended_at = work.now
    assert visit(candidate).get(f"/qualifications/{row.id}").status_code == 200


@pytest.mark.parametrize(("state", "status"), [(QualificationState.DEACTIVATED, 200), (QualificationState.DRAFT, 404)])
def test_a_follower_reads_what_is_or_was_active(visit, make, candidate, state, status):
    row = make.qualification(state=state)
    make.link(candidate, row)
    assert visit(candidate).get(f"/qualifications/{row.id}").status_code == status


@pytest.mark.parametrize("role", [Role.EXAMINER, Role.SUPERVISOR, Role.MANAGER, Role.BOARD_MEMBER, Role.AUDITOR])
def test_who_works_with_candidates_reads_what_is_no_draft(visit, make, role):
    active, draft = make.qualification(), make.qualification(state=QualificationState.DRAFT)
    browser = visit(make.person(role))
    assert browser.get(f"/qualifications/{active.id}").status_code == 200
    assert browser.get(f"/qualifications/{draft.id}").status_code == 404


def test_a_stranger_is_led_to_the_sign_in_page(visit, make):
    assert visit().get(f"/qualifications/{make.qualification().id}").status_code == 303


def test_reading_takes_as_many_statements_for_a_small_file_as_for_a_large_one(visit, make, coordinator, statements):
    small, large = make.qualification(), make.qualification(core_tasks=6, work_processes=5, indicators=6)
    browser = visit(coordinator)
    with statements() as one:
        browser.get(f"/qualifications/{small.id}")
    with statements() as many:
        browser.get(f"/qualifications/{large.id}")
    assert len(one) == len(many) <= 12
