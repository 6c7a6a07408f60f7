"""Reading runs of codes: what was pasted, what was found, and what the school has of it now."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import undefer

from foundation.jobs.models import Job, JobState
from foundation.messages import Message, from_json, say
from foundation.refusals import NotFound
from foundation.work import Work
from qualification_files.models import CodeRun, Qualification
from qualification_files.queries.competences import competence_numbers
from qualification_files.queries.qualifications import task_sizes
from qualification_files.rules import Completeness, QualificationState, what_is_missing
from qualification_files.rules.lookup import CodeState, Here, LookedUp, code_state, cohort_of


@dataclass(frozen=True)
class FoundCode:
    """One code, what the sources gave for it, and what importing it means now."""

    looked: LookedUp
    state: CodeState
    reason: Message | None = None
    qualification_id: int | None = None  # of the one that is there already
    editions: tuple[str, ...] = ()  # of this code and cohort that are here
    cohorts: tuple[str, ...] = ()  # for which the code is here


@dataclass(frozen=True)
class Imported:
    """A qualification that came in by a run, as it stands now."""

    qualification: Qualification
    missing: Sequence[Message]

    @property
    def is_draft(self) -> bool:
        """Whether nobody has activated it yet."""
        return self.qualification.state is QualificationState.DRAFT

    @property
    def can_be_activated(self) -> bool:
        """Whether it is a draft to which nothing is missing, and that takes the place of no other."""
        return self.is_draft and not self.missing and self.qualification.predecessor_id is None


def code_run(work: Work, run_id: int) -> CodeRun:
    """This run, without what was found."""
    found = work.db.get(CodeRun, run_id)
    if found is None:
        raise NotFound
    return found


def code_run_in_full(work: Work, run_id: int, *, lock: bool = False) -> CodeRun:
    """The run with everything; locked where it is about to be changed: a form may be posted twice, a job run twice."""
    asked = select(CodeRun).where(CodeRun.id == run_id).options(undefer(CodeRun.found), undefer(CodeRun.outcome))
    found = work.db.scalar((asked.with_for_update() if lock else asked).execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return found


def recent_code_runs(work: Work, *, limit: int = 20) -> list[CodeRun]:
    """The latest runs, newest first."""
    return list(work.db.scalars(select(CodeRun).order_by(CodeRun.id.desc()).limit(limit)))


def found_codes(work: Work, looked: Sequence[LookedUp], *, cohort: str) -> list[FoundCode]:
    """What importing each of these means now, in two statements."""
    here = _here(work, [one.code for one in looked])
    letters = competence_numbers(work)
    return [_found(work, one, here.get(one.code, []), letters, cohort) for one in looked]


def imported_by(work: Work, qualification_ids: Sequence[int]) -> list[Imported]:
    """These qualifications as they stand now, in two statements; one that was removed since is not among them."""
    rows = work.db.scalars(
        select(Qualification).where(Qualification.id.in_(qualification_ids)).order_by(Qualification.name)
    ).all()
    sizes = task_sizes(work, [row.id for row in rows])
    return [
        Imported(row, what_is_missing(Completeness(row.kind, sizes.get(row.id, []), row.activity_count)))
        for row in rows
    ]


def code_job_trouble(work: Work, run: CodeRun) -> Message | None:
    """Why the job of this run was given up; None while it may still be done."""
    job = work.db.get(Job, run.job_id) if run.job_id else None
    if job is None or job.state is not JobState.PARKED:
        return None
    return from_json(job.error) if job.error else say("The reason was not kept.")


def _here(work: Work, codes: Sequence[str]) -> dict[str, list[Here]]:
    rows = work.db.execute(
        select(Qualification.code, Qualification.cohort, Qualification.edition, Qualification.id)
        .where(Qualification.code.in_(codes))
        .order_by(Qualification.cohort, Qualification.edition)
    )
    here: dict[str, list[Here]] = {}
    for code, cohort, edition, number in rows:
        here.setdefault(code, []).append(Here(cohort, edition, number))
    return here


def _found(work: Work, looked: LookedUp, here: Sequence[Here], letters: dict[str, int], cohort: str) -> FoundCode:
    held = looked.held
    state = code_state(looked, here, cohort=cohort, today=work.today)
    if held is None:
        return FoundCode(looked, state)
    wanted = cohort_of(held, cohort)
    there = next((one for one in here if (one.cohort, one.edition) == (wanted, held.edition)), None)
    unknown = [letter for letter in held.competences if letter not in letters]
    reason = held.refused
    if unknown and not reason and state is not CodeState.ALREADY_THERE:
        state, reason = CodeState.REFUSED, _unknown_competences(unknown)
    return FoundCode(
        looked,
        state,
        reason=reason,
        qualification_id=there.qualification_id if there else None,
        editions=tuple(one.edition for one in here if one.cohort == wanted),
        cohorts=tuple(dict.fromkeys(one.cohort for one in here if one.cohort != wanted)),
    )


def _unknown_competences(letters: Sequence[str]) -> Message:
    return say(
        "It calls on competences that are not in your list: %(letters)s. Add them under Competences first.",
        letters=", ".join(letters),
    )
