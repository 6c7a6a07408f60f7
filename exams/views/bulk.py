"""Doors for planning a group: choose, look at the proposal, plan everybody at once."""

from collections.abc import Collection, Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from exams.actions import planning as actions
from exams.forms import chosen_in, whole
from exams.forms.planning import GroupPlanForm
from exams.models import ExamForm
from exams.pages.bulk import group_page, sessions_offered
from exams.permissions import Permission
from exams.queries import candidates as offered
from exams.queries import places
from exams.queries import sessions as found
from exams.queries.forms import plannable_forms
from exams.views.blueprint import bp
from exams.views.forms import FORM
from exams.views.planning import CANDIDATES, examiners_offered, page_asked
from foundation.refusals import Refusal
from foundation.web.forms import sent_choices
from foundation.web.words import said
from foundation.work import Work
from people.models import Person


def _wanted() -> offered.WantedCandidates:
    return offered.WantedCandidates(
        words=request.args.get("q", ""),
        group=request.args.get("group", ""),
        everybody=request.args.get("result") == "all",
    )


@bp.get("/forms/<int:form_id>/plan", needs=Permission.PLAN, load=FORM)
def plan_group(work: Work, form: ExamForm) -> ResponseReturnValue:
    """Who of the candidates, in which sessions, before whom."""
    return choose_group(work, form)


def choose_group(
    work: Work, exam: ExamForm, *, people: Sequence[Person] = (), wrong: str = "", status: int = 200
) -> tuple[str, int]:
    """The page to choose on; with `people` those alone, chosen already."""
    wanted, page = _wanted(), page_asked()
    total = len(people) or offered.group_candidate_count(work, exam, wanted)
    rows = (
        offered.rows_of(work, exam, [person.id for person in people])
        if people
        else offered.group_candidates(work, exam, wanted, limit=CANDIDATES, offset=(page - 1) * CANDIDATES)
    )
    form = GroupPlanForm()
    if wrong:
        form.validate()
    html = render_template(
        "exams/planning/group.html",
        exam=exam,
        rows=rows,
        given=bool(people),
        wanted=wanted,
        groups=offered.groups_of(work, exam.qualification_id),
        total=total,
        page=page,
        pages=1 if people else -(-total // CANDIDATES),
        sessions=sessions_offered(places.targets(work, exam.family, since=work.now)),
        examiners=examiners_offered(work),
        form=form,
        sent=_sent(),
        wrong=wrong,
    )
    return html, status


def _sent() -> dict[str, Collection[int]]:
    """What was ticked, so that it stays ticked."""
    return {name: set(chosen_in(request.form.getlist(name))) for name in ("session", "slot", "examiner", "chosen")}


@bp.post("/forms/<int:form_id>/plan", needs=Permission.PLAN, load=FORM)
def plan_chosen(work: Work, form: ExamForm) -> ResponseReturnValue:
    """The proposal for what was chosen; with the number of a proposal that was looked at, plan it."""
    asked = GroupPlanForm()
    people = _people(work, form)
    wish = _wish(work, people, asked)
    if wrong := _why_not(asked, wish):
        return choose_group(work, form, wrong=wrong, status=422)
    seen, wrong = request.form.get("seen", ""), ""
    if seen:
        try:
            number = actions.plan_group(work, form, wish, seen=seen)
            flash(ngettext("%(num)s candidate is planned.", "%(num)s candidates are planned.", number), "success")
            return redirect(url_for(".sessions"), 303)
        except Refusal as refusal:  # shown with the proposal as it is now
            wrong = said(refusal.message)
    page = group_page(actions.propose_group(work, form, wish), before=request.form.get("was", "") if wrong else "")
    html = render_template(
        "exams/planning/proposal.html", page=page, exam=form, wish=wish, wanted=_wanted(), wrong=wrong
    )
    return html, 409 if wrong else 200


def _people(work: Work, form: ExamForm) -> list[Person]:
    if request.form.get("everything") == "1":
        return found.people(work, offered.group_candidate_ids(work, form, _wanted()))
    return found.people(work, list(chosen_in(sent_choices("chosen"))))


def _wish(work: Work, people: Sequence[Person], asked: GroupPlanForm) -> actions.GroupWish:
    examiners = set(chosen_in(sent_choices("examiner")))
    return actions.GroupWish(
        people=people,
        examiners=[person for person in examiners_offered(work) if person.id in examiners],
        session_ids=frozenset(chosen_in(sent_choices("session"))),
        slot_ids=frozenset(chosen_in(sent_choices("slot"))),
        at_once=asked.at_once.data or 1,
    )


def _why_not(asked: GroupPlanForm, wish: actions.GroupWish) -> str:
    if not wish.people:
        return str(_("Choose at least one candidate."))
    if not wish.session_ids:
        return str(_("Choose at least one session."))
    return "" if asked.validate() else str(_("Look at the fields below."))


@bp.post("/matrix/plan", needs=Permission.PLAN)
def plan_from_matrix(work: Work) -> ResponseReturnValue:
    """Who was chosen in the matrix, by row or by cell, on to planning the exam."""
    cells = [pair for text in request.form.getlist("cell") if (pair := _cell(text))]
    exams = {exam for exam, _person in cells} or {whole(request.form.get("action")) or 0}
    people = found.people(work, [person for _exam, person in cells] or list(chosen_in(sent_choices("chosen"))))
    exam = next((one for one in plannable_forms(work) if exams == {one.id}), None)
    if exam is None or not people:
        wrong = (
            _("Choose cells of one exam, or rows and the exam.") if len(exams) > 1 else _("Choose rows and the exam.")
        )
        flash(wrong, "warning")
        return redirect(_back_to_matrix(), 303)
    work.require(Permission.PLAN, exam)
    return choose_group(work, exam, people=people)


def _back_to_matrix() -> str:
    query = request.query_string.decode()
    return f"{url_for('.matrix')}?{query}" if query else url_for(".matrix")


def _cell(text: str) -> tuple[int, int] | None:
    exam, _dash, person = text.partition("-")
    numbers = whole(exam), whole(person)
    return (numbers[0], numbers[1]) if numbers[0] and numbers[1] else None
