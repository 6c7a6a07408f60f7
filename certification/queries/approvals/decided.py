"""What was decided: by whom, when and why, the newest first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, String, Subquery, func, literal, null, select, type_coerce, union_all
from sqlalchemy.orm import aliased

from certification.models import Activity, Proof, ProofDecision, Submission
from certification.models.approvals import SubmissionDecision
from certification.queries.approvals.items import DECIDERS
from certification.rules.approving import PROOF_TURNS, SUBMISSION_TURNS, ApprovalKind, Turn
from certification.rules.states import ProofState, SubmissionState
from foundation.work import Work
from people.models import Person
from people.queries.organisation import scope_condition
from people.rules import full_name
from qualification_files.models import Qualification
from qualification_files.queries.lists import PAGE, Page, contains


@dataclass(frozen=True)
class WantedDecided:
    """Which decisions somebody looks at."""

    words: str = ""
    kind: ApprovalKind | None = None
    turn: Turn | None = None
    page: int = 1


@dataclass(frozen=True)
class DecidedRow:
    """A decision, as the list shows it."""

    kind: ApprovalKind
    item_id: int
    turn: Turn
    at: datetime
    reason: str
    owner: str
    group: str
    title: str
    decided_by: str


def decided(work: Work, wanted: WantedDecided) -> Page[DecidedRow]:
    """One page of what was decided about the people whom the actor looks after, in three statements at most."""
    told = _told()
    rows = _narrowed(work, told, wanted)
    total = work.db.scalar(select(func.count()).select_from(rows.order_by(None).subquery())) or 0
    number = max(1, min(wanted.page, -(-total // PAGE)))
    order = (told.c.at.desc(), told.c.kind, told.c.id.desc())
    found = work.db.execute(rows.order_by(*order).limit(PAGE).offset((number - 1) * PAGE))
    return Page([_row(*row) for row in found], total, number)


def _row(
    kind: str, item_id: int, state: str, at: datetime, reason: str, group: str, activity: str | None, *names: str
) -> DecidedRow:
    found, (qualification, *people) = ApprovalKind(kind), names
    proven = found is ApprovalKind.CERTIFICATE
    return DecidedRow(
        kind=found,
        item_id=item_id,
        turn=PROOF_TURNS[ProofState(state)] if proven else SUBMISSION_TURNS[SubmissionState(state)],
        at=at,
        reason=reason,
        owner=full_name(*people[:3]),
        group=group,
        title=activity or qualification or "",
        decided_by=full_name(*(part or "" for part in people[3:])),
    )


def _narrowed(work: Work, told: Subquery, wanted: WantedDecided) -> Select[*tuple[Any, ...]]:
    decider = aliased(Person)
    columns = (told.c.kind, told.c.item_id, told.c.state, told.c.at, told.c.reason, Person.group_name, Activity.title)
    names = (Qualification.name, Person.given_name, Person.name_prefix, Person.family_name)
    rows = (
        select(*columns, *names, decider.given_name, decider.name_prefix, decider.family_name)
        .select_from(told)
        .join(Person, Person.id == told.c.person_id)
        .outerjoin(Activity, Activity.id == told.c.activity_id)
        .outerjoin(Qualification, Qualification.id == told.c.qualification_id)
        .outerjoin(decider, decider.id == told.c.by)
        .where(told.c.person_id != work.actor.id)
    )
    within = scope_condition(work, column=told.c.person_id, roles=DECIDERS)
    if within is not None:
        rows = rows.where(within)
    if wanted.kind:
        rows = rows.where(told.c.kind == wanted.kind.value)
    if wanted.turn:
        rows = rows.where(told.c.state.in_(_states(wanted.turn)))
    if wanted.words:
        searched = (Person.given_name, Person.family_name, Person.number, Activity.title, Qualification.name)
        rows = rows.where(contains(wanted.words, *searched))
    return rows


def _states(turn: Turn) -> list[str]:
    """The states of either kind that mean this; no state of one kind is called as another of the other."""
    proofs = [state.value for state, found in PROOF_TURNS.items() if found is turn]
    return proofs + [state.value for state, found in SUBMISSION_TURNS.items() if found is turn]


def _told() -> Subquery:
    proofs = (
        select(
            literal(ApprovalKind.CERTIFICATE.value).label("kind"),
            ProofDecision.id.label("id"),
            Proof.id.label("item_id"),
            Proof.person_id.label("person_id"),
            Proof.activity_id.label("activity_id"),
            Proof.qualification_id.label("qualification_id"),
            type_coerce(ProofDecision.state, String).label("state"),  # each kind has states of its own
            ProofDecision.at.label("at"),
            ProofDecision.by.label("by"),
            ProofDecision.reason.label("reason"),
        )
        .join(Proof, Proof.id == ProofDecision.proof_id)
        .where(ProofDecision.state.in_(list(PROOF_TURNS)))
    )
    submissions = select(
        literal(ApprovalKind.ASSIGNMENT.value),
        SubmissionDecision.id,
        Submission.id,
        Submission.person_id,
        Submission.activity_id,
        null(),
        type_coerce(SubmissionDecision.state, String),
        SubmissionDecision.at,
        SubmissionDecision.by,
        SubmissionDecision.reason,
    ).join(Submission, Submission.id == SubmissionDecision.submission_id)
    return union_all(proofs, submissions).subquery("told")
