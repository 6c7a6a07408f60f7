"""Templates of certificates: the list, the editor with a picture of what it makes, retiring."""

import io
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from certification.actions import templates as actions
from certification.actions.templates import ChangedMeanwhile
from certification.documents.certificate import Printed, certificate_pdf
from certification.documents.samples import sample
from certification.forms.certificates import IN_LANGUAGES, TemplateForm
from certification.models.certificates import CertificateTemplate
from certification.permissions import Permission
from certification.queries import certificates as queries
from certification.rules.certificates import GAPS
from certification.views.blueprint import bp
from foundation.files import DERIVATIVE_HEADERS, DOWNLOAD_HEADERS, disposition, draw_pages, look_through, preview
from foundation.refusals import Refusal
from foundation.storage import TooLarge
from foundation.web.guard import LARGEST_NUMBER, Subject, current_works
from foundation.web.words import page_language, said
from foundation.work import Work

KEEP = Permission.KEEP_CERTIFICATE_TEMPLATES
TEMPLATE = Subject(load=queries.template, sees=KEEP)
PICTURES = ("logo", "signature")
EDGE = 1000  # pixels: sharp enough on paper
DRAWN_LIMIT = 5_000_000


@bp.get("/certificates/templates", needs=KEEP)
def certificate_templates(work: Work) -> ResponseReturnValue:
    """The templates by name."""
    words, retired = request.args.get("q", "").strip()[:200], request.args.get("tab") == "retired"
    number = min(max(1, request.args.get("page", type=int) or 1), LARGEST_NUMBER)
    return render_template(
        "certification/certificates/templates.html",
        page=queries.templates(work, words=words, retired=retired, number=number),
        words=words,
        retired=retired,
    )


@bp.get("/certificates/templates/new", needs=KEEP)
def new_certificate_template(_work: Work) -> ResponseReturnValue:
    """An empty form."""
    form = TemplateForm(formdata=None)
    form.form_key.data = str(uuid4())
    form.shows.data = ["until", "issuer"]
    return _editor(form, None)


def before_pictures(**_url: Any) -> Mapping[str, Any]:
    """Draw the pictures that came along anew and keep them, before any lock is held."""
    form = TemplateForm()
    pictures: dict[str, str | None] = {}
    for name in PICTURES:
        sent = form[name].data
        if isinstance(sent, FileStorage) and sent.filename:
            try:
                pictures[name] = _kept(sent)
            except Refusal as refusal:
                form[name].errors = [said(refusal.message)]
    return {"form": form, "pictures": pictures}


@bp.post("/certificates/templates/new", needs=KEEP, before=before_pictures, takes_files=True)
def add_certificate_template(
    work: Work, *, form: TemplateForm, pictures: Mapping[str, str | None]
) -> ResponseReturnValue:
    """A template more."""
    if not _is_sound(form):
        return _editor(form, None), 422
    made = actions.make_template(work, form.facts(pictures), form_key=form.key)
    flash(_("“%(name)s” is there. Choose it at an activity or a qualification.", name=made.name), "success")
    return redirect(url_for(".certificate_template", template_id=made.id), 303)


@bp.get("/certificates/templates/<int:template_id>", needs=KEEP, load=TEMPLATE)
def certificate_template(_work: Work, template: CertificateTemplate) -> ResponseReturnValue:
    """The editor."""
    form = TemplateForm(formdata=None)
    form.show(template)
    return _editor(form, template)


@bp.post(
    "/certificates/templates/<int:template_id>", needs=KEEP, load=TEMPLATE, before=before_pictures, takes_files=True
)
def change_certificate_template(
    work: Work, template: CertificateTemplate, *, form: TemplateForm, pictures: Mapping[str, str | None]
) -> ResponseReturnValue:
    """New certificates say it so."""
    if not _is_sound(form):
        return _editor(form, template), 422
    try:
        actions.change_template(work, template, form.facts(pictures), version=form.version.data or 0)
    except ChangedMeanwhile as refusal:
        form.form_errors.append(said(refusal.message))
        form.version.data, form.version.raw_data = template.version, None
        return _editor(form, template), 409
    flash(_("Saved. Certificates that were given before stay as they are."), "success")
    return redirect(url_for(".certificate_template", template_id=template.id), 303)


@bp.post("/certificates/templates/<int:template_id>/retire", needs=KEEP, load=TEMPLATE)
def retire_certificate_template(work: Work, template: CertificateTemplate) -> ResponseReturnValue:
    """It is not chosen any more, or is again."""
    retired = request.form.get("retired") == "1"
    actions.retire_template(work, template, retired=retired)
    if retired:
        flash(_("“%(name)s” is retired. What chose it before keeps it.", name=template.name), "success")
    else:
        flash(_("“%(name)s” can be chosen again.", name=template.name), "success")
    return redirect(url_for(".certificate_templates"), 303)


@bp.get("/certificates/templates/<int:template_id>/preview.jpg", needs=KEEP, load=TEMPLATE)
def certificate_template_picture(work: Work, template: CertificateTemplate) -> Response:
    """A picture of the very page that it makes, of an invented person."""
    drawn = draw_pages(io.BytesIO(_sample_pdf(work, template)), most=1)
    answer = Response(drawn.drawn[0].content, mimetype=drawn.drawn[0].media_type)
    answer.headers.update(DERIVATIVE_HEADERS)
    return answer


@bp.get("/certificates/templates/<int:template_id>/preview.pdf", needs=KEEP, load=TEMPLATE)
def certificate_template_paper(work: Work, template: CertificateTemplate) -> Response:
    """The same as a file."""
    answer = Response(_sample_pdf(work, template), mimetype="application/pdf")
    answer.headers.update(DOWNLOAD_HEADERS)
    answer.headers["Content-Disposition"] = disposition(f"{template.name[:80]}.pdf")
    return answer


def _sample_pdf(work: Work, template: CertificateTemplate) -> bytes:
    printed: Printed = sample(work, template)
    asked = request.args.get("language", "")
    return certificate_pdf(printed, language=asked if asked in IN_LANGUAGES else page_language())


def _editor(form: TemplateForm, template: CertificateTemplate | None) -> str:
    form.offer()
    return render_template(
        "certification/certificates/template.html", form=form, template=template, gaps=GAPS, languages=IN_LANGUAGES
    )


def _is_sound(form: TemplateForm) -> bool:
    wrong = {name: list(form[name].errors) for name in PICTURES}
    form.offer()
    sound = form.validate()
    for name, errors in wrong.items():  # validating forgets what was found before
        form[name].errors = [*form[name].errors, *errors]
    return sound and not any(wrong.values())


def _kept(sent: FileStorage) -> str:
    stream = sent.stream
    limit: int = current_app.extensions["settings"].image_limit
    if stream.seek(0, io.SEEK_END) > limit:
        raise TooLarge(limit)
    works = current_works()
    look_through(works.scanner, stream, sent.filename or "")  # type: ignore[arg-type]  # typed IO[bytes]
    drawn = preview(stream, edge=EDGE)  # type: ignore[arg-type]  # typed IO[bytes]
    return works.storage.put(io.BytesIO(drawn.content), limit=DRAWN_LIMIT).key
