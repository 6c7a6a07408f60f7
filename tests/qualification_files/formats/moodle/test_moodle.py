"""Moodle's competency frameworks as CSV."""

import csv
import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualification_files.formats import CoreTask, Indicator, QualificationFile, UnreadableFile, WorkProcess, moodle
from tests.qualification_files.formats.trees import QUALIFICATIONS

pytestmark = pytest.mark.pure
REAL = "formats/moodle_csv/irish_pharmacy_core_competency.csv"
HEADER = (
    '"Parent ID number","ID number","Short name",Description,"Description format","Scale values",'
    '"Scale configuration","Rule type (optional)","Rule outcome (optional)","Rule config (optional)",'
    '"Cross-referenced competency ID numbers","Exported ID (optional)","Is framework",Taxonomy'
)


def table(*rows, header=HEADER, framework=True):
    """A file with a row for each (parent, ID, name[, text]); the framework first."""
    target = io.StringIO(newline="")
    out = csv.writer(target)
    if framework:
        out.writerow(["", "CF", "Cooking", "", "1", "a,b", "[]", "", "", "", "", "", "1", "domain,skill"])
    for row in rows:
        out.writerow([*row, *[""] * (4 - len(row)), "1", "", "", "", "0", "null", "", "", "", ""])
    return (header + "\r\n" + target.getvalue()).encode()


COOKING = (("", "1", "Prepares"), ("1", "1.1", "Cuts", "With care"), ("1.1", "1.1.1", "Holds the knife well"))


def one(data):
    report = moodle.read(data)
    assert not report.refused
    return report.qualifications[0]


def refused(data):
    """Reason and place of what stands in the way."""
    return [(str(found.reason), str(found.where)) for found in moodle.read(data).refused]


def shape(qualification):
    return [
        (task.number, task.name, [(p.number, p.name, [i.text for i in p.indicators]) for p in task.work_processes])
        for task in qualification.core_tasks
    ]


COOKED = [("1", "Prepares", [("1.1", "Cuts", ["Holds the knife well"])])]


def test_q15_moodle_levels_become_core_tasks_work_processes_and_indicators():
    found = one(table(*COOKING))
    assert (found.code, found.name, found.language) == ("CF", "Cooking", "en")
    assert shape(found) == COOKED
    assert found.core_tasks[0].work_processes[0].description == "With care"


def test_q15_moodle_the_real_framework_is_read_whole(real_file):
    report = moodle.read(real_file(REAL).read_bytes())
    found = report.qualifications[0]
    processes = [process for task in found.core_tasks for process in task.work_processes]
    assert (report.refused, report.warnings) == ((), ())
    assert (found.code, found.language) == ("Pharmacy", "en")
    assert [task.number for task in found.core_tasks] == ["1", "2", "3", "4", "5", "6"]
    assert (len(processes), sum(len(process.indicators) for process in processes)) == (25, 178)
    assert processes[5].name == "Leadership skills"
    assert not any(text.text.endswith("..") for process in processes for text in process.indicators)


def test_q15_moodle_the_real_framework_comes_back_as_it_went(real_file):
    found = one(real_file(REAL).read_bytes())
    assert one(moodle.write(found)) == found


