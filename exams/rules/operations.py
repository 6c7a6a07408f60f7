"""What becomes of a mark that a device sends: the decision alone, without the database.

An operation is an immutable fact, made on the device. As JSON:

    {"op": "9b2f…-uuid", "sheet": 7, "step": 31, "value": 2, "remark": "", "base_op": null,
     "sequence": 12, "made_at": "2027-03-03T09:41:07+01:00", "parts": [0, 2]}

`op`        id made on the device, in the usual lower-case form; sent again, it gets the same answer
`value`     one of the step's levels (-1 where "not applicable" is one), or null: "not yet marked" again
`parts`     of a step with sub-points, and it may be left out: the places of those that were seen, counted from 0, whose
            points together are the value
`remark`    always the whole remark; an operation that changes only the remark repeats the value
`base_op`   the operation the device saw standing for this step, its own unsent ones included; null when it saw none
`sequence`  the order on the device; operations of one request are decided in this order, never by the clock
`made_at`   the device's clock, with its zone; kept beside the server's, never used to decide

Each operation gets its own answer; one that is refused does not hold up those behind it:

    {"op": "9b2f…-uuid", "outcome": "stored" | "duplicate" | "refused" | "conflict",
     "reason": "words", "standing": {"op": …, "value": 1, "remark": "", "by": 4, "made_at": …}}

Before the day of the exam, by the clock and in the zone of the school, a mark is refused: it does not begin the exam
and it does not stand, but it is kept under its id like every other. One that was made on that day may arrive later.

`reason` comes with refused; `standing` with conflict, and with refused where something stands. Fields that are not
known here are passed over, so that a newer device can talk to an older server.

The request is {"sent_at": "2027-03-03T09:41:08+01:00", "operations": […]}, the response {"answers": […]}. `sent_at` is
read from the same clock as `made_at`, so that the server can tell how wrong that clock is.
"""

from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from uuid import UUID

from exams.rules.reading import EARLIEST, JsonObject, id_at, moment_at, text_at, unreadable, whole_at
from exams.rules.sittings import SittingState, takes_marks, why_not_begin
from exams.rules.steps import NOT_APPLICABLE, Step
from foundation.messages import Message, say
from foundation.refusals import Unreadable

LONGEST_REMARK = 2_000
MOST_PARTS = 100
# A queue is accepted for thirty days; a mark that claims to be older says more about the clock than about the exam.
OLDEST = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One mark as a device made it."""

    op: UUID
    sheet: int
    step: int
    value: int | None
    remark: str = ""
    base_op: UUID | None = None
    sequence: int
    made_at: datetime
    parts: tuple[int, ...] | None = None

    def is_repeated_by(self, other: "Operation") -> bool:
        """Whether the other operation says the same, as a repeat does."""
        return self._content == other._content

    @property
    def _content(self) -> tuple[int, int, int | None, str, tuple[int, ...] | None]:
        return (self.sheet, self.step, self.value, self.remark[:LONGEST_REMARK], self.parts)

    def cut_off(self) -> "Operation":
        """The operation as it is kept: of a remark that is too long, only as much as is allowed."""
        return replace(self, remark=self.remark[:LONGEST_REMARK])

    def to_json(self) -> dict[str, object]:
        """The operation as plain JSON."""
        return {
            "op": str(self.op),
            "sheet": self.sheet,
            "step": self.step,
            "value": self.value,
            "remark": self.remark,
            "base_op": str(self.base_op) if self.base_op else None,
            "sequence": self.sequence,
            "made_at": self.made_at.isoformat(),
            **_written(self.parts),
        }

    @classmethod
    def from_json(cls, raw: JsonObject) -> "Operation":
        """The operation a device sent; raises Unreadable when it is not one."""
        return cls(
            op=id_at(raw, "op"),
            sheet=whole_at(raw, "sheet", at_least=1),
            step=whole_at(raw, "step", at_least=1),
            value=None if raw.get("value") is None else whole_at(raw, "value", at_least=NOT_APPLICABLE),
            remark=text_at(raw, "remark"),
            base_op=None if raw.get("base_op") is None else id_at(raw, "base_op"),
            sequence=whole_at(raw, "sequence", at_least=1),
            made_at=moment_at(raw, "made_at"),
            parts=None if raw.get("parts") is None else _places_at(raw, "parts"),
        )


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The mark that stands for one step of a sheet."""

    op: UUID
    value: int | None
    remark: str
    by: int
    made_at: datetime
    parts: tuple[int, ...] | None = None

    def to_json(self) -> dict[str, object]:
        """The standing mark as plain JSON: what stands, by whom and since when."""
        return {
            "op": str(self.op),
            "value": self.value,
            "remark": self.remark,
            "by": self.by,
            "made_at": self.made_at.isoformat(),
            **_written(self.parts),
        }


