"""The overview of a portfolio: core tasks, work processes and the evidence for them."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask import url_for

from foundation.messages import Message, say, say_many
from foundation.web.wording import speaking
from foundation.web.words import said
from foundation.work import Work
from portfolio import queries
from portfolio.pages.came_along import came_along_words
from portfolio.pages.kinds import KINDS
from portfolio.rules import Coverage
from qualification_files.pages.instruction import Instruction, instruction_in
from qualification_files.pages.terms import wording_of

ANY_NUMBER = 987654321


FEW_ROWS = 12  # as many work processes are shown opened at once


class Tile(NamedTuple):
    """A piece of evidence in the overview."""

    url: str
    title: str
    icon: str
    thumbnail_url: str | None
    came_along: Message | None  # from which earlier version, and when


class Row(NamedTuple):
    """A work process in the overview."""

    id: int
    number: str
    name: str
    tiles: list[Tile]
    indicators: list[str]
    indicators_in_words: str
    gap_url: str | None


@dataclass
class Task:
    """A core task in the overview."""

    number: str
    name: str
    rows: list[Row]
    coverage: Coverage
    open: bool = True


@dataclass
class Section:
    """A qualification in the overview."""

    id: int
    name: str
    note: str
    tasks: list[Task]
    coverage: Coverage
    language: str
    instruction: Instruction | None
    terms: Mapping[str, Any]

    @property
    def came_along(self) -> list[Message]:
        """From which earlier versions evidence came along, and when."""
        found: list[Message] = []
        for came_along in (tile.came_along for task in self.tasks for row in task.rows for tile in row.tiles):
            if came_along and came_along not in found:
                found.append(came_along)
        return found

    @property
    def begun(self) -> bool:
        """Whether there is evidence for anything in it."""
        return self.coverage.done > 0


def overview(work: Work, owner_id: int, *, own: bool) -> list[Section]:
    """Everything the overview shows, in four statements."""
    followed = queries.followed(work, owner_id)
    numbers = [row.id for row in followed]
    if not numbers:
        return []
    structure = queries.structure(work, numbers)
    rows = _rows(work, owner_id, followed, own=own)
    tasks: dict[int, list[Task]] = defaultdict(list)
    known: dict[int, Task] = {}
    for qualification_id, task_id, number, name, process_id, process_number, process_name in structure:
        if task_id not in known:
            known[task_id] = Task(number, name, [], Coverage(0, 0))
            tasks[qualification_id].append(known[task_id])
        known[task_id].rows.append(rows(qualification_id, process_id, process_number, process_name))
    for task in known.values():
        task.coverage = Coverage(sum(1 for row in task.rows if row.tiles), len(task.rows))
    return [_section(row, tasks[row.id]) for row in followed]


def _rows(
    work: Work, owner_id: int, followed: Sequence[queries.Followed], *, own: bool
) -> Callable[[int, int, str, str], Row]:
    entry_url, face_url = _address("portfolio.entry", "entry_id"), _address("portfolio.thumbnail", "file_id")
    gap_url = _address("portfolio.choose_entry", "work_process_id") if own else None
    tiles: dict[int, list[Tile]] = defaultdict(list)
    for process_id, entry_id, title, kind, face, name, code, cohort, at in queries.tiles(work, owner_id):
        face_at, came_along = face_url(face) if face else None, came_along_words(work, name, code, cohort, at)
        tiles[process_id].append(Tile(entry_url(entry_id), title, KINDS[kind].icon, face_at, came_along))
    indicators: dict[int, list[str]] = defaultdict(list)
    for process_id, text in queries.indicators(work, [one.id for one in followed]):
        indicators[process_id].append(text)
    wordings = {one.id: wording_of(one.terms) for one in followed}
    counts: dict[tuple[int, int], str] = {}

    def row(qualification_id: int, process_id: int, number: str, name: str) -> Row:
        seen = indicators[process_id]
        key = (qualification_id, len(seen))
        if key not in counts:
            with speaking(wordings[qualification_id]):
                counts[key] = _indicators_in_words(len(seen))
        gap = gap_url(process_id) if gap_url else None
        return Row(process_id, number, name, tiles[process_id], seen, counts[key], gap)

    return row


def _address(endpoint: str, name: str) -> Callable[[int], str]:
    """Makes addresses of this endpoint; the router is asked once, not for each of hundreds."""
    part: dict[str, Any] = {name: ANY_NUMBER}
    before, after = url_for(endpoint, **part).split(str(ANY_NUMBER))
    return lambda number: f"{before}{number}{after}"


def _indicators_in_words(count: int) -> str:
    return said(say_many("%(count)s indicator", "%(count)s indicators", count)) if count else ""


def _section(row: queries.Followed, tasks: list[Task]) -> Section:
    total = sum(task.coverage.total for task in tasks)
    if total > FEW_ROWS:
        unfinished = next((task for task in tasks if task.coverage.missing), None)
        for task in tasks:
            task.open = task is unfinished
    note = said(say("%(code)s, cohort %(cohort)s", code=row.code, cohort=row.cohort)) if row.cohort else row.code
    coverage = Coverage(sum(task.coverage.done for task in tasks), total)
    return Section(row.id, row.name, note, tasks, coverage, row.language, _instruction(row), row.terms)


def _instruction(row: queries.Followed) -> Instruction | None:
    if not row.instruction_title:
        return None
    return instruction_in(row.instruction_title, row.instruction_explanation, row.instruction_text)
