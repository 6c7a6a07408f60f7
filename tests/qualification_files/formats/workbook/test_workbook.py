"""Qualifications as an Excel workbook."""

import io
import zipfile
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.refusals import Refusal
from foundation.sheets import Sheet, read_sheets, write_sheets
from qualification_files.formats import (
    Competence,
    CoreTask,
    Dossier,
    Indicator,
    Instruction,
    QualificationFile,
    UnreadableFile,
    WorkProcess,
    workbook,
)
from qualification_files.formats.workbook.values import indicators
from qualification_files.rules.terms import Term
from tests.qualification_files.formats.trees import LINE, ONE_LINE, QUALIFICATIONS, SOME_TEXT

pytestmark = pytest.mark.pure
FACTS = [["Code", "KOK"], ["Name", "Cook"]]
COLUMNS = [
    "Core task number",
    "Core task",
    "Work process number",
    "Work process",
    "Competences",
    "Performance indicator",
]
ROWS = [
    ["1", "Prepares", "1.1", "Cuts", "A, K", "Holds the knife well"],
    ["", "", "", "", "", "Cuts in equal pieces"],
    ["", "", "1.2", "Stores"],
    ["2", "Serves", "2.1", "Carries", "", ""],
]


def filled(rows=ROWS, facts=FACTS, columns=COLUMNS, **more):
    sheets = {"Qualification": (["Field", "Value"], facts), "Work processes": (columns, rows), **more}
    return write_sheets([Sheet(name=name, header=head, rows=rows) for name, (head, rows) in sheets.items()])


def one(data):
    report = workbook.read(data)
    assert not report.refused, [str(found.reason) for found in report.refused]
    return report.qualifications[0]


def refused(data):
    return [(str(found.where), str(found.reason)) for found in workbook.read(data).refused]


def shape(qualification):
    return [
        (task.number, task.name, [(p.number, p.name, [i.text for i in p.indicators]) for p in task.work_processes])
        for task in qualification.core_tasks
    ]


SHAPE = [
    ("1", "Prepares", [("1.1", "Cuts", ["Holds the knife well", "Cuts in equal pieces"]), ("1.2", "Stores", [])]),
    ("2", "Serves", [("2.1", "Carries", [])]),
]


def test_q15_xlsx_rows_become_core_tasks_work_processes_and_indicators():
    found = one(filled())
    assert (found.code, found.name) == ("KOK", "Cook")
    assert shape(found) == SHAPE
    assert found.core_tasks[0].work_processes[0].competences == ("A", "K")


def test_q15_xlsx_columns_may_stand_anywhere_below_a_title_with_names_in_dutch():
    columns = ["Prestatie-indicatoren", "x", "Werkproces", "Nummer werkproces", "KERNTAAK", "nummer kerntaak"]
    rows = [[row[5] if len(row) > 5 else "", "", row[3], row[2], row[1], row[0]] for row in ROWS]
    rows[0][1] = "mine"
    data = write_sheets(
        [
            Sheet(name="kwalificatie", rows=[["Veld", "Waarde"], ["Crebo", "KOK"], ["Naam", "Cook"]]),
            Sheet(name="Werkprocessen", rows=[["Our plan"], [], columns, *rows]),
        ]
    )
    report = workbook.read(data)
    assert shape(report.qualifications[0]) == SHAPE
    assert [(str(w.text), str(w.where)) for w in report.warnings] == [
        ("This column is not used.", "sheet Werkprocessen, row 3, column x")
    ]


def test_q15_xlsx_what_is_repeated_on_each_row_is_one_core_task_and_one_work_process():
    columns = [*COLUMNS, "Description"]
    rows = [["1", "Prepares", "1.1", "Cuts", "A", text, "Same"] for text in ("One", "Two")]
    process = one(filled(rows, columns=columns)).core_tasks[0].work_processes[0]
    assert [i.text for i in process.indicators] == ["One", "Two"]
    assert (process.description, process.competences) == ("Same", ("A",))


def test_q15_xlsx_a_cell_with_one_indicator_on_each_line_gives_one_each():
    process = one(filled([["1", "Prepares", "1.1", "Cuts", "", "- One;\n- Two.\n\n3. Three"]])).core_tasks[0]
    assert [i.text for i in process.work_processes[0].indicators] == ["One", "Two", "Three"]


