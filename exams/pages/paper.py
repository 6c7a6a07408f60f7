"""The list in which the marks of a form on paper are typed, as it is shown and as it comes back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from werkzeug.datastructures import MultiDict

from exams.actions.paper import Typed
from exams.models import ExamForm, ExamStep, Mark
from exams.pages.levels import shown_level
from exams.rules.deeds import MarkSource
from exams.rules.operations import LONGEST_REMARK
from exams.rules.paper_codes import paper_code, step_number
from exams.rules.paper_marks import read_mark, read_with_parts, write_mark
from exams.rules.reading import is_keepable
from exams.rules.steps import Step
from foundation.messages import Message, say


@dataclass(frozen=True, kw_only=True)
class PaperRow:
    """One step: what stands, what was typed, and what is wrong with it."""

    number: int
    code: str
    step: ExamStep
    rule: Step
    written: str = ""
    remark: str = ""
    ticked: tuple[int, ...] = ()
    seen: UUID | None = None
    error: Message | None = None
    is_typed: bool = False  # what stands came from paper
    stands: str = ""  # at a conflict: what stands, and what else was said
    other: str = ""
    other_remark: str = ""
    chosen: bool = False  # what stands was chosen of the two
    in_conflict: bool = False

    @property
    def allowed(self) -> str:
        """What may be typed here, for the page to say at once that something else is no mark."""
        return " ".join(write_mark(value, self.rule) for value in sorted(self.rule.values))


@dataclass(frozen=True, kw_only=True)
class ByCode:
    """The line on top, for a mark by its code."""

    code: str = ""
    written: str = ""
    error: Message | None = None


def paper_rows(
    form: ExamForm, stands: Mapping[int, Mark], conflicts: Mapping[int, Mark], *, open_to_reader: bool
) -> list[PaperRow]:
    """The steps in the order of the form, with the marks that stand where they may be shown."""
    found = []
    for number, step in enumerate(form.steps, start=1):
        row = PaperRow(number=number, code=paper_code(form.id, number), step=step, rule=step.rule)
        found.append(_with_conflict(_filled(row, stands.get(step.id)) if open_to_reader else row, stands, conflicts))
    return found if open_to_reader else [replace(row, stands="", other="", other_remark="") for row in found]


def _filled(row: PaperRow, mark: Mark | None) -> PaperRow:
    if mark is None:
        return row
    return replace(
        row,
        written=write_mark(mark.value, row.rule),
        remark=mark.remark,
        ticked=tuple(mark.parts or ()),
        seen=mark.op,
        is_typed=mark.source is MarkSource.PAPER,
    )


def _with_conflict(row: PaperRow, stands: Mapping[int, Mark], conflicts: Mapping[int, Mark]) -> PaperRow:
    other, there = conflicts.get(row.step.id), stands.get(row.step.id)
    if other is None:
        return row
    words = shown_level(row.step.scale, there.value if there else None)
    return replace(
        row, in_conflict=True, stands=words, other=shown_level(row.step.scale, other.value), other_remark=other.remark
    )


def rows_typed(rows: Sequence[PaperRow], sent: MultiDict[str, str]) -> list[PaperRow]:
    """The same rows with what was typed, each with what is wrong about it."""
    return [_typed(row, sent) for row in rows]


def _typed(row: PaperRow, sent: MultiDict[str, str]) -> PaperRow:
    name = row.step.id
    remark = sent.get(f"remark-{name}", "").replace("\r\n", "\n").strip()
    written = sent.get(f"mark-{name}", "")[:50].strip()
    places = (int(place) for place in sent.getlist(f"part-{name}") if place.isascii() and place.isdecimal())
    ticked = tuple(sorted({place for place in places if place < len(row.rule.parts)}))
    found = read_with_parts(written, ticked, row.rule)
    error = found if isinstance(found, Message) else _wrong_remark(remark)
    return replace(
        row,
        written=written,
        remark=remark,
        ticked=ticked,
        seen=_id(sent.get(f"seen-{name}")),
        error=error,
        chosen=f"stands-{name}" in sent,
    )


def _wrong_remark(remark: str) -> Message | None:
    if len(remark) > LONGEST_REMARK:
        return say("A remark is at most %(limit)s characters long.", limit=LONGEST_REMARK)
    if not is_keepable(remark):
        return say("There are characters in this remark that are no text.")
    return None


def by_code(rows: Sequence[PaperRow], form_id: int, sent: MultiDict[str, str]) -> tuple[list[PaperRow], ByCode]:
    """The rows with the mark that was typed by its code, where there was one; a mistyped code is told."""
    line = ByCode(code=sent.get("code", "")[:30].strip(), written=sent.get("code-mark", "")[:50].strip())
    if not line.code:
        return list(rows), line
    number = step_number(line.code, form_id=form_id)
    place = next((place for place, row in enumerate(rows) if row.number == number), None)
    if place is None:
        words = say("No step of this form has the code “%(code)s”. Check its digits.", code=line.code)
        return list(rows), replace(line, error=words)
    row, found = rows[place], read_mark(line.written, rows[place].rule)
    if isinstance(found, Message):
        return list(rows), replace(line, error=found)
    if found is None:
        return list(rows), replace(line, error=say("Type the mark too."))
    changed = replace(row, written=line.written, ticked=(), error=None)
    return [*rows[:place], changed, *rows[place + 1 :]], ByCode()


def typed_of(row: PaperRow) -> Typed:
    """A row without errors as it is kept."""
    value = read_with_parts(row.written, row.ticked, row.rule)
    parts = _parts(row, value if isinstance(value, int) else None)
    return Typed(
        step=row.step.id,
        value=value if isinstance(value, int) else None,
        remark=row.remark,
        parts=parts,
        seen=row.seen,
        stands=row.chosen and row.seen is not None and value is not None,
    )


def _parts(row: PaperRow, value: int | None) -> tuple[int, ...] | None:
    """Of a step with sub-points which were seen, where that was ticked."""
    if not row.rule.parts:
        return None
    return row.ticked if row.ticked or not value or value < 0 else None


def _id(written: str | None) -> UUID | None:
    try:
        return UUID(written or "")
    except ValueError:
        return None
