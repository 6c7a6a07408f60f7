"""What is understood of pasted codes: every way of writing one, and nothing that was only guessed."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualification_files.rules import codes as rules
from qualification_files.rules.codes import pasted_codes

pytestmark = pytest.mark.pure

CODES = st.integers(10_000, 99_999).filter(lambda number: str(number)[:2] not in ("23", "79")).map(str)
STYLES = (
    "{0}{1}",
    "{0}.{1}",
    "{0} {1}",
    "{0}\u00a0{1}",
    "{0}\u202f{1}",
    "crebo {0}{1}",
    "Crebo: {0}.{1}",
    "crebo{0}{1}",
    "({0}{1})",
)
SEPARATORS = ("\n", "\r\n", "\t", ";", " ; ", "/", " / ", "|", ", ", " - ", " + ", "\n\n", " en ", "\u2028")


def written(code, style):
    return style.format(code[:2], code[2:])


@given(st.lists(CODES, unique=True, max_size=30), st.data())
def test_q11_codes_come_out_however_they_are_written_and_divided(codes, data):
    text = ""
    for code in codes:
        separator = data.draw(st.sampled_from(SEPARATORS)) if text else ""
        text += separator + written(code, data.draw(st.sampled_from(STYLES)))
    found = pasted_codes(text)
    assert (found.codes, found.wrong, found.doubled) == (tuple(codes), (), ())


@given(st.lists(CODES, unique=True, min_size=1, max_size=30), st.data())
def test_q11_a_space_may_stand_in_codes_and_between_them(codes, data):
    text = " ".join(written(code, data.draw(st.sampled_from(STYLES[:4]))) for code in codes)
    assert pasted_codes(text).codes == tuple(codes)


@given(st.text(alphabet="0123456789 .,;\n\tabK€'\"-", max_size=200))
def test_q11_every_code_that_comes_out_was_written_in_one_piece_or_as_two_and_three(text):
    for code in pasted_codes(text).codes:
        assert re.search(rf"(?i){code[:2]}[ .,']?{code[2:]}", text)


@given(st.text(max_size=300))
def test_q11_no_text_at_all_makes_it_stumble(text):
    found = pasted_codes(text)
    assert len(set(found.codes)) == len(found.codes)
    assert set(found.doubled) <= set(found.codes)


@pytest.mark.parametrize(
    ("text", "codes", "wrong"),
    [
        ("25.080", ["25080"], []),
        ("25 080 25 081", ["25080", "25081"], []),
        ("25080/25081", ["25080", "25081"], []),
        ("25,080,25,081", ["25080", "25081"], []),
        ("٢٥٠٨٠", ["25080"], []),
        ("２５０８０", ["25080"], []),
        ("\ufeff25080\u200b25081", ["25080", "25081"], []),
        ("25080 Lasser niveau 3", ["25080"], []),
        ("K0023 k0024", ["K0023", "K0024"], []),
        ("25080 3 25081", ["25080", "25081"], ["3"]),
        ("25080 2508 25081", ["25080", "25081"], ["2508"]),
        ("2508025081", [], ["2508025081"]),
        ("25o80", [], ["25o80"]),
        ("08025", [], ["08025"]),
        ("welder", [], ["welder"]),
        ("€ 12.500", [], ["12.500"]),
        ("EUR 12500", [], ["12500"]),
        ("23046", [], ["23046"]),
        ("79000", [], ["79000"]),
        ("", [], []),
        (" \n;;\t", [], []),
    ],
)
def test_q11_each_code_is_cleaned_and_what_is_none_is_named(text, codes, wrong):
    found = pasted_codes(text)
    assert (list(found.codes), [one.text for one in found.wrong]) == (codes, wrong)


@pytest.mark.parametrize("text", ["25 08025 081", "250 80 250 81", "25 080 081", "25 080 25", "25080 250 81"])
def test_q11_what_can_be_read_in_two_ways_is_named_and_not_guessed(text):
    found = pasted_codes(text)
    assert set(found.codes) <= {"25080"} & set(text.split())
    assert rules.CAN_BE_READ_IN_SEVERAL_WAYS in [one.why for one in found.wrong]


def test_q11_one_slip_in_a_long_line_spoils_nothing_else():
    codes = [str(number) for number in range(25_100, 25_400)]
    found = pasted_codes(" ".join([*codes[:150], "250 81", *codes[150:]]))
    assert (list(found.codes), [one.text for one in found.wrong]) == (codes, ["250 81"])


def test_q11_a_code_that_comes_twice_counts_once_and_is_said():
    found = pasted_codes("25080\n25.080\n25081")
    assert (found.codes, found.doubled) == (("25080", "25081"), ("25080",))


@pytest.mark.parametrize("delimiter", ["\t", ";", ",", "|"])
def test_q11_the_heading_says_which_column_holds_the_codes(delimiter):
    rows = [["Naam", "Crebo", "Prijs"], ["Lasser 25999", "25.080", "12500"], ["Bakker", "25081", "13 500"]]
    text = "\n".join(delimiter.join(row) for row in rows)
    assert pasted_codes(text).codes == ("25080", "25081")


def test_q11_a_quoted_cell_may_hold_anything():
    text = 'code,name\n25080,"Maker, of 25 999\nthings; and more"\n25081,Baker\n'
    assert pasted_codes(text).codes == ("25080", "25081")


def test_q11_a_row_without_a_code_is_named():
    found = pasted_codes("code;name\n25080;Welder\n;Baker\n")
    assert [(one.text, one.why) for one in found.wrong] == [("Baker", rules.NO_CODE_ON_THIS_LINE)]


def test_q11_whole_rows_without_a_heading_are_read_as_any_text_and_their_other_numbers_named():
    text = "25080,Welder,2,23046,Metal,79000\n25081,Baker,3,23047,Food,79010"
    found = pasted_codes(text)
    assert found.codes == ("25080", "25081")
    assert [one.text for one in found.wrong] == ["23046", "79000", "23047", "79010"]


MESSY = "25.484;25485 / 99999 2548 6, abc, 25 486, 25870 25998 25743 00123 254847 B25.999 crebo:27083"


def test_q11_no_number_of_a_messy_line_disappears():
    found = pasted_codes(MESSY)
    assert found.codes == ("25484", "25485", "99999", "25486", "25870", "25998", "25743", "27083")
    assert [one.text for one in found.wrong] == ["2548 6", "00123", "254847", "B25.999"]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("25484, kinderopvang, 25485", ("25484", "25485")),
        ("25484; 25485, abc, 25 486", ("25484", "25485", "25486")),
        (
            "code,name\n25484,Iets\n\nen verder graag ook 25998, 25743 en 25870",
            ("25484", "25998", "25743", "25870"),
        ),
        ("code,name,level\n25484,Iets,3\n25 486, 25870, abc, 25998", ("25484", "25486", "25870", "25998")),
        ('code,name\n25484,"Iets\n25998,Anders\n25743,Meer', ("25484", "25998", "25743")),
        ("code, 25484\n25485, 25486", ("25484", "25485", "25486")),
    ],
)
def test_q11_a_line_that_fits_no_table_is_read_as_any_text(text, codes):
    found = pasted_codes(text)
    assert (found.codes, found.left_out) == (codes, ())


def test_q11_numbers_in_the_other_columns_of_a_table_are_named():
    found = pasted_codes("Crebo;Naam;Dossier;Prijs\n25080;Lasser van 25.999;23046;12 500\n25081;Bakker 25080;;8")
    assert (found.codes, found.wrong) == (("25080", "25081"), ())
    assert found.left_out == ("25999", "23046", "12500")


def test_q11_many_amounts_are_named_to_the_last():
    numbers = [str(number) for number in range(25_100, 25_160)]
    found = pasted_codes("€ " + " ".join(numbers))
    assert set(numbers) == {number for one in found.wrong for number in one.text.split()}


def a_line():
    number = st.tuples(CODES, st.sampled_from(["{0}{1}", "{0}.{1}", "{0} {1}"])).map(lambda made: written(*made))
    words = ["code", "Crebo", "naam", "abc", "€", "3", "", '"', "250", "08", "(", "een zin", "B12", "0", "2312"]
    cell = st.one_of(number, st.sampled_from(words))
    parts = st.lists(st.tuples(cell, st.sampled_from([",", ";", "\t", " ", ", ", " / ", ".", "|"])), max_size=8)
    return parts.map(lambda made: "".join(one + mark for one, mark in made))


@given(st.lists(a_line(), max_size=6), st.sampled_from(["", "code,name\n", "Naam;Crebo\n", "nr\tnaam\tcode\n"]))
def test_q11_every_number_of_five_digits_comes_out_in_one_way_or_another(lines, heading):
    text = heading + "\n".join(lines)
    found = pasted_codes(text)
    told = " ".join([*found.codes, *(one.text for one in found.wrong), *found.left_out])
    bare = re.sub(r"\D", "", told)
    for number in re.findall(r"(?<![^\W_])(?:\d{5}|\d{2}[. ]\d{3})(?![^\W_])", text):
        assert re.sub(r"\D", "", number) in bare


def test_q11_the_real_list_gives_all_its_codes_in_each_way_of_pasting(real_file):
    text = real_file("nl_sbb/crebo_2015.csv").read_text("utf-8")
    rows = text.splitlines()[1:]
    ways = (
        text,
        "\n".join(rows),
        "\n".join(row.split(",")[1] for row in rows),
        " ".join(r.split(",")[1] for r in rows),
    )
    found = [pasted_codes(way) for way in ways]
    assert {len(one.codes) for one in found} == {470}
    assert (found[0].wrong, found[0].doubled) == ((), ())
    assert "25080" in found[0].codes
    assert {"23046", "79000"} <= set(found[0].left_out)


def test_q11_a_huge_paste_is_read_in_a_moment():
    assert len(pasted_codes("25 080 x 2 " * 40_000).codes) == 1


def test_q11_of_very_many_wrong_ones_all_are_kept():
    found = pasted_codes("\n".join(f"x{number}" for number in range(10_000, 11_200)) + "\n25080")
    told = " ".join(one.text for one in found.to_keep)
    assert all(f"x{number}" in told for number in range(10_000, 11_200))
    assert len(found.to_keep) == rules.MOST_CODES + 1