def test_q15_xlsx_the_fields_are_read_as_people_write_them():
    facts = [
        *FACTS,
        ["Versie", "2"],
        ["Taal", "Nederlands"],
        ["Niveau", "4"],
        ["Soort", "keuzedeel"],
        ["Geldig vanaf", "1-8-2026"],
        ["End of intake", "2027-01-31"],
        ["Link to new participants by default", "ja"],
        ["Instruction", "Read this"],
        ["Colour", "blue"],
    ]
    report = workbook.read(filled(facts=facts))
    found = report.qualifications[0]
    assert (found.dossier.version, found.language, found.level, found.kind) == ("2", "nl", 4, "elective")
    assert (str(found.valid_from), str(found.intake_ends)) == ("2026-08-01", "2027-01-31")
    assert found.link_by_default
    assert found.instruction == Instruction("", "", "Read this")
    assert "Colour" in str(report.warnings[0].text)


def test_q15_xlsx_all_faults_are_told_at_once_with_sheet_row_and_column():
    facts = [["Code", ""], ["Name", "Cook"], ["Level", "nine"], ["Valid from", "soon"], ["Kind", "odd"], ["Name", "x"]]
    rows = [
        ["", "", "", "", "", "Without anything above"],
        ["1", "Prepares", "", "", "", "Without a work process"],
        ["1", "Cooks", "1.1", "", "long words", ""],
        ["", "", "x" * 41, "Cuts", "", ""],
        ["9", "", "1", "Cuts", "", ""],
    ]
    found = refused(filled(rows, facts))
    assert [where.removeprefix("sheet ") for where, _ in found] == [
        "Qualification, row 7, column Field",
        "Qualification, row 2, column Value",
        "Qualification, row 4, column Value",
        "Qualification, row 6, column Value",
        "Qualification, row 5, column Value",
        "Work processes, row 2, column Core task number",
        "Work processes, row 3, column Work process number",
        "Work processes, row 4, column Core task",
        "Work processes, row 4, column Work process",
        "Work processes, row 5, column Work process number",
        "Work processes, row 6, column Core task",
    ]
    assert found[7][1] == "Number 1 is called “Cooks” here, and “Prepares” in row 3."


def test_q15_xlsx_only_so_many_faults_are_told_at_once():
    found = refused(filled([["", "", "", "", "", str(place)] for place in range(60)]))
    assert len(found) == 21
    assert "40 more faults" in found[-1][1]


def test_q15_xlsx_a_column_that_is_needed_and_absent_is_named():
    found = refused(filled([["1", "x"]], columns=["Core task number", "Other"]))
    assert found == [
        ("sheet Work processes, row 1", "The column “Work process number” (in Dutch “Nummer werkproces”) is missing."),
        ("sheet Work processes, row 1", "The column “Work process” (in Dutch “Werkproces”) is missing."),
    ]


def test_q15_xlsx_a_text_beyond_all_measure_is_refused_at_its_place():
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(filled())) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"Holds the knife well", b"y" * 60_000))
    assert refused(target.getvalue()) == [
        ("sheet Work processes, row 2, column Performance indicator", "This has more than 50000 characters.")
    ]


def test_q15_xlsx_terms_and_competences_are_checked():
    more = {
        "Terms": (
            ["Language", "Term", "One", "More", "Article in Dutch"],
            [["nl", "kerntaak", "taak", "taken", "De"], ["xx", "core task", "a", "b"], ["en", "odd", "", "b", "das"]],
        ),
        "Competences": (["Letter", "Name"], [["Z1", "Own"], ["TOOLONG", "x"]]),
    }
    assert [where for where, _ in refused(filled(**more))] == [
        "sheet Competences, row 3, column Letter",
        "sheet Terms, row 3, column Language",
        "sheet Terms, row 4, column Term",
        "sheet Terms, row 4, column One",
        "sheet Terms, row 4, column Article in Dutch",
    ]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (write_sheets([Sheet(name="Blad1", rows=[["a"]])]), "Download the template.*Blad1"),
        (b"PK\x03\x04nothing", "not a table"),
        (b"a;b", "not an Excel workbook"),
        (b"", "empty"),
    ],
)
def test_q15_xlsx_another_workbook_is_refused_and_pointed_to_the_template(data, words):
    with pytest.raises(UnreadableFile, match=words):
        workbook.read(data)


