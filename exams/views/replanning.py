"""Doors for planning one candidate: at first, elsewhere, anew, as a resit."""

from collections.abc import Collection, Sequence

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import SelectChoice  # type: ignore[attr-defined]  # newer than its types

from exams import queries
from exams.actions import planning as actions
from exams.actions.seen import ChangedMeanwhile
from exams.forms import whole
from exams.forms.planning import PlaceForm
from exams.models import ExamForm, ExamSession, Sitting
from exams.pages.planning import Replan, digest_of, replan_of, target_key, target_words
from exams.pages.sittings import state_seen_by
from exams.permissions import Permission
from exams.queries import places
from exams.queries.attempts import taken_among
from exams.queries.conflicts import Wish, conflicts
from exams.queries.places import CandidateOfExam
from exams.rules.attempts import Taken, attempts_left
from exams.views.blueprint import bp
from exams.views.planning import (
    SITTING,
    chosen_examiners,
    examiners_offered,
    leave_out,
    not_agreed_to,
    offer_examiners,
    to_session,
)
from foundation.messages import Message
from foundation.refusals import NotFound
from foundation.web.guard import Subject
from foundation.web.words import said
from foundation.work import Work
from people.models import Person
from qualification_files.pages.terms import in_its_words

CANDIDATE_OF_EXAM = Subject(
    load=in_its_words(places.candidate_of_exam, lambda one: one.form.qualification.terms), sees=Permission.SEE_FORM
)


def _offer(work: Work, form: PlaceForm, exam: ExamForm) -> None:
    targets = places.targets(work, exam.family, since=work.now)
    form.target.choices = [SelectChoice(target_key(one), target_words(one)) for one in targets]
    kept = [number for number in (form.examiner.data, form.second.data) if number]  # of the plan before
    offer_examiners(form, examiners_offered(work, keep=kept), _("Choose later"), exam.examiners_required)


def _chosen(work: Work, form: PlaceForm, exam: ExamForm) -> tuple[ExamSession, int | None]:
    """The session and slot that were chosen from what was offered."""
    session_id, _dash, slot_id = str(form.target.data).partition("-")
    return queries.session(work, int(session_id)), whole(slot_id)


@bp.get("/forms/<int:form_id>/plan/<int:person_id>", needs=Permission.PLAN, load=CANDIDATE_OF_EXAM)
def plan_one(work: Work, one: CandidateOfExam) -> ResponseReturnValue:
    """When, where and before whom this candidate sits this exam."""
    return _show_one(work, one, PlaceForm())


def _show_one(
    work: Work,
    one: CandidateOfExam,
    form: PlaceForm,
    refused: Sequence[Message] = (),
    status: int = 200,
    *,
    clashing: Sequence[Message] = (),
) -> tuple[str, int]:
    if not form.target.choices:
        _offer(work, form, one.form)
    taken = taken_among(work, one.form.family, [one.person.id]).get(one.person.id, Taken())
    html = render_template(
        "exams/planning/place.html",
        person=one.person,
        exam=one.form,
        sitting=None,
        deed=Replan.FIRST,
        form=form,
        refused=refused,
        conflicts=clashing,
        digest=digest_of(clashing),
        taken=taken.number,
        left=attempts_left(taken.number, one.form.attempts_allowed),
    )
    return html, status


@bp.post("/forms/<int:form_id>/plan/<int:person_id>", needs=Permission.PLAN, load=CANDIDATE_OF_EXAM)
def plan_this_one(work: Work, one: CandidateOfExam) -> ResponseReturnValue:
    """Plan this candidate."""
    form = PlaceForm()
    _offer(work, form, one.form)
    if not form.validate():
        return _show_one(work, one, form, status=422)
    session, slot_id = _chosen(work, form, one.form)
    chosen = chosen_examiners(form, examiners_offered(work))
    if refused := actions.why_not_planned(work, session, [one.person], chosen.first, chosen.second):
        return _show_one(work, one, form, refused, 422)
    if clashing := not_agreed_to(_conflicts(work, one.person, session, slot_id, chosen)):
        return _show_one(work, one, form, status=409, clashing=clashing)
    actions.plan_candidates(work, session, [one.person], examiner=chosen.first, second=chosen.second, slot_id=slot_id)
    flash(_("%(name)s is planned.", name=one.person.name), "success")
    return to_session(session.id)


