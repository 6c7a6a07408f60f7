"""Qualifications and frameworks of our own making."""

import json
from dataclasses import replace
from datetime import date
from uuid import UUID

from qualification_files.formats.values import (
    Competence,
    CoreTask,
    Dossier,
    Indicator,
    Instruction,
    Knowledge,
    Part,
    QualificationFile,
    WorkProcess,
)
from qualification_files.rules import QualificationKind

BASE_URL = "https://school.example"


def number(value):
    """An identifier that is easy to recognise."""
    return UUID(int=value)


def everything():
    """A qualification in which every field says something."""
    joints = WorkProcess(
        number="B1-K1-W1",
        name="Prepares joints 🔧",
        description="First line.\n\n## Result\nNot a heading of ours.\n\\## Nor this.\n",
        description_extra="For this profile: also pipes.",
        result="Joints fit.",
        result_extra="Pipes fit.",
        behaviour="- measures\n- marks",
        behaviour_extra="- bends",
        competences=("L", "J"),
        competences_extra=("Q",),
        indicators=(
            Indicator("Measures <twice> & marks once", identifier=number(31)),
            Indicator("يقيس المواد", extra=True, identifier=number(32)),
            Indicator("Measures <twice> & marks once", identifier=number(33)),
        ),
        knowledge_and_skills="Reads drawings: level 2",
        identifier=number(21),
    )
    tests = WorkProcess(number="B1-K1-W10", name="Tests", competences=("J",), identifier=number(22))
    cleans = WorkProcess(number="P2-K1-W1", name="Cleans", identifier=number(23))
    return QualificationFile(
        code="25655",
        name="Welder: plate & pipe",
        level=4,
        language="nl",
        valid_from=date(2026, 8, 1),
        intake_ends=date(2028, 7, 31),
        programme_ends=date(2031, 7, 31),
        programme_type="Basisberoepsopleiding",
        study_load_hours=3200,
        description="Joins metal.\nIn a workshop.",
        occupational_group="Metal",
        legal_requirements=False,
        legal_requirements_explanation="None: really\nnone.",
        legal_requirements_source="Law: 1",
        profile_chapter=2,
        profile_source_id="71",
        core_tasks=(
            CoreTask(
                number="B1-K1",
                part=Part.BASE,
                name="Joins metal",
                complexity="Simple.",
                complexity_extra="Less simple.",
                responsibility="Works alone.\n",
                responsibility_extra="Leads one.",
                knowledge=(Knowledge("Knows steel"), Knowledge("Knows pipes", extra=True), Knowledge("Knows steel")),
                work_processes=(joints, tests),
                identifier=number(11),
            ),
            CoreTask(
                number="P2-K1", part=Part.PROFILE, name="Keeps order", work_processes=(cleans,), identifier=number(12)
            ),
            CoreTask(number="S1", name="School's own", identifier=number(13)),
        ),
        competences=(
            Competence("J", "Formuleren en rapporteren", "Writing and reporting"),
            Competence("L", "Materialen inzetten"),
            Competence("Q", "Plannen", "Planning"),
        ),
        dossier=Dossier(
            code="23001",
            name="Metal",
            version="3",
            status="vastgesteld",
            valid_from=date(2025, 8, 1),
            adopted_on=date(2025, 2, 1),
            adopted_by="OCW",
            sector_chamber="Techniek",
            domain_code="79070",
            domain_name="Metaal",
            legal_requirements=True,
            group_context="Workshop",
            group_attitude="Careful",
            group_result="Things of metal",
            source_id="1",
        ),
        cohort="2026",
        kind=QualificationKind.ELECTIVE,
        link_by_default=True,
        terms={"candidate": {"nl": "leerling"}},
        instruction=Instruction("Start", "Read this first", "## Step\nUpload"),
        identifier=number(1),
    )


def without_identifiers(content):
    """The same content as a file gives that has no identifiers."""
    tasks = [
        replace(task, identifier=None, work_processes=tuple(map(_bare_process, task.work_processes)))
        for task in content.core_tasks
    ]
    return replace(content, identifier=None, core_tasks=tuple(tasks))


def _bare_process(process):
    bare = tuple(replace(indicator, identifier=None) for indicator in process.indicators)
    return replace(process, identifier=None, indicators=bare)


def item(name, *, code="", **fields):
    """An item as a program writes it; its identifier is derived from its name."""
    return {
        "identifier": f"00000000-0000-4000-8000-{name:>012}",
        "fullStatement": f"Item {name}",
        **({"humanCodingScheme": code} if code else {}),
        **fields,
    }


def under(child, parent, **fields):
    """The child stands under the parent; no parent: under the document."""
    return {
        "associationType": "isChildOf",
        "originNodeURI": {"identifier": item(child)["identifier"]},
        "destinationNodeURI": {"identifier": item(parent)["identifier"] if parent else item("d")["identifier"]},
        **fields,
    }


def framework(items, associations=(), **fields):
    """A package as bytes."""
    document = {"identifier": item("d")["identifier"], "title": "Framework", "creator": "Somebody"}
    package = {"CFDocument": document, "CFItems": list(items), "CFAssociations": list(associations), **fields}
    return json.dumps(package).encode()
