"""What is different, on the screen: between a file and what is here, and between two versions."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import select

from people.rules import Role
from qualification_files import actions, queries
from qualification_files.formats import Indicator
from qualification_files.formats.own import write
from qualification_files.models import Qualification
from qualification_files.rules import QualificationState
from tests.qualification_files.conftest import sent


@pytest.fixture
def draft(make):
    return make.qualification(state=QualificationState.DRAFT, cohort="2026")


@pytest.fixture
def active(make):
    return make.qualification(cohort="2026")


def content_of(desk, qualification):
    with desk.reading() as work:
        return queries.content_of(work, qualification.id)


def changed(content, **facts):
    """The same content with other facts, another name of the first work process and without the second."""
    first, *others = content.core_tasks
    one, *_rest = first.work_processes
    one = replace(one, name="Welds with care", indicators=(*one.indicators, Indicator("Wears <gloves>")))
    return replace(content, core_tasks=(replace(first, work_processes=(one,)), *others), **facts)


@pytest.fixture
def again(browser_of_coordinator):
    """`again(content)` uploads it and gives the address of what is different."""

    def upload(content):
        answer = browser_of_coordinator.post(
            "/qualifications/import", {"files": [sent(write(content), "again.json")], "cohort": ""}
        )
        page = browser_of_coordinator.get(answer.location).text
        (address,) = re.findall(r'href="([^"]*/differences/[^"]*)"', page)
        return address

    return upload


@pytest.fixture
def take_over(browser_of_coordinator):
    """`take_over(address)` presses the button of the page as it is shown; `seen` as it was shown before."""

    def press(address, seen=None):
        shown = re.search(r'name="seen" value="([0-9]+)"', browser_of_coordinator.get(address).text)
        return browser_of_coordinator.post(f"{address}/take-over", {"seen": seen or (shown[1] if shown else "")})

    return press


def test_q13_a_reimport_shows_what_was_added_changed_and_removed(browser_of_coordinator, desk, draft, again):
    page = browser_of_coordinator.get(again(changed(content_of(desk, draft), level=4))).text
    assert "1 work process says something else." in page
    assert "1 work process is removed." in page
    assert re.search(r"<del>.*?</span>3</del><ins>.*?</span>4</ins>", page)
    assert re.search(r"<ins>.*?</span>Wears &lt;gloves&gt;</ins>", page)


def test_q13_nothing_different_says_so(browser_of_coordinator, desk, draft, again):
    page = browser_of_coordinator.get(again(content_of(desk, draft))).text
    assert "Nothing is different" in page
    assert "Take these changes over" not in page


def test_q13_a_draft_takes_the_changes_over(browser_of_coordinator, desk, draft, again, take_over):
    address = again(changed(content_of(desk, draft)))
    assert "Take these changes over" in browser_of_coordinator.get(address).text
    assert take_over(address).status_code == 303
    (task,) = content_of(desk, draft).core_tasks
    assert [process.name for process in task.work_processes] == ["Welds with care"]


def test_q13_taking_over_twice_changes_nothing_more(desk, draft, again, take_over):
    address = again(changed(content_of(desk, draft)))
    take_over(address)
    once = content_of(desk, draft)
    assert take_over(address, seen=draft.version).status_code == 303
    assert content_of(desk, draft) == once


def test_q13_the_active_version_is_untouched_and_a_new_one_is_offered(
    browser_of_coordinator, desk, active, again, take_over
):
    before = content_of(desk, active)
    address = again(changed(before))
    page = browser_of_coordinator.get(address).text
    assert "Make a new version" in page
    assert "Take these changes over" not in page
    assert take_over(address).status_code == 409
    assert content_of(desk, active) == before


def test_q13_what_a_colleague_did_since_is_not_overwritten(browser_of_coordinator, desk, draft, again, take_over):
    address = again(changed(content_of(desk, draft)))
    with desk.writing() as work:
        mine = queries.structure(work, draft.id)
        actions.rename(work, mine.core_tasks[0].work_processes[0], "Theirs", seen="Work process 1.1")
    answer = take_over(address, seen=draft.version)
    assert answer.status_code == 409
    assert "Look again" in answer.text
    assert content_of(desk, draft).core_tasks[0].work_processes[0].name == "Theirs"


def test_q13_what_was_taken_out_can_be_put_back(browser_of_coordinator, desk, draft, again, take_over):
    before = content_of(desk, draft)
    take_over(again(changed(before)))
    page = browser_of_coordinator.get(f"/qualifications/{draft.id}/structure").text
    browser_of_coordinator.post(re.search(r'action="(/removed-parts/[0-9]+/put-back)"', page)[1])
    (task,) = content_of(desk, draft).core_tasks
    assert task.work_processes[1] == before.core_tasks[0].work_processes[1]


def test_q13_another_edition_cannot_be_taken_over_even_when_posted(desk, draft, again, take_over):
    content = content_of(desk, draft)
    address = again(changed(replace(content, dossier=replace(content.dossier, version="2"))))
    assert take_over(address, seen=draft.version).status_code == 409
    assert content_of(desk, draft) == content


def test_q13_a_new_version_comes_from_the_file(browser_of_coordinator, desk, active, again):
    address = again(changed(content_of(desk, active)))
    answer = browser_of_coordinator.post(f"{address}/new-version", {"cohort": "2027", "edition": ""})
    assert answer.status_code == 303
    with desk.reading() as work:
        made = work.db.scalars(select(Qualification).where(Qualification.predecessor_id == active.id)).one()
        assert (made.cohort, made.state) == ("2027", QualificationState.DRAFT)


def test_q13_a_new_version_needs_another_cohort_or_edition(browser_of_coordinator, desk, active, again, count):
    address = again(changed(content_of(desk, active)))
    answer = browser_of_coordinator.post(f"{address}/new-version", {"cohort": "2026", "edition": ""})
    assert answer.status_code == 422
    assert "is there already" in answer.text
    assert count(Qualification) == 1


def test_q13_another_edition_is_compared_with_the_newest_that_is_here(browser_of_coordinator, desk, draft, again):
    content = content_of(desk, draft)
    page = browser_of_coordinator.get(
        again(changed(replace(content, dossier=replace(content.dossier, version="2"))))
    ).text
    assert "This is another edition than the one that is here." in page
    assert "Welds with care" in page


def test_q13_two_versions_that_are_here_are_compared(browser_of_coordinator, make, active):
    newer = make.qualification(code=active.code, cohort="2027", predecessor_id=active.id, name="Otherwise")
    page = browser_of_coordinator.get(f"/qualifications/{newer.id}/differences").text
    assert re.search(r"<del>.*?</span>Lasser</del>|<ins>.*?</span>Otherwise</ins>", page)


@pytest.mark.parametrize("query", ["", "?with=0", "?with=999999", "?with=x"])
def test_q13_without_another_version_there_is_nothing_to_compare(browser_of_coordinator, active, query):
    assert browser_of_coordinator.get(f"/qualifications/{active.id}/differences{query}").status_code == 404


@pytest.mark.parametrize("key", ["nothing", "0.0", "..", "x" * 300])
def test_q13_an_unknown_key_is_not_found(browser_of_coordinator, desk, draft, again, key):
    address = again(content_of(desk, draft)).rsplit("/", 1)[0]
    assert browser_of_coordinator.get(f"{address}/{key}").status_code == 404


@pytest.mark.parametrize("role", [Role.CANDIDATE, Role.EXAMINER, Role.SUPERVISOR, Role.BOARD_MEMBER])
def test_q13_others_do_not_learn_that_it_exists(visit, make, desk, draft, again, role):
    address = again(content_of(desk, draft))
    browser = visit(make.person(role))
    assert browser.get(address).status_code in (403, 404)
    assert browser.post(f"{address}/take-over").status_code in (403, 404)
    assert browser.get(f"/qualifications/{draft.id}/differences").status_code == 404


def test_q13_taking_over_is_no_link_to_follow(browser_of_coordinator, desk, draft, again):
    address = again(content_of(desk, draft))
    assert browser_of_coordinator.get(f"{address}/take-over").status_code == 405


def test_q13_the_page_has_a_fixed_number_of_statements(browser_of_coordinator, make, desk, again, statements):
    counts = []
    for size in (1, 5):
        qualification = make.qualification(core_tasks=size, work_processes=size, state=QualificationState.DRAFT)
        address = again(changed(content_of(desk, qualification)))
        with statements() as seen:
            browser_of_coordinator.get(address)
        counts.append(len(seen))
    assert counts[0] == counts[1]
