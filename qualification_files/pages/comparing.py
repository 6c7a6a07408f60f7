"""What differs between two contents, as it is shown: in words, with what is the same kept short."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from foundation.messages import Message, say, say_many
from foundation.web.wording import lazy_gettext as _l
from qualification_files.formats.differences import (
    Change,
    Differences,
    Edit,
    LineChange,
    Piece,
    ProcessDifference,
    TaskDifference,
)
from qualification_files.pages.words import KINDS, LANGUAGE_NAMES, Sign
from qualification_files.rules import QualificationKind

LONGEST_SAME = 260  # characters of unchanged text shown between two changes
EDGE = 100
_UP_TO_A_SPACE = re.compile(r"(.*\S)\s", re.DOTALL)
_FROM_A_SPACE = re.compile(r"\s(\S.*)", re.DOTALL)
FIELDS = {
    "name": _l("Name"),
    "number": _l("Number"),
    "code": _l("Code"),
    "cohort": _l("Cohort"),
    "language": _l("Language"),
    "level": _l("Level"),
    "kind": _l("Kind"),
    "valid_from": _l("Valid from"),
    "intake_ends": _l("End of intake"),
    "programme_ends": _l("End of the programme"),
    "programme_type": _l("Type of programme"),
    "study_load_hours": _l("Study load in hours"),
    "description": _l("Description"),
    "description_extra": _l("Description, asked by this profile as well"),
    "complexity": _l("Complexity"),
    "complexity_extra": _l("Complexity, asked by this profile as well"),
    "responsibility": _l("Responsibility and autonomy"),
    "responsibility_extra": _l("Responsibility and autonomy, asked by this profile as well"),
    "result": _l("Desired result"),
    "result_extra": _l("Desired result, asked by this profile as well"),
    "behaviour": _l("Behaviour"),
    "behaviour_extra": _l("Behaviour, asked by this profile as well"),
    "knowledge_and_skills": _l("Professional knowledge and skills"),
}
SIGNS = {
    Edit.ADDED: Sign("ok", _l("Added")),
    Edit.CHANGED: Sign("open", _l("Changed")),
    Edit.REMOVED: Sign("stop", _l("Removed")),
}


@dataclass(frozen=True)
class Line:
    """A field or a line of a list, with what happened to its words."""

    label: str
    sign: Sign | None
    pieces: Sequence[Piece]


@dataclass(frozen=True)
class Part:
    """A core task or a work process with what differs in it."""

    number: str
    name: str
    sign: Sign | None  # none where only something beneath it differs
    moved: Message | None
    lines: Sequence[Line]
    lists: Sequence[tuple[str, Sequence[Line]]]
    parts: Sequence["Part"] = ()


@dataclass(frozen=True)
class Shown:
    """The whole comparison."""

    summary: Sequence[Message]
    facts: Sequence[Line]
    parts: Sequence[Part]


def shown(found: Differences) -> Shown:
    """The comparison as the page shows it."""
    return Shown(
        summary=list(_summary(found)),
        facts=[_field(change) for change in found.facts],
        parts=[_task(task) for task in found.tasks],
    )


def in_one_line(found: Differences) -> Message:
    """Whether anything is different, and how much."""
    parts = sum(found.count(edit) for edit in SIGNS)
    of_parts = say_many("%(count)s part is different.", "%(count)s parts are different.", parts)
    of_facts = say_many("%(count)s fact is different.", "%(count)s facts are different.", len(found.facts))
    if parts and found.facts:
        return say("%(parts)s %(facts)s", parts=of_parts, facts=of_facts)
    if parts or found.facts:
        return of_parts if parts else of_facts
    return say("It says the same as the one that is here.")


def _summary(found: Differences) -> list[Message]:
    said = [
        say_many("%(count)s core task is added.", "%(count)s core tasks are added.", found.count_tasks(Edit.ADDED)),
        say_many(
            "%(count)s core task says something else.",
            "%(count)s core tasks say something else.",
            found.count_tasks(Edit.CHANGED),
        ),
        say_many(
            "%(count)s core task is removed.", "%(count)s core tasks are removed.", found.count_tasks(Edit.REMOVED)
        ),
        say_many(
            "%(count)s work process is added.",
            "%(count)s work processes are added.",
            found.count_processes(Edit.ADDED),
        ),
        say_many(
            "%(count)s work process says something else.",
            "%(count)s work processes say something else.",
            found.count_processes(Edit.CHANGED),
        ),
        say_many(
            "%(count)s work process is removed.",
            "%(count)s work processes are removed.",
            found.count_processes(Edit.REMOVED),
        ),
        say_many(
            "%(count)s fact of the qualification is different.",
            "%(count)s facts of the qualification are different.",
            len(found.facts),
        ),
    ]
    return [message for message in said if message.count]


def _task(task: TaskDifference) -> Part:
    return Part(
        number=task.number,
        name=task.name,
        sign=SIGNS.get(task.edit),
        moved=None,
        lines=[_field(change) for change in task.changes],
        lists=_lists((str(_l("Professional knowledge and skills")), task.knowledge)),
        parts=[_process(process) for process in task.processes],
    )


def _process(process: ProcessDifference) -> Part:
    return Part(
        number=process.number,
        name=process.name,
        sign=SIGNS.get(process.edit),
        moved=say("It stood in core task %(number)s before.", number=process.was_in) if process.was_in else None,
        lines=[_field(change) for change in process.changes],
        lists=_lists(
            (str(_l("Performance indicators")), process.indicators), (str(_l("Competences")), process.competences)
        ),
    )


def _lists(*lists: tuple[str, Sequence[LineChange]]) -> list[tuple[str, list[Line]]]:
    return [
        (label, [Line("", SIGNS.get(change.edit), _short(change.pieces)) for change in changes])
        for label, changes in lists
        if changes
    ]


def _field(change: Change) -> Line:
    label = str(FIELDS[change.field])
    if change.field in ("kind", "language"):
        change = Change(change.field, _value(change.field, change.before), _value(change.field, change.after))
        return Line(label, None, (Piece(Edit.REMOVED, change.before), Piece(Edit.ADDED, change.after)))
    return Line(label, None, _short(change.pieces))


def _value(field: str, value: str) -> str:
    return str(KINDS[QualificationKind(value)] if field == "kind" else LANGUAGE_NAMES.get(value, value))


def _short(pieces: Sequence[Piece]) -> list[Piece]:
    """Long stretches that stayed the same keep their beginning and their end, in whole words."""
    return [
        Piece(Edit.SAME, f"{_beginning(piece.text)} […] {_end(piece.text)}")
        if piece.edit is Edit.SAME and len(piece.text) > LONGEST_SAME
        else piece
        for piece in pieces
    ]


def _beginning(text: str) -> str:
    """Up to the last space before the edge; a word that is longer than that is cut."""
    found = _UP_TO_A_SPACE.match(text[: EDGE + 1])
    return found[1] if found else text[:EDGE]


def _end(text: str) -> str:
    """The same from the other side."""
    found = _FROM_A_SPACE.search(text[-EDGE - 1 :])
    return found[1] if found else text[-EDGE:]
