"""Rules of linking: built without code, looked at, switched on and off."""

from collections.abc import Callable

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from certification.actions.linking import rules as actions
from certification.events.linking import RulePreviewTaken
from certification.forms.linking import read_criterion
from certification.models import LinkRule
from certification.pages.linking import effects
from certification.pages.linking import rules as pages
from certification.pages.linking.words import CHANGES
from certification.permissions import Permission
from certification.queries.linking import rules as queries
from certification.queries.linking.preview import Effect, Preview, people_all, people_page, preview
from certification.queries.linking.vocabulary import vocabulary
from certification.rules.linking.conditions import asked_from
from certification.rules.linking.states import Change, How, RuleState
from certification.views.blueprint import bp
from certification.views.linking.asked import asked, number_asked, page_asked, whole_number
from foundation.messages import say
from foundation.refusals import Refusal, Unreadable
from foundation.sheets import write_workbook
from foundation.web.forms import sent_choices
from foundation.web.guard import Subject
from foundation.web.words import page_language, said
from foundation.work import Work
from qualification_files import queries as files
from qualification_files.pages import identity
from qualification_files.pages.lists import Filter
from qualification_files.rules import LinkOrigin

RULE = Subject(load=queries.rule, sees=Permission.SEE_RULES)
MANAGE = Permission.MANAGE_RULES


@bp.get("/organisation/rules", needs=Permission.SEE_RULES)
def rules(work: Work) -> ResponseReturnValue:
    """All rules, with how many links each holds."""
    return _list_page(work)


@bp.post("/organisation/rules", needs=MANAGE)
def add_rule(work: Work) -> ResponseReturnValue:
    """A new rule, which links nobody yet."""
    try:
        made = actions.make_rule(work, request.form.get("name", ""))
    except Unreadable as wrong:
        return _list_page(work, wrong=said(wrong.message)), 422
    return redirect(url_for(".rule", rule_id=made.id), 303)


@bp.get("/organisation/rules/<int:rule_id>", needs=Permission.SEE_RULES, load=RULE)
def rule(work: Work, row: LinkRule) -> ResponseReturnValue:
    """The rule as it is being worked on."""
    return _rule_page(work, row)


@bp.post("/organisation/rules/<int:rule_id>/name", needs=MANAGE, load=RULE)
def rename_rule(work: Work, row: LinkRule) -> ResponseReturnValue:
    """Call it something else."""
    return _done(work, row, lambda: actions.name_rule(work, row, request.form.get("name", ""), version=_version()))


@bp.post("/organisation/rules/<int:rule_id>/qualifications", needs=MANAGE, load=RULE)
def rule_asks(work: Work, row: LinkRule) -> ResponseReturnValue:
    """What whoever fits is to follow."""
    chosen = [number for text in sent_choices("qualification") if (number := whole_number(text))]
    required = request.form.get("required") != "no"
    return _done(work, row, lambda: actions.ask_for(work, row, chosen, required=required, version=_version()))


@bp.post("/organisation/rules/<int:rule_id>/criteria", needs=MANAGE, load=RULE)
def add_criterion(work: Work, row: LinkRule) -> ResponseReturnValue:
    """One more question in a group."""

    def add() -> None:
        words = vocabulary(work, page_language())
        criterion = read_criterion(request.form.get("key", ""), request.form, words)
        actions.add_criterion(work, row, _node(), criterion, version=_version())

    return _done(work, row, add)


@bp.post("/organisation/rules/<int:rule_id>/condition", needs=MANAGE, load=RULE)
def change_condition(work: Work, row: LinkRule) -> ResponseReturnValue:
    """Add a group, turn around, ask all or any, or take out."""
    deed = DEEDS.get(request.form.get("deed", ""))
    if deed is None:
        raise Unreadable(say("Choose from the list."))
    return _done(work, row, lambda: deed(work, row, _node(), _version()))


@bp.get("/organisation/rules/<int:rule_id>/preview", needs=Permission.SEE_RULES, load=RULE)
def preview_rule(work: Work, row: LinkRule) -> ResponseReturnValue:
    """Who gains, who loses and who cannot, each with the reasons."""
    return _preview_page(work, row)


