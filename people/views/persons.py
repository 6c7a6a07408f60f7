"""One person's page: facts, roles, supervisors, letting in and keeping out."""

from collections.abc import Iterable, Mapping

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from foundation.web.guard import Subject
from foundation.web.words import said
from foundation.work import Work
from people import pages, queries
from people.actions import people, sign_ins
from people.actions.people import ChangedMeanwhile, Needed, Taken
from people.forms import PersonForm, SupervisorForm
from people.models import Person
from people.permissions import Permission
from people.rules import ROLE_NAMES, Role
from people.rules.organisation import LIMITABLE
from people.views.blueprint import bp
from people.views.directory import facts_of, tell_taken

FIELDS = ("given_name", "name_prefix", "family_name", "email", "number", "group_name", "language")
PERSON = Subject(load=queries.person_seen, sees=Permission.SEE_PERSON)
MANAGED = Subject(load=queries.person_managed, sees=Permission.SEE_PERSON)


@bp.get("/people/<int:person_id>", needs=Permission.SEE_PERSON, load=PERSON)
def show_person(work: Work, person: Person) -> ResponseReturnValue:
    """All that is known of somebody."""
    return _page(work, person)


@bp.get("/people/<int:person_id>/edit", needs=Permission.MANAGE_PERSON, load=MANAGED)
def edit_person(work: Work, person: Person) -> ResponseReturnValue:
    """The form."""
    return render_template("people/edit.html", person=person, form=_form(person))


@bp.post("/people/<int:person_id>/edit", needs=Permission.MANAGE_PERSON, load=MANAGED)
def change_person(work: Work, person: Person) -> ResponseReturnValue:
    """Keep what was filled in, or say why not and lose nothing of it."""
    form = PersonForm()
    if not form.validate():
        return render_template("people/edit.html", person=person, form=form), 422
    try:
        people.change_person(work, person, facts_of(form), version=form.version.data or 0)
    except (ChangedMeanwhile, Needed, Taken) as refusal:
        work.discard()
        return _once_more(person, form, refusal)
    flash(_("The changes were saved."), "success")
    return redirect(url_for(".show_person", person_id=person.id), 303)


@bp.post("/people/<int:person_id>/deactivate", needs=Permission.MANAGE_PERSON, load=MANAGED)
def deactivate_person(work: Work, person: Person) -> ResponseReturnValue:
    """Keep somebody out."""
    people.deactivate(work, person)
    flash(_("%(name)s can no longer sign in. What this person made stays.", name=person.name), "success")
    return redirect(url_for(".show_person", person_id=person.id), 303)


@bp.post("/people/<int:person_id>/activate", needs=Permission.MANAGE_PERSON, load=MANAGED)
def activate_person(work: Work, person: Person) -> ResponseReturnValue:
    """Let somebody in again."""
    people.activate(work, person)
    flash(_("%(name)s can sign in again.", name=person.name), "success")
    return redirect(url_for(".show_person", person_id=person.id), 303)


@bp.post("/people/<int:person_id>/invite", needs=Permission.MANAGE_PERSON, load=MANAGED)
def invite_person(work: Work, person: Person) -> ResponseReturnValue:
    """Mail a link to choose a password."""
    people.invite(work, [person])
    flash(_("A link to choose a password is on its way to %(email)s.", email=person.email), "success")
    return redirect(url_for(".show_person", person_id=person.id), 303)


@bp.post("/people/<int:person_id>/sign-ins/end", needs=Permission.MANAGE_PERSON, load=MANAGED)
def end_sign_ins_of_person(work: Work, person: Person) -> ResponseReturnValue:
    """Sign somebody out everywhere."""
    count = sign_ins.end_all_sign_ins(work, person.id)
    flash(ngettext("%(num)s browser was signed out.", "%(num)s browsers were signed out.", count), "success")
    return redirect(url_for(".show_person", person_id=person.id), 303)


@bp.post("/people/<int:person_id>/supervisors", needs=Permission.MANAGE_PERSON, load=MANAGED)
def add_supervisor(work: Work, person: Person) -> ResponseReturnValue:
    """Let a supervisor guide this candidate."""
    form = SupervisorForm()
    if not form.validate():
        return _page(work, person, form), 422
    supervisor = queries.person(work, form.supervisor_id.data or 0)
    people.add_supervisor(work, person, supervisor)
    flash(_("%(supervisor)s guides %(name)s now.", supervisor=supervisor.name, name=person.name), "success")
    return redirect(url_for(".show_person", person_id=person.id, _anchor="supervisors"), 303)