class AnswerKind(StrEnum):
    """What became of an operation."""

    STORED = "stored"
    DUPLICATE = "duplicate"
    REFUSED = "refused"
    CONFLICT = "conflict"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The answer to one operation. Only a recorded one is kept under its id and given again."""

    op: str
    outcome: AnswerKind
    reason: Message | None = None
    standing: Standing | None = None
    recorded: bool = True

    def to_json(self, words: Callable[[Message], str]) -> dict[str, object]:
        """The answer as plain JSON, its reason in the reader's language."""
        plain: dict[str, object] = {"op": self.op, "outcome": str(self.outcome)}
        if self.reason:
            plain["reason"] = words(self.reason)
        if self.standing:
            plain["standing"] = self.standing.to_json()
        return plain


@dataclass(frozen=True, kw_only=True)
class SheetState:
    """What must be known of a sheet to decide about its marks."""

    examiner: int
    state: SittingState
    day: date  # of the exam; like `today` in the zone of the school
    today: date
    signed: bool = False
    withdrawn: bool = False
    third: bool = False  # the sheet of a third examiner, who marks while the other two compare
    steps: Mapping[int, Step] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """An operation that was answered before."""

    operation: Operation
    sender: int
    answer: Answer


@dataclass(frozen=True, kw_only=True)
class Decision:
    """An operation and what became of it; to be kept when `is_new`, to be answered always."""

    operation: Operation
    answer: Answer

    @property
    def is_new(self) -> bool:
        """Whether this decision has to be kept under the operation's id."""
        return self.answer.recorded and self.answer.outcome is not AnswerKind.DUPLICATE


def read(raw: JsonObject) -> Operation | Answer:
    """The operation, or the refusal that answers for it alone when it cannot be understood."""
    try:
        return Operation.from_json(raw)
    except Unreadable as refusal:
        return _refused(str(raw.get("op"))[:64], refusal.message, recorded=False)


def decide(
    operation: Operation,
    sheet: SheetState | None,
    *,
    sender: int,
    standing: Standing | None,
    known: Mapping[UUID, Recorded],
) -> Decision:
    """What becomes of one operation; `known` holds the earlier ones of its sheet, and any other with its id.

    The id is looked at before everything else: a repeat gets its first answer even after signing.
    """
    if (earlier := known.get(operation.op)) is not None:
        return _again(operation, earlier, sender)
    if (no := _refusal(operation, sheet, sender, standing)) is not None:
        return Decision(operation=operation.cut_off(), answer=no)
    if _overwrites(operation, standing, _rests_on(operation, known)):
        return Decision(operation=operation, answer=_answer(operation, AnswerKind.CONFLICT, standing))
    return Decision(operation=operation, answer=_answer(operation, AnswerKind.STORED))


def decide_all(
    operations: Sequence[Operation],
    sheets: Mapping[int, SheetState],
    *,
    sender: int,
    standing: Mapping[tuple[int, int], Standing],
    known: Mapping[UUID, Recorded],
) -> list[Decision]:
    """A request's operations decided in the order of the device, each on what the ones before it left standing."""
    stands, met = dict(standing), dict(known)
    in_order = sorted(operations, key=lambda one: one.sequence)
    return [decide_next(one, sheets, sender=sender, standing=stands, known=met) for one in in_order]


def decide_next(
    operation: Operation,
    sheets: Mapping[int, SheetState],
    *,
    sender: int,
    standing: MutableMapping[tuple[int, int], Standing],
    known: MutableMapping[UUID, Recorded],
) -> Decision:
    """What becomes of the next operation; what is known and what stands are as they are after it."""
    place = (operation.sheet, operation.step)
    decision = decide(operation, sheets.get(operation.sheet), sender=sender, standing=standing.get(place), known=known)
    if decision.is_new:
        known[operation.op] = recorded(decision, sender)
    if decision.answer.outcome is AnswerKind.STORED:
        standing[place] = standing_after(operation, sender)
    return decision


def recorded(decision: Decision, sender: int) -> Recorded:
    """The decision as it is remembered under the operation's id."""
    return Recorded(operation=decision.operation, sender=sender, answer=decision.answer)


def moment_made(made_at: datetime, *, sent_at: datetime, received_at: datetime) -> datetime:
    """When a mark was made by the server's clock, however wrong the device's clock is."""
    return received_at - min(max(sent_at - made_at, timedelta(0)), received_at - EARLIEST)


def when_made(made_at: datetime, *, sent_at: datetime | None, received_at: datetime) -> datetime:
    """The same for whatever arrived: within thirty days, and where the device said no time of sending, on arrival."""
    if sent_at is None:
        return received_at
    return moment_made(max(made_at, sent_at - OLDEST), sent_at=sent_at, received_at=received_at)


def not_before(moment: datetime, exam: datetime, zone: tzinfo, *, otherwise: datetime) -> datetime:
    """This moment, or the other one where the day of the exam had not come: a clock was put right in between."""
    return otherwise if moment.astimezone(zone).date() < exam.astimezone(zone).date() else moment


