"""The one screen on which a tree is edited: the tree, what is missing, and the part that is chosen."""

from dataclasses import dataclass
from functools import partial

from flask import render_template, url_for

from foundation.messages import Message
from foundation.web.words import page_language
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
from qualification_files.pages.beside import tabs
from qualification_files.rules import fingerprint
from qualification_files.views.blueprint import asked

Part = actions.StructurePart


@dataclass(frozen=True)
class Taken:
    """A move for which a number has to be chosen first."""

    words: Message
    parent: int
    place: str
    number: str


@dataclass(frozen=True)
class Told:
    """What the screen says because of what was just tried on it."""

    trouble: Message | None = None  # nothing was done, and why
    theirs: dict[str, str] | None = None  # the texts as somebody else left them meanwhile
    taken: Taken | None = None
    preview: list[str] | None = None  # the indicators that a pasted list would give


NOTHING = Told()


def overview_page(work: Work, qualification: Qualification) -> str:
    """The tree with nothing chosen in it."""
    address = url_for(".structure", qualification_id=qualification.id)
    return _screen(work, qualification, "structure", address=address)


def new_core_task_page(work: Work, qualification: Qualification, form: CoreTaskForm) -> str:
    """The tree and an empty core task."""
    address = url_for(".new_core_task", qualification_id=qualification.id)
    return _screen(work, qualification, "core_task", address=address, form=form, task=None)


def core_task_page(work: Work, task: CoreTask, form: CoreTaskForm | None = None, told: Told = NOTHING) -> str:
    """The tree with this core task chosen."""
    if form is None:
        form = CoreTaskForm(formdata=None, obj=task, seen=seen_core_task(task))
        form.knowledge.data = _knowledge(task)
    address = url_for(".core_task", core_task_id=task.id)
    return _screen(work, task.qualification, "core_task", chosen=task, address=address, form=form, task=task, told=told)


def new_work_process_page(work: Work, task: CoreTask, form: WorkProcessForm) -> str:
    """The tree and an empty work process of this core task."""
    offer_competences(work, form, None)
    address = url_for(".new_work_process", core_task_id=task.id)
    return _screen(work, task.qualification, "work_process", address=address, form=form, task=task, process=None)


def work_process_page(
    work: Work,
    process: WorkProcess,
    form: WorkProcessForm | None = None,
    *,
    pasted: IndicatorsForm | None = None,
    told: Told = NOTHING,
) -> str:
    """The tree with this work process chosen, and its indicators."""
    if form is None:
        form = WorkProcessForm(formdata=None, obj=process, seen=seen_work_process(process))
        form.competences.data = [link.competence_id for link in process.competences]
    offer_competences(work, form, process)
    return _screen(
        work,
        process.core_task.qualification,
        "work_process",
        chosen=process,
        address=url_for(".work_process", work_process_id=process.id),
        form=form,
        task=process.core_task,
        process=process,
        pasted=pasted or IndicatorsForm(formdata=None),
        told=told,
    )


def indicator_page(work: Work, indicator: Indicator, form: IndicatorForm | None = None, told: Told = NOTHING) -> str:
    """The tree with this indicator chosen."""
    if form is None:
        form = IndicatorForm(formdata=None, obj=indicator, seen=fingerprint([indicator.text]))
    process = indicator.work_process
    return _screen(
        work,
        process.core_task.qualification,
        "indicator",
        chosen=indicator,
        address=url_for(".indicator", indicator_id=indicator.id),
        form=form,
        indicator=indicator,
        process=process,
        told=told,
    )


def part_page(work: Work, part: Part, told: Told) -> str:
    """The tree with this part chosen, whatever it is."""
    if isinstance(part, CoreTask):
        return core_task_page(work, part, told=told)
    if isinstance(part, WorkProcess):
        return work_process_page(work, part, told=told)
    return indicator_page(work, part, told=told)


def address_of(part: Part | Qualification) -> str:
    """Where this part, or the tree as a whole, is edited."""
    if isinstance(part, Qualification):
        return url_for(".structure", qualification_id=part.id)
    if isinstance(part, CoreTask):
        return url_for(".core_task", core_task_id=part.id)
    if isinstance(part, WorkProcess):
        return url_for(".work_process", work_process_id=part.id)
    return url_for(".indicator", indicator_id=part.id)


def changed_meanwhile(part: Part) -> dict[str, str]:
    """How the texts of a part stand now, for whoever was typing other ones."""
    if isinstance(part, Indicator):
        return {"text": part.text}
    names = ("number", "name", "complexity", "responsibility", "description", "result", "knowledge_and_skills")
    now = {name: str(getattr(part, name)) for name in names if hasattr(part, name)}
    return {**now, "knowledge": _knowledge(part)} if isinstance(part, CoreTask) else now


def offer_competences(work: Work, form: WorkProcessForm, process: WorkProcess | None) -> None:
    """Fill the choice, with those that the work process has although they are retired."""
    if form.competences.choices is None:
        form.offer(_offered(work, process), page_language())


def _offered(work: Work, process: WorkProcess | None) -> list[Competence]:
    offered = queries.competences_to_choose(work)
    kept = [link.competence for link in queries.competences_of(work, process)] if process else []
    return [*offered, *(row for row in kept if row.retired_at is not None)]


def _knowledge(task: CoreTask) -> str:
    return "\n".join(known.text for known in task.knowledge)


def _screen(
    work: Work,
    qualification: Qualification,
    template: str,
    *,
    address: str,
    chosen: Part | None = None,
    told: Told = NOTHING,
    **more: object,
) -> str:
    found = queries.tree(work, qualification)
    panel = pages.panel(found, followers=queries.followers(work, found.id))
    removed = queries.removed_lately(work, found.id) if panel.open else []
    return render_template(
        f"qualification_files/{template}.html",
        qualification=found,
        parts=pages.parts(found),
        panel=panel,
        tabs=tabs(found, "structure"),
        identity=pages.identity(found),
        address=address,
        chosen=chosen,
        place=pages.place(found, chosen) if chosen is not None and panel.open else None,
        opened=pages.opened(found, chosen, everything=asked("show") == "all"),
        removed=removed,
        told=told,
        blocks=pages.blocks,
        note=partial(pages.note, panel),
        lacking=pages.no_indicators(panel),
        next_number=partial(pages.number_to_come, found),
        counted_indicators=pages.counted_indicators,
        counted_processes=pages.counted_processes,
        in_order=pages.in_order,
        **more,
    )
