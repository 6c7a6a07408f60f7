"""Activation at a glance: what can be activated, what cannot and why, and both ways round."""

import re

import pytest

from qualification_files.models import Qualification
from qualification_files.rules import Completeness, QualificationKind, QualificationState, TaskSize, what_is_missing

DRAFT = QualificationState.DRAFT
INACTIVE = "/qualifications?tab=inactive"


def signs_in(page):
    """Kind of colour, symbol and words of each state on the page."""
    found = r'<span class="state state-(\w+)"><svg[^>]*><use href="[^"#]*#([\w-]+)"/></svg><span>([^<]*)</span>'
    return re.findall(found, page)


@pytest.mark.pure
@pytest.mark.parametrize(
    ("tasks", "activities", "complete"),
    [([], 0, False), ([], 1, True), ([TaskSize("K1", 0)], 1, False), ([TaskSize("K1", 1)], 0, True)],
)
def test_q7_one_without_core_tasks_needs_an_activity_to_achieve_it(tasks, activities, complete):
    found = Completeness(QualificationKind.REGULAR, tasks, activities=activities)
    assert (what_is_missing(found) == []) is complete


def test_q7_the_list_tells_what_can_be_activated_by_symbol_colour_and_words(browser_of_coordinator, make):
    make.qualification(state=DRAFT)
    assert ("open", "circle", "Can be activated") in signs_in(browser_of_coordinator.get(INACTIVE).text)


@pytest.mark.parametrize(
    ("size", "words"),
    [
        ({"core_tasks": 0}, "There is no core task yet."),
        ({"work_processes": 0}, "No core task has a work process yet."),
    ],
)
def test_q7_the_list_tells_what_lacks_something_by_symbol_colour_and_words(browser_of_coordinator, make, size, words):
    make.qualification(state=DRAFT, **size)
    assert ("attention", "flag", words) in signs_in(browser_of_coordinator.get(INACTIVE).text)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (QualificationState.SUPERSEDED, "Superseded"),
        (QualificationState.CLOSED, "Closed"),
    ],
)
def test_q7_what_is_over_says_so_once_and_offers_no_activation(browser_of_coordinator, make, state, words):
    make.qualification(state=state)
    page = browser_of_coordinator.get(INACTIVE).text
    assert [told for _, _, told in signs_in(page)] == [words]
    assert "/activate" not in page


def test_q7_a_refusal_leads_to_a_new_core_task(browser_of_coordinator, make):
    row = make.qualification(state=DRAFT, core_tasks=0)
    page = browser_of_coordinator.post(f"/qualifications/{row.id}/activate").text
    way = f"/qualifications/{row.id}/core-tasks/add"
    assert f'href="{way}"' in page
    assert browser_of_coordinator.get(way).status_code == 200


def test_q7_a_refusal_leads_to_a_work_process_of_each_core_task(browser_of_coordinator, make):
    row = make.qualification(state=DRAFT, core_tasks=3, work_processes=0)
    page = browser_of_coordinator.post(f"/qualifications/{row.id}/activate").text
    ways = [f"/core-tasks/{task.id}/work-processes/add" for task in row.core_tasks]
    assert all(f'href="{way}"' in page for way in ways)
    assert {browser_of_coordinator.get(way).status_code for way in ways} == {200}


def test_q7_a_refusal_says_so_when_nothing_can_be_added_now(browser_of_coordinator, make, candidate):
    row = make.qualification(state=QualificationState.DEACTIVATED, work_processes=0)
    make.link(candidate, row)
    page = browser_of_coordinator.post(f"/qualifications/{row.id}/activate").text
    assert "1 person follows this qualification" in page
    assert "/work-processes/add" not in page


def test_q7_deactivating_asks_nothing_says_what_it_means_and_can_be_undone(browser_of_coordinator, make, desk):
    row = make.qualification(name="Welder")
    answer = browser_of_coordinator.post(f"/qualifications/{row.id}/deactivate", {"next": "/qualifications"})
    page = browser_of_coordinator.get(answer.location).text
    assert "Nobody new can be linked to it and no new exam can be made from it." in page
    flash = page.partition('class="flashes"')[2].partition("</form>")[0]
    assert f'action="/qualifications/{row.id}/activate"' in flash
    assert "Undo: activate it again" in flash
    browser_of_coordinator.post(f"/qualifications/{row.id}/activate")
    with desk.reading() as work:
        assert work.db.get(Qualification, row.id).state is QualificationState.ACTIVE


def test_q7_activating_can_be_undone_too(browser_of_coordinator, make):
    row = make.qualification(state=DRAFT)
    answer = browser_of_coordinator.post(f"/qualifications/{row.id}/activate")
    assert f'action="/qualifications/{row.id}/deactivate"' in browser_of_coordinator.get(answer.location).text


def test_q7_activate_stands_in_the_list_as_a_silhouette_with_its_word(browser_of_coordinator, make):
    row = make.qualification(name="Welder", state=DRAFT)
    page = browser_of_coordinator.get(INACTIVE).text
    button = re.search(r'<button class="btn btn-link qf-activate".*?</button>', page).group()
    assert 'title="Activate Welder"' in button
    assert "#person" in button
    assert "<span>Activate</span>" in button
    assert f'action="/qualifications/{row.id}/activate"' in page


def test_q7_each_control_without_a_word_has_a_tooltip(browser_of_coordinator, make):
    make.qualification(state=DRAFT)
    page = browser_of_coordinator.get(INACTIVE).text
    content = page[page.index("<main") : page.index("</main>")]
    controls = re.findall(r'<[a-z]+ class="icon-button"[^>]*>', content)
    assert controls
    assert all(" title=" in control for control in controls)
