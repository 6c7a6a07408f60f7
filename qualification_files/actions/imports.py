"""Official files: taken in, looked at, imported. All or nothing per qualification."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from foundation.messages import say, to_json
from foundation.refusals import Refusal
from foundation.work import Work
from qualification_files import formats, queries
from qualification_files.events import DossiersUploaded, ImportCarriedOut, ImportDiscarded, QualificationImported
from qualification_files.models import (
    CoreTask,
    DossierFile,
    DossierImport,
    Indicator,
    Knowledge,
    Qualification,
    WorkProcess,
    WorkProcessCompetence,
)
from qualification_files.queries import Found, ReadFile
from qualification_files.rules import ImportState, Part, QualificationState


@dataclass(frozen=True)
class KeptFile:
    """An official file that storage keeps."""

    name: str
    key: str
    sha256: str


@dataclass(frozen=True)
class Outcome:
    """What became of one qualification in an import."""

    found: Found
    state: ImportState
    qualification_id: int | None = None


def upload_dossiers(work: Work, files: Sequence[KeptFile], *, cohort: str) -> DossierImport:
    """Keep the files until somebody has looked at what they hold."""
    upload = DossierImport(
        uploaded_by=work.actor.id,
        uploaded_at=work.now,
        cohort=cohort,
        outcome=[],
        files=[DossierFile(file_name=file.name, file_key=file.key, sha256=file.sha256) for file in files],
    )
    work.db.add(upload)
    work.db.flush()  # the event needs the number
    work.emit(DossiersUploaded(import_id=upload.id, sha256=tuple(file.sha256 for file in files)))
    return upload


def carry_out_import(
    work: Work, upload: DossierImport, files: Sequence[ReadFile], *, cohort: str, chosen: Collection[str]
) -> None:
    """Import what was chosen and keep what became of each; the second of two equal posts changes nothing."""
    upload = queries.locked_import(work, upload.id)
    if upload.carried_out_at is not None:
        return
    outcomes = import_qualifications(work, files, cohort=cohort, chosen=chosen, import_id=upload.id)
    upload.cohort, upload.carried_out_at = cohort, work.now
    upload.outcome = [_facts(outcome) for outcome in outcomes]
    imported = [outcome.qualification_id for outcome in outcomes if outcome.state is ImportState.IMPORTED]
    work.emit(ImportCarriedOut(import_id=upload.id, qualification_ids=tuple(number for number in imported if number)))


def discard_import(work: Work, upload: DossierImport) -> None:
    """Put the upload aside; nothing of it was imported."""
    upload = queries.locked_import(work, upload.id)
    if upload.carried_out_at is not None:
        raise Refusal(say("This import has been carried out already, so it stays on record."))
    number = upload.id
    work.db.delete(upload)
    work.emit(ImportDiscarded(import_id=number))


def import_qualifications(
    work: Work,
    files: Sequence[ReadFile],
    *,
    cohort: str,
    chosen: Collection[str] | None = None,
    import_id: int | None = None,
) -> list[Outcome]:
    """Every chosen qualification as a draft, or the reason why not; without a choice, all of them."""
    letters = queries.competence_numbers(work)
    return [
        _import_one(work, found, letters, cohort=cohort, chosen=chosen, import_id=import_id)
        for found in queries.found_in(work, files, cohort=cohort)
    ]


def _import_one(
    work: Work,
    found: Found,
    letters: Mapping[str, int],
    *,
    cohort: str,
    chosen: Collection[str] | None,
    import_id: int | None,
) -> Outcome:
    if not found.can_be_imported or found.content is None:
        return Outcome(found, found.state, found.qualification_id)
    if chosen is not None and found.key not in chosen:
        return Outcome(found, ImportState.LEFT_OUT)
    made = _qualification(work, found.content, found.file, letters, cohort=cohort)
    try:
        with work.db.begin_nested():  # all or nothing per qualification
            work.db.add(made)
    except IntegrityError:  # race: somebody else imported the same one since we looked
        there = queries.identified(work, code=made.code, cohort=cohort, edition=made.edition)
        if there is None:
            raise
        return Outcome(found, ImportState.ALREADY_THERE, there.id)
    work.emit(QualificationImported(qualification_id=made.id, import_id=import_id, sha256=found.file.sha256))
    return Outcome(found, ImportState.IMPORTED, made.id)


def _qualification(
    work: Work, content: formats.QualificationFile, file: ReadFile, letters: Mapping[str, int], *, cohort: str
) -> Qualification:
    return Qualification(
        code=content.code,
        cohort=cohort,
        edition=content.dossier.version,
        name=content.name,
        language=content.language,
        level=content.level,
        description=content.description,
        state=QualificationState.DRAFT,
        valid_from=content.valid_from,
        intake_ends=content.intake_ends,
        programme_ends=content.programme_ends,
        programme_type=content.programme_type[:100],
        study_load_hours=content.study_load_hours,
        dossier_code=content.dossier.code,
        dossier_name=content.dossier.name,
        source=_source(content, file),
        created_at=work.now,
        core_tasks=[_core_task(task, place, letters) for place, task in enumerate(content.core_tasks, start=1)],
    )


def _source(content: formats.QualificationFile, file: ReadFile) -> dict[str, object]:
    of_all = content.dossier
    return {
        "file_name": file.name,
        "sha256": file.sha256,
        "dossier": of_all.code,
        "status": of_all.status,
        "version": of_all.version,
        "adopted_on": of_all.adopted_on.isoformat() if of_all.adopted_on else None,
        "adopted_by": of_all.adopted_by,
        "sector_chamber": of_all.sector_chamber,
        "occupational_group": content.occupational_group,
        "legal_requirements": content.legal_requirements,
        "legal_requirements_explanation": content.legal_requirements_explanation,
        "legal_requirements_source": content.legal_requirements_source,
        "group_context": of_all.group_context,
        "group_attitude": of_all.group_attitude,
        "group_result": of_all.group_result,
    }


def _core_task(task: formats.CoreTask, place: int, letters: Mapping[str, int]) -> CoreTask:
    return CoreTask(
        number=task.number,
        position=place,
        name=task.name,
        part=Part(task.part),
        complexity=task.complexity,
        complexity_extra=task.complexity_extra,
        responsibility=task.responsibility,
        responsibility_extra=task.responsibility_extra,
        knowledge=[
            Knowledge(position=at, text=known.text, extra=known.extra)
            for at, known in enumerate(task.knowledge, start=1)
        ],
        work_processes=[_work_process(process, at, letters) for at, process in enumerate(task.work_processes, start=1)],
    )


def _work_process(process: formats.WorkProcess, place: int, letters: Mapping[str, int]) -> WorkProcess:
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
        indicators=[
            Indicator(position=at, text=indicator.text, extra=indicator.extra)
            for at, indicator in enumerate(process.indicators, start=1)
        ],
        competences=[
            WorkProcessCompetence(competence_id=letters[letter], extra=added) for letter, added in called.items()
        ],
    )


def _facts(outcome: Outcome) -> dict[str, object]:
    found = outcome.found
    return {
        "file": found.file.name,
        "code": found.code,
        "name": found.name,
        "state": outcome.state,
        "reason": to_json(found.reason) if found.reason else None,
        "where": to_json(found.where) if found.where else None,
        "qualification_id": outcome.qualification_id,
    }
