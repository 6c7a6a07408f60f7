"""What questionnaires ask of somebody, for the home page."""

from flask import url_for

from certification.models import InventoryRun
from certification.queries import inventories as queries
from certification.rules.approving import ApprovalKind
from certification.rules.inventories import RunState
from foundation.messages import say, say_many
from foundation.web.deeds import Deed
from foundation.work import Work


def open_deeds(work: Work) -> list[Deed]:
    """What is still to be filled in, and what waits to be decided (1 statement; at most 3 for who decides)."""
    deeds = [_to_fill_in(run) for run in queries.open_runs(work)]
    count = queries.waiting_count(work) if queries.may_decide_any(work) else 0
    return [*deeds, *([_to_decide(count)] if count else [])]


def _to_fill_in(run: InventoryRun) -> Deed:
    is_begun = run.state is RunState.BEGUN
    return Deed(
        title=run.inventory.name,
        url=url_for("certification.offered_inventory", inventory_id=run.inventory_id),
        kind="attention" if is_begun else "open",
        text=say("Go on with these questions where you were.")
        if is_begun
        else say("You are asked to answer these questions. They say which qualifications you need."),
        order=40,
    )


def _to_decide(count: int) -> Deed:
    return Deed(
        title=say_many(
            "The answers of %(count)s person wait for your decision",
            "The answers of %(count)s people wait for your decision",
            count,
        ),
        url=url_for("certification.approvals", kind=ApprovalKind.INVENTORY.value),
        kind="attention",
        text=say("They propose qualifications; you approve, change or refuse them."),
        order=30,
    )
