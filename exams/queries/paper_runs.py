"""Papers that are made for many: who asked for which, and how far they are."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from exams.events.records import PapersMade
from exams.models import ExamSession, PaperRun
from exams.rules.papers import RunState
from foundation.audit import AuditLine
from foundation.jobs.models import Job, JobState
from foundation.refusals import NotFound
from foundation.work import Work

MAKE_PAPERS = "exams.make-papers"
KEPT = timedelta(days=7)


def job_key(run_id: int) -> str:
    """Under which the job of a run is known."""
    return f"{MAKE_PAPERS}:{run_id}"


def paper_run(work: Work, run_id: int) -> PaperRun:
    """One run."""
    found = work.db.get(PaperRun, run_id)
    if found is None:
        raise NotFound
    return found


def made_for(work: Work, run_id: int) -> list[int]:
    """The exams that have a paper among these (1 statement)."""
    made = select(AuditLine.facts).where(
        AuditLine.event == PapersMade.name, AuditLine.facts["run_id"].as_integer() == run_id
    )
    return sorted({int(number) for facts in work.db.scalars(made) for number in facts["sitting_ids"]})


def own_runs(work: Work) -> list[tuple[PaperRun, Job | None]]:
    """What whoever asks had made, with its job, newest first; not what is over (2 statements)."""
    runs = work.db.scalars(
        select(PaperRun)
        .where(PaperRun.asked_by == work.actor.id, PaperRun.state != RunState.EXPIRED)
        .options(joinedload(PaperRun.session).joinedload(ExamSession.form))
        .order_by(PaperRun.id.desc())
        .limit(25)
    ).all()
    keys = {job_key(run.id): run.id for run in runs}
    jobs = work.db.scalars(select(Job).where(Job.key.in_(keys)).order_by(Job.id))
    by_run = {keys[job.key or ""]: job for job in jobs}
    return [(run, by_run.get(run.id)) for run in runs]


def failed(job: Job | None) -> bool:
    """Whether its job was given up."""
    return job is not None and job.state is JobState.PARKED


def run_with_key(work: Work, form_key: str) -> PaperRun | None:
    """The run that this form asked for already (1 statement)."""
    return work.db.scalars(select(PaperRun).where(PaperRun.form_key == form_key)).one_or_none()


def locked_run(work: Work, run_id: int) -> PaperRun | None:
    """The run as it stands, held until the end of this work; race: it is thrown away while its job finishes it."""
    return work.db.scalars(
        select(PaperRun).where(PaperRun.id == run_id).with_for_update().execution_options(populate_existing=True)
    ).one_or_none()


def runs_over(work: Work, now: datetime) -> Sequence[PaperRun]:
    """Those that were kept for their days, and those that never became ready in that time (1 statement)."""
    return work.db.scalars(
        select(PaperRun).where(
            PaperRun.state != RunState.EXPIRED,
            or_(PaperRun.ready_at <= now - KEPT, PaperRun.asked_at <= now - 2 * KEPT),
        )
    ).all()
