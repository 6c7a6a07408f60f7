"""Reading spreadsheets as they come in, and refusing what is none."""

import io
import tracemalloc
import zipfile
from contextlib import suppress
from datetime import date

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from foundation.refusals import Refusal
from foundation.sheets import (
    LARGEST_FILE,
    MOST_ROWS,
    Limits,
    Sheet,
    fits,
    read_lines,
    read_sheets,
    read_table,
    write_sheets,
    write_workbook,
)
from tests.people.conftest import workbook

pytestmark = pytest.mark.pure
LINES = "Naam{0}Klas\r\nJan{0}4A\r\n"
CELLS = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=20)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_any_separator_in_any_encoding_is_read(separator, encoding):
    table = read_table((LINES.format(separator) + f"Zoë{separator}4B").encode(encoding))
    assert table.header == ("Naam", "Klas")
    assert table.rows == ((2, ("Jan", "4A")), (3, ("Zoë", "4B")))


def test_a_line_break_inside_quotes_stays_in_its_cell():
    table = read_table(b'Naam;Klas\n"Jan\nde Wit";4A\n"Zo ""Zo""";4B\n')
    assert table.rows == ((2, ("Jan\nde Wit", "4A")), (3, ('Zo "Zo"', "4B")))


def test_a_separator_inside_quotes_of_the_heading_does_not_count():
    assert read_table(b'"Naam; voornaam, enz.";Klas\nJan;4A\n').header == ("Naam; voornaam, enz.", "Klas")


def test_excels_own_line_with_the_separator_is_no_row():
    table = read_table(b"sep=;\r\nNaam;Klas\r\nJan;4A\r\n")
    assert (table.header, table.rows) == (("Naam", "Klas"), ((3, ("Jan", "4A")),))


def test_empty_rows_are_skipped_and_the_others_keep_their_number():
    assert [number for number, _ in read_table(b"Naam\n\n ;;\nJan\n\nEva\n").rows] == [4, 6]


def test_cells_of_a_workbook_are_read_as_they_are_shown():
    content = workbook(["Naam", "Nummer", "Datum"], ["Jan", 12345, True], ["Eva", "007", 1.5])
    assert read_table(content).rows == ((2, ("Jan", "12345", "TRUE")), (3, ("Eva", "007", "1.5")))


def test_a_formula_says_its_result_and_a_date_its_day():
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet, dated = book.add_worksheet(), book.add_format({"num_format": "dd-mm-yyyy"})
        sheet.write_row(0, 0, ["a", "b", "c"])
        sheet.write_formula(1, 0, '="x"&"<y"', None, "x<y")
        sheet.write_datetime(1, 1, date(2026, 11, 23), dated)
        sheet.write_rich_string(1, 2, "half ", book.add_format({"bold": True}), "bold")
    assert read_table(target.getvalue()).rows == ((2, ("x<y", "2026-11-23", "half bold")),)


def test_the_first_sheet_that_can_be_seen_is_read():
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        for name in ("hidden", "shown"):
            sheet = book.add_worksheet(name)
            sheet.write_column(0, 0, [name, "Jan"])
        book.get_worksheet_by_name("shown").activate()
        book.get_worksheet_by_name("shown").set_first_sheet()
        book.get_worksheet_by_name("hidden").hide()
    assert read_table(target.getvalue()).header == ("shown",)


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=2, max_size=8))
def test_our_reader_agrees_with_an_independent_one(rows):
    content = write_workbook("People", rows[0], rows[1:])
    theirs = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    table = read_table(content)
    assert [list(table.header), *(list(cells) for _, cells in table.rows)] == theirs


@given(st.binary(max_size=400))
def test_any_bytes_are_a_table_or_refused(content):
    with suppress(Refusal):
        assert read_table(content).rows


@given(st.integers(0, 4000), st.binary(min_size=1, max_size=20))
def test_a_damaged_workbook_is_a_table_or_refused(place, damage):
    content = bytearray(workbook(["Naam", "Klas"], ["Jan", "4A"]))
    content[place : place + len(damage)] = damage
    with suppress(Refusal):
        assert read_table(bytes(content)).rows


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"  \r\n ", "empty"),
        (b"Naam;Klas", "at least one row"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "old Excel"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "not a table"),
        (b"PK\x03\x04" + bytes(60), "not a table"),
        (b'Naam;Klas\n"Jan;4A\n', "quotation mark"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n\x00\x01\x02\x03\x04\x05\x06", "not a table"),
    ],
)
def test_what_is_no_table_is_refused_in_words(content, words):
    with pytest.raises(Refusal, match=words):
        read_table(content)


