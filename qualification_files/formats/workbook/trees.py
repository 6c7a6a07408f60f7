"""The sheets with core tasks and work processes: rows that begin a part, and rows that go on with the one above."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from foundation.messages import say
from qualification_files.formats.sbb.texts import clipped
from qualification_files.formats.values import CoreTask, Indicator, Knowledge, Part, WorkProcess
from qualification_files.formats.workbook import values
from qualification_files.formats.workbook.grid import Grid, Row, Told
from qualification_files.formats.workbook.headings import PARTS, Page

LONGEST_NUMBER = 40
LONGEST_NAME = 500
LONGEST_LETTER = 5
_LOOKS_LIKE_A_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_OF_TASK = ("complexity", "complexity_extra", "responsibility", "responsibility_extra")
_OF_PROCESS = (
    "description",
    "description_extra",
    "result",
    "result_extra",
    "behaviour",
    "behaviour_extra",
    "knowledge",
)


@dataclass
class _Named:
    """A part while its rows are read."""

    number: str
    name: str
    row: int  # where it was named
    texts: dict[str, dict[str, None]] = field(default_factory=dict)  # in their order, each once

    def take(self, row: Row, keys: Sequence[str]) -> None:
        """Further texts; what was said already is said once."""
        for key in keys:
            if row.text(key):
                self.texts.setdefault(key, {})[row.text(key)] = None

    def text(self, key: str) -> str:
        return "\n".join(self.texts.get(key, ()))


@dataclass
class _Process(_Named):
    letters: list[str] = field(default_factory=list)
    letters_extra: list[str] = field(default_factory=list)
    indicators: list[Indicator] = field(default_factory=list)

    def made(self) -> WorkProcess:
        return WorkProcess(
            number=self.number,
            name=self.name,
            description=self.text("description"),
            description_extra=self.text("description_extra"),
            result=self.text("result"),
            result_extra=self.text("result_extra"),
            behaviour=self.text("behaviour"),
            behaviour_extra=self.text("behaviour_extra"),
            knowledge_and_skills=self.text("knowledge"),
            competences=tuple(dict.fromkeys(self.letters)),
            competences_extra=tuple(dict.fromkeys(self.letters_extra)),
            indicators=tuple(self.indicators),
        )


@dataclass
class _Task(_Named):
    part: Part = Part.OWN
    knowledge: list[Knowledge] = field(default_factory=list)
    processes: dict[str, _Process] = field(default_factory=dict)

    def made(self) -> CoreTask:
        return CoreTask(
            number=self.number,
            name=self.name,
            part=self.part,
            complexity=self.text("complexity"),
            complexity_extra=self.text("complexity_extra"),
            responsibility=self.text("responsibility"),
            responsibility_extra=self.text("responsibility_extra"),
            knowledge=tuple(self.knowledge),
            work_processes=tuple(process.made() for process in self.processes.values()),
        )


Kind = TypeVar("Kind", _Task, _Process)


class Trees:
    """The core tasks of a workbook, from both sheets that are about them."""

    def __init__(self, *, fault: Told, note: Told) -> None:
        self._fault = fault
        self._note = note
        self._tasks: dict[str, _Task] = {}

    def take(self, found: Grid) -> None:
        """All rows of one sheet."""
        task: _Task | None = None
        process: _Process | None = None
        for row in found.rows():
            before, task = task, self._part(row, "task_number", "task_name", self._tasks, task, _Task)
            if task is None:
                self._fault(
                    say("This row has no core task: fill in its number and its name."), row.where("task_number")
                )
                continue
            if found.page is Page.CORE_TASKS:
                self._go_on_with_task(task, row)
                continue
            process = process if task is before else None
            process = self._part(row, "number", "name", task.processes, process, _Process)
            if process is not None:
                self._go_on_with_process(process, row)
            elif any(text for key, text in row.texts.items() if key not in ("task_number", "task_name")):
                self._fault(say("This row has no work process: fill in its number and its name."), row.where("number"))

    def core_tasks(self) -> tuple[CoreTask, ...]:
        """What the rows say together."""
        return tuple(task.made() for task in self._tasks.values())

    def _part(
        self, row: Row, number_key: str, name_key: str, known: dict[str, Kind], current: Kind | None, kind: type[Kind]
    ) -> Kind | None:
        """The part that this row is about: a known one, a new one, or the one of the row above."""
        number, name = (" ".join(row.text(key).split()) for key in (number_key, name_key))
        if not number and not name:
            return current
        if not number:
            return next((one for one in known.values() if one.name == name), None)
        found = known.get(number)
        if found is None:
            found = known[number] = kind(number, name, row.number)
            self._look_at_new(row, number, name, number_key, name_key)
        elif name and name != found.name:
            self._fault(
                say(
                    "Number %(number)s is called “%(name)s” here, and “%(other)s” in row %(row)s.",
                    number=clipped(number),
                    name=clipped(name),
                    other=clipped(found.name),
                    row=found.row,
                ),
                row.where(name_key),
            )
        return found

    def _look_at_new(self, row: Row, number: str, name: str, number_key: str, name_key: str) -> None:
        if not name:
            self._fault(say("Number %(number)s has no name.", number=clipped(number)), row.where(name_key))
        if _LOOKS_LIKE_A_DAY.fullmatch(number):
            self._note(
                say("Excel may have made a date of this number: %(number)s.", number=number), row.where(number_key)
            )
        for key, text, limit in ((number_key, number, LONGEST_NUMBER), (name_key, name, LONGEST_NAME)):
            if len(text) > limit:
                self._fault(say("This has more than %(limit)s characters.", limit=limit), row.where(key))

    def _go_on_with_task(self, task: _Task, row: Row) -> None:
        task.take(row, _OF_TASK)
        task.knowledge += [Knowledge(row.text("knowledge"))] if row.text("knowledge") else []
        extra = row.text("knowledge_extra")
        task.knowledge += [Knowledge(extra, extra=True)] if extra else []
        if row.text("part"):
            part = values.chosen(row.text("part"), PARTS)
            if part is None:
                self._fault(say("Write Base, Profile or Own here."), row.where("part"))
            task.part = Part(part or Part.OWN)

    def _go_on_with_process(self, process: _Process, row: Row) -> None:
        process.take(row, _OF_PROCESS)
        process.letters += self._letters(row, "competences")
        process.letters_extra += self._letters(row, "competences_extra")
        for key, extra in (("indicator", False), ("indicator_extra", True)):
            if row.text(key):
                process.indicators += [Indicator(text, extra=extra) for text in values.indicators(row.text(key))]

    def _letters(self, row: Row, key: str) -> list[str]:
        found = values.letters(row.text(key))
        for letter in found:
            if len(letter) > LONGEST_LETTER or not letter.isalnum():
                self._fault(
                    say(
                        "“%(letter)s” is not the letter of a competence. Write letters, for instance A, K, T.",
                        letter=clipped(letter, 30),
                    ),
                    row.where(key),
                )
        return found
