"""Typing in the marks of a day on paper, for the examiner to sign."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from exams.actions.entering import Origin, enter_marks
from exams.models import Mark, Sheet
from exams.permissions import Permission
from exams.queries.entering import held_sitting, marks_called, standing_of_sheets
from exams.rules import AnswerKind, Operation, SittingState, why_not_begin
from exams.rules.agreeing import THIRD
from exams.rules.deeds import MarkSource
from exams.rules.sittings import takes_marks
from foundation.messages import Message, say
from foundation.refusals import Refusal
from foundation.work import Work

_OPS = UUID("3f0d6a0e-52a1-4c0f-9a1c-7d6f0f0a51c2")


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What was typed for one step, and which mark the page showed there."""

    step: int
    value: int | None
    remark: str
    parts: tuple[int, ...] | None
    seen: UUID | None
    stands: bool = False  # of two marks this one was chosen, though it is the one that stands


@dataclass(frozen=True, kw_only=True)
class TypedIn:
    """How many marks were taken in, and the steps where something else stood that the page had not shown."""

    stored: int
    conflicts: tuple[int, ...]


def why_not_type(work: Work, sheet: Sheet) -> Message | None:
    """The reason this sheet takes no marks now, or None when it does."""
    sitting = sheet.sitting
    if sheet.withdrawn_at:
        return say("This examiner no longer examines this candidate.")
    if sheet.signed_at:
        return say("This sheet is already signed.")
    if not takes_marks(sitting.state, third=sheet.position == THIRD):
        return say("This exam no longer takes marks.")
    if sitting.state is SittingState.PLANNED:
        day = sitting.starts_at.astimezone(work.zone).date()
        return why_not_begin(sitting.state, day=day, today=work.today)
    return None


def type_marks(work: Work, sheet: Sheet, typed: Sequence[Typed], *, form_key: str) -> TypedIn:
    """Keep what was typed as marks of the sheet's examiner; sent twice it is kept once.

    What the page showed and nobody changed is left alone, whatever stands there by now.
    """
    held_sitting(work, sheet.sitting_id)
    if no := why_not_type(work, sheet):
        raise Refusal(no)
    stands = {step: mark for (_sheet, step), mark in standing_of_sheets(work, [sheet.id]).items()}
    shown = marks_called(work, [one.seen for one in typed if one.seen])
    own = [one for one in typed if _changed(one, shown.get(one.seen) if one.seen else None, sheet)]
    new = [one for one in own if one.stands or not _says(stands.get(one.step), one)]
    operations = [_operation(work, sheet, one, form_key, place) for place, one in enumerate(new, start=1)]
    found = enter_marks(work, operations, examiner=sheet.examiner_id, origin=Origin(source=MarkSource.PAPER))
    outcomes = [(one.operation.step, one.answer) for one in found.decisions]
    for _step, answer in outcomes:
        if answer.outcome is AnswerKind.REFUSED:
            raise Refusal(answer.reason or say("This exam no longer takes marks."))
    return TypedIn(
        stored=sum(answer.outcome is AnswerKind.STORED for _step, answer in outcomes),
        conflicts=tuple(step for step, answer in outcomes if answer.outcome is AnswerKind.CONFLICT),
    )


def _changed(typed: Typed, shown: Mark | None, sheet: Sheet) -> bool:
    """Whether somebody typed this; an empty line where nothing was shown says nothing."""
    if typed.stands:
        return True
    if shown is None or shown.sheet_id != sheet.id or shown.step_id != typed.step:
        return typed.value is not None or bool(typed.remark)
    return not _says(shown, typed)


def _says(mark: Mark | None, typed: Typed) -> bool:
    if mark is None:
        return typed.value is None and not typed.remark
    same_parts = typed.parts is None or list(typed.parts) == list(mark.parts or ())
    return (mark.value, mark.remark) == (typed.value, typed.remark) and same_parts


def _operation(work: Work, sheet: Sheet, typed: Typed, form_key: str, place: int) -> Operation:
    """The same line of the same form has the same id, so a second press of the button finds the first."""
    said = (form_key, work.actor.id, sheet.id, typed.step, typed.value, typed.remark, typed.parts, typed.stands)
    return Operation(
        op=uuid5(_OPS, "\x1f".join(map(str, said))),
        sheet=sheet.id,
        step=typed.step,
        value=typed.value,
        remark=typed.remark,
        base_op=typed.seen,
        sequence=place,
        made_at=work.now,
        parts=typed.parts,
    )


def sees_what_stands(work: Work, sheet: Sheet) -> bool:
    """Whether what stands may be shown to whoever types: of two examiners who judge apart it is not (BR-31)."""
    return work.allows(Permission.SEE_SHEET, sheet)