def test_q15_moodle_children_may_stand_before_their_parents_in_any_order():
    shuffled = (("1.1", "1.1.10", "Later"), COOKING[2], COOKING[1], ("", "2", "Serves"), COOKING[0])
    found = one(table(*shuffled))
    assert [task.name for task in found.core_tasks] == ["Prepares", "Serves"]
    assert [i.text for i in found.core_tasks[0].work_processes[0].indicators] == ["Holds the knife well", "Later"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_q15_moodle_is_read_in_any_encoding_with_characters_of_all_planes(encoding):
    rows = (*COOKING, ("1.1", "1.1.2", "Proeft 🎓 עברית"))
    text = table(*rows).decode().encode(encoding)
    assert one(text).core_tasks[0].work_processes[0].indicators[1].text == "Proeft 🎓 עברית"


def test_q15_moodle_saved_by_a_spreadsheet_with_semicolons_and_dutch_names_is_read():
    header = "ID-nummer;Ouder-ID-nummer;Korte naam;Beschrijving;Is raamwerk;Taxonomie"
    lines = [header, "KF;;Koken;;1;domein", "1;;Bereidt crème;;;", "1.1;1;Snijdt;;;", "1.1.1;1.1;Houdt het mes vast"]
    found = one("\r\n".join(lines).encode("cp1252"))
    assert shape(found) == [("1", "Bereidt crème", [("1.1", "Snijdt", ["Houdt het mes vast"])])]
    assert found.language == "nl"


def test_q15_moodle_names_of_columns_that_nobody_knows_are_followed_by_their_order():
    header = ",".join(f"säule {place}" for place in range(14))
    report = moodle.read(table(*COOKING, header=header))
    assert shape(report.qualifications[0]) == COOKED
    assert "order was followed" in str(report.warnings[0].text)


def test_q15_moodle_html_and_line_breaks_in_cells_become_plain_text():
    text = "<p>Cuts &amp; <b>slices</b></p>\n<ul><li>thin</li><li>thick</li></ul><script>alert(1)</script>"
    rows = (COOKING[0], ("1", "1.1", "<i>Cuts</i>\nwell", text))
    process = one(table(*rows)).core_tasks[0].work_processes[0]
    assert (process.name, process.description) == ("Cuts well", "Cuts & slices\n\n- thin\n\n- thick")


def test_q15_moodle_a_row_may_end_early_and_a_framework_may_go_unsaid():
    header = '"Parent ID number","ID number","Short name",Description,"Scale configuration",Taxonomy'
    report = moodle.read(f"{header}\n,CF,Cooking,,[],x\n,1,Prepares\n1,1.1,Cuts\n1.1,1.1.1,Holds\n".encode())
    assert shape(report.qualifications[0]) == [("1", "Prepares", [("1.1", "Cuts", ["Holds"])])]
    assert "No row says that it is the framework" in str(report.warnings[0].text)


def test_q15_moodle_a_column_of_somebody_elses_is_named_and_left():
    report = moodle.read(table(*COOKING, header=HEADER + ",Colour"))
    assert [(str(w.text), str(w.where)) for w in report.warnings] == [
        ("This column is not used.", "row 1, column Colour")
    ]


def test_q15_moodle_the_framework_may_be_named_as_the_parent():
    assert shape(one(table(("CF", "1", "Prepares"), *COOKING[1:]))) == COOKED


def test_q15_moodle_one_level_and_four_levels_are_folded_with_a_remark():
    flat = moodle.read(table(("", "1", "Prepares"), ("", "2", "Serves")))
    deep = moodle.read(table(*COOKING, ("1.1.1", "1.1.1.1", "By the handle")))
    assert shape(flat.qualifications[0]) == [("1", "Cooking", [("1", "Prepares", []), ("2", "Serves", [])])]
    assert len(deep.qualifications[0].core_tasks[0].work_processes[0].indicators) == 2
    assert "one level" in str(flat.warnings[0].text)
    assert "more than three levels" in str(deep.warnings[0].text)


def test_q15_moodle_every_double_id_and_every_unknown_parent_is_named_with_row_and_column():
    found = refused(table(*COOKING, ("", "1", "Again"), ("9", "2", "Lost"), ("", "1", "And again")))
    assert [where for _, where in found] == [
        "row 6, column ID number",
        "row 8, column ID number",
        "row 7, column Parent ID number",
    ]
    assert "“1” is in row 3 too" in found[0][0]
    assert "“9”" in found[2][0]


def test_q15_moodle_a_circle_of_parents_is_refused():
    assert refused(table(("2", "1", "Prepares"), ("1", "2", "Cuts"))) == [
        ("“Prepares” is, over its parents, under itself.", "row 3, column Parent ID number")
    ]


def test_q15_moodle_without_a_framework_or_without_items_nothing_is_read():
    assert "No row is the framework" in refused(table(*COOKING, framework=False))[0][0]
    assert "no competencies" in refused(table())[0][0]
    assert "second framework" in refused(table() + table(*COOKING).partition(b"\r\n")[2])[0][0]


def test_q15_moodle_a_row_with_more_cells_than_columns_is_refused():
    assert "21 cells" in refused(table(*COOKING) + b"1,2,3,4" + b",x" * 17 + b"\r\n")[0][0]
    with pytest.raises(UnreadableFile, match="more than 40 columns"):
        moodle.read(table(*COOKING, header=HEADER + ",x" * 50))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (table(*COOKING) + b'1,2,"Serves, with', "row 6, column 3"),
        (table()[:20], "empty|not there|quotation mark"),
        (b"", "empty"),
        (b"name,age\r\nJan,7\r\n", "Parent ID number"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "not a table"),
    ],
)
def test_q15_moodle_what_is_cut_off_or_something_else_is_refused_in_words(data, words):
    with pytest.raises(UnreadableFile, match=words):
        moodle.read(data)


