"""Judges say how likely somebody just good enough achieves each step (Angoff)."""

from collections.abc import Mapping

from exams.actions.forms import lock_form
from exams.events.quality import StepsJudged
from exams.models import AngoffJudgement, ExamForm
from exams.queries.quality import AngoffRound, own_judgements
from exams.rules.design import FormState
from foundation.messages import say
from foundation.refusals import Refusal
from foundation.work import Work


def judge_steps(work: Work, subject: AngoffRound, percentages: Mapping[int, int | None]) -> int:
    """Keep what this judge says per step id; None takes it back. How many steps are judged now."""
    form = subject.form
    lock_form(work, form)  # two tabs of one judge come one after the other
    if form.state is FormState.WITHDRAWN:
        raise Refusal(say("This form is withdrawn, so its steps are no longer judged."))
    if work.actor.id is None:
        raise Refusal(say("Steps are judged by people."))
    known = own_judgements(work, form)
    for step in form.steps:
        _judge(work, step.id, known, percentages)
    judged = _count(form, known, percentages)
    work.emit(StepsJudged(form_id=form.id, steps=judged))
    return judged


def _judge(
    work: Work, step_id: int, known: Mapping[int, AngoffJudgement], percentages: Mapping[int, int | None]
) -> None:
    if step_id not in percentages:
        return
    before, percentage = known.get(step_id), percentages[step_id]
    if before and percentage is None:
        work.db.delete(before)
    elif before and percentage is not None and before.percentage != percentage:
        before.percentage, before.judged_at = percentage, work.now
    elif percentage is not None and not before:
        work.db.add(AngoffJudgement(step_id=step_id, judge_id=work.actor.id, percentage=percentage, judged_at=work.now))


def _count(form: ExamForm, known: Mapping[int, AngoffJudgement], percentages: Mapping[int, int | None]) -> int:
    before = {number: judgement.percentage for number, judgement in known.items()}
    return sum({**before, **percentages}.get(step.id) is not None for step in form.steps)
