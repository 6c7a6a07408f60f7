"""The queue: everything that waits for a decision by whoever asks, whatever its kind, longest waiting first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVarTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    Select,
    Subquery,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    tuple_,
    union_all,
)

from certification.models import (
    Activity,
    InventoryProposal,
    InventoryRun,
    InventoryVersion,
    Proof,
    QualificationActivity,
    Submission,
)
from certification.queries.approvals.items import DECIDERS
from certification.rules.approving import AT_ONCE, ApprovalKind
from certification.rules.inventories import ProposalState
from certification.rules.states import ProofState, SubmissionState
from foundation.work import Work
from people.models import Person
from people.queries.organisation import people_in_parts, scope_condition
from people.rules import full_name
from qualification_files.models import Qualification
from qualification_files.queries.lists import PAGE, Page, contains

Columns = TypeVarTuple("Columns")
Key = tuple[str, int]  # kind and number


@dataclass(frozen=True)
class WantedApprovals:
    """Which of what waits somebody looks at."""

    words: str = ""
    kind: ApprovalKind | None = None
    part_id: int | None = None
    qualification_id: int | None = None
    page: int = 1


@dataclass(frozen=True)
class WaitingRow:
    """Something that waits, as the queue shows it."""

    kind: str
    item_id: int
    version: int
    person_id: int
    given_name: str
    name_prefix: str
    family_name: str
    group: str
    number: str | None
    activity: str | None
    qualification: str | None
    terms: Mapping[str, Any] | None
    since: datetime
    achieved_on: date | None
    expires_on: date | None

    @property
    def owner(self) -> str:
        """The name of the person."""
        return full_name(self.given_name, self.name_prefix, self.family_name)

    @property
    def title(self) -> str:
        """What it is about."""
        return self.activity or self.qualification or ""

    @property
    def key(self) -> str:
        """How the list names it when it is chosen: what was looked at, in the version that was shown."""
        return f"{self.kind}:{self.item_id}:{self.version}"


@dataclass(frozen=True)
class Choices:
    """What the queue can be narrowed to: pairs of id and name."""

    qualifications: Sequence[tuple[int, str]]


@dataclass(frozen=True)
class Neighbours:
    """What stands before and behind something in the queue."""

    previous: Key | None = None
    following: Key | None = None


def waiting(work: Work, wanted: WantedApprovals) -> Page[WaitingRow]:
    """One page of what waits for whoever asks, in three statements at most."""
    asked = _Asked.of(work)
    total = work.db.scalar(asked.narrowed(select(func.count()), wanted)) or 0
    number = max(1, min(wanted.page, -(-total // PAGE)))
    rows = asked.narrowed(asked.rows(), wanted).order_by(*asked.order).limit(PAGE).offset((number - 1) * PAGE)
    return Page([WaitingRow(*row) for row in work.db.execute(rows)], total, number)


def all_waiting(work: Work, wanted: WantedApprovals, *, shown_at: datetime) -> list[str]:
    """The keys of all that match and were there when the list was shown; one more than can be decided in one go."""
    asked = _Asked.of(work)
    rows = asked.narrowed(asked.rows(), wanted).where(asked.queue.c.at <= shown_at).order_by(*asked.order)
    return [WaitingRow(*row).key for row in work.db.execute(rows.limit(AT_ONCE + 1))]


def waiting_count(work: Work) -> int:
    """How much waits for whoever asks, in two statements at most; none for who decides nothing."""
    if (work.actor.roles | work.actor.limited_roles).isdisjoint(DECIDERS):
        return 0
    return work.db.scalar(_Asked.of(work).narrowed(select(func.count()), WantedApprovals())) or 0


def waiting_counts(work: Work) -> dict[ApprovalKind, int]:
    """How much of each kind waits for whoever asks, in two statements at most."""
    asked = _Asked.of(work)
    rows = asked.narrowed(select(asked.queue.c.kind, func.count()), WantedApprovals()).group_by(asked.queue.c.kind)
    found = {row[0]: row[1] for row in work.db.execute(rows)}
    return {kind: found.get(kind.value, 0) for kind in ApprovalKind}


def choices(work: Work) -> Choices:
    """The qualifications of what waits for whoever asks, by name, in two statements at most."""
    asked = _Asked.of(work)
    rows = asked.narrowed(select(Qualification.id, Qualification.name, Qualification.cohort), WantedApprovals())
    found = work.db.execute(rows.where(Qualification.id.is_not(None)).distinct())
    named = [(number, f"{name} {cohort}".strip()) for number, name, cohort in found]
    return Choices(qualifications=sorted(named, key=lambda one: (one[1].casefold(), one[0])))


def neighbours(work: Work, wanted: WantedApprovals, at: datetime, key: Key) -> Neighbours:
    """What stands around this in the queue, be it still there or not, in three statements at most."""
    asked = _Asked.of(work)
    here = tuple_(literal(at), literal(key[0]), literal(key[1]))
    place = tuple_(*asked.order)
    rows = asked.narrowed(select(asked.queue.c.kind, asked.queue.c.id), wanted)
    after = work.db.execute(rows.where(place > here).order_by(*asked.order).limit(1)).one_or_none()
    backwards = (column.desc() for column in asked.order)
    before = work.db.execute(rows.where(place < here).order_by(*backwards).limit(1)).one_or_none()
    return Neighbours(_key(before), _key(after))


@dataclass(frozen=True)
class _Asked:
    """The queue, and whose of it whoever asks decides about."""

    work: Work
    queue: Subquery
    within: ColumnElement[bool] | None

    @classmethod
    def of(cls, work: Work) -> "_Asked":
        queue = _queue()
        return cls(work, queue, scope_condition(work, column=queue.c.person_id, roles=DECIDERS))

    @property
    def order(self) -> tuple[ColumnElement[Any], ...]:
        return self.queue.c.at, self.queue.c.kind, self.queue.c.id

    def rows(self) -> Select[*tuple[Any, ...]]:
        queue = self.queue
        return select(
            queue.c.kind,
            queue.c.id,
            queue.c.version,
            queue.c.person_id,
            Person.given_name,
            Person.name_prefix,
            Person.family_name,
            Person.group_name,
            Person.number,
            func.coalesce(InventoryVersion.name, Activity.title),
            Qualification.name,
            Qualification.terms,
            queue.c.at,
            queue.c.achieved_on,
            queue.c.expires_on,
        )

    def narrowed(self, rows: Select[*Columns], wanted: WantedApprovals) -> Select[*Columns]:
        queue = self.queue
        rows = (
            rows.select_from(queue)
            .join(Person, Person.id == queue.c.person_id)
            .outerjoin(Activity, Activity.id == queue.c.activity_id)
            .outerjoin(Qualification, Qualification.id == queue.c.qualification_id)
            .outerjoin(InventoryVersion, InventoryVersion.id == queue.c.inventory_version_id)
            .where(queue.c.person_id != self.work.actor.id)  # nobody decides about what is one's own
        )
        if self.within is not None:
            rows = rows.where(self.within)
        if wanted.kind:
            rows = rows.where(queue.c.kind == wanted.kind.value)
        if wanted.part_id:
            rows = rows.where(queue.c.person_id.in_(people_in_parts([wanted.part_id])))
        if wanted.qualification_id:
            rows = rows.where(self._about(wanted.qualification_id))
        if wanted.words:
            searched = (
                *(Person.given_name, Person.family_name, Person.number),
                *(Activity.title, Qualification.name, InventoryVersion.name),
            )
            rows = rows.where(contains(wanted.words, *searched))
        return rows

    def _about(self, qualification_id: int) -> ColumnElement[bool]:
        """Sent in for this qualification, handed in for an activity that it asks for, or answers that propose it."""
        asks = select(QualificationActivity.activity_id).where(
            QualificationActivity.qualification_id == qualification_id, QualificationActivity.removed_at.is_(None)
        )
        queue = self.queue
        handed_in = queue.c.qualification_id.is_(None) & queue.c.activity_id.in_(asks)
        proposed = (queue.c.kind == ApprovalKind.INVENTORY.value) & queue.c.id.in_(
            select(InventoryProposal.run_id).where(
                InventoryProposal.qualification_id == qualification_id,
                InventoryProposal.state == ProposalState.WAITING,
            )
        )
        return or_(queue.c.qualification_id == qualification_id, handed_in, proposed)


def _key(row: Row[str, int] | None) -> Key | None:
    return None if row is None else (row[0], row[1])


def _queue() -> Subquery:
    proofs = select(
        literal(ApprovalKind.CERTIFICATE.value).label("kind"),
        Proof.id.label("id"),
        Proof.version.label("version"),
        Proof.person_id.label("person_id"),
        Proof.activity_id.label("activity_id"),
        Proof.qualification_id.label("qualification_id"),
        Proof.sent_at.label("at"),
        Proof.achieved_on.label("achieved_on"),
        Proof.expires_on.label("expires_on"),
        cast(null(), Integer).label("inventory_version_id"),  # PostgreSQL takes two nulls for text
    ).where(Proof.state == ProofState.SENT)
    submissions = select(
        literal(ApprovalKind.ASSIGNMENT.value),
        Submission.id,
        Submission.version,
        Submission.person_id,
        Submission.activity_id,
        null(),
        Submission.handed_in_at,
        null(),
        null(),
        null(),
    ).where(Submission.state == SubmissionState.HANDED_IN)
    proposals = exists().where(
        InventoryProposal.run_id == InventoryRun.id, InventoryProposal.state == ProposalState.WAITING
    )
    inventories = select(
        literal(ApprovalKind.INVENTORY.value),
        InventoryRun.id,
        literal(1),
        InventoryRun.person_id,
        null(),
        null(),
        InventoryRun.finished_at,
        null(),
        null(),
        InventoryRun.version_id,
    ).where(InventoryRun.finished_at.is_not(None), proposals)
    return union_all(proofs, submissions, inventories).subquery("queue")
