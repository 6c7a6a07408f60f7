"""Editing that is quick (Q6): moving, sorting, renaming, removing with undo, and what the screen says."""

import gzip
import json
import re
from pathlib import Path

import pytest
from sqlalchemy import select

from qualification_files import queries
from qualification_files.models import (
    Competence,
    CoreTask,
    Indicator,
    Knowledge,
    Qualification,
    StructureRemoval,
    WorkProcess,
    WorkProcessCompetence,
    WorkProcessMapping,
)
from qualification_files.rules import MappingOrigin, Part, QualificationState, pasted_lines

CHANGED = "qualification_files.structure-changed"
VECTORS = Path(__file__).parents[1] / "vectors" / "pasted-lines.json"


@pytest.fixture
def draft(make):
    return make.qualification(core_tasks=2, work_processes=3, state=QualificationState.DRAFT)


@pytest.fixture
def tree(desk, draft):
    """What stands in the tree now: (number, [(number, [indicators])])."""

    def standing():
        with desk.reading() as work:
            found = queries.structure(work, draft.id)
            return [
                (task.number, [(each.number, [i.text for i in each.indicators]) for each in task.work_processes])
                for task in found.core_tasks
            ]

    return standing


@pytest.fixture
def numbers(tree):
    return lambda: [[number for number, _ in processes] for _, processes in tree()]


def undo_of(answer, browser):
    """The address behind the Undo of the page that a removal leads to."""
    page = browser.get(answer.location).text
    return re.search(r'action="([^"]*/put-back)"', page).group(1)


def removed(browser, path):
    """Remove this, and give the address that puts it back."""
    return undo_of(browser.post(f"{path}/remove"), browser)


@pytest.mark.pure
@pytest.mark.parametrize("case", json.loads(VECTORS.read_text()), ids=lambda case: case["text"][:20])
def test_q6_a_pasted_list_gives_one_indicator_for_each_line(case):
    assert pasted_lines(case["text"]) == case["lines"]


def test_q6_a_work_process_moves_to_a_place_in_another_core_task(browser_of_coordinator, draft, numbers, audited):
    process = draft.core_tasks[0].work_processes[2]
    place = {"parent": draft.core_tasks[1].id, "place": 1}
    answer = browser_of_coordinator.post(f"/work-processes/{process.id}/move", place)
    assert numbers() == [["B1-K1-W1", "B1-K1-W2"], ["B1-K2-W1", "B1-K1-W3", "B1-K2-W2", "B1-K2-W3"]]
    assert "B1-K1-W3 now stands in place 2 of 4 in B1-K2." in browser_of_coordinator.get(answer.location).text
    assert audited(CHANGED)[-1].facts["change"] == "moved"


def test_q6_an_indicator_moves_to_another_work_process(browser_of_coordinator, draft, tree):
    first, second = draft.core_tasks[0].work_processes[:2]
    browser_of_coordinator.post(f"/indicators/{first.indicators[0].id}/move", {"parent": second.id, "place": 0})
    assert tree()[0][1][0][1] == ["Indicator 1.1.2", "Indicator 1.1.3"]
    assert tree()[0][1][1][1][0] == "Indicator 1.1.1"


def test_q6_without_a_place_it_comes_last_and_a_far_place_is_the_last(browser_of_coordinator, draft, numbers):
    first, second = draft.core_tasks[0].work_processes[:2]
    browser_of_coordinator.post(f"/work-processes/{first.id}/move", {"parent": draft.core_tasks[1].id})
    browser_of_coordinator.post(f"/work-processes/{second.id}/move", {"parent": draft.core_tasks[1].id, "place": "99"})
    assert numbers()[1][-2:] == ["B1-K1-W1", "B1-K1-W2"]


def test_q6_moving_to_where_it_stands_changes_nothing(browser_of_coordinator, draft, audited):
    process = draft.core_tasks[0].work_processes[1]
    place = {"parent": draft.core_tasks[0].id, "place": 1}
    assert browser_of_coordinator.post(f"/work-processes/{process.id}/move", place).status_code == 303
    assert audited(CHANGED) == []


def test_q6_core_tasks_of_base_and_profile_stay_apart(browser_of_coordinator, draft, desk):
    with desk.writing() as work:
        for task, part in zip(queries.structure(work, draft.id).core_tasks, (Part.BASE, Part.PROFILE), strict=True):
            task.part = part
    browser_of_coordinator.post(f"/core-tasks/{draft.core_tasks[1].id}/move", {"place": 0})
    browser_of_coordinator.post(f"/core-tasks/{draft.core_tasks[1].id}/move", {"direction": "up"})
    with desk.reading() as work:
        assert [task.number for task in queries.structure(work, draft.id).core_tasks] == ["B1-K1", "B1-K2"]


