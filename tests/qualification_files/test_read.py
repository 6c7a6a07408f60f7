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


def test_reading_leads_to_each_core_task_and_work_process(visit, make, coordinator):
    row = make.qualification(core_tasks=2)
    page = visit(coordinator).get(f"/qualifications/{row.id}").text
    for task in row.core_tasks:
        assert f'href="#task-{task.id}"' in page
        assert f'id="task-{task.id}" open' in page
        for process in task.work_processes:
            assert f'href="#process-{process.id}"' in page
            assert f'id="process-{process.id}"' in page


def test_reading_shows_the_instruction_inside_the_school(visit, make, candidate):
    row = make.qualification(has_instruction=True, instruction_title="How this works", instruction_text="Begin.")
    make.link(candidate, row)
    assert "How this works" in visit(candidate).get(f"/qualifications/{row.id}").text


def test_reading_says_behaviour_once_and_what_leads_to_the_indicators(visit, make, coordinator, desk):
    row = make.qualification(work_processes=1)
    with desk.writing() as work:
        process = work.db.get(type(row), row.id).core_tasks[0].work_processes[0]
        process.behaviour = "The welder:\n- Indicator 1.1.1;\n- Indicator 1.1.2.\nCleans up afterwards."
    page = visit(coordinator).get(f"/qualifications/{row.id}").text
    assert page.count("Indicator 1.1.1") == 1
    assert '<p class="read-lead">The welder:</p>' in page
    assert "Behaviour</h4><p>Cleans up afterwards.</p>" in " ".join(page.replace("\n", "").split()).replace("> <", "><")


@pytest.mark.parametrize(("role", "shown"), [(Role.AUDITOR, True), (Role.BOARD_MEMBER, True), (Role.EXAMINER, False)])
def test_reading_leads_to_the_conversion_table_whoever_may_see_it(visit, make, role, shown):
    row = make.qualification(predecessor_id=make.qualification().id)
    assert ("/mapping.pdf" in visit(make.person(role)).get(f"/qualifications/{row.id}").text) is shown


def test_reading_is_one_step_from_the_portfolio(visit, make, candidate):
    row = make.qualification()
    make.link(candidate, row)
    assert f'href="/qualifications/{row.id}"' in visit(candidate).get("/portfolio").text
