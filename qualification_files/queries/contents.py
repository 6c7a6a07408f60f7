"""Everything that is in a qualification, as the plain values that every file format is written from."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select

from foundation.refusals import NotFound
from foundation.work import Work
from qualification_files.formats.values import (
    Competence,
    CoreTask,
    Dossier,
    Indicator,
    Instruction,
    Knowledge,
    QualificationFile,
    WorkProcess,
)
from qualification_files.models import CoreTask as CoreTaskRow
from qualification_files.models import Qualification
from qualification_files.models import WorkProcess as WorkProcessRow
from qualification_files.queries.qualifications import EVERYTHING
from qualification_files.rules import natural_key


def content_of(work: Work, qualification_id: int) -> QualificationFile:
    """All that is in this qualification, in a fixed six statements."""
    found = contents_of(work, [qualification_id])
    if not found:
        raise NotFound
    return found[qualification_id]


def contents_of(work: Work, qualification_ids: Sequence[int]) -> dict[int, QualificationFile]:
    """The same for many, by number, in the same six statements; what is not there is left out."""
    rows = work.db.scalars(
        select(Qualification)
        .where(Qualification.id.in_(qualification_ids))
        .options(*EVERYTHING)
        .execution_options(populate_existing=True)  # parts may have been changed in this same unit of work
    ).all()
    by_number = {row.id: row for row in rows}
    return {number: read_content(by_number[number]) for number in qualification_ids if number in by_number}


def read_content(row: Qualification) -> QualificationFile:
    """All that is in a qualification whose structure was read."""
    source = row.source or {}
    return QualificationFile(
        code=row.code,
        name=row.name,
        level=row.level,
        language=row.language,
        valid_from=row.valid_from,
        intake_ends=row.intake_ends,
        programme_ends=row.programme_ends,
        programme_type=row.programme_type,
        study_load_hours=row.study_load_hours,
        description=row.description,
        occupational_group=_text(source, "occupational_group"),
        legal_requirements=_yes_or_no(source, "legal_requirements"),
        legal_requirements_explanation=_text(source, "legal_requirements_explanation"),
        legal_requirements_source=_text(source, "legal_requirements_source"),
        profile_chapter=_number(source, "profile_chapter"),
        profile_source_id=_text(source, "profile_source_id"),
        core_tasks=tuple(_core_task(task) for task in row.core_tasks),
        competences=_competences(row),
        dossier=_dossier(row, source),
        cohort=row.cohort,
        kind=row.kind,
        link_by_default=row.link_by_default,
        terms=dict(row.terms),
        instruction=_instruction(row),
        identifier=row.identifier,
    )


def identifier_taken(work: Work, identifier: UUID) -> bool:
    """Whether a qualification here is known by this identifier."""
    return work.db.scalar(select(Qualification.id).where(Qualification.identifier == identifier)) is not None


def _instruction(row: Qualification) -> Instruction | None:
    if not row.has_instruction:
        return None
    return Instruction(row.instruction_title, row.instruction_explanation, row.instruction_text)


def _dossier(row: Qualification, source: Mapping[str, object]) -> Dossier:
    return Dossier(
        code=row.dossier_code,
        name=row.dossier_name,
        version=row.edition,
        status=_text(source, "status"),
        valid_from=_day(source, "dossier_valid_from"),
        adopted_on=_day(source, "adopted_on"),
        adopted_by=_text(source, "adopted_by"),
        sector_chamber=_text(source, "sector_chamber"),
        domain_code=_text(source, "domain_code"),
        domain_name=_text(source, "domain_name"),
        legal_requirements=_yes_or_no(source, "dossier_legal_requirements"),
        group_context=_text(source, "group_context"),
        group_attitude=_text(source, "group_attitude"),
        group_result=_text(source, "group_result"),
        source_id=_text(source, "dossier_source_id"),
    )


def _competences(row: Qualification) -> tuple[Competence, ...]:
    called = (
        used.competence for task in row.core_tasks for process in task.work_processes for used in process.competences
    )
    names = {one.letter: Competence(one.letter, one.name_nl, one.name_en) for one in called}
    return tuple(names[letter] for letter in sorted(names, key=natural_key))


def _core_task(row: CoreTaskRow) -> CoreTask:
    return CoreTask(
        number=row.number,
        part=row.part,
        name=row.name,
        complexity=row.complexity,
        complexity_extra=row.complexity_extra,
        responsibility=row.responsibility,
        responsibility_extra=row.responsibility_extra,
        knowledge=tuple(Knowledge(known.text, known.extra) for known in row.knowledge),
        work_processes=tuple(_work_process(process) for process in row.work_processes),
        identifier=row.identifier,
    )


def _work_process(row: WorkProcessRow) -> WorkProcess:
    called = sorted(row.competences, key=lambda used: natural_key(used.competence.letter))
    return WorkProcess(
        number=row.number,
        name=row.name,
        description=row.description,
        description_extra=row.description_extra,
        result=row.result,
        result_extra=row.result_extra,
        behaviour=row.behaviour,
        behaviour_extra=row.behaviour_extra,
        competences=tuple(used.competence.letter for used in called if not used.extra),
        competences_extra=tuple(used.competence.letter for used in called if used.extra),
        indicators=tuple(Indicator(one.text, one.extra, one.identifier) for one in row.indicators),
        knowledge_and_skills=row.knowledge_and_skills,
        identifier=row.identifier,
    )


# What an import kept of its file is JSON of many years: whatever is not there, or not of its kind, says nothing.


def _text(source: Mapping[str, object], name: str) -> str:
    found = source.get(name)
    return found if isinstance(found, str) else ""


def _number(source: Mapping[str, object], name: str) -> int:
    found = source.get(name)
    return found if isinstance(found, int) and not isinstance(found, bool) else 0


def _yes_or_no(source: Mapping[str, object], name: str) -> bool | None:
    found = source.get(name)
    return found if isinstance(found, bool) else None


def _day(source: Mapping[str, object], name: str) -> date | None:
    try:
        return date.fromisoformat(_text(source, name))
    except ValueError:
        return None