def test_q15_xlsx_the_real_workbook_of_another_program_is_refused_for_a_right_reason(real_file):
    data = real_file("formats/us/montana_lpn_work_processes.xlsx").read_bytes()
    assert workbook.recognises(data, "x")
    with pytest.raises(UnreadableFile, match="WorkProcesses, RelatedInstruction"):
        workbook.read(data)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_q15_xlsx_the_template_asks_for_code_and_name_and_nothing_more(language):
    template = workbook.template(language)
    assert [reason for _, reason in refused(template)] == [
        "“Code” must be filled in.",
        f"“{'Naam' if language == 'nl' else 'Name'}” must be filled in.",
    ]
    sheets = read_sheets(template)
    assert len(sheets) == 6
    assert next(iter(sheets)) == {"nl": "Uitleg", "en": "Explanation"}[language]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_q15_xlsx_the_example_in_the_template_is_one_that_works(language):
    template = read_sheets(workbook.template(language))
    explanation, qualification, processes = list(template)[:3]
    example = [cells[1:] for _, cells in template[explanation] if len(cells) > 1]
    fields = [
        [cells[0], "x"] if cells[0] in ("Code", "Name", "Naam") else [cells[0]] for _, cells in template[qualification]
    ]
    fields[0] = template[qualification][0][1]
    data = write_sheets([Sheet(name=qualification, rows=fields), Sheet(name=processes, rows=example)])
    assert [len(p.indicators) for p in one(data).core_tasks[0].work_processes] == [2, 1]


TERMS = st.fixed_dictionaries(
    {},
    optional={
        language: st.dictionaries(
            st.sampled_from([str(term) for term in Term]),
            st.tuples(st.sampled_from(["thing", "two words"]), st.just("things"), st.sampled_from(["", "de"])).map(
                list
            ),
            min_size=1,
            max_size=2,
        )
        for language in ("nl", "en")
    },
)
WHOLE = st.builds(
    lambda content, **more: replace(content, **more),
    QUALIFICATIONS,
    link_by_default=st.booleans(),
    programme_type=ONE_LINE.map(lambda text: text[:100].strip()),
    study_load_hours=st.none() | st.integers(0, 9999),
    dossier=st.builds(
        Dossier, code=st.sampled_from(["", "23092"]), name=ONE_LINE, version=st.sampled_from(["", "2016", "v 2"])
    ),
    instruction=st.none() | st.builds(Instruction, ONE_LINE, SOME_TEXT, SOME_TEXT),
    competences=st.sampled_from([(), (Competence("X1", "Eigen", "Own"), Competence("A", "Beslissen"))]),
    terms=TERMS,
)


@settings(max_examples=40)
@given(WHOLE, st.sampled_from([None, "nl", "en"]))
def test_q15_xlsx_any_tree_of_ours_is_read_as_it_was_written(content, language):
    assert one(workbook.write(content, language)) == content


@given(st.binary(max_size=200), st.integers(0, 8000))
def test_q15_xlsx_a_damaged_workbook_is_read_or_refused(damage, place):
    content = bytearray(filled())
    content[place : place + len(damage)] = damage
    workbook.recognises(bytes(content), "x.xlsx")
    with suppress(UnreadableFile):
        workbook.read(bytes(content))


def with_indicator(text):
    process = WorkProcess(number="W", name="Works", indicators=(Indicator(text),))
    return QualificationFile(
        code="C", name="N", language="en", core_tasks=(CoreTask(number="K", name="T", work_processes=(process,)),)
    )


def test_q15_xlsx_nothing_goes_out_as_a_formula():
    content = with_indicator("=1+1")
    data = workbook.write(content)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist() if "worksheets" in name)
    assert one(data) == content


def test_q15_xlsx_a_text_that_no_cell_can_hold_is_not_cut_but_refused():
    with pytest.raises(Refusal, match=r"32,767 characters.*Export it as JSON"):
        workbook.write(with_indicator("x" * 32_768))


def test_q15_xlsx_columns_that_nobody_uses_stay_away():
    sheets = read_sheets(workbook.write(with_indicator("Works")))
    assert sheets["Work processes"][0][1][-1] == "Performance indicator"
    assert "Behaviour" not in sheets["Work processes"][0][1]


def test_q15_xlsx_is_recognised_by_what_is_in_it():
    assert workbook.recognises(filled(), "x")
    assert workbook.recognises(b"PK broken", "x.xlsx")
    assert not workbook.recognises(b"PK broken", "x.zip")
    assert not workbook.recognises(b"a;b", "x.xlsx")


@given(st.lists(LINE, min_size=1, max_size=4))
def test_q15_xlsx_no_cell_of_indicators_gives_an_empty_one(lines):
    assert all(text.strip() for text in indicators("\n".join(lines).strip() or "x"))
