"""The front of a form: made as a draft, changed, removed. What is inside it: `steps`; its way into use: `approval`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from sqlalchemy.exc import InvalidRequestError

from exams.actions.repeats import add_once, key_for
from exams.actions.seen import refuse_unseen, seen_cut_score, seen_form
from exams.events import FormChanged, FormMade, FormRemoved
from exams.models import ExamForm
from exams.queries.forms import Offer, form_with_key, has_later_editions, is_planned
from exams.rules import CutScore
from exams.rules.design import AttemptThatCounts, FormState
from foundation.messages import Message, say
from foundation.refusals import NotFound, Refusal
from foundation.work import Work
from qualification_files.rules import why_not_examined

USUAL_SHARE = 55

# Why nothing of a form changes, and the way on.
FIXED: Mapping[FormState, Message] = MappingProxyType(
    {
        FormState.IN_REVIEW: say(
            "This form waits for approval, so nothing of it changes. Take it back first, or make a copy."
        ),
        FormState.IN_USE: say(
            "This form is in use, so nothing of it changes. Make a new edition or a copy, and change that."
        ),
        FormState.WITHDRAWN: say(
            "This form is withdrawn, so nothing of it changes. Make a new edition or a copy, and change that."
        ),
    }
)


@dataclass(frozen=True, kw_only=True)
class FormFacts:
    """What stands on the front of a form."""

    title: str
    code: str
    formative: bool
    duration_minutes: int | None
    attempts_allowed: int | None
    instructions_candidate: str
    instructions_examiner: str
    colour: str = ""
    materials: str = ""
    readable_from: date | None = None
    attempt_that_counts: AttemptThatCounts = AttemptThatCounts.BEST
    examiners_required: int = 1
    asks_global_rating: bool = False
    shows_standing: bool = True


def why_not_offered(offer: Offer) -> Message | None:
    """The reason this qualification cannot carry an exam, or None."""
    return why_not_examined(offer.qualification.state, work_processes=offer.work_processes)


def make_form(work: Work, offer: Offer, facts: FormFacts, *, form_key: str | None = None) -> ExamForm:
    """A draft for this qualification, still without steps; the same page sent twice makes one."""
    key = key_for(work, form_key, offer.qualification.id, *vars(facts).values()) if form_key else None
    if earlier := form_with_key(work, key):
        return earlier
    if reason := why_not_offered(offer):
        raise Refusal(reason)
    form = ExamForm(
        qualification_id=offer.qualification.id,
        cut_score=CutScore.at_percentage(USUAL_SHARE).to_json(),
        made_by=work.actor.id,
        made_at=work.now,
        form_key=key,
        **vars(facts),
    )
    made = add_once(work, form, lambda: form_with_key(work, key))
    if made is form:
        work.emit(FormMade(form_id=form.id, qualification_id=form.qualification_id))
    return made


def change_form(work: Work, form: ExamForm, facts: FormFacts, *, seen: str = "") -> None:
    """Another title, other instructions and the like; refused when it is not what was `seen` any more."""
    hold_draft(work, form)
    if seen:
        work.db.refresh(form)
    refuse_unseen(seen, seen_form(form))
    for name, value in vars(facts).items():
        setattr(form, name, value)
    work.emit(FormChanged(form_id=form.id, what="facts"))


def set_readable_from(work: Work, form: ExamForm, day: date | None) -> None:
    """From when candidates read what is asked (BR-15); it decides nothing, so a form in use may be told another day."""
    lock_form(work, form)
    form.readable_from = day
    work.emit(FormChanged(form_id=form.id, what="readable-from"))


def set_cut_score(work: Work, form: ExamForm, cut_score: CutScore, *, seen: str = "") -> None:
    """What it takes to pass, fixed before the exam (BR-13); refused when another stands there than was `seen`."""
    hold_draft(work, form)
    work.db.refresh(form, ["cut_score"])  # as it was read, it may be of before the lock
    refuse_unseen(seen, seen_cut_score(form))
    form.cut_score = cut_score.to_json()
    work.emit(FormChanged(form_id=form.id, what="cut-score"))


def remove_form(work: Work, form: ExamForm) -> None:
    """Throw a draft away."""
    hold_draft(work, form)
    if is_planned(work, form.id):
        raise Refusal(say("An exam was planned with this form, so it stays."))
    if has_later_editions(work, form.id):
        raise Refusal(say("There is a later edition of this form, so it stays."))
    work.db.delete(form)
    work.emit(FormRemoved(form_id=form.id))


def lock_form(work: Work, form: ExamForm) -> None:
    """Hold the form until the end: planning and reopening at once, or designing and putting in use, must not pass."""
    try:
        work.db.refresh(form, ["state", "version"], with_for_update=True)
    except InvalidRequestError as error:  # removed by somebody else meanwhile
        raise NotFound from error


def hold_draft(work: Work, form: ExamForm) -> None:
    """Hold the form, and refuse to change one that is no draft any more."""
    lock_form(work, form)
    if form.state is not FormState.DRAFT:
        raise Refusal(FIXED[form.state])
