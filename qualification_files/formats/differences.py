"""What differs between two contents of a qualification, part by part and word by word (Q13)."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import cached_property
from typing import Generic, Protocol, TypeVar

from qualification_files.formats.values import CoreTask, Indicator, Knowledge, QualificationFile, WorkProcess


class Called(Protocol):
    """A part with a number and a name: one of a file, or a row."""

    @property
    def number(self) -> str:
        """As it is written."""

    @property
    def name(self) -> str:
        """As it is written."""


T = TypeVar("T", bound=Called)
P = TypeVar("P", bound=Called)
_TOKENS = re.compile(r"\w+|\s+|[^\w\s]")
MOST_TOKENS = 3_000  # of one text; a longer one is compared line by line, which takes no longer than reading it
ALIKE = 0.6  # from this likeness on, two texts are one text that was changed

QUALIFICATION_FACTS = (
    "name",
    "code",
    "cohort",
    "language",
    "level",
    "kind",
    "valid_from",
    "intake_ends",
    "programme_ends",
    "programme_type",
    "study_load_hours",
    "description",
)
CORE_TASK_FACTS = ("number", "name", "complexity", "complexity_extra", "responsibility", "responsibility_extra")
WORK_PROCESS_FACTS = (
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


class Edit(StrEnum):
    """What happened to a word or a part."""

    SAME = "same"
    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words that are in both texts, only in the new one, or only in the old one."""

    edit: Edit
    text: str


@dataclass(frozen=True)
class Change:
    """One field that says something else."""

    field: str
    before: str
    after: str

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """The two texts as one, word by word."""
        return words_changed(self.before, self.after)


@dataclass(frozen=True)
class LineChange:
    """One line of a list, such as an indicator."""

    edit: Edit
    before: str = ""
    after: str = ""

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """The line word by word."""
        return words_changed(self.before, self.after)


@dataclass(frozen=True, kw_only=True)
class ProcessDifference:
    """A work process that was added, changed or removed."""

    edit: Edit
    number: str
    name: str
    was_in: str = ""  # the number of the core task it came from, where it moved
    changes: tuple[Change, ...] = ()
    indicators: tuple[LineChange, ...] = ()
    competences: tuple[LineChange, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TaskDifference:
    """A core task that was added, changed or removed, or in which something was."""

    edit: Edit  # SAME where only something beneath it differs
    number: str
    name: str
    changes: tuple[Change, ...] = ()
    knowledge: tuple[LineChange, ...] = ()
    processes: tuple[ProcessDifference, ...] = ()


@dataclass(frozen=True)
class Differences:
    """All that is different, in the order of the new content; what was removed stands where it was."""

    facts: tuple[Change, ...]
    tasks: tuple[TaskDifference, ...]

    def __bool__(self) -> bool:
        return bool(self.facts or self.tasks)

    def count(self, edit: Edit) -> int:
        """How many core tasks and work processes have this edit."""
        edits = [task.edit for task in self.tasks] + [one.edit for task in self.tasks for one in task.processes]
        return edits.count(edit)


@dataclass(frozen=True)
class Pair(Generic[T]):
    """What belongs together in the old and the new content; one side is missing where it was added or removed."""

    old: T | None
    new: T | None


@dataclass(frozen=True)
class TaskPair(Generic[T, P]):
    """A core task in both contents with the work processes that stand in it now, or stood in it and are gone."""

    tasks: Pair[T]
    processes: Sequence[Pair[P]]


def task_pairs(old: Sequence[T], new: Sequence[T], processes_of: Callable[[T], Sequence[P]]) -> list[TaskPair[T, P]]:
    """What belongs together, each part once: in its own core task, or else one of the same name in another."""
    tasks = paired(old, new, called)
    inside = [
        paired(processes_of(both.old) if both.old else (), processes_of(both.new) if both.new else (), called)
        for both in tasks
    ]
    waiting = [pair.old for pairs in inside for pair in pairs if pair.old and not pair.new]
    moved: dict[int, P] = {}
    for pair in (pair for pairs in inside for pair in pairs if pair.new and not pair.old):
        assert pair.new is not None
        if found := next((one for one in waiting if called(one)[1] == called(pair.new)[1]), None):
            waiting.remove(found)
            moved[id(pair.new)] = found
    gone = {id(one) for one in moved.values()}
    return [
        TaskPair(
            both,
            [
                Pair(moved.get(id(pair.new), pair.old), pair.new)
                for pair in pairs
                if pair.new or id(pair.old) not in gone
            ],
        )
        for both, pairs in zip(tasks, inside, strict=True)
    ]


def called(part: Called) -> tuple[str, str]:
    """Number and name as they are compared."""
    return part.number.casefold(), part.name.strip().casefold()


def differences(old: QualificationFile, new: QualificationFile) -> Differences:
    """What the new content says otherwise than the old one."""
    numbers = {id(process): task.number for task in old.core_tasks for process in task.work_processes}
    pairs = task_pairs(old.core_tasks, new.core_tasks, lambda task: task.work_processes)
    tasks = (_task(both, numbers) for both in pairs)
    return Differences(_changes(old, new, QUALIFICATION_FACTS), tuple(task for task in tasks if task))


def words_changed(before: str, after: str) -> tuple[Piece, ...]:
    """One text out of two: what both say, what only the old says and what only the new says, in reading order."""
    old, new = _tokens(before), _tokens(after)
    if max(len(old), len(new)) > MOST_TOKENS:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    pieces: list[Piece] = []
    for kind, old_start, old_end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece(Edit.SAME, "".join(old[old_start:old_end])))
            continue
        pieces.append(Piece(Edit.REMOVED, "".join(old[old_start:old_end])))
        pieces.append(Piece(Edit.ADDED, "".join(new[new_start:new_end])))
    return tuple(_joined(piece for piece in pieces if piece.text))


