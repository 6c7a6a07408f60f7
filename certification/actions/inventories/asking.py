"""Asking people to fill in a questionnaire."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from certification.events.inventories import InventoryAsked, InventoryAskTakenBack
from certification.models import Inventory, InventoryRun
from certification.queries import inventories as queries
from certification.queries.inventories import WantedAsked
from certification.rules.inventories import InventoryState, RunState
from foundation.messages import say
from foundation.refusals import Refusal
from foundation.work import Work

TELL_ASKED = "certification.tell-asked"
AT_ONCE = 50  # mails that one job writes


def ask(work: Work, inventory: Inventory, person_ids: Collection[int]) -> Sequence[int]:
    """Ask those of these people whom one looks after and who are not asked yet; give who that are."""
    hold_inventory(work, inventory)
    if inventory.state is not InventoryState.PUBLISHED:
        raise Refusal(say("Only a published questionnaire can be asked. Publish it first."))
    able = queries.askable_ids(work, WantedAsked(), person_ids)
    asked = queries.already_asked(work, inventory.id, able)
    fresh = [person_id for person_id in able if person_id not in asked]
    work.db.add_all(_run(work, inventory, person_id) for person_id in fresh)
    if fresh:
        work.emit(InventoryAsked(person_ids=tuple(fresh), inventory_id=inventory.id))
    for start in range(0, len(fresh), AT_ONCE):
        work.later(TELL_ASKED, inventory_id=inventory.id, person_ids=fresh[start : start + AT_ONCE])
    return fresh


def take_back(work: Work, run: InventoryRun) -> None:
    """Ask it no longer of somebody who has not sent it in; what was answered goes."""
    work.db.refresh(run, with_for_update={"of": InventoryRun})  # race: it is sent in at the same moment
    if run.withdrawn_at is not None:
        return  # sent twice
    if run.state is RunState.SENT:
        raise Refusal(say("It was sent in meanwhile. Decide on what it proposes instead."))
    run.withdrawn_at, run.withdrawn_by = work.now, work.actor.id
    run.answers.clear()
    work.emit(InventoryAskTakenBack(person_id=run.person_id, run_id=run.id))


def hold_inventory(work: Work, inventory: Inventory) -> None:
    """Nobody else asks or begins this questionnaire until this work is done: a person has one of it open at a time."""
    work.db.execute(select(Inventory.id).where(Inventory.id == inventory.id).with_for_update()).all()


def _run(work: Work, inventory: Inventory, person_id: int) -> InventoryRun:
    return InventoryRun(inventory_id=inventory.id, person_id=person_id, asked_at=work.now, asked_by=work.actor.id)
