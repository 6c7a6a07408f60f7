"""Doors to how good exams are: key figures of all, everything about one, the same as a spreadsheet."""

from collections.abc import Mapping
from pathlib import Path

from flask import Response, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from exams.analysis.reckoning import reckon
from exams.documents.quality_sheet import quality_sheet as write_sheet
from exams.events.quality import QualityTaken
from exams.forms.parts import whole as number_in
from exams.forms.quality import period_in
from exams.models import ExamForm
from exams.pages import quality as pages
from exams.pages.cut_score_words import rule_of
from exams.permissions import Permission
from exams.queries import quality as found
from exams.queries.quality import Period
from exams.views.blueprint import bp
from exams.views.forms import FORM
from foundation.files import disposition
from foundation.work import Work

ROWS = 25
LONGEST_SEARCH = 200
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PARTS = ("scores", "steps", "agreement", "cut-score")


def _period(work: Work) -> Period:
    return period_in(request.args, work.zone)


def _kept() -> Mapping[str, str]:
    """What of the address stays when another part is looked at."""
    return {name: request.args[name] for name in ("from", "until", "editions") if request.args.get(name)}


@bp.get("/quality", needs=Permission.SEE_QUALITY)
def quality(work: Work) -> ResponseReturnValue:
    """All exams with their key figures."""
    words, page = request.args.get("q", "")[:LONGEST_SEARCH], max(number_in(request.args.get("page")) or 1, 1)
    total = found.family_count(work, words=words)
    return render_template(
        "exams/quality/list.html",
        rows=found.families(work, _period(work), words=words, limit=ROWS, offset=(page - 1) * ROWS),
        words=words,
        kept=_kept(),
        total=total,
        page=page,
        pages=-(-total // ROWS),
    )


@bp.get("/quality/<int:form_id>", needs=Permission.SEE_QUALITY, load=FORM)
def form_quality(work: Work, form: ExamForm) -> ResponseReturnValue:
    """Everything about one exam."""
    part = request.args.get("part")
    return render_template(
        "exams/quality/form.html",
        page=_page(work, form),
        angoff=pages.angoff(form, found.judgements(work, form), reader=work.actor.id),
        part=part if part in PARTS else PARTS[0],
        kept=_kept(),
        rule=rule_of(form),
        two=pages.two,
        points_apart=pages.points_apart,
    )


def taken(_work: Work, form: ExamForm) -> QualityTaken:
    """Examiners are named in it, so a copy is put on record."""
    return QualityTaken(form_id=form.id)


@bp.get("/quality/<int:form_id>.xlsx", needs=Permission.SEE_QUALITY, load=FORM, records=taken)
def quality_sheet(work: Work, form: ExamForm) -> ResponseReturnValue:
    """The same as a spreadsheet."""
    angoff = pages.angoff(form, found.judgements(work, form), reader=work.actor.id)
    name = f"{_('quality')} {form.title}.xlsx".replace("/", "-").replace("\\", "-")
    headers = {"Content-Disposition": disposition(name), "Cache-Control": "no-store"}
    return Response(write_sheet(_page(work, form), angoff), mimetype=XLSX, headers=headers)


def _page(work: Work, form: ExamForm) -> pages.QualityPage:
    material = found.whole(work, form, _period(work), editions=request.args.get("editions") == "1")
    figures = reckon(material.material, folder=Path(current_app.config["FIGURES"]))
    return pages.quality_page(form, material, figures)
