"""How good evidence is: per work process, for a whole portfolio, what is asked, and what people find of it."""

from collections.abc import Mapping
from uuid import uuid4

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from foundation.web.guard import Subject
from foundation.web.words import said
from foundation.work import Work
from portfolio.actions import ChangedMeanwhile
from portfolio.actions import quality as actions
from portfolio.events import PortfolioSeen
from portfolio.forms.quality import EvidenceRuleForm, JudgementForm, SelfRowSent, SelfSent, mark_of, read_self
from portfolio.models import EvidenceRule, OpenedWorkProcess, Portfolio
from portfolio.pages import quality as pages
from portfolio.permissions import Permission
from portfolio.queries import quality as queries
from portfolio.queries.quality import OwnQualification
from portfolio.rules import Asks
from portfolio.views.blueprint import PORTFOLIO, bp
from portfolio.views.entries import portfolio_seen
from qualification_files.models import Reading
from qualification_files.pages import identity, state_sign
from qualification_files.pages.beside import tabs
from qualification_files.pages.terms import in_its_words
from qualification_files.permissions import Permission as QualificationPermission
from qualification_files.queries import reading

WORK_PROCESS = Subject(
    load=in_its_words(queries.work_process, lambda opened: opened.terms), sees=Permission.SEE_PORTFOLIO
)
OWN_QUALIFICATION = Subject(
    load=in_its_words(queries.own_qualification, lambda own: own.terms), sees=Permission.KEEP_PORTFOLIO
)
READING = Subject(
    load=in_its_words(reading, lambda found: found.qualification.terms), sees=QualificationPermission.READ_QUALIFICATION
)


def process_seen(work: Work, opened: OpenedWorkProcess) -> PortfolioSeen | None:
    """A look at the evidence of somebody else."""
    return portfolio_seen(work, opened.portfolio)


@bp.get("/portfolios/<int:person_id>/quality", needs=Permission.SEE_PORTFOLIO, load=PORTFOLIO, records=portfolio_seen)
def quality(work: Work, portfolio: Portfolio) -> ResponseReturnValue:
    """Every work process by the five aspects."""
    return render_template(
        "portfolio/quality/matrix.html",
        portfolio=portfolio,
        own=portfolio.owner_id == work.actor.id,
        sections=pages.matrix(work, portfolio.owner_id),
        aspects=pages.ASPECTS.values(),
        standings=pages.STANDINGS.values(),
    )


@bp.get(
    "/portfolios/<int:person_id>/work-processes/<int:work_process_id>",
    needs=Permission.SEE_PORTFOLIO,
    load=WORK_PROCESS,
    records=process_seen,
)
def work_process(work: Work, opened: OpenedWorkProcess) -> ResponseReturnValue:
    """A work process with the evidence for it, and how good that is."""
    return render_template(
        "portfolio/quality/work_process.html",
        opened=opened,
        process=opened.work_process,
        own=opened.owner_id == work.actor.id,
        keeps=opened.owner_id == work.actor.id and work.allows(Permission.KEEP_PORTFOLIO),
        judges=work.allows(Permission.JUDGE_QUALITY, opened),
        page=pages.process_page(work, opened),
    )


@bp.get(
    "/portfolios/<int:person_id>/work-processes/<int:work_process_id>/judgement",
    needs=Permission.JUDGE_QUALITY,
    load=WORK_PROCESS,
    records=process_seen,
)
def judge(work: Work, opened: OpenedWorkProcess) -> ResponseReturnValue:
    """Say what one finds of the evidence, aspect by aspect."""
    judged = queries.judgements(work, opened.owner_id, work_process_id=opened.work_process.id)
    own = next((row for row in judged if row.judge_id == work.actor.id), None)
    form = JudgementForm.of(own.found if own else {}, own.remark if own else "")
    return _show_judgement(work, opened, form)


@bp.post(
    "/portfolios/<int:person_id>/work-processes/<int:work_process_id>/judgement",
    needs=Permission.JUDGE_QUALITY,
    load=WORK_PROCESS,
    records=process_seen,
)
def save_judgement(work: Work, opened: OpenedWorkProcess) -> ResponseReturnValue:
    """It stands from now on; what was found before stays to be read."""
    form = JudgementForm()
    if not form.validate():
        return _show_judgement(work, opened, form), 422
    actions.judge(work, opened, form.found, remark=form.remark.data or "", form_key=form.key)
    flash(_("Your judgement is saved."), "success")
    return redirect(
        url_for(".work_process", person_id=opened.owner_id, work_process_id=opened.work_process.id, _anchor="aspects"),
        303,
    )


@bp.get("/portfolio/self-assessment/<int:qualification_id>", needs=Permission.KEEP_PORTFOLIO, load=OWN_QUALIFICATION)
def self_assessment(work: Work, own: OwnQualification) -> ResponseReturnValue:
    """How far one finds oneself, work process by work process."""
    standing = queries.self_assessments(work, own.portfolio.owner_id)
    rows = {
        number: SelfRowSent(row.level.value, row.remark, mark_of(row.level, row.remark))
        for number, row in standing.items()
    }
    return _show_self(work, own, SelfSent(str(uuid4()), rows))


