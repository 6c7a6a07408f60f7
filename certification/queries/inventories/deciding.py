"""What waits for a decision, and what is read to decide it."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import joinedload

from certification.models import InventoryProposal, InventoryRun, InventoryVersion
from certification.rules.inventories import Design, ProposalKind, ProposalState, design_from_json
from foundation.refusals import NotFound
from foundation.work import Work
from people.queries.organisation import may_look_after, scope_condition
from people.rules import Role

DECIDERS = frozenset({Role.ADMINISTRATOR, Role.MANAGER})
STANDING = (ProposalState.APPROVED, ProposalState.CHANGED)


@dataclass(frozen=True)
class DecidableRun:
    """Somebody's answers as whoever decides about them comes to them."""

    run: InventoryRun
    version: InventoryVersion
    is_looked_after: bool

    @property
    def person_id(self) -> int:
        """Whose answers they are."""
        return self.run.person_id

    @property
    def owner_id(self) -> int:
        """The same, as the queue of approvals asks it."""
        return self.run.person_id

    @property
    def looked_after(self) -> bool:
        """The same, as the queue of approvals asks it."""
        return self.is_looked_after

    @property
    def design(self) -> Design:
        """What was asked and proposed."""
        return design_from_json(self.version.design)


def decidable_run(work: Work, run_id: int) -> DecidableRun:
    """These answers, once they were sent (at most 3 statements)."""
    run = work.db.get(
        InventoryRun, run_id, options=[joinedload(InventoryRun.inventory_version), joinedload(InventoryRun.person)]
    )
    if run is None or run.inventory_version is None or run.finished_at is None:
        raise NotFound
    return DecidableRun(run, run.inventory_version, may_look_after(work, run.person_id, roles=DECIDERS))


def decidable_runs(work: Work, run_ids: Collection[int]) -> dict[int, DecidableRun]:
    """These answers by number, as far as they were sent (at most 3 statements; none for none)."""
    if not run_ids:
        return {}
    rows = (
        select(InventoryRun)
        .where(InventoryRun.id.in_(run_ids), InventoryRun.finished_at.is_not(None))
        .options(joinedload(InventoryRun.inventory_version), joinedload(InventoryRun.person))
    )
    scope = scope_condition(work, column=InventoryRun.person_id, roles=DECIDERS)
    found = list(work.db.scalars(rows if scope is None else rows.where(scope)))
    return {run.id: DecidableRun(run, run.inventory_version, True) for run in found if run.inventory_version}


def proposals_of(work: Work, run_id: int) -> list[InventoryProposal]:
    """What these answers led to, with what was decided and by whom (1 statement)."""
    return list(
        work.db.scalars(
            select(InventoryProposal)
            .where(InventoryProposal.run_id == run_id)
            .options(
                joinedload(InventoryProposal.qualification),
                joinedload(InventoryProposal.given),
                joinedload(InventoryProposal.decider),
            )
            .order_by(InventoryProposal.kind, InventoryProposal.id)
        )
    )


def decided_run(work: Work, run_id: int) -> InventoryRun | None:
    """These answers, unless something of them still waits (1 statement)."""
    return work.db.scalar(
        select(InventoryRun)
        .where(InventoryRun.id == run_id, InventoryRun.finished_at.is_not(None), ~_open_ones())
        .options(
            joinedload(InventoryRun.person),
            joinedload(InventoryRun.inventory),
            joinedload(InventoryRun.inventory_version),
        )
    )


def waiting_ids(work: Work, inventory_id: int) -> set[int]:
    """Which answers to this questionnaire wait for whoever asks (at most 2 statements)."""
    if not may_decide_any(work):
        return set()
    return set(
        work.db.scalars(
            _waiting(work).where(InventoryRun.inventory_id == inventory_id).with_only_columns(InventoryRun.id)
        )
    )


def may_decide_any(work: Work) -> bool:
    """Whether whoever asks has a role in which one decides."""
    return not DECIDERS.isdisjoint(work.actor.roles | work.actor.limited_roles)


def _waiting(work: Work) -> Select[InventoryRun]:
    rows: Select[InventoryRun] = select(InventoryRun).where(_open_ones(), InventoryRun.person_id != work.actor.id)
    scope = scope_condition(work, column=InventoryRun.person_id, roles=DECIDERS)
    return rows if scope is None else rows.where(scope)


def _open_ones() -> ColumnElement[bool]:
    return exists().where(InventoryProposal.run_id == InventoryRun.id, InventoryProposal.state == ProposalState.WAITING)


def earlier_standing(work: Work, run: InventoryRun) -> list[InventoryProposal]:
    """What earlier answers of this person to the same questionnaire gave, and still holds (1 statement)."""
    return list(
        work.db.scalars(
            _earlier(run).where(
                InventoryProposal.kind == ProposalKind.ADD,
                InventoryProposal.state.in_(STANDING),
                InventoryProposal.released_at.is_(None),
            )
        )
    )


def earlier_waiting(work: Work, run: InventoryRun) -> list[InventoryProposal]:
    """What earlier answers of this person to the same questionnaire led to and nobody decided (1 statement)."""
    return list(work.db.scalars(_earlier(run).where(InventoryProposal.state == ProposalState.WAITING)))


def _earlier(run: InventoryRun) -> Select[InventoryProposal]:
    rows: Select[InventoryProposal] = (
        select(InventoryProposal)
        .join(InventoryProposal.run)
        .where(
            InventoryRun.inventory_id == run.inventory_id,
            InventoryRun.person_id == run.person_id,
            InventoryRun.id != run.id,
        )
        .order_by(InventoryProposal.id)
    )
    return rows
