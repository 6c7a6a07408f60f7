"""The list of questionnaires, and what is said around the questions of one."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from certification.actions.inventories import building as actions
from certification.actions.inventories.building import ChangedMeanwhile
from certification.forms.inventories import InventoryForm
from certification.pages.inventories.words import STATES
from certification.permissions import Permission
from certification.queries import inventories as queries
from certification.queries.inventories import OpenInventory, WantedInventories
from certification.queries.library import library
from certification.rules.inventories import InventoryState
from certification.views.blueprint import bp
from certification.views.inventories.subjects import INVENTORY, asked, page_asked
from foundation.web.guard import Subject
from foundation.web.words import page_language, said
from foundation.work import Work

SHELF = Subject(load=library, sees=Permission.SEE_INVENTORIES)


@bp.get("/inventories", needs=Permission.SEE_INVENTORIES, load=SHELF)
def inventories(work: Work, shelf: object) -> ResponseReturnValue:
    """All of them."""
    state = asked("state")
    wanted = WantedInventories(
        words=asked("q"),
        state=InventoryState(state) if state in set(InventoryState) else None,
        sort=asked("sort") or "name",
        page=page_asked(),
    )
    return render_template(
        "certification/inventories/list.html",
        page=queries.inventories_page(work, wanted),
        wanted=wanted,
        states=STATES,
        filters=[_state_filter(wanted)],
        may_define=work.allows(Permission.DEFINE, shelf),
    )


@bp.get("/inventories/new", needs=Permission.DEFINE, load=SHELF)
def new_inventory(work: Work, _shelf: object) -> ResponseReturnValue:
    """The form for another one."""
    form = InventoryForm(formdata=None, data={"language": page_language()})
    return render_template("certification/inventories/facts.html", form=form, inventory=None)


@bp.post("/inventories/new", needs=Permission.DEFINE, load=SHELF)
def make_inventory(work: Work, _shelf: object) -> ResponseReturnValue:
    """Make it, without questions."""
    form = InventoryForm()
    if not form.validate():
        return render_template("certification/inventories/facts.html", form=form, inventory=None), 422
    made = actions.make_inventory(work, form.facts)
    flash(_("The questionnaire is there. Add its questions now."), "success")
    return redirect(url_for(".inventory", inventory_id=made.id), 303)


@bp.get("/inventories/<int:inventory_id>/facts", needs=Permission.DEFINE, load=INVENTORY)
def inventory_facts(work: Work, found: OpenInventory) -> ResponseReturnValue:
    """What is said around the questions."""
    form = InventoryForm(formdata=None, obj=found.inventory)
    return render_template("certification/inventories/facts.html", form=form, inventory=found.inventory)


@bp.post("/inventories/<int:inventory_id>/facts", needs=Permission.DEFINE, load=INVENTORY)
def change_inventory_facts(work: Work, found: OpenInventory) -> ResponseReturnValue:
    """Say something else."""
    form = InventoryForm()
    if not form.validate():
        return render_template("certification/inventories/facts.html", form=form, inventory=found.inventory), 422
    try:
        actions.change_facts(work, found.inventory, form.facts, version=form.version.data or 0)
    except ChangedMeanwhile as refusal:
        work.discard()
        form.form_errors = [said(refusal.message)]
        form.version.stand_at(found.inventory.version)
        return render_template("certification/inventories/facts.html", form=form, inventory=found.inventory), 409
    flash(_("The changes were saved. People see them when you publish."), "success")
    return redirect(url_for(".inventory", inventory_id=found.inventory.id), 303)


def _state_filter(wanted: WantedInventories) -> dict[str, object]:
    options = [(state.value, said(words)) for state, (_sign, words) in STATES.items()]
    return {"name": "state", "label": _("State"), "value": wanted.state or "", "options": options}
