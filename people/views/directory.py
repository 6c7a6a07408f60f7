"""The people of the environment: the list and its export, and adding somebody."""

from collections.abc import Sequence

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from wtforms import SelectChoice  # type: ignore[attr-defined]  # the stubs do not know it yet

from foundation.files import disposition
from foundation.sheets import write_workbook
from foundation.web.words import said
from foundation.work import Work
from people import queries
from people.actions import people
from people.actions.organisation.placing import place_newcomer
from people.actions.people import Conflicting, PersonFacts, Taken
from people.events import PeopleExported
from people.forms import NewPersonForm, PersonForm
from people.models import Person
from people.pages import person_row
from people.permissions import Permission
from people.queries import Wanted
from people.rules import ROLE_NAMES, Role, clean
from people.rules.spreadsheet import HEADINGS, Column
from people.views.blueprint import bp

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/people", needs=Permission.SEE_PEOPLE)
def people_list(work: Work) -> ResponseReturnValue:
    """Everybody, fifty at a time."""
    wanted = _wanted()
    found = queries.people_page(work, wanted, request.args.get("page", 1, type=int))
    return render_template(
        "people/people_list.html",
        rows=[person_row(person) for person in found.people],
        found=found,
        words=_counted(found.total),
        wanted=wanted,
        narrowed=wanted != Wanted(sort=wanted.sort),
        filters=_filters(work, wanted),
    )


@bp.get("/people/export", needs=Permission.SEE_PEOPLE, records=lambda _work, _subject: PeopleExported())
def export_people(work: Work) -> ResponseReturnValue:
    """The people of the list as a workbook that can be taken in again."""
    found = queries.all_people(work, _wanted())
    guides = queries.supervisors_of(work, [person.id for person in found])
    more = _of_organisation(work, [person.id for person in found])
    rows = [[*_cells(person, guides[person.id]), *more[person.id]] for person in found]
    return workbook(write_workbook(_("People"), headings(work), rows), _("people.xlsx"))


@bp.get("/people/add", needs=Permission.MANAGE_PEOPLE)
def new_person(work: Work) -> ResponseReturnValue:
    """The form for somebody new."""
    return _form_page(work, NewPersonForm(formdata=None))


@bp.post("/people/add", needs=Permission.MANAGE_PEOPLE)
def add_person(work: Work) -> ResponseReturnValue:
    """Add somebody, and invite if that is ticked."""
    form = NewPersonForm()
    form.part_id.choices = part_choices(work)
    if not form.validate() or _part_is_missing(work, form):
        return _form_page(work, form), 422
    try:
        person = people.add_person(work, facts_of(form))
    except Taken as taken:
        work.discard()
        tell_taken(form, taken)
        return _form_page(work, form), 422
    except Conflicting as conflict:
        work.discard()
        form.roles.errors = [said(conflict.message)]
        return _form_page(work, form), 422
    _put_in_part(work, form, person)
    if form.invite.data:
        people.invite(work, [person])
    flash(_("%(name)s was added.", name=person.name), "success")
    return redirect(url_for(".show_person", person_id=person.id), 303)


def part_choices(work: Work) -> list[SelectChoice]:
    """The parts that whoever asks administers; who administers all of it may also choose none."""
    reached = queries.reach(work, {Role.ADMINISTRATOR})
    none = [SelectChoice("", _("(no part)"))] if reached.everything else []
    return none + [SelectChoice(str(part.id), part.place) for part in queries.tree(work, within=reached)]


def _part_is_missing(work: Work, form: NewPersonForm) -> bool:
    """Who administers a part would not see again whom they put nowhere."""
    if form.part_id.data or queries.reach(work, {Role.ADMINISTRATOR}).everything:
        return False
    form.part_id.errors = [_("Choose the part to which this person belongs.")]
    return True


def _put_in_part(work: Work, form: NewPersonForm, person: Person) -> None:
    if form.part_id.data:
        place_newcomer(work, queries.part(work, int(form.part_id.data)), person)


def _form_page(work: Work, form: NewPersonForm) -> str:
    form.part_id.choices = part_choices(work)
    return render_template("people/add.html", form=form)


def facts_of(form: PersonForm) -> PersonFacts:
    """What was filled in, as values."""
    return PersonFacts(
        given_name=form.given_name.data or "",
        name_prefix=form.name_prefix.data or "",
        family_name=form.family_name.data or "",
        email=form.email.data or "",
        number=form.number.data or None,
        group_name=form.group_name.data or "",
        language=form.language.data or None,
        roles=form.chosen_roles,
    )


