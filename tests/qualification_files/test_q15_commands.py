"""`proefstuk qualifications import` and `export` in every format (Q15)."""

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from qualification_files import actions, queries
from qualification_files.cli import qualifications
from qualification_files.formats import WRITABLE, Competence, own, read_file
from qualification_files.models import Competence as CompetenceHere
from qualification_files.models import Qualification
from tests.qualification_files.formats.sbb.building import file_of
from tests.qualification_files.formats.test_normalised import REAL, THIN
from tests.qualification_files.formats.test_own import WELDER

XML = ("nl_sbb/xml/2635_Pedagogisch_Werk.xml", "nl_sbb/xml/2755_Dienstverlening.xml")
FRAMEWORKS = (
    "formats/case/act_holistic_framework_math.json",
    "formats/case/opensalt_what_standards_could_be.json",
    "formats/moodle_csv/irish_pharmacy_core_competency.csv",
    "formats/mahara_matrix/example.matrix",
    "formats/mahara_matrix/nace_usa.matrix",
)
NOT_QUALIFICATIONS = {
    "nl_sbb/index.json": "This is the list of the files",
    "nl_sbb/competences_25.json": "in none of the formats",
    "nl_sbb/domains_and_chambers.json": "in none of the formats",
    "formats/au/MEM05012.json": "in none of the formats",
    "formats/case/case-v1p0-cfpackage-schema.json": "no CFDocument in this file",
}


@pytest.fixture
def file(tmp_path):
    """A file on disk."""

    def write(name, data):
        place = tmp_path / name
        place.write_bytes(data)
        return place

    return write


@pytest.fixture
def welder(desk):
    with desk.writing() as work:
        made = actions.build(work, WELDER)
        work.db.add(made)
        work.db.flush()
        return made.id


@pytest.mark.parametrize("name", [*(f"nl_sbb/qualifications/{code}.json" for code in REAL), *XML, *FRAMEWORKS])
def test_q15_every_real_file_comes_in(type_in, real_file, count, name):
    code, told = type_in("import", real_file(name), "--add-competences")
    assert (code, "refused" in told) == (0, False), told
    assert count(Qualification) >= 1


@pytest.mark.parametrize(("name", "words"), NOT_QUALIFICATIONS.items())
def test_q15_a_real_file_without_qualifications_is_refused_with_the_reason(type_in, real_file, count, name, words):
    code, told = type_in("import", real_file(name))
    assert (code, words in told, count(Qualification)) == (1, True, 0)


def test_q15_each_file_is_recognised_by_itself(type_in, file):
    paths = file("a.xml", file_of()), file("b.json", own.write(replace(WELDER, code="W1"))), file("c.json", b"[]")
    code, told = type_in("import", *paths, "--json")
    assert [one["format"] for one in json.loads(told)["files"]] == ["sbb-xml", "json", None]
    assert code == 1


def test_q15_the_wrong_format_is_refused(type_in, file, count):
    code, told = type_in("import", file("a.json", own.write(WELDER)), "--format", "case")
    assert (code, "There is no CFDocument in this file" in told, count(Qualification)) == (1, True, 0)


def test_a_format_that_does_not_exist_is_a_typing_error(type_in, file):
    assert type_in("import", file("a.json", b"{}"), "--format", "pdf")[0] == 2


def test_q15_a_refusal_names_the_element(type_in, file):
    bad = own.write(WELDER).replace(b'"level": 3', b'"level": 33')
    code, told = type_in("import", file("a.json", bad))
    assert (code, "must be a whole number from 1 to 8. (qualifications[0].level)" in told) == (1, True)


def test_q15_a_missing_code_is_refused_until_one_is_given(type_in, file, count):
    place = file("c.json", json.dumps(THIN | {"code": None}).encode())
    code, told = type_in("import", place)
    assert (code, "--give-code" in told, count(Qualification)) == (1, True, 0)
    assert type_in("import", place, "--give-code", "W9")[0] == 0
    assert count(Qualification, Qualification.code == "W9") == 1


def test_q15_competences_are_added_when_asked(type_in, file, count):
    process = replace(WELDER.core_tasks[0].work_processes[0], competences=("Q7",))
    task = replace(WELDER.core_tasks[0], work_processes=(process,))
    place = file("a.json", own.write(replace(WELDER, core_tasks=(task,), competences=(Competence("Q7", "Lasten"),))))
    for dry in ([], ["--dry-run"]):
        code, told = type_in("import", place, *dry)
        assert (code, "not in your list: Q7 (Lasten)" in told, count(Qualification)) == (1, True, 0)
    assert type_in("import", place, "--add-competences")[0] == 0
    assert count(CompetenceHere, CompetenceHere.letter == "Q7") == 1


@pytest.mark.parametrize("wanted", WRITABLE)
def test_q15_a_qualification_is_exported_in_every_format(type_in, welder, tmp_path, wanted):
    place = tmp_path / "out"
    assert type_in("export", "25001", "--format", wanted, "-o", place) == (0, "")
    assert read_file(place.read_bytes(), "out").qualifications[0].name == WELDER.name


def test_q15_export_writes_to_the_standard_output(app, welder):
    done = CliRunner().invoke(qualifications, ["export", str(welder), "-o", "-"], obj=lambda: app)
    assert own.read(done.stdout_bytes).qualifications[0].instruction == WELDER.instruction


def test_export_of_what_is_not_there_says_so_and_writes_nothing(type_in, tmp_path):
    code, told = type_in("export", "99999", "-o", tmp_path / "out")
    assert (code, "There is no qualification 99999 here" in told, (tmp_path / "out").exists()) == (1, True, False)


def test_export_asks_which_when_several_have_the_code(type_in, welder, desk, tmp_path):
    with desk.writing() as work:
        work.db.add(actions.build(work, replace(WELDER, cohort="2027")))
    code, told = type_in("export", "25001", "-o", tmp_path / "out")
    assert (code, "There are 2 qualifications 25001" in told) == (1, True)
    assert type_in("export", "25001", "--cohort", "2027", "-o", tmp_path / "out")[0] == 0
    assert own.read((tmp_path / "out").read_bytes()).qualifications[0].cohort == "2027"


def test_q15_the_same_as_official_file_and_as_normalised_file_is_the_same_here(app, desk, real_file, type_in):
    type_in("import", real_file(XML[0]), "--cohort", "xml")
    for code in ("25484", "25485", "25486"):
        type_in("import", real_file(f"nl_sbb/qualifications/{code}.json"), "--cohort", "json")
    with desk.reading() as work:
        rows = work.db.scalars(select(Qualification).order_by(Qualification.code, Qualification.cohort)).all()
        contents = [bare(queries.content_of(work, row.id)) for row in rows]
    assert len(contents) == 6
    assert contents[::2] == contents[1::2]


def bare(content):
    """The content without what tells two imports of the same apart."""
    return without_identifiers(json.loads(own.write(replace(content, cohort=""))))


def without_identifiers(value):
    if isinstance(value, dict):
        return {name: without_identifiers(inner) for name, inner in value.items() if name != "identifier"}
    return [without_identifiers(inner) for inner in value] if isinstance(value, list) else value
