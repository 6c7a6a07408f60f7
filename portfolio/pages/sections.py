"""The overview of a portfolio: core tasks, work processes, the evidence for them and how far all of it is."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from flask import url_for
from markupsafe import Markup, escape

from foundation.messages import Message, say, say_many
from foundation.web.wording import speaking
from foundation.web.words import said
from foundation.work import Work
from portfolio import queries
from portfolio.pages.came_along import came_along_words
from portfolio.pages.kinds import KINDS
from portfolio.rules import Coverage, EvidenceState, ProcessState, counted_with, covered, process_state, process_words
from qualification_files.pages.instruction import Instruction, instruction_in
from qualification_files.pages.terms import wording_of

ANY_NUMBER = 987654321
BETWEEN = "\x1e"  # a text that holds it would be shown as two


FEW_ROWS = 12  # as many work processes are shown opened at once, and without a table of all of them on top


NOTHING = Coverage(total=0)


class StateWords(NamedTuple):
    """A state in one word, with its colour and its sign."""

    label: Message
    kind: str
    icon: str


STATES: Mapping[ProcessState, StateWords] = {
    ProcessState.ACCEPTED: StateWords(say("Accepted"), "ok", "check"),
    ProcessState.RETURNED: StateWords(say("Returned"), "attention", "flag"),
    ProcessState.WAITING: StateWords(say("Waiting"), "wait", "hourglass"),
    ProcessState.OPEN: StateWords(say("Not handed in"), "open", "circle"),
    ProcessState.MISSING: StateWords(say("Missing"), "gap", "plus"),
}


class Tile(NamedTuple):
    """A piece of evidence in the overview."""

    url: str
    title: str
    icon: str
    thumbnail_url: str | None
    state: ProcessState
    came_along: Message | None  # from which earlier version, and when
    aged: bool  # older than its qualification asks


class Row(NamedTuple):
    """A work process in the overview."""

    id: int
    number: str
    name: str
    tiles: list[Tile]
    state: ProcessState
    words: str  # the state, and what stands beside it
    indicators: Markup  # as items of a list, escaped together: on a large page one by one takes a third of the time
    indicators_in_words: str
    url: str
    gap_url: str | None
    too_old: bool  # all that was accepted for it is older than its qualification asks

    @property
    def mark(self) -> str:
        """The last part of its number, by which it is known within its core task."""
        return self.number.rpartition("-")[2]


@dataclass
class Task:
    """A core task in the overview."""

    number: str
    name: str
    all_rows: list[Row]
    rows: list[Row] = field(default_factory=list)  # those that are shown
    coverage: Coverage = NOTHING
    open: bool = True


@dataclass(frozen=True)
class Narrowing:
    """A way to see only the work processes in one state."""

    state: ProcessState
    words: Message
    current: bool


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
    narrowings: list[Narrowing]
    wide: int  # as many work processes has the longest core task; 0 when they are few enough to do without a table

    @property
    def came_along(self) -> list[Message]:
        """From which earlier versions evidence came along, and when."""
        found: list[Message] = []
        for came_along in (tile.came_along for task in self.tasks for row in task.all_rows for tile in row.tiles):
            if came_along and came_along not in found:
                found.append(came_along)
        return found

    @property
    def begun(self) -> bool:
        """Whether there is evidence for anything in it."""
        return self.coverage.begun > 0

    @property
    def shown(self) -> list[Task]:
        """The core tasks of which anything is shown, and those that have nothing in them."""
        return [task for task in self.tasks if task.rows or not task.all_rows]


def overview(
    work: Work, owner_id: int, *, own: bool, reviews: bool = False, wanted: ProcessState | None = None
) -> list[Section]:
    """Everything the overview shows, in five statements; `wanted` narrows it to work processes in that state."""
    followed = queries.followed(work, owner_id)
    numbers = [row.id for row in followed]
    if not numbers:
        return []
    structure = queries.structure(work, numbers)
    rows = _rows(work, owner_id, followed, own=own, reviews=reviews)
    tasks: dict[int, list[Task]] = defaultdict(list)
    known: dict[int, Task] = {}
    for qualification_id, task_id, number, name, process_id, process_number, process_name in structure:
        if task_id not in known:
            known[task_id] = Task(number, name, [])
            tasks[qualification_id].append(known[task_id])
        known[task_id].all_rows.append(rows(qualification_id, process_id, process_number, process_name))
    for task in known.values():
        task.coverage = covered([row.state for row in task.all_rows])
        task.rows = [row for row in task.all_rows if _is_wanted(row, wanted)]
    return [_section(row, tasks[row.id], wanted) for row in followed]


def _rows(
    work: Work, owner_id: int, followed: Sequence[queries.Followed], *, own: bool, reviews: bool
) -> Callable[[int, int, str, str], Row]:
    gap_url = _address("portfolio.choose_entry", "work_process_id") if own else None
    process_url = _address("portfolio.work_process", "work_process_id", person_id=owner_id)
    tiles = _tiles(work, owner_id, reviews=reviews)
    indicators: dict[int, list[str]] = defaultdict(list)
    for process_id, text in queries.indicators(work, [one.id for one in followed]):
        indicators[process_id].append(text)
    wordings = {one.id: wording_of(one.terms) for one in followed}
    spoken: dict[tuple[int, str, object], str] = {}

    def in_words(qualification_id: int, message: Message) -> str:
        key = (qualification_id, message.text, message.gaps.get("count"))
        if key not in spoken:
            with speaking(wordings[qualification_id]):
                spoken[key] = said(message)
        return spoken[key]

    def row(qualification_id: int, process_id: int, number: str, name: str) -> Row:
        seen, shown = indicators[process_id], tiles[process_id]
        states = [EvidenceState(tile.state) for tile in shown]
        accepted = [tile for tile in shown if tile.state is ProcessState.ACCEPTED]
        too_old = bool(accepted) and all(tile.aged for tile in accepted)
        return Row(
            process_id,
            number,
            name,
            shown,
            process_state(states),
            in_words(qualification_id, process_words(states, too_old=too_old)),
            _items(seen),
            in_words(qualification_id, _indicators(len(seen))) if seen else "",
            process_url(process_id),
            gap_url(process_id) if gap_url else None,
            too_old,
        )

    return row


def _tiles(work: Work, owner_id: int, *, reviews: bool) -> dict[int, list[Tile]]:
    """What is linked, by work process, each with the way to what is to be done about it."""
    entry_url, face_url = _address("portfolio.entry", "entry_id"), _address("portfolio.thumbnail", "file_id")
    review_url = _address("portfolio.review", "evidence_id")
    found: dict[int, list[Tile]] = defaultdict(list)
    aged = queries.aged(work, owner_id)
    for row in queries.tiles(work, owner_id):
        face = face_url(row.face) if row.face else None
        came = came_along_words(work, row.came_from, row.came_from_code, row.came_from_cohort, row.came_at)
        waits = reviews and row.state is EvidenceState.WAITING
        url = review_url(row.evidence_id) if waits else f"{entry_url(row.entry_id)}#link-{row.evidence_id}"
        tile = Tile(
            url, row.title, KINDS[row.kind].icon, face, ProcessState(row.state), came, aged=row.evidence_id in aged
        )
        found[row.process_id].append(tile)
    return found


def _address(endpoint: str, name: str, **known: int) -> Callable[[int], str]:
    """Makes addresses of this endpoint; the router is asked once, not for each of hundreds."""
    part: dict[str, Any] = {**known, name: ANY_NUMBER}
    before, after = url_for(endpoint, **part).split(str(ANY_NUMBER))
    return lambda number: f"{before}{number}{after}"


def _items(texts: Sequence[str]) -> Markup:
    escaped = str(escape(BETWEEN.join(texts))).replace(BETWEEN, "</li><li>")
    return Markup(f"<li>{escaped}</li>" if texts else "")  # noqa: S704  what people wrote was escaped just now


def _indicators(count: int) -> Message:
    return say_many("%(count)s indicator", "%(count)s indicators", count)


def _is_wanted(row: Row, wanted: ProcessState | None) -> bool:
    """Whether the work process is in this state, or anything that is shown for it."""
    return wanted is None or row.state is wanted or any(tile.state is wanted for tile in row.tiles)


def _section(row: queries.Followed, tasks: list[Task], wanted: ProcessState | None) -> Section:
    rows = [one for task in tasks for one in task.all_rows]
    large = len(rows) > FEW_ROWS
    if large and wanted is None:
        unfinished = next((task for task in tasks if task.coverage.missing), None)
        for task in tasks:
            task.open = task is unfinished
    note = said(say("%(code)s, cohort %(cohort)s", code=row.code, cohort=row.cohort)) if row.cohort else row.code
    return Section(
        row.id,
        row.name,
        note,
        tasks,
        covered([one.state for one in rows]),
        row.language,
        _instruction(row),
        row.terms,
        _narrowings(rows, wanted),
        max(len(task.all_rows) for task in tasks) if large and wanted is None else 0,
    )


def _narrowings(rows: Sequence[Row], wanted: ProcessState | None) -> list[Narrowing]:
    found = ((state, sum(1 for row in rows if _is_wanted(row, state))) for state in ProcessState)
    return [Narrowing(state, counted_with(state, count), state is wanted) for state, count in found if count]


def _instruction(row: queries.Followed) -> Instruction | None:
    if not row.instruction_title:
        return None
    return instruction_in(row.instruction_title, row.instruction_explanation, row.instruction_text)
