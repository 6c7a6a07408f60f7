"""How far a piece of background work is, for whoever asked for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from flask import current_app, flash, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.access import Actor, Grants
from foundation.events import Event
from foundation.jobs.models import Job, JobState
from foundation.jobs.queue import begin_again
from foundation.messages import Message, from_json, say
from foundation.refusals import NotFound
from foundation.runner import Handlers
from foundation.web.errors import wants_json
from foundation.web.guard import GuardedBlueprint, Subject
from foundation.web.words import said
from foundation.work import Work
from people.permissions import is_administrator

bp = GuardedBlueprint("jobs", __name__)


class Permission(StrEnum):
    """What can be done with background work."""

    SEE_JOB = "jobs:see-job"
    BEGIN_AGAIN = "jobs:begin-again"
    SEE_JOBS = "jobs:see-jobs"
    BEGIN_ALL_AGAIN = "jobs:begin-all-again"


@dataclass(frozen=True, kw_only=True)
class JobBegunAgain(Event):
    """An administrator let parked work begin again."""

    name: ClassVar[str] = "jobs.begun-again"
    job_id: int


@dataclass(frozen=True)
class JobPage:
    """A job in words."""

    title: Message
    words: Message
    state: str  # in the words of the page's script: running, done or failed
    kind: str
    label: Message
    findings: tuple[Message, ...]
    url: str


def is_queued_by(actor: Actor, job: Job) -> bool:
    """The actor asked for it."""
    return job.queued_by is not None and actor.id == job.queued_by


GRANTS: Grants = {
    Permission.SEE_JOB: [[is_queued_by], [is_administrator]],
    Permission.BEGIN_AGAIN: [[is_administrator]],
    Permission.SEE_JOBS: [[is_administrator]],
    Permission.BEGIN_ALL_AGAIN: [[is_administrator]],
}


def job(work: Work, job_id: int) -> Job:
    """One job."""
    found = work.db.get(Job, job_id)
    if found is None:
        raise NotFound
    return found


JOB = Subject(load=job, sees=Permission.SEE_JOB)


@bp.get("/jobs/<int:job_id>", needs=Permission.SEE_JOB, load=JOB)
def show(work: Work, job: Job) -> ResponseReturnValue:
    """Words and a bar for a person, the same facts for the script of the page."""
    page = page_of(job)
    if not wants_json():
        return render_template("app/job.html", job=job, page=page)
    answer = jsonify(state=page.state, done=job.done, total=job.total, message=said(page.words))
    answer.vary.add("Accept")
    return answer


@bp.post("/jobs/<int:job_id>/again", needs=Permission.BEGIN_AGAIN, load=JOB)
def again(work: Work, job: Job) -> ResponseReturnValue:
    """Let parked work begin again."""
    begin_again(job, now=work.now)
    work.emit(JobBegunAgain(job_id=job.id))
    work.jobs.append(job.id)
    flash(_("It begins again."), "success")
    return redirect(url_for(".show", job_id=job.id), 303)


def page_of(job: Job) -> JobPage:
    """The job as its page shows it."""
    handlers: Handlers = current_app.extensions["handlers"]
    result = job.result or {}
    state, kind, label = STATES[job.state]
    return JobPage(
        title=handlers.title_of(job.name),
        words=_words(job),
        state=state,
        kind=kind,
        label=label,
        findings=tuple(from_json(finding) for finding in result.get("messages", ())),
        url=_inside(result),
    )


STATES = {
    JobState.WAITING: ("waiting", "wait", say("Waiting")),
    JobState.RUNNING: ("running", "info", say("Running")),
    JobState.DONE: ("done", "ok", say("Done")),
    JobState.PARKED: ("failed", "stop", say("Given up")),
}


def _words(job: Job) -> Message:
    match job.state:
        case JobState.DONE:
            return say("This is done.")
        case JobState.PARKED:
            return job.reason or say("This did not work.")
        case JobState.WAITING:
            return say("This did not work yet and is tried again.") if job.error else say("This begins in a moment.")
    if job.total:
        return say("%(done)s of %(total)s done.", done=job.done, total=job.total)
    return say("This is being done.")


def _inside(result: Mapping[str, object]) -> str:
    """Where the outcome is to be seen, if the job says so; an address of our own."""
    url = result.get("url")
    return url if isinstance(url, str) and url.startswith("/") and not url.startswith("//") else ""