@bp.get(
    "/organisation/rules/<int:rule_id>/preview/export",
    needs=Permission.SEE_RULES,
    load=RULE,
    records=lambda _work, row: RulePreviewTaken(rule_id=row.id),
)
def export_preview(work: Work, row: LinkRule) -> ResponseReturnValue:
    """The same as a workbook, all people."""
    found, words = _preview(work, row), vocabulary(work, page_language())
    lines = [
        [effect.qualification.name, line.person.name, line.person.number or "", said(line.change), _joined(line)]
        for effect in found.effects
        for change in Change
        for line in effects.person_lines(found, effect, change, people_all(work, effect.people(change)), words)
    ]
    headings = [_("Qualification"), _("Name"), _("Number"), _("What happens"), _("Why")]
    return _workbook(write_workbook(_("Preview"), headings, lines), _("preview.xlsx"))


@bp.post("/organisation/rules/<int:rule_id>/on", needs=MANAGE, load=RULE)
def switch_rule_on(work: Work, row: LinkRule) -> ResponseReturnValue:
    """Let it count, as it was looked at."""
    try:
        actions.switch_on(work, row, version=_version())
    except actions.Contradiction as refusal:
        work.discard()
        return _rule_page(work, queries.rule(work, row.id), wrong=said(refusal.message)), refusal.status
    flash(
        _("The rule is on. People are being linked in the background.")
        if row.job_id
        else _("The rule is on: whoever fits is linked, and so is whoever comes to fit it."),
        "success",
    )
    return redirect(url_for(".rule", rule_id=row.id), 303)


@bp.post("/organisation/rules/<int:rule_id>/off", needs=MANAGE, load=RULE)
def switch_rule_off(work: Work, row: LinkRule) -> ResponseReturnValue:
    """Let it count no longer."""
    actions.switch_off(work, row, version=_version())
    flash(_("The rule is off. What it alone held is no longer required; the history stays."), "success")
    return redirect(url_for(".rule", rule_id=row.id), 303)


@bp.post("/organisation/rules/<int:rule_id>/remove", needs=MANAGE, load=RULE)
def remove_rule(work: Work, row: LinkRule) -> ResponseReturnValue:
    """Take a draft away."""
    actions.remove_rule(work, row, version=_version())
    flash(_("The draft is gone."), "success")
    return redirect(url_for(".rules"), 303)


@bp.get("/organisation/rules/<int:rule_id>/progress", needs=Permission.SEE_RULES, load=RULE)
def rule_progress(work: Work, row: LinkRule) -> ResponseReturnValue:
    """How far linking is, for the page that follows it."""
    job = queries.job_of(work, row.job_id)
    if job is None:
        return jsonify(state="done", done=0, total=0, message=_("Everybody was looked at."))
    state = "failed" if job.state == "parked" else "running"
    message = _("%(done)s of %(total)s people were dealt with.", done=job.done, total=job.total or "?")
    return jsonify(state=state, done=job.done, total=job.total or 0, message=message)


DEEDS: dict[str, Callable[[Work, LinkRule, int, int], None]] = {
    "group-all": lambda work, row, node, version: actions.add_group(work, row, node, How.ALL, version=version),
    "group-any": lambda work, row, node, version: actions.add_group(work, row, node, How.ANY, version=version),
    "all": lambda work, row, node, version: actions.ask_all_or_any(work, row, node, How.ALL, version=version),
    "any": lambda work, row, node, version: actions.ask_all_or_any(work, row, node, How.ANY, version=version),
    "turn": lambda work, row, node, version: actions.turn_around(work, row, node, version=version),
    "out": lambda work, row, node, version: actions.take_out(work, row, node, version=version),
}


def _done(work: Work, row: LinkRule, deed: Callable[[], None]) -> ResponseReturnValue:
    """Do it and show the rule again; what cannot be read is told above the rule, and nothing is lost of it."""
    try:
        deed()
    except Refusal as refusal:
        work.discard()
        return _rule_page(work, queries.rule(work, row.id), wrong=said(refusal.message)), refusal.status
    return redirect(url_for(".rule", rule_id=row.id), 303)


