"""The two real dossiers give exactly what the normalised form of each of their qualifications says."""

import json
import os
from collections.abc import Callable
from typing import Any

import pytest

from qualification_files.formats import CoreTask, FileReport, QualificationFile, WorkProcess
from qualification_files.formats.sbb import read_dossiers
from tests.real_data import real_data_folder, real_path

pytestmark = pytest.mark.pure

FILES = {
    "nl_sbb/xml/2635_Pedagogisch_Werk.xml": ("25484", "25485", "25486"),
    "nl_sbb/xml/2755_Dienstverlening.xml": ("25498", "25499", "25500"),
}
BY_CODE = {code: name for name, codes in FILES.items() for code in codes}
_READ: dict[str, FileReport] = {}


def report(name: str) -> FileReport:
    path = real_path(real_data_folder(os.environ), name)
    if name not in _READ:
        _READ[name] = read_dossiers(path.read_bytes())
    return _READ[name]


def pair(code: str) -> tuple[QualificationFile, dict[str, Any]]:
    """A qualification as read, and what the normalised form says about it."""
    read = {qualification.code: qualification for qualification in report(BY_CODE[code]).qualifications}
    wanted = real_path(real_data_folder(os.environ), f"nl_sbb/qualifications/{code}.json")
    return read[code], json.loads(wanted.read_text("utf-8"))


def lines(text: str | None) -> list[str]:
    # The normalised form keeps stray spaces and runs of blank lines; all words and the order of lines are equal.
    return [" ".join(line.split()) for line in (text or "").splitlines() if line.strip()]


def line(text: str) -> str:
    # Names and knowledge keep stray spaces in the normalised form ("Gespecialiseerd pedagogisch medewerker ").
    return " ".join(text.split())


def day(value: object) -> str | None:
    return str(value) if value else None


def of_qualification(code: str) -> tuple[object, object]:
    read, wanted = pair(code)
    ours = (
        *(read.name, read.level, read.language, day(read.valid_from), day(read.intake_ends), day(read.programme_ends)),
        *(read.programme_type, read.study_load_hours, lines(read.description), read.occupational_group),
        {True: "Ja", False: "Nee"}[bool(read.legal_requirements)],
        *(str(read.profile_chapter), read.profile_source_id),
        [(competence.code, competence.name) for competence in read.competences],
    )
    theirs = (
        *(line(wanted["name"]), wanted["level"], wanted["language"], wanted["valid_from"]),
        *(wanted["valid_until_intake"], wanted["valid_until_programme"]),
        *(wanted["program_type"], wanted["study_load_hours"], lines(wanted["description"])),
        *(wanted["occupational_group"], wanted["legal_professional_requirements"]),
        *(wanted["profile"]["chapter"], wanted["profile"]["sbb_id"]),
        [(competence["code"], competence["name"]) for competence in wanted["competences"]],
    )
    return ours, theirs


def of_dossier(code: str) -> tuple[object, object]:
    read, wanted = pair(code)[0].dossier, pair(code)[1]["dossier"]
    ours = (
        *(read.code, read.source_id, read.name, read.version, read.status, day(read.valid_from), read.sector_chamber),
        *(read.adopted_on and read.adopted_on.strftime("%d-%m-%Y"), read.adopted_by, read.domain_code),
        *(read.domain_name, read.legal_requirements, lines(read.group_context)),
        *(lines(read.group_attitude), lines(read.group_result)),
    )
    theirs = (
        *(wanted["code"], wanted["sbb_id"], line(wanted["name"]), wanted["version"], wanted["status"]),
        *(wanted["valid_from"], wanted["sector_chamber"], wanted["adopted_on"], wanted["adopted_by"]),
        *(wanted["domain"]["code"], wanted["domain"]["name"], wanted["legal_professional_requirements"] == "Ja"),
        *(lines(wanted["occupational_group_context"]), lines(wanted["occupational_attitude"])),
        lines(wanted["occupational_result"]),
    )
    return ours, theirs


