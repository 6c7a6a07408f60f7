"""What stood in the other columns of a pasted table is named, while typing, in the preview and on the command line."""

import pytest

from tests.qualification_files.conftest import sent

NEW = "/qualifications/codes"
TABLE = "Crebo;Naam;Dossier\n99999;Lasser;23046\n99998;Bakker;"
WORDS = "These numbers stood in other columns and were left out:"


def test_q11_while_pasting_the_numbers_of_other_columns_are_named(browser_of_coordinator):
    page = browser_of_coordinator.post(f"{NEW}/read", {"codes": TABLE}).text
    assert (WORDS in page, "23046" in page, "2 codes were understood" in page) == (True, True, True)


def test_q11_the_preview_names_what_was_left_out_apart_from_what_is_wrong(browser_of_coordinator, run_jobs):
    answer = browser_of_coordinator.post(NEW, {"codes": TABLE, "cohort": "2026"})
    run_jobs()
    page = browser_of_coordinator.get(answer.location).text
    assert (WORDS in page, ">23046<" in page, "not a code" in page) == (True, True, False)


def test_q11_without_other_columns_nothing_is_said_of_them(browser_of_coordinator):
    assert WORDS not in browser_of_coordinator.post(f"{NEW}/read", {"codes": "99999, 23046"}).text


@pytest.mark.parametrize(
    "content", [b"code,name\n25080,Welder\n", b"25080\n25081\n", b"25080", b"Crebo;Niveau\n25080;3\n"]
)
def test_q11_a_file_with_codes_is_sent_to_where_codes_are_pasted(browser_of_coordinator, content):
    files = {"files": [sent(content, "codes.csv")]}
    page = browser_of_coordinator.post("/qualifications/import", files).text
    assert "This is a list of codes. Paste it under Add multiple MBO crebo codes." in page
    assert f'href="{NEW}"' in page