@bp.get("/sittings/<int:sitting_id>/replan", needs=Permission.PLAN_SITTING, load=SITTING)
def replan(work: Work, sitting: Sitting) -> ResponseReturnValue:
    """Another time or session; after an exam that came to nothing another one; after one that failed a resit."""
    standing = {sheet.position: sheet.examiner_id for sheet in sitting.standing_sheets}
    form = PlaceForm(
        target=f"{sitting.session_id}-{sitting.slot_id or ''}",
        seen=actions.seen_sitting(sitting),
        examiner=standing.get(1, ""),
        second=standing.get(2, ""),
    )
    return _show_replan(work, sitting, form)


def _deed(sitting: Sitting) -> Replan:
    """What can be planned from here."""
    deed = replan_of(sitting)
    if deed is None:
        raise NotFound
    return deed


def _conflicts(
    work: Work,
    person: Person,
    session: ExamSession,
    slot_id: int | None,
    chosen: actions.Examiners,
    *,
    but: Collection[int] = (),
) -> list[Message]:
    """What would clash if this person were planned there."""
    slot = next((one for one in session.slots if one.id == slot_id), None)
    wish = Wish(person=person, starts_at=slot.starts_at if slot else session.starts_at, slot=slot)
    return conflicts(work, session, [wish], [one for _position, one in chosen.chosen], but=but)


def _going_along(sitting: Sitting) -> actions.Examiners:
    """The examiners of a sitting that is moved."""
    standing = {sheet.position: sheet.examiner for sheet in sitting.standing_sheets}
    return actions.Examiners(first=standing.get(1), second=standing.get(2))


def _show_replan(
    work: Work, sitting: Sitting, form: PlaceForm, status: int = 200, clashing: Sequence[Message] = ()
) -> tuple[str, int]:
    deed, exam = _deed(sitting), sitting.session.form
    if not form.target.choices:
        _offer(work, form, exam)
    if deed is Replan.MOVE:
        leave_out(form, "examiner", "second")
    taken = actions.attempts_so_far(work, sitting).number
    html = render_template(
        "exams/planning/place.html",
        person=sitting.candidate,
        exam=exam,
        sitting=sitting,
        state=state_seen_by(work)(sitting),
        deed=deed,
        form=form,
        refused=(),
        conflicts=clashing,
        digest=digest_of(clashing),
        taken=taken,
        left=attempts_left(taken, exam.attempts_allowed),
    )
    return html, status


@bp.post("/sittings/<int:sitting_id>/replan", needs=Permission.PLAN_SITTING, load=SITTING)
def replan_sitting(work: Work, sitting: Sitting) -> ResponseReturnValue:
    """Do it, as the state of the exam asks."""
    deed, form = _deed(sitting), PlaceForm()
    _offer(work, form, sitting.session.form)
    if not form.validate():
        return _show_replan(work, sitting, form, 422)
    name = sitting.candidate.name
    session, slot_id = _chosen(work, form, sitting.session.form)
    chosen = _going_along(sitting) if deed is Replan.MOVE else chosen_examiners(form, examiners_offered(work))
    if clashing := not_agreed_to(_conflicts(work, sitting.candidate, session, slot_id, chosen, but=[sitting.id])):
        return _show_replan(work, sitting, form, 409, clashing)
    if deed is Replan.MOVE:
        try:
            actions.replan_sitting(work, sitting, session, slot_id, seen=form.seen.data or "")
        except ChangedMeanwhile as refusal:
            form.form_errors, form.seen.data = [said(refusal.message)], actions.seen_sitting(sitting)
            return _show_replan(work, sitting, form, 409)
        flash(_("The exam of %(name)s is moved.", name=name), "success")
        return to_session(session.id)
    plan = actions.plan_resit if deed is Replan.RESIT else actions.plan_anew
    plan(work, sitting, session, slot_id, chosen)
    flash(_("%(name)s is planned.", name=name), "success")
    return to_session(session.id)
