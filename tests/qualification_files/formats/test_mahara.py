"""Mahara's SmartEvidence frameworks."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualification_files.formats import UnreadableFile, mahara

pytestmark = pytest.mark.pure


def standard(number, **more):
    return {"shortname": str(number), "name": f"Standard {number}", "standardid": number, **more}


def element(number, **more):
    return {"shortname": number, "name": f"{number} - Element", "standardid": 1, "elementid": number, **more}


def matrix(standards, elements, **more):
    framework = {"institution": "all", "name": "Career readiness", "selfassess": False, **more}
    return json.dumps({"framework": {**framework, "standards": standards, "standardelements": elements}}).encode()


def one(data):
    report = mahara.read(data)
    assert not report.refused
    return report.qualifications[0]


def refused(data):
    return [(str(found.reason), str(found.where)) for found in mahara.read(data).refused]


def test_q15_mahara_standards_and_elements_become_core_tasks_and_work_processes():
    elements = [element("1.1.1", parentelementid="1.1"), element("1.1", description="<b>Cuts</b>"), element("1.2")]
    found = one(matrix([standard(1), standard("2")], elements, description="<p>For &amp; by</p>"))
    task, other = found.core_tasks
    assert (found.code, found.name, found.description) == ("Career-readiness", "Career readiness", "For & by")
    assert (task.number, task.name, other.number) == ("1", "Standard 1", "2")
    assert [(p.number, p.name, p.description) for p in task.work_processes] == [
        ("1.1", "Element", "Cuts"),
        ("1.2", "Element", ""),
    ]
    assert [found.text for found in task.work_processes[0].indicators] == ["Element"]
    assert task.work_processes[1].indicators == ()


def test_q15_mahara_the_real_career_framework_is_read(real_file):
    found = one(real_file("formats/mahara_matrix/nace_usa.matrix").read_bytes())
    assert [task.name for task in found.core_tasks] == ["Career Readiness Competencies"]
    assert [process.number for process in found.core_tasks[0].work_processes] == [f"{n}.0" for n in range(1, 8)]
    assert found.core_tasks[0].work_processes[2].name == "Teamwork/Collaboration"
    assert "<" not in found.description
    assert "transition into the workplace" in found.core_tasks[0].complexity


def test_q15_mahara_the_real_example_is_read(real_file):
    found = one(real_file("formats/mahara_matrix/example.matrix").read_bytes())
    process = found.core_tasks[0].work_processes[2]
    assert (len(found.core_tasks), process.number, process.name) == (4, "1.3", "Sub level of the standard")
    assert len(process.indicators) == 4
    assert len(found.core_tasks[3].work_processes[3].indicators) == 4  # one number is there twice


def test_q15_mahara_standards_alone_become_work_processes():
    report = mahara.read(matrix([standard(1), standard(2)], []))
    assert [task.name for task in report.qualifications[0].core_tasks] == ["Career readiness"]
    assert any("one level" in str(remark.text) for remark in report.warnings)


def test_q15_mahara_elements_of_two_standards_may_have_the_same_number():
    found = one(matrix([standard(1), standard(2)], [element("a"), element("a", standardid=2)]))
    assert [task.work_processes[0].number for task in found.core_tasks] == ["a", "a"]


def test_q15_mahara_a_number_that_is_there_twice_with_nothing_under_it_is_kept_twice():
    report = mahara.read(matrix([standard(1)], [element("1.1"), element("1.1", name="Other")]))
    processes = report.qualifications[0].core_tasks[0].work_processes
    assert [(process.number, process.name) for process in processes] == [("1.1", "Element"), ("1.2", "Other")]
    assert "All were kept" in str(report.warnings[1].text)


def test_q15_mahara_every_fault_is_told_with_its_place():
    elements = [
        element("1.1"),
        element("1.1"),
        element("1.1.1", parentelementid="1.1"),
        element("1.2", standardid=7),
        element("1.3", parentelementid="9"),
        {"name": "No id", "standardid": 1},
        "text",
    ]
    found = refused(matrix([standard(1)], elements))
    assert [where for _, where in found] == [
        "framework.standardelements[5].elementid",
        "framework.standardelements[6]",
        "framework.standardelements[0]",
        "framework.standardelements[1]",
        "framework.standardelements[3]",
        "framework.standardelements[4]",
    ]
    assert "Standard “7”" in found[4][0]
    assert "Element “9”" in found[5][0]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (matrix([], []), "no standards"),
        (matrix({}, []), "must be a list"),
        (matrix([standard(1)], [], name=" "), "missing or empty"),
        (matrix([standard(1)], [], name=["x"]), "must be a text"),
        (matrix([standard(1)], [element("a", parentelementid="b"), element("b", parentelementid="a")]), "under itself"),
        (matrix([standard(1)], [element("a", parentelementid="a")]), "under itself"),
        (matrix([standard(1, description="x" * 60_000)], []), "more than 50000"),
    ],
)
def test_q15_mahara_what_is_no_tree_is_refused(data, words):
    assert words in refused(data)[0][0]


@pytest.mark.parametrize("data", [b"[]", b'{"framework": 1}', b'{"framework": {"name": ', b"{}", b"\xff\xfe{", b""])
def test_q15_mahara_what_is_something_else_is_refused_as_a_whole(data):
    with pytest.raises(UnreadableFile):
        mahara.read(data)


def test_q15_mahara_is_recognised_by_what_is_in_it():
    assert mahara.recognises(matrix([], []), "x.json")
    assert mahara.recognises(b"{}", "x.matrix")
    assert not mahara.recognises(b'{"CFDocument": {}}', "x.json")
    assert not mahara.recognises(b"PK", "x.matrix")


@given(st.recursive(st.none() | st.text(max_size=3) | st.integers(0, 3), lambda inner: st.lists(inner, max_size=3)))
def test_q15_mahara_any_values_are_read_or_refused(value):
    with suppress(UnreadableFile):
        mahara.read(matrix(value, [element("1", name=value), value], description=value))
