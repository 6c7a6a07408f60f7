"""Doors for judges: which forms there are to judge, and what one expects for each step (Angoff)."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from exams.actions import angoff as actions
from exams.forms.quality import SentJudgements, judgements_in
from exams.pages.forms import numbered
from exams.permissions import Permission
from exams.queries import quality as found
from exams.queries.quality import AngoffRound
from exams.rules.design import FormState
from exams.views.blueprint import bp
from foundation.web.guard import Subject
from foundation.work import Work
from qualification_files.pages.terms import in_its_words

ROUND = Subject(
    load=in_its_words(found.angoff_round, lambda judging: judging.form.qualification.terms),
    sees=Permission.JUDGE_STEPS,
)
FIXED = (FormState.IN_REVIEW, FormState.IN_USE)


@bp.get("/angoff", needs=Permission.SEE_ANGOFF)
def angoff_forms(work: Work) -> ResponseReturnValue:
    """The forms that can be judged, and how far one is; drafts for the office alone."""
    states = (FormState.DRAFT, *FIXED) if work.allows(Permission.SEE_FORMS) else FIXED
    return render_template("exams/quality/to_judge.html", rows=found.forms_to_judge(work, states))


@bp.get("/angoff/<int:form_id>", needs=Permission.JUDGE_STEPS, load=ROUND)
def angoff(work: Work, judging: AngoffRound) -> ResponseReturnValue:
    """The own judgements alone."""
    return _page(work, judging)


@bp.post("/angoff/<int:form_id>", needs=Permission.JUDGE_STEPS, load=ROUND)
def judge_steps(work: Work, judging: AngoffRound) -> ResponseReturnValue:
    """Keep them; they can be changed as long as the form is there."""
    sent = judgements_in(request.form, judging.form)
    if sent.wrong:
        return _page(work, judging, sent), 422
    judged = actions.judge_steps(work, judging, sent.percentages)
    waiting = len(judging.form.steps) - judged
    if waiting:
        flash(
            ngettext("Saved. %(num)s step is not judged yet.", "Saved. %(num)s steps are not judged yet.", waiting),
            "success",
        )
    else:
        flash(_("Saved. You have judged every step."), "success")
    return redirect(url_for(".angoff", form_id=judging.form.id), 303)


def _page(work: Work, judging: AngoffRound, sent: SentJudgements | None = None) -> str:
    form = judging.form
    known = {number: row.percentage for number, row in found.own_judgements(work, form).items()}
    own = [row for row in found.judgements(work, form) if row.judge_id == work.actor.id] if form.edition > 1 else []
    before = {row.step_id: row.percentage for row in own if row.step_id not in known}
    return render_template(
        "exams/quality/angoff.html",
        form=judging.form,
        groups=numbered(judging.form),
        given=request.form if sent else {f"step-{number}": value for number, value in {**before, **known}.items()},
        wrong=sent.wrong if sent else (),
        judged=len(known),
        before=len(before),
        total=len(judging.form.steps),
    )
