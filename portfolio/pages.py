"""Prepared values: what the pages of portfolios show."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from flask import url_for

from foundation.messages import Message, say, say_many
from foundation.web.deeds import Deed
from foundation.web.wording import speaking
from foundation.web.words import day, said
from foundation.work import Work
from people.rules import Role
from portfolio import queries
from portfolio.models import Entry, EntryFile
from portfolio.rules import FIELDS, Coverage, EntryKind, PreviewState
from qualification_files.pages.instruction import Instruction, instruction_in
from qualification_files.pages.terms import wording_of

ANY_NUMBER = 987654321
FEW_ROWS = 12  # as many work processes are shown opened at once


class KindWords(NamedTuple):
    """A kind in words, with its sign."""

    label: Message
    about: Message
    icon: str


KINDS: Mapping[EntryKind, KindWords] = {
    EntryKind.PRODUCT: KindWords(say("Product"), say("Something you made: a workpiece, a dish, a report"), "evidence"),
    EntryKind.PROJECT: KindWords(say("Project"), say("An assignment with a beginning and an end"), "grid"),
    EntryKind.WORK_EXPERIENCE: KindWords(
        say("Work experience"), say("A job, a placement or volunteer work"), "organisation"
    ),
    EntryKind.EDUCATION: KindWords(say("Education"), say("A school you went to and what you got there"), "certificate"),
    EntryKind.TRAINING: KindWords(say("Training"), say("A course, a workshop or a certificate"), "growth"),
    EntryKind.OTHER: KindWords(say("Something else"), say("Whatever else shows what you can do"), "document"),
}
FILE_ICONS = {"image": "photo", "document": "document", "audio": "audio", "video": "video"}


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


@dataclass(frozen=True)
class Choice:
    """A work process that can be ticked."""

    id: int
    number: str
    name: str
    checked: bool
    linked: bool


@dataclass(frozen=True)
class Group:
    """Work processes of one core task, to choose from."""

    qualification: str
    core_task: str
    choices: list[Choice]
    terms: Mapping[str, Any]

    @property
    def is_open(self) -> bool:
        """Whether something in it was chosen."""
        return any(choice.checked for choice in self.choices)


@dataclass(frozen=True)
class FileTile:
    """A file as the page of its entry shows it."""

    id: int
    name: str
    category: str
    icon: str
    size: int
    note: str
    url: str | None  # where it is looked at or taken from
    thumbnail_url: str | None
    play_url: str | None
    download_url: str | None
    media_type: str


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


def evidence_choices(
    work: Work, owner_id: int, *, linked: Collection[int], chosen: Collection[int]
) -> tuple[list[Group], list[int]]:
    """The work processes to choose from, by core task, and the ids of those that may be chosen."""
    followed = {row.id: row for row in queries.followed(work, owner_id)}
    groups: dict[int, Group] = {}
    for qualification_id, task_id, number, name, process_id, process_number, process_name in queries.structure(
        work, list(followed)
    ):
        row = followed[qualification_id]
        group = groups.setdefault(task_id, Group(row.name, f"{number} {name}", [], row.terms))
        group.choices.append(
            Choice(process_id, process_number, process_name, process_id in chosen, process_id in linked)
        )
    allowed = [choice.id for group in groups.values() for choice in group.choices]
    return list(groups.values()), allowed


def told(entry: Entry) -> list[tuple[str, str]]:
    """What an entry tells, label by label, without its name and its long text."""
    pairs = []
    for field in FIELDS[entry.kind]:
        value = getattr(entry, field.name)
        if field.name in ("title", "description") or value in (None, ""):
            continue
        pairs.append((said(field.label), str(value) if isinstance(value, int | str) else day(value)))
    return pairs


def came_along_words(
    work: Work, name: str | None, code: str | None, cohort: str | None, at: datetime | None
) -> Message | None:
    """From which earlier version evidence came along, and when; None when it did not."""
    if at is None:
        return None
    moved_on = at.astimezone(work.zone).date()
    if not cohort:
        return say("Moved along from %(name)s (%(code)s) on %(day)s", name=name, code=code, day=moved_on)
    return say(
        "Moved along from %(name)s (%(code)s, cohort %(cohort)s) on %(day)s",
        name=name,
        code=code,
        cohort=cohort,
        day=moved_on,
    )


def file_tile(file: EntryFile, *, own: bool) -> FileTile:
    """A file with the addresses that are open to whoever looks."""
    ready, image = file.preview is PreviewState.READY, file.category == "image"
    original = url_for("portfolio.original", file_id=file.id)
    shown = url_for("portfolio.picture", file_id=file.id) if ready else None
    return FileTile(
        id=file.id,
        name=file.name,
        category=file.category,
        icon=FILE_ICONS[file.category],
        size=file.size,
        note=_preview_words(file),
        url=shown if image else original,
        thumbnail_url=url_for("portfolio.thumbnail", file_id=file.id) if ready else None,
        play_url=original if file.category in ("audio", "video") else None,
        download_url=original if own or not image else shown,
        media_type=file.media_type,
    )


def own_progress(work: Work) -> list[queries.Progress]:
    """How far whoever asks is with each qualification, for a candidate (1 statement)."""
    return queries.progress(work, [work.actor.id or 0]) if Role.CANDIDATE in work.actor.roles else []


def open_deeds(work: Work, progress: Sequence[queries.Progress]) -> list[Deed]:
    """What is open in portfolios for whoever asks, whose own progress is known."""
    deeds = _candidate_deeds(progress)
    if Role.SUPERVISOR in work.actor.roles:
        deeds += _supervisor_deeds(work)
    return deeds


def progress_rows(progress: Sequence[queries.Progress]) -> list[tuple[str, int, int, str, Mapping[str, Any]]]:
    """Per qualification: its name, how many work processes have evidence, of how many, where, and its terms."""
    url = url_for("portfolio.overview")
    return [
        (
            row.qualification,
            row.coverage.done,
            row.coverage.total,
            f"{url}#qualification-{row.qualification_id}",
            row.terms,
        )
        for row in progress
    ]


def _candidate_deeds(progress: Sequence[queries.Progress]) -> list[Deed]:
    url = url_for("portfolio.overview")
    return [
        Deed(
            _still_needed(row),
            f"{url}#qualification-{row.qualification_id}",
            text=say("%(qualification)s", qualification=row.qualification),
            order=60,
        )
        for row in progress
        if row.coverage.missing
    ]


def _still_needed(row: queries.Progress) -> str:
    missing = say_many(
        "%(count)s work process still needs evidence",
        "%(count)s work processes still need evidence",
        row.coverage.missing,
    )
    with speaking(wording_of(row.terms)):
        return said(missing)


def _supervisor_deeds(work: Work) -> list[Deed]:
    guided = queries.guided_ids(work, work.actor.id or 0)
    if not guided:
        return []
    waiting = {row.person_id for row in queries.progress(work, guided) if row.coverage.missing}
    title = say_many("You guide %(count)s candidate", "You guide %(count)s candidates", len(guided))
    text = (
        say_many(
            "%(count)s of them has work processes without evidence",
            "%(count)s of them have work processes without evidence",
            len(waiting),
        )
        if waiting
        else say("Every work process has evidence")
    )
    return [Deed(title, url_for("portfolio.candidates"), kind="info", text=text, order=70)]


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


def _preview_words(file: EntryFile) -> str:
    if file.preview is PreviewState.WAITING:
        return said(say("A preview is being made"))
    if file.preview is PreviewState.IMPOSSIBLE:
        return said(say("No preview can be made of this photo"))
    return ""