def test_q6_nothing_moves_into_another_qualification(browser_of_coordinator, draft, make, numbers):
    other = make.qualification(state=QualificationState.DRAFT)
    process = draft.core_tasks[0].work_processes[0]
    answer = browser_of_coordinator.post(f"/work-processes/{process.id}/move", {"parent": other.core_tasks[0].id})
    assert (answer.status_code, len(numbers()[0])) == (422, 3)


@pytest.mark.parametrize("parent", ["999999", "x", "-1"])
def test_q6_a_parent_that_is_not_there_moves_nothing(browser_of_coordinator, draft, numbers, parent):
    path = f"/work-processes/{draft.core_tasks[0].work_processes[0].id}/move"
    assert browser_of_coordinator.post(path, {"parent": parent}).status_code == 404
    assert len(numbers()[0]) == 3


def test_q6_a_full_work_process_takes_no_more(browser_of_coordinator, draft, desk, tree):
    first, second = draft.core_tasks[0].work_processes[:2]
    with desk.writing() as work:
        work.db.add_all(Indicator(work_process_id=second.id, position=n, text=f"does {n}") for n in range(10, 107))
    answer = browser_of_coordinator.post(f"/indicators/{first.indicators[0].id}/move", {"parent": second.id})
    assert answer.status_code == 422
    assert "at most 100 indicators" in answer.text


def test_q6_a_number_that_is_taken_there_is_explained_and_another_one_chosen(
    browser_of_coordinator, draft, numbers, desk
):
    process, target = draft.core_tasks[0].work_processes[0], draft.core_tasks[1]
    with desk.writing() as work:
        work.db.get(WorkProcess, target.work_processes[0].id).number = "B1-K1-W1"
    asked = browser_of_coordinator.post(f"/work-processes/{process.id}/move", {"parent": target.id, "place": 0})
    assert asked.status_code == 422
    assert "B1-K1-W1 is taken in B1-K2: choose a number for it there." in asked.text
    assert 'value="B1-K2-W4"' in asked.text
    again = {"parent": target.id, "place": 0, "number": "B1-K2-W4"}
    assert browser_of_coordinator.post(f"/work-processes/{process.id}/move", again).status_code == 303
    assert numbers()[1][0] == "B1-K2-W4"


def test_q6_the_second_of_two_coordinators_who_move_is_told(browser_of_coordinator, draft, numbers):
    first, second = draft.core_tasks[0].work_processes[:2]
    seen = {"direction": "down", "version": str(draft.version)}
    assert browser_of_coordinator.post(f"/work-processes/{first.id}/move", seen).status_code == 303
    answer = browser_of_coordinator.post(f"/work-processes/{second.id}/move", seen)
    assert answer.status_code == 409
    assert "Somebody changed this tree after you opened it." in answer.text
    assert numbers()[0] == ["B1-K1-W2", "B1-K1-W1", "B1-K1-W3"]


def test_q6_sorting_puts_w2_before_w10(browser_of_coordinator, draft, desk, numbers, audited):
    task = draft.core_tasks[0]
    with desk.writing() as work:
        for process, number in zip(task.work_processes, ("W10", "W2", "w1"), strict=True):
            work.db.get(WorkProcess, process.id).number = number
    assert "Sort by number" in browser_of_coordinator.get(f"/core-tasks/{task.id}").text
    browser_of_coordinator.post(f"/core-tasks/{task.id}/sort")
    assert numbers()[0] == ["w1", "W2", "W10"]
    assert len(audited(CHANGED)[-1].facts["part_ids"]) == 3
    assert "Sort by number" not in browser_of_coordinator.get(f"/core-tasks/{task.id}").text


def test_q6_core_tasks_are_sorted_too(browser_of_coordinator, draft, desk, tree):
    with desk.writing() as work:
        for task, number in zip(draft.core_tasks, ("K10", "K9"), strict=True):
            work.db.get(CoreTask, task.id).number = number
    browser_of_coordinator.post(f"/qualifications/{draft.id}/structure/sort")
    assert [number for number, _ in tree()] == ["K9", "K10"]


