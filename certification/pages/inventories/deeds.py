"""What questionnaires ask of somebody, for the home page."""

from flask import url_for

from certification.models import InventoryRun
from certification.queries import inventories as queries
from certification.rules.inventories import RunState
from foundation.messages import say
from foundation.web.deeds import Deed
from foundation.work import Work


def open_deeds(work: Work) -> list[Deed]:
    """What is still to be filled in (1 statement)."""
    return [_to_fill_in(run) for run in queries.open_runs(work)]


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