def tell_taken(form: PersonForm, taken: Taken) -> None:
    """Say at the field what belongs to somebody else."""
    if "email" in taken.fields:
        form.email.errors = [_("Somebody else has this e-mail address. Search the list for it, or use another one.")]
    if "number" in taken.fields:
        form.number.errors = [_("Somebody else has this number. Search the list for it, or use another one.")]


def headings(work: Work) -> list[str]:
    """The columns of our spreadsheets in the reader's language, the attributes at the end."""
    place, language = (1, "nl") if str(get_locale()) == "nl" else (0, "en")
    own = [names[place] for names in HEADINGS.values()]
    return [*own, *(attribute.name(language) for attribute in queries.attribute_keys(work))]


def _of_organisation(work: Work, person_ids: list[int]) -> dict[int, list[str]]:
    """The cells of each person about places, function, what is led, and the attributes (6 statements)."""
    places, led = queries.parts_of(work, person_ids), queries.parts_led(work, person_ids)
    names = {part.id: part.place for part in queries.tree(work)}
    known, kept = queries.attribute_keys(work), queries.attributes_of(work, person_ids)
    return {
        person_id: [
            "; ".join(place.place for place in places[person_id]),
            _functions_of([place.function for place in places[person_id]]),
            "; ".join(names[part_id] for part_id in led[person_id] if part_id in names),
            *(kept[person_id].get(attribute.id, "") for attribute in known),
        ]
        for person_id in person_ids
    }


def _functions_of(functions: list[str]) -> str:
    """One for all places, or as many as there are places."""
    return functions[0] if len(set(functions)) == 1 else "; ".join(functions)


def workbook(content: bytes, name: str) -> Response:
    """A workbook to download."""
    response = make_response(content)
    response.headers["Content-Type"] = WORKBOOK
    response.headers["Content-Disposition"] = disposition(name)
    return response


def _wanted() -> Wanted:
    role, active = request.args.get("role", ""), request.args.get("active", "")
    return Wanted(
        part=request.args.get("part", type=int),
        words=clean(request.args.get("q", ""))[:200],
        role=Role(role) if role in set(Role) else None,
        group=request.args.get("group", ""),
        active={"yes": True, "no": False}.get(active),
        sort=request.args.get("sort", "name"),
    )


def _filters(work: Work, wanted: Wanted) -> list[dict[str, object]]:
    active = {True: "yes", False: "no", None: ""}[wanted.active]
    return [
        {"name": "role", "label": _("Role"), "value": wanted.role or "", "options": _role_options()},
        {
            "name": "group",
            "label": _("Group"),
            "value": wanted.group,
            "options": [(group, group) for group in queries.groups(work)],
        },
        *_part_filter(work, wanted),
        {
            "name": "active",
            "label": _("State"),
            "value": active,
            "options": [("yes", _("Active")), ("no", _("Inactive"))],
        },
    ]


def _part_filter(work: Work, wanted: Wanted) -> list[dict[str, object]]:
    """A part of the organisation, with all that is below it; nothing where there are none."""
    parts = [(part.id, part.place) for part in queries.tree(work, within=queries.reach(work))]
    return [{"name": "part", "label": _("Part"), "value": wanted.part or "", "options": parts}] if parts else []


def _role_options() -> list[tuple[str, str]]:
    return [(role.value, said(name)) for role, name in ROLE_NAMES.items()]


def _counted(total: int) -> str:
    words: str = ngettext("%(num)s person", "%(num)s people", total)
    return words


def _cells(person: Person, supervisors: Sequence[Person]) -> list[str]:
    cells = {
        Column.GIVEN: person.given_name,
        Column.PREFIX: person.name_prefix,
        Column.FAMILY: person.family_name,
        Column.EMAIL: person.email,
        Column.NUMBER: person.number or "",
        Column.GROUP: person.group_name,
        Column.ROLES: ", ".join(said(name) for role, name in ROLE_NAMES.items() if role in person.role_names),
        Column.SUPERVISORS: ", ".join(supervisor.email for supervisor in supervisors),
        Column.LANGUAGE: person.language or "",
    }
    return [cells[column] for column in HEADINGS if column in cells]
