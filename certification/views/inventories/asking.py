"""Who is asked to fill in a questionnaire, and asking more people."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from certification.actions.inventories import asking as actions
from certification.pages.inventories.words import RUN_STATES, STATES
from certification.permissions import Permission
from certification.queries import inventories as queries
from certification.queries.inventories import AskedRun, OpenInventory, WantedAsked
from certification.rules.inventories import InventoryState, RunState
from certification.views.blueprint import bp
from certification.views.inventories.subjects import ASKED_RUN, INVENTORY, asked, page_asked, whole_number
from foundation.web.forms import sent_choices
from foundation.web.words import said
from foundation.work import Work
from people.pages import photo_url
from people.queries import groups
from people.queries.organisation import reach, tree
from qualification_files.queries import followable

ASK = Permission.ASK_INVENTORY


@bp.get("/inventories/<int:inventory_id>/people", needs=ASK, load=INVENTORY)
def inventory_people(work: Work, found: OpenInventory) -> ResponseReturnValue:
    """Of whom it is asked, and how far they are."""
    state = asked("state")
    wanted = WantedAsked(words=asked("q"), state=RunState(state) if state in set(RunState) else None, page=page_asked())
    options = [(one.value, said(words)) for one, (_sign, words) in RUN_STATES.items()]
    return render_template(
        "certification/inventories/people.html",
        inventory=found.inventory,
        inventory_state=STATES[found.inventory.state],
        page=queries.asked_page(work, found.inventory.id, wanted),
        states=RUN_STATES,
        wanted=wanted,
        filters=[{"name": "state", "label": _("State"), "value": wanted.state or "", "options": options}],
        photo_url=photo_url,
        may_define=work.allows(Permission.DEFINE, found),
        decidable=queries.waiting_ids(work, found.inventory.id),
    )


@bp.get("/inventories/<int:inventory_id>/ask", needs=ASK, load=INVENTORY)
def choose_people(work: Work, found: OpenInventory) -> ResponseReturnValue:
    """The people who can be asked."""
    return _choice_page(work, found)


@bp.post("/inventories/<int:inventory_id>/ask", needs=ASK, load=INVENTORY)
def ask_people(work: Work, found: OpenInventory) -> ResponseReturnValue:
    """First who will be asked and who not; then, when that was seen, ask them."""
    is_everything = request.form.get("everything") == "1"
    chosen = [number for text in sent_choices("chosen") if (number := whole_number(text))]
    if not chosen and not is_everything:
        return _choice_page(work, found, wrong=_("Select at least one person first.")), 422
    able = queries.askable_ids(work, _wanted(), None if is_everything else chosen)
    if request.form.get("action") != "ask":
        return _preview(work, found, able, chosen=[] if is_everything else chosen)
    fresh = actions.ask(work, found.inventory, able)
    words = ngettext("%(num)s person is asked now.", "%(num)s people are asked now.", len(fresh))
    flash(words, "success")
    return redirect(url_for(".inventory_people", inventory_id=found.inventory.id), 303)


@bp.post("/inventories/asked/<int:run_id>/take-back", needs=Permission.TAKE_BACK_INVENTORY, load=ASKED_RUN)
def take_back_inventory(work: Work, found: AskedRun) -> ResponseReturnValue:
    """Ask it of this person no longer."""
    actions.take_back(work, found.run)
    flash(_("This person is no longer asked."), "success")
    return redirect(url_for(".inventory_people", inventory_id=found.run.inventory_id), 303)


def _wanted() -> WantedAsked:
    return WantedAsked(
        words=asked("q"),
        group=asked("group"),
        part_id=whole_number(asked("part")),
        qualification_id=whole_number(asked("qualification")),
        page=page_asked(),
    )


def _choice_page(work: Work, found: OpenInventory, *, wrong: str = "") -> str:
    wanted = _wanted()
    return render_template(
        "certification/inventories/ask.html",
        inventory=found.inventory,
        is_published=found.state is InventoryState.PUBLISHED,
        page=queries.askable_page(work, found.inventory.id, wanted),
        filters=_filters(work, wanted),
        wanted=wanted,
        wrong=wrong,
        photo_url=photo_url,
    )


def _preview(work: Work, found: OpenInventory, able: list[int], *, chosen: list[int]) -> str:
    already = queries.already_asked(work, found.inventory.id, able)
    return render_template(
        "certification/inventories/ask_preview.html",
        inventory=found.inventory,
        fresh=len(able) - len(already),
        already=len(already),
        others=max(0, len(set(chosen)) - len(able)),
        chosen=chosen,
        query={name: asked(name) for name in ("q", "group", "part", "qualification") if asked(name)},
    )


def _filters(work: Work, wanted: WantedAsked) -> list[dict[str, object]]:
    reached = reach(work)
    parts = [(one.id, "– " * one.depth + one.name) for one in tree(work) if reached.has(one.path)]
    return [
        {"name": "part", "label": _("Part of the organisation"), "value": wanted.part_id or "", "options": parts},
        {
            "name": "group",
            "label": _("Group"),
            "value": wanted.group,
            "options": [(group, group) for group in groups(work)],
        },
        {
            "name": "qualification",
            "label": _("Qualification"),
            "value": wanted.qualification_id or "",
            "options": [(one.id, one.name) for one in followable(work)],
        },
    ]
