"""Doors for how a qualification is achieved and maintained: its settings and its two lists."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from certification.actions import asking, upkeep
from certification.actions.upkeep import NotForeseen
from certification.forms.periods import whole
from certification.forms.settings import LineForm, UpkeepForm
from certification.models import QualificationActivity
from certification.pages import settings as pages
from certification.pages.words import KIND_ICONS, KINDS, STAGES
from certification.permissions import Permission
from certification.queries import library
from certification.queries import settings as queries
from certification.queries.settings import OpenLine, OpenUpkeep
from certification.rules.states import Stage
from certification.views.blueprint import bp
from exams.actions.seen import ChangedMeanwhile
from foundation.refusals import NotFound, Refusal
from foundation.web.guard import Subject
from foundation.web.words import said
from foundation.work import Work
from qualification_files.models import Qualification
from qualification_files.pages import identity, state_sign
from qualification_files.pages.beside import tabs
from qualification_files.pages.terms import in_its_words

LONGEST_SEARCH = 200
UPKEEP = Subject(
    load=in_its_words(queries.open_upkeep, lambda found: found.qualification.terms), sees=Permission.SEE_UPKEEP
)
LIST = Subject(
    load=in_its_words(queries.open_list, lambda found: found.qualification.terms), sees=Permission.SEE_UPKEEP
)
LINE = Subject(
    load=in_its_words(queries.open_line, lambda found: found.line.qualification.terms), sees=Permission.SEE_UPKEEP
)


@bp.get("/qualifications/<int:qualification_id>/upkeep", needs=Permission.SEE_UPKEEP, load=UPKEEP)
def upkeep_of(work: Work, found: OpenUpkeep) -> ResponseReturnValue:
    """What is asked to achieve it and to keep it, with a sentence that says what was set."""
    return _page(work, found, "certification/settings/upkeep.html", page=pages.upkeep_page(work, found.qualification))


@bp.get("/qualifications/<int:qualification_id>/upkeep/settings", needs=Permission.DEFINE, load=UPKEEP)
def upkeep_settings(work: Work, found: OpenUpkeep) -> ResponseReturnValue:
    """Duration, period, what happens at the end, who gives it."""
    row = queries.settings_row(work, found.qualification.id)
    return _settings(work, found, UpkeepForm.of(queries.facts_in(row), row.version if row else 0))


@bp.post("/qualifications/<int:qualification_id>/upkeep/settings", needs=Permission.DEFINE, load=UPKEEP)
def save_upkeep_settings(work: Work, found: OpenUpkeep) -> ResponseReturnValue:
    """Keep them; with people linked what it does to them is shown first."""
    sent = UpkeepForm()
    if not sent.validate():
        return _settings(work, found, sent), 422
    try:
        upkeep.set_upkeep(work, found.qualification, sent.facts, version=sent.opened, foreseen=_foreseen())
    except NotForeseen as refusal:
        return _confirm(work, found, refusal, back=url_for(".upkeep_settings", qualification_id=found.qualification.id))
    except ChangedMeanwhile as refusal:
        row = queries.settings_row(work, found.qualification.id)
        sent.version.data = str(row.version if row else 0)
        return _settings(work, found, sent, refusal), refusal.status
    except Refusal as refusal:
        return _settings(work, found, sent, refusal), refusal.status
    flash(_("The settings are saved."), "success")
    return _back(found.qualification)


@bp.get("/qualifications/<int:qualification_id>/upkeep/<stage>/add", needs=Permission.DEFINE, load=LIST)
def choose_activity(work: Work, found: OpenUpkeep) -> ResponseReturnValue:
    """Look in the library for an activity to ask."""
    return _choose(work, found, found.stage)


@bp.post("/qualifications/<int:qualification_id>/upkeep/<stage>/add", needs=Permission.DEFINE, load=LIST)
def ask_activity(work: Work, found: OpenUpkeep) -> ResponseReturnValue:
    """One more in this list, at the end."""
    stage, chosen = found.stage, library.activity(work, whole(request.form.get("activity")) or 0).activity
    try:
        line = asking.ask(work, found.qualification, chosen, stage, foreseen=_foreseen())
    except NotForeseen as refusal:
        back = url_for(".choose_activity", qualification_id=found.qualification.id, stage=stage)
        return _confirm(work, found, refusal, back=back)
    except Refusal as refusal:
        return _choose(work, found, stage, refusal), refusal.status
    flash(_("“%(title)s” is added. Say here what is asked of it.", title=chosen.title), "success")
    return redirect(url_for(".asked_activity", line_id=line.id), 303)


@bp.get("/upkeep-lines/<int:line_id>", needs=Permission.DEFINE, load=LINE)
def asked_activity(work: Work, found: OpenLine) -> ResponseReturnValue:
    """What is asked of one activity in a list."""
    _refuse_gone(found.line)
    return _line(work, found, LineForm.of(asking.facts_of_line(found.line)))


@bp.post("/upkeep-lines/<int:line_id>", needs=Permission.DEFINE, load=LINE)
def change_asked_activity(work: Work, found: OpenLine) -> ResponseReturnValue:
    """Other facts for it."""
    sent = LineForm()
    if not sent.validate():
        return _line(work, found, sent), 422
    try:
        asking.change_asked(work, found.line, sent.facts, seen=sent.seen.data or "", foreseen=_foreseen())
    except NotForeseen as refusal:
        return _confirm(work, _whole(found), refusal, back=url_for(".asked_activity", line_id=found.line.id))
    except ChangedMeanwhile as refusal:
        sent.seen.data = asking.sign_of(asking.facts_of_line(found.line))
        return _line(work, found, sent, refusal), refusal.status
    except NotFound:
        raise
    except Refusal as refusal:
        return _line(work, found, sent, refusal), refusal.status
    flash(_("“%(title)s” is saved.", title=found.line.activity.title), "success")
    return _back(found.line.qualification, found.line.stage)


@bp.post("/upkeep-lines/<int:line_id>/remove", needs=Permission.DEFINE, load=LINE)
def stop_asking_activity(work: Work, found: OpenLine) -> ResponseReturnValue:
    """Out of the list; what people did stays done."""
    try:
        asking.stop_asking(work, found.line, foreseen=_foreseen())
    except NotForeseen as refusal:
        back = url_for(".upkeep_of", qualification_id=found.line.qualification_id)
        return _confirm(work, _whole(found), refusal, back=back)
    flash(_("“%(title)s” is out of the list.", title=found.line.activity.title), "success")
    return _back(found.line.qualification, found.line.stage)


@bp.post("/upkeep-lines/<int:line_id>/up", needs=Permission.DEFINE, load=LINE)
def asked_activity_up(work: Work, found: OpenLine) -> ResponseReturnValue:
    """One place earlier."""
    asking.move_asked(work, found.line, up=True)
    return _back(found.line.qualification, found.line.stage)


@bp.post("/upkeep-lines/<int:line_id>/down", needs=Permission.DEFINE, load=LINE)
def asked_activity_down(work: Work, found: OpenLine) -> ResponseReturnValue:
    """One place later."""
    asking.move_asked(work, found.line, up=False)
    return _back(found.line.qualification, found.line.stage)


@bp.get("/qualifications/<int:qualification_id>/upkeep/take-over", needs=Permission.DEFINE, load=UPKEEP)
def choose_source(work: Work, found: OpenUpkeep) -> ResponseReturnValue:
    """Another qualification whose settings and lists are wanted here too."""
    return _sources(work, found)


@bp.post("/qualifications/<int:qualification_id>/upkeep/take-over", needs=Permission.DEFINE, load=UPKEEP)
def take_over_upkeep(work: Work, found: OpenUpkeep) -> ResponseReturnValue:
    """The same here from now on."""
    try:
        asking.take_over(work, found.qualification, whole(request.form.get("source")) or 0)
    except Refusal as refusal:
        return _sources(work, found, refusal), refusal.status
    flash(_("Settings and activities are taken over."), "success")
    return _back(found.qualification)


def _foreseen() -> str:
    return request.form.get("foreseen", "")[:40]


def _back(qualification: Qualification, stage: Stage | None = None) -> ResponseReturnValue:
    return redirect(url_for(".upkeep_of", qualification_id=qualification.id, _anchor=stage), 303)


def _refuse_gone(line: QualificationActivity) -> None:
    if line.removed_at is not None:
        raise NotFound


def _whole(found: OpenLine) -> OpenUpkeep:
    return OpenUpkeep(qualification=found.line.qualification, coordinators_define=found.coordinators_define)


def _wrong(refusal: Refusal | None) -> list[str]:
    return [said(words) for words in (refusal.message, *refusal.details)] if refusal else []


def _page(work: Work, found: OpenUpkeep, template: str, **values: Any) -> str:
    return render_template(
        template,
        qualification=found.qualification,
        state=state_sign(found.qualification.state),
        identity=identity(found.qualification),
        tabs=tabs(found.qualification, "certification.upkeep_of"),
        defines=work.allows(Permission.DEFINE, found),
        stages=STAGES,
        **values,
    )


def _settings(work: Work, found: OpenUpkeep, form: UpkeepForm, refusal: Refusal | None = None) -> str:
    form.form_errors.extend(_wrong(refusal))
    return _page(work, found, "certification/settings/settings.html", form=form)


def _line(work: Work, found: OpenLine, form: LineForm, refusal: Refusal | None = None) -> str:
    form.form_errors.extend(_wrong(refusal))
    row = queries.settings_row(work, found.line.qualification_id)
    facts = queries.facts_in(row)
    return _page(
        work, _whole(found), "certification/settings/line.html", form=form, line=found.line, kinds=KINDS, facts=facts
    )


def _choose(work: Work, found: OpenUpkeep, stage: Stage, refusal: Refusal | None = None) -> str:
    words = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    lines = queries.lines_of(work, found.qualification.id)
    there = {line.activity_id for line in lines if line.stage is stage}
    rows, total = library.to_choose(work, words, without=there)
    return _page(
        work,
        found,
        "certification/settings/choose.html",
        stage=stage,
        rows=rows,
        total=total,
        words=words,
        kinds=KINDS,
        icons=KIND_ICONS,
        day_of_today=work.today,
        wrong=_wrong(refusal),
    )


def _sources(work: Work, found: OpenUpkeep, refusal: Refusal | None = None) -> str:
    words = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    rows = queries.with_lists(work, words, but=found.qualification.id)
    return _page(work, found, "certification/settings/sources.html", rows=rows, words=words, wrong=_wrong(refusal))


def _confirm(work: Work, found: OpenUpkeep, refusal: NotForeseen, *, back: str) -> str:
    """What was sent is sent again with the sign of what it does; nothing was kept yet."""
    sent = [(name, value) for name, value in request.form.items(multi=True) if name not in ("csrf_token", "foreseen")]
    effect = pages.effect_page(work, refusal.effect)
    return _page(work, found, "certification/settings/confirm.html", effect=effect, sent=sent, back=back)
