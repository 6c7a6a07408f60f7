"""The normalised JSON of official files: every real one, and what is refused."""

import json
from dataclasses import replace

import pytest

from qualification_files.formats import Format, Part, UnreadableFile, read_file, why_it_does_not_fit

REAL = ("25484", "25485", "25486", "25498", "25499", "25500", "25656", "25731", "25743", "25870", "25913", "25960")
REAL += ("25998", "25999", "27083")
IN_XML = {
    "nl_sbb/xml/2635_Pedagogisch_Werk.xml": ("25484", "25485", "25486"),
    "nl_sbb/xml/2755_Dienstverlening.xml": ("25498", "25499", "25500"),
}
THIN = {
    "code": "25001",
    "name": "Chair maker ",
    "language": "nl",
    "level": 3,
    "cohort": "2026-2027",
    "version": "KD 2026",
    "dossier": None,
    "profile": None,
    "description": None,
    "completeness": "thin (codes and names only)",
    "known_inconsistencies": ["A code is written in two ways."],
    "competences": [],
    "core_tasks": [
        {
            "code": "B1-K1",
            "part": "basis",
            "name": "Makes chairs",
            "complexity": None,
            "knowledge_and_skills": [],
            "work_processes": [{"code": "B1-k1-W1", "name": "Saws", "performance_indicators": [], "competences": []}],
        }
    ],
}


def read(value):
    return read_file(json.dumps(value).encode(), "25001.json")


def without_source_ids(content):
    """What of a qualification depends on neither of the two ways in which it is written."""
    tasks = (
        replace(
            task,
            knowledge=tuple(replace(known, source_id="") for known in task.knowledge),
        )
        for task in content.core_tasks
    )
    return replace(content, core_tasks=tuple(tasks))


@pytest.mark.parametrize("code", REAL)
def test_q15_every_real_normalised_file_is_read_and_fits(real_file, code):
    report = read_file(real_file(f"nl_sbb/qualifications/{code}.json").read_bytes(), f"{code}.json")
    (content,) = report.qualifications
    assert (report.format, content.code, report.refused) == (Format.NORMALISED_JSON, code, ())
    assert why_it_does_not_fit(content) is None


@pytest.mark.parametrize(("name", "codes"), sorted(IN_XML.items()))
def test_q15_the_normalised_file_gives_the_same_as_the_official_one(real_file, name, codes):
    official = {content.code: content for content in read_file(real_file(name).read_bytes(), name).qualifications}
    for code in codes:
        (content,) = read_file(real_file(f"nl_sbb/qualifications/{code}.json").read_bytes(), name).qualifications
        assert without_source_ids(content) == without_source_ids(official[code])


def test_the_list_of_the_real_files_is_refused_with_what_to_do(real_file):
    with pytest.raises(UnreadableFile) as refusal:
        read_file(real_file("nl_sbb/index.json").read_bytes(), "index.json")
    assert "Choose the files that it names" in str(refusal.value)


def test_q15_codes_and_names_alone_come_in_with_a_remark():
    report = read(THIN)
    (content,) = report.qualifications
    assert (content.code, content.name, content.cohort, content.dossier.version) == (
        "25001",
        "Chair maker",
        "2026-2027",
        "KD 2026",
    )
    assert (content.core_tasks[0].part, content.core_tasks[0].work_processes[0].number) == (Part.BASE, "B1-k1-W1")
    assert ["thin" in str(remark.text) for remark in report.warnings] == [True, False]
    assert "A code is written in two ways." in str(report.warnings[1].text)


def test_a_file_without_a_code_waits_for_one():
    assert read(THIN | {"code": None}).qualifications[0].code == ""


@pytest.mark.parametrize(
    ("change", "where", "words"),
    [
        ({"name": None}, "name", "missing or empty"),
        ({"level": "3"}, "level", "a whole number from 1 to 8"),
        ({"valid_from": "01-08-2015"}, "valid_from", "not a date like 2026-08-31"),
        ({"legal_professional_requirements": "Misschien"}, "legal_professional_requirements", "is not Ja or Nee"),
        ({"core_tasks": THIN["core_tasks"] * 2}, "core_tasks[1].code", "is there twice"),
        ({"core_tasks": [{"code": "B1", "name": "X", "part": "other"}]}, "core_tasks[0].part", "not basis or profile"),
    ],
)
def test_q15_a_normalised_file_that_cannot_be_placed_is_refused_with_the_place(change, where, words):
    (refused,) = read(THIN | change).refused
    assert (refused.code, str(refused.where)) == ("25001", where)
    assert words in str(refused.reason)