def _list_page(work: Work, *, wrong: str = "") -> str:
    wanted = queries.WantedRules(asked("q"), asked("state"), asked("sort") or "name", page_asked())
    page = queries.rules(work, wanted)
    words = vocabulary(work, page_language())
    states = [(state.value, said(pages.state_of(state).words)) for state in RuleState]
    conditions = {row.id: pages.rule_words(asked_from(row.wanted).condition, words) for row in page.rows}
    asking = {number for row in page.rows for number in row.wanted["qualification_ids"]}
    return render_template(
        "certification/linking/rules.html",
        page=page,
        wanted=wanted,
        filters=[Filter("state", _("State"), states, wanted.state)],
        held=queries.held_by_rules(work, [row.id for row in page.rows]),
        conditions=conditions,
        qualifications={one.id: one for one in files.qualifications_by_id(work, sorted(asking))},
        state_of=pages.state_of,
        may_manage=work.allows(MANAGE),
        wrong=wrong,
    )


def _rule_page(work: Work, row: LinkRule, *, wrong: str = "") -> str:
    wanted, words = asked_from(row.wanted), vocabulary(work, page_language())
    clash = actions.clash_of(work, wanted)
    return render_template(
        "certification/linking/rule.html",
        rule=row,
        root=pages.node_line(wanted.condition, words),
        asked_now=wanted,
        chosen=files.qualifications_by_id(work, wanted.qualification_ids),
        offered=files.active_qualifications(work),
        identity=identity,
        sign=pages.state_of(row.state),
        is_changed=row.in_force is not None and row.in_force != row.wanted,
        clash=pages.clash_words(clash, words) if clash else None,
        missing=actions.why_not_on(wanted),
        at=number_asked("at"),
        keys=pages.offered_keys(words),
        field=pages.field_for(asked("key"), words) if asked("key") else None,
        held=queries.held_by_rules(work, [row.id]).get(row.id, 0),
        job=queries.job_of(work, row.job_id),
        may_manage=work.allows(MANAGE),
        wrong=wrong,
    )


def _preview(work: Work, row: LinkRule) -> Preview:
    return preview(work, (LinkOrigin.BY_RULE, row.id), asked_from(row.wanted))


def _preview_page(work: Work, row: LinkRule) -> str:
    found, words = _preview(work, row), vocabulary(work, page_language())
    effect, change = _chosen(found)
    page = people_page(work, effect.people(change) if effect else [], page_asked())
    clash = actions.clash_of(work, found.asked)
    return render_template(
        "certification/linking/rule_preview.html",
        rule=row,
        found=found,
        summary=effects.summary(found),
        lines=effects.effect_lines(found),
        chosen=effect.qualification if effect else None,
        change=change,
        change_words=CHANGES[change],
        page=page,
        people=effects.person_lines(found, effect, change, page.rows, words) if effect else [],
        clash=pages.clash_words(clash, words) if clash else None,
        missing=actions.why_not_on(found.asked),
        may_manage=work.allows(MANAGE),
        identity=identity,
    )


def _chosen(found: Preview) -> tuple[Effect | None, Change]:
    """Which qualification and which change the address asks for; otherwise the first that something happens to."""
    wanted = number_asked("qualification")
    effect = next((one for one in found.effects if one.qualification.id == wanted), None)
    if effect is None:
        effect = next((one for one in found.effects if any(map(one.count, Change))), None)
    if asked("what") in tuple(Change):
        return effect, Change(asked("what"))
    first = next((change for change in Change if effect and effect.count(change)), Change.GAINS)
    return effect, first


def _version() -> int:
    return whole_number(request.form.get("version", "")) or 0


def _node() -> int:
    return whole_number(request.form.get("node", "")) or 0


def _joined(line: effects.PersonLine) -> str:
    return "; ".join(str(said(reason)) for reason in line.reasons)


def _workbook(content: bytes, name: str) -> Response:
    response = Response(content, mimetype="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
