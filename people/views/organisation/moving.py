"""Moving people to another part or giving them another function: first what it does, then the deed."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms import SelectChoice  # type: ignore[attr-defined]  # the stubs do not know it yet

from foundation.refusals import NotFound
from foundation.web.guard import Subject
from foundation.work import Work
from people import pages, queries
from people.actions.organisation import placing
from people.forms import MoveForm
from people.models import Membership, OrganisationPart, SeenPart
from people.permissions import Permission
from people.rules import Role, clean
from people.views.blueprint import bp
from people.views.organisation.members import function_choices

SHOWN = 200  # people of whom the page tells what changes


def part_of_deed(work: Work, part_id: int, deed: str) -> SeenPart:
    """In which part it is done; what is done the view reads."""
    return queries.seen_part(work, part_id)


PART_OF_DEED = Subject(load=part_of_deed, sees=Permission.SEE_PART)


@bp.get("/organisation/<int:part_id>/people/<deed>", needs=Permission.MANAGE_PART, load=PART_OF_DEED)
def choose_for_people(work: Work, seen: SeenPart) -> ResponseReturnValue:
    """Choose where the people go or what they do, and see what that changes."""
    return _choice_page(work, seen, _form(work, sent=False))


@bp.post("/organisation/<int:part_id>/people/<deed>", needs=Permission.MANAGE_PART, load=PART_OF_DEED)
def carry_out_for_people(work: Work, seen: SeenPart) -> ResponseReturnValue:
    """Move them, or give them the function."""
    form = _form(work, sent=True)
    if not form.validate():
        return _choice_page(work, seen, form), 422
    found = _memberships(work, seen.part)
    if _deed() == "function":
        placing.give_functions(work, seen.part, [one.id for one in found], _number(form.function_id.data))
        words = ngettext("%(num)s person has this function now.", "%(num)s people have this function now.", len(found))
        flash(words, "success")
        return redirect(url_for(".show_part", part_id=seen.part.id), 303)
    to = _target(work, form)
    if to is None:
        form.to.errors = [_("Choose a part.")]
        return _choice_page(work, seen, form), 422
    moved = placing.move_people(work, seen.part, to, [one.id for one in found])
    words = ngettext("%(num)s person moved to %(part)s.", "%(num)s people moved to %(part)s.", len(moved), part=to.name)
    flash(words, "success")
    return redirect(url_for(".show_part", part_id=to.id), 303)


def _deed() -> str:
    deed = str((request.view_args or {})["deed"])
    if deed not in ("move", "function"):
        raise NotFound
    return deed


def _form(work: Work, *, sent: bool) -> MoveForm:
    form = MoveForm() if sent else MoveForm(formdata=None, data={"to": request.args.get("to", "")})
    within = queries.reach(work, {Role.ADMINISTRATOR})
    form.to.choices = [
        SelectChoice("", _("(choose a part)")),
        *(SelectChoice(str(part.id), part.place) for part in queries.tree(work, within=within)),
    ]
    form.function_id.choices = function_choices(work)
    return form


def _target(work: Work, form: MoveForm) -> OrganisationPart | None:
    number = _number(form.to.data if (form.to.data or "").isdigit() else None)
    within = queries.reach(work, {Role.ADMINISTRATOR})
    known = {part.id for part in queries.tree(work, within=within)}
    return queries.open_part(work, number) if number in known else None


def _number(text: str | None) -> int | None:
    return int(text) if text else None


def _memberships(work: Work, part: OrganisationPart) -> list[Membership]:
    if request.values.get("all") == "1":
        words, function_id = clean(request.args.get("q", ""))[:200], request.args.get("function", type=int)
        chosen = queries.member_ids(work, part.id, words=words, function_id=function_id)
    else:
        sent = request.values.get("chosen", "").split(",")
        chosen = [int(number) for number in sent if number.isascii() and number.isdigit() and len(number) < 10]
    return queries.memberships_in(work, part.id, chosen)


def _choice_page(work: Work, seen: SeenPart, form: MoveForm) -> str:
    found, deed = _memberships(work, seen.part), _deed()
    to = _target(work, form) if deed == "move" else None
    changes = _changes(work, found[:SHOWN], to) if to and to.id != seen.part.id else []
    return render_template(
        "people/organisation/move_people.html",
        part=seen.part,
        form=form,
        deed=deed,
        to=to,
        same=to is not None and to.id == seen.part.id,
        rows=[pages.member_row(one) for one in found[:SHOWN]],
        changes=changes,
        total=len(found),
        shown=SHOWN,
        chosen=",".join(str(one.id) for one in found),
    )


def _changes(work: Work, found: list[Membership], to: OrganisationPart) -> list[pages.MoveChange]:
    """Of each who leads that person now and who will (6 statements, however many people)."""
    ids = [one.person_id for one in found]
    before, after = queries.leads_of(work, ids), queries.leads_there(work, ids, to.path)
    names = queries.names_of(work, {lead for leads in (*before.values(), *after.values()) for lead in leads})
    return [
        pages.MoveChange(
            pages.member_row(one),
            ", ".join(names[lead] for lead in before[one.person_id]),
            ", ".join(names[lead] for lead in after[one.person_id]),
        )
        for one in found
    ]
