"""Two sheets beside each other, as they are shown: the differences, what was said, and a form for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from exams.models import ExamStep, Sheet
from exams.pages.levels import shown_level
from exams.queries.agreeing import Comparison, Difference, Saying
from exams.queries.standing import Raw
from exams.rules.agreeing import THIRD

# More levels than this are a list to choose from, not buttons.
MOST_BUTTONS = 12


@dataclass(frozen=True, kw_only=True)
class Given:
    """What one examiner gave for a step."""

    name: str
    words: str
    remark: str
    seen: tuple[str, ...]  # sub-points
    is_own: bool


@dataclass(frozen=True, kw_only=True)
class Said:
    """What one examiner said of a step."""

    name: str
    words: str
    reason: str
    at: datetime
    decides: bool


@dataclass(frozen=True, kw_only=True)
class DifferenceRow:
    """A step that was marked differently, and what can be done about it."""

    number: int
    step: ExamStep
    given: tuple[Given, ...]
    said: tuple[Said, ...]
    agreed: str | None
    waits_for: str  # the examiner whose word is missing; empty where it is the reader's
    may_say: bool  # the reader has a say in it
    is_long: bool  # so many levels that they are a list


@dataclass(frozen=True, kw_only=True)
class AgreeingPage:
    """The page of a comparison for one reader."""

    compared: Comparison
    rows: tuple[DifferenceRow, ...]
    own: Sheet | None
    third: Sheet | None  # a third examiner, whether or not signed

    @property
    def decides(self) -> bool:
        """Whether the reader is the third examiner."""
        return self.own is not None and self.own.position == THIRD

    @property
    def waiting(self) -> Sheet | None:
        """The other examiner, where the reader closed and that one did not."""
        if self.own is None or self.own.agreed_at is None:
            return None
        others = (sheet for sheet in self.compared.sheets if sheet.position != THIRD and sheet is not self.own)
        return next((sheet for sheet in others if sheet.agreed_at is None), None)


def agreeing_page(compared: Comparison, reader: int | None, *, may_speak: bool) -> AgreeingPage:
    """The comparison as this reader sees it."""
    own = compared.sheet_of(reader)
    third = next((sheet for sheet in compared.sitting.standing_sheets if sheet.position == THIRD), None)
    rows = tuple(_row(compared, one, own if may_speak else None, reader) for one in compared.differences)
    return AgreeingPage(compared=compared, rows=rows, own=own, third=third)


def _row(compared: Comparison, found: Difference, own: Sheet | None, reader: int | None) -> DifferenceRow:
    step = found.step
    return DifferenceRow(
        number=found.number,
        step=step,
        given=tuple(
            _given(sheet, mark, step, is_own=sheet.examiner_id == reader)
            for sheet, mark in zip(compared.sheets, found.marks, strict=True)
        ),
        said=tuple(_said(one, step) for one in found.sayings),
        agreed=None if found.agreed is None else shown_level(step.scale, found.agreed),
        waits_for=_waits_for(compared.sheets, found, own),
        may_say=own is not None and _may_say(found, own),
        is_long=len(step.scale) > MOST_BUTTONS,
    )


def _may_say(found: Difference, own: Sheet) -> bool:
    decided = any(one.said.decides for one in found.sayings)
    if own.position == THIRD:
        return decided or found.agreed is None
    return not decided


def _waits_for(sheets: Sequence[Sheet], found: Difference, own: Sheet | None) -> str:
    """The other examiner's name, where the reader has spoken last."""
    last = found.sayings[-1] if found.sayings else None
    if found.agreed is not None or own is None or last is None or last.said.sheet != own.id:
        return ""
    return next((sheet.examiner.name for sheet in sheets if sheet.id != own.id and sheet.position != THIRD), "")


def _given(sheet: Sheet, mark: Raw | None, step: ExamStep, *, is_own: bool) -> Given:
    parts = step.parts or []
    return Given(
        name=sheet.examiner.name,
        words=shown_level(step.scale, mark.value if mark else None),
        remark=mark.remark if mark else "",
        seen=tuple(parts[place]["text"] for place in (mark.parts if mark else ()) if place < len(parts)),
        is_own=is_own,
    )


def _said(one: Saying, step: ExamStep) -> Said:
    words = shown_level(step.scale, one.said.value)
    return Said(name=one.name, words=words, reason=one.reason, at=one.at, decides=one.said.decides)
