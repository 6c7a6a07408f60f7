"""What the school wants to know of people, and what it knows of one of them."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from foundation.refusals import Refusal
from foundation.web.guard import Subject
from foundation.web.words import said
from foundation.work import Work
from people import queries
from people.actions.organisation import attributes
from people.actions.organisation.attributes import WrongAttributes
from people.forms import AttributeForm
from people.models import Person, PersonAttribute
from people.permissions import Permission
from people.rules.attributes import AttributeKind
from people.views.blueprint import bp
from people.views.persons import MANAGED

ATTRIBUTE = Subject(load=queries.attribute, sees=Permission.MANAGE_ORGANISATION)


@bp.get("/organisation/attributes", needs=Permission.MANAGE_ORGANISATION)
def person_attributes(work: Work) -> ResponseReturnValue:
    """All attributes."""
    return _page(work, AttributeForm(formdata=None, data={"kind": AttributeKind.TEXT}))


@bp.post("/organisation/attributes", needs=Permission.MANAGE_ORGANISATION)
def add_attribute(work: Work) -> ResponseReturnValue:
    """Another one."""
    form = AttributeForm()
    if not form.validate() or _choices_missing(form, form.kind.data):
        return _page(work, form), 422
    kind = AttributeKind(form.kind.data or AttributeKind.TEXT)
    names = {"name_en": form.name_en.data or "", "name_nl": form.name_nl.data or ""}
    attributes.add_attribute(work, **names, kind=kind, choices=form.lines)
    flash(_("%(name)s was added.", name=names["name_nl" if str(get_locale()) == "nl" else "name_en"]), "success")
    return redirect(url_for(".person_attributes"), 303)


@bp.get("/organisation/attributes/<int:attribute_id>", needs=Permission.MANAGE_ORGANISATION, load=ATTRIBUTE)
def edit_attribute(work: Work, attribute: PersonAttribute) -> ResponseReturnValue:
    """The form."""
    facts = {"name_en": attribute.name_en, "name_nl": attribute.name_nl, "kind": attribute.kind}
    more = {"choices": "\n".join(attribute.choices), "retired": attribute.retired_at is not None}
    return _edit_page(attribute, AttributeForm(formdata=None, data={**facts, **more}))


@bp.post("/organisation/attributes/<int:attribute_id>", needs=Permission.MANAGE_ORGANISATION, load=ATTRIBUTE)
def change_attribute(work: Work, attribute: PersonAttribute) -> ResponseReturnValue:
    """Other names or choices, or no longer asked for."""
    form = AttributeForm()
    if not form.validate() or _choices_missing(form, attribute.kind):
        return _edit_page(attribute, form), 422
    try:
        attributes.change_attribute(
            work,
            attribute,
            name_en=form.name_en.data or "",
            name_nl=form.name_nl.data or "",
            choices=form.lines,
            retired=bool(form.retired.data),
        )
    except Refusal as refusal:
        work.discard()
        form.choices.errors = [said(refusal.message)]
        return _edit_page(attribute, form), 422
    flash(_("The changes were saved."), "success")
    return redirect(url_for(".person_attributes"), 303)


@bp.get("/people/<int:person_id>/attributes", needs=Permission.MANAGE_PERSON, load=MANAGED)
def edit_attributes(work: Work, person: Person) -> ResponseReturnValue:
    """What is known of somebody, to fill in."""
    kept = {number: row.value for number, row in queries.kept_attributes(work, person.id).items()}
    return _fill_page(work, person, kept, {})


@bp.post("/people/<int:person_id>/attributes", needs=Permission.MANAGE_PERSON, load=MANAGED)
def fill_attributes(work: Work, person: Person) -> ResponseReturnValue:
    """Keep it."""
    known = queries.attribute_keys(work)
    sent = {one.id: request.form[f"a{one.id}"] for one in known if f"a{one.id}" in request.form}
    try:
        attributes.fill_attributes(work, person, sent)
    except WrongAttributes as refusal:
        work.discard()
        wrong = {number: said(message) for number, message in refusal.wrong.items()}
        return _fill_page(work, person, sent, wrong), 422
    flash(_("The changes were saved."), "success")
    return redirect(url_for(".show_person", person_id=person.id), 303)


def _choices_missing(form: AttributeForm, kind: str | None) -> bool:
    if kind != AttributeKind.CHOICE or form.lines:
        return False
    form.choices.errors = [_("Fill in at least one choice.")]
    return True


def _page(work: Work, form: AttributeForm) -> str:
    found = queries.attribute_keys(work, retired=True)
    return render_template("people/organisation/attributes.html", form=form, attributes=found)


def _edit_page(attribute: PersonAttribute, form: AttributeForm) -> str:
    return render_template("people/organisation/attribute.html", attribute=attribute, form=form)


def _fill_page(work: Work, person: Person, values: dict[int, str], wrong: dict[int, str]) -> str:
    return render_template(
        "people/organisation/fill_attributes.html",
        person=person,
        attributes=queries.attribute_keys(work),
        values=values,
        wrong=wrong,
        language=str(get_locale()),
    )
