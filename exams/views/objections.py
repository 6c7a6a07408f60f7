"""Doors for objections and appeals: lodging, the list with its deadlines, extending, deciding, who was told."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from exams.actions import objecting as actions
from exams.actions.deciding import NumberTaken
from exams.actions.objection_files import add_file
from exams.actions.unseen import ChangedSince
from exams.forms import ReasonForm
from exams.forms.board import RECIPIENTS, AppealForm, LetterForm, LodgeForm, RulingForm, ToldForm, WithdrawalForm
from exams.models import Objection, Sitting
from exams.pages.objections import NAMES, STATES, came_late, days_left, objecting, urgency
from exams.permissions import Permission
from exams.queries import objections as found
from exams.queries.board import people_called
from exams.queries.objection_files import CaseFile, case_file, files_with
from exams.rules.objections import ObjectionKind, ObjectionState, Recipient, why_not_extend
from exams.views.blueprint import bp
from exams.views.board import offered, page_number, prepared, proposed, renumbered
from exams.views.form_documents import Upload, as_download, before_upload
from exams.views.planning import SITTING
from exams.views.shown import carried, on_page
from foundation.refusals import NotFound, Refusal
from foundation.web.guard import Subject
from foundation.web.uploads import upload_limits
from foundation.work import Work

ROWS = 25
OBJECTION = Subject(load=found.objection, sees=Permission.SEE_OBJECTION)

CASE_FILE = Subject(load=case_file, sees=Permission.SEE_OBJECTION)


@bp.get("/objections", needs=Permission.SEE_OBJECTIONS)
def objections(work: Work) -> ResponseReturnValue:
    """What is open by its deadline, or what was closed."""
    closed, page = request.args.get("state") == "closed", page_number()
    kind = next((kind for kind in ObjectionKind if kind.value == request.args.get("kind")), None)
    counts = {part: found.objection_count(work, closed=part, kind=kind) for part in (False, True)}
    rows = found.objections(work, closed=closed, kind=kind, limit=ROWS, offset=(page - 1) * ROWS)
    return render_template(
        "exams/board/objections.html",
        rows=[(one, days_left(work.today, one.decide_by), urgency(work.today, one)) for one in rows],
        names=NAMES,
        states=STATES,
        closed=closed,
        kind=kind,
        counts=counts,
        page=page,
        pages=-(-counts[closed] // ROWS),
    )


@bp.get("/sittings/<int:sitting_id>/object", needs=Permission.LODGE, load=SITTING)
def ask_lodge(work: Work, sitting: Sitting) -> ResponseReturnValue:
    """To whom, on which grounds, and until when."""
    own = sitting.candidate_id == work.actor.id
    form = LodgeForm(formdata=None) if own else LetterForm(formdata=None)
    form.form_key.data = form.key
    return _show_lodge(work, sitting, form)


@bp.post("/sittings/<int:sitting_id>/object", needs=Permission.LODGE, load=SITTING)
def lodge(work: Work, sitting: Sitting) -> ResponseReturnValue:
    """Object or appeal."""
    form = LodgeForm() if sitting.candidate_id == work.actor.id else LetterForm()
    if not form.validate():
        return _show_lodge(work, sitting, form), 422
    try:
        objection = actions.lodge(work, sitting, form.lodging)
    except Refusal as refusal:
        work.discard()
        return _show_lodge(work, sitting, form, refusal), refusal.status
    flash(_("It is lodged. You see here how it goes on, and can add files."), "success")
    return redirect(url_for(".objection", objection_id=objection.id), 303)


def _show_lodge(work: Work, sitting: Sitting, form: LodgeForm, refusal: Refusal | None = None) -> str:
    about = objecting(work, sitting)
    if about is None:
        raise NotFound
    own = sitting.candidate_id == work.actor.id
    form.offer([chance.kind for chance in about.chances] if own else list(ObjectionKind))
    return render_template(
        "exams/board/lodge.html",
        sitting=sitting,
        form=form,
        about=about,
        names=NAMES,
        own=own,
        refusal=refusal.message if refusal else None,
    )


@bp.get("/objections/<int:objection_id>", needs=Permission.SEE_OBJECTION, load=OBJECTION)
def objection(work: Work, objection: Objection) -> ResponseReturnValue:
    """One objection or appeal: its grounds, its clock, its outcome."""
    return _show(work, objection, ReasonForm(formdata=None), _told_form(objection))


def _told_form(objection: Objection) -> ToldForm:
    return ToldForm(formdata=None, data={"told": [Recipient(name) for name in objection.told]})


def _show(
    work: Work,
    objection: Objection,
    reason: ReasonForm,
    told: ToldForm,
    withdrawal: WithdrawalForm | None = None,
    wrong: str = "",
) -> str:
    no = why_not_extend(
        objection.state, extended_on=objection.extended_on, decide_by=objection.decide_by, today=work.today
    )
    own = objection.sitting.candidate_id == work.actor.id
    about = objecting(work, objection.sitting) if own else None
    chances = about.chances if about else ()
    return render_template(
        "exams/board/objection.html",
        objection=objection,
        sitting=objection.sitting,
        own=own,
        appeal=next((chance for chance in chances if chance.kind is ObjectionKind.APPEAL), None),
        name=NAMES[objection.kind],
        state=STATES[objection.state],
        left=days_left(work.today, objection.decide_by),
        late=came_late(work, objection),
        may_extend=no is None,
        reason=reason,
        told=told,
        withdrawal=withdrawal or WithdrawalForm(formdata=None),
        withdrawer=_withdrawer(work, objection),
        involved=work.actor.id in actions.involved_in(work, objection),
        recipients=RECIPIENTS,
        files=files_with(work, objection.id),
        takes_files=_takes_files(objection, own=own),
        wrong=[wrong] if wrong else [],
        limits=upload_limits(),
    )


def _takes_files(objection: Objection, *, own: bool) -> bool:
    return objection.state is ObjectionState.LODGED or (not own and objection.state is not ObjectionState.WITHDRAWN)


@bp.post(
    "/objections/<int:objection_id>/files",
    needs=Permission.ADD_OBJECTION_FILE,
    load=OBJECTION,
    before=before_upload,
    takes_files=True,
)
def add_objection_file(work: Work, objection: Objection, *, upload: Upload) -> ResponseReturnValue:
    """A file more."""
    if upload.taken is None:
        page = _show(work, objection, ReasonForm(formdata=None), _told_form(objection), wrong=upload.wrong)
        return page, upload.status
    added = add_file(work, objection, upload.taken)
    if added is None:
        flash(_("%(name)s is here already.", name=upload.taken.name), "info")
    else:
        flash(_("“%(name)s” is added.", name=added.file_name), "success")
    return redirect(url_for(".objection", objection_id=objection.id), 303)


@bp.get("/objection-files/<int:file_id>", needs=Permission.SEE_OBJECTION, load=CASE_FILE)
def objection_file(work: Work, found: CaseFile) -> ResponseReturnValue:
    """The file as it came, as a download."""
    return as_download(work, found.file)


def _withdrawer(work: Work, objection: Objection) -> str | None:
    """Who took it back for the candidate."""
    if objection.state is not ObjectionState.WITHDRAWN or objection.closed_by in (None, objection.sitting.candidate_id):
        return None
    return next(iter(_names(work, frozenset({objection.closed_by}))), None)


@bp.post("/objections/<int:objection_id>/withdraw", needs=Permission.WITHDRAW_OBJECTION, load=OBJECTION)
def withdraw_objection(work: Work, objection: Objection) -> ResponseReturnValue:
    """Take it back; whoever does so for a candidate says why."""
    if objection.sitting.candidate_id == work.actor.id:
        actions.withdraw(work, objection)
    else:
        form = WithdrawalForm()
        if not form.validate():
            return _show(work, objection, ReasonForm(formdata=None), _told_form(objection), form), 422
        actions.withdraw(work, objection, form.why.data or "")
    flash(_("It is withdrawn."), "success")
    return redirect(url_for(".objection", objection_id=objection.id), 303)


@bp.post("/objections/<int:objection_id>/extend", needs=Permission.DECIDE_OBJECTION, load=OBJECTION)
def extend_objection(work: Work, objection: Objection) -> ResponseReturnValue:
    """The decision comes later, once."""
    form = ReasonForm()
    if not form.validate():
        return _show(work, objection, form, _told_form(objection)), 422
    actions.extend(work, objection, form.reason.data or "")
    flash(_("The term for the decision is extended."), "success")
    return redirect(url_for(".objection", objection_id=objection.id), 303)


@bp.post("/objections/<int:objection_id>/told", needs=Permission.TELL_DECISION, load=OBJECTION)
def note_told(work: Work, objection: Objection) -> ResponseReturnValue:
    """Keep who got the decision."""
    form = ToldForm()
    if not form.validate():
        return _show(work, objection, ReasonForm(formdata=None), form), 422
    actions.note_told(work, objection, set(form.told.data or ()))
    flash(_("Who got the decision is kept."), "success")
    return redirect(url_for(".objection", objection_id=objection.id), 303)


@bp.get("/objections/<int:objection_id>/decide", needs=Permission.DECIDE_OBJECTION, load=OBJECTION)
def ask_ruling(work: Work, objection: Objection) -> ResponseReturnValue:
    """The outcome and the decision to be written down, with a warning to whoever took part in the result."""
    if objection.kind is ObjectionKind.OBJECTION:
        return _show_ruling(work, objection, prepared(work, RulingForm(formdata=None)))
    form = AppealForm(formdata=None)
    form.suggest(number=proposed(work), today=work.today)
    return _show_ruling(work, objection, form)


@bp.post("/objections/<int:objection_id>/decide", needs=Permission.DECIDE_OBJECTION, load=OBJECTION)
def decide_objection(work: Work, objection: Objection) -> ResponseReturnValue:
    """Uphold it, reject it, or do not judge it; of an appeal that is what the appeals committee did."""
    form = offered(work, RulingForm()) if objection.kind is ObjectionKind.OBJECTION else AppealForm()
    if not form.validate():
        return _show_ruling(work, objection, form), 422
    try:
        actions.rule(work, objection, form.ruling, form.decision, on_page())
    except NumberTaken as refusal:
        work.discard()
        return _show_ruling(work, objection, renumbered(work, form)), refusal.status
    except Refusal as refusal:
        work.discard()
        return _show_ruling(work, objection, form, refusal), refusal.status
    flash(_("The decision is kept. Now tell everybody who has to know."), "success")
    return redirect(url_for(".objection", objection_id=objection.id), 303)


def _show_ruling(
    work: Work, objection: Objection, form: RulingForm | AppealForm, refusal: Refusal | None = None
) -> str:
    involved = actions.involved_in(work, objection)
    changed = refusal if isinstance(refusal, ChangedSince) else None
    return render_template(
        "exams/board/decide.html",
        objection=objection,
        sitting=objection.sitting,
        form=form,
        name=NAMES[objection.kind],
        involved=_names(work, involved),
        not_by_you=actions.why_not_by_actor(work, objection),
        is_open=objection.state is ObjectionState.LODGED,
        state=STATES[objection.state],
        shown=carried(work, [objection.sitting], anew=changed is not None),
        changed=changed,
        refusal=refusal.message if refusal and not changed else None,
    )


def _names(work: Work, ids: frozenset[int]) -> Sequence[str]:
    return sorted(person.name for person in people_called(work, ids).values())
