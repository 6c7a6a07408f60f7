"""From the plain values of a qualification to its rows: the one way in, whatever format or deed it came from."""

from collections import Counter
from collections.abc import Iterator, Mapping
from uuid import UUID, uuid4

from foundation.work import Work
from qualification_files import formats, queries
from qualification_files.models import (
    CoreTask,
    Indicator,
    Knowledge,
    Qualification,
    WorkProcess,
    WorkProcessCompetence,
)
from qualification_files.rules import QualificationState


def build(
    work: Work,
    content: formats.QualificationFile,
    *,
    letters: Mapping[str, int] | None = None,
    came_from: Mapping[str, object] | None = None,
) -> Qualification:
    """A draft with everything that is in the content, not yet added; every competence it calls on has to be here.

    Its identifiers are kept when that of the qualification is free. Otherwise all are new, and so they are for content
    without one: this is then something else than what the identifiers stand for.
    """
    numbers = queries.competence_numbers(work) if letters is None else letters
    keeps = _may_keep_identifiers(work, content)
    return Qualification(
        code=content.code,
        cohort=content.cohort,
        edition=content.dossier.version,
        name=content.name,
        language=content.language,
        kind=content.kind,
        level=content.level,
        description=content.description,
        link_by_default=content.link_by_default,
        state=QualificationState.DRAFT,
        valid_from=content.valid_from,
        intake_ends=content.intake_ends,
        programme_ends=content.programme_ends,
        programme_type=content.programme_type[:100],
        study_load_hours=content.study_load_hours,
        dossier_code=content.dossier.code,
        dossier_name=content.dossier.name,
        source={**(came_from or {}), **_source(content)},
        identifier=_identifier(content.identifier, keeps=keeps),
        terms=dict(content.terms),
        **_instruction(content.instruction),
        created_at=work.now,
        core_tasks=[
            _core_task(task, place, numbers, keeps=keeps) for place, task in enumerate(content.core_tasks, start=1)
        ],
    )


def _may_keep_identifiers(work: Work, content: formats.QualificationFile) -> bool:
    if content.identifier is None or queries.identifier_taken(work, content.identifier):
        return False
    return max(Counter(_identifiers(content)).values(), default=1) == 1


def _identifiers(content: formats.QualificationFile) -> Iterator[UUID | None]:
    for task in content.core_tasks:
        yield task.identifier or uuid4()
        for process in task.work_processes:
            yield process.identifier or uuid4()
            yield from (indicator.identifier or uuid4() for indicator in process.indicators)


def _identifier(found: UUID | None, *, keeps: bool) -> UUID:
    return found if keeps and found is not None else uuid4()


def _instruction(found: formats.Instruction | None) -> dict[str, object]:
    if found is None:
        return {"has_instruction": False}
    return {
        "has_instruction": True,
        "instruction_title": found.title,
        "instruction_explanation": found.explanation,
        "instruction_text": found.text,
    }


def _source(content: formats.QualificationFile) -> dict[str, object]:
    """What has no column of its own; `queries.read_content` reads it back."""
    of_all = content.dossier
    return {
        "dossier": of_all.code,
        "status": of_all.status,
        "version": of_all.version,
        "adopted_on": of_all.adopted_on.isoformat() if of_all.adopted_on else None,
        "adopted_by": of_all.adopted_by,
        "sector_chamber": of_all.sector_chamber,
        "domain_code": of_all.domain_code,
        "domain_name": of_all.domain_name,
        "dossier_valid_from": of_all.valid_from.isoformat() if of_all.valid_from else None,
        "dossier_legal_requirements": of_all.legal_requirements,
        "dossier_source_id": of_all.source_id,
        "occupational_group": content.occupational_group,
        "legal_requirements": content.legal_requirements,
        "legal_requirements_explanation": content.legal_requirements_explanation,
        "legal_requirements_source": content.legal_requirements_source,
        "profile_chapter": content.profile_chapter,
        "profile_source_id": content.profile_source_id,
        "group_context": of_all.group_context,
        "group_attitude": of_all.group_attitude,
        "group_result": of_all.group_result,
    }


def _core_task(task: formats.CoreTask, place: int, letters: Mapping[str, int], *, keeps: bool) -> CoreTask:
    return CoreTask(
        number=task.number,
        position=place,
        name=task.name,
        part=task.part,
        complexity=task.complexity,
        complexity_extra=task.complexity_extra,
        responsibility=task.responsibility,
        responsibility_extra=task.responsibility_extra,
        identifier=_identifier(task.identifier, keeps=keeps),
        knowledge=[
            Knowledge(position=at, text=known.text, extra=known.extra)
            for at, known in enumerate(task.knowledge, start=1)
        ],
        work_processes=[
            _work_process(process, at, letters, keeps=keeps) for at, process in enumerate(task.work_processes, start=1)
        ],
    )


def _work_process(process: formats.WorkProcess, place: int, letters: Mapping[str, int], *, keeps: bool) -> WorkProcess:
    extra = [letter for letter in process.competences_extra if letter not in process.competences]
    called = dict.fromkeys(process.competences, False) | dict.fromkeys(extra, True)
    return WorkProcess(
        number=process.number,
        position=place,
        name=process.name,
        description=process.description,
        description_extra=process.description_extra,
        result=process.result,
        result_extra=process.result_extra,
        behaviour=process.behaviour,
        behaviour_extra=process.behaviour_extra,
        knowledge_and_skills=process.knowledge_and_skills,
        identifier=_identifier(process.identifier, keeps=keeps),
        indicators=[
            Indicator(
                position=at,
                text=indicator.text,
                extra=indicator.extra,
                identifier=_identifier(indicator.identifier, keeps=keeps),
            )
            for at, indicator in enumerate(process.indicators, start=1)
        ],
        competences=[
            WorkProcessCompetence(competence_id=letters[letter], extra=added) for letter, added in called.items()
        ],
    )