def standing_after(operation: Operation, sender: int) -> Standing:
    """What stands for the step once this operation is stored."""
    return Standing(
        op=operation.op,
        value=operation.value,
        remark=operation.remark,
        by=sender,
        made_at=operation.made_at,
        parts=operation.parts,
    )


def _again(operation: Operation, earlier: Recorded, sender: int) -> Decision:
    """The first answer once more, unless this is no repeat: a reused id must not pass for a stored mark."""
    if earlier.sender != sender or not earlier.operation.is_repeated_by(operation):
        words = say(
            "Another mark was already sent under the same number. Load the page again and mark this step once more."
        )
        no = _refused(str(operation.op), words, recorded=False)
        return Decision(operation=operation, answer=no)
    if earlier.answer.outcome is AnswerKind.STORED:
        return Decision(operation=operation, answer=_answer(operation, AnswerKind.DUPLICATE))
    # Kept already, so not to be kept a second time.
    return Decision(operation=operation, answer=replace(earlier.answer, recorded=False))


def _rests_on(operation: Operation, known: Mapping[UUID, Recorded]) -> UUID | None:
    """The base, looked through refused operations: those never stood, so they cannot be what is overwritten."""
    base, seen = operation.base_op, set[UUID]()
    while base is not None and base not in seen and (earlier := known.get(base)) is not None:
        if earlier.answer.outcome is not AnswerKind.REFUSED:
            break
        seen.add(base)
        base = earlier.operation.base_op
    return base


def _refusal(operation: Operation, sheet: SheetState | None, sender: int, standing: Standing | None) -> Answer | None:
    op = str(operation.op)
    # Not on record: someone else's mark must still be accepted when its own examiner sends it.
    if sheet is None or sheet.examiner != sender:
        return _refused(op, say("This sheet does not exist, or it is not yours to mark."), recorded=False)
    # Not on record either: there is no step to record it for, and a form in use never gets one.
    if operation.step not in sheet.steps:
        return _refused(op, say("This step is not on the form."), standing=standing, recorded=False)
    reason = _why_closed(sheet) or _why_unfit(operation, sheet.steps[operation.step])
    return _refused(op, reason, standing=standing) if reason else None


def _why_unfit(operation: Operation, step: Step) -> Message | None:
    if operation.value is not None and operation.value not in step.values:
        return say("%(value)s is not a level of this step.", value=operation.value)
    if len(operation.remark) > LONGEST_REMARK:
        return say("A remark is at most %(limit)s characters long.", limit=LONGEST_REMARK)
    if operation.parts is not None and not _is_sum(operation.parts, operation.value, step):
        return say("The points that are ticked do not add up to the mark of this step.")
    return None


def _is_sum(parts: tuple[int, ...], value: int | None, step: Step) -> bool:
    """Whether these sub-points are there and are worth the value together; what is not marked has none."""
    if value is None or value == NOT_APPLICABLE:
        return not parts
    return all(place < len(step.parts) for place in parts) and sum(step.parts[place].points for place in parts) == value


def _why_closed(sheet: SheetState) -> Message | None:
    if sheet.withdrawn:
        return say("You no longer examine this candidate.")
    if sheet.signed:
        return say("This sheet is already signed.")
    if not takes_marks(sheet.state, third=sheet.third):
        return say("This exam no longer takes marks.")
    if sheet.state is SittingState.PLANNED:  # the first mark would begin it
        return why_not_begin(sheet.state, day=sheet.day, today=sheet.today)
    return None


def _overwrites(operation: Operation, standing: Standing | None, rests_on: UUID | None) -> bool:
    """Whether storing this would replace a different mark that the device had not seen."""
    if standing is None or standing.op == rests_on:
        return False
    return (standing.value, standing.remark, standing.parts) != (operation.value, operation.remark, operation.parts)


def _answer(operation: Operation, outcome: AnswerKind, standing: Standing | None = None) -> Answer:
    return Answer(op=str(operation.op), outcome=outcome, standing=standing)


def _refused(op: str, reason: Message, *, standing: Standing | None = None, recorded: bool = True) -> Answer:
    return Answer(op=op, outcome=AnswerKind.REFUSED, reason=reason, standing=standing, recorded=recorded)


def _written(parts: tuple[int, ...] | None) -> dict[str, object]:
    """Only where there are any: a device that knows nothing of sub-points is told nothing of them."""
    return {} if parts is None else {"parts": list(parts)}


def _places_at(raw: JsonObject, key: str) -> tuple[int, ...]:
    """Places in a list, each once, in order."""
    found = raw.get(key)
    if not isinstance(found, list) or len(found) > MOST_PARTS:
        raise unreadable(key)
    places = [whole_at({key: place}, key) for place in found]
    if sorted(set(places)) != places:
        raise unreadable(key)
    return tuple(places)
