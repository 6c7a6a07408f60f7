"""The tree of the organisation and one part of it: how it is called, where it stands, who leads it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import SelectChoice  # type: ignore[attr-defined]  # the stubs do not know it yet

from foundation.refusals import Refusal
from foundation.web.guard import Subject
from foundation.web.words import said
from foundation.work import Work
from people import pages, queries
from people.actions.organisation import leads, parts
from people.actions.organisation.parts import SameName
from people.forms import LeadForm, ParentForm, PartForm
from people.models import OrganisationPart, SeenPart
from people.permissions import Permission
from people.rules import Role, clean
from people.rules.organisation import KIND_BELOW, PartKind
from people.views.blueprint import bp

PART = Subject(load=queries.seen_part, sees=Permission.SEE_PART)
MOST_LEADS = 200  # to choose from; whoever is not among them is found by name first
MOST_HISTORY = 200


@bp.get("/organisation", needs=Permission.SEE_ORGANISATION)
def organisation(work: Work) -> ResponseReturnValue:
    """The whole tree as far as one sees it."""
    return _whole(work, PartForm(formdata=None, data={"kind": PartKind.COMPANY}))


@bp.post("/organisation", needs=Permission.MANAGE_ORGANISATION)
def add_company(work: Work) -> ResponseReturnValue:
    """Another part at the top."""
    form = PartForm()
    if not form.validate():
        return _whole(work, form), 422
    try:
        part = parts.add_part(work, None, name=form.name.data or "", kind=PartKind(form.kind.data))
    except SameName as refusal:
        work.discard()
        form.name.errors = [said(refusal.message)]
        return _whole(work, form), 422
    flash(_("%(name)s was added.", name=part.name), "success")
    return redirect(url_for(".show_part", part_id=part.id), 303)


@bp.get("/organisation/<int:part_id>", needs=Permission.SEE_PART, load=PART)
def show_part(work: Work, seen: SeenPart) -> ResponseReturnValue:
    """One part: its people and who leads it."""
    return part_page(work, seen)


@bp.post("/organisation/<int:part_id>/parts", needs=Permission.MANAGE_PART, load=PART)
def add_part(work: Work, seen: SeenPart) -> ResponseReturnValue:
    """Another part below this one."""
    form = PartForm()
    if not form.validate():
        return part_page(work, seen, below=form), 422
    try:
        part = parts.add_part(work, seen.part, name=form.name.data or "", kind=PartKind(form.kind.data))
    except SameName as refusal:
        work.discard()
        form.name.errors = [said(refusal.message)]
        return part_page(work, seen, below=form), 422
    flash(_("%(name)s was added.", name=part.name), "success")
    return redirect(url_for(".show_part", part_id=part.id), 303)


@bp.get("/organisation/<int:part_id>/edit", needs=Permission.MANAGE_PART, load=PART)
def edit_part(work: Work, seen: SeenPart) -> ResponseReturnValue:
    """The form."""
    part = seen.part
    form = PartForm(formdata=None, data={"name": part.name, "kind": part.kind, "version": part.version})
    return _edit_page(work, part, form)


@bp.post("/organisation/<int:part_id>/edit", needs=Permission.MANAGE_PART, load=PART)
def change_part(work: Work, seen: SeenPart) -> ResponseReturnValue:
    """Another name or kind."""
    form = PartForm()
    if not form.validate():
        return _edit_page(work, seen.part, form), 422
    kind, version = PartKind(form.kind.data), form.version.data or 0
    try:
        parts.change_part(work, seen.part, name=form.name.data or "", kind=kind, version=version)
    except SameName as refusal:
        work.discard()
        form.name.errors = [said(refusal.message)]
        return _edit_page(work, queries.part(work, seen.part.id), form), 422
    flash(_("The changes were saved."), "success")
    return redirect(url_for(".show_part", part_id=seen.part.id), 303)


@bp.get("/organisation/<int:part_id>/move", needs=Permission.MANAGE_PART, load=PART)
def choose_parent(work: Work, seen: SeenPart) -> ResponseReturnValue:
    """Where it could stand, and what moves along."""
    return _move_page(work, seen.part, _parent_form(work, seen.part))


@bp.post("/organisation/<int:part_id>/move", needs=Permission.MANAGE_PART, load=PART)
def move_part(work: Work, seen: SeenPart) -> ResponseReturnValue:
    """Put it there."""
    form = _parent_form(work, seen.part, sent=True)
    if not form.validate():
        return _move_page(work, seen.part, form), 422
    parent = queries.part(work, int(form.parent_id.data)) if form.parent_id.data else None
    try:
        parts.move_part(work, seen.part, parent)
    except Refusal as refusal:
        work.discard()
        form.parent_id.errors = [said(refusal.message)]
        return _move_page(work, queries.part(work, seen.part.id), form), refusal.status
    flash(_("%(name)s was moved.", name=seen.part.name), "success")
    return redirect(url_for(".show_part", part_id=seen.part.id), 303)


@bp.post("/organisation/<int:part_id>/close", needs=Permission.MANAGE_PART, load=PART)
def close_part(work: Work, seen: SeenPart) -> ResponseReturnValue:
    """Let nobody be put in it any more."""
    parts.close_part(work, seen.part)
    flash(_("%(name)s was closed. What happened in it stays.", name=seen.part.name), "success")
    return redirect(url_for(".show_part", part_id=seen.part.id), 303)


@bp.post("/organisation/<int:part_id>/open", needs=Permission.MANAGE_PART, load=PART)
def reopen_part(work: Work, seen: SeenPart) -> ResponseReturnValue:
    """Let people be put in it again."""
    parts.reopen_part(work, seen.part)
    flash(_("%(name)s is open again.", name=seen.part.name), "success")
    return redirect(url_for(".show_part", part_id=seen.part.id), 303)


@bp.post("/organisation/<int:part_id>/leads", needs=Permission.MANAGE_PART, load=PART)
def begin_lead(work: Work, seen: SeenPart) -> ResponseReturnValue:
    """Let somebody lead it."""
    form = LeadForm()
    if not form.validate():
        return part_page(work, seen, lead=form), 422
    person = queries.person_managed(work, form.person_id.data or 0)
    leads.begin_lead(work, seen.part, person)
    flash(_("%(name)s leads this part now.", name=person.name), "success")
    return redirect(url_for(".show_part", part_id=seen.part.id, _anchor="leads"), 303)


@bp.post("/organisation/<int:part_id>/leads/end", needs=Permission.MANAGE_PART, load=PART)
def end_lead(work: Work, seen: SeenPart) -> ResponseReturnValue:
    """Let somebody lead it no longer."""
    form = LeadForm()
    if not form.validate():
        return part_page(work, seen, lead=form), 422
    leads.end_lead(work, seen.part, form.person_id.data or 0)
    flash(_("This person leads this part no longer. The role of manager stays."), "success")
    return redirect(url_for(".show_part", part_id=seen.part.id, _anchor="leads"), 303)


@bp.get("/organisation/<int:part_id>/history", needs=Permission.SEE_PART, load=PART)
def part_history(work: Work, seen: SeenPart) -> ResponseReturnValue:
    """Who came, left and led here."""
    rows = pages.history_rows(queries.history_of_part(work, seen.part.id, limit=MOST_HISTORY))
    return render_template("people/organisation/history.html", part=seen.part, rows=rows, most=MOST_HISTORY)


def part_page(work: Work, seen: SeenPart, *, below: PartForm | None = None, lead: LeadForm | None = None) -> str:
    """The part beside the tree."""
    part = seen.part
    words, function_id = clean(request.args.get("q", ""))[:200], request.args.get("function", type=int)
    sort = request.args.get("sort", "name")
    found = queries.members_page(
        work, part.id, words=words, function_id=function_id, sort=sort, page=request.args.get("page", 1, type=int)
    )
    led = queries.led_by(work, [part.id])[part.id]
    functions = queries.functions(work, retired=True)
    return render_template(
        "people/organisation/part.html",
        **_frame(work, part),
        part=part,
        managed=seen.managed,
        found=found,
        rows=[pages.member_row(membership) for membership in found.members],
        words=words,
        sort=sort,
        function_options=[(function.id, function.name) for function in functions],
        function_id=function_id or "",
        leads=[pages.person_row_without_roles(one) for one in led],
        lead_choices=_lead_choices(work, [one.id for one in led]) if seen.managed else [],
        lead_form=lead or LeadForm(formdata=None),
        below=below or PartForm(formdata=None, data={"kind": KIND_BELOW[part.kind]}),
    )


def _whole(work: Work, form: PartForm) -> str:
    return render_template("people/organisation/tree.html", **_frame(work, None), form=form)


def _frame(work: Work, chosen: OrganisationPart | None) -> dict[str, object]:
    """The tree as every page of it shows it (3 statements at most)."""
    within = queries.reach(work)
    shown = queries.tree(work, within=within, closed=True)
    here = chosen.id if chosen else None
    counts = queries.counts_below(work)
    return {
        "parts": pages.nested(shown, counts, keep=here),
        "chosen": here,
        "place": next((part.names[:-1] for part in shown if part.id == here), ()),
    }


def _edit_page(work: Work, part: OrganisationPart, form: PartForm) -> str:
    return render_template("people/organisation/edit.html", part=part, form=form)


def _parent_form(work: Work, part: OrganisationPart, *, sent: bool = False) -> ParentForm:
    reached = queries.reach(work, {Role.ADMINISTRATOR})
    form = ParentForm() if sent else ParentForm(formdata=None, data={"parent_id": str(part.parent_id or "")})
    top = [SelectChoice("", _("(at the top)"))] if reached.everything else []
    form.parent_id.choices = top + [
        SelectChoice(str(other.id), other.place) for other in queries.tree(work, within=reached)
    ]
    return form


def _move_page(work: Work, part: OrganisationPart, form: ParentForm) -> str:
    people = queries.people_concerned(work, part.path)
    below = [other for other in queries.tree(work) if part.id in other.parts and other.id != part.id]
    return render_template(
        "people/organisation/move_part.html", part=part, form=form, people=len(people), below=len(below)
    )


def _lead_choices(work: Work, besides: list[int]) -> list[tuple[int, str]]:
    within = queries.scope_condition(work, roles={Role.ADMINISTRATOR})
    able = queries.possible_leads(work, condition=within, limit=MOST_LEADS)
    return [(person.id, person.name) for person in able if person.id not in besides]
