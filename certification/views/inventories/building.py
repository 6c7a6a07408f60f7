"""One questionnaire: its questions and proposals, what is wrong with it, and putting it to people."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from certification.actions.inventories import building as actions
from certification.pages.inventories.building import builder, is_unpublished
from certification.pages.inventories.words import STATES
from certification.permissions import Permission
from certification.queries import inventories as queries
from certification.queries.inventories import OpenInventory, OpenProposal, OpenQuestion
from certification.views.blueprint import bp
from certification.views.inventories.subjects import INVENTORY, PROPOSAL, QUESTION, version_sent
from foundation.web.words import said
from foundation.work import Work

UP = "up"


@bp.get("/inventories/<int:inventory_id>", needs=Permission.SEE_INVENTORY, load=INVENTORY)
def inventory(work: Work, found: OpenInventory) -> ResponseReturnValue:
    """Questions, proposals and the check."""
    return _page(work, found)


@bp.post("/inventories/<int:inventory_id>/publish", needs=Permission.DEFINE, load=INVENTORY)
def publish_inventory(work: Work, found: OpenInventory) -> ResponseReturnValue:
    """Put it to people as it is now; while something is wrong, say what and where."""
    try:
        version = actions.publish(work, found.inventory, version=version_sent())
    except (actions.NotWhole, actions.ChangedMeanwhile) as refusal:
        work.discard()
        return _page(work, found, wrong=said(refusal.message)), refusal.status
    flash(_("Version %(number)s is published. Whoever begins from now on gets it.", number=version.number), "success")
    return _back(found)


@bp.post("/inventories/<int:inventory_id>/close", needs=Permission.DEFINE, load=INVENTORY)
def close_inventory(work: Work, found: OpenInventory) -> ResponseReturnValue:
    """Let nobody newly begin it."""
    actions.close(work, found.inventory)
    flash(_("It is closed. Who has begun may finish."), "success")
    return _back(found)


@bp.post("/inventories/<int:inventory_id>/reopen", needs=Permission.DEFINE, load=INVENTORY)
def reopen_inventory(work: Work, found: OpenInventory) -> ResponseReturnValue:
    """Let people begin it again."""
    actions.reopen(work, found.inventory)
    flash(_("It can be begun again."), "success")
    return _back(found)


@bp.post("/inventories/<int:inventory_id>/open-for-all", needs=Permission.DEFINE, load=INVENTORY)
def open_inventory_for_all(work: Work, found: OpenInventory) -> ResponseReturnValue:
    """Whether somebody may fill it in unasked."""
    is_open = request.form.get("open") == "yes"
    actions.open_for_all(work, found.inventory, is_open=is_open)
    words = _("Everybody may fill it in now.") if is_open else _("From now on only who is asked fills it in.")
    flash(words, "success")
    return redirect(url_for(".inventory_people", inventory_id=found.inventory.id), 303)


@bp.post("/inventories/<int:inventory_id>/remove", needs=Permission.DEFINE, load=INVENTORY)
def remove_inventory(work: Work, found: OpenInventory) -> ResponseReturnValue:
    """Take away a draft that nobody ever saw."""
    name = found.inventory.name
    actions.remove_inventory(work, found.inventory)
    flash(_("“%(name)s” was removed.", name=name), "success")
    return redirect(url_for(".inventories"), 303)


@bp.post("/inventories/<int:inventory_id>/questions/<key>/move", needs=Permission.DEFINE, load=QUESTION)
def move_question(work: Work, found: OpenQuestion) -> ResponseReturnValue:
    """One place up or down."""
    by = -1 if request.form.get("way") == UP else 1
    actions.move_question(work, found.inventory, found.question, by=by, version=version_sent())
    return _back(found, anchor=f"question-{found.question.key}")


@bp.post("/inventories/<int:inventory_id>/questions/<key>/remove", needs=Permission.DEFINE, load=QUESTION)
def remove_question(work: Work, found: OpenQuestion) -> ResponseReturnValue:
    """Ask it no longer."""
    actions.remove_question(work, found.inventory, found.question, version=version_sent())
    flash(_("The question was removed. What pointed to it stands under “To mend”."), "success")
    return _back(found)


@bp.post("/inventories/<int:inventory_id>/proposals/<key>/remove", needs=Permission.DEFINE, load=PROPOSAL)
def remove_proposal(work: Work, found: OpenProposal) -> ResponseReturnValue:
    """Propose it no longer."""
    actions.remove_proposal(work, found.inventory, found.proposal, version=version_sent())
    flash(_("The proposal was removed."), "success")
    return _back(found, anchor="proposals")


def _page(work: Work, found: OpenInventory, *, wrong: str = "") -> str:
    version = queries.latest_version(work, found.inventory.id)
    wanted = [one.qualification_id for one in found.design.proposals]
    return render_template(
        "certification/inventories/inventory.html",
        inventory=found.inventory,
        state=STATES[found.inventory.state],
        version=version,
        is_unpublished=is_unpublished(found.inventory, version),
        builder=builder(
            found.design,
            linkable={one.id for one in queries.linkable(work)},
            names=queries.qualification_names(work, wanted),
        ),
        wrong=wrong,
        may_define=work.allows(Permission.DEFINE, found),
        may_ask=work.allows(Permission.ASK_INVENTORY, found),
    )


def _back(found: OpenInventory, *, anchor: str | None = None) -> ResponseReturnValue:
    return redirect(url_for(".inventory", inventory_id=found.inventory.id, _anchor=anchor), 303)
