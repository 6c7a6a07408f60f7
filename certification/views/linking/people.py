"""What one person follows: seen with its reasons, linked by hand, unlinked."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from certification.actions.linking.people import link_by_hand, unlink_by_hand
from certification.pages.linking import people as pages
from certification.permissions import Permission
from certification.queries.linking.persons import LinkedPerson, linked_person, linked_to
from certification.views.blueprint import bp
from certification.views.linking.asked import asked, numbers_asked, page_asked
from foundation.web.forms import sent_choices
from foundation.web.guard import Subject
from foundation.work import Work
from qualification_files import queries as files
from qualification_files.pages import identity
from qualification_files.queries.grounds import to_link_by_hand
from qualification_files.rules import LinkDeed, LinkResult

PERSON = Subject(load=linked_person, sees=Permission.SEE_LINKS)
LINK = Subject(load=linked_to, sees=Permission.SEE_LINKS)
LINKING = Permission.LINK_BY_HAND


@bp.get("/people/<int:person_id>/qualifications", needs=Permission.SEE_LINKS, load=PERSON)
def qualifications_of_person(work: Work, found: LinkedPerson) -> ResponseReturnValue:
    """All that somebody follows and followed, with why."""
    links = pages.person_links(work, found.person.id, may_see_rules=work.allows(Permission.SEE_RULES))
    return render_template(
        "certification/linking/person.html",
        person=found.person,
        links=links,
        may_link=found.may_link,
        identity=identity,
    )


@bp.get("/people/<int:person_id>/qualifications/add", needs=LINKING, load=PERSON)
def qualifications_to_link(work: Work, found: LinkedPerson) -> ResponseReturnValue:
    """Choosing qualifications, and then a look at what linking to them does."""
    chosen = files.qualifications_by_id(work, numbers_asked("qualification"))
    if chosen:
        results = files.link_results(work, LinkDeed.LINK, chosen, [found.person.id])
        choices = pages.link_choices(results)
        return render_template(
            "certification/linking/person_preview.html",
            person=found.person,
            choices=choices,
            required=asked("required") != "no",
            identity=identity,
        )
    return _choice(work, found)


@bp.post("/people/<int:person_id>/qualifications", needs=LINKING, load=PERSON)
def link_person(work: Work, found: LinkedPerson) -> ResponseReturnValue:
    """Link this person to what was chosen."""
    chosen = [int(text) for text in sent_choices("qualification") if text.isdecimal() and len(text) <= 9]
    required = request.form.get("required") != "no"
    results = link_by_hand(work, found.person, chosen, required=required)
    made = sum(one.number(LinkResult.CHANGED) for one in results)
    joined = sum(one.number(LinkResult.UNCHANGED) for one in results)
    if made:
        flash(
            ngettext(
                "%(num)s qualification was linked. What it asks is open at once.",
                "%(num)s qualifications were linked. What they ask is open at once.",
                made,
            ),
            "success",
        )
    if joined:
        flash(
            ngettext(
                "%(num)s qualification was followed already; it is held by hand too now.",
                "%(num)s qualifications were followed already; they are held by hand too now.",
                joined,
            ),
            "info",
        )
    return redirect(url_for(".qualifications_of_person", person_id=found.person.id), 303)


@bp.post("/people/<int:person_id>/qualifications/<int:qualification_id>/unlink", needs=LINKING, load=LINK)
def unlink_person(work: Work, found: LinkedPerson) -> ResponseReturnValue:
    """Take away what people decided; what a rule or a place asks for stays."""
    assert found.qualification
    name, called = found.person.name, found.qualification.name
    if unlink_by_hand(work, found.person, found.qualification):
        gone = _(
            "%(name)s no longer follows %(qualification)s. What was done for it stays.", name=name, qualification=called
        )
        flash(gone, "success")
    else:
        flash(_("It is not held by hand. Where a rule or the organisation asks for it, the link stays."), "info")
    return redirect(url_for(".qualifications_of_person", person_id=found.person.id), 303)


def _choice(work: Work, found: LinkedPerson) -> str:
    words = asked("q")
    return render_template(
        "certification/linking/person_add.html",
        person=found.person,
        page=to_link_by_hand(work, words, page_asked()),
        words=words,
        identity=identity,
        today=work.today,
    )
