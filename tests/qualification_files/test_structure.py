"""Core tasks, work processes and indicators: their pages and deeds."""

import re

import pytest
from sqlalchemy import select

from portfolio.models import Entry, Evidence
from qualification_files import queries
from qualification_files.models import CoreTask, Indicator, Knowledge, WorkProcess, WorkProcessCompetence
from qualification_files.rules import Part, QualificationState

CHANGED = "qualification_files.structure-changed"
TASK = {"number": "K9", "name": "Welds"}
PROCESS = {"number": "K9-W1", "name": "Prepares"}


@pytest.fixture
def draft(make):
    return make.qualification(state=QualificationState.DRAFT)


@pytest.fixture
def numbers(desk, draft):
    """The numbers of core tasks and work processes as they stand now."""

    def standing():
        with desk.reading() as work:
            found = queries.structure(work, draft.id)
            return [(task.number, [process.number for process in task.work_processes]) for task in found.core_tasks]

    return standing


@pytest.fixture
def texts(desk):
    """The indicators of a work process in their order."""

    def standing(process):
        with desk.reading() as work:
            found = select(Indicator.text).where(Indicator.work_process_id == process.id).order_by(Indicator.position)
            return list(work.db.scalars(found))

    return standing


def test_the_tree_shows_everything_and_what_lacks(browser_of_coordinator, make):
    row = make.qualification(state=QualificationState.DRAFT, core_tasks=2, indicators=0)
    page = browser_of_coordinator.get(f"/qualifications/{row.id}/structure").text
    assert all(words in page for words in ("B1-K1-W1", "Work process 2.2", "no indicators", "It can be activated"))
    assert "2 without indicators" in page


@pytest.mark.parametrize(
    ("processes", "words"),
    [
        (1, "1 work process has no performance indicators yet; that is allowed."),
        (3, "3 work processes have no performance indicators yet; that is allowed."),
    ],
)
def test_q7_what_may_be_activated_without_indicators_says_so_and_stays_calm(
    browser_of_coordinator, make, processes, words
):
    row = make.qualification(state=QualificationState.DRAFT, core_tasks=1, work_processes=processes, indicators=0)
    page = browser_of_coordinator.get(f"/qualifications/{row.id}/structure").text
    assert words in page
    assert "state-attention" not in page


def test_q7_with_every_indicator_there_is_no_word_about_them(browser_of_coordinator, make):
    row = make.qualification(state=QualificationState.DRAFT, core_tasks=1, indicators=1)
    assert "that is allowed" not in browser_of_coordinator.get(f"/qualifications/{row.id}/structure").text


def test_a_core_task_is_added(browser_of_coordinator, draft, numbers, audited):
    answer = browser_of_coordinator.post(f"/qualifications/{draft.id}/core-tasks/add", TASK)
    assert (answer.status_code, numbers()[-1]) == (303, ("K9", []))
    (line,) = audited(CHANGED)
    assert (line.facts["part"], line.facts["change"]) == ("core-task", "added")


def test_numbers_sort_as_numbers(browser_of_coordinator, draft, numbers):
    task = draft.core_tasks[0]
    for number in ("B1-K1-W10", "B1-K1-W3"):
        browser_of_coordinator.post(f"/core-tasks/{task.id}/work-processes/add", {"number": number, "name": number})
    assert numbers() == [("B1-K1", ["B1-K1-W1", "B1-K1-W2", "B1-K1-W3", "B1-K1-W10"])]


def test_the_next_number_is_proposed(browser_of_coordinator, draft):
    page = browser_of_coordinator.get(f"/core-tasks/{draft.core_tasks[0].id}/work-processes/add").text
    assert 'value="B1-K1-W3"' in page


@pytest.mark.parametrize(
    "wrong", [{"number": ""}, {"name": " "}, {"number": "n" * 41}, {"name": "n" * 501}, {"number": "b1-k1"}]
)
def test_a_wrong_core_task_is_not_kept(browser_of_coordinator, draft, numbers, wrong):
    answer = browser_of_coordinator.post(f"/qualifications/{draft.id}/core-tasks/add", {**TASK, **wrong})
    assert (answer.status_code, len(numbers())) == (422, 1)
    assert 'class="summary"' in answer.text


def test_a_core_task_form_posted_twice_makes_one(browser_of_coordinator, draft, numbers):
    for _ in range(2):
        browser_of_coordinator.post(f"/qualifications/{draft.id}/core-tasks/add", TASK)
    assert [number for number, _ in numbers()] == ["B1-K1", "K9"]


