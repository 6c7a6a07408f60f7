"""Doors of the cut score: read, built from conditions, begun from a start, and tried on invented marks."""

from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from exams.actions import cut_scores as cutting
from exams.actions import forms as actions
from exams.actions.seen import ChangedMeanwhile, seen_cut_score
from exams.forms.cutting import ASKS, KINDS, OF_MEASURE, CutScoreForm, changed, cut_score_in
from exams.models import ExamForm
from exams.pages import cut_score as pages
from exams.pages import cut_score_words as words
from exams.pages import forms as designs
from exams.permissions import Permission
from exams.rules import CutScore
from exams.rules.cut_score_starts import Start, start, why_not
from exams.rules.design import FormState
from exams.views.blueprint import bp
from exams.views.forms import FORM
from foundation.refusals import Refusal
from foundation.web.words import said
from foundation.work import Work


@bp.get("/forms/<int:form_id>/cut-score", needs=Permission.SEE_FORM, load=FORM)
def cut_score(work: Work, form: ExamForm) -> ResponseReturnValue:
    """What it takes to pass: to be changed in a draft by its designer, else to be read."""
    if form.state is not FormState.DRAFT or not work.allows(Permission.DESIGN_FORM, form):
        return render_template("exams/cut_score/read.html", exam_form=form, rule=words.rule_of(form))
    sent = CutScoreForm.of(form.design.cut_score, form.design.structure, seen=seen_cut_score(form))
    return _editor(form, sent, form.design.cut_score)


@bp.post("/forms/<int:form_id>/cut-score", needs=Permission.DESIGN_FORM, load=FORM)
def set_cut_score(work: Work, form: ExamForm) -> ResponseReturnValue:
    """Keep what was filled in, and do what the button says: add, remove or move something."""
    sent = CutScoreForm()
    sent.know(form.design.structure)
    if not sent.validate():
        return _editor(form, sent, form.design.cut_score), 422
    if sent.seen.data != seen_cut_score(form):
        return _outdated(form, sent)
    deed = request.form.get("do", "")
    plain, place = changed(sent.plain, deed, own_parts=bool(form.design.structure.groups))
    try:
        found = cut_score_in(plain)
    except Refusal as refusal:
        flash(said(refusal.message), "warning")
        return _editor(form, sent, form.design.cut_score), 422
    try:
        actions.set_cut_score(work, form, found, seen=sent.seen.data or "")
    except ChangedMeanwhile:  # at this very moment
        return _outdated(form, sent)
    if not place:
        flash(_("The cut score is saved."), "success")
    return redirect(url_for(".cut_score", form_id=form.id, _anchor=place or None), 303)


def _outdated(form: ExamForm, sent: CutScoreForm) -> ResponseReturnValue:
    flash(_("Somebody else changed this cut score after you opened it. Save again to replace theirs."), "warning")
    sent.seen.data = seen_cut_score(form)
    return _editor(form, sent, form.design.cut_score), 409


@bp.post("/forms/<int:form_id>/cut-score/said", needs=Permission.DESIGN_FORM, load=FORM)
def say_cut_score(work: Work, form: ExamForm) -> ResponseReturnValue:
    """The editor with what was filled in, said back and checked; nothing is kept."""
    sent = CutScoreForm()
    sent.know(form.design.structure)
    if not sent.validate():
        return _editor(form, sent, form.design.cut_score, said_back=True)  # half a number is no mistake yet
    try:
        found = cut_score_in(sent.plain)
    except Refusal:  # of more than a cut score can hold: saving it says so
        found = form.design.cut_score
    return _editor(form, sent, found, said_back=True)


@bp.get("/forms/<int:form_id>/cut-score/start", needs=Permission.DESIGN_FORM, load=FORM)
def ask_start(work: Work, form: ExamForm) -> ResponseReturnValue:
    """What is replaced when the cut score begins anew, and by what."""
    kind = _chosen_start(form, request.args.get("start", ""))
    if kind is None:
        return redirect(url_for(".cut_score", form_id=form.id), 303)
    new = replace(form.design, cut_score=start(kind, form.design.structure))
    return render_template(
        "exams/cut_score/replace.html",
        exam_form=form,
        kind=kind,
        name=pages.STARTS[kind][0],
        lost=words.lines_of(form.design),
        new=words.lines_of(new),
        seen=seen_cut_score(form),
    )


@bp.post("/forms/<int:form_id>/cut-score/start", needs=Permission.DESIGN_FORM, load=FORM)
def start_cut_score(work: Work, form: ExamForm) -> ResponseReturnValue:
    """Begin with one of the usual kinds; of a cut score that somebody made, only after a question."""
    kind = _chosen_start(form, request.form.get("start", ""))
    if kind is None:
        return redirect(url_for(".cut_score", form_id=form.id), 303)
    stands, again = seen_cut_score(form), url_for(".ask_start", form_id=form.id, start=kind.value)
    if not pages.is_untouched(form) and request.form.get("seen") != stands:
        return redirect(again, 303)
    try:
        cutting.replace_cut_score(work, form, start(kind, form.design.structure), seen=stands)
    except ChangedMeanwhile:  # at this very moment
        return redirect(again, 303)
    flash(_("The cut score begins like this. Change what you like."), "success")
    return redirect(url_for(".cut_score", form_id=form.id), 303)


@bp.post("/forms/<int:form_id>/cut-score/put-back", needs=Permission.DESIGN_FORM, load=FORM)
def put_back_cut_score(work: Work, form: ExamForm) -> ResponseReturnValue:
    """The cut score that stood before the last start; what stands now can be put back in turn."""
    if cutting.put_back_cut_score(work, form, seen=request.form.get("seen", "")):
        flash(_("The earlier cut score stands again."), "success")
    return redirect(url_for(".cut_score", form_id=form.id), 303)


def _chosen_start(form: ExamForm, sent: str) -> Start | None:
    """The start that was chosen, if it makes sense on this form; else it is told why not."""
    if sent not in tuple(Start):
        return None
    if reason := why_not(Start(sent), form.design):
        flash(said(reason), "warning")
        return None
    return Start(sent)


def _editor(form: ExamForm, sent: CutScoreForm, stands: CutScore, *, said_back: bool = False) -> str:
    return render_template(
        "exams/cut_score/edit.html",
        exam_form=form,
        form=sent,
        rule=words.rule_on(replace(form.design, cut_score=stands)),
        levels=pages.levels(form.design.structure, stands),
        sentences=words.sentences_by_place(stands),
        starts=pages.starts_of(form) if not said_back else [],
        is_new=stands.is_plain,
        before=pages.before_of(form),
        stands=seen_cut_score(form),
        asks=ASKS,
        asks_measure=OF_MEASURE,
        kinds=KINDS,
    )


@bp.get("/forms/<int:form_id>/try", needs=Permission.SEE_FORM, load=FORM)
def try_form(work: Work, form: ExamForm) -> ResponseReturnValue:
    """Invented marks and the verdict on them; nothing is kept."""
    which = request.args.get("all", "")
    if which in pages.FILLS:
        answers: dict[str, Any] = dict(pages.invented(form, which))
        return redirect(url_for(".try_form", form_id=form.id, **answers), 303)
    found = pages.tried(form, request.args)
    return render_template(
        "exams/cut_score/try.html",
        form=form,
        groups=designs.numbered(form),
        marks=found.marks,
        outcome=found.outcome,
        fills=pages.FILLS,
        rule=words.rule_of(form),
    )
