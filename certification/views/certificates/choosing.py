"""With which template certificates of a qualification or an activity are made."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from certification.actions.templates import choose_template
from certification.forms.certificates import ChoiceForm
from certification.models import Activity
from certification.models.certificates import CertificateTemplate
from certification.permissions import Permission
from certification.queries import certificates as queries
from certification.views.blueprint import bp
from foundation.web.guard import Subject
from foundation.work import Work
from qualification_files import pages as of_qualifications
from qualification_files import queries as qualifications
from qualification_files.models import Qualification
from qualification_files.pages.beside import tabs
from qualification_files.pages.terms import in_its_words

KEEP, SEE = Permission.KEEP_CERTIFICATE_TEMPLATES, Permission.SEE_UPKEEP
QUALIFICATION = Subject(load=in_its_words(qualifications.qualification, lambda found: found.terms), sees=SEE)
ACTIVITY = Subject(load=queries.activity, sees=SEE)


@bp.get("/qualifications/<int:qualification_id>/certificate", needs=SEE, load=QUALIFICATION)
def qualification_certificate(work: Work, qualification: Qualification) -> ResponseReturnValue:
    """Whether whoever meets it gets one, and how that looks."""
    return _of_qualification(work, qualification, queries.template_of(work, qualification_id=qualification.id))


@bp.post("/qualifications/<int:qualification_id>/certificate", needs=KEEP, load=QUALIFICATION)
def choose_for_qualification(work: Work, qualification: Qualification) -> ResponseReturnValue:
    """Another template."""
    form, found = _sent(work)
    if form is not None:
        return _of_qualification(work, qualification, found, form=form), 422
    choose_template(work, found, qualification_id=qualification.id)
    flash(_("Saved. Certificates that were given before stay as they are."), "success")
    return redirect(url_for(".qualification_certificate", qualification_id=qualification.id), 303)


@bp.get("/activities/<int:activity_id>/certificate", needs=SEE, load=ACTIVITY)
def activity_certificate(work: Work, activity: Activity) -> ResponseReturnValue:
    """Whether whoever completes it gets one, and how that looks."""
    return _of_activity(work, activity, queries.template_of(work, activity_id=activity.id))


@bp.post("/activities/<int:activity_id>/certificate", needs=KEEP, load=ACTIVITY)
def choose_for_activity(work: Work, activity: Activity) -> ResponseReturnValue:
    """Another template."""
    form, found = _sent(work)
    if form is not None:
        return _of_activity(work, activity, found, form=form), 422
    choose_template(work, found, activity_id=activity.id)
    flash(_("Saved. Certificates that were given before stay as they are."), "success")
    return redirect(url_for(".activity_certificate", activity_id=activity.id), 303)


def _sent(work: Work) -> tuple[ChoiceForm | None, CertificateTemplate | None]:
    """The form, if it is not sound; and what was chosen."""
    form = ChoiceForm()
    known = {row.id: row for row in queries.choosable_templates(work)}
    _offer(form, list(known.values()), None)
    if not form.validate():
        return form, None
    return None, known.get(form.chosen) if form.chosen else None


def _form(work: Work, chosen: CertificateTemplate | None) -> ChoiceForm:
    form = ChoiceForm(formdata=None)
    _offer(form, list(queries.choosable_templates(work)), chosen)
    form.template_id.data = str(chosen.id) if chosen else ""
    return form


def _offer(form: ChoiceForm, known: list[CertificateTemplate], chosen: CertificateTemplate | None) -> None:
    rows = known if chosen is None or chosen in known else [*known, chosen]  # a retired one stays where it was chosen
    form.template_id.choices = [("", _("The usual one of this product")), *((str(one.id), one.name) for one in rows)]


def _of_qualification(
    work: Work, qualification: Qualification, chosen: CertificateTemplate | None, *, form: ChoiceForm | None = None
) -> str:
    return render_template(
        "certification/certificates/of_qualification.html",
        qualification=qualification,
        identity=of_qualifications.identity(qualification),
        state=of_qualifications.state_sign(qualification.state),
        tabs=tabs(qualification, "certification.qualification_certificate"),
        gives=queries.gives_certificate(work, qualification.id),
        chosen=chosen,
        keeps=work.allows(KEEP),
        form=form or _form(work, chosen),
    )


def _of_activity(
    work: Work, activity: Activity, chosen: CertificateTemplate | None, *, form: ChoiceForm | None = None
) -> str:
    return render_template(
        "certification/certificates/of_activity.html",
        activity=activity,
        chosen=chosen,
        keeps=work.allows(KEEP),
        form=form or _form(work, chosen),
    )
