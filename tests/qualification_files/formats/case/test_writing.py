"""Q15: a qualification as a CASE framework, and back."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from qualification_files.formats import case
from qualification_files.formats.values import CoreTask, Indicator, Knowledge, QualificationFile, WorkProcess
from qualification_files.rules import QualificationState
from tests.qualification_files.formats.case.building import BASE_URL, everything, number

VERSIONS = ("1.0", "1.1")


def package(content=None, version="1.0", **more):
    return json.loads(case.write(content or everything(), version=version, base_url=BASE_URL, **more))


def read_back(content, version):
    report = case.read(case.write(content, version=version, base_url=BASE_URL))
    assert report.warnings == ()
    return report.qualifications[0]


@pytest.mark.parametrize("version", VERSIONS)
def test_q15_case_of_our_own_comes_back_without_loss(version):
    assert read_back(everything(), version) == everything()


@pytest.mark.parametrize("version", VERSIONS)
def test_q15_case_comes_back_alike_without_identifiers(version):
    bare = WorkProcess(number="W1", name="Welds", indicators=(Indicator("Looks"), Indicator("Looks")))
    task = CoreTask(number="K1", name="Metal", work_processes=(bare,), knowledge=(Knowledge("Steel"),))
    content = QualificationFile(code="1", name="Welder", core_tasks=(task,))
    back = read_back(content, version).core_tasks[0]
    assert [one.text for one in back.work_processes[0].indicators] == ["Looks", "Looks"]
    assert (back.number, back.name, back.knowledge) == ("K1", "Metal", (Knowledge("Steel"),))


@pytest.mark.parametrize("version", VERSIONS)
def test_q15_case_of_the_same_content_is_the_same_file(version):
    first, second = (case.write(everything(), version=version, base_url=BASE_URL) for _ in range(2))
    assert first == second


def test_q15_case_keeps_identifiers_when_parts_change_places():
    tasks = everything().core_tasks
    turned = replace(everything(), core_tasks=tuple(reversed(tasks)))
    assert {one["identifier"] for one in package()["CFItems"]} == {
        one["identifier"] for one in package(turned)["CFItems"]
    }


def test_q15_case_items_never_share_an_identifier():
    items = package()["CFItems"]
    assert len({one["identifier"] for one in items}) == len(items)


def test_q15_case_has_a_core_task_above_a_work_process_above_an_indicator():
    parents = {
        link["originNodeURI"]["identifier"]: link["destinationNodeURI"]["identifier"]
        for link in package()["CFAssociations"]
        if link["associationType"] == "isChildOf"
    }
    line = [number(32), number(21), number(11), number(1)]
    assert [parents[str(lower)] for lower in line[:-1]] == [str(upper) for upper in line[1:]]


def test_q15_case_1_0_has_nothing_but_what_the_format_names():
    found = package()
    known = {"identifier", "uri", "lastChangeDateTime", "fullStatement", "alternativeLabel", "humanCodingScheme"}
    known |= {"listEnumeration", "language", "CFItemType", "CFItemTypeURI", "notes"}
    assert {name for one in found["CFItems"] for name in one} <= known
    assert not {"extensions", "caseVersion"} & found["CFDocument"].keys()


def test_q15_case_1_0_has_what_the_format_requires():
    found = package()
    stamped = {"identifier", "uri", "lastChangeDateTime"}
    assert stamped | {"title", "creator"} <= found["CFDocument"].keys()
    assert all(stamped | {"fullStatement"} <= one.keys() for one in found["CFItems"])
    ends = {"originNodeURI", "destinationNodeURI", "associationType", "sequenceNumber"}
    assert all(stamped | ends <= one.keys() for one in found["CFAssociations"])


def test_q15_case_1_1_names_its_version_and_keeps_short_facts_apart():
    document = package(version="1.1")["CFDocument"]
    assert document["caseVersion"] == "1.1"
    assert document["extensions"]["proefstuk"]["Code"] == "25655"
    assert document["uri"].startswith(f"{BASE_URL}/ims/case/v1p1/CFDocuments/")


@pytest.mark.parametrize(("state", "words"), [("draft", "Draft"), ("active", "Adopted"), ("closed", "Deprecated")])
def test_q15_case_tells_whether_it_is_in_use(state, words):
    assert package(state=QualificationState(state))["CFDocument"]["adoptionStatus"] == words


def test_q15_case_tells_when_it_last_changed():
    changed = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    assert package(changed_at=changed)["CFDocument"]["lastChangeDateTime"] == "2026-11-23T12:00:00+00:00"


@pytest.mark.parametrize("content", [everything(), QualificationFile(code="1", name="Bare")], ids=["full", "bare"])
def test_q15_case_1_0_is_valid_against_the_schema(real_file, content):
    from jsonschema import Draft7Validator, FormatChecker

    schema = json.loads(real_file("formats/case/case-v1p0-cfpackage-schema.json").read_text())
    checker = Draft7Validator(schema, format_checker=FormatChecker())
    for state in (None, *QualificationState):
        assert [error.message for error in checker.iter_errors(package(content, state=state))] == []


def test_q15_case_drops_characters_that_no_text_holds():
    task = CoreTask(number="K1", name="Metal", complexity="a\r\nb\x07c", identifier=number(2))
    back = read_back(QualificationFile(code="1", name="Welder", core_tasks=(task,)), "1.0")
    assert back.core_tasks[0].complexity == "a\nbc"
