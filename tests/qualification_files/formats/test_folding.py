"""Frameworks of any depth become core tasks, work processes and indicators."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.messages import say
from qualification_files.formats.folding import Node, cycle_in, fold, statement

pytestmark = pytest.mark.pure
HERE = say("row 2")


def node(key, parent="", **more):
    return Node(key=key, parent=parent, title=more.pop("title", f"Item {key}"), where=HERE, **more)


def words(folded):
    return [str(text) for text, _ in folded.remarks]


def test_three_levels_become_core_task_work_process_and_indicator():
    task = fold([node("a", code="K1"), node("b", "a", code="W1", text="Long"), node("c", "b")], name="All").core_tasks[
        0
    ]
    assert (task.number, task.name) == ("K1", "Item a")
    process = task.work_processes[0]
    assert (process.number, process.name, process.description) == ("W1", "Item b", "Long")
    assert [indicator.text for indicator in process.indicators] == ["Item c"]


def test_one_level_becomes_the_work_processes_of_one_core_task():
    folded = fold([node("a"), node("b")], name="Career readiness")
    assert [task.name for task in folded.core_tasks] == ["Career readiness"]
    assert [(process.number, process.name) for process in folded.core_tasks[0].work_processes] == [
        ("1.1", "Item a"),
        ("1.2", "Item b"),
    ]
    assert "one level" in words(folded)[0]


def test_deeper_levels_join_the_indicators_in_reading_order():
    chain = [node("a"), node("b", "a"), node("c", "b"), node("d", "c"), node("e", "b")]
    folded = fold(chain, name="All")
    assert [found.text for found in folded.core_tasks[0].work_processes[0].indicators] == ["Item c", "Item d", "Item e"]
    assert "more than three levels" in words(folded)[0]


def test_children_may_come_before_parents_and_are_put_in_their_order():
    folded = fold([node("c", "a", order=2), node("b", "a", order=1), node("a")], name="All")
    assert [process.name for process in folded.core_tasks[0].work_processes] == ["Item b", "Item c"]


def test_numbers_are_made_where_codes_are_missing_double_or_for_machines():
    top = [node("a", code="1"), node("b", code="1"), node("c"), node("d", code="0b9a9f0e-93c5-4ab6-a3d4-5b6f3d0f9a11")]
    folded = fold([*top, node("e", "a", code="x" * 60)], name="All")
    assert [task.number for task in folded.core_tasks] == ["1", "2", "3", "4"]
    assert folded.core_tasks[0].work_processes[0].number == "1.1"
    assert any("more than once" in text for text in words(folded))


def test_the_description_of_a_core_task_is_kept_and_pointed_at():
    folded = fold([node("a", text="Why it matters"), node("b", "a")], name="All")
    assert folded.core_tasks[0].complexity == "Why it matters"
    assert any("no description" in text for text in words(folded))


def test_a_name_that_is_too_long_is_whole_in_the_text():
    long = "word " * 150
    process = fold([node("a"), node("b", "a", title=long, text="More")], name="All").core_tasks[0].work_processes[0]
    assert len(process.name) <= 500
    assert process.description == f"{long.strip()}\nMore"


@pytest.mark.parametrize(
    ("title", "text", "whole"),
    [
        ("Works", "", "Works"),
        ("", "Works", "Works"),
        ("Works", "Works", "Works"),
        ("Works in the ...", "Works in the kitchen", "Works in the kitchen"),
        ("Hygiene", "Washes hands", "Hygiene: Washes hands"),
    ],
)
def test_a_title_that_repeats_or_shortens_the_text_is_left_out(title, text, whole):
    assert statement(title, text) == whole


def test_an_item_under_itself_is_found():
    assert cycle_in([node("a"), node("b", "c"), node("c", "b")]).key == "b"
    assert cycle_in([node("b", "a"), node("a")]) is None


@given(st.lists(st.integers(0, 30), max_size=40))
def test_nothing_is_left_out_however_deep_the_framework(parents):
    nodes = [node(str(place + 1), str(min(up, place) or "")) for place, up in enumerate(parents)]
    tasks = fold(nodes, name="All").core_tasks
    names = [task.name for task in tasks if task.name != "All"]
    for task in tasks:
        names += [process.name for process in task.work_processes]
        names += [found.text for process in task.work_processes for found in process.indicators]
    assert sorted(names) == sorted(found.title for found in nodes)
