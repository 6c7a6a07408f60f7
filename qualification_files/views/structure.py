"""The tree of a qualification: its parts to read, add and change."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from foundation.web.words import said
from foundation.work import Work
from qualification_files import actions, pages
from qualification_files.forms import (
    CoreTaskForm,
    IndicatorForm,
    IndicatorsForm,
    WorkProcessForm,
    seen_core_task,
    seen_work_process,
)
from qualification_files.models import CoreTask, Indicator, Qualification, WorkProcess
from qualification_files.permissions import Permission
from qualification_files.rules import fingerprint, pasted_lines
from qualification_files.views.blueprint import CORE_TASK, INDICATOR, QUALIFICATION, WORK_PROCESS, bp
from qualification_files.views.structure_screen import (
    Told,
    changed_meanwhile,
    core_task_page,
    indicator_page,
    new_core_task_page,
    new_work_process_page,
    offer_competences,
    overview_page,
    work_process_page,
)

EDIT = Permission.EDIT_QUALIFICATION


@bp.get("/qualifications/<int:qualification_id>/structure", needs=EDIT, load=QUALIFICATION)
def structure(work: Work, qualification: Qualification) -> ResponseReturnValue:
    """The tree, and above it what is missing for activation."""
    return overview_page(work, qualification)


@bp.get("/qualifications/<int:qualification_id>/core-tasks/add", needs=EDIT, load=QUALIFICATION)
def new_core_task(work: Work, qualification: Qualification) -> ResponseReturnValue:
    """An empty form with the next number."""
    actions.refuse_if_fixed(work, qualification)
    form = CoreTaskForm(data={"number": pages.number_to_come(qualification, None)})
    return new_core_task_page(work, qualification, form)


@bp.post("/qualifications/<int:qualification_id>/core-tasks/add", needs=EDIT, load=QUALIFICATION)
def add_core_task(work: Work, qualification: Qualification) -> ResponseReturnValue:
    """A core task, and on to its first work process."""
    form = CoreTaskForm()
    if not form.validate():
        return new_core_task_page(work, qualification, form), 422
    try:
        added = actions.add_core_task(work, qualification, form.facts())
    except actions.NumberTaken as refusal:
        form.number.errors = [said(refusal.message)]
        return new_core_task_page(work, qualification, form), 422
    flash(_("Core task %(number)s is added.", number=added.number), "success")
    return redirect(url_for(".core_task", core_task_id=added.id), 303)


@bp.get("/core-tasks/<int:core_task_id>", needs=EDIT, load=CORE_TASK)
def core_task(work: Work, task: CoreTask) -> ResponseReturnValue:
    """One core task, to read or edit."""
    return core_task_page(work, task)


@bp.post("/core-tasks/<int:core_task_id>", needs=EDIT, load=CORE_TASK)
def change_core_task(work: Work, task: CoreTask) -> ResponseReturnValue:
    """Other facts of a core task."""
    form = CoreTaskForm()
    if not form.validate():
        return core_task_page(work, task, form), 422
    if form.is_outdated(seen_core_task(task)):
        return core_task_page(work, task, form, Told(theirs=changed_meanwhile(task))), 409
    try:
        actions.change_core_task(work, task, form.facts())
    except actions.NumberTaken as refusal:
        form.number.errors = [said(refusal.message)]
        return core_task_page(work, task, form), 422
    flash(_("Saved."), "success")
    return redirect(url_for(".core_task", core_task_id=task.id), 303)


@bp.get("/core-tasks/<int:core_task_id>/work-processes/add", needs=EDIT, load=CORE_TASK)
def new_work_process(work: Work, task: CoreTask) -> ResponseReturnValue:
    """An empty form with the next number."""
    actions.refuse_if_fixed(work, task.qualification)
    form = WorkProcessForm(data={"number": pages.number_to_come(task.qualification, task)})
    return new_work_process_page(work, task, form)


@bp.post("/core-tasks/<int:core_task_id>/work-processes/add", needs=EDIT, load=CORE_TASK)
def add_work_process(work: Work, task: CoreTask) -> ResponseReturnValue:
    """A work process, and on to its indicators."""
    form = WorkProcessForm()
    offer_competences(work, form, None)
    if not form.validate():
        return new_work_process_page(work, task, form), 422
    try:
        added = actions.add_work_process(work, task, form.facts())
    except actions.NumberTaken as refusal:
        form.number.errors = [said(refusal.message)]
        return new_work_process_page(work, task, form), 422
    flash(_("Work process %(number)s is added. Add its performance indicators.", number=added.number), "success")
    return redirect(url_for(".work_process", work_process_id=added.id, _anchor="indicators"), 303)


@bp.get("/work-processes/<int:work_process_id>", needs=EDIT, load=WORK_PROCESS)
def work_process(work: Work, process: WorkProcess) -> ResponseReturnValue:
    """One work process with its indicators, to read or edit."""
    return work_process_page(work, process)


@bp.post("/work-processes/<int:work_process_id>", needs=EDIT, load=WORK_PROCESS)
def change_work_process(work: Work, process: WorkProcess) -> ResponseReturnValue:
    """Other facts of a work process."""
    form = WorkProcessForm()
    offer_competences(work, form, process)
    if not form.validate():
        return work_process_page(work, process, form), 422
    if form.is_outdated(seen_work_process(process)):
        return work_process_page(work, process, form, told=Told(theirs=changed_meanwhile(process))), 409
    try:
        actions.change_work_process(work, process, form.facts())
    except actions.NumberTaken as refusal:
        form.number.errors = [said(refusal.message)]
        return work_process_page(work, process, form), 422
    flash(_("Saved."), "success")
    return redirect(url_for(".work_process", work_process_id=process.id), 303)


@bp.post("/work-processes/<int:work_process_id>/indicators", needs=EDIT, load=WORK_PROCESS)
def add_indicators(work: Work, process: WorkProcess) -> ResponseReturnValue:
    """One indicator for each line that was pasted; or, when asked, how many and which that would be."""
    pasted = IndicatorsForm()
    texts = pasted_lines(pasted.texts.data or "")
    if not pasted.validate() or not _fits(pasted, texts):
        return work_process_page(work, process, pasted=pasted), 422
    if "preview" in request.form:
        work.discard()
        return work_process_page(work, process, pasted=pasted, told=Told(preview=texts))
    added = actions.add_indicators(work, process, texts)
    flash(ngettext("%(num)s indicator is added.", "%(num)s indicators are added.", len(added)), "success")
    return redirect(url_for(".work_process", work_process_id=process.id, _anchor="indicators"), 303)


@bp.get("/indicators/<int:indicator_id>", needs=EDIT, load=INDICATOR)
def indicator(work: Work, indicator: Indicator) -> ResponseReturnValue:
    """The wording of one indicator."""
    return indicator_page(work, indicator)


@bp.post("/indicators/<int:indicator_id>", needs=EDIT, load=INDICATOR)
def change_indicator(work: Work, indicator: Indicator) -> ResponseReturnValue:
    """Another wording."""
    form = IndicatorForm()
    if not form.validate():
        return indicator_page(work, indicator, form), 422
    if form.is_outdated(fingerprint([indicator.text])):
        return indicator_page(work, indicator, form, Told(theirs=changed_meanwhile(indicator))), 409
    actions.change_indicator(work, indicator, form.text.data or "")
    flash(_("Saved."), "success")
    return redirect(url_for(".indicator", indicator_id=indicator.id), 303)


def _fits(pasted: IndicatorsForm, texts: list[str]) -> bool:
    if not texts:
        pasted.texts.errors = [_("Fill in at least one performance indicator.")]
    elif any(len(text) > 2000 for text in texts):
        pasted.texts.errors = [_("One of the lines has more than 2000 characters. Make it shorter, or split it.")]
    return not pasted.texts.errors
