"""How a comparison is told: counted per kind, and shortened at whole words."""

import pytest

from qualification_files.formats.differences import Change, Differences, Edit, ProcessDifference, TaskDifference
from qualification_files.pages.comparing import in_one_line, shown

LONG = " ".join(f"word{number:03}" for number in range(60))


def shortened(before, after):
    (line,) = shown(Differences((Change("description", before, after),), ())).facts
    return next(piece.text for piece in line.pieces if piece.edit is Edit.SAME)


def test_q13_what_is_left_out_stands_between_whole_words():
    beginning, end = shortened(f"Old {LONG}", f"New {LONG}").split(" […] ")
    assert (beginning.split()[0], end.split()[-1]) == ("word000", "word059")
    assert all(len(word) == 7 for word in (*beginning.split(), *end.split()))


def test_q13_a_word_that_never_ends_is_cut():
    assert len(shortened(f"Old{'-' * 40}{'x' * 400}", f"New{'-' * 40}{'x' * 400}")) < 300


def test_q13_spaces_beside_a_change_stay():
    text = shortened(f"{LONG} old", f"{LONG} new")
    assert text.endswith("word059 ")


def some(*edits):
    processes = tuple(ProcessDifference(edit=edit, number="W1", name="Welds") for edit in edits)
    return Differences((), (TaskDifference(edit=Edit.ADDED, number="K1", name="Metal", processes=processes),))


def test_q13_core_tasks_and_work_processes_are_counted_apart():
    found = some(Edit.ADDED, Edit.ADDED, Edit.CHANGED, Edit.REMOVED)
    assert [str(words) for words in shown(found).summary] == [
        "1 core task is added.",
        "2 work processes are added.",
        "1 work process says something else.",
        "1 work process is removed.",
    ]


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (Differences((), ()), "It says the same as the one that is here."),
        (some(Edit.REMOVED), "2 parts are different."),
        (Differences((Change("level", "3", "4"),), some().tasks), "1 part is different. 1 fact is different."),
    ],
)
def test_q13_one_line_says_how_much_is_different(found, words):
    assert str(in_one_line(found)) == words
