"""Taking parts out of a tree, and putting them back as they were."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import flag_modified

from foundation.messages import Message, say
from foundation.refusals import Refusal
from foundation.work import Work
from qualification_files import queries
from qualification_files.actions.qualifications import refuse_if_fixed
from qualification_files.actions.structure import (
    MOST_INDICATORS,
    PART_NAMES,
    StructurePart,
    announce,
    number_is_taken,
    qualification_of,
    renumber,
)
from qualification_files.actions.structure_places import keep_parts_together, parent_of, siblings_in
from qualification_files.events import StructureChanged
from qualification_files.models import (
    CoreTask,
    Indicator,
    Knowledge,
    Qualification,
    StructureRemoval,
    WorkProcess,
    WorkProcessCompetence,
    WorkProcessMapping,
)
from qualification_files.rules import MappingOrigin, Part

Plain = dict[str, object]

TASK_FACTS = ("number", "name", "complexity", "complexity_extra", "responsibility", "responsibility_extra")
PROCESS_FACTS = (
    "number",
    "name",
    "description",
    "description_extra",
    "result",
    "result_extra",
    "behaviour",
    "behaviour_extra",
    "knowledge_and_skills",
)


def remove(work: Work, part: StructurePart) -> StructureRemoval:
    """Take it out, with what is under it, and keep it aside; refused where evidence or an exam holds on to it."""
    qualification = qualification_of(part)
    refuse_if_fixed(work, qualification)
    queries.structure(work, qualification.id)  # all that is under it, in as many statements as there are kinds
    number, kept = part.id, kept_aside(work, part)
    try:
        with work.db.begin_nested():
            work.db.delete(part)
    except IntegrityError as error:
        raise Refusal(_why_it_stays(part)) from error
    work.db.add(kept)
    flag_modified(qualification, "state")
    work.db.flush()  # the page names what was kept aside
    work.emit(StructureChanged(qualification_id=qualification.id, part=kept.part, part_ids=(number,), change="removed"))
    return kept


def kept_aside(work: Work, part: StructurePart) -> StructureRemoval:
    """What putting this part back needs, with all that is under it; not yet added, and the part still stands."""
    return StructureRemoval(
        qualification_id=qualification_of(part).id,
        part=PART_NAMES[type(part)],
        content=_kept(work, part),
        removed_at=work.now,
        removed_by=work.actor.id,
    )


@dataclass(frozen=True)
class PutBack:
    """A part that stands again, and the letters of the competences that were removed since, so without them."""

    part: StructurePart
    without: Sequence[str]


def put_back(work: Work, removal: StructureRemoval) -> PutBack | None:
    """The part as it was, with all under it, where it stood; None where that was done already."""
    if removal.undone_at is not None:
        return None  # pressed twice
    qualification = queries.structure(work, removal.qualification_id)
    refuse_if_fixed(work, qualification)
    parent = _parent_in(qualification, removal.content)
    known = queries.competence_numbers(work)
    part = _part_from(removal.content, removal.part, known)
    _refuse_unless_it_fits(part, parent)
    _stand(part, parent, int(removal.content["place"]))
    removal.undone_at = work.now
    announce(work, qualification, [part], "restored")
    _map_again(work, removal, part)
    return PutBack(part, sorted(_letters_in(removal.content) - known.keys()))


def _kept(work: Work, part: StructurePart) -> dict[str, Any]:
    parent = parent_of(part)
    above = None if isinstance(parent, Qualification) else str(parent.identifier)
    place = siblings_in(parent, part).index(part)
    return {
        "number": "",
        **_content(part),
        "below": _below(part),
        "parent": above,
        "place": place,
        "mapped": _mapped(work, part),
    }


def _content(part: StructurePart) -> Plain:
    if isinstance(part, Indicator):
        return {"name": part.text, "extra": part.extra, "identifier": str(part.identifier)}
    if isinstance(part, WorkProcess):
        return {
            **{fact: getattr(part, fact) for fact in PROCESS_FACTS},
            "identifier": str(part.identifier),
            "competences": [[link.competence.letter, link.extra] for link in part.competences],
            "under": [_content(indicator) for indicator in part.indicators],
        }
    return {
        **{fact: getattr(part, fact) for fact in TASK_FACTS},
        "identifier": str(part.identifier),
        "part": str(part.part),
        "knowledge": [[known.text, known.extra] for known in part.knowledge],
        "under": [_content(process) for process in part.work_processes],
    }


def _below(part: StructurePart) -> int:
    if isinstance(part, CoreTask):
        return len(part.work_processes) + sum(len(process.indicators) for process in part.work_processes)
    return len(part.indicators) if isinstance(part, WorkProcess) else 0


def _letters_in(content: dict[str, Any]) -> set[str]:
    below: list[dict[str, Any]] = content.get("under", [])
    own = {letter for letter, _ in content.get("competences", [])}
    return own.union(*map(_letters_in, below))


def _part_from(content: dict[str, Any], kind: str, known: Mapping[str, int]) -> StructurePart:
    if kind == PART_NAMES[CoreTask]:
        return _task_from(content, known)
    return _process_from(content, known) if kind == PART_NAMES[WorkProcess] else _indicator_from(content)


def _task_from(content: dict[str, Any], known: Mapping[str, int]) -> CoreTask:
    task = CoreTask(**_facts(content, TASK_FACTS), part=Part(content["part"]))
    task.knowledge = [
        Knowledge(text=text, extra=extra, position=position)
        for position, (text, extra) in enumerate(content["knowledge"], start=1)
    ]
    task.work_processes = [_process_from(below, known) for below in content["under"]]
    renumber(task.work_processes)
    return task


def _process_from(content: dict[str, Any], known: Mapping[str, int]) -> WorkProcess:
    process = WorkProcess(**_facts(content, PROCESS_FACTS))
    process.competences = [
        WorkProcessCompetence(competence_id=known[letter], extra=extra)
        for letter, extra in content["competences"]
        if letter in known
    ]
    process.indicators = [_indicator_from(below) for below in content["under"]]
    renumber(process.indicators)
    return process


def _indicator_from(content: dict[str, Any]) -> Indicator:
    return Indicator(text=content["name"], extra=content["extra"], identifier=UUID(content["identifier"]))


def _facts(content: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
    return {**{name: content[name] for name in names}, "identifier": UUID(content["identifier"])}


def _parent_in(qualification: Qualification, content: dict[str, Any]) -> Qualification | CoreTask | WorkProcess:
    if content["parent"] is None:
        return qualification
    wanted = UUID(content["parent"])
    tasks = {task.identifier: task for task in qualification.core_tasks}
    if wanted in tasks:
        return tasks[wanted]
    for process in (process for task in qualification.core_tasks for process in task.work_processes):
        if process.identifier == wanted:
            return process
    raise Refusal(say("What it stood under was removed as well. Put that back first, then this."))


def _refuse_unless_it_fits(part: StructurePart, parent: Qualification | CoreTask | WorkProcess) -> None:
    if isinstance(part, Indicator):
        if isinstance(parent, WorkProcess) and len(parent.indicators) >= MOST_INDICATORS:
            raise Refusal(say("A work process has at most %(limit)s indicators.", limit=MOST_INDICATORS))
        return
    others = parent.core_tasks if isinstance(parent, Qualification) else _tasks_processes(parent)
    if number_is_taken(part.number, others):
        raise Refusal(
            say(
                "Number %(number)s was given to another part since. Give that one another number, then put this back.",
                number=part.number,
            )
        )


def _tasks_processes(parent: CoreTask | WorkProcess) -> list[WorkProcess]:
    return parent.work_processes if isinstance(parent, CoreTask) else []


def _stand(part: StructurePart, parent: Qualification | CoreTask | WorkProcess, place: int) -> None:
    siblings = siblings_in(parent, part)
    if isinstance(part, CoreTask) and isinstance(parent, Qualification):
        parent.core_tasks.append(part)
    elif isinstance(part, WorkProcess) and isinstance(parent, CoreTask):
        parent.work_processes.append(part)
    elif isinstance(part, Indicator) and isinstance(parent, WorkProcess):
        parent.indicators.append(part)
    siblings.insert(min(place, len(siblings)), part)
    renumber(siblings)
    if isinstance(parent, Qualification):
        keep_parts_together(parent)


def _processes_of(part: StructurePart) -> list[WorkProcess]:
    if isinstance(part, CoreTask):
        return list(part.work_processes)
    return [part] if isinstance(part, WorkProcess) else []


def _mapped(work: Work, part: StructurePart) -> list[Plain]:
    """Which work processes of an earlier version went to what is removed here, and who said so."""
    names = {process.id: str(process.identifier) for process in _processes_of(part)}
    return [
        {
            "old": row.old_id,
            "new": names[row.new_id],
            "origin": str(row.origin),
            "at": row.decided_at.isoformat(),
            "by": row.decided_by,
        }
        for row in queries.mappings_to(work, names)
        if row.new_id is not None
    ]


def _map_again(work: Work, removal: StructureRemoval, part: StructurePart) -> None:
    """They go there again, unless somebody has decided otherwise since."""
    back = {str(process.identifier): process.id for process in _processes_of(part)}
    open_ones = queries.not_mapped(work, removal.qualification_id, [row["old"] for row in removal.content["mapped"]])
    work.db.add_all(
        WorkProcessMapping(
            qualification_id=removal.qualification_id,
            old_id=row["old"],
            new_id=back[row["new"]],
            origin=MappingOrigin(row["origin"]),
            decided_at=datetime.fromisoformat(row["at"]),
            decided_by=row["by"],
        )
        for row in removal.content["mapped"]
        if row["old"] in open_ones
    )


def _why_it_stays(part: StructurePart) -> Message:
    if isinstance(part, Indicator):
        return say("Evidence or an exam uses this performance indicator, so it stays. You can change its wording.")
    return say(
        "Evidence or an exam uses %(number)s, so it stays. Unlink the evidence first, or leave it as it is.",
        number=part.number,
    )