def test_too_many_rows_are_refused_before_they_fill_the_memory():
    with pytest.raises(Refusal, match="too long"):
        read_table(b"Naam\n" + b"Jan\n" * (MOST_ROWS + 1))
    with pytest.raises(Refusal, match="too long"):
        read_table(workbook(["Naam"], *[["Jan"]] * (MOST_ROWS + 1)))


def test_a_file_over_the_limit_is_refused():
    with pytest.raises(Refusal, match="too large"):
        read_table(b"Naam\n" + b"x" * LARGEST_FILE)


def packed(sheet: bytes, **parts: bytes) -> bytes:
    """A workbook with this sheet and nothing more than a workbook needs."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "xl/workbook.xml", '<workbook xmlns:r="r"><sheets><sheet name="a" r:id="rId1"/></sheets></workbook>'
        )
        link = '<Relationship Id="rId1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/>'
        strings = '<Relationship Id="rId2" Type="http://x/sharedStrings" Target="/xl/sharedStrings.xml"/>'
        archive.writestr("xl/_rels/workbook.xml.rels", f"<Relationships>{link}{strings}</Relationships>")
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
        for name, content in parts.items():
            archive.writestr(f"xl/{name}.xml", content)
    return target.getvalue()


def inline(address: str, text: str) -> str:
    return f'<row><c r="{address}" t="inlineStr"><is><t>{text}</t></is></c></row>'


def test_a_cell_in_the_far_corner_takes_no_more_room_than_one_nearby():
    far = "".join(
        f'<row r="{row}"><c r="{place}{row}"><v>1</v></c></row>'
        for row, place in ((1, "A"), (2, "B"), (1048576, "XFD"))
    )
    tracemalloc.start()
    table = read_table(packed(f"<worksheet>{far}</worksheet>".encode()))
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()
    assert table.rows == ((2, ("", "1")),)


def test_a_bomb_is_refused_while_it_unpacks():
    with pytest.raises(Refusal, match="far more"):
        read_table(packed(b"<worksheet>" + b" " * 120_000_000 + b"</worksheet>"))


def test_endless_elements_are_refused():
    with pytest.raises(Refusal, match="far more"):
        read_table(packed(b"<worksheet>" + b"<c/>" * 1_600_000 + b"</worksheet>"))


@pytest.mark.parametrize(
    "bomb",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><worksheet><row><c><v>&b;</v></c></row></worksheet>',
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet><row><c><v>&a;</v></c></row></worksheet>',
        b"<worksheet><row>",
        b"not xml",
        b"",
    ],
)
def test_entities_and_broken_sheets_are_refused(bomb):
    with pytest.raises(Refusal, match="not a table"):
        read_table(packed(bomb))


def test_a_text_number_that_does_not_exist_is_an_empty_cell():
    sheet = (
        b'<worksheet><row><c t="s"><v>0</v></c></row><row><c t="s"><v>99999</v></c><c><v>7</v></c></row></worksheet>'
    )
    table = read_table(packed(sheet, sharedStrings=b"<sst><si><t>Naam</t><rPh><t>no</t></rPh></si></sst>"))
    assert (table.header, table.rows) == (("Naam",), ((2, ("", "7")),))


def test_a_workbook_with_a_password_is_told_so():
    content = bytearray(packed(b"<worksheet/>"))
    place = content.index(b"PK\x01\x02")
    content[place + 8] |= 1
    with pytest.raises(Refusal, match="password"):
        read_table(bytes(content))


@pytest.mark.parametrize(
    "text", ["=1+1", "+31612345678", "-5", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")', "http://x.example"]
)
def test_nothing_people_typed_goes_out_as_a_formula_or_link(text):
    content = write_workbook("People", ["Name"], [[text]])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert b"hyperlink" not in sheet
    assert read_table(content).rows[0][1] == (text.strip(),)


def test_every_visible_sheet_is_read_by_its_name_in_order():
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        for name in ("Second", "Unseen", "First"):
            book.add_worksheet(name).write_column(1, 1, [name, "Jan"])
        book.get_worksheet_by_name("Unseen").hide()
    sheets = read_sheets(target.getvalue())
    assert list(sheets.items()) == [
        ("Second", [(2, ["", "Second"]), (3, ["", "Jan"])]),
        ("First", [(2, ["", "First"]), (3, ["", "Jan"])]),
    ]


def test_only_a_workbook_has_sheets():
    with pytest.raises(Refusal, match="not an Excel workbook"):
        read_sheets(b"Naam;Klas\nJan;4A\n")


def test_what_we_write_in_sheets_is_read_as_it_was():
    rows = [["_x0041_", "a\r\nb", " 🎓 "], ["=1+1", "", "\x0b"]]
    content = write_sheets(
        [
            Sheet(name="Notes", rows=[["Read me"]]),
            Sheet(name="Facts", header=["a", "b", "c"], rows=rows, widths=[10], choices=[(0, 1, ["yes", "no"])]),
        ]
    )
    sheets = read_sheets(content)
    assert sheets["Notes"] == [(1, ["Read me"])]
    assert sheets["Facts"] == [(1, ["a", "b", "c"]), (2, rows[0]), (3, ["=1+1"])]


def test_a_cell_holds_fewer_characters_outside_the_basic_plane():
    assert fits("a" * 32_767)
    assert not fits("🎓" * 20_000)


def test_a_caller_may_read_longer_cells_and_fewer_rows():
    long, limits = "x" * 40_000, Limits(rows=2, cell=50_000)
    assert read_table(f"Naam\n{long}\n".encode(), limits).rows == ((2, (long,)),)
    assert len(read_table(f"Naam\n{long}\n".encode()).rows[0][1][0]) == 5_000
    with pytest.raises(Refusal, match="at most 2 rows"):
        read_table(b"Naam\na\nb\nc\n", limits)


def test_lines_of_a_file_keep_their_names_and_their_white_space():
    assert read_lines(b'a,b\n\n" x ",\n') == [(1, ["a", "b"]), (2, []), (3, [" x ", ""])]


def test_endless_empty_lines_are_refused():
    with pytest.raises(Refusal, match="too long"):
        read_lines(b"\n" * 500_000 + b"a")


def test_half_a_character_in_a_workbook_becomes_a_mark():
    sheet = b"<worksheet><row><c t='inlineStr'><is><t>_xD83C_ _xD83C__xDF93_</t></is></c></row></worksheet>"
    assert read_sheets(packed(sheet))["a"] == [(1, ["\ufffd 🎓"])]


def sheet_names(content):
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("study/programmes", "study-programmes"),
        ("[a]:*?\\b", "-a-b"),
        ("'s-Hertogenbosch'", "s-Hertogenbosch"),
        ("History", "History 2"),
        ("x" * 40, "x" * 31),
        ("x" * 30 + "'y", "x" * 30),
        ("\N{WRENCH}" * 20, "\N{WRENCH}" * 15),
        (" ' ", "Sheet"),
        ("a\nb\0c", "a-b-c"),
    ],
)
def test_a_sheet_gets_the_nearest_name_that_excel_takes(name, shown):
    assert sheet_names(write_workbook(name, ["Name"], [])) == [shown]
    assert sheet_names(write_sheets([Sheet(name=name, rows=[["a"]])])) == [shown]


def test_no_two_sheets_have_one_name():
    same = [Sheet(name=name, rows=[["a"]]) for name in ("Kok", "kok", "x" * 31, "x" * 40)]
    assert sheet_names(write_sheets(same)) == ["Kok", "kok 2", "x" * 31, "x" * 29 + " 2"]
    assert sheet_names(write_workbook("info", ["Name"], [], notes=["Read me"])) == ["info", "Info 2"]


@given(st.lists(st.text(max_size=40), min_size=1, max_size=4))
def test_whatever_sheets_are_called_the_workbook_is_made(names):
    made = sheet_names(write_sheets([Sheet(name=name, rows=[["a"]]) for name in names]))
    assert len({name.casefold() for name in made}) == len(names)