def test_q6_every_kind_of_part_is_renamed_in_its_place(browser_of_coordinator, draft, tree, audited):
    task = draft.core_tasks[0]
    process = task.work_processes[0]
    renames = {
        f"/core-tasks/{task.id}": ("Core task 1", "Welds"),
        f"/work-processes/{process.id}": ("Work process 1.1", "Sets  up"),
        f"/indicators/{process.indicators[0].id}": ("Indicator 1.1.1", "works safely"),
    }
    for path, (was, name) in renames.items():
        assert browser_of_coordinator.post(f"{path}/rename", {"was": was, "name": name}).status_code == 303
    assert {line.facts["change"] for line in audited(CHANGED)} == {"changed"}
    assert tree()[0][1][0][1][0] == "works safely"
    assert "Sets up" in browser_of_coordinator.get(f"/work-processes/{process.id}").text


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"name": " ", "was": "Core task 1"}, 422),
        ({"name": "n" * 501, "was": "Core task 1"}, 422),
        ({"name": "New", "was": "What it was called yesterday"}, 409),
        ({}, 422),
    ],
)
def test_q6_a_name_that_cannot_be_is_refused(browser_of_coordinator, draft, desk, sent, status):
    path = f"/core-tasks/{draft.core_tasks[0].id}/rename"
    assert browser_of_coordinator.post(path, sent).status_code == status
    with desk.reading() as work:
        assert work.db.get(CoreTask, draft.core_tasks[0].id).name == "Core task 1"


@pytest.fixture
def rich(draft, desk):
    """The first core task with knowledge, an extra of the profile, and a work process with competences."""
    task = draft.core_tasks[0]
    with desk.writing() as work:
        letters = queries.competence_numbers(work)
        work.db.get(CoreTask, task.id).complexity_extra = "More demands"
        work.db.add(Knowledge(core_task_id=task.id, position=1, text="knows steel", extra=True))
        first = task.work_processes[0].id
        work.db.add_all(
            WorkProcessCompetence(work_process_id=first, competence_id=letters[letter], extra=letter == "B")
            for letter in "BK"
        )
        work.db.get(WorkProcess, first).behaviour_extra = "- checks"
    return task


@pytest.fixture
def everything(desk, draft):
    """All there is in the draft, without the numbers of rows."""

    def content():
        with desk.reading() as work:
            found = queries.structure(work, draft.id)
            return [_plain(task) for task in found.core_tasks]

    return content


def _plain(task):
    known = [(row.text, row.extra) for row in task.knowledge]
    processes = [
        (
            each.identifier,
            each.number,
            each.behaviour_extra,
            [(link.competence_id, link.extra) for link in each.competences],
            [(indicator.identifier, indicator.text, indicator.extra) for indicator in each.indicators],
        )
        for each in task.work_processes
    ]
    return (task.identifier, task.number, task.name, task.part, task.complexity_extra, known, processes)


def test_q6_undo_brings_everything_back_as_it_was(browser_of_coordinator, rich, everything, audited):
    before = everything()
    undo = removed(browser_of_coordinator, f"/core-tasks/{rich.id}")
    assert len(everything()) == 1
    assert browser_of_coordinator.post(undo).status_code == 303
    assert everything() == before
    assert [line.facts["change"] for line in audited(CHANGED)] == ["removed", "restored"]


def test_q6_several_removals_are_undone_in_reverse(browser_of_coordinator, rich, everything):
    before = everything()
    process = rich.work_processes[0]
    paths = (f"/indicators/{process.indicators[1].id}", f"/work-processes/{process.id}", f"/core-tasks/{rich.id}")
    undos = [removed(browser_of_coordinator, path) for path in paths]
    assert {browser_of_coordinator.post(undo).status_code for undo in reversed(undos)} == {303}
    assert everything() == before


def test_q6_undo_leaves_out_a_competence_that_was_removed_since_and_says_so(
    browser_of_coordinator, rich, everything, competence_zz
):
    before = everything()
    undo = removed(browser_of_coordinator, f"/core-tasks/{rich.id}")
    assert browser_of_coordinator.post(f"/competences/{competence_zz}/remove").status_code == 303
    answer = browser_of_coordinator.post(undo)
    assert answer.status_code == 303
    assert "removed since: ZZ." in browser_of_coordinator.get(answer.location).text
    assert [len(task[-1]) for task in everything()] == [len(task[-1]) for task in before]


@pytest.fixture
def competence_zz(rich, desk):
    """A competence of the school's own on which the first work process calls."""
    with desk.writing() as work:
        own = Competence(letter="ZZ", name_nl="Zagen", name_en="Sawing", standard=False)
        work.db.add(own)
        work.db.flush()
        work.db.add(WorkProcessCompetence(work_process_id=rich.work_processes[0].id, competence_id=own.id, extra=False))
        return own.id