def _joined(pieces: Iterable[Piece]) -> list[Piece]:
    """Changes with nothing but a space between them become one: whole phrases read better than every other word."""
    found: list[Piece] = []
    for piece in pieces:
        if piece.edit is Edit.SAME and piece.text.isspace() and found:
            found += [Piece(Edit.REMOVED, piece.text), Piece(Edit.ADDED, piece.text)]
        else:
            found.append(piece)
    return _grouped(found)


def _grouped(pieces: Sequence[Piece]) -> list[Piece]:
    result: list[Piece] = []
    removed = added = ""
    for piece in [*pieces, Piece(Edit.SAME, "")]:
        if piece.edit is Edit.REMOVED:
            removed += piece.text
        elif piece.edit is Edit.ADDED:
            added += piece.text
        else:
            result += _change_pieces(removed, added)
            removed = added = ""
            result.append(piece)
    return [piece for piece in result if piece.text]


def _change_pieces(removed: str, added: str) -> list[Piece]:
    """What both ends of a change share was no change."""
    if removed == added:
        return [Piece(Edit.SAME, removed)]
    return [Piece(Edit.REMOVED, removed), Piece(Edit.ADDED, added)]


def _tokens(text: str) -> list[str]:
    return _TOKENS.findall(text)


def _task(both: TaskPair[CoreTask, WorkProcess], numbers: Mapping[int, str]) -> TaskDifference | None:
    old, new = both.tasks.old, both.tasks.new
    one = new or old
    assert one is not None
    own = _changes(old, new, CORE_TASK_FACTS) if old and new else ()
    known = _lines(_known(old), _known(new)) if old and new else ()
    processes = tuple(found for each in both.processes if (found := _process(each, both.tasks.old, numbers)))
    if old and new and not (own or known or processes):
        return None
    edit = Edit.ADDED if old is None else Edit.REMOVED if new is None else Edit.CHANGED if own or known else Edit.SAME
    return TaskDifference(
        edit=edit, number=one.number, name=one.name, changes=own, knowledge=known, processes=processes
    )