def test_q15_moodle_only_so_many_faults_are_told_at_once():
    found = refused(table(*COOKING, *[("", "1", "Again")] * 50))
    assert len(found) == 21
    assert "30 more faults" in found[-1][0]


@given(st.binary(max_size=300))
def test_q15_moodle_any_bytes_are_read_or_refused(data):
    moodle.recognises(data, "x")
    with suppress(UnreadableFile):
        moodle.read(HEADER.encode() + b"\n" + data)


@given(QUALIFICATIONS)
def test_q15_moodle_any_tree_of_ours_is_read_as_it_was_written(content):
    assert one(moodle.write(content)) == content


def rows_of(content):
    return list(csv.DictReader(io.StringIO(moodle.write(content).decode(), newline="")))


SMALL = QualificationFile(
    code="25655",
    name="Baker",
    cohort="2026",
    core_tasks=(
        CoreTask(
            number="K1",
            name='=HYPERLINK("http://x";"y")',
            work_processes=(WorkProcess(number="W1", name="Bakes", indicators=(Indicator("Looks; =1+1"),)),),
        ),
        CoreTask(number="K2", name="x" * 120, work_processes=(WorkProcess(number="W1", name="Sells"),)),
    ),
)


def test_q15_moodle_takes_what_we_write_parents_first_each_with_its_own_id():
    rows = rows_of(SMALL)
    ids = [row["ID number"] for row in rows]
    assert ids == ["25655 2026", "K1", "W1", "W1.1", "K2", "2/W1"]
    assert [row["Is framework"] for row in rows] == ["1", "", "", "", "", ""]
    assert all(row["Parent ID number"] in ["", *ids[:at]] for at, row in enumerate(rows))
    assert all(0 < len(row["Short name"]) <= 100 for row in rows)
    assert rows[0]["Scale values"].count(",") == 1
    assert '"proficient":1' in rows[0]["Scale configuration"]
    assert len(rows[0]["Taxonomy"].split(",")) == 4


def test_q15_moodle_no_cell_that_we_write_begins_a_formula_in_a_spreadsheet():
    rows = rows_of(SMALL)
    assert rows[1]["Short name"].startswith("&#61;HYPERLINK")
    assert "; &#61;1+1" in rows[3]["Short name"]
    assert one(moodle.write(SMALL)) == SMALL


def test_q15_moodle_what_was_changed_in_moodle_is_read_as_it_stands_there():
    changed = moodle.write(SMALL).replace(b"</div>", b"</div><p>Changed</p>", 1).decode()
    assert "Changed" in one(changed.encode()).description


def test_q15_moodle_is_recognised_by_its_columns_whatever_the_name():
    assert moodle.recognises(table(), "framework.txt")
    assert moodle.recognises(table().decode().encode("utf-16"), "x")
    assert moodle.recognises(b"a;b\n", "list.CSV")
    assert not moodle.recognises(b'{"framework": {}}', "x.csv")
    assert not moodle.recognises(b"PK\x03\x04", "x.csv")