@bp.post("/people/<int:person_id>/supervisors/remove", needs=Permission.MANAGE_PERSON, load=MANAGED)
def remove_supervisor(work: Work, person: Person) -> ResponseReturnValue:
    """Let a supervisor guide this candidate no longer."""
    form = SupervisorForm()
    if not form.validate():
        return _page(work, person, form), 422
    people.remove_supervisor(work, person, form.supervisor_id.data or 0)
    flash(_("This supervisor no longer guides %(name)s.", name=person.name), "success")
    return redirect(url_for(".show_person", person_id=person.id, _anchor="supervisors"), 303)


def _page(work: Work, person: Person, form: SupervisorForm | None = None) -> str:
    may_manage = queries.may_manage(work, person)
    supervisors = queries.supervisors_of(work, [person.id])[person.id]
    guided = queries.guided_by(work, person.id)
    return render_template(
        "people/person.html",
        person=person,
        row=pages.person_row(person),
        supervisors=[pages.person_row_without_roles(one) for one in supervisors],
        guided=[pages.person_row_without_roles(one) for one in guided],
        is_candidate=Role.CANDIDATE in person.role_names,
        choices=_choices(work, person, supervisors) if may_manage else [],
        form=form or SupervisorForm(formdata=None),
        may_manage=may_manage,
        sign_ins=pages.sign_in_rows(queries.open_sign_ins(work, person.id), current=work.actor.sign_in_id),
        invitation=queries.last_invitation(work, person.id),
        now=work.now,
        known=queries.looked_after(work, [one.id for one in (*supervisors, *guided)]),
        **_of_organisation(work, person),
    )


def _of_organisation(work: Work, person: Person) -> dict[str, object]:
    """Where somebody is and was, under whom, and what else is known."""
    kept = {number: row.value for number, row in queries.kept_attributes(work, person.id).items()}
    leads = queries.leads_of(work, [person.id])[person.id]
    return {
        "places": queries.parts_of(work, [person.id], history=True)[person.id],
        "leads": sorted(queries.names_of(work, leads).values()),
        "attributes": pages.attribute_facts(queries.attribute_keys(work), kept, language=str(get_locale())),
        **_of_say(work, person),
    }


def _of_say(work: Work, person: Person) -> dict[str, object]:
    """What somebody leads, and where the roles count."""
    roles = [role for role in LIMITABLE if role in person.role_names]
    if not roles:
        return {"led": [], "limits": []}
    parts = {part.id: part.place for part in queries.tree(work)}
    limits = queries.limits_of(work, person.id)
    limited = {held.role for held in person.roles if held.limited} | limits.keys()
    return {
        "led": [parts[one] for one in queries.parts_led(work, [person.id])[person.id] if one in parts],
        "limits": [(role, ROLE_NAMES[role], role in limited, _named(parts, limits.get(role, ()))) for role in roles],
    }


def _named(parts: Mapping[int, str], part_ids: Iterable[int]) -> list[str]:
    return sorted(parts[part_id] for part_id in part_ids if part_id in parts)


def _choices(work: Work, person: Person, supervisors: list[Person]) -> list[tuple[int, str]]:
    if Role.CANDIDATE not in person.role_names:
        return []
    taken = {person.id, *(supervisor.id for supervisor in supervisors)}
    able = queries.people_with_role(work, Role.SUPERVISOR)
    return [(supervisor.id, supervisor.name) for supervisor in able if supervisor.id not in taken]


def _form(person: Person) -> PersonForm:
    facts = {field: getattr(person, field) for field in (*FIELDS, "version")}
    return PersonForm(formdata=None, data={**facts, "roles": [role.value for role in person.role_names]})


def _once_more(person: Person, form: PersonForm, refusal: ChangedMeanwhile | Needed | Taken) -> ResponseReturnValue:
    """The form with all that was typed, and what stands in the way."""
    now: list[tuple[str, str]] = []
    if isinstance(refusal, Taken):
        tell_taken(form, refusal)
        return render_template("people/edit.html", person=person, form=form), 422
    if isinstance(refusal, ChangedMeanwhile):
        now = _as_it_is(person, form)
        form.version.process_data(person.version)  # having seen it, saving again is meant
        form.version.raw_data = None
    page = render_template("people/edit.html", person=person, form=form, refusal=refusal.message, now=now)
    return page, refusal.status


def _as_it_is(person: Person, form: PersonForm) -> list[tuple[str, str]]:
    """Where the person now differs from what was typed."""
    found = [
        (str(form[field].label.text), getattr(person, field) or "–")
        for field in FIELDS
        if (getattr(person, field) or "") != (form[field].data or "")
    ]
    if form.chosen_roles != person.role_names:
        roles = ", ".join(said(name) for role, name in ROLE_NAMES.items() if role in person.role_names)
        found.append((str(form.roles.label.text), roles or "–"))
    return found
