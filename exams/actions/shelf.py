"""What is decided about marks and deeds that were refused when they came in."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from exams.actions.entering import Origin, enter_marks
from exams.actions.wording import require_words
from exams.events.entering import ShelfDecided
from exams.models import Mark, Sheet, ShelfDecision, TabletDeed
from exams.permissions import Permission
from exams.queries.entering import held_sitting, standing_of_sheets
from exams.queries.shelf import shelved
from exams.rules import AnswerKind, Operation
from exams.rules.deeds import MarkSource
from exams.rules.sittings import takes_marks
from foundation.messages import say
from foundation.refusals import Refusal
from foundation.work import Work


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What was chosen on the page of a sheet: which operations, over which marks, and what stood when it was read."""

    ops: frozenset[UUID]
    reason: str
    over: frozenset[UUID] = frozenset()
    stood: Mapping[UUID, UUID | None] | None = None


@dataclass(frozen=True, kw_only=True)
class Decided:
    """How many were decided about, how many were decided before, and how many stay because a mark stands there."""

    done: int
    before: int
    stayed: int


def target_of(sheet: Sheet) -> Sheet | None:
    """Where its refused marks can go: the sheet itself, else the one that came in its place; only if it takes marks.

    The sheet of the other examiner is never the place: they judge apart (BR-31).
    """
    places = [one for one in sheet.sitting.standing_sheets if one.position == sheet.position]
    return next((one for one in places if _is_open(one)), None)


def signed_in_place_of(sheet: Sheet) -> Sheet | None:
    """The sheet where its refused marks would go, had it not been signed."""
    places = [one for one in sheet.sitting.standing_sheets if one.position == sheet.position]
    return next((one for one in places if one.signed_at), None)


def _is_open(sheet: Sheet) -> bool:
    return sheet.signed_at is None and takes_marks(sheet.sitting.state, third=sheet.position == 3)


def take_over(work: Work, sheet: Sheet, choice: Choice) -> Decided:
    """Make marks of the chosen refused ones; their examiner's place signs for them. Never over a mark, unless said."""
    marks, deeds, before = _chosen(work, sheet, choice)
    if deeds and not marks:
        raise Refusal(say("Only marks can be taken over. What else was done on a tablet is done anew, or set aside."))
    target = target_of(sheet)
    if target is None and (marks or not before):
        raise Refusal(say("No sheet of this exam takes these marks now. They can be set aside, or wait."))
    taken = _not_standing(work, marks, target, choice) if target else []
    if len({mark.step_id for mark in taken}) < len(taken):
        raise Refusal(say("Choose one mark for each step. The others wait, or are set aside."))
    if not taken or target is None:
        return Decided(done=0, before=before, stayed=len(marks) + len(deeds))
    stands = standing_of_sheets(work, [target.id])
    made = [_operation(mark, target, stands.get((target.id, mark.step_id or 0))) for mark in taken]
    found = enter_marks(work, made, examiner=target.examiner_id, origin=Origin(source=MarkSource.SHELF))
    for decision in found.decisions:
        if decision.answer.outcome is not AnswerKind.STORED:
            reason = decision.answer.reason or say("What stands there changed. Look again and repeat it.")
            raise Refusal(say("Nothing was taken over. %(reason)s", reason=reason))
    rows = [(mark.op, operation.op) for mark, operation in zip(taken, made, strict=True)]
    _decide(work, sheet, rows, choice.reason, into=target)
    return Decided(done=len(taken), before=before, stayed=len(marks) + len(deeds) - len(taken))


def set_aside(work: Work, sheet: Sheet, choice: Choice) -> Decided:
    """The chosen marks and deeds stay on record as they were refused, and nobody is asked about them again."""
    marks, deeds, before = _chosen(work, sheet, choice)
    ops = [*(mark.op for mark in marks), *(deed.op for deed in deeds)]
    rows: list[tuple[UUID, UUID | None]] = [(op, None) for op in ops]
    if rows:
        _decide(work, sheet, rows, choice.reason, into=None)
    return Decided(done=len(rows), before=before, stayed=0)


def _chosen(work: Work, sheet: Sheet, choice: Choice) -> tuple[list[Mark], list[TabletDeed], int]:
    if not choice.ops:
        raise Refusal(say("Choose at least one."))
    require_words(choice.reason)
    held_sitting(work, sheet.sitting_id)
    waits = shelved(work, sheet.id)
    marks = [mark for mark in waits.marks if mark.op in choice.ops]
    deeds = [deed for deed in waits.deeds if deed.op in choice.ops]
    return marks, deeds, len(choice.ops) - len(marks) - len(deeds)


def _not_standing(work: Work, marks: Sequence[Mark], target: Sheet, choice: Choice) -> list[Mark]:
    """Those where nothing stands, or over what stands where that was said; what stands must be what was shown."""
    stands = standing_of_sheets(work, [target.id])
    over = choice.over if work.allows(Permission.SEE_SHEET, target) else frozenset[UUID]()
    taken = []
    for mark in marks:
        there = stands.get((target.id, mark.step_id or 0))
        has_mark = there is not None and (there.value is not None or bool(there.remark))
        if has_mark and mark.op not in over:
            continue
        if mark.op in over and choice.stood is not None and choice.stood.get(mark.op) != (there.op if there else None):
            raise Refusal(say("What stands there changed after you opened this page. Look again and decide anew."))
        taken.append(mark)
    return taken


def _operation(mark: Mark, target: Sheet, stands: Mark | None) -> Operation:
    return Operation(
        op=uuid4(),
        sheet=target.id,
        step=mark.step_id or 0,
        value=mark.value,
        remark=mark.remark,
        base_op=stands.op if stands else None,
        sequence=mark.sequence,
        made_at=mark.made_at,
        parts=None if mark.parts is None else tuple(mark.parts),
    )


def _decide(
    work: Work, sheet: Sheet, rows: Collection[tuple[UUID, UUID | None]], reason: str, *, into: Sheet | None
) -> None:
    """Race: two coordinators decide at once. The sitting is held, so the second finds it decided."""
    work.db.add_all(
        ShelfDecision(
            op=op,
            sitting_id=sheet.sitting_id,
            sheet_id=sheet.id,
            taken_over=into is not None,
            new_op=new_op,
            reason=reason,
            decided_by=work.actor.id,
            decided_at=work.now,
        )
        for op, new_op in rows
    )
    work.emit(
        ShelfDecided(
            sitting_id=sheet.sitting_id,
            sheet_id=sheet.id,
            person_id=sheet.sitting.candidate_id,
            taken_over=into is not None,
            count=len(rows),
            into_sheet_id=into.id if into else None,
        )
    )
