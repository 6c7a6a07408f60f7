"""Where a role of somebody counts."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import SelectChoice  # type: ignore[attr-defined]  # the stubs do not know it yet

from foundation.refusals import NotFound, Refusal
from foundation.web.guard import Subject
from foundation.web.words import said
from foundation.work import Work
from people import queries
from people.actions.organisation.limits import limit_role
from people.forms import LimitForm
from people.models import Person
from people.permissions import Permission
from people.rules import ROLE_NAMES, Role
from people.rules.organisation import LIMITABLE
from people.views.blueprint import bp


def person_with_role(work: Work, person_id: int, role: str) -> Person:
    """Whose role it is; which one the view reads."""
    return queries.person_seen(work, person_id)


PERSON = Subject(load=person_with_role, sees=Permission.SEE_PERSON)


@bp.get("/people/<int:person_id>/limits/<role>", needs=Permission.LIMIT_ROLES, load=PERSON)
def edit_limits(work: Work, person: Person) -> ResponseReturnValue:
    """Where this role counts."""
    role = _role(person)
    parts = sorted(queries.limits_of(work, person.id).get(role, set()))
    is_limited = bool(parts) or any(held.role == role and held.limited for held in person.roles)
    data = {"role": role, "where": "parts" if is_limited else "all", "part_ids": parts}
    return _page(work, person, role, LimitForm(formdata=None, data=data))


@bp.post("/people/<int:person_id>/limits/<role>", needs=Permission.LIMIT_ROLES, load=PERSON)
def change_limits(work: Work, person: Person) -> ResponseReturnValue:
    """Let it count there."""
    role, form = _role(person), LimitForm()
    form.part_ids.choices = _choices(work)
    if not form.validate():
        return _page(work, person, role, form), 422
    try:
        limit_role(work, person, role, form.part_ids.data or (), limited=form.where.data == "parts")
    except Refusal as refusal:
        work.discard()
        form.part_ids.errors = [said(refusal.message)]
        return _page(work, person, role, form), refusal.status
    flash(_("The changes were saved."), "success")
    return redirect(url_for(".show_person", person_id=person.id), 303)


def _role(person: Person) -> Role:
    asked = str((request.view_args or {})["role"])
    found = next((role for role in LIMITABLE if role == asked and role in person.role_names), None)
    if found is None:
        raise NotFound
    return found


def _choices(work: Work) -> list[SelectChoice]:
    return [SelectChoice(part.id, part.place) for part in queries.tree(work)]


def _page(work: Work, person: Person, role: Role, form: LimitForm) -> str:
    form.part_ids.choices = _choices(work)
    return render_template("people/organisation/limits.html", person=person, role=ROLE_NAMES[role], form=form)
