"""Doors for what shows that somebody may examine."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import SelectChoice  # type: ignore[attr-defined]  # newer than its types

from exams.actions import certificates as actions
from exams.documents.examiners_list import examiners_list
from exams.forms.planning import CertificateForm
from exams.models import ExaminerCertificate
from exams.pages.certificates import STANDINGS, standing_filter
from exams.pages.planning import qualification_name
from exams.permissions import Permission
from exams.queries import certificates as found
from exams.queries.certificates import ExaminerRow
from exams.rules.certificates import Standing
from exams.views.blueprint import bp
from exams.views.planning import LONGEST_EXPORT, ROWS, page_asked, spreadsheet
from foundation.web.guard import Subject
from foundation.work import Work

EXAMINER = Subject(load=found.examiner, sees=Permission.SEE_CERTIFICATES)
CERTIFICATE = Subject(load=found.certificate, sees=Permission.SEE_CERTIFICATES)


def _standing() -> Standing | None:
    asked = request.args.get("standing", "")
    return Standing(asked) if asked in tuple(Standing) else None


@bp.get("/examiners", needs=Permission.SEE_CERTIFICATES)
def examiners(work: Work) -> ResponseReturnValue:
    """Who may examine, and whose certificate is about to end."""
    words, standing, page = request.args.get("q", ""), _standing(), page_asked()
    rows, total = found.examiner_rows(
        work,
        words=words,
        standing=standing,
        descending=request.args.get("sort") == "-name",
        limit=ROWS,
        offset=(page - 1) * ROWS,
    )
    return render_template(
        "exams/planning/examiners.html",
        rows=rows,
        words=words,
        standings=STANDINGS,
        filters=[standing_filter(standing)],
        total=total,
        page=page,
        pages=-(-total // ROWS),
    )


@bp.get("/examiners.xlsx", needs=Permission.SEE_CERTIFICATES)
def export_examiners(work: Work) -> ResponseReturnValue:
    """The same list as a spreadsheet."""
    rows, _total = found.examiner_rows(
        work, words=request.args.get("q", ""), standing=_standing(), limit=LONGEST_EXPORT
    )
    return spreadsheet(examiners_list(rows), _("examiners") + ".xlsx")


@bp.get("/examiners/<int:person_id>", needs=Permission.SEE_CERTIFICATES, load=EXAMINER)
def examiner(work: Work, row: ExaminerRow) -> ResponseReturnValue:
    """The certificates of one examiner."""
    return _show(work, row, CertificateForm(valid_from=work.today))


def _show(work: Work, row: ExaminerRow, form: CertificateForm, status: int = 200) -> tuple[str, int]:
    _offer(work, form)
    html = render_template(
        "exams/planning/examiner.html",
        row=row,
        form=form,
        standings=STANDINGS,
        today=work.today,
        keeps=work.allows(Permission.KEEP_CERTIFICATES, row),
    )
    return html, status


def _offer(work: Work, form: CertificateForm) -> None:
    form.qualification.choices = [
        SelectChoice("", _("All qualifications")),
        *(SelectChoice(one.id, qualification_name(one)) for one in found.examined_qualifications(work)),
    ]


@bp.post("/examiners/<int:person_id>", needs=Permission.KEEP_CERTIFICATES, load=EXAMINER)
def add_certificate(work: Work, row: ExaminerRow) -> ResponseReturnValue:
    """One more certificate."""
    form = CertificateForm()
    _offer(work, form)
    if not form.validate():
        return _show(work, row, form, 422)
    facts = actions.CertificateFacts(
        title=form.title.data or "",
        qualification_id=form.qualification.data,
        valid_from=form.valid_from.data or work.today,
        valid_until=form.valid_until.data,
    )
    actions.add_certificate(work, row.person, facts, form_key=form.form_key.data or "")
    flash(_("The certificate of %(name)s is added.", name=row.person.name), "success")
    return redirect(url_for(".examiner", person_id=row.person.id), 303)


@bp.post("/certificates/<int:certificate_id>/withdraw", needs=Permission.KEEP_CERTIFICATES, load=CERTIFICATE)
def withdraw_certificate(work: Work, certificate: ExaminerCertificate) -> ResponseReturnValue:
    """It holds no longer."""
    actions.withdraw_certificate(work, certificate)
    flash(_("The certificate is withdrawn."), "success")
    return redirect(url_for(".examiner", person_id=certificate.person_id), 303)
