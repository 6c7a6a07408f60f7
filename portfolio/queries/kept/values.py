"""What records of kept things are made of."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, TypeAlias, TypeVar

from foundation.files import safe_name
from foundation.messages import Message
from foundation.work import Work
from portfolio.models import GuestPass
from qualification_files.models import CoreTask, Qualification, WorkProcess

Value: TypeAlias = "str | int | date | Sequence[Value] | Mapping[str, Value] | None"
Record: TypeAlias = Mapping[str, Value]
Row = TypeVar("Row")
Process = tuple[WorkProcess, CoreTask, Qualification]


@dataclass(frozen=True)
class KeptFile:
    """Bytes that come along: where they lie in the ZIP file, where they are kept, how their owner calls them."""

    path: str
    key: str
    name: str


@dataclass(frozen=True)
class Further:
    """What a package above this one keeps about people: the application hands it in, for it is not known here."""

    read: Callable[[Work, int], tuple[Mapping[str, Value], Sequence[KeptFile]]]  # sections, and their files
    sections: Mapping[str, Message]  # what each is called, in the order of the contents
    labels: Mapping[str, Message]  # what names in its records are called, where they are not called so here
    choices: Mapping[type[StrEnum], Mapping[Any, Message]]


@dataclass(frozen=True)
class Known:
    """What the numbers in the rows stand for, and the files that were spoken of so far."""

    names: Mapping[int, str]
    guests: Mapping[int, GuestPass]
    processes: Mapping[int, Process]
    files: list[KeptFile] = field(default_factory=list)

    def who(self, person_id: int | None) -> str | None:
        """How this person is called; nothing when nobody did it, or somebody who is not known any more."""
        return None if person_id is None else self.names.get(person_id)

    def guest(self, pass_id: object) -> str | None:
        """How this guest was called by whoever invited them."""
        found = self.guests.get(pass_id) if isinstance(pass_id, int) else None
        return found.name if found else None

    def process(self, process_id: int | None) -> Record:
        """What a work process is called, and of which qualification it is."""
        if process_id is None or process_id not in self.processes:
            return {"qualification": None, "core_task": None, "work_process": None}
        process, task, qualification = self.processes[process_id]
        return {
            "qualification": qualification_record(qualification),
            "core_task": f"{task.number} {task.name}",
            "work_process": f"{process.number} {process.name}",
        }

    def path_of(self, folder: str, number: int, *, key: str, name: str) -> str:
        """Where this file lies in the ZIP file; from now on it comes along."""
        path = f"files/{folder}/{number}-{safe_name(name)}"
        self.files.append(KeptFile(path, key, name))
        return path


def qualification_record(row: Qualification) -> Record:
    """A qualification by what it is known by."""
    return {"code": row.code, "cohort": row.cohort, "name": row.name}


def grouped(rows: Iterable[Row], key: Callable[[Row], int]) -> Mapping[int, list[Row]]:
    """The rows by what they belong to."""
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found
