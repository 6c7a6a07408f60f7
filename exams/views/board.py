"""Doors for the exam board: what waits, ratifying with a decision, the decisions, annulling."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import TypeVar

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from exams.actions import ratifying as actions
from exams.actions.deciding import NumberTaken
from exams.actions.unseen import ChangedSince
from exams.documents.decision import minutes
from exams.forms import chosen_in, moment_of, whole
from exams.forms.annulling import AnnulForm
from exams.forms.board import DecisionForm, NumberedForm
from exams.models import BoardDecision, Sitting
from exams.pages.board import KINDS, overview, waiting_rows
from exams.pages.sittings import state_seen_by
from exams.permissions import Permission
from exams.queries import board as found
from exams.rules.decisions import DecisionKind, next_number
from exams.views.blueprint import bp
from exams.views.planning import SITTING
from exams.views.results import PDF, as_file, school_name, seen
from exams.views.shown import carried, on_page
from foundation.web.forms import sent_choices
from foundation.web.guard import Subject
from foundation.work import Work
from people.models import Person

ROWS = 25
T = TypeVar("T", bound=DecisionForm)
N = TypeVar("N", bound=NumberedForm)
DECISION = Subject(load=found.decision, sees=Permission.SEE_DECISION)


def page_number() -> int:
    """The page of a list that is asked for."""
    return max(whole(request.args.get("page")) or 1, 1)


def day_in(name: str) -> date | None:
    """A day of the address, if it is one."""
    try:
        day = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2200 else None


def _wanted() -> found.Wanted:
    since, until = day_in("since"), day_in("until")
    midnight = time()
    return found.Wanted(
        words=request.args.get("q", ""),
        family=whole(request.args.get("exam")),
        qualification=whole(request.args.get("qualification")),
        group=request.args.get("group", ""),
        since=moment_of(since, midnight) if since else None,
        until=moment_of(until + timedelta(days=1), midnight) if until else None,
        passed={"passed": True, "failed": False}.get(request.args.get("result", "")),
        sort=request.args.get("sort", "signed"),
    )


@bp.get("/results/waiting", needs=Permission.SEE_WAITING_RESULTS)
def waiting_results(work: Work) -> ResponseReturnValue:
    """What the board still has to ratify, with what is unusual; what a member examined is shown, not offered."""
    wanted, page = _wanted(), page_number()
    total = found.worklist_count(work, wanted)
    sittings = found.worklist(work, wanted, limit=ROWS, offset=(page - 1) * ROWS)
    kinds = found.waiting_kinds(work)
    return render_template(
        "exams/waiting_results.html",
        rows=waiting_rows(work, sittings),
        state_of=state_seen_by(work),
        wanted=wanted,
        total=total,
        page=page,
        pages=-(-total // ROWS),
        exams=sorted({(row.family, row.title) for row in kinds}, key=lambda pair: pair[1].lower()),
        qualifications=sorted({(row[2], row[3]) for row in kinds}, key=lambda pair: pair[1].lower()),
        groups=sorted({row.group_name for row in kinds if row.group_name}),
        conflicts=found.conflicting_members(work),
    )


def _chosen(work: Work) -> list[Sitting]:
    if request.form.get("everything") == "1":
        return found.worklist(work, _wanted())
    return found.chosen_results(work, set(chosen_in(sent_choices("chosen"))))


@bp.post("/results/ratify/overview", needs=Permission.SEE_WAITING_RESULTS)
def ratify_overview(work: Work) -> ResponseReturnValue:
    """What is unusual about the whole selection, and the decision to be written down."""
    sittings = _chosen(work)
    if not sittings:
        flash(_("Choose results first."), "warning")
        return redirect(url_for(".waiting_results"), 303)
    return _show_overview(work, sittings, prepared(work, DecisionForm(formdata=None)))


@bp.post("/results/ratify", needs=Permission.SEE_WAITING_RESULTS)
def ratify_chosen(work: Work) -> ResponseReturnValue:
    """Make the chosen results final by one decision, each checked by itself."""
    sittings, form, shown = _chosen(work), offered(work, DecisionForm()), on_page()
    if not (sittings or shown) and not actions.ratified_by(work, form.key):
        flash(_("Choose results first."), "warning")
        return redirect(url_for(".waiting_results"), 303)
    if not form.validate():
        return _show_overview(work, sittings, form), 422
    try:
        outcome = actions.ratify_all(work, sittings, form.decision, shown)
    except NumberTaken as refusal:
        work.discard()
        return _show_overview(work, _chosen(work), renumbered(work, form)), refusal.status
    except ChangedSince as refusal:
        work.discard()
        return _show_overview(work, _chosen(work), form, refusal), refusal.status
    for sitting in outcome.passed_over:
        flash(
            _(
                "%(name)s: somebody who neither examined nor corrected this must ratify it.",
                name=sitting.candidate.name,
            ),
            "warning",
        )
    if outcome.decision is None:
        return redirect(url_for(".waiting_results"), 303)
    flash(_ratified(outcome), "success")
    return redirect(url_for(".decision", decision_id=outcome.decision.id), 303)


def _ratified(outcome: actions.Ratified) -> str:
    if not outcome.done:
        return str(_("These results are final already."))
    return str(ngettext("%(num)s result is final.", "%(num)s results are final.", outcome.done))


@bp.get("/sittings/<int:sitting_id>/ratify", needs=Permission.RATIFY, load=SITTING, records=seen)
def ratify_one(work: Work, sitting: Sitting) -> ResponseReturnValue:
    """The same for one result."""
    return _show_overview(work, [sitting], prepared(work, DecisionForm(formdata=None)))


@bp.post("/sittings/<int:sitting_id>/ratify", needs=Permission.RATIFY, load=SITTING)
def ratify(work: Work, sitting: Sitting) -> ResponseReturnValue:
    """Make this result final."""
    form = offered(work, DecisionForm())
    if not form.validate():
        return _show_overview(work, [sitting], form), 422
    try:
        actions.ratify_all(work, [sitting], form.decision, on_page())
    except NumberTaken as refusal:
        work.discard()
        return _show_overview(work, [sitting], renumbered(work, form)), refusal.status
    except ChangedSince as refusal:
        work.discard()
        return _show_overview(work, [sitting], form, refusal), refusal.status
    flash(_("The result of %(name)s is final.", name=sitting.candidate.name), "success")
    return redirect(url_for(".result", sitting_id=sitting.id), 303)


def _show_overview(
    work: Work, sittings: Sequence[Sitting], form: DecisionForm, changed: ChangedSince | None = None
) -> str:
    whole = overview(work, sittings)
    return render_template(
        "exams/board/ratify.html",
        overview=whole,
        shown=carried(work, [row.sitting for row in whole.allowed], anew=changed is not None),
        changed=changed,
        form=form,
        state_of=state_seen_by(work),
    )


def offered(work: Work, form: T) -> T:
    """The form with the members who can have been there."""
    form.offer(found.board_members(work))
    return form


def prepared(work: Work, form: T) -> T:
    """A form to be filled in: the next number of this year, today, and whoever fills it in."""
    members = found.board_members(work)
    form.offer(members)
    here = [member.id for member in members if member.id == work.actor.id]
    form.propose(number=proposed(work), today=work.today, present=here)
    form.form_key.data = form.key
    return form


def sent_again() -> list[tuple[str, str]]:
    """Everything that was sent, to be sent once more from a page that shows what it would do."""
    return [(name, value) for name, value in request.form.items(multi=True) if name not in ("csrf_token", "change")]


def proposed(work: Work) -> str:
    """The next free number of this year."""
    return next_number(work.today.year, found.numbers_of(work, work.today.year))


def renumbered(work: Work, form: N) -> N:
    """The form with all that was typed, and the next free number."""
    free = proposed(work)
    form.number.errors = [_("Another decision has this number already. Number %(number)s is free.", number=free)]
    return form


# Decisions


@bp.get("/decisions", needs=Permission.SEE_DECISIONS)
def decisions(work: Work) -> ResponseReturnValue:
    """The decisions of the board, by number and period."""
    page, words = page_number(), request.args.get("q", "")
    kind = next((kind for kind in DecisionKind if kind.value == request.args.get("kind")), None)
    since, until = day_in("since"), day_in("until")
    total = found.decision_count(work, words=words, kind=kind, since=since, until=until)
    rows = found.decisions(work, words=words, kind=kind, since=since, until=until, limit=ROWS, offset=(page - 1) * ROWS)
    return render_template(
        "exams/board/decisions.html",
        rows=rows,
        kinds=KINDS,
        kind=kind,
        words=words,
        total=total,
        page=page,
        pages=-(-total // ROWS),
        conflicts=found.conflicting_members(work),
    )


@bp.get("/decisions/<int:decision_id>", needs=Permission.SEE_DECISION, load=DECISION)
def decision(work: Work, decision: BoardDecision) -> ResponseReturnValue:
    """One decision: who was there, why, and what it is about."""
    return render_template(
        "exams/board/decision.html",
        decision=decision,
        kind=KINDS[decision.kind],
        decided=found.decided(work, decision),
        people=_people(work, decision),
        state_of=state_seen_by(work),
    )


@bp.get("/decisions/<int:decision_id>/minutes.pdf", needs=Permission.SEE_DECISION, load=DECISION)
def decision_paper(work: Work, decision: BoardDecision) -> ResponseReturnValue:
    """The same on paper."""
    paper = minutes(
        decision,
        found.decided(work, decision),
        people=_people(work, decision),
        kind=str(KINDS[decision.kind]),
        state_of=state_seen_by(work),
        school=school_name(work),
    )
    return as_file(paper, PDF, _("decision %(number)s", number=decision.number) + ".pdf")


def _people(work: Work, decision: BoardDecision) -> dict[int, Person]:
    ids = {int(member) for member in decision.present}
    return found.people_called(work, ids | ({decision.made_by} if decision.made_by else set()))


@bp.get("/sittings/<int:sitting_id>/annul", needs=Permission.ANNUL, load=SITTING)
def ask_annul(work: Work, sitting: Sitting) -> ResponseReturnValue:
    """What annulling does, and the decision to be written down."""
    return _show_annul(work, sitting, prepared(work, AnnulForm(formdata=None)))


@bp.post("/sittings/<int:sitting_id>/annul", needs=Permission.ANNUL, load=SITTING)
def annul(work: Work, sitting: Sitting) -> ResponseReturnValue:
    """Declare this result void."""
    form = offered(work, AnnulForm())
    if not form.validate():
        return _show_annul(work, sitting, form), 422
    try:
        actions.annul(work, sitting, form.decision, on_page(), given=form.annulling)
    except NumberTaken as refusal:
        work.discard()
        return _show_annul(work, sitting, renumbered(work, form)), refusal.status
    except ChangedSince as refusal:
        work.discard()
        return _show_annul(work, sitting, form, refusal), refusal.status
    flash(_("The result of %(name)s is annulled. It counts no more.", name=sitting.candidate.name), "success")
    return redirect(url_for(".result", sitting_id=sitting.id), 303)


def _show_annul(work: Work, sitting: Sitting, form: AnnulForm, changed: ChangedSince | None = None) -> str:
    return render_template(
        "exams/board/annul.html",
        sitting=sitting,
        form=form,
        shown=carried(work, [sitting], anew=changed is not None),
        changed=changed,
    )
