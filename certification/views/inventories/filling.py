"""Filling in a questionnaire: welcome, a question a screen, an overview, and what became of it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from certification.actions.inventories import filling as actions
from certification.pages.inventories.answers import answer_lines, asking
from certification.pages.inventories.deciding import decidables
from certification.pages.inventories.words import RUN_STATES, proposal_state
from certification.permissions import Permission
from certification.queries import inventories as queries
from certification.queries.inventories import OfferedInventory, OwnQuestion, OwnRun
from certification.rules.inventories import Answers, InventoryState, RunState, WrongAnswer, course
from certification.views.blueprint import bp
from certification.views.inventories.subjects import OFFERED, OWN_QUESTION, OWN_RUN
from foundation.access import Everyone
from foundation.web.words import said
from foundation.work import Work

FILL_IN = Permission.FILL_IN_INVENTORY
OVERVIEW = "overview"


@bp.get("/inventories/mine", needs=Everyone.SIGNED_IN)
def own_inventories(work: Work) -> ResponseReturnValue:
    """What somebody is asked, may fill in, and has filled in."""
    runs = queries.own_runs(work)
    return render_template(
        "certification/inventories/mine.html",
        open=[run for run in runs if run.state is not RunState.SENT],
        sent=[run for run in runs if run.state is RunState.SENT],
        proposal_state=proposal_state,
        offered=queries.offered_to_me(work),
        states=RUN_STATES,
    )


@bp.get("/inventories/<int:inventory_id>/begin", needs=Permission.BEGIN_INVENTORY, load=OFFERED)
def offered_inventory(work: Work, found: OfferedInventory) -> ResponseReturnValue:
    """The welcome; whoever is busy with it goes on where that was."""
    if found.run is not None and found.run.begun_at is not None:
        return redirect(url_for(".own_run", run_id=found.run.id), 303)
    version = queries.latest_version(work, found.inventory.id)
    return render_template(
        "certification/inventories/welcome.html",
        inventory=found.inventory,
        version=version,
        is_closed=found.inventory.state is not InventoryState.PUBLISHED,
        may_begin=found.run is not None or found.inventory.open_for_all,
        was_filled_in=found.was_filled_in,
    )


@bp.post("/inventories/<int:inventory_id>/begin", needs=Permission.BEGIN_INVENTORY, load=OFFERED)
def begin_inventory(work: Work, found: OfferedInventory) -> ResponseReturnValue:
    """Begin, or go on."""
    run = actions.begin(work, found)
    return redirect(url_for(".own_run", run_id=run.id), 303)


@bp.get("/inventories/answers/<int:run_id>", needs=FILL_IN, load=OWN_RUN)
def own_run(work: Work, own: OwnRun) -> ResponseReturnValue:
    """Where somebody was: the open question, the overview, or what became of it."""
    return redirect(_where(work, own), 303)


@bp.get("/inventories/answers/<int:run_id>/<key>", needs=FILL_IN, load=OWN_QUESTION)
def own_question(work: Work, own: OwnQuestion) -> ResponseReturnValue:
    """One question; one that is not asked leads to the one that is."""
    answers = queries.answers_of(work, own.run.id)
    way = course(own.design, answers)
    if own.run.state is not RunState.BEGUN or own.question.key not in (*way.asked, way.now):
        return redirect(_where(work, own), 303)
    return _question_page(own, answers)


@bp.post("/inventories/answers/<int:run_id>/<key>", needs=FILL_IN, load=OWN_QUESTION)
def answer_question(work: Work, own: OwnQuestion) -> ResponseReturnValue:
    """Keep the answer at once, and go on."""
    sent, key = request.form.getlist("answer")[:50], own.question.key
    try:
        done = actions.answer(work, own, key, sent)
    except WrongAnswer as refusal:
        work.discard()
        answers = queries.answers_of(work, own.run.id)
        return _question_page(own, answers, sent=sent, wrong=said(refusal.message)), refusal.status
    except actions.NoLongerAsked as refusal:
        work.discard()
        flash(said(refusal.message), "info")
        return redirect(url_for(".own_run", run_id=own.run.id), 303)
    if done.dropped:
        flash(_dropped(done.dropped), "info")
    following = done.course.now if request.form.get("back") == OVERVIEW else done.next_after(key)
    if following is None:
        return redirect(url_for(".own_overview", run_id=own.run.id), 303)
    return redirect(url_for(".own_question", run_id=own.run.id, key=following), 303)


@bp.get("/inventories/answers/<int:run_id>/overview", needs=FILL_IN, load=OWN_RUN)
def own_overview(work: Work, own: OwnRun) -> ResponseReturnValue:
    """All that was answered, before it is sent."""
    answers = queries.answers_of(work, own.run.id)
    if own.run.state is not RunState.BEGUN:
        return redirect(_where(work, own), 303)
    way = course(own.design, answers)
    return render_template(
        "certification/inventories/overview.html",
        run=own.run,
        version=own.version,
        lines=answer_lines(own.design, answers),
        now=way.now,
    )


@bp.post("/inventories/answers/<int:run_id>/send", needs=FILL_IN, load=OWN_RUN)
def send_inventory(work: Work, own: OwnRun) -> ResponseReturnValue:
    """Send it in; twice is once."""
    actions.send(work, own)
    return redirect(url_for(".own_done", run_id=own.run.id), 303)


@bp.get("/inventories/answers/<int:run_id>/done", needs=FILL_IN, load=OWN_RUN)
def own_done(work: Work, own: OwnRun) -> ResponseReturnValue:
    """The closing words, what was answered, and what is decided so far."""
    if own.run.state is not RunState.SENT:
        return redirect(_where(work, own), 303)
    answers = queries.answers_of(work, own.run.id)
    return render_template(
        "certification/inventories/done.html",
        run=own.run,
        version=own.version,
        lines=answer_lines(own.design, answers),
        proposals=decidables(own.design, answers, queries.proposals_of(work, own.run.id)),
    )


def _where(work: Work, own: OwnRun) -> str:
    if own.run.state is RunState.SENT:
        return url_for(".own_done", run_id=own.run.id)
    now = course(own.design, queries.answers_of(work, own.run.id)).now
    if now is None:
        return url_for(".own_overview", run_id=own.run.id)
    return url_for(".own_question", run_id=own.run.id, key=now)


def _question_page(own: OwnQuestion, answers: Answers, *, sent: list[str] | None = None, wrong: str = "") -> str:
    way = course(own.design, answers)
    key = own.question.key
    number = way.asked.index(key) + 1 if key in way.asked else len(way.asked) + 1
    return render_template(
        "certification/inventories/fill_in.html",
        run=own.run,
        version=own.version,
        asking=asking(own.question, number, answers.get(key), sent),
        before=way.before(key),
        wrong=wrong,
        to_overview=OVERVIEW in (request.args.get("back"), request.form.get("back")),
    )


def _dropped(count: int) -> str:
    words: str = ngettext(
        "One earlier answer no longer follows from this one and was dropped.",
        "%(num)s earlier answers no longer follow from this one and were dropped.",
        count,
    )
    return words
