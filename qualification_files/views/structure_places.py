"""Where the parts of a tree stand and what they are called: moving, sorting, renaming, removing and putting back."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.messages import Message, say
from foundation.refusals import NotFound, Unreadable
from foundation.web.forms import tidy
from foundation.web.returning import flash_with_undo
from foundation.web.words import said
from foundation.work import Work
from qualification_files import actions, queries
from qualification_files.models import CoreTask, Indicator, Qualification, StructureRemoval, WorkProcess
from qualification_files.permissions import Permission
from qualification_files.rules import next_number
from qualification_files.views.blueprint import (
    CORE_TASK,
    INDICATOR,
    QUALIFICATION,
    REMOVAL,
    WORK_PROCESS,
    bp,
    whole_number,
)
from qualification_files.views.structure_screen import Taken, Told, address_of, part_page

EDIT = Permission.EDIT_QUALIFICATION
LONGEST_NAME = {CoreTask: 500, WorkProcess: 500, Indicator: 2000}


@bp.post("/core-tasks/<int:core_task_id>/move", needs=EDIT, load=CORE_TASK)
def move_core_task(work: Work, task: CoreTask) -> ResponseReturnValue:
    """One place up or down, or to any place."""
    return _move(work, task, task.qualification)


@bp.post("/work-processes/<int:work_process_id>/move", needs=EDIT, load=WORK_PROCESS)
def move_work_process(work: Work, process: WorkProcess) -> ResponseReturnValue:
    """One place up or down, or to any place of any core task."""
    parent = _parent()
    return _move(work, process, queries.core_task(work, parent) if parent else process.core_task)


@bp.post("/indicators/<int:indicator_id>/move", needs=EDIT, load=INDICATOR)
def move_indicator(work: Work, indicator: Indicator) -> ResponseReturnValue:
    """One place up or down, or to any place of any work process."""
    parent = _parent()
    return _move(work, indicator, queries.work_process(work, parent) if parent else indicator.work_process)


@bp.post("/qualifications/<int:qualification_id>/structure/sort", needs=EDIT, load=QUALIFICATION)
def sort_core_tasks(work: Work, qualification: Qualification) -> ResponseReturnValue:
    """All core tasks in the order of their numbers."""
    actions.sort_by_number(work, qualification)
    flash(_("The core tasks stand in the order of their numbers."), "success")
    return redirect(address_of(qualification), 303)


@bp.post("/core-tasks/<int:core_task_id>/sort", needs=EDIT, load=CORE_TASK)
def sort_work_processes(work: Work, task: CoreTask) -> ResponseReturnValue:
    """Its work processes in the order of their numbers."""
    actions.sort_by_number(work, task)
    flash(_("The work processes of %(number)s stand in the order of their numbers.", number=task.number), "success")
    return redirect(address_of(task), 303)


@bp.post("/core-tasks/<int:core_task_id>/rename", needs=EDIT, load=CORE_TASK)
def rename_core_task(work: Work, task: CoreTask) -> ResponseReturnValue:
    """Another name."""
    return _rename(work, task)


@bp.post("/work-processes/<int:work_process_id>/rename", needs=EDIT, load=WORK_PROCESS)
def rename_work_process(work: Work, process: WorkProcess) -> ResponseReturnValue:
    """Another name."""
    return _rename(work, process)


@bp.post("/indicators/<int:indicator_id>/rename", needs=EDIT, load=INDICATOR)
def rename_indicator(work: Work, indicator: Indicator) -> ResponseReturnValue:
    """Another wording."""
    return _rename(work, indicator)


@bp.post("/core-tasks/<int:core_task_id>/remove", needs=EDIT, load=CORE_TASK)
def remove_core_task(work: Work, task: CoreTask) -> ResponseReturnValue:
    """It goes, with what is under it, and can be put back."""
    return _remove(work, task)


@bp.post("/work-processes/<int:work_process_id>/remove", needs=EDIT, load=WORK_PROCESS)
def remove_work_process(work: Work, process: WorkProcess) -> ResponseReturnValue:
    """It goes, with its indicators, and can be put back."""
    return _remove(work, process)


@bp.post("/indicators/<int:indicator_id>/remove", needs=EDIT, load=INDICATOR)
def remove_indicator(work: Work, indicator: Indicator) -> ResponseReturnValue:
    """It goes, and can be put back."""
    return _remove(work, indicator)


@bp.post("/removed-parts/<int:removal_id>/put-back", needs=EDIT, load=REMOVAL)
def put_back(work: Work, removal: StructureRemoval) -> ResponseReturnValue:
    """As it was, where it stood."""
    done = actions.put_back(work, removal)
    if done is None:
        flash(_("This was put back already."), "info")
        return redirect(address_of(queries.qualification(work, removal.qualification_id)), 303)
    part = done.part
    if isinstance(part, Indicator):
        flash(_("The indicator is put back."), "success")
    else:
        flash(_("%(number)s is put back, with all that was under it.", number=part.number), "success")
    if done.without:
        flash(_("Without competences that were removed since: %(letters)s.", letters=", ".join(done.without)), "info")
    return redirect(address_of(part), 303)


def _move(work: Work, part: actions.StructurePart, parent: actions.Parent) -> ResponseReturnValue:
    direction, number = request.form.get("direction"), str(tidy(request.form.get("number", "")))
    try:
        actions.refuse_if_changed(actions.qualification_of(part), whole_number(request.form.get("version", "")))
        if len(number) > 40:
            raise actions.NumberTaken(say("A number has at most %(limit)s characters.", limit=40))
        if direction in ("up", "down"):
            actions.move(work, part, up=direction == "up")
        else:
            actions.move_to(work, part, parent, whole_number(request.form.get("place", "")), number=number or None)
    except actions.TreeChanged as refusal:
        work.discard()
        return part_page(work, part, Told(trouble=refusal.message)), refusal.status
    except actions.NumberTaken as refusal:
        return _ask_number(work, part, parent, refusal.message), refusal.status
    flash(said(_stands(part)), "success")
    return redirect(address_of(part), 303)


def _ask_number(work: Work, part: actions.StructurePart, parent: actions.Parent, words: Message) -> str:
    taken = [each.number for each in parent.work_processes] if isinstance(parent, CoreTask) else []
    proposed = next_number(taken, first="W1")
    work.discard()
    return part_page(work, part, Told(taken=Taken(words, parent.id, request.form.get("place", ""), proposed)))


def _stands(part: actions.StructurePart) -> Message:
    parent = actions.parent_of(part)
    siblings = actions.siblings_in(parent, part)
    place, total = siblings.index(part) + 1, len(siblings)
    if isinstance(part, CoreTask):
        return say(
            "%(number)s now stands in place %(place)s of %(total)s.", number=part.number, place=place, total=total
        )
    if isinstance(part, Indicator):
        return say(
            "The indicator now stands in place %(place)s of %(total)s in %(parent)s.",
            place=place,
            total=total,
            parent=part.work_process.number,
        )
    return say(
        "%(number)s now stands in place %(place)s of %(total)s in %(parent)s.",
        number=part.number,
        place=place,
        total=total,
        parent=part.core_task.number,
    )


def _rename(work: Work, part: actions.StructurePart) -> ResponseReturnValue:
    name = " ".join(str(tidy(request.form.get("name", ""))).split())
    limit = LONGEST_NAME[type(part)]
    if not name:
        raise Unreadable(say("Give it a name. Nothing is changed."))
    if len(name) > limit:
        raise Unreadable(say("A name has at most %(limit)s characters here. Nothing is changed.", limit=limit))
    try:
        actions.rename(work, part, name, seen=str(tidy(request.form.get("was", ""))))
    except actions.NameChanged as refusal:
        work.discard()
        return part_page(work, part, Told(trouble=refusal.message)), refusal.status
    flash(_("Saved."), "success")
    return redirect(address_of(part), 303)


def _remove(work: Work, part: actions.StructurePart) -> ResponseReturnValue:
    parent = actions.parent_of(part)
    number = "" if isinstance(part, Indicator) else part.number
    removal = actions.remove(work, part)
    words = _("%(number)s is removed.", number=number) if number else _("The indicator is removed.")
    flash_with_undo(words, label=_("Undo"), url=url_for(".put_back", removal_id=removal.id))
    return redirect(address_of(parent), 303)


def _parent() -> int | None:
    asked = request.form.get("parent", "")
    number = whole_number(asked)
    if asked and number is None:
        raise NotFound
    return number