def test_q6_what_stood_under_something_removed_waits_for_it(browser_of_coordinator, rich, count):
    undo = removed(browser_of_coordinator, f"/work-processes/{rich.work_processes[0].id}")
    browser_of_coordinator.post(f"/core-tasks/{rich.id}/remove")
    answer = browser_of_coordinator.post(undo)
    assert answer.status_code == 409
    assert "Put that back first" in answer.text
    assert count(StructureRemoval, StructureRemoval.undone_at.is_not(None)) == 0


def test_q6_undo_says_when_the_number_was_given_away(browser_of_coordinator, rich, numbers):
    undo = removed(browser_of_coordinator, f"/work-processes/{rich.work_processes[0].id}")
    browser_of_coordinator.post(f"/core-tasks/{rich.id}/work-processes/add", {"number": "b1-k1-w1", "name": "Another"})
    answer = browser_of_coordinator.post(undo)
    assert answer.status_code == 409
    assert "Number B1-K1-W1 was given to another part since." in answer.text
    assert numbers()[0] == ["b1-k1-w1", "B1-K1-W2", "B1-K1-W3"]


def test_q6_undo_works_after_other_edits_and_finds_the_nearest_place(browser_of_coordinator, rich, numbers):
    undo = removed(browser_of_coordinator, f"/work-processes/{rich.work_processes[2].id}")
    browser_of_coordinator.post(f"/work-processes/{rich.work_processes[0].id}/remove")
    assert browser_of_coordinator.post(undo).status_code == 303
    assert numbers()[0] == ["B1-K1-W2", "B1-K1-W3"]


def test_q6_undo_pressed_twice_puts_back_once(browser_of_coordinator, rich, numbers):
    undo = removed(browser_of_coordinator, f"/work-processes/{rich.work_processes[2].id}")
    assert [browser_of_coordinator.post(undo).status_code for _ in range(2)] == [303, 303]
    assert numbers()[0] == ["B1-K1-W1", "B1-K1-W2", "B1-K1-W3"]


def test_q6_undo_is_refused_once_the_structure_is_fixed(browser_of_coordinator, rich, draft, numbers):
    undo = removed(browser_of_coordinator, f"/work-processes/{rich.work_processes[2].id}")
    browser_of_coordinator.post(f"/qualifications/{draft.id}/activate")
    answer = browser_of_coordinator.post(undo)
    assert (answer.status_code, len(numbers()[0])) == (409, 2)
    assert "This qualification is active" in answer.text


def test_q6_what_was_removed_lately_stands_under_the_tree(browser_of_coordinator, rich, draft, coordinator):
    browser_of_coordinator.post(f"/work-processes/{rich.work_processes[2].id}/remove")
    page = browser_of_coordinator.get(f"/qualifications/{draft.id}/structure").text
    assert all(words in page for words in ("Removed lately", "Work process 1.3", "with 3 parts under it"))
    assert coordinator.name in page


def test_q6_undo_maps_an_earlier_version_again(browser_of_coordinator, rich, draft, make, desk):
    old = make.qualification().core_tasks[0].work_processes[0]
    process = rich.work_processes[0]
    with desk.writing() as work:
        work.db.add(
            WorkProcessMapping(
                qualification_id=draft.id,
                old_id=old.id,
                new_id=process.id,
                origin=MappingOrigin.BY_HAND,
                decided_at=work.now,
            )
        )
    browser_of_coordinator.post(removed(browser_of_coordinator, f"/work-processes/{process.id}"))
    with desk.reading() as work:
        (row,) = work.db.scalars(select(WorkProcessMapping))
        assert work.db.get(WorkProcess, row.new_id).identifier == process.identifier


def test_q6_completeness_is_said_for_each_branch(browser_of_coordinator, draft, desk):
    with desk.writing() as work:
        for indicator in draft.core_tasks[0].work_processes[0].indicators:
            work.db.delete(work.db.get(Indicator, indicator.id))
        work.db.add(CoreTask(qualification_id=draft.id, number="K9", position=9, name="Empty"))
    page = browser_of_coordinator.get(f"/qualifications/{draft.id}/structure").text
    for words in ("no work process", "no indicators", "1 without indicators", "3 work processes"):
        assert words in page


def test_q6_a_pasted_list_is_counted_first_when_that_is_asked(browser_of_coordinator, draft, count):
    process = draft.core_tasks[0].work_processes[0]
    before = count(Indicator)
    answer = browser_of_coordinator.post(
        f"/work-processes/{process.id}/indicators", {"texts": "- one;\n- two", "preview": "1"}
    )
    assert (answer.status_code, count(Indicator)) == (200, before)
    assert "This gives 2 indicators" in answer.text


