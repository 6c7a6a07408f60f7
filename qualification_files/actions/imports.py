"""Files with qualifications: taken in, looked at, imported. All or nothing per qualification."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.exc import IntegrityError

from foundation.messages import Message, say, say_many, to_json
from foundation.refusals import Refusal
from foundation.work import Work
from qualification_files import queries
from qualification_files.actions.competences import add_competence
from qualification_files.actions.contents import build
from qualification_files.events import (
    DossiersUploaded,
    ImportCarriedOut,
    ImportDiscarded,
    ImportFilesExplained,
    QualificationImported,
)
from qualification_files.formats import Competence, Format
from qualification_files.models import DossierFile, DossierImport
from qualification_files.queries import Found, ReadFile
from qualification_files.rules import ImportState


@dataclass(frozen=True)
class KeptFile:
    """A file with qualifications that storage keeps."""

    name: str
    key: str
    sha256: str
    format: Format


@dataclass(frozen=True)
class RefusedFile:
    """A file of an upload that cannot be read at all, and is not kept."""

    name: str
    reason: Message


@dataclass(frozen=True)
class Outcome:
    """What became of one qualification in an import."""

    found: Found
    state: ImportState
    qualification_id: int | None = None


def upload_dossiers(
    work: Work, files: Sequence[KeptFile], *, cohort: str, refused: Sequence[RefusedFile] = ()
) -> DossierImport:
    """Keep the files until somebody has looked at what they hold; of those that were refused, name and reason."""
    upload = DossierImport(
        uploaded_by=work.actor.id,
        uploaded_at=work.now,
        cohort=cohort,
        outcome=[_facts_of_refused(file) for file in refused],
        files=[
            DossierFile(
                file_name=file.name,
                file_key=file.key,
                sha256=file.sha256,
                asked={"format": str(file.format), "codes": {}},
            )
            for file in files
        ],
    )
    work.db.add(upload)
    work.db.flush()  # the event needs the number
    work.emit(DossiersUploaded(import_id=upload.id, sha256=tuple(file.sha256 for file in files)))
    return upload


def explain_files(work: Work, upload: DossierImport, files: Sequence[ReadFile]) -> None:
    """Keep what somebody said about these files: the format they are in, and codes that they do not give."""
    by_number = {file.id: file for file in queries.locked_import(work, upload.id).files}
    changed = []
    for file in files:
        kept = by_number[file.file_id or 0]
        asked = {"format": str(file.report.format), "codes": dict(file.codes)}
        if kept.asked != asked:
            kept.asked = asked
            changed.append(kept.id)
    if changed:
        work.emit(ImportFilesExplained(import_id=upload.id, file_ids=tuple(changed)))


def carry_out_import(
    work: Work,
    upload: DossierImport,
    files: Sequence[ReadFile],
    *,
    cohort: str,
    chosen: Collection[str],
    add_competences: bool = False,
) -> None:
    """Import what was chosen and keep what became of each; the second of two equal posts changes nothing."""
    upload = queries.locked_import(work, upload.id)
    if upload.carried_out_at is not None:
        return
    outcomes = import_qualifications(
        work, files, cohort=cohort, chosen=chosen, import_id=upload.id, add_competences=add_competences
    )
    upload.cohort, upload.carried_out_at = cohort, work.now
    upload.outcome = [*upload.outcome, *(_facts(outcome) for outcome in outcomes)]  # after the refused files
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
    add_competences: bool = False,
) -> list[Outcome]:
    """Every chosen qualification as a draft, or the reason why not; without a choice, all of them."""
    letters = queries.competence_numbers(work)
    return [
        _import_one(work, found, letters, chosen=chosen, import_id=import_id, add_competences=add_competences)
        for found in queries.found_in(work, files, cohort=cohort)
    ]


def foreseen(found: Sequence[Found], *, chosen: Collection[str], add_competences: bool) -> list[Outcome]:
    """What importing would do with each of them."""
    return [
        _refusal(one, one.new_competences, chosen=chosen, add_competences=add_competences)
        or Outcome(one, ImportState.IMPORTED)
        for one in found
    ]


def _refusal(
    found: Found, missing: Sequence[Competence], *, chosen: Collection[str] | None, add_competences: bool
) -> Outcome | None:
    """Why it does not come in; None when it does."""
    if not found.can_be_imported:
        return Outcome(found, found.state, found.qualification_id)
    if chosen is not None and found.key not in chosen:
        return Outcome(found, ImportState.LEFT_OUT)
    if missing and not add_competences:
        return Outcome(_without_competences(found, missing), ImportState.REFUSED)
    return None


def _import_one(
    work: Work,
    found: Found,
    letters: dict[str, int],
    *,
    chosen: Collection[str] | None,
    import_id: int | None,
    add_competences: bool,
) -> Outcome:
    missing = [one for one in found.new_competences if one.code not in letters]
    if refusal := _refusal(found, missing, chosen=chosen, add_competences=add_competences):
        return refusal
    assert found.content is not None
    letters |= {one.code: _added(work, one) for one in missing}
    came_from = {"file_name": found.file.name, "sha256": found.file.sha256, "format": found.file.report.format}
    made = build(work, found.content, letters=letters, came_from=came_from)
    try:
        with work.db.begin_nested():  # all or nothing per qualification
            work.db.add(made)
    except IntegrityError:  # race: somebody else imported the same one since we looked
        there = queries.identified(work, code=made.code, cohort=made.cohort, edition=made.edition)
        if there is None:
            raise
        return Outcome(found, ImportState.ALREADY_THERE, there.id)
    work.emit(QualificationImported(qualification_id=made.id, import_id=import_id, sha256=found.file.sha256))
    return Outcome(found, ImportState.IMPORTED, made.id)


def _added(work: Work, competence: Competence) -> int:
    name = competence.name or competence.name_en
    added = add_competence(work, letter=competence.code, name_nl=name[:200], name_en=(competence.name_en or name)[:200])
    return added.id


def _without_competences(found: Found, missing: Sequence[Competence]) -> Found:
    reason = say_many(
        "It calls on a competence that is not in your list: %(names)s. Have it added, or add it under Competences.",
        "It calls on competences that are not in your list: %(names)s. Have them added, or add them under Competences.",
        len(missing),
        names=", ".join(f"{one.code} ({one.name or one.name_en})" for one in missing),
    )
    return replace(found, reason=reason)


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


def _facts_of_refused(file: RefusedFile) -> dict[str, object]:
    return {
        "file": file.name,
        "code": "",
        "name": "",
        "state": ImportState.REFUSED,
        "reason": to_json(file.reason),
        "where": None,
        "qualification_id": None,
    }
