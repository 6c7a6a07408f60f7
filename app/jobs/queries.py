"""Which background work waits, runs, failed or was given up."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from foundation.jobs.models import Job, JobState
from foundation.mail.jobs import SEND
from foundation.work import Work

PAGE_SIZE = 50
MOST_AT_ONCE = 5_000


class Shown(StrEnum):
    """Which work a list shows."""

    ALL = ""
    TROUBLED = "trouble"  # given up, or tried in vain
    GIVEN_UP = "given-up"
    BUSY = "busy"
    DONE = "done"


CONDITIONS: dict[Shown, ColumnElement[bool]] = {
    Shown.TROUBLED: or_(
        Job.state == JobState.PARKED,
        and_(Job.state.in_((JobState.WAITING, JobState.RUNNING)), Job.error.is_not(None)),
    ),
    Shown.GIVEN_UP: Job.state == JobState.PARKED,
    Shown.BUSY: Job.state.in_((JobState.WAITING, JobState.RUNNING)),
    Shown.DONE: Job.state == JobState.DONE,
}
ORDERS = {"": Job.id.desc(), "since": Job.id, "-since": Job.id.desc()}


@dataclass(frozen=True)
class Wanted:
    """What is looked for: in which state, mails or other work, and words of the receiver's address or the title."""

    shown: Shown = Shown.ALL
    kind: str = ""
    words: str = ""
    titled: Collection[str] = ()  # names of the work whose title has these words
    sort: str = ""


@dataclass(frozen=True)
class JobsPage:
    """One page of them, and how many there are in all."""

    jobs: Sequence[Job]
    total: int
    number: int

    @property
    def pages(self) -> int:
        """How many pages that makes."""
        return max(1, -(-self.total // PAGE_SIZE))


def jobs_page(work: Work, wanted: Wanted, number: int) -> JobsPage:
    """One page of the work that is looked for (2 statements)."""
    total = work.db.scalar(select(func.count()).select_from(_matching(wanted).subquery())) or 0
    number = min(max(number, 1), max(1, -(-total // PAGE_SIZE)))
    rows = _matching(wanted).order_by(ORDERS.get(wanted.sort, ORDERS[""]))
    return JobsPage(work.db.scalars(rows.offset((number - 1) * PAGE_SIZE).limit(PAGE_SIZE)).all(), total, number)


def undelivered(work: Work) -> int:
    """How many mails were given up (1 statement)."""
    given_up = select(func.count()).select_from(Job).where(Job.name == SEND, Job.state == JobState.PARKED)
    return work.db.scalar(given_up) or 0


def given_up(work: Work, wanted: Wanted, ids: Collection[int] | None) -> Sequence[Job]:
    """Of these, or of all that match, the ones that were given up; held until this work is done."""
    statement = _matching(wanted) if ids is None else select(Job).where(Job.id.in_(list(ids)))
    parked = statement.where(Job.state == JobState.PARKED).order_by(Job.id).limit(MOST_AT_ONCE)
    # Race: two administrators press at once, or a worker claims one meanwhile; the second finds none that is parked.
    return work.db.scalars(parked.with_for_update()).all()


def _matching(wanted: Wanted) -> Select[Job]:
    statement = select(Job)
    if wanted.shown in CONDITIONS:
        statement = statement.where(CONDITIONS[wanted.shown])
    if wanted.kind:
        statement = statement.where((Job.name == SEND) if wanted.kind == "mail" else (Job.name != SEND))
    if wanted.words:
        to = func.lower(Job.payload["to"].as_string())
        receiver = and_(Job.name == SEND, to.contains(wanted.words.lower(), autoescape=True))
        statement = statement.where(or_(receiver, Job.name.in_(list(wanted.titled))))
    return statement
