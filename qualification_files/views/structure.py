"""The tree of a qualification: core tasks, work processes and indicators."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from foundation.web.words import page_language, said
from foundation.work import Work
from qualification_files import actions, pages, queries
from qualification_files.forms import (
    CoreTaskForm,
    IndicatorForm,
    IndicatorsForm,
    WorkProcessForm,
    seen_core_task,
    seen_work_process,
)
from qualification_files.models import Competence, CoreTask, Indicator, Qualification, WorkProcess
from qualification_files.permissions import Permission
from qualification_files.rules import fingerprint, next_number, pasted_lines
from qualification_files.views.blueprint import CORE_TASK, INDICATOR, QUALIFICATION, WORK_PROCESS, bp

EDIT = Permission.EDIT_QUALIFICATION


@bp.get("/qualifications/<int:qualification_id>/structure", needs=EDIT, load=QUALIFICATION)
def structure(work: Work, qualification: Qualification) -> ResponseReturnValue:
    """The tree, and above it what is missing for activation."""
    return _page(work, qualification, "structure")


@bp.get("/qualifications/<int:qualification_id>/core-tasks/add", needs=EDIT, load=QUALIFICATION)
def new_core_task(work: Work, qualification: Qualification) -> ResponseReturnValue:
    """An empty form with the next number."""
    actions.refuse_if_fixed(work, qualification)
    taken = [task.number for task in qualification.core_tasks]
    form = CoreTaskForm(data={"number": next_number(taken, first="K1")})
    return _page(work, qualification, "core_task", form=form, task=None)


@bp.post("/qualifications/<int:qualification_id>/core-tasks/add", needs=EDIT, load=QUALIFICATION)
def add_core_task(work: Work, qualification: Qualification) -> ResponseReturnValue:
    """A core task, and on to its first work process."""
    form = CoreTaskForm()
    if not form.validate():
        return _page(work, qualification, "core_task", form=form, task=None), 422
    try:
        added = actions.add_core_task(work, qualification, form.facts())
    except actions.NumberTaken as refusal:
        form.number.errors = [said(refusal.message)]
        return _page(work, qualification, "core_task", form=form, task=None), 422
    flash(_("Core task %(number)s is added.", number=added.number), "success")
    return redirect(url_for(".core_task", core_task_id=added.id), 303)


@bp.get("/core-tasks/<int:core_task_id>", needs=EDIT, load=CORE_TASK)
def core_task(work: Work, task: CoreTask) -> ResponseReturnValue:
    """One core task, to read or edit."""
    form = CoreTaskForm(obj=task, seen=seen_core_task(task))
    form.knowledge.data = "\n".join(known.text for known in task.knowledge)
    return _page(work, task.qualification, "core_task", form=form, task=task)


@bp.post("/core-tasks/<int:core_task_id>", needs=EDIT, load=CORE_TASK)
def change_core_task(work: Work, task: CoreTask) -> ResponseReturnValue:
    """Other facts of a core task."""
    form = CoreTaskForm()
    if not form.validate():
        return _page(work, task.qualification, "core_task", form=form, task=task), 422
    if form.is_outdated(seen_core_task(task)):
        return _page(work, task.qualification, "core_task", form=form, task=task), 409
    try:
        actions.change_core_task(work, task, form.facts())
    except actions.NumberTaken as refusal:
        form.number.errors = [said(refusal.message)]
        return _page(work, task.qualification, "core_task", form=form, task=task), 422
    flash(_("Saved."), "success")
    return redirect(url_for(".core_task", core_task_id=task.id), 303)


@bp.post("/core-tasks/<int:core_task_id>/move", needs=EDIT, load=CORE_TASK)
def move_core_task(work: Work, task: CoreTask) -> ResponseReturnValue:
    """One place up or down."""
    actions.move(work, task.qualification, task.qualification.core_tasks, task, up=_up())
    return redirect(url_for(".structure", qualification_id=task.qualification_id, _anchor=f"task-{task.id}"), 303)


@bp.get("/core-tasks/<int:core_task_id>/remove", needs=EDIT, load=CORE_TASK)
def confirm_core_task_removal(work: Work, task: CoreTask) -> ResponseReturnValue:
    """Ask once, because it cannot be taken back."""
    actions.refuse_if_fixed(work, task.qualification)
    return render_template(
        "qualification_files/remove.html",
        heading=_("Remove core task %(number)s", number=task.number),
        text=_(
            "“%(name)s” goes with all its work processes and indicators. This cannot be taken back.", name=task.name
        ),
        label=_("Remove this core task"),
        back=url_for(".core_task", core_task_id=task.id),
        qualification=task.qualification,
    )


@bp.post("/core-tasks/<int:core_task_id>/remove", needs=EDIT, load=CORE_TASK)
def remove_core_task(work: Work, task: CoreTask) -> ResponseReturnValue:
    """It goes, with what is under it."""
    actions.remove(work, task.qualification, task)
    flash(_("Core task %(number)s is removed.", number=task.number), "success")
    return redirect(url_for(".structure", qualification_id=task.qualification_id), 303)


@bp.get("/core-tasks/<int:core_task_id>/work-processes/add", needs=EDIT, load=CORE_TASK)
def new_work_process(work: Work, task: CoreTask) -> ResponseReturnValue:
    """An empty form with the next number."""
    actions.refuse_if_fixed(work, task.qualification)
    taken = [process.number for process in task.work_processes]
    form = WorkProcessForm(data={"number": next_number(taken, first=f"{task.number}-W1")})
    return _process_page(work, task, form)


@bp.post("/core-tasks/<int:core_task_id>/work-processes/add", needs=EDIT, load=CORE_TASK)
def add_work_process(work: Work, task: CoreTask) -> ResponseReturnValue:
    """A work process, and on to its indicators."""
    form = WorkProcessForm()
    form.offer(queries.competences_to_choose(work), page_language())
    if not form.validate():
        return _process_page(work, task, form), 422
    try:
        added = actions.add_work_process(work, task, form.facts())
    except actions.NumberTaken as refusal:
        form.number.errors = [said(refusal.message)]
        return _process_page(work, task, form), 422
    flash(_("Work process %(number)s is added. Add its performance indicators.", number=added.number), "success")
    return redirect(url_for(".work_process", work_process_id=added.id, _anchor="indicators"), 303)


@bp.get("/work-processes/<int:work_process_id>", needs=EDIT, load=WORK_PROCESS)
def work_process(work: Work, process: WorkProcess) -> ResponseReturnValue:
    """One work process with its indicators, to read or edit."""
    form = WorkProcessForm(obj=process, seen=seen_work_process(process))
    form.competences.data = [link.competence_id for link in process.competences]
    return _process_page(work, process.core_task, form, process=process)


@bp.post("/work-processes/<int:work_process_id>", needs=EDIT, load=WORK_PROCESS)
def change_work_process(work: Work, process: WorkProcess) -> ResponseReturnValue:
    """Other facts of a work process."""
    form = WorkProcessForm()
    form.offer(_offered(work, process), page_language())
    if not form.validate():
        return _process_page(work, process.core_task, form, process=process), 422
    if form.is_outdated(seen_work_process(process)):
        return _process_page(work, process.core_task, form, process=process), 409
    try:
        actions.change_work_process(work, process, form.facts())
    except actions.NumberTaken as refusal:
        form.number.errors = [said(refusal.message)]
        return _process_page(work, process.core_task, form, process=process), 422
    flash(_("Saved."), "success")
    return redirect(url_for(".work_process", work_process_id=process.id), 303)


@bp.post("/work-processes/<int:work_process_id>/move", needs=EDIT, load=WORK_PROCESS)
def move_work_process(work: Work, process: WorkProcess) -> ResponseReturnValue:
    """One place up or down within its core task."""
    task = process.core_task
    actions.move(work, task.qualification, task.work_processes, process, up=_up())
    return redirect(url_for(".structure", qualification_id=task.qualification_id, _anchor=f"process-{process.id}"), 303)


@bp.get("/work-processes/<int:work_process_id>/remove", needs=EDIT, load=WORK_PROCESS)
def confirm_work_process_removal(work: Work, process: WorkProcess) -> ResponseReturnValue:
    """Ask once, because it cannot be taken back."""
    actions.refuse_if_fixed(work, process.core_task.qualification)
    return render_template(
        "qualification_files/remove.html",
        heading=_("Remove work process %(number)s", number=process.number),
        text=_("“%(name)s” goes with all its indicators. This cannot be taken back.", name=process.name),
        label=_("Remove this work process"),
        back=url_for(".work_process", work_process_id=process.id),
        qualification=process.core_task.qualification,
    )


@bp.post("/work-processes/<int:work_process_id>/remove", needs=EDIT, load=WORK_PROCESS)
def remove_work_process(work: Work, process: WorkProcess) -> ResponseReturnValue:
    """It goes, with its indicators."""
    qualification, task_id = process.core_task.qualification, process.core_task_id
    actions.remove(work, qualification, process)
    flash(_("Work process %(number)s is removed.", number=process.number), "success")
    return redirect(url_for(".core_task", core_task_id=task_id), 303)


@bp.post("/work-processes/<int:work_process_id>/indicators", needs=EDIT, load=WORK_PROCESS)
def add_indicators(work: Work, process: WorkProcess) -> ResponseReturnValue:
    """One indicator for each line that was pasted."""
    pasted = IndicatorsForm()
    texts = pasted_lines(pasted.texts.data or "")
    if not pasted.validate() or not _fits(pasted, texts):
        form = WorkProcessForm(formdata=None, obj=process, seen=seen_work_process(process))
        form.competences.data = [link.competence_id for link in process.competences]
        return _process_page(work, process.core_task, form, process=process, pasted=pasted), 422
    added = actions.add_indicators(work, process, texts)
    flash(ngettext("%(num)s indicator is added.", "%(num)s indicators are added.", len(added)), "success")
    return redirect(url_for(".work_process", work_process_id=process.id, _anchor="indicators"), 303)


@bp.get("/indicators/<int:indicator_id>", needs=EDIT, load=INDICATOR)
def indicator(work: Work, indicator: Indicator) -> ResponseReturnValue:
    """The wording of one indicator."""
    form = IndicatorForm(obj=indicator, seen=fingerprint([indicator.text]))
    return _indicator_page(work, indicator, form)


@bp.post("/indicators/<int:indicator_id>", needs=EDIT, load=INDICATOR)
def change_indicator(work: Work, indicator: Indicator) -> ResponseReturnValue:
    """Another wording."""
    form = IndicatorForm()
    if not form.validate():
        return _indicator_page(work, indicator, form), 422
    if form.is_outdated(fingerprint([indicator.text])):
        return _indicator_page(work, indicator, form), 409
    actions.change_indicator(work, indicator, form.text.data or "")
    flash(_("Saved."), "success")
    return redirect(url_for(".work_process", work_process_id=indicator.work_process_id, _anchor="indicators"), 303)


@bp.post("/indicators/<int:indicator_id>/move", needs=EDIT, load=INDICATOR)
def move_indicator(work: Work, indicator: Indicator) -> ResponseReturnValue:
    """One place up or down within its work process."""
    process = indicator.work_process
    actions.move(work, process.core_task.qualification, process.indicators, indicator, up=_up())
    return redirect(url_for(".work_process", work_process_id=process.id, _anchor=f"indicator-{indicator.id}"), 303)


@bp.post("/indicators/<int:indicator_id>/remove", needs=EDIT, load=INDICATOR)
def remove_indicator(work: Work, indicator: Indicator) -> ResponseReturnValue:
    """It goes."""
    process = indicator.work_process
    actions.remove(work, process.core_task.qualification, indicator)
    flash(_("The indicator is removed."), "success")
    return redirect(url_for(".work_process", work_process_id=process.id, _anchor="indicators"), 303)


def _up() -> bool:
    return request.form.get("direction") == "up"


def _fits(pasted: IndicatorsForm, texts: list[str]) -> bool:
    if not texts:
        pasted.texts.errors = [_("Fill in at least one performance indicator.")]
    elif any(len(text) > 2000 for text in texts):
        pasted.texts.errors = [_("One of the lines has more than 2000 characters. Make it shorter, or split it.")]
    return not pasted.texts.errors


def _offered(work: Work, process: WorkProcess | None) -> list[Competence]:
    offered = queries.competences_to_choose(work)
    kept = [link.competence for link in process.competences] if process else []
    return [*offered, *(row for row in kept if row.retired_at is not None)]


def _page(work: Work, qualification: Qualification, template: str, **more: object) -> str:
    found = queries.structure(work, qualification.id)
    return render_template(
        f"qualification_files/{template}.html",
        qualification=found,
        parts=pages.parts(found),
        panel=pages.panel(found, followers=queries.followers(work, found.id)),
        identity=pages.identity(found),
        counted_processes=pages.counted_processes,
        counted_indicators=pages.counted_indicators,
        blocks=pages.blocks,
        **more,
    )


def _process_page(
    work: Work,
    task: CoreTask,
    form: WorkProcessForm,
    *,
    process: WorkProcess | None = None,
    pasted: IndicatorsForm | None = None,
) -> str:
    if form.competences.choices is None:
        form.offer(_offered(work, process), page_language())
    return _page(
        work,
        task.qualification,
        "work_process",
        form=form,
        task=task,
        process=process,
        pasted=pasted or IndicatorsForm(formdata=None),
    )


def _indicator_page(work: Work, indicator: Indicator, form: IndicatorForm) -> str:
    process = indicator.work_process
    return _page(work, process.core_task.qualification, "indicator", form=form, indicator=indicator, process=process)
