"""Two sheets beside each other, as they are shown: the differences, what was said, and a form for each."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from exams.models import ExamStep, Sheet
from exams.pages.levels import shown_level
from exams.pages.results import parts_at
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
    seen: tuple[str, ...]  # sub-points behind the mark that was named
    at: datetime
    decides: bool


@dataclass(frozen=True, kw_only=True)
class Offer:
    """The mark of the other examiner, to agree with."""

    name: str
    value: int
    words: str


@dataclass(frozen=True, kw_only=True)
class SameRow:
    """A step that both marked the same, though they saw other sub-points."""

    number: int
    step: ExamStep
    given: tuple[Given, ...]


@dataclass(frozen=True, kw_only=True)
class DifferenceRow:
    """A step that was marked differently, and what can be done about it."""

    number: int
    step: ExamStep
    given: tuple[Given, ...]
    said: tuple[Said, ...]
    agreed: str | None
    waits_for: tuple[Sheet, ...]  # the examiners whose word is missing
    waits_for_reader: bool
    offer: Offer | None  # what the other examiner named or gave, to be taken as it is
    may_say: bool  # the reader has a say in it
    is_long: bool  # so many levels that they are a list


@dataclass(frozen=True, kw_only=True)
class AgreeingPage:
    """The page of a comparison for one reader."""

    compared: Comparison
    rows: tuple[DifferenceRow, ...]
    apart: tuple[SameRow, ...]
    own: Sheet | None
    third: Sheet | None  # a third examiner, whether or not signed
    stopped: tuple[Sheet, ...] = ()  # the examiners who can go on no more

    @property
    def decides(self) -> bool:
        """Whether the reader is the third examiner."""
        return self.own is not None and self.own.position == THIRD

    @property
    def third_is_final(self) -> bool:
        """Whether there is a third examiner in whose place nobody can come."""
        return self.third is not None and self.third.signed_at is not None and self.third not in self.stopped

    @property
    def is_left_to_third(self) -> bool:
        """Whether it is the third examiner who goes on, and the reader is another."""
        return self.third_is_final and not self.decides

    @property
    def needs_third(self) -> bool:
        """Whether somebody who compares can go on no more, and nobody was chosen who still can."""
        return bool(self.stopped) and (self.third is None or self.third in self.stopped)

    @property
    def agreed(self) -> int:
        """How many differences are agreed on."""
        return len(self.rows) - len(self.compared.open)

    @property
    def next(self) -> DifferenceRow | None:
        """The first difference that waits for the reader, else the first one that is open."""
        return next_of(self.rows)

    @property
    def waiting(self) -> Sheet | None:
        """The other examiner, where the reader closed and that one did not."""
        if self.own is None or self.own.agreed_at is None:
            return None
        others = (sheet for sheet in self.compared.sheets if sheet.position != THIRD and sheet is not self.own)
        return next((sheet for sheet in others if sheet.agreed_at is None), None)


def agreeing_page(
    compared: Comparison, reader: int | None, *, may_speak: bool, stopped: Collection[int] = ()
) -> AgreeingPage:
    """The comparison as this reader sees it."""
    own = compared.sheet_of(reader)
    third = next((sheet for sheet in compared.sitting.standing_sheets if sheet.position == THIRD), None)
    rows = tuple(_row(compared, one, own if may_speak else None, reader) for one in compared.differences)
    apart = tuple(
        SameRow(number=one.number, step=one.step, given=_all_given(compared, one, reader)) for one in compared.apart
    )
    return AgreeingPage(
        compared=compared,
        rows=rows,
        apart=apart,
        own=own,
        third=third,
        stopped=tuple(sheet for sheet in compared.sitting.standing_sheets if sheet.id in stopped),
    )


def next_of(rows: Sequence[DifferenceRow]) -> DifferenceRow | None:
    """The first of these that waits for the reader, else the first one that is open."""
    still = [row for row in rows if row.agreed is None]
    return next((row for row in still if row.waits_for_reader), still[0] if still else None)


def _row(compared: Comparison, found: Difference, own: Sheet | None, reader: int | None) -> DifferenceRow:
    step = found.step
    waits_for = _waits_for(compared.sheets, found)
    may_say = own is not None and _may_say(found, own)
    return DifferenceRow(
        number=found.number,
        step=step,
        given=_all_given(compared, found, reader),
        said=tuple(_said(one, step) for one in found.sayings),
        agreed=None if found.agreed is None else shown_level(step.scale, found.agreed),
        waits_for=waits_for,
        waits_for_reader=own is not None and own in waits_for,
        offer=_offer(compared.sheets, found, own) if own is not None and may_say and own in waits_for else None,
        may_say=may_say,
        is_long=len(step.scale) > MOST_BUTTONS,
    )


def _may_say(found: Difference, own: Sheet) -> bool:
    decided = any(one.said.decides for one in found.sayings)
    if own.position == THIRD:
        return decided or found.agreed is None
    return not decided


def _waits_for(sheets: Sequence[Sheet], found: Difference) -> tuple[Sheet, ...]:
    """Whose word is missing: of both as long as nobody spoke, then of the one who did not speak last."""
    if found.agreed is not None:
        return ()
    if third := [sheet for sheet in sheets if sheet.position == THIRD]:
        return tuple(third)
    last = found.sayings[-1].said.sheet if found.sayings else None
    return tuple(sheet for sheet in sheets if sheet.id != last)


def _offer(sheets: Sequence[Sheet], found: Difference, own: Sheet) -> Offer | None:
    """What the other examiner said last, or gave."""
    if own.position == THIRD:
        return None
    other, mark = next(
        (sheet, mark)
        for sheet, mark in zip(sheets, found.marks, strict=True)
        if sheet is not own and sheet.position != THIRD
    )
    latest = found.latest_of(other)
    value = latest.said.value if latest else mark.value if mark else None
    if value is None:
        return None
    return Offer(name=other.examiner.name, value=value, words=shown_level(found.step.scale, value))


def _all_given(compared: Comparison, found: Difference, reader: int | None) -> tuple[Given, ...]:
    return tuple(
        _given(sheet, mark, found.step, is_own=sheet.examiner_id == reader)
        for sheet, mark in zip(compared.sheets, found.marks, strict=True)
    )


def _given(sheet: Sheet, mark: Raw | None, step: ExamStep, *, is_own: bool) -> Given:
    return Given(
        name=sheet.examiner.name,
        words=shown_level(step.scale, mark.value if mark else None),
        remark=mark.remark if mark else "",
        seen=parts_at(step, mark.parts) if mark else (),
        is_own=is_own,
    )


def _said(one: Saying, step: ExamStep) -> Said:
    words = shown_level(step.scale, one.said.value)
    seen = parts_at(step, one.said.parts)
    return Said(name=one.name, words=words, reason=one.reason, seen=seen, at=one.at, decides=one.said.decides)
