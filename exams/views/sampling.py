"""Doors to the samples of the board: plans, what they draw, a second look, closing (BR-34)."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from exams.actions import sampling as actions
from exams.forms.quality import FINDINGS, ReviewForm, SamplingForm
from exams.models import SamplingPlan
from exams.pages.quality import sample_page
from exams.pages.sittings import state_seen_by
from exams.permissions import Permission
from exams.queries import quality
from exams.queries import sampling as found
from exams.queries.sampling import DrawnSitting
from exams.rules.sampling import Finding
from exams.views.blueprint import bp
from foundation.web.guard import Subject
from foundation.work import Work

PLAN = Subject(load=found.plan, sees=Permission.SEE_QUALITY)
DRAWN = Subject(load=found.drawn_sitting, sees=Permission.SEE_SAMPLE)
MOST_OFFERED = 1_000
KINDS = {Finding.IN_ORDER: "ok", Finding.REMARKS: "info", Finding.NOT_IN_ORDER: "attention"}


@bp.get("/sampling", needs=Permission.SEE_QUALITY)
def sampling(work: Work) -> ResponseReturnValue:
    """The plans, and how far each of them is."""
    draws = found.draws(work)
    todo = sum(len(draw.sittings) - draw.done for draw in draws if draw.plan.closed_at is None)
    return render_template("exams/quality/plans.html", draws=draws, todo=todo)


@bp.get("/sampling/new", needs=Permission.PLAN_SAMPLE)
def new_sampling_plan(work: Work) -> ResponseReturnValue:
    """A plan to fill in."""
    form = SamplingForm(formdata=None)
    form.prepare()
    form.form.data = request.args.get("form", type=int)
    return _plan_form(work, form)


@bp.post("/sampling/new", needs=Permission.PLAN_SAMPLE)
def make_sampling_plan(work: Work) -> ResponseReturnValue:
    """Draw a lot."""
    form = SamplingForm()
    _offer(work, form)
    if not form.validate():
        return _plan_form(work, form), 422
    plan = actions.plan_sample(work, form.facts, form_key=form.form_key.data or "")
    flash(_("The plan is made. These exams are looked at again."), "success")
    return redirect(url_for(".sampling_plan", plan_id=plan.id), 303)


def _offer(work: Work, form: SamplingForm) -> None:
    form.offer([row.form for row in quality.families(work, quality.Period(), limit=MOST_OFFERED)])


def _plan_form(work: Work, form: SamplingForm) -> str:
    _offer(work, form)
    return render_template("exams/quality/plan_form.html", form=form)


@bp.get("/sampling/<int:plan_id>", needs=Permission.SEE_QUALITY, load=PLAN)
def sampling_plan(work: Work, plan: SamplingPlan) -> ResponseReturnValue:
    """What it draws, what was found, and the share done."""
    draw = found.draw(work, plan)
    page = sample_page(draw, found.sittings_drawn(work, draw.sittings))
    return render_template(
        "exams/quality/plan.html",
        page=page,
        reviews={
            line.sitting.id: work.allows(Permission.REVIEW_SAMPLE, DrawnSitting(plan=plan, sitting=line.sitting))
            for line in page.lines
        },
        state_of=state_seen_by(work),
        findings=FINDINGS,
        kinds=KINDS,
        goes_on=plan.ends_on >= work.today and plan.closed_at is None,
    )


@bp.post("/sampling/<int:plan_id>/close", needs=Permission.PLAN_SAMPLE, load=PLAN)
def close_sampling_plan(work: Work, plan: SamplingPlan) -> ResponseReturnValue:
    """Done with it."""
    actions.close_plan(work, plan)
    flash(_("The plan is closed."), "success")
    return redirect(url_for(".sampling_plan", plan_id=plan.id), 303)


@bp.get("/sampling/<int:plan_id>/sittings/<int:sitting_id>", needs=Permission.SEE_SAMPLE, load=DRAWN)
def sample(work: Work, drawn: DrawnSitting) -> ResponseReturnValue:
    """One exam that was drawn, and a form for what is found."""
    form = ReviewForm(formdata=None)
    form.prepare()
    return _sample(work, drawn, form)


@bp.post("/sampling/<int:plan_id>/sittings/<int:sitting_id>", needs=Permission.REVIEW_SAMPLE, load=DRAWN)
def review_sample(work: Work, drawn: DrawnSitting) -> ResponseReturnValue:
    """Keep what was found."""
    form = ReviewForm()
    if not form.validate():
        return _sample(work, drawn, form), 422
    actions.review_sample(
        work, drawn, Finding(form.finding.data), remark=form.remark.data or "", form_key=form.form_key.data or ""
    )
    flash(_("Your finding is kept."), "success")
    return redirect(url_for(".sampling_plan", plan_id=drawn.plan.id), 303)


def _sample(work: Work, drawn: DrawnSitting, form: ReviewForm) -> str:
    return render_template(
        "exams/quality/sample.html",
        drawn=drawn,
        form=form,
        reviews=found.reviews_of(work, drawn),
        may_review=work.allows(Permission.REVIEW_SAMPLE, drawn) and drawn.plan.closed_at is None,
        state=state_seen_by(work)(drawn.sitting),
        findings=FINDINGS,
        kinds=KINDS,
    )
