"""Putting people in a part and taking them out."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms import SelectChoice  # type: ignore[attr-defined]  # the stubs do not know it yet

from foundation.messages import say
from foundation.refusals import Refusal, Unreadable
from foundation.web.forms import sent_choices
from foundation.work import Work
from people import pages, queries
from people.actions.organisation import placing
from people.forms import PeopleChoiceForm
from people.models import SeenPart
from people.permissions import Permission
from people.rules import Role, clean
from people.views.blueprint import bp
from people.views.organisation.parts import PART

SHOWN = 50  # people that are found; more words find fewer


@bp.get("/organisation/<int:part_id>/people/add", needs=Permission.MANAGE_PART, load=PART)
def find_people(work: Work, seen: SeenPart) -> ResponseReturnValue:
    """Find people to put in this part."""
    return _find_page(work, seen, PeopleChoiceForm(formdata=None))


@bp.post("/organisation/<int:part_id>/people/add", needs=Permission.MANAGE_PART, load=PART)
def place_people(work: Work, seen: SeenPart) -> ResponseReturnValue:
    """Put the chosen people in it."""
    form = PeopleChoiceForm()
    form.function_id.choices = function_choices(work)
    chosen = numbers_sent()
    if not form.validate() or not chosen:
        return _find_page(work, seen, form, nobody=not chosen), 422
    function_id = int(form.function_id.data) if form.function_id.data else None
    new = placing.place_people(work, seen.part, chosen, function_id=function_id)
    words = ngettext("%(num)s person was put in this part.", "%(num)s people were put in this part.", len(new))
    flash(words if new else _("These people were in this part already."), "success")
    return redirect(url_for(".show_part", part_id=seen.part.id), 303)


@bp.post("/organisation/<int:part_id>/people", needs=Permission.MANAGE_PART, load=PART)
def with_people(work: Work, seen: SeenPart) -> ResponseReturnValue:
    """Take the chosen people out, or go on to choose where they go."""
    chosen = _chosen(work, seen)
    if not chosen:
        raise Refusal(say("Choose at least one person first."))
    match request.form.get("action"):
        case "end":
            ended = placing.end_places(work, seen.part, chosen)
            flash(
                ngettext("%(num)s person was taken out.", "%(num)s people were taken out.", len(ended)),
                "success",
            )
            return redirect(url_for(".show_part", part_id=seen.part.id), 303)
        case "move" | "function" as deed:
            everything = request.form.get("everything") == "1"
            sent = {"q": request.args.get("q"), "function": request.args.get("function"), "all": "1"}
            asked = sent if everything else {"chosen": ",".join(str(number) for number in chosen)}
            return redirect(url_for(".choose_for_people", part_id=seen.part.id, deed=deed, **asked), 303)
    raise Unreadable(say("Choose an action first."))


def numbers_sent() -> list[int]:
    """The numbers that were ticked; what is no number is passed over."""
    return [int(sent) for sent in sent_choices("chosen") if sent.isascii() and sent.isdigit() and len(sent) < 10]


def function_choices(work: Work) -> list[SelectChoice]:
    """The functions that can be given, or none."""
    functions = queries.functions(work)
    return [SelectChoice("", _("(no function)")), *(SelectChoice(str(one.id), one.name) for one in functions)]


def _chosen(work: Work, seen: SeenPart) -> list[int]:
    if request.form.get("everything") != "1":
        return numbers_sent()
    words, function_id = clean(request.args.get("q", ""))[:200], request.args.get("function", type=int)
    return queries.member_ids(work, seen.part.id, words=words, function_id=function_id)


def _find_page(work: Work, seen: SeenPart, form: PeopleChoiceForm, *, nobody: bool = False) -> str:
    form.function_id.choices = function_choices(work)
    words = clean(request.args.get("q", ""))[:200]
    within = queries.scope_condition(work, roles={Role.ADMINISTRATOR})
    found = queries.people_outside(work, seen.part.id, words=words, condition=within, limit=SHOWN + 1)
    places = queries.parts_of(work, [person.id for person in found[:SHOWN]])
    return render_template(
        "people/organisation/find_people.html",
        part=seen.part,
        form=form,
        words=words,
        nobody=nobody,
        rows=[(pages.person_row(person), [place.place for place in places[person.id]]) for person in found[:SHOWN]],
        more=len(found) > SHOWN,
        shown=SHOWN,
    )
