"""Mails that say where something can be read, and never what it says."""

from collections.abc import Sequence

from exams.actions.telling import TELL_COMPARING, TELL_DECIDED, TELL_RESULTS, TELL_THIRD, News
from exams.jobs.mailing import post
from exams.queries.telling import compared, decided_objection, sittings_in
from exams.rules import SittingState
from exams.rules.agreeing import THIRD
from exams.rules.objections import ObjectionKind
from foundation.messages import say
from foundation.runner import Handlers
from foundation.web.mail import public_url
from foundation.work import Work

# In which state a result must be still for its news to be told, and the mail that tells it.
NEWS = {
    News.RATIFIED: (SittingState.RATIFIED, "exams_result_ratified"),
    News.CHANGED: (SittingState.RATIFIED, "exams_result_changed"),
    News.ANNULLED: (SittingState.ANNULLED, "exams_result_annulled"),
}


def register(handlers: Handlers) -> None:
    """The jobs that tell of results, decisions and comparisons."""
    handlers.short(TELL_RESULTS, tell_results, title=say("Mail candidates about their result"), needs_asker=False)
    handlers.short(TELL_DECIDED, tell_decided, title=say("Mail a candidate about a decision"), needs_asker=False)
    handlers.short(
        TELL_COMPARING, tell_comparing, title=say("Mail examiners that their marks differ"), needs_asker=False
    )
    handlers.short(TELL_THIRD, tell_third, title=say("Mail a third examiner"), needs_asker=False)


def tell_results(work: Work, *, news: str, sitting_ids: Sequence[int], at: str) -> None:
    """Mail each of these candidates that there is news of their result; what changed meanwhile is passed over."""
    state, template = NEWS[News(news)]
    for sitting in sittings_in(work, sitting_ids, state):
        form, url = sitting.session.form, public_url("exams.result", sitting_id=sitting.id)
        about = {"title": form.title, "url": url, "formative": form.formative}
        post(work, sitting.candidate, template, key=f"result:{sitting.id}:{news}:{at}", about=about)


def tell_decided(work: Work, *, objection_id: int) -> None:
    """Mail the candidate that there is a decision on the objection or the appeal."""
    found = decided_objection(work, objection_id)
    if found is None:
        return
    template = "exams_objection_decided" if found.kind is ObjectionKind.OBJECTION else "exams_appeal_decided"
    about = {
        "title": found.sitting.session.form.title,
        "url": public_url("exams.objection", objection_id=found.id),
    }
    post(work, found.sitting.candidate, template, key=f"objection:{found.id}:decided", about=about)


def tell_comparing(work: Work, *, sitting_id: int) -> None:
    """Mail both examiners that they marked steps differently; who the candidate is, they read behind the link."""
    sitting = compared(work, sitting_id)
    for sheet in sitting.standing_sheets if sitting else ():
        if sheet.position == THIRD:  # chosen meanwhile
            continue
        url = public_url("exams.agreeing", sitting_id=sitting_id)
        about = {"title": sheet.sitting.session.form.title, "url": url}
        post(work, sheet.examiner, "exams_comparing", key=f"comparing:{sitting_id}:{sheet.id}", about=about)


def tell_third(work: Work, *, sitting_id: int) -> None:
    """Mail whoever was chosen as the third examiner, unless they have signed by now."""
    sitting = compared(work, sitting_id)
    for sheet in sitting.standing_sheets if sitting else ():
        if sheet.position == THIRD and sheet.signed_at is None:
            about = {"title": sheet.sitting.session.form.title, "url": public_url("exams.sheet", sheet_id=sheet.id)}
            post(work, sheet.examiner, "exams_third_examiner", key=f"third:{sheet.id}", about=about)
