"""Our own JSON: out and in without any loss, and refused with the place."""

import json
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

from qualification_files.formats import (
    Competence,
    CoreTask,
    Dossier,
    Format,
    Indicator,
    Instruction,
    Knowledge,
    Part,
    QualificationFile,
    UnreadableFile,
    WorkProcess,
    own,
    read_file,
)
from qualification_files.rules import QualificationKind
from tests.qualification_files.formats.trees import QUALIFICATIONS

SCHEMA = Path(__file__).parents[3] / "docs" / "formats" / "qualification.schema.json"
WELDER = QualificationFile(
    code="25001",
    name="Lasser 🎓",
    level=3,
    cohort="2026",
    kind=QualificationKind.ELECTIVE,
    link_by_default=True,
    valid_from=date(2026, 8, 1),
    study_load_hours=4800,
    legal_requirements=False,
    profile_chapter=2,
    terms={"nl": {"core-task": ["taak", "taken", "de"]}},
    instruction=Instruction("Title", "Explanation", "Text\nwith lines"),
    identifier=UUID(int=1),
    dossier=Dossier(code="23001", name="Metaal", version="2", adopted_on=date(2025, 1, 2), legal_requirements=True),
    competences=(Competence("K", "Vakdeskundigheid toepassen", "Applying expertise"),),
    core_tasks=(
        CoreTask(
            number="B1-K1",
            part=Part.BASE,
            name="Last",
            complexity="High",
            knowledge=(Knowledge("knows metals", extra=True, source_id="9"),),
            identifier=UUID(int=2),
            work_processes=(
                WorkProcess(
                    number="B1-K1-W1",
                    name="Last <b>naden</b>",
                    competences=("K",),
                    knowledge_and_skills="Reads drawings",
                    indicators=(Indicator("welds\nwell", identifier=UUID(int=3)),),
                    identifier=UUID(int=4),
                ),
            ),
        ),
    ),
)


def changed(change):
    whole = json.loads(own.write(WELDER))
    change(whole["qualifications"][0])
    return json.dumps(whole).encode()


@given(QUALIFICATIONS)
def test_q15_our_json_goes_out_and_in_without_any_loss(content):
    written = own.write(content)
    report = own.read(written)
    assert report.qualifications == (content,)
    assert own.write_many(report.qualifications) == written


def test_q15_our_json_carries_all_that_a_qualification_has():
    report = read_file(own.write(WELDER), "welder.json")
    assert (report.format, report.qualifications, report.refused, report.warnings) == (
        Format.OWN_JSON,
        (WELDER,),
        (),
        (),
    )


@given(QUALIFICATIONS)
def test_q15_what_we_write_is_valid_against_our_schema(content):
    schema = json.loads(SCHEMA.read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(json.loads(own.write_many([content, WELDER])))


def test_several_qualifications_go_in_one_file():
    assert len(own.read(own.write_many([WELDER, QualificationFile(code="2", name="Two")])).qualifications) == 2


@pytest.mark.parametrize(
    ("change", "where", "words"),
    [
        (lambda one: one.pop("code"), "qualifications[0].code", "missing or empty"),
        (lambda one: one.update(level=9), "qualifications[0].level", "a whole number from 1 to 8"),
        (lambda one: one.update(kind="other"), "qualifications[0].kind", "is not one of: regular, elective"),
        (lambda one: one.update(language="Dutch"), "qualifications[0].language", "not a language like nl or en"),
        (lambda one: one.update(core_tasks={}), "qualifications[0].core_tasks", "must be a list"),
        (
            lambda one: one["core_tasks"][0]["work_processes"][0].update(name=""),
            "qualifications[0].core_tasks[0].work_processes[0].name",
            "missing or empty",
        ),
        (
            lambda one: one["core_tasks"].append(one["core_tasks"][0]),
            "qualifications[0].core_tasks[1].number",
            "is there twice",
        ),
        (
            lambda one: one["core_tasks"][0]["work_processes"][0]["indicators"][0].update(text=7),
            "qualifications[0].core_tasks[0].work_processes[0].indicators[0].text",
            "must be a text",
        ),
    ],
)
def test_q15_a_refusal_names_the_place_in_the_file(change, where, words):
    (refused,) = own.read(changed(change)).refused
    assert (str(refused.where), words in str(refused.reason)) == (where, True)


def test_one_bad_qualification_leaves_the_others():
    whole = json.loads(own.write_many([WELDER, QualificationFile(code="2", name="Two")]))
    whole["qualifications"][0]["name"] = ""
    report = own.read(json.dumps(whole).encode())
    assert [one.code for one in report.qualifications] == ["2"]
    assert [one.code for one in report.refused] == ["25001"]


def test_what_is_not_known_is_passed_over_with_a_remark():
    report = own.read(changed(lambda one: one.update(colour="red")))
    (remark,) = report.warnings
    assert (report.qualifications, remark.code) == ((WELDER,), "25001")
    assert "“colour” is not known here" in str(remark.text)


def test_a_term_that_cannot_be_used_is_left_out_with_its_place():
    report = own.read(changed(lambda one: one.update(terms={"nl": {"core-task": ["", ""], "x": 1}, "xx": {}})))
    assert report.qualifications[0].terms == {}
    assert [str(remark.where) for remark in report.warnings] == [
        "qualifications[0].terms.nl.core-task",
        "qualifications[0].terms.nl.x",
    ]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b'{"format": "proefstuk-qualification", "version": 2, "qualifications": []}', "from 1 to 1"),
        (b'{"format": "proefstuk-qualification", "qualifications": []}', "“version” is missing"),
        (b'{"format": "proefstuk-qualification", "version": 1}', "qualifications: This must be a list"),
        (b'{"format": "proefstuk-qualification", "version": 1, "qualifications": []}', "no qualification in this file"),
        (b'["proefstuk-qualification"]', "must be an object"),
        (b'{"format": "other"}', "This is not a file of Proefstuk"),
    ],
)
def test_a_file_that_is_not_ours_is_refused_as_a_whole(data, words):
    with pytest.raises(UnreadableFile) as refusal:
        own.read(data)
    assert words in str(refusal.value)
