"""New versions, and what becomes of the earlier one: superseded, closed. What is in use never changes underneath."""

from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import class_mapper

from foundation.messages import say
from foundation.refusals import Refusal, Unreadable
from foundation.work import Work
from qualification_files import queries
from qualification_files.actions.qualifications import AlreadyThere, activate
from qualification_files.events import (
    QualificationClosed,
    QualificationSuperseded,
    SuccessorChosen,
    SuccessorLetGo,
    VersionMade,
)
from qualification_files.models import (
    CoreTask,
    Indicator,
    Knowledge,
    Qualification,
    VersionMove,
    WorkProcess,
    WorkProcessCompetence,
)
from qualification_files.queries.versions import lock_lines, standing
from qualification_files.rules import QualificationState, edition_in_words
from qualification_files.rules.versions import why_no_next_version, why_not_become, why_not_succeed

# What belongs to the earlier version alone: its days are those of its own cohort, and nobody follows the new one yet.
ITS_OWN = frozenset(
    {
        *("id", "identifier", "version", "state", "created_at", "activated_at", "public_since", "predecessor_id"),
        *("valid_from", "intake_ends", "programme_ends", "source", "cohort", "edition", "activity_count"),
    }
)
OF_A_PART = frozenset({"id", "identifier", "qualification_id", "core_task_id", "work_process_id"})
Part = CoreTask | WorkProcess | Indicator | Knowledge


def make_version(work: Work, old: Qualification, *, cohort: str, edition: str) -> Qualification:
    """A draft with the tree, competences, terms and instruction of this one, for another cohort or edition.

    Who follows the earlier one, its dates and its accountability documents stay with it.
    """
    _refuse_after_draft(old)
    if queries.identified(work, code=old.code, cohort=cohort, edition=edition) is not None:
        raise version_is_there(old.code, edition)
    full = queries.structure(work, old.id)
    made = Qualification(
        **_columns(full, but=ITS_OWN),
        cohort=cohort,
        edition=edition,
        state=QualificationState.DRAFT,
        created_at=work.now,
        predecessor_id=old.id,
        core_tasks=[_copy_of_task(task) for task in full.core_tasks],
    )
    try:
        with work.db.begin_nested():
            work.db.add(made)
    except IntegrityError as error:  # race: somebody else made the same one since we looked
        raise version_is_there(old.code, edition) from error
    work.emit(VersionMade(qualification_id=made.id, predecessor_id=old.id))
    return made


def choose_successor(work: Work, old: Qualification, new: Qualification) -> None:
    """This one, which is here already, comes after the other; chosen twice is chosen once."""
    _refuse_after_draft(old)
    lock_lines(work, old.id, new.id)
    reason = why_not_succeed(
        old=old.id,
        new=new.id,
        new_state=new.state,
        new_predecessor=new.predecessor_id,
        line=_before(work, old),
    )
    if reason:
        raise Unreadable(reason)
    if new.predecessor_id == old.id:
        return
    new.predecessor_id = old.id
    work.emit(SuccessorChosen(qualification_id=new.id, predecessor_id=old.id))


def let_go(work: Work, new: Qualification) -> None:
    """It follows on nothing any more; refused once people were moved to it."""
    if new.predecessor_id is None:
        return  # pressed twice
    moved = exists().where(
        VersionMove.new_id == new.id, VersionMove.started_at.is_not(None), VersionMove.undone_at.is_(None)
    )
    if work.db.scalar(select(moved)):
        raise Refusal(
            say("People were moved here from the earlier version, so the two stay connected. Undo the move first.")
        )
    before, new.predecessor_id = new.predecessor_id, None
    work.emit(SuccessorLetGo(qualification_id=new.id, predecessor_id=before))


def activate_version(work: Work, new: Qualification, *, supersede_earlier: bool) -> None:
    """It is in use from now on; the earlier one is superseded at the same moment, or stays in use beside it."""
    activate(work, new)
    earlier = work.db.get(Qualification, new.predecessor_id) if new.predecessor_id else None
    if not supersede_earlier or earlier is None:
        return
    work.db.flush()  # the earlier one asks whether its successor is active
    supersede(work, earlier)


def supersede(work: Work, old: Qualification) -> None:
    """Nobody new from now on; whoever follows it goes on with evidence, and with exams that are planned."""
    if old.state is QualificationState.SUPERSEDED:
        return  # pressed twice
    _become(work, old, QualificationState.SUPERSEDED)
    work.emit(QualificationSuperseded(qualification_id=old.id))


def close(work: Work, old: Qualification) -> None:
    """Closed for good: it can be read, and nothing else. Refused while somebody follows it."""
    if old.state is QualificationState.CLOSED:
        return  # pressed twice
    queries.locked_qualification(work, old.id)  # race: an undoing puts people back on it at once
    _become(work, old, QualificationState.CLOSED)
    work.emit(QualificationClosed(qualification_id=old.id))


def _refuse_after_draft(old: Qualification) -> None:
    reason = why_no_next_version(old.state)
    if reason:
        raise Refusal(reason)


def _become(work: Work, found: Qualification, target: QualificationState) -> None:
    reason = why_not_become(target, standing(work, found))
    if reason:
        raise Refusal(reason)
    found.state = target


def _before(work: Work, row: Qualification) -> set[int]:
    """What this one itself came from, as it stands under the lock."""
    found: set[int] = set()
    while row.predecessor_id is not None and row.predecessor_id not in found:
        found.add(row.predecessor_id)
        row = queries.qualification(work, row.predecessor_id)
    return found


def version_is_there(code: str, edition: str) -> AlreadyThere:
    """The refusal of a new version that has the identity of one that is here."""
    return AlreadyThere(
        say(
            "Code %(code)s with this cohort and edition is there already (%(edition)s). "
            "Give the new version another cohort or edition.",
            code=code,
            edition=edition_in_words(edition),
        )
    )


def _columns(row: Qualification | Part, *, but: frozenset[str]) -> dict[str, object]:
    return {
        column.key: getattr(row, column.key) for column in class_mapper(type(row)).column_attrs if column.key not in but
    }


def _copy_of_task(task: CoreTask) -> CoreTask:
    return CoreTask(
        **_columns(task, but=OF_A_PART),
        knowledge=[Knowledge(**_columns(known, but=OF_A_PART)) for known in task.knowledge],
        work_processes=[_copy_of_process(process) for process in task.work_processes],
    )


def _copy_of_process(process: WorkProcess) -> WorkProcess:
    return WorkProcess(
        **_columns(process, but=OF_A_PART),
        indicators=[Indicator(**_columns(indicator, but=OF_A_PART)) for indicator in process.indicators],
        competences=[
            WorkProcessCompetence(competence_id=link.competence_id, extra=link.extra) for link in process.competences
        ],
    )
