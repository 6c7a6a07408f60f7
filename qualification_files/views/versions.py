"""The versions of a qualification: the line, a new one, what becomes of the earlier one."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.refusals import NotFound, Unreadable
from foundation.web.returning import flash_with_link
from foundation.web.words import said
from foundation.work import Work
from qualification_files import pages, queries
from qualification_files.actions import AlreadyThere, NotComplete
from qualification_files.actions import versions as actions
from qualification_files.forms import VersionForm
from qualification_files.models import Qualification
from qualification_files.pages.beside import tabs
from qualification_files.pages.versions import ends, next_step, version_lines
from qualification_files.permissions import Permission
from qualification_files.queries.mapping import decisions, predecessor, processes_of
from qualification_files.queries.versions import possible_successors, standing
from qualification_files.queries.versions import versions as line_of
from qualification_files.rules import QualificationState
from qualification_files.rules.versions import next_cohort
from qualification_files.views.blueprint import QUALIFICATION, bp, whole_number
from qualification_files.views.qualifications import not_complete_page

EDIT = Permission.EDIT_QUALIFICATION


@bp.get("/qualifications/<int:qualification_id>/versions", needs=EDIT, load=QUALIFICATION)
def versions(work: Work, qualification: Qualification) -> ResponseReturnValue:
    """The line it stands in, and what can be done next."""
    return _versions_page(work, qualification, _proposed(work, qualification))


@bp.post("/qualifications/<int:qualification_id>/versions", needs=EDIT, load=QUALIFICATION)
def make_version(work: Work, qualification: Qualification) -> ResponseReturnValue:
    """A copy as the next version, a draft."""
    form = VersionForm()
    if not form.validate():
        return _versions_page(work, qualification, form), 422
    try:
        made = actions.make_version(work, qualification, cohort=form.cohort.data or "", edition=form.edition.data or "")
    except AlreadyThere as refusal:
        form.cohort.errors = [said(refusal.message)]
        return _versions_page(work, qualification, form), 422
    flash_with_link(
        _("The new version is made as a draft. Change here what is different; what comes next stands under Versions."),
        label=_("To the versions"),
        url=url_for(".versions", qualification_id=made.id),
    )
    return redirect(url_for(".structure", qualification_id=made.id), 303)


@bp.post("/qualifications/<int:qualification_id>/versions/successor", needs=EDIT, load=QUALIFICATION)
def choose_successor(work: Work, qualification: Qualification) -> ResponseReturnValue:
    """One that is here already comes next."""
    number = whole_number(request.form.get("successor", ""))
    try:
        new = queries.qualification(work, number or 0)
        actions.choose_successor(work, qualification, new)
    except NotFound:
        return _versions_page(work, qualification, wrong=_("Choose which qualification comes next.")), 422
    except Unreadable as refusal:
        return _versions_page(work, qualification, wrong=said(refusal.message)), 422
    flash(_("“%(name)s” is the next version now.", name=new.name), "success")
    return redirect(url_for(".versions", qualification_id=new.id), 303)


@bp.post("/qualifications/<int:qualification_id>/versions/let-go", needs=EDIT, load=QUALIFICATION)
def let_go(work: Work, qualification: Qualification) -> ResponseReturnValue:
    """It follows on nothing any more."""
    actions.let_go(work, qualification)
    flash(_("It no longer follows on an earlier version."), "success")
    return redirect(url_for(".versions", qualification_id=qualification.id), 303)


@bp.get("/qualifications/<int:qualification_id>/versions/activate", needs=EDIT, load=QUALIFICATION)
def activation(work: Work, qualification: Qualification) -> ResponseReturnValue:
    """What is to become of the earlier version when this one is in use?"""
    return render_template(
        "qualification_files/versions_activation.html",
        qualification=qualification,
        earlier=predecessor(work, qualification),
        identity=pages.identity,
        tabs=tabs(qualification, "versions"),
    )


@bp.post("/qualifications/<int:qualification_id>/versions/activate", needs=EDIT, load=QUALIFICATION)
def activate_version(work: Work, qualification: Qualification) -> ResponseReturnValue:
    """In use from now on, in place of the earlier one or beside it."""
    earlier = predecessor(work, qualification)
    supersede = request.form.get("earlier") != "keep" and earlier.state is QualificationState.ACTIVE
    try:
        actions.activate_version(work, qualification, supersede_earlier=supersede)
    except NotComplete as refusal:
        return not_complete_page(work, qualification, refusal), 409
    flash(_("“%(name)s” is active. Below stands what comes next.", name=qualification.name), "success")
    return redirect(url_for(".versions", qualification_id=qualification.id), 303)


@bp.post("/qualifications/<int:qualification_id>/supersede", needs=EDIT, load=QUALIFICATION)
def supersede(work: Work, qualification: Qualification) -> ResponseReturnValue:
    """Nobody new; whoever follows it goes on."""
    actions.supersede(work, qualification)
    flash(_("“%(name)s” is superseded. Whoever follows it can go on.", name=qualification.name), "success")
    return redirect(url_for(".versions", qualification_id=qualification.id), 303)


@bp.get("/qualifications/<int:qualification_id>/close", needs=EDIT, load=QUALIFICATION)
def confirm_closing(work: Work, qualification: Qualification) -> ResponseReturnValue:
    """Ask once, because it cannot be taken back."""
    return render_template(
        "qualification_files/versions_closing.html",
        qualification=qualification,
        reason=ends(standing(work, qualification)).closed,
        identity=pages.identity,
    )


@bp.post("/qualifications/<int:qualification_id>/close", needs=EDIT, load=QUALIFICATION)
def close(work: Work, qualification: Qualification) -> ResponseReturnValue:
    """Closed for good."""
    actions.close(work, qualification)
    flash(_("“%(name)s” is closed. It can still be read.", name=qualification.name), "success")
    return redirect(url_for(".versions", qualification_id=qualification.id), 303)


def _proposed(work: Work, qualification: Qualification) -> VersionForm:
    cohort = next_cohort(qualification.cohort, year=work.today.year)
    return VersionForm(data={"cohort": cohort, "edition": qualification.edition})


def _versions_page(
    work: Work, qualification: Qualification, form: VersionForm | None = None, *, wrong: str = ""
) -> str:
    line = line_of(work, qualification.id)
    found = ends(standing(work, qualification))
    return render_template(
        "qualification_files/versions.html",
        qualification=qualification,
        state=pages.state_sign(qualification.state),
        tabs=tabs(qualification, "versions"),
        identity=pages.identity,
        lines=version_lines(line, qualification.id),
        followed_up=any(version.qualification.predecessor_id == qualification.id for version in line),
        step=next_step(line, qualification.id, undecided=_undecided(work, qualification)),
        ends=found,
        form=form or _proposed(work, qualification),
        offered=[] if found.next_version else possible_successors(work, qualification),
        wrong=wrong,
    )


def _undecided(work: Work, qualification: Qualification) -> int:
    if qualification.predecessor_id is None:
        return 0
    old = predecessor(work, qualification)
    decided = decisions(work, qualification.id, old)
    return sum(1 for process in processes_of(work, [old.id])[old.id] if process.id not in decided)
