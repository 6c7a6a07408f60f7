"""The board looks again at a part of the exams (BR-34)."""

from dataclasses import dataclass
from datetime import date

from exams.actions.repeats import add_once, key_for
from exams.actions.wording import require_words
from exams.events.quality import SamplingClosed, SamplingPlanned, SittingSampled
from exams.models import SampleReview, SamplingPlan
from exams.permissions import Permission
from exams.queries import sampling as found
from exams.queries.sampling import DrawnSitting
from exams.rules.sampling import Finding
from foundation.messages import say
from foundation.refusals import Refusal
from foundation.secrets import new_salt
from foundation.work import Work


@dataclass(frozen=True, kw_only=True)
class PlanFacts:
    """Which share of which exams."""

    title: str
    form_id: int | None  # empty: all exams
    percentage: int
    starts_on: date
    ends_on: date


def plan_sample(work: Work, facts: PlanFacts, *, form_key: str) -> SamplingPlan:
    """Look again at this share; which exams these are follows from a lot that is drawn now, once."""
    key = key_for(work, form_key, *vars(facts).values())
    if before := found.plan_sent(work, key):
        return before  # pressed twice
    if facts.ends_on < facts.starts_on:
        raise Refusal(say("The last day lies before the first."))
    plan = SamplingPlan(
        title=facts.title,
        form_id=facts.form_id,
        percentage=facts.percentage,
        starts_on=facts.starts_on,
        ends_on=facts.ends_on,
        seed=new_salt(),
        made_by=work.actor.id,
        made_at=work.now,
        form_key=key,
    )
    made = add_once(work, plan, lambda: found.plan_sent(work, key))
    if made is plan:
        work.emit(SamplingPlanned(plan_id=plan.id, form_id=plan.form_id, percentage=plan.percentage))
    return made


def close_plan(work: Work, plan: SamplingPlan) -> None:
    """Done with it: nothing is drawn or found any more."""
    _hold(work, plan)
    if plan.closed_at:
        return  # by somebody else, or pressed twice
    plan.closed_at = work.now
    work.emit(SamplingClosed(plan_id=plan.id))


def review_sample(work: Work, subject: DrawnSitting, finding: Finding, *, remark: str, form_key: str) -> None:
    """What a second look found; an earlier finding stays beside it."""
    key = key_for(work, form_key, subject.plan.id, subject.sitting.id, finding, remark)
    if found.review_sent(work, key):
        return  # pressed twice
    _hold(work, subject.plan)
    if subject.plan.closed_at:
        raise Refusal(say("This plan is closed."))
    work.require(Permission.REVIEW_SAMPLE, subject)
    if finding is not Finding.IN_ORDER:
        require_words(remark, say("Say what you found."))
    if work.actor.id is None:
        raise Refusal(say("Somebody of the board has to look."))
    work.db.add(
        SampleReview(
            plan_id=subject.plan.id,
            sitting_id=subject.sitting.id,
            finding=finding,
            remark=remark,
            reviewed_by=work.actor.id,
            reviewed_at=work.now,
            form_key=key,
        )
    )
    work.emit(
        SittingSampled(
            plan_id=subject.plan.id,
            sitting_id=subject.sitting.id,
            person_id=subject.candidate_id,
            finding=finding,
        )
    )


def _hold(work: Work, plan: SamplingPlan) -> None:
    """One closes while another writes a finding: they come one after the other."""
    work.db.refresh(plan, ["closed_at"], with_for_update=True)
