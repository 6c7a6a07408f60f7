"""What the page of a file of unsent marks shows: per candidate and step what becomes, or became, of each."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exams.actions.unsent import Fate, Proof
from exams.models import ExamStep, Sheet
from exams.pages.levels import shown_level
from exams.pages.shelf import DEEDS
from exams.rules import AnswerKind, Operation
from exams.rules.deeds import Deed
from foundation.messages import Message, say

ROWS = 200  # on one page
AFTER_STEPS = 10_000
OUTCOMES: Mapping[str, tuple[str, Message]] = {
    "stored": ("ok", say("Will stand")),
    "followed": ("quiet", say("Is kept; a later mark for the same step stands")),
    "duplicate": ("quiet", say("Is here already")),
    "conflict": ("attention", say("Something else stands there: the examiner decides")),
    "refused": ("stop", say("Is refused")),
    "left": ("wait", say("Is not taken from a file")),
}
AFTERWARDS: Mapping[str, tuple[str, Message]] = {
    **OUTCOMES,
    "stored": ("ok", say("Was taken in")),
    "duplicate": ("ok", say("Is here")),
    "refused": ("stop", say("Was refused")),
}
PROOFS: Mapping[Proof, Message] = {
    Proof.CHANGED: say("The file was changed after the tablet saved it"),
    Proof.UNKNOWN: say("No tablet that is known here vouches for this file"),
    Proof.SHUT_OUT: say("The tablet that saved this file was shut out"),
}


@dataclass(frozen=True, kw_only=True)
class FileRow:
    """One mark or deed of a file."""

    number: int | None
    name: str
    kind: Message | None  # of a deed
    says: str
    remark: str
    made_at: datetime | None
    outcome: str
    reason: Message | None
    stands: str  # at a conflict
    stands_remark: str

    @property
    def is_alarming(self) -> bool:
        """Whether somebody should look."""
        return self.outcome in ("conflict", "refused", "left")


@dataclass(frozen=True, kw_only=True)
class FileGroup:
    """What a file has for one sheet; without a sheet what cannot be read, or belongs to nobody here."""

    sheet: Sheet | None
    open_to_reader: bool
    rows: tuple[FileRow, ...]


@dataclass(frozen=True, kw_only=True)
class FilePage:
    """A part of what a file has: a file may have thousands of lines."""

    groups: tuple[FileGroup, ...]
    page: int
    pages: int


def file_page(
    fates: Iterable[Fate], sheets: Mapping[int, Sheet], sees: Callable[[Sheet], bool], *, page: int
) -> FilePage:
    """By candidate, in the order of the form; of veiled sheets what becomes of each mark, not what it says (BR-31)."""
    found: dict[int, list[Fate]] = {}
    for fate in fates:
        found.setdefault(fate.sheet if fate.sheet and fate.sheet in sheets else 0, []).append(fate)
    lists = [_Listed(sheets.get(number), some) for number, some in found.items()]
    lists.sort(key=lambda one: one.sheet.sitting.candidate.sorting_name if one.sheet else "~")
    pages = max(-(-sum(len(one.fates) for one in lists) // ROWS), 1)
    page, groups = min(page, pages), list[FileGroup]()
    first = (page - 1) * ROWS
    for one in lists:
        if rows := one.rows(max(first, 0), max(first + ROWS, 0), sees):
            groups.append(rows)
        first -= len(one.fates)
    return FilePage(groups=tuple(groups), page=page, pages=pages)


class _Listed:
    """What a file has for one sheet, in the order of the form."""

    def __init__(self, sheet: Sheet | None, fates: Sequence[Fate]) -> None:
        steps = sheet.sitting.session.form.steps if sheet else []
        self.sheet = sheet
        self.places = {step.id: (number, step) for number, step in enumerate(steps, start=1)}
        self.last = {one.operation.op for one in _last_of_each_step(fates) if one.operation}
        self.fates = sorted(fates, key=self._number)

    def _number(self, fate: Fate) -> int:
        one = fate.operation
        return self.places[one.step][0] if isinstance(one, Operation) and one.step in self.places else AFTER_STEPS

    def rows(self, first: int, end: int, sees: Callable[[Sheet], bool]) -> FileGroup | None:
        """The lines from `first` to before `end`; None where there are none."""
        fates = self.fates[first:end]
        if not fates:
            return None
        is_open = self.sheet is not None and sees(self.sheet)
        rows = [_row(fate, self.places, is_open=is_open, is_last=_op(fate) in self.last) for fate in fates]
        return FileGroup(sheet=self.sheet, open_to_reader=is_open, rows=tuple(rows))


def _last_of_each_step(fates: Iterable[Fate]) -> Iterable[Fate]:
    marks = (one for one in fates if isinstance(one.operation, Operation) and _stands(one))
    return {one.operation.step: one for one in marks if isinstance(one.operation, Operation)}.values()


def _op(fate: Fate) -> UUID | None:
    return fate.operation.op if fate.operation else None


def _stands(fate: Fate) -> bool:
    return fate.outcome == AnswerKind.STORED


def _row(fate: Fate, places: Mapping[int, tuple[int, ExamStep]], *, is_open: bool, is_last: bool) -> FileRow:
    one = fate.operation
    number, step = places.get(one.step, (None, None)) if isinstance(one, Operation) else (None, None)
    differs = fate.outcome == AnswerKind.CONFLICT
    scale = step.scale if step else ()
    return FileRow(
        number=number,
        name=step.text if step else "",
        kind=DEEDS[one.kind] if isinstance(one, Deed) else None,
        says=_says(one, step) if isinstance(one, Operation) and step and is_open else "",
        remark=one.remark if isinstance(one, Operation) and is_open else "",
        made_at=one.made_at if one else None,
        outcome="followed" if isinstance(one, Operation) and _stands(fate) and not is_last else fate.outcome,
        reason=_otherwise(fate, step, is_open=is_open) if fate.is_otherwise else fate.reason,
        stands=shown_level(scale, fate.stood) if differs and step and is_open else "",
        stands_remark=fate.stood_remark if differs and is_open else "",
    )


def _otherwise(fate: Fate, step: ExamStep | None, *, is_open: bool) -> Message:
    if step is None or not is_open:
        return say("This mark is in Proefstuk with another content.")
    return say("This mark is in Proefstuk with another content: %(mark)s", mark=shown_level(step.scale, fate.stood))


def _says(one: Operation, step: ExamStep) -> str:
    """The mark in words; a number that is no level of the step as it is."""
    known = one.value is None or any(level.value == one.value for level in step.scale)
    return shown_level(step.scale, one.value) if known else str(one.value)