def test_knowledge_is_kept_line_by_line_and_keeps_what_the_profile_added(browser_of_coordinator, draft, desk):
    task = draft.core_tasks[0]
    with desk.writing() as work:
        work.db.add(Knowledge(core_task_id=task.id, position=1, text="knows steel", extra=True))
    facts = {"number": "B1-K1", "name": "Welds", "knowledge": "- knows fire;\nknows steel\n\nknows fire"}
    assert browser_of_coordinator.post(f"/core-tasks/{task.id}", facts).status_code == 303
    with desk.reading() as work:
        rows = work.db.scalars(select(Knowledge).order_by(Knowledge.position)).all()
        assert [(row.text, row.extra) for row in rows] == [("knows fire", False), ("knows steel", True)]


def test_a_work_process_gets_its_competences(browser_of_coordinator, draft, desk):
    process = draft.core_tasks[0].work_processes[0]
    with desk.reading() as work:
        letters = queries.competence_numbers(work)
    facts = {"number": "B1-K1-W1", "name": "Prepares", "competences": [str(letters["K"]), str(letters["B"])]}
    assert browser_of_coordinator.post(f"/work-processes/{process.id}", facts).status_code == 303
    with desk.reading() as work:
        kept = set(work.db.scalars(select(WorkProcessCompetence.competence_id)))
    assert kept == {letters["K"], letters["B"]}


@pytest.mark.parametrize(
    "wrong", [{"competences": "999999"}, {"competences": "x"}, {"number": "B1-K1-W2"}, {"name": ""}]
)
def test_a_wrong_work_process_is_not_kept(browser_of_coordinator, draft, numbers, wrong):
    process = draft.core_tasks[0].work_processes[0]
    facts = {"number": "W77", "name": "Prepares", **wrong}
    assert browser_of_coordinator.post(f"/work-processes/{process.id}", facts).status_code == 422
    assert numbers() == [("B1-K1", ["B1-K1-W1", "B1-K1-W2"])]


def test_the_second_of_two_tabs_is_told_and_keeps_what_was_typed(browser_of_coordinator, draft, desk):
    address = f"/work-processes/{draft.core_tasks[0].work_processes[0].id}"
    seen = re.search(r'name="seen"[^>]*value="([^"]*)"', browser_of_coordinator.get(address).text).group(1)
    first = browser_of_coordinator.post(address, {"number": "W1", "name": "First", "seen": seen})
    second = browser_of_coordinator.post(address, {"number": "W1", "name": "Second", "seen": seen})
    assert (first.status_code, second.status_code) == (303, 409)
    assert 'value="Second"' in second.text


def test_a_pasted_list_gives_an_indicator_for_each_line(browser_of_coordinator, draft, texts, audited):
    process = draft.core_tasks[0].work_processes[0]
    answer = browser_of_coordinator.post(
        f"/work-processes/{process.id}/indicators", {"texts": "- works safely;\n\n2. works precisely"}
    )
    assert answer.status_code == 303
    assert texts(process)[3:] == ["works safely", "works precisely"]
    assert len(audited(CHANGED)[0].facts["part_ids"]) == 2


@pytest.mark.parametrize(
    "pasted", ["", " \n - \n", "x" * 20_001, "y" * 2001, "\n".join(f"does {n}" for n in range(101))]
)
def test_a_useless_list_of_indicators_is_refused(browser_of_coordinator, draft, texts, pasted):
    process = draft.core_tasks[0].work_processes[0]
    answer = browser_of_coordinator.post(f"/work-processes/{process.id}/indicators", {"texts": pasted})
    assert (answer.status_code, len(texts(process))) == (422, 3)


def test_an_indicator_can_be_worded_otherwise(browser_of_coordinator, draft, texts):
    process = draft.core_tasks[0].work_processes[0]
    answer = browser_of_coordinator.post(f"/indicators/{process.indicators[0].id}", {"text": "Welds straight"})
    assert (answer.status_code, texts(process)[0]) == (303, "Welds straight")


@pytest.mark.parametrize(
    ("direction", "place", "expected"), [("up", 1, "213"), ("down", 1, "132"), ("up", 0, "123"), ("down", 2, "123")]
)
def test_indicators_move_one_place(browser_of_coordinator, draft, texts, direction, place, expected):
    process = draft.core_tasks[0].work_processes[0]
    indicator = process.indicators[place]
    assert browser_of_coordinator.post(f"/indicators/{indicator.id}/move", {"direction": direction}).status_code == 303
    assert "".join(text[-1] for text in texts(process)) == expected


