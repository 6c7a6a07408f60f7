"""What the pages of the shelf show: what was refused, why, and what stands now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from exams.models import ExamStep, Mark, Sheet, TabletDeed
from exams.pages.levels import shown_level
from exams.pages.results import parts_at
from exams.queries.shelf import Shelved
from exams.rules.deeds import DeedKind
from foundation.messages import Message, from_json, say

DEEDS: Mapping[DeedKind, Message] = {
    DeedKind.START: say("Began the exam"),
    DeedKind.PAUSE: say("Paused the clock"),
    DeedKind.RESUME: say("Let the clock go on"),
    DeedKind.STOP: say("Stopped the clock"),
    DeedKind.REMARK: say("Wrote an overall remark"),
    DeedKind.NO_SHOW: say("Reported that the candidate did not come"),
    DeedKind.CAME: say("Said that the candidate did come"),
    DeedKind.ABORT: say("Stopped the exam"),
    DeedKind.SIGN: say("Signed"),
    DeedKind.PHOTO: say("Took a photo"),
    DeedKind.PHOTO_OFF: say("Took a photo away"),
}
TEXTS = ("reason", "text", "overall_remark", "name")


@dataclass(frozen=True, kw_only=True)
class ShelfRow:
    """A refused mark or deed as its page shows it; what it says is empty for who may not see it yet."""

    op: UUID
    number: int | None  # of the step
    name: str
    says: str
    remark: str
    seen: tuple[str, ...]  # sub-points
    made_at: datetime
    received_at: datetime
    reason: Message | None
    stands: str  # in words, of the sheet where it would go
    stands_op: UUID | None
    has_standing: bool
    kind: Message | None = None  # of a deed

    @property
    def is_mark(self) -> bool:
        """Whether it is a mark, which can be taken over."""
        return self.kind is None


def shelf_rows(
    sheet: Sheet, waits: Shelved, stands: Mapping[tuple[int, int], Mark], target: Sheet | None, *, open_to_reader: bool
) -> list[ShelfRow]:
    """The marks in the order of the form, then the deeds; of a veiled sheet only that they are there."""
    steps = sheet.sitting.session.form.steps
    places = {step.id: (number, step) for number, step in enumerate(steps, start=1)}
    place = target or sheet
    marks = [
        _mark_row(mark, *places[mark.step_id], stands.get((place.id, mark.step_id)), open_to_reader=open_to_reader)
        for mark in waits.marks
        if mark.step_id in places
    ]
    marks.sort(key=lambda row: row.number or 0)
    return [*marks, *(_deed_row(deed, open_to_reader=open_to_reader) for deed in waits.deeds)]


def _mark_row(mark: Mark, number: int, step: ExamStep, there: Mark | None, *, open_to_reader: bool) -> ShelfRow:
    # A mark that was taken back with a remark says something too, and is not replaced unasked.
    has_standing = there is not None and (there.value is not None or bool(there.remark))
    return ShelfRow(
        op=mark.op,
        number=number,
        name=step.text,
        says=shown_level(step.scale, mark.value) if open_to_reader else "",
        remark=mark.remark if open_to_reader else "",
        seen=parts_at(step, mark.parts or ()) if open_to_reader else (),
        made_at=mark.made_at,
        received_at=mark.received_at,
        reason=reason_of(mark.answer_facts),
        stands=_standing(step, there) if there and has_standing and open_to_reader else "",
        stands_op=there.op if there else None,
        has_standing=has_standing and open_to_reader,
    )


def _standing(step: ExamStep, there: Mark) -> str:
    level = shown_level(step.scale, there.value)
    return level if there.value is not None else f"{level} ({there.remark})"


def _deed_row(deed: TabletDeed, *, open_to_reader: bool) -> ShelfRow:
    words = [str(deed.content[key]) for key in TEXTS if deed.content.get(key)] if open_to_reader else []
    return ShelfRow(
        op=deed.op,
        number=None,
        name="",
        says="",
        remark="\n".join(words),
        seen=(),
        made_at=deed.made_at,
        received_at=deed.received_at,
        reason=reason_of(deed.answer_facts),
        stands="",
        stands_op=None,
        has_standing=False,
        kind=DEEDS[deed.kind],
    )


def decided_lines(sheet: Sheet, about: Mapping[UUID, Mark | TabletDeed]) -> dict[UUID, Message]:
    """What each decision was about: the step by its number and name, or the deed."""
    places = {step.id: (number, step) for number, step in enumerate(sheet.sitting.session.form.steps, start=1)}
    found = {op: DEEDS[one.kind] for op, one in about.items() if isinstance(one, TabletDeed)}
    for op, one in about.items():
        if isinstance(one, Mark) and one.step_id in places:
            number, step = places[one.step_id]
            found[op] = say("Step %(number)s: %(name)s", number=number, name=step.text)
    return found


def reason_of(facts: Mapping[str, Any] | None) -> Message | None:
    """Why it was refused, as the answer said."""
    return from_json(facts["reason"]) if facts and facts.get("reason") else None


def step_numbers(steps: Sequence[ExamStep]) -> dict[int, int]:
    """Step id -> its number on the form."""
    return {step.id: number for number, step in enumerate(steps, start=1)}
