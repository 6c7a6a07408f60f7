"""Papers of many exams in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from exams.models import PaperRun
from exams.permissions import Permission
from exams.queries.paper_runs import KEPT, failed
from exams.rules.papers import PaperKind, RunState
from foundation.jobs.models import Job
from foundation.messages import Message, say
from foundation.work import Work

KINDS: Mapping[PaperKind, Message] = {
    PaperKind.RECORDS: say("Records"),
    PaperKind.RESULT_LETTERS: say("Result letters"),
    PaperKind.EMPTY_FORMS: say("Empty forms"),
    PaperKind.EXAM_FILES: say("Whole exam files"),
}


def kinds_of_session(work: Work) -> Mapping[PaperKind, Message]:
    """What whoever asks can have made for everybody in a session; what is needed before it comes first."""
    return dict(sorted(_offered(work).items(), key=lambda found: found[0] is not PaperKind.EMPTY_FORMS))


def kinds_of_exams(work: Work) -> Mapping[PaperKind, Message]:
    """What whoever asks can have made of exams that have begun."""
    return {kind: words for kind, words in _offered(work).items() if kind is not PaperKind.EMPTY_FORMS}


def _offered(work: Work) -> Mapping[PaperKind, Message]:
    files = work.allows(Permission.MAKE_EXAM_FILES)
    return {kind: words for kind, words in KINDS.items() if files or kind is not PaperKind.EXAM_FILES}


@dataclass(frozen=True, kw_only=True)
class RunRow:
    """A run as the list shows it."""

    run: PaperRun
    label: Message
    progress_url: str | None  # while it is being made
    done: int
    total: int
    is_failed: bool
    until: datetime | None

    @property
    def left_out(self) -> int:
        """How many have no such paper, or may not be read by whoever asked."""
        return len(self.run.wanted) - self.run.done if self.run.state is RunState.READY else 0


def rows_of(found: Sequence[tuple[PaperRun, Job | None]]) -> list[RunRow]:
    """The runs with how far they are."""
    return [_row(run, job) for run, job in found]


def _row(run: PaperRun, job: Job | None) -> RunRow:
    waits = run.state is not RunState.READY and job is not None and not failed(job)
    return RunRow(
        run=run,
        label=KINDS[run.kind],
        progress_url=url_for("jobs.show", job_id=job.id) if waits and job else None,
        done=job.done if job else 0,
        total=len(run.wanted),
        is_failed=run.state is not RunState.READY and not waits,
        until=run.ready_at + KEPT if run.ready_at else None,
    )
