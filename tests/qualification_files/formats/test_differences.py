"""What differs between two contents, as a person reads it."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from qualification_files.formats import CoreTask, Indicator, Knowledge, QualificationFile, WorkProcess
from qualification_files.formats.differences import Edit, Piece, differences, words_changed

WELD = WorkProcess(
    number="W1",
    name="Welds in position",
    description="Welds a seam on steel plate.",
    competences=("K", "L"),
    indicators=(Indicator("Chooses the right electrode"), Indicator("Keeps the workplace safe")),
)
CHECK = WorkProcess(number="W2", name="Checks the work", result="The work is checked.")
TASK = CoreTask(
    number="K1", name="Makes constructions", work_processes=(WELD, CHECK), knowledge=(Knowledge("Properties of steel"),)
)
FILE = QualificationFile(code="25001", name="Welder", level=2, core_tasks=(TASK,))


def with_processes(*processes):
    return replace(FILE, core_tasks=(replace(TASK, work_processes=processes),))


def only_process(found):
    (task,) = found.tasks
    (process,) = task.processes
    return process


@given(st.text(), st.text())
def test_q13_both_texts_can_be_read_back_from_the_pieces(before, after):
    pieces = words_changed(before, after)
    assert "".join(piece.text for piece in pieces if piece.edit is not Edit.ADDED) == before
    assert "".join(piece.text for piece in pieces if piece.edit is not Edit.REMOVED) == after


@given(st.text())
def test_q13_the_same_text_has_no_change(text):
    assert all(piece.edit is Edit.SAME for piece in words_changed(text, text))


def test_q13_a_change_is_told_word_by_word():
    assert words_changed("Welds a seam on steel plate.", "Welds a seam on aluminium plate.") == (
        Piece(Edit.SAME, "Welds a seam on "),
        Piece(Edit.REMOVED, "steel"),
        Piece(Edit.ADDED, "aluminium"),
        Piece(Edit.SAME, " plate."),
    )


def test_q13_words_changed_side_by_side_are_one_change():
    assert words_changed("one two three", "one four five") == (
        Piece(Edit.SAME, "one "),
        Piece(Edit.REMOVED, "two three"),
        Piece(Edit.ADDED, "four five"),
    )


def test_q13_a_very_long_text_is_compared_by_its_lines():
    long = "word " * 4_000
    assert words_changed(f"{long}\nold", f"{long}\nnew") == (
        Piece(Edit.SAME, f"{long}\n"),
        Piece(Edit.REMOVED, "old"),
        Piece(Edit.ADDED, "new"),
    )


def test_q13_equal_contents_differ_in_nothing():
    assert not differences(FILE, FILE)


def test_q13_white_space_alone_is_no_difference():
    assert not differences(FILE, with_processes(replace(WELD, description="Welds a seam  on steel plate.\n"), CHECK))


def test_q13_facts_of_the_qualification_are_compared():
    (change,) = differences(FILE, replace(FILE, level=3)).facts
    assert (change.field, change.before, change.after) == ("level", "2", "3")


def test_q13_a_changed_work_process_says_which_field():
    process = only_process(differences(FILE, with_processes(replace(WELD, description="Welds a seam."), CHECK)))
    assert (process.edit, [change.field for change in process.changes]) == (Edit.CHANGED, ["description"])


def test_q13_a_removed_work_process_stands_where_it_was():
    process = only_process(differences(FILE, with_processes(CHECK)))
    assert (process.edit, process.name) == (Edit.REMOVED, "Welds in position")


def test_q13_an_added_work_process_brings_its_indicators():
    added = WorkProcess(number="W3", name="Cleans up", indicators=(Indicator("Sweeps the floor"),))
    process = only_process(differences(FILE, with_processes(WELD, CHECK, added)))
    assert (process.edit, [line.after for line in process.indicators]) == (Edit.ADDED, ["Sweeps the floor"])


def test_q13_a_renumbered_work_process_is_the_same_one():
    process = only_process(differences(FILE, with_processes(replace(WELD, number="W9"), CHECK)))
    assert [(change.field, change.before, change.after) for change in process.changes] == [("number", "W1", "W9")]


def test_q13_a_renamed_work_process_is_found_by_its_number():
    process = only_process(differences(FILE, with_processes(replace(WELD, name="Welds well"), CHECK)))
    assert [change.field for change in process.changes] == ["name"]


def test_q13_a_work_process_that_moved_says_where_it_was():
    other = CoreTask(number="K2", name="Delivers", work_processes=(CHECK,))
    found = differences(FILE, replace(FILE, core_tasks=(replace(TASK, work_processes=(WELD,)), other)))
    (task,) = found.tasks
    assert [(one.name, one.was_in) for one in task.processes] == [("Checks the work", "K1")]


def test_q13_a_removed_one_is_told_though_another_has_its_name():
    other = CoreTask(number="K2", name="Delivers", work_processes=(replace(CHECK, number="W9"),))
    both = replace(FILE, core_tasks=(TASK, other))
    (task,) = differences(both, replace(both, core_tasks=(TASK, replace(other, work_processes=())))).tasks
    assert [(one.edit, one.number) for one in task.processes] == [(Edit.REMOVED, "W9")]


def test_q13_of_two_with_one_name_only_one_can_have_moved():
    other = CoreTask(number="K2", name="Delivers", work_processes=(CHECK, replace(CHECK, number="W9")))
    found = differences(FILE, replace(FILE, core_tasks=(replace(TASK, work_processes=(WELD,)), other)))
    edits = sorted((one.edit, one.was_in) for task in found.tasks for one in task.processes)
    assert edits == [(Edit.ADDED, ""), (Edit.CHANGED, "K1")]


def test_q13_an_indicator_with_other_words_is_one_that_changed():
    other = (Indicator("Chooses the right electrode and current"), Indicator("Keeps the workplace safe"))
    (line,) = only_process(differences(FILE, with_processes(replace(WELD, indicators=other), CHECK))).indicators
    assert (line.edit, line.before) == (Edit.CHANGED, "Chooses the right electrode")


def test_q13_indicators_in_another_order_are_the_same():
    assert not differences(FILE, with_processes(replace(WELD, indicators=WELD.indicators[::-1]), CHECK))


def test_q13_an_indicator_that_becomes_extra_is_a_change():
    other = (replace(WELD.indicators[0], extra=True), WELD.indicators[1])
    assert only_process(differences(FILE, with_processes(replace(WELD, indicators=other), CHECK))).indicators


def test_q13_competences_that_come_and_go_are_named():
    found = only_process(differences(FILE, with_processes(replace(WELD, competences=("K", "T")), CHECK)))
    assert [(line.edit, line.before or line.after) for line in found.competences] == [
        (Edit.ADDED, "T"),
        (Edit.REMOVED, "L"),
    ]


def test_q13_knowledge_of_a_core_task_is_compared():
    (task,) = differences(
        FILE, replace(FILE, core_tasks=(replace(TASK, knowledge=(Knowledge("Properties of steel and iron"),)),))
    ).tasks
    assert [line.after for line in task.knowledge] == ["Properties of steel and iron"]


def test_q13_a_removed_core_task_takes_its_work_processes_along():
    (task,) = differences(FILE, replace(FILE, core_tasks=())).tasks
    assert (task.edit, [one.edit for one in task.processes]) == (Edit.REMOVED, [Edit.REMOVED, Edit.REMOVED])


def test_q13_what_happened_is_counted():
    added = WorkProcess(number="W3", name="Cleans up")
    found = differences(FILE, with_processes(replace(WELD, result="A seam"), added))
    assert [found.count(edit) for edit in (Edit.ADDED, Edit.CHANGED, Edit.REMOVED)] == [1, 1, 1]


def test_q13_as_many_indicators_as_a_file_may_have_are_found_again_when_reworded():
    old = [Indicator(f"Checks item {number} of list {number * 7} before the work begins") for number in range(5000)]
    new = [replace(one, text=one.text.replace("before", "when")) for one in reversed(old)]
    found = differences(
        with_processes(replace(WELD, indicators=tuple(old))), with_processes(replace(WELD, indicators=tuple(new)))
    )
    changed = only_process(found).indicators
    assert {line.edit for line in changed} == {Edit.CHANGED}
    assert all(line.before.replace("before", "when") == line.after for line in changed)


def test_q13_a_text_that_takes_too_long_word_by_word_is_told_as_a_whole():
    before, after = "a b " * 2000 + "c", "b a " * 2000 + "d"
    assert words_changed(f"One.\n{before}", f"One.\n{after}") == (
        Piece(Edit.SAME, "One.\n"),
        Piece(Edit.REMOVED, before),
        Piece(Edit.ADDED, after),
    )


def test_q13_a_word_in_the_middle_of_a_long_text_is_told_as_one_word():
    text = "a b " * 20_000
    assert words_changed(f"{text}steel {text}", f"{text}brass {text}")[1:3] == (
        Piece(Edit.REMOVED, "steel"),
        Piece(Edit.ADDED, "brass"),
    )


def test_q13_work_processes_of_one_name_are_paired_in_their_order_however_many():
    many = [replace(CHECK, number=f"W{number}") for number in range(1000)]
    assert not differences(with_processes(*many), with_processes(*many))
    other = [replace(one, number=f"X{one.number}") for one in many]
    (task,) = differences(with_processes(*many), with_processes(*other)).tasks
    assert [one.changes[0].after for one in task.processes] == [f"XW{number}" for number in range(1000)]