def test_q6_the_second_of_two_tabs_sees_what_the_first_wrote(browser_of_coordinator, draft):
    address = f"/core-tasks/{draft.core_tasks[0].id}"
    seen = re.search(r'name="seen"[^>]*value="([^"]*)"', browser_of_coordinator.get(address).text).group(1)
    browser_of_coordinator.post(address, {"number": "K1", "name": "First", "seen": seen})
    second = browser_of_coordinator.post(address, {"number": "K1", "name": "Second", "seen": seen})
    assert second.status_code == 409
    assert "<q>First</q>" in second.text
    assert 'value="Second"' in second.text


def test_q6_a_fixed_tree_is_read_and_says_why(browser_of_coordinator, make):
    row = make.qualification()
    process = row.core_tasks[0].work_processes[0]
    for path in (
        f"/qualifications/{row.id}/structure",
        f"/core-tasks/{row.core_tasks[0].id}",
        f"/work-processes/{process.id}",
        f"/indicators/{process.indicators[0].id}",
    ):
        page = browser_of_coordinator.get(path).text
        assert "This qualification is active" in page
        assert "tree-plus" not in page
        assert "/move" not in page


def test_q6_every_page_of_the_tree_shows_the_tabs(browser_of_coordinator, draft):
    process = draft.core_tasks[0].work_processes[0]
    for path in (
        f"/qualifications/{draft.id}/structure",
        f"/work-processes/{process.id}",
        f"/qualifications/{draft.id}/core-tasks/add",
        f"/indicators/{process.indicators[0].id}",
    ):
        assert f'href="/qualifications/{draft.id}/facts"' in browser_of_coordinator.get(path).text


def test_q6_a_profile_name_equal_to_one_of_the_base_is_warned_about_on_editing(browser_of_coordinator, draft, desk):
    with desk.writing() as work:
        for task, part in zip(queries.structure(work, draft.id).core_tasks, (Part.BASE, Part.PROFILE), strict=True):
            task.part = part
    path = f"/core-tasks/{draft.core_tasks[1].id}"
    answer = browser_of_coordinator.post(f"{path}/rename", {"was": "Core task 2", "name": "core task 1"})
    page = browser_of_coordinator.get(answer.location).text
    assert "B1-K2 has the same name as B1-K1 in the base part." in page


def test_q6_a_tree_of_288_indicators_takes_nine_statements_and_stays_light(browser_of_coordinator, make, statements):
    row = make.qualification(core_tasks=6, work_processes=8, indicators=6, state=QualificationState.DRAFT)
    browser_of_coordinator.get(f"/qualifications/{row.id}/structure")
    with statements() as seen:
        answer = browser_of_coordinator.get(f"/qualifications/{row.id}/structure")
    assert len(seen) <= 9  # with the menu, which says what waits
    assert (answer.text.count('id="indicator-'), '<details class="tree-more" open' in answer.text) == (288, False)
    assert len(answer.data) < 160_000
    assert len(gzip.compress(answer.data)) < 16_000


def test_q6_show_all_opens_every_branch_without_scripts(browser_of_coordinator, draft):
    page = browser_of_coordinator.get(f"/qualifications/{draft.id}/structure?show=all").text
    assert page.count('<details class="tree-more" open') == 6


def test_q6_every_deed_moves_the_version_along(browser_of_coordinator, draft, desk):
    process = draft.core_tasks[0].work_processes[0]
    undo = removed(browser_of_coordinator, f"/indicators/{process.indicators[0].id}")
    browser_of_coordinator.post(undo)
    with desk.reading() as work:
        assert work.db.get(Qualification, draft.id).version == draft.version + 2


def test_q6_what_arrives_twice_is_no_conflict(browser_of_coordinator, draft):
    task = draft.core_tasks[0]
    page = browser_of_coordinator.get(f"/core-tasks/{task.id}").text
    (seen,) = re.findall(r'name="seen"[^>]*value="(\w+)"', page)
    sent = {"number": task.number, "name": "Once", "knowledge": "a\nb", "seen": seen}
    answers = [browser_of_coordinator.post(f"/core-tasks/{task.id}", sent).status_code for _ in range(2)]
    assert answers == [303, 303]
    assert browser_of_coordinator.post(f"/core-tasks/{task.id}", sent | {"name": "Other"}).status_code == 409
