"""Several files at once: what can be read is shown, what cannot is told beside it, and places are told in words."""

import json
import re
from dataclasses import replace

import pytest

from foundation.messages import say
from qualification_files import actions
from qualification_files.formats import own
from qualification_files.models import DossierImport, Qualification
from qualification_files.pages.places import place_in_words
from tests.qualification_files.conftest import sent
from tests.qualification_files.formats.sbb.building import dossier, file_of, profile
from tests.qualification_files.formats.test_own import WELDER

UPLOAD = "/qualifications/import"
SAME = "It says the same as the one that is here."


@pytest.fixture
def upload(browser_of_coordinator):
    def post(files, cohort="2026"):
        facts = {"files": [sent(content, name) for name, content in files.items()], "cohort": cohort}
        return browser_of_coordinator.post(UPLOAD, facts)

    return post


def test_q15_a_bad_file_does_not_hold_up_the_good_ones(upload, browser_of_coordinator):
    answer = upload({"good.xml": file_of(), "bad.xml": b"<other/>", "notes.md": b"# Notes"})
    page = browser_of_coordinator.get(answer.location).text
    assert (answer.status_code, page.count('name="chosen"')) == (303, 1)
    assert (page.count("bad.xml"), page.count("begins with &lt;other&gt;")) == (1, 1)
    assert page.count("This is a text file, not a file with qualifications.") == 1


def test_q15_the_report_names_the_refused_files_too(upload, browser_of_coordinator, count):
    address = upload({"good.xml": file_of(), "bad.xml": b"<other/>"}).location
    (chosen,) = re.findall(r'name="chosen" value="([^"]*)"', browser_of_coordinator.get(address).text)
    browser_of_coordinator.post(address, {"cohort": "2026", "shown_cohort": "2026", "chosen": chosen})
    report = browser_of_coordinator.get(address).text
    assert (count(Qualification), report.count("begins with &lt;other&gt;")) == (1, 1)
    assert "bad.xml" in report


def test_q15_without_any_good_file_each_reason_is_given_once(upload, count):
    answer = upload({"bad.xml": b"<other/>", "worse.xml": b"%PDF-1.7"})
    assert (answer.status_code, count(DossierImport)) == (422, 0)
    assert (answer.text.count("bad.xml"), answer.text.count("worse.xml"), "Files: " in answer.text) == (1, 1, False)


def test_q15_how_many_files_is_said_before_anybody_chooses(browser_of_coordinator):
    assert "At most 20 files at a time" in browser_of_coordinator.get(UPLOAD).text


@pytest.mark.parametrize(
    "content", [b"# Notes\n\nMore <b>words</b>", b"<meta>\n\n##Title", "# Opleiding é".encode("cp1252")]
)
def test_q15_a_text_is_told_that_it_is_one(upload, content):
    assert "This is a text file, not a file with qualifications." in upload({"notes.md": content}).text


def test_q15_unknown_json_says_what_it_holds_and_what_is_read(upload):
    page = upload({"x.json": b'{"code": 1, "units": []}'}).text
    assert "This is JSON with the keys code, units." in page
    assert all(name in page for name in ("SBB", "CASE", "Moodle", "Mahara", "XLSX"))


def test_q15_very_many_keys_are_counted(upload):
    page = upload({"x.json": json.dumps({f"k{number}": 1 for number in range(11)}).encode()}).text
    assert "the keys k0, k1, k2, k3, k4, k5, k6, k7 and 3 more." in page


def test_q15_an_unknown_list_says_how_long_it_is(upload):
    assert "This is a JSON list with 2 elements." in upload({"x.json": b'[{"a": 1}, 2]'}).text


@pytest.fixture
def welder(desk):
    with desk.writing() as work:
        made = actions.build(work, WELDER)
        work.db.add(made)
        work.db.flush()
        return made.id


def changed(content):
    first, *others = content.core_tasks
    return replace(content, core_tasks=(replace(first, name="Joins metal in every way"), *others))


def test_q13_a_row_that_is_here_says_that_it_is_the_same(upload, browser_of_coordinator, welder):
    page = browser_of_coordinator.get(upload({"a.json": own.write(WELDER)}, cohort="").location).text
    assert SAME in page


def test_q13_a_row_that_is_here_says_how_much_is_different(upload, browser_of_coordinator, welder):
    page = browser_of_coordinator.get(upload({"a.json": own.write(changed(WELDER))}, cohort="").location).text
    assert ("1 part is different." in page, SAME in page) == (True, False)


def test_q13_another_edition_is_compared_with_the_newest_here(upload, browser_of_coordinator, welder):
    other = replace(WELDER, level=4, dossier=replace(WELDER.dossier, version="77"))
    page = browser_of_coordinator.get(upload({"a.json": own.write(other)}, cohort="").location).text
    assert "Another edition" in page
    assert "1 fact is different." in page


def imported(browser, upload, content):
    address = upload({"a.xml": content}).location
    chosen = re.findall(r'name="chosen" value="([^"]*)"', browser.get(address).text)
    data = {"cohort": "2026", "shown_cohort": "2026", "chosen": chosen}
    browser.post(address, data)
    return upload({"a.xml": content}).location


def many(number):
    return file_of(dossier(*(profile(f"2{at:04}", f"7{at:02}", f"{at}") for at in range(1, number + 1))))


def test_q13_comparing_many_takes_as_many_statements_as_one(upload, browser_of_coordinator, statements):
    pages = [imported(browser_of_coordinator, upload, content) for content in (file_of(), many(8))]
    with statements() as few:
        browser_of_coordinator.get(pages[0])
    with statements() as more:
        assert browser_of_coordinator.get(pages[1]).text.count(SAME) == 8
    assert len(few) == len(more) <= 17


def test_q13_more_than_twenty_are_compared_one_by_one(upload, browser_of_coordinator):
    page = browser_of_coordinator.get(imported(browser_of_coordinator, upload, many(21))).text
    assert (page.count("Already there"), page.count("See what is different"), SAME in page) == (21, 21, False)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("core_tasks[2].work_processes[0].name", "core task 3, work process 1, “name”"),
        ("CFItems[2]", "item 3"),
        ("qualifications[0]", "qualification 1"),
        ("framework.standards[0]", "framework, standard 1"),
        ("odd_ones[4]", "“odd_ones” 5"),
    ],
)
def test_q15_a_place_in_json_is_told_in_words(written, words):
    assert str(place_in_words(say("%(path)s", path=written))) == words


@pytest.mark.parametrize(
    ("where", "words"),
    [
        (say("CFItems[%(place)s], “%(name)s”", place=2, name="A.1, b"), "item 3, “A.1, b”"),
        (say("CFAssociations[%(place)s]", place=0), "link between items 1"),
        (say("CFDocument.%(name)s", name="title"), "the framework itself, “title”"),
        (say("CFItems"), "the items"),
    ],
)
def test_q15_a_place_in_case_is_told_in_words(where, words):
    assert str(place_in_words(where)) == words


def test_q15_other_places_stay_as_they_are():
    assert str(place_in_words(say("row %(row)s, column %(column)s", row=3, column="B"))) == "row 3, column B"


def test_q15_faults_of_a_file_without_more_stand_together_under_its_name(upload, browser_of_coordinator):
    page = browser_of_coordinator.get(upload({"a.json": without_a_name()}).location).text
    assert ("Without a name" in page, page.count("a.json")) == (False, 2)  # its format, its faults


def without_a_name():
    """Our own JSON with a core task that has no name."""
    content = json.loads(own.write(WELDER))
    content["qualifications"][0]["core_tasks"][0]["name"] = ""
    return json.dumps(content).encode()
