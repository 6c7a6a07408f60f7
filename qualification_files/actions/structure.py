"""Core tasks, work processes and indicators: adding and changing.

Every change counts as a change of the qualification: two coordinators at the same moment do not overwrite each other.
"""

from collections.abc import Sequence

from sqlalchemy.orm.attributes import flag_modified

from foundation.messages import say
from foundation.refusals import Refusal, Unreadable
from foundation.work import Work
from qualification_files.actions.qualifications import refuse_if_fixed
from qualification_files.events import StructureChanged
from qualification_files.models import (
    CoreTask,
    Indicator,
    Knowledge,
    Qualification,
    WorkProcess,
    WorkProcessCompetence,
)
from qualification_files.rules import CoreTaskFacts, WorkProcessFacts, place_of

StructurePart = CoreTask | WorkProcess | Indicator
MOST_INDICATORS = 100

PART_NAMES = {CoreTask: "core-task", WorkProcess: "work-process", Indicator: "indicator"}


class NumberTaken(Unreadable):
    """Another part in the same place has this number."""


class NameChanged(Refusal):
    """Somebody gave it another name after the page was opened."""


def add_core_task(work: Work, qualification: Qualification, facts: CoreTaskFacts) -> CoreTask:
    """A core task, put where its number belongs."""
    refuse_if_fixed(work, qualification)
    others = qualification.core_tasks
    _refuse_taken(facts.number, others)
    task = CoreTask(number=facts.number, name=facts.name)
    _fill_core_task(task, facts)
    others.insert(place_of(facts.number, [other.number for other in others]), task)
    renumber(others)
    announce(work, qualification, [task], "added")
    return task


def change_core_task(work: Work, task: CoreTask, facts: CoreTaskFacts) -> None:
    """Other facts of a core task."""
    refuse_if_fixed(work, task.qualification)
    others = [other for other in task.qualification.core_tasks if other is not task]
    _refuse_taken(facts.number, others)
    if task.number != facts.number:
        others.insert(place_of(facts.number, [other.number for other in others]), task)
        renumber(others)
    task.number, task.name = facts.number, facts.name
    _fill_core_task(task, facts)
    announce(work, task.qualification, [task], "changed")


def add_work_process(work: Work, task: CoreTask, facts: WorkProcessFacts) -> WorkProcess:
    """A work process, put where its number belongs."""
    refuse_if_fixed(work, task.qualification)
    others = task.work_processes
    _refuse_taken(facts.number, others)
    process = WorkProcess(number=facts.number, name=facts.name, competences=[])
    _fill_work_process(process, facts)
    others.insert(place_of(facts.number, [other.number for other in others]), process)
    renumber(others)
    announce(work, task.qualification, [process], "added")
    return process


def change_work_process(work: Work, process: WorkProcess, facts: WorkProcessFacts) -> None:
    """Other facts of a work process."""
    qualification = process.core_task.qualification
    refuse_if_fixed(work, qualification)
    others = [other for other in process.core_task.work_processes if other is not process]
    _refuse_taken(facts.number, others)
    if process.number != facts.number:
        others.insert(place_of(facts.number, [other.number for other in others]), process)
        renumber(others)
    process.number, process.name = facts.number, facts.name
    _fill_work_process(process, facts)
    announce(work, qualification, [process], "changed")


def add_indicators(work: Work, process: WorkProcess, texts: Sequence[str]) -> list[Indicator]:
    """One indicator for each text, after those that are there."""
    qualification = process.core_task.qualification
    refuse_if_fixed(work, qualification)
    if len(process.indicators) + len(texts) > MOST_INDICATORS:
        raise Unreadable(say("A work process has at most %(limit)s indicators.", limit=MOST_INDICATORS))
    added = [Indicator(text=text) for text in texts]
    process.indicators.extend(added)
    renumber(process.indicators)
    announce(work, qualification, added, "added")
    return added


def change_indicator(work: Work, indicator: Indicator, text: str) -> None:
    """Another wording."""
    qualification = indicator.work_process.core_task.qualification
    refuse_if_fixed(work, qualification)
    if indicator.text == text:
        return
    indicator.text = text
    announce(work, qualification, [indicator], "changed")


def rename(work: Work, part: StructurePart, name: str, *, seen: str) -> None:
    """Another name, or another wording of an indicator; refused when it is no longer called what one saw."""
    refuse_if_fixed(work, qualification_of(part))
    now = part.text if isinstance(part, Indicator) else part.name
    if now == name:
        return
    if " ".join(now.split()) != " ".join(seen.split()):
        raise NameChanged(
            say("Somebody changed this name to “%(name)s” meanwhile. Nothing is overwritten. Look again.", name=now)
        )
    if isinstance(part, Indicator):
        part.text = name
    else:
        part.name = name
    announce(work, qualification_of(part), [part], "changed")


def qualification_of(part: StructurePart) -> Qualification:
    """The qualification that it is a part of."""
    if isinstance(part, CoreTask):
        return part.qualification
    return part.core_task.qualification if isinstance(part, WorkProcess) else part.work_process.core_task.qualification


def _fill_core_task(task: CoreTask, facts: CoreTaskFacts) -> None:
    task.complexity, task.responsibility = facts.complexity, facts.responsibility
    before = {known.text: known for known in task.knowledge}
    task.knowledge[:] = [before.get(text) or Knowledge(text=text) for text in dict.fromkeys(facts.knowledge)]
    for position, known in enumerate(task.knowledge, start=1):
        known.position = position


def _fill_work_process(process: WorkProcess, facts: WorkProcessFacts) -> None:
    process.description, process.result = facts.description, facts.result
    process.knowledge_and_skills = facts.knowledge_and_skills
    before = {link.competence_id: link for link in process.competences}
    process.competences[:] = [
        before.get(number) or WorkProcessCompetence(competence_id=number) for number in facts.competence_ids
    ]


def number_is_taken(
    number: str, others: Sequence[CoreTask | WorkProcess], but: CoreTask | WorkProcess | None = None
) -> bool:
    """Whether one of these has this number, however it is written."""
    return any(other.number.casefold() == number.casefold() for other in others if other is not but)


def renumber(parts: Sequence[StructurePart]) -> None:
    """Stand in this order from now on."""
    for position, part in enumerate(parts, start=1):
        part.position = position


def announce(work: Work, qualification: Qualification, parts: Sequence[StructurePart], change: str) -> None:
    """Tell what was done, and move the version along: of two changes at the same moment, the second is told."""
    flag_modified(qualification, "state")
    work.db.flush()  # the event needs the numbers
    work.emit(
        StructureChanged(
            qualification_id=qualification.id,
            part=PART_NAMES[type(parts[0])],
            part_ids=tuple(part.id for part in parts),
            change=change,
        )
    )


def _refuse_taken(number: str, others: Sequence[CoreTask | WorkProcess]) -> None:
    if number_is_taken(number, others):
        raise NumberTaken(say("Number %(number)s is taken. Choose another one.", number=number))
