"""Questionnaires as they are made: the list, one of them, its versions, and what it can propose."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Select, exists, func, select

from certification.models import Inventory, InventoryRun, InventoryVersion
from certification.queries.library import coordinators_define
from certification.rules.inventories import (
    END,
    Condition,
    Design,
    InventoryState,
    Jump,
    Proposal,
    Question,
    design_from_json,
)
from foundation.refusals import NotFound
from foundation.work import Work
from people.rules import Role
from qualification_files.models import Qualification
from qualification_files.queries.lists import Order, Page, contains, page_of
from qualification_files.rules import QualificationState

NEW = "new"  # in an address: what is not there yet
SORTS: Mapping[str, Order] = {
    "name": (func.lower(Inventory.name).asc(), Inventory.id.asc()),
    "-name": (func.lower(Inventory.name).desc(), Inventory.id.desc()),
    "made": (Inventory.id.asc(),),
    "-made": (Inventory.id.desc(),),
}


@dataclass(frozen=True)
class OpenInventory:
    """A questionnaire as whoever makes, reads or asks it comes to it."""

    inventory: Inventory
    coordinators_define: bool

    @property
    def state(self) -> InventoryState:
        """Whether it is a draft, published or closed."""
        return self.inventory.state

    @property
    def design(self) -> Design:
        """The questions and proposals as they are being made."""
        return design_from_json(self.inventory.design)


@dataclass(frozen=True)
class OpenQuestion(OpenInventory):
    """One of its questions."""

    question: Question


@dataclass(frozen=True)
class OpenJump(OpenQuestion):
    """One of the lines that say where a question goes on; without a key a new one."""

    jump: Jump


@dataclass(frozen=True)
class OpenProposal(OpenInventory):
    """One of its proposals; without a key a new one."""

    proposal: Proposal


@dataclass(frozen=True)
class WantedInventories:
    """What somebody wants to see of them."""

    words: str = ""
    state: InventoryState | None = None
    sort: str = "name"
    page: int = 1


@dataclass(frozen=True)
class InventoryRow:
    """One in the list, with how many people have yet to send it in and how many have."""

    inventory: Inventory
    open: int
    sent: int


def inventory(work: Work, inventory_id: int) -> OpenInventory:
    """This one (2 statements)."""
    found = work.db.get(Inventory, inventory_id)
    if found is None:
        raise NotFound
    return OpenInventory(found, coordinators_define(work))


def open_question(work: Work, inventory_id: int, key: str) -> OpenQuestion:
    """A question of it (2 statements)."""
    found = inventory(work, inventory_id)
    question = found.design.question(key)
    if question is None:
        raise NotFound
    return OpenQuestion(found.inventory, found.coordinators_define, question)


def open_jump(work: Work, inventory_id: int, key: str, jump_key: str) -> OpenJump:
    """A line of a question of it, or a new one (2 statements)."""
    found = open_question(work, inventory_id, key)
    jump = next((one for one in found.question.jumps if one.key == jump_key), None)
    if jump is None and jump_key != NEW:
        raise NotFound
    return OpenJump(found.inventory, found.coordinators_define, found.question, jump or Jump("", Condition(), END))


def open_proposal(work: Work, inventory_id: int, key: str) -> OpenProposal:
    """A proposal of it, or a new one (2 statements)."""
    found = inventory(work, inventory_id)
    proposal = next((one for one in found.design.proposals if one.key == key), None)
    if proposal is None and key != NEW:
        raise NotFound
    return OpenProposal(found.inventory, found.coordinators_define, proposal or Proposal("", Condition(), 0))


def inventories_page(work: Work, wanted: WantedInventories) -> Page[InventoryRow]:
    """A page of those that whoever asks may see (3 statements)."""
    rows: Select[Inventory] = select(Inventory).where(contains(wanted.words, Inventory.name))
    if wanted.state is not None:
        rows = rows.where(Inventory.state == wanted.state)
    if work.actor.roles.isdisjoint({Role.ADMINISTRATOR, Role.COORDINATOR}):
        rows = rows.where(Inventory.state != InventoryState.DRAFT)
    found = page_of(work.db, rows, number=wanted.page, order=SORTS.get(wanted.sort, SORTS["name"]))
    counts = _counts(work, [one.id for one in found.rows])
    return Page([InventoryRow(one, *counts.get(one.id, (0, 0))) for one in found.rows], found.total, found.number)


def _counts(work: Work, ids: Collection[int]) -> dict[int, tuple[int, int]]:
    is_sent = InventoryRun.finished_at.is_not(None)
    rows = work.db.execute(
        select(
            InventoryRun.inventory_id,
            func.count().filter(~is_sent),
            func.count().filter(is_sent),
        )
        .where(InventoryRun.inventory_id.in_(ids), InventoryRun.withdrawn_at.is_(None))
        .group_by(InventoryRun.inventory_id)
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def latest_version(work: Work, inventory_id: int) -> InventoryVersion | None:
    """What was published last (1 statement)."""
    return work.db.scalar(
        select(InventoryVersion)
        .where(InventoryVersion.inventory_id == inventory_id)
        .order_by(InventoryVersion.number.desc())
        .limit(1)
    )


def was_begun(work: Work, inventory_id: int) -> bool:
    """Whether anybody was ever asked it or has a version of it (1 statement)."""
    asked = exists().where(InventoryRun.inventory_id == inventory_id)
    published = exists().where(InventoryVersion.inventory_id == inventory_id)
    return bool(work.db.scalar(select(asked | published)))


def linkable(work: Work) -> list[Qualification]:
    """What can be given to people now, by name (1 statement)."""
    return list(
        work.db.scalars(
            select(Qualification)
            .where(Qualification.state == QualificationState.ACTIVE)
            .order_by(Qualification.name, Qualification.cohort, Qualification.id)
        )
    )


def qualification_names(work: Work, ids: Collection[int]) -> dict[int, Qualification]:
    """These qualifications by number; one that is gone is left out (1 statement)."""
    if not ids:
        return {}
    return {one.id: one for one in work.db.scalars(select(Qualification).where(Qualification.id.in_(ids)))}