def _process(pair: Pair[WorkProcess], task: CoreTask | None, numbers: Mapping[int, str]) -> ProcessDifference | None:
    old, new = pair.old, pair.new
    if old is None and new is not None:
        return ProcessDifference(edit=Edit.ADDED, number=new.number, name=new.name, indicators=_all_added(new))
    assert old is not None
    if new is None:
        return ProcessDifference(edit=Edit.REMOVED, number=old.number, name=old.name)
    stayed = task is not None and any(process is old for process in task.work_processes)
    return _changed_process(old, new, was_in="" if stayed else numbers[id(old)])


def _changed_process(old: WorkProcess, new: WorkProcess, *, was_in: str = "") -> ProcessDifference | None:
    changes = _changes(old, new, WORK_PROCESS_FACTS)
    indicators = _lines(_indicated(old), _indicated(new))
    competences = _lines(_called(old), _called(new))
    if not (changes or indicators or competences or was_in):
        return None
    return ProcessDifference(
        edit=Edit.CHANGED,
        number=new.number,
        name=new.name,
        was_in=was_in,
        changes=changes,
        indicators=indicators,
        competences=competences,
    )


def _all_added(process: WorkProcess) -> tuple[LineChange, ...]:
    return tuple(LineChange(Edit.ADDED, after=text) for text in _indicated(process))


def _changes(old: object, new: object, names: Sequence[str]) -> tuple[Change, ...]:
    both = ((name, _text(getattr(old, name)), _text(getattr(new, name))) for name in names)
    return tuple(Change(name, before, after) for name, before, after in both if before.split() != after.split())


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _indicated(process: WorkProcess) -> list[str]:
    return [_marked(indicator) for indicator in process.indicators]


def _known(task: CoreTask | None) -> list[str]:
    return [_marked(known) for known in task.knowledge] if task else []


def _marked(line: Indicator | Knowledge) -> str:
    """What a profile adds reads otherwise than what all share."""
    return f"+ {line.text}" if line.extra else line.text


def _called(process: WorkProcess) -> list[str]:
    extra = [f"+ {letter}" for letter in process.competences_extra if letter not in process.competences]
    return sorted(process.competences) + sorted(extra)


def paired(old: Sequence[T], new: Sequence[T], key: Callable[[T], tuple[str, str]]) -> list[Pair[T]]:
    """Those with the same number and name belong together, then those with the same name, then with the same number."""
    waiting = list(range(len(old)))
    partner: dict[int, int] = {}
    for same in (lambda one: key(one), lambda one: key(one)[1], lambda one: key(one)[0]):
        for place, one in enumerate(new):
            if (
                place not in partner
                and (found := next((at for at in waiting if same(old[at]) == same(one)), None)) is not None
            ):
                partner[place] = found
                waiting.remove(found)
    pairs = [Pair(old[partner[place]] if place in partner else None, one) for place, one in enumerate(new)]
    for at in waiting:
        pairs.insert(min(at, len(pairs)), Pair(old[at], None))
    return pairs


def _lines(old: Sequence[str], new: Sequence[str]) -> tuple[LineChange, ...]:
    """Lines that were added, changed or removed; a line that only has another place is the same line."""
    gone, come = _without(old, new), _without(new, old)
    changes: list[LineChange] = []
    for line in come:
        nearest = max(gone, key=lambda other: _likeness(other, line), default="")
        if nearest and _likeness(nearest, line) >= ALIKE:
            gone.remove(nearest)
            changes.append(LineChange(Edit.CHANGED, nearest, line))
        else:
            changes.append(LineChange(Edit.ADDED, after=line))
    return (*changes, *(LineChange(Edit.REMOVED, before=line) for line in gone))


def _without(lines: Sequence[str], others: Sequence[str]) -> list[str]:
    left = [" ".join(other.split()) for other in others]
    kept: list[str] = []
    for line in lines:
        plain = " ".join(line.split())
        if plain in left:
            left.remove(plain)
        else:
            kept.append(line)
    return kept


def _likeness(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one.casefold().split(), other.casefold().split(), autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= ALIKE else 0.0
