"""Questionnaires as those who fill them in come to them."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from certification.models import Inventory, InventoryAnswer, InventoryProposal, InventoryRun, InventoryVersion
from certification.rules.inventories import Answers, Design, InventoryState, Question, design_from_json, restored
from foundation.db import numbers
from foundation.refusals import NotFound
from foundation.work import Work


@dataclass(frozen=True)
class OfferedInventory:
    """A questionnaire as somebody who may begin it comes to it."""

    inventory: Inventory
    run: InventoryRun | None  # what stands open of it
    was_filled_in: bool

    @property
    def is_offered(self) -> bool:
        """Whether it is asked of whoever looks, open for all, or was filled in before."""
        is_open = self.inventory.state is InventoryState.PUBLISHED and self.inventory.open_for_all
        return self.run is not None or is_open or self.was_filled_in


@dataclass(frozen=True)
class OwnRun:
    """What somebody answers, with the version that is answered."""

    run: InventoryRun
    version: InventoryVersion

    @property
    def person_id(self) -> int:
        """Whose answers they are."""
        return self.run.person_id

    @property
    def design(self) -> Design:
        """The questions and proposals, as they were when this was begun."""
        return design_from_json(self.version.design)


@dataclass(frozen=True)
class OwnQuestion(OwnRun):
    """One question of it."""

    question: Question


def offered(work: Work, inventory_id: int) -> OfferedInventory:
    """This one as whoever asks comes to it (2 statements)."""
    found = work.db.get(Inventory, inventory_id)
    if found is None:
        raise NotFound
    runs = work.db.scalars(
        select(InventoryRun).where(
            InventoryRun.inventory_id == inventory_id,
            InventoryRun.person_id == work.actor.id,
            InventoryRun.withdrawn_at.is_(None),
        )
    ).all()
    current = next((run for run in runs if run.finished_at is None), None)
    return OfferedInventory(found, current, any(run.finished_at for run in runs))


def own_run(work: Work, run_id: int) -> OwnRun:
    """These answers, once they were begun (1 statement)."""
    run = work.db.get(InventoryRun, run_id, options=[joinedload(InventoryRun.inventory_version)])
    if run is None or run.inventory_version is None or run.withdrawn_at is not None:
        raise NotFound
    return OwnRun(run, run.inventory_version)


def own_question(work: Work, run_id: int, key: str) -> OwnQuestion:
    """A question of these (1 statement)."""
    found = own_run(work, run_id)
    question = found.design.question(key)
    if question is None:
        raise NotFound
    return OwnQuestion(found.run, found.version, question)


def answers_of(work: Work, run_id: int) -> Answers:
    """What was answered, by question (1 statement)."""
    rows = work.db.execute(
        select(InventoryAnswer.question_key, InventoryAnswer.value).where(InventoryAnswer.run_id == run_id)
    )
    return {row.question_key: restored(row.value) for row in rows}


def own_runs(work: Work) -> list[InventoryRun]:
    """All that whoever asks was asked or filled in, newest first, with what was decided (2 statements)."""
    return list(
        work.db.scalars(
            select(InventoryRun)
            .where(InventoryRun.person_id == work.actor.id, InventoryRun.withdrawn_at.is_(None))
            .options(
                joinedload(InventoryRun.inventory),
                joinedload(InventoryRun.inventory_version),
                selectinload(InventoryRun.proposals).options(
                    joinedload(InventoryProposal.qualification),
                    joinedload(InventoryProposal.given),
                    joinedload(InventoryProposal.decider),
                ),
            )
            .order_by(InventoryRun.id.desc())
        )
    )


def open_runs(work: Work) -> list[InventoryRun]:
    """What whoever asks has yet to send in, oldest first; what is closed and not begun is left out (1 statement)."""
    return list(
        work.db.scalars(
            select(InventoryRun)
            .join(InventoryRun.inventory)
            .options(contains_eager(InventoryRun.inventory))
            .where(
                InventoryRun.person_id == work.actor.id,
                InventoryRun.finished_at.is_(None),
                InventoryRun.withdrawn_at.is_(None),
                or_(InventoryRun.begun_at.is_not(None), Inventory.state == InventoryState.PUBLISHED),
            )
            .order_by(InventoryRun.id)
        )
    )


def offered_to_me(work: Work) -> list[Inventory]:
    """What is open for all and whoever asks has not begun or filled in yet (1 statement)."""
    met = exists().where(
        InventoryRun.inventory_id == Inventory.id,
        InventoryRun.person_id == work.actor.id,
        InventoryRun.withdrawn_at.is_(None),
    )
    return list(
        work.db.scalars(
            select(Inventory)
            .where(Inventory.state == InventoryState.PUBLISHED, Inventory.open_for_all, ~met)
            .order_by(Inventory.name, Inventory.id)
        )
    )


def open_runs_of(work: Work, inventory_id: int, person_ids: Collection[int]) -> list[InventoryRun]:
    """What these people have yet to send in of this one (1 statement)."""
    return list(
        work.db.scalars(
            select(InventoryRun)
            .where(
                InventoryRun.inventory_id == inventory_id,
                InventoryRun.person_id.in_(select(numbers(work.db, sorted(person_ids)))),
                InventoryRun.finished_at.is_(None),
                InventoryRun.withdrawn_at.is_(None),
            )
            .options(joinedload(InventoryRun.inventory), joinedload(InventoryRun.person))
        )
    )
