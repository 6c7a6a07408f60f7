"""The list of background work for administrators: what was not delivered or did not succeed, and trying it again."""

from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlencode

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.environment import settings_tabs
from app.jobs.page import Permission, bp, page_of
from app.jobs.queries import Shown, Wanted, given_up, jobs_page, undelivered
from foundation.events import Event
from foundation.jobs.models import Job
from foundation.jobs.queue import begin_again
from foundation.mail.jobs import SEND
from foundation.messages import Message
from foundation.runner import Handlers
from foundation.web.forms import sent_choices
from foundation.web.guard import LARGEST_NUMBER
from foundation.web.words import said
from foundation.work import Work
from people.rules.names import plain


@dataclass(frozen=True, kw_only=True)
class JobsBegunAgain(Event):
    """An administrator let all this parked work begin again."""

    name: ClassVar[str] = "jobs.all-begun-again"
    job_ids: tuple[int, ...]


@dataclass(frozen=True)
class JobRow:
    """Work in the list; of a mail to whom it goes, never what it says: that may be a secret."""

    job: Job
    title: Message
    receiver: str
    kind: str
    label: Message

    @property
    def name(self) -> str:
        """What it is called where it is chosen."""
        return f"{said(self.title)} {self.receiver}".strip()


@bp.get("/jobs", needs=Permission.SEE_JOBS)
def index(work: Work) -> ResponseReturnValue:
    """What did not succeed, unless something else is asked for."""
    wanted = _wanted()
    page = jobs_page(work, wanted, request.args.get("page", 1, type=int))
    return render_template(
        "app/jobs.html",
        rows=[_row(job) for job in page.jobs],
        page=page,
        wanted=wanted,
        narrowed=bool(wanted.words or wanted.kind),
        undelivered=undelivered(work),
        filters=_filters(wanted),
        tabs=settings_tabs("jobs.index"),
    )


@bp.post("/jobs/again", needs=Permission.BEGIN_ALL_AGAIN)
def all_again(work: Work) -> ResponseReturnValue:
    """Let all that is chosen and was given up begin again."""
    chosen = None if request.form.get("everything") == "1" else _chosen()
    jobs = [job for job in given_up(work, _wanted(), chosen) if work.allows(Permission.BEGIN_AGAIN, job)]
    for job in jobs:
        begin_again(job, now=work.now)
    if jobs:
        work.emit(JobsBegunAgain(job_ids=tuple(job.id for job in jobs)))
        work.jobs.extend(job.id for job in jobs)
    flash(_told(len(jobs)), "success" if jobs else "info")
    looked_for = urlencode(list(request.args.items(multi=True)))
    return redirect(f"{url_for('.index')}?{looked_for}", 303)


def _told(count: int) -> str:
    if not count:
        return str(_("None of these was given up, so nothing begins again."))
    return str(ngettext("%(num)s begins again.", "%(num)s begin again.", count))


def _chosen() -> list[int]:
    sent = [text for text in sent_choices("chosen") if text.isascii() and text.isdigit()]
    return [int(text) for text in sent if len(text) < 20 and int(text) <= LARGEST_NUMBER]


def _row(job: Job) -> JobRow:
    page = page_of(job)
    return JobRow(job, page.title, str(job.payload.get("to", "")) if job.name == SEND else "", page.kind, page.label)


def _wanted() -> Wanted:
    shown, words = request.args.get("state", ""), request.args.get("q", "").strip()
    return Wanted(
        shown=Shown(shown) if shown in set(Shown) else Shown.ALL,
        kind=request.args.get("kind", ""),
        words=words,
        titled=_titled(words),
        sort=request.args.get("sort", ""),
    )


def _titled(words: str) -> list[str]:
    handlers: Handlers = current_app.extensions["handlers"]
    return [name for name in handlers.names if words and plain(words) in plain(said(handlers.title_of(name)))]


def _filters(wanted: Wanted) -> list[dict[str, object]]:
    states = [
        (Shown.TROUBLED, _("Did not succeed")),
        (Shown.GIVEN_UP, _("Given up")),
        (Shown.BUSY, _("Waiting or running")),
        (Shown.DONE, _("Done")),
    ]
    kinds = [("mail", _("Mails")), ("other", _("Other work"))]
    return [
        {"name": "state", "label": _("State"), "options": states, "value": wanted.shown},
        {"name": "kind", "label": _("Kind"), "options": kinds, "value": wanted.kind},
    ]
