"""What differs between two contents of a qualification, part by part and word by word (Q13)."""

import re
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import cached_property
from typing import Generic, Protocol, TypeVar

from qualification_files.formats.values import CoreTask, Indicator, Knowledge, QualificationFile, WorkProcess
from qualification_files.rules.likeness import Near, in_common


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
MOST_STEPS = 200_000  # for the words of one text; beyond that it is compared line by line
MOST_WORDS = 300  # of a line, to see whether it is another one that was changed
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
        return self.count_tasks(edit) + self.count_processes(edit)

    def count_tasks(self, edit: Edit) -> int:
        """How many core tasks have this edit."""
        return [task.edit for task in self.tasks].count(edit)

    def count_processes(self, edit: Edit) -> int:
        """How many work processes have this edit."""
        return [one.edit for task in self.tasks for one in task.processes].count(edit)


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
    come = [pair.new for pairs in inside for pair in pairs if pair.new and not pair.old]
    partner: dict[int, int] = {}
    _match(partner, range(len(waiting)), [called(one)[1] for one in waiting], [called(one)[1] for one in come])
    moved = {id(come[place]): waiting[at] for place, at in partner.items()}
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
    """One text out of two: what both say, what only the old says and what only the new says, in reading order.

    Long texts that differ in much are told line by line, and those that differ in nearly everything as a whole.
    """
    for split in (_tokens, _text_lines):
        start, old, new, end = _ends_apart(split(before), split(after))
        if _steps(old, new) <= MOST_STEPS:
            return tuple(_joined(_pieces(start, old, new, end)))
    whole = _told((Edit.SAME, start), (Edit.REMOVED, old), (Edit.ADDED, new), (Edit.SAME, end))
    return tuple(_joined(whole))


def _ends_apart(
    old: Sequence[str], new: Sequence[str]
) -> tuple[Sequence[str], Sequence[str], Sequence[str], Sequence[str]]:
    """What both begin with, what the old and the new say after that, and what both end with."""
    most = min(len(old), len(new))
    first = next((place for place in range(most) if old[place] != new[place]), most)
    last = next((place for place in range(most - first) if old[-1 - place] != new[-1 - place]), most - first)
    return old[:first], old[first : len(old) - last], new[first : len(new) - last], old[len(old) - last :]


def _steps(old: Iterable[str], new: Iterable[str]) -> int:
    """What comparing these takes once: how often something is the same on both sides."""
    counted = Counter(new)
    return sum(counted[part] for part in old)


def _pieces(start: Sequence[str], old: Sequence[str], new: Sequence[str], end: Sequence[str]) -> Iterator[Piece]:
    yield from _told((Edit.SAME, start))
    for kind, old_start, old_end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from _told((Edit.SAME, old[old_start:old_end]))
        else:
            yield from _told((Edit.REMOVED, old[old_start:old_end]), (Edit.ADDED, new[new_start:new_end]))
    yield from _told((Edit.SAME, end))


def _told(*parts: tuple[Edit, Sequence[str]]) -> Iterator[Piece]:
    yield from (Piece(edit, "".join(part)) for edit, part in parts if part)


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


def _text_lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


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
    partner: dict[int, int] = {}
    waiting = list(range(len(old)))
    for same in (lambda one: key(one), lambda one: key(one)[1], lambda one: key(one)[0]):
        waiting = _match(partner, waiting, [same(one) for one in old], [same(one) for one in new])
    pairs = [Pair(old[partner[place]] if place in partner else None, one) for place, one in enumerate(new)]
    for at in waiting:
        pairs.insert(min(at, len(pairs)), Pair(old[at], None))
    return pairs


def _match(
    partner: dict[int, int], waiting: Sequence[int], old: Sequence[Hashable], new: Sequence[Hashable]
) -> list[int]:
    """Give each new one without a partner the first old one that is called the same, and say who still waits."""
    called_so: dict[Hashable, deque[int]] = defaultdict(deque)
    for at in waiting:
        called_so[old[at]].append(at)
    for place, name in enumerate(new):
        if place not in partner and called_so.get(name):
            partner[place] = called_so[name].popleft()
    taken = set(partner.values())
    return [at for at in waiting if at not in taken]


def _lines(old: Sequence[str], new: Sequence[str]) -> tuple[LineChange, ...]:
    """Lines that were added, changed or removed; a line that only has another place is the same line."""
    gone, come = _without(old, new), _without(new, old)
    words = [_words(line) for line in gone]
    near, taken = Near([set(of_line) for of_line in words]), set[int]()
    changes: list[LineChange] = []
    for line in come:
        own = _words(line)
        likeness, place = max(
            ((_likeness(words[place], own), -place) for place in near.to(set(own), without=taken)), default=(0.0, 0)
        )
        if likeness >= ALIKE:
            taken.add(-place)
            changes.append(LineChange(Edit.CHANGED, gone[-place], line))
        else:
            changes.append(LineChange(Edit.ADDED, after=line))
    left = [line for place, line in enumerate(gone) if place not in taken]
    return (*changes, *(LineChange(Edit.REMOVED, before=line) for line in left))


def _without(lines: Sequence[str], others: Sequence[str]) -> list[str]:
    left = Counter(" ".join(other.split()) for other in others)
    kept: list[str] = []
    for line in lines:
        plain = " ".join(line.split())
        if left[plain]:
            left[plain] -= 1
        else:
            kept.append(line)
    return kept


def _words(line: str) -> list[str]:
    """What tells whether two lines are one that was changed."""
    return line.casefold().split()[:MOST_WORDS]


def _likeness(one: Sequence[str], other: Sequence[str]) -> float:
    return 2 * in_common(one, other) / (len(one) + len(other)) if one and other else 0.0
