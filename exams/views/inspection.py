"""Doors for auditors, and for those who open exam files to them."""

from datetime import datetime, time, timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms import SelectChoice  # type: ignore[attr-defined]  # newer than its types

from exams.actions import inspecting as actions
from exams.documents.record import official_record
from exams.events.records import ExamInspected
from exams.forms import chosen_in, local, whole
from exams.forms.inspection import GrantForm
from exams.models import InspectionGrant
from exams.pages.board import KINDS
from exams.pages.chain_words import words_of
from exams.pages.objections import STATES
from exams.pages.papers import record_page
from exams.pages.sittings import state_of
from exams.permissions import Permission
from exams.queries import inspection as found
from exams.queries.annulments import annulment_of
from exams.queries.chain import links_of, people_of, reports
from exams.queries.chain_files import with_files
from exams.queries.choosing import exam_options, wanted_exams
from exams.queries.files_of import exam_file
from exams.queries.inspection import Inspected
from exams.views.blueprint import bp
from exams.views.chain import PDF, as_download, send_archive, sender_of
from foundation.web.forms import sent_choices
from foundation.web.guard import Subject
from foundation.work import Work
from people.queries import people_with_role
from people.rules import Role
from qualification_files.pages.terms import in_its_words

ROWS = 50
FILE = Subject(
    load=in_its_words(found.inspected, lambda opened: opened.sitting.session.form.qualification.terms),
    sees=Permission.INSPECT_FILE,
)
GRANT = Subject(load=found.grant, sees=Permission.GRANT_INSPECTION)


def _page() -> int:
    return max(whole(request.args.get("page")) or 1, 1)


def looked(work: Work, opened: Inspected) -> ExamInspected:
    """Every look of an auditor is on record."""
    what = (request.endpoint or "").rpartition(".")[2]
    return ExamInspected(
        sitting_id=opened.sitting.id, person_id=opened.candidate_id, grant_id=opened.grant_id, what=what
    )


