"""A cut score that begins anew, and the one before it put back."""

from exams.actions.forms import hold_draft
from exams.actions.seen import refuse_unseen, seen_cut_score
from exams.events import FormChanged
from exams.models import ExamForm
from exams.rules.cut_scores import CutScore
from foundation.work import Work


def replace_cut_score(work: Work, form: ExamForm, cut_score: CutScore, *, seen: str) -> None:
    """Another cut score altogether; the one that was `seen` there is kept, to be put back."""
    _hold(work, form, seen)
    form.cut_score_before, form.cut_score = form.cut_score, cut_score.to_json()
    work.emit(FormChanged(form_id=form.id, what="cut-score"))


def put_back_cut_score(work: Work, form: ExamForm, *, seen: str = "") -> bool:
    """The cut score before the last start stands again, and the two change places; whether there was one."""
    _hold(work, form, seen)
    if form.cut_score_before is None:
        return False
    form.cut_score_before, form.cut_score = form.cut_score, form.cut_score_before
    work.emit(FormChanged(form_id=form.id, what="cut-score"))
    return True


def _hold(work: Work, form: ExamForm, seen: str) -> None:
    """What was read before the lock may have been replaced by another designer."""
    hold_draft(work, form)
    work.db.refresh(form, ["cut_score", "cut_score_before"])
    refuse_unseen(seen, seen_cut_score(form))
