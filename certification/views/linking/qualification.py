"""Who is linked to one qualification, for which reasons; and parts of the organisation that ask for it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from certification.actions.linking.organisation import end_organisation_link, link_organisation
from certification.models import OrganisationLink
from certification.pages.linking import effects
from certification.pages.linking import people as pages
from certification.permissions import Permission
from certification.queries.linking import organisation as queries
from certification.queries.linking.preview import people_page, preview
from certification.queries.linking.rules import job_of, rules_asking
from certification.queries.linking.vocabulary import vocabulary
from certification.rules.linking.conditions import Asked, Criterion, all_of
from certification.rules.linking.states import Change, Key, Test
from certification.views.blueprint import bp
from certification.views.linking.asked import asked, number_asked, page_asked, whole_number
from foundation.messages import say
from foundation.refusals import Unreadable
from foundation.web.guard import Subject
from foundation.web.words import page_language, said
from foundation.work import Work
from people.models import JobFunction
from people.queries.organisation import part, tree
from qualification_files.models import Qualification
from qualification_files.pages.beside import tabs
from qualification_files.pages.lists import Filter
from qualification_files.pages.terms import in_its_words
from qualification_files.queries import qualification
from qualification_files.queries.grounds import WantedFollowers, followers_by_origin, people_linked
from qualification_files.rules.grounds import ORIGIN_WORDS

LINK = Permission.LINK_BY_ORGANISATION
QUALIFICATION = Subject(load=in_its_words(qualification, lambda found: found.terms), sees=LINK)


ORGANISATION_LINK = Subject(load=queries.organisation_link_of, sees=LINK)


@bp.get("/qualifications/<int:qualification_id>/linking", needs=LINK, load=QUALIFICATION)
def linking(work: Work, found: Qualification) -> ResponseReturnValue:
    """How many follow it for which reason, which parts and rules ask for it, and who they are."""
    wanted = WantedFollowers(asked("q"), asked("origin"), asked("sort") or "name", page_asked())
    page = people_linked(work, found.id, wanted)
    counts = followers_by_origin(work, found.id)
    asking = queries.parts_asking(work, found.id)
    origins = [(origin.value, f"{said(ORIGIN_WORDS[origin])} ({count})") for origin, count in sorted(counts.items())]
    return render_template(
        "certification/linking/qualification.html",
        qualification=found,
        tabs=tabs(found, "certification.linking"),
        page=page,
        followers=pages.followers(work, found, page.rows),
        wanted=wanted,
        filters=[Filter("origin", _("Why"), origins, wanted.origin)],
        asking=asking,
        busy=any(job_of(work, one.row.job_id) for one in asking),
        places=queries.places(work) if asking else {},
        rules=rules_asking(work, found.id),
    )


@bp.get("/qualifications/<int:qualification_id>/linking/organisation", needs=LINK, load=QUALIFICATION)
def part_to_link(work: Work, found: Qualification) -> ResponseReturnValue:
    """Choosing a part and a function, and a look at whom it concerns."""
    part_id, function_id = number_asked("part"), number_asked("function")
    if not part_id:
        return _part_choice(work, found)
    where, function = part(work, part_id), _function(work, function_id)
    place = Criterion(Key.PLACE, Test.IS, (str(where.id),), function_id=function_id)
    seen = preview(work, None, Asked(all_of([place]), (found.id,)))
    words = vocabulary(work, page_language())
    effect = seen.effects[0]
    first = next((one for one in Change if effect.count(one)), Change.GAINS)
    change = Change(asked("what")) if asked("what") in tuple(Change) else first
    page = people_page(work, effect.people(change), page_asked())
    return render_template(
        "certification/linking/part_preview.html",
        qualification=found,
        part=where,
        function=function,
        required=asked("required") != "no",
        seen=seen,
        lines=effects.effect_lines(seen),
        change=change,
        page=page,
        people=effects.person_lines(seen, effect, change, page.rows, words),
        place=words.place(str(where.id)),
    )


@bp.post("/qualifications/<int:qualification_id>/linking/organisation", needs=LINK, load=QUALIFICATION)
def link_part(work: Work, found: Qualification) -> ResponseReturnValue:
    """Let a part ask for it from now on."""
    part_id = whole_number(request.form.get("part", ""))
    if not part_id:
        return _part_choice(work, found, wrong=_("Choose a part of the organisation first.")), 422
    where, function = part(work, part_id), _function(work, whole_number(request.form.get("function", "")))
    made = link_organisation(work, found, where, function, required=request.form.get("required") != "no")
    flash(
        _("They are being linked in the background: it concerns many people.")
        if made.job_id
        else _("Whoever is there follows it now, and so does whoever comes later."),
        "success",
    )
    return redirect(url_for(".linking", qualification_id=found.id), 303)


@bp.post(
    "/qualifications/<int:qualification_id>/linking/organisation/<int:organisation_link_id>/end",
    needs=LINK,
    load=ORGANISATION_LINK,
)
def end_part(work: Work, found: OrganisationLink) -> ResponseReturnValue:
    """Let a part ask for it no longer."""
    end_organisation_link(work, found)
    flash(_("This part no longer asks for it. Who is held by something else keeps it."), "success")
    return redirect(url_for(".linking", qualification_id=found.qualification_id), 303)


def _function(work: Work, function_id: int | None) -> JobFunction | None:
    if function_id is None:
        return None
    found = work.db.get(JobFunction, function_id)
    if found is None:
        raise Unreadable(say("Choose a function from the list."))
    return found


def _part_choice(work: Work, found: Qualification, *, wrong: str = "") -> str:
    return render_template(
        "certification/linking/part_choice.html",
        qualification=found,
        tree=tree(work),
        functions=queries.functions(work),
        wrong=wrong,
    )