def of_task(read: CoreTask) -> object:
    return (
        *(read.number, read.source_id, read.name, "basis" if read.part == "base" else "profile"),
        *(lines(read.complexity), lines(read.complexity_extra)),
        *(lines(read.responsibility), lines(read.responsibility_extra)),
        [(known.source_id, known.text, known.extra) for known in read.knowledge],
    )


def of_wanted_task(wanted: dict[str, Any]) -> object:
    part = "basis" if wanted["part"] == "basis" else "profile"
    return (
        *(wanted["code"], wanted["sbb_id"], line(wanted["name"]), part),
        *(lines(wanted["complexity"]), lines(wanted["complexity_extra"])),
        *(lines(wanted["responsibility"]), lines(wanted["responsibility_extra"])),
        [(known["sbb_id"], line(known["text"]), known["extra"]) for known in wanted["knowledge_and_skills"]],
    )


def of_process(read: WorkProcess) -> object:
    return (
        *(read.number, read.source_id, read.name, lines(read.description), lines(read.description_extra)),
        *(lines(read.result), lines(read.result_extra), lines(read.behaviour), lines(read.behaviour_extra)),
        *(list(read.competences), list(read.competences_extra)),
        [(indicator.text, indicator.extra) for indicator in read.indicators],
    )


def of_wanted_process(wanted: dict[str, Any]) -> object:
    return (
        *(wanted["code"], wanted["sbb_id"], line(wanted["name"])),
        *(lines(wanted["description"]), lines(wanted["description_extra"])),
        *(lines(wanted["result"]), lines(wanted["result_extra"])),
        *(lines(wanted["behaviour_raw"]), lines(wanted["behaviour_extra_raw"])),
        *(wanted["competences"], wanted["competences_extra"]),
        [(line(indicator["text"]), indicator["extra"]) for indicator in wanted["performance_indicators"]],
    )


def of_tasks(code: str) -> tuple[object, object]:
    read, wanted = pair(code)
    return list(map(of_task, read.core_tasks)), list(map(of_wanted_task, wanted["core_tasks"]))


def of_processes(code: str) -> tuple[object, object]:
    read, wanted = pair(code)
    ours = [of_process(process) for task in read.core_tasks for process in task.work_processes]
    return ours, [of_wanted_process(process) for task in wanted["core_tasks"] for process in task["work_processes"]]


@pytest.mark.parametrize("code", sorted(BY_CODE))
@pytest.mark.parametrize("facts", [of_qualification, of_dossier, of_tasks, of_processes])
def test_a_real_qualification_equals_its_normalised_form(
    code: str, facts: Callable[[str], tuple[object, object]]
) -> None:
    ours, theirs = facts(code)
    assert ours == theirs


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_real_dossier_gives_one_qualification_per_profile_and_refuses_none(name: str) -> None:
    read = report(name)
    assert sorted(qualification.code for qualification in read.qualifications) == list(FILES[name])
    assert read.refused == ()


@pytest.mark.parametrize("code", sorted(BY_CODE))
def test_the_counts_of_a_real_qualification_equal_those_in_the_index(code: str) -> None:
    index = real_path(real_data_folder(os.environ), "nl_sbb/index.json").read_text("utf-8")
    wanted = next(row for row in json.loads(index)["qualifications"] if row["code"] == code)
    processes = [process for task in pair(code)[0].core_tasks for process in task.work_processes]
    counts = len(pair(code)[0].core_tasks), len(processes), sum(len(process.indicators) for process in processes)
    assert counts == (wanted["core_tasks"], wanted["work_processes"], wanted["performance_indicators"])


@pytest.mark.parametrize("name", sorted(FILES))
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_real_file_reads_the_same_in_every_unicode_encoding(name: str, encoding: str) -> None:
    text = real_path(real_data_folder(os.environ), name).read_text("utf-8-sig")
    assert read_dossiers(text.encode(encoding)) == report(name)


def test_a_heading_that_was_written_as_a_bullet_is_pointed_out() -> None:
    warnings = report("nl_sbb/xml/2635_Pedagogisch_Werk.xml").warnings
    assert [str(warning.where) for warning in warnings] == ["work process P1-K1-W6"]
