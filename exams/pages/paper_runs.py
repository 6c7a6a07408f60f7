"""Papers of many exams in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from exams.models import PaperRun
from exams.queries.paper_runs import KEPT, failed
from exams.rules.papers import PaperKind, RunState
from foundation.jobs.models import Job
from foundation.messages import Message, say

KINDS: Mapping[PaperKind, Message] = {
    PaperKind.RECORDS: say("Records"),
    PaperKind.RESULT_LETTERS: say("Result letters"),
    PaperKind.EMPTY_FORMS: say("Empty forms"),
    PaperKind.EXAM_FILES: say("Whole exam files"),
}


def kinds_of_session() -> Mapping[PaperKind, Message]:
    """What can be made for everybody in a session; what is needed before it comes first."""
    return dict(sorted(KINDS.items(), key=lambda found: found[0] is not PaperKind.EMPTY_FORMS))


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