@bp.post("/portfolio/self-assessment/<int:qualification_id>", needs=Permission.KEEP_PORTFOLIO, load=OWN_QUALIFICATION)
def save_self_assessment(work: Work, own: OwnQualification) -> ResponseReturnValue:
    """Keep what was changed; what was not touched stays as it stands."""
    sent = read_self(request.form, [row.id for row in queries.processes(work, [own.id])])
    if not sent.is_sound:
        return _show_self(work, own, sent), 422
    kept = actions.assess_oneself(work, own.portfolio.owner_id, sent.said, form_key=sent.form_key)
    if kept:
        words = ngettext("%(num)s work process is saved.", "%(num)s work processes are saved.", kept)
        flash(words, "success")
    else:
        flash(_("Nothing was changed."), "info")
    return redirect(url_for(".self_assessment", qualification_id=own.id), 303)


@bp.get(
    "/qualifications/<int:qualification_id>/evidence-rule",
    needs=QualificationPermission.READ_QUALIFICATION,
    load=READING,
)
def evidence_rule(work: Work, found: Reading) -> ResponseReturnValue:
    """What a qualification asks of evidence."""
    rule = queries.rule(work, found.qualification.id)
    form = EvidenceRuleForm(formdata=None, obj=rule) if rule else EvidenceRuleForm(formdata=None, obj=Asks())
    form.version.stand_at(rule.version if rule else 0)
    return _show_rule(work, found, form, rule)


@bp.post("/qualifications/<int:qualification_id>/evidence-rule", needs=Permission.SET_EVIDENCE_RULE, load=READING)
def save_evidence_rule(work: Work, found: Reading) -> ResponseReturnValue:
    """Ask this from now on, or see first what it means; when it was changed meanwhile, show both and keep nothing."""
    form, rule = EvidenceRuleForm(), queries.rule(work, found.qualification.id)
    if not form.validate():
        return _show_rule(work, found, form, rule), 422
    if "see" in request.form:
        now = rule.months_valid if rule else None
        aged = queries.people_with_aged(work, found.qualification.id, now=now, then=form.asks.months_valid)
        return _show_rule(work, found, form, rule, meaning=said(pages.aged_in_words(*aged)))
    try:
        actions.set_evidence_rule(work, found.qualification.id, form.asks, version=form.version.data or 0)
    except ChangedMeanwhile:
        return _show_conflict(work, found, form), 409
    flash(_("What is asked of evidence is saved."), "success")
    return redirect(url_for(".evidence_rule", qualification_id=found.qualification.id), 303)


def _show_judgement(work: Work, opened: OpenedWorkProcess, form: JudgementForm) -> str:
    return render_template(
        "portfolio/quality/judgement.html",
        opened=opened,
        process=opened.work_process,
        form=form,
        page=pages.process_page(work, opened),
    )


def _show_self(work: Work, own: OwnQualification, sent: SelfSent) -> str:
    return render_template(
        "portfolio/quality/self_assessment.html",
        own=own,
        sent=sent,
        nothing=SelfRowSent(seen=""),
        tasks=_by_task(work, own),
        levels=pages.LEVELS,
    )


def _by_task(work: Work, own: OwnQualification) -> Mapping[str, list[queries.ProcessRow]]:
    tasks: dict[str, list[queries.ProcessRow]] = {}
    for row in queries.processes(work, [own.id]):
        tasks.setdefault(f"{row.task_number} {row.task}", []).append(row)
    return tasks


def _show_conflict(work: Work, found: Reading, form: EvidenceRuleForm) -> str:
    rule = queries.rule(work, found.qualification.id)
    form.form_errors.append(said(ChangedMeanwhile().message))
    form.version.stand_at(rule.version if rule else 0)
    return _show_rule(work, found, form, rule, stands=True)


def _show_rule(
    work: Work,
    found: Reading,
    form: EvidenceRuleForm,
    rule: EvidenceRule | None,
    *,
    meaning: str = "",
    stands: bool = False,
) -> str:
    edits = work.allows(Permission.SET_EVIDENCE_RULE, found)
    manages = work.allows(QualificationPermission.EDIT_QUALIFICATION, found.qualification)
    return render_template(
        "portfolio/quality/evidence_rule.html",
        qualification=found.qualification,
        state=state_sign(found.qualification.state),
        identity=identity(found.qualification),
        tabs=tabs(found.qualification, "portfolio.evidence_rule") if manages else [],
        form=form,
        edits=edits,
        manages=manages,
        asked=pages.asked_in_words(queries.asks_of(rule) if rule else None),
        meaning=meaning,
        stands=stands,
    )