def test_core_tasks_and_work_processes_move(browser_of_coordinator, make, desk):
    row = make.qualification(state=QualificationState.DRAFT, core_tasks=2)
    browser_of_coordinator.post(f"/core-tasks/{row.core_tasks[1].id}/move", {"direction": "up"})
    browser_of_coordinator.post(f"/work-processes/{row.core_tasks[0].work_processes[0].id}/move", {"direction": "down"})
    with desk.reading() as work:
        first, second = queries.structure(work, row.id).core_tasks
        assert (first.number, second.number) == ("B1-K2", "B1-K1")
        assert [process.number for process in second.work_processes] == ["B1-K1-W2", "B1-K1-W1"]


def test_an_indicator_is_removed(browser_of_coordinator, draft, texts):
    process = draft.core_tasks[0].work_processes[0]
    assert browser_of_coordinator.post(f"/indicators/{process.indicators[0].id}/remove").status_code == 303
    assert texts(process) == ["Indicator 1.1.2", "Indicator 1.1.3"]


def test_a_core_task_is_removed_with_all_under_it_without_a_question(browser_of_coordinator, draft, count):
    assert browser_of_coordinator.post(f"/core-tasks/{draft.core_tasks[0].id}/remove").status_code == 303
    assert (count(CoreTask), count(WorkProcess), count(Indicator)) == (0, 0, 0)


def test_a_work_process_with_evidence_stays_and_the_reason_is_said(
    browser_of_coordinator, draft, desk, candidate, count
):
    process = draft.core_tasks[0].work_processes[0]
    with desk.writing() as work:
        entry = Entry(owner_id=candidate.id, kind="project", title="Table", created_at=work.now, updated_at=work.now)
        entry.evidence = [Evidence(work_process_id=process.id, created_at=work.now, updated_at=work.now)]
        work.db.add(entry)
    for address in (f"/work-processes/{process.id}/remove", f"/core-tasks/{process.core_task_id}/remove"):
        answer = browser_of_coordinator.post(address)
        assert answer.status_code == 409
        assert "so it stays" in answer.text
    assert count(WorkProcess) == 2


@pytest.mark.parametrize("state", [QualificationState.ACTIVE, QualificationState.CLOSED])
def test_what_is_in_use_does_not_change_under_peoples_feet(browser_of_coordinator, make, numbers, state, desk):
    row = make.qualification(state=state)
    task, process = row.core_tasks[0], row.core_tasks[0].work_processes[0]
    posts = {
        f"/qualifications/{row.id}/core-tasks/add": TASK,
        f"/core-tasks/{task.id}": TASK,
        f"/core-tasks/{task.id}/work-processes/add": PROCESS,
        f"/core-tasks/{task.id}/move": {"direction": "up"},
        f"/core-tasks/{task.id}/remove": {},
        f"/work-processes/{process.id}": PROCESS,
        f"/work-processes/{process.id}/indicators": {"texts": "works"},
        f"/indicators/{process.indicators[0].id}": {"text": "works"},
        f"/indicators/{process.indicators[0].id}/remove": {},
    }
    assert {browser_of_coordinator.post(path, data).status_code for path, data in posts.items()} == {409}
    page = browser_of_coordinator.get(f"/work-processes/{process.id}").text
    assert "fixed now" in page
    assert "<textarea" not in page


def test_a_deactivated_one_without_people_may_be_changed(browser_of_coordinator, make, candidate):
    free, followed = (make.qualification(state=QualificationState.DEACTIVATED) for _ in range(2))
    make.link(candidate, followed)
    assert browser_of_coordinator.post(f"/qualifications/{free.id}/core-tasks/add", TASK).status_code == 303
    refused = browser_of_coordinator.post(f"/qualifications/{followed.id}/core-tasks/add", TASK)
    assert refused.status_code == 409
    assert "1 person follows this qualification" in refused.text


def test_a_core_task_of_the_profile_named_like_one_of_the_base_is_pointed_out(browser_of_coordinator, draft, desk):
    with desk.writing() as work:
        work.db.get(CoreTask, draft.core_tasks[0].id).part = Part.BASE
        work.db.add(
            CoreTask(qualification_id=draft.id, number="P1-K1", position=2, name="core task 1", part=Part.PROFILE)
        )
    page = browser_of_coordinator.get(f"/qualifications/{draft.id}/structure").text
    assert "P1-K1 has the same name as B1-K1 in the base part." in page


def test_a_tree_takes_as_many_statements_for_a_small_file_as_for_a_large_one(browser_of_coordinator, make, statements):
    small, large = make.qualification(), make.qualification(core_tasks=6, work_processes=5, indicators=6)
    with statements() as one:
        browser_of_coordinator.get(f"/work-processes/{small.core_tasks[0].work_processes[0].id}")
    with statements() as many:
        browser_of_coordinator.get(f"/work-processes/{large.core_tasks[0].work_processes[0].id}")
    assert len(one) == len(many) <= 16
