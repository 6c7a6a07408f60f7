"""`proefstuk qualifications diff`, `take-over` and `new-version --from` (Q13)."""

import json
from dataclasses import replace

import pytest

from qualification_files import actions, queries
from qualification_files.formats import moodle, own
from qualification_files.models import Qualification
from tests.qualification_files.formats.test_own import WELDER

TAKEN = "qualification_files.content-taken-over"


@pytest.fixture
def welder(desk):
    with desk.writing() as work:
        made = actions.build(work, WELDER)
        work.db.add(made)
        work.db.flush()
        return made.id


@pytest.fixture
def file(tmp_path):
    def write(data, name="welder.json"):
        place = tmp_path / name
        place.write_bytes(data)
        return place

    return write


@pytest.fixture
def changed(file):
    """The same with another name for its first core task."""
    task = replace(WELDER.core_tasks[0], name="Joins metal in every way")
    return file(own.write(replace(WELDER, core_tasks=(task, *WELDER.core_tasks[1:]))))


def name_of_task(desk, number):
    with desk.reading() as work:
        return queries.structure(work, number).core_tasks[0].name


def test_q13_the_same_file_differs_in_nothing(type_in, welder, file):
    code, told = type_in("diff", file(own.write(WELDER)))
    assert (code, "says the same" in told) == (0, True)


def test_q13_a_difference_is_told_word_by_word_with_its_own_exit_code(type_in, welder, changed):
    code, told = type_in("diff", changed)
    assert code == 3
    assert "1 core task says something else." in told
    assert "{+" in told
    assert "[-" in told


def test_q13_differences_as_json(type_in, welder, changed):
    code, told = type_in("diff", changed, welder, "--json")
    one = json.loads(told)[0]
    assert (code, one["id"], one["different"], one["tasks"][0]["edit"]) == (3, welder, True, "changed")
    assert one["tasks"][0]["changes"][0]["after"] == "Joins metal in every way"


def test_q13_a_file_of_which_nothing_is_here_is_refused(type_in, changed):
    code, told = type_in("diff", changed)
    assert (code, "Bring it in with: import" in told) == (1, True)


def test_q13_a_file_that_cannot_be_read_is_refused(type_in, welder, file):
    code, told = type_in("diff", file(b"%PDF-1.7"), welder)
    assert (code, "This seems to be a PDF document." in told) == (1, True)
    assert type_in("diff", "absent.json")[0] == 2


def test_q13_a_refused_qualification_in_the_file_says_where(type_in, welder, file):
    bad = own.write(WELDER).replace(b'"level": 3', b'"level": 33')
    code, told = type_in("diff", file(bad), welder)
    assert (code, "from 1 to 8. (qualifications[0].level)" in told) == (1, True)


def test_q13_a_draft_takes_a_file_over(type_in, welder, changed, desk, audited):
    assert type_in("take-over", changed, welder, "--dry-run")[0] == 0
    assert name_of_task(desk, welder) == WELDER.core_tasks[0].name
    code, told = type_in("take-over", changed, welder)
    assert (code, "Taken over." in told) == (0, True)
    assert name_of_task(desk, welder) == "Joins metal in every way"
    assert len(audited(TAKEN)) == 1
    assert type_in("diff", changed, welder)[0] == 0


def test_q13_what_is_in_use_takes_nothing_over(type_in, welder, changed, desk):
    assert type_in("activate", welder)[0] == 0
    for options in ([], ["--dry-run"]):
        code, told = type_in("take-over", changed, welder, *options)
        assert (code, "This qualification is active" in told) == (1, True)
    assert name_of_task(desk, welder) == WELDER.core_tasks[0].name


@pytest.mark.parametrize("other", [{"code": "25999"}, {"cohort": "1999"}])
def test_q13_another_qualification_is_not_taken_over(type_in, welder, file, other):
    code, told = type_in("take-over", file(own.write(replace(WELDER, **other))), welder)
    assert (code, "The file holds" in told) == (1, True)


def test_q13_a_file_of_several_without_this_one_names_what_it_holds(type_in, make, file, official_file):
    other = make.qualification(code="25777")
    code, told = type_in("diff", file(official_file, "dossier.xml"), other.id)
    assert (code, "It holds: 25001, 25002." in told) == (1, True)


def test_q13_a_format_without_codes_is_held_against_the_one_that_is_named(type_in, welder, file, tmp_path):
    place = file(moodle.write(WELDER), "welder.csv")
    assert "Code:" not in type_in("diff", place, welder)[1]


def test_q14_a_file_becomes_the_next_version(type_in, welder, changed, count, desk):
    type_in("activate", welder)
    code, told = type_in("new-version", welder, "--from", changed, "--cohort", "2031")
    assert (code, "draft: " in told) == (0, True)
    made = int(told.split()[0])
    assert name_of_task(desk, made) == "Joins metal in every way"
    assert count(Qualification, Qualification.predecessor_id == welder) == 1
    assert type_in("new-version", welder, "--from", changed, "--cohort", "2031")[0] == 1


def test_q14_without_a_cohort_the_next_one_is_meant(type_in, welder, changed, count):
    type_in("activate", welder)
    assert type_in("new-version", welder, "--from", changed)[0] == 0
    assert count(Qualification, Qualification.cohort == WELDER.cohort) == 1
    assert count(Qualification) == 2