@bp.get("/inspections", needs=Permission.INSPECT)
def inspections(work: Work) -> ResponseReturnValue:
    """Which files are open to this auditor, and until when."""
    words, page = request.args.get("q", ""), _page()
    total, rows = found.open_files(work, words=words, limit=ROWS, offset=(page - 1) * ROWS)
    return render_template(
        "exams/records/inspections.html",
        rows=rows,
        total=total,
        words=words,
        page=page,
        pages=-(-total // ROWS),
        grants=found.own_grants(work),
        now=work.now,
        state_of=state_of,
    )


@bp.get("/inspections/<int:sitting_id>", needs=Permission.INSPECT_FILE, load=FILE, records=looked)
def inspected_file(work: Work, opened: Inspected) -> ResponseReturnValue:
    """The file of one exam, to read."""
    sitting = opened.sitting
    page = record_page(exam_file(work, sitting)) if sitting.outcome else None
    return render_template(
        "exams/records/inspected.html",
        opened=opened,
        sitting=sitting,
        page=page,
        state=state_of(sitting),
        annulment=annulment_of(work, sitting),
        decisions=page.file.own_decisions if page else [],
        decision_kinds=KINDS,
        case_states=STATES,
    )


@bp.get("/inspections/<int:sitting_id>/record.pdf", needs=Permission.TAKE_INSPECTED_FILE, load=FILE, records=looked)
def inspected_record(work: Work, opened: Inspected) -> ResponseReturnValue:
    """Its official record."""
    sitting = opened.sitting
    if sitting.outcome is None:
        flash(_("This exam has no result, so there is no record."), "warning")
        return redirect(url_for(".inspected_file", sitting_id=sitting.id), 303)
    paper = official_record(record_page(exam_file(work, sitting)), school=sender_of(work, sitting).school)
    name = _("result %(name)s %(exam)s", name=sitting.candidate.name, exam=sitting.session.form.title)
    return as_download(paper, PDF, f"{name}.pdf")


@bp.get("/inspections/<int:sitting_id>/file.zip", needs=Permission.TAKE_INSPECTED_FILE, load=FILE, records=looked)
def inspected_archive(work: Work, opened: Inspected) -> ResponseReturnValue:
    """All of it as one archive."""
    return send_archive(work, opened.sitting)


@bp.get("/inspections/<int:sitting_id>/chain", needs=Permission.TAKE_INSPECTED_FILE, load=FILE, records=looked)
def inspected_chain(work: Work, opened: Inspected) -> ResponseReturnValue:
    """Whether it is as it was."""
    sitting = opened.sitting
    links = links_of(work, [sitting.id]).get(sitting.id, [])
    report = with_files(work, reports(work, [sitting.id]))[0]
    return render_template(
        "exams/records/chain.html",
        sitting=sitting,
        report=report,
        links=links,
        words_of=words_of,
        people=people_of(work, links),
        inspected=True,
    )


@bp.get("/grants", needs=Permission.GRANT_INSPECTION)
def grants(work: Work) -> ResponseReturnValue:
    """What was opened to auditors."""
    page = _page()
    total, rows = found.grants(work, limit=ROWS, offset=(page - 1) * ROWS)
    return render_template(
        "exams/records/grants.html", rows=rows, total=total, page=page, pages=-(-total // ROWS), now=work.now
    )


@bp.get("/grants/choose", needs=Permission.GRANT_INSPECTION)
def choose_for_inspection(work: Work) -> ResponseReturnValue:
    """Which files to open."""
    wanted, page = wanted_exams(request.args), _page()
    total, rows = found.choosable(work, wanted, limit=ROWS, offset=(page - 1) * ROWS)
    return render_template(
        "exams/records/choose.html",
        rows=rows,
        total=total,
        wanted=wanted,
        options=exam_options(work, wanted),
        page=page,
        pages=-(-total // ROWS),
        state_of=state_of,
    )


@bp.post("/grants/new", needs=Permission.GRANT_INSPECTION)
def grant_files(work: Work) -> ResponseReturnValue:
    """To whom, from when until when, and why; asked once the files are chosen."""
    is_sent = "auditor" in request.form
    ids = _chosen(work)
    form = GrantForm() if is_sent else _first_form(work)
    auditors = [person for person in people_with_role(work, Role.AUDITOR) if person.active]
    form.auditor.choices = [SelectChoice(person.id, person.name) for person in auditors]
    if not ids:
        flash(_("Choose exams first."), "warning")
        return redirect(url_for(".choose_for_inspection"), 303)
    if not is_sent or not form.validate():
        page = render_template("exams/records/grant_form.html", form=form, ids=ids, auditors=auditors)
        return page, 422 if is_sent else 200
    auditor = next(person for person in auditors if person.id == form.auditor.data)
    facts = actions.GrantFacts(
        reason=form.reason.data or "",
        starts_at=form.starts_at,
        ends_at=form.ends_at,
        form_key=form.form_key.data or "",
    )
    grant = actions.grant_inspection(work, auditor, ids, facts)
    flash(
        ngettext(
            "%(num)s file is open to %(name)s.", "%(num)s files are open to %(name)s.", len(ids), name=auditor.name
        ),
        "success",
    )
    return redirect(url_for(".grant", grant_id=grant.id), 303)


def _chosen(work: Work) -> list[int]:
    if request.form.get("everything") == "1":
        return found.choosable_ids(work, wanted_exams(request.args))
    ids = set(chosen_in(sent_choices("chosen")))
    # An own exam is on no list here: who names it all the same hears why not.
    return sorted(ids) if found.own_among(work, ids) else found.choosable_ids(work, among=ids)


def _first_form(work: Work) -> GrantForm:
    """From now on, for two weeks."""
    today = local(work.now)
    later: datetime = today + timedelta(days=14)
    return GrantForm(
        formdata=None,
        from_day=today.date(),
        from_time=time(today.hour, today.minute),
        until_day=later.date(),
        until_time=time(17, 0),
    )


@bp.get("/grants/<int:grant_id>", needs=Permission.GRANT_INSPECTION, load=GRANT)
def grant(work: Work, grant: InspectionGrant) -> ResponseReturnValue:
    """Which files it opens, and what the auditor looked at."""
    names = {one.sitting_id: one.sitting.candidate.name for one in grant.chosen}
    return render_template(
        "exams/records/grant.html", grant=grant, looks=found.looks(work, grant), names=names, now=work.now
    )


@bp.post("/grants/<int:grant_id>/withdraw", needs=Permission.GRANT_INSPECTION, load=GRANT)
def withdraw_grant(work: Work, grant: InspectionGrant) -> ResponseReturnValue:
    """Close the files to the auditor at once."""
    actions.withdraw_inspection(work, grant)
    flash(_("These files are closed to %(name)s.", name=grant.auditor.name), "success")
    return redirect(url_for(".grant", grant_id=grant.id), 303)
