"""Taking what a device sends: marks, and deeds between them, in its order. Acknowledged means kept: the answer leaves
after the commit.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Text, bindparam, text, update
from sqlalchemy.dialects import sqlite

from exams.actions.deeds import DOES, Arrival, do, hold_plans, keep_deeds, note, undone_when_refused, words_of
from exams.events import MarksRecorded, SittingBegan
from exams.events.deeds import DeedsRecorded
from exams.models import Mark, Sheet, Sitting
from exams.permissions import Permission
from exams.queries.deeds import known_deeds
from exams.queries.entering import first_mark
from exams.queries.marking_sync import HeldSheet, held_sheets, history
from exams.queries.photos import photos_there
from exams.rules import Answer, AnswerKind, Decision, Operation, Recorded, SheetState, SittingState, Standing, read
from exams.rules.deeds import (
    Deed,
    DeedKind,
    Going,
    KnownDeed,
    again,
    is_deed,
    read_deed,
    refused,
    sent_otherwise,
    why_not_deed,
)
from exams.rules.operations import decide_next, not_before, when_made
from exams.rules.photos import Announcement, count_photo, why_not_announce
from exams.rules.reading import JsonObject, keepable_moment, objects_at
from foundation.messages import Message, say, to_json
from foundation.refusals import Refusal, Unreadable
from foundation.work import Work

MOST = 300

_RETURNED = (Mark.__table__.c.id, Mark.__table__.c.op)
_INSERT_ROWS = sqlite.insert(Mark).on_conflict_do_nothing(index_elements=["op"]).returning(*_RETURNED)
# Thirty rows of fifteen values are more than the driver prepares; as one document they are one value.
_INSERT_DOCUMENT = text(
    """
    INSERT INTO mark (op, sheet_id, step_id, examiner_id, value, remark, base_op, sequence,
                      made_at, sent_at, received_at, answer, answer_facts, parts, tablet_id)
    SELECT op, sheet_id, step_id, examiner_id, value, remark, base_op, sequence,
           made_at, sent_at, received_at, answer, answer_facts, parts, tablet_id
    FROM ROWS FROM (json_to_recordset(CAST(:rows AS json)) AS (
        op uuid, sheet_id integer, step_id integer, examiner_id integer, value integer, remark text, base_op uuid,
        sequence integer, made_at timestamptz, sent_at timestamptz, received_at timestamptz, answer text,
        answer_facts json, parts json, tablet_id uuid)) WITH ORDINALITY AS sent
    ORDER BY ordinality
    ON CONFLICT (op) DO NOTHING
    RETURNING id, op
    """
).bindparams(bindparam("rows", type_=Text))


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """What one request brought: marks and deeds, answers for those that could not be read, the device and its clock."""

    items: tuple[Operation | Deed, ...]
    unreadable: tuple[Answer, ...] = ()
    sent_at: datetime | None = None
    tablet: UUID | None = None

    @property
    def operations(self) -> list[Operation]:
        """The marks."""
        return [item for item in self.items if isinstance(item, Operation)]

    @property
    def deeds(self) -> list[Deed]:
        """What was done besides marking."""
        return [item for item in self.items if isinstance(item, Deed)]


def delivery(raw: JsonObject, *, tablet: UUID | None = None) -> Delivery:
    """The request as it came; only one that cannot be read at all is refused as a whole."""
    sent = objects_at(raw, "operations")
    if len(sent) > MOST:
        raise Unreadable(say("At most %(most)s marks can be sent at a time.", most=MOST))
    found = [read_deed(one) if is_deed(one) else read(one) for one in sent]
    return Delivery(
        items=tuple(one for one in found if not isinstance(one, Answer)),
        unreadable=tuple(one for one in found if isinstance(one, Answer)),
        sent_at=_moment(raw.get("sent_at")),
        tablet=tablet,
    )


def _moment(written: object) -> datetime | None:
    """The device's clock; marks are not held up because it cannot be read."""
    try:
        found = datetime.fromisoformat(written) if isinstance(written, str) else None
    except ValueError:
        return None
    return keepable_moment(found) if found and found.tzinfo else None


def take_marks(work: Work, delivered: Delivery) -> list[Answer]:
    """An answer for each mark and deed; what is new is kept under its id, and the first that stands begins the exam."""
    if not delivered.items:
        return list(delivered.unreadable)
    taking = _taking(work, delivered)
    for item in sorted(delivered.items, key=lambda one: one.sequence):
        if isinstance(item, Deed):
            taking.deed(item)
        else:
            taking.mark(item)
    taking.keep()
    taking.announce_deeds()
    return [*taking.answers, *delivered.unreadable]


def _taking(work: Work, delivered: Delivery) -> "_Taking":
    sheets, deeds = {item.sheet for item in delivered.items}, delivered.deeds
    if any(deed.kind is DeedKind.CAME for deed in deeds):
        hold_plans(work, sheets)
    own = {number: sheet for number, sheet in held_sheets(work, sheets).items() if _is_to_send(work, sheet)}
    past = history(work, delivered.operations, own.keys(), also=[deed.op for deed in deeds])
    takes_photos = any(deed.kind is DeedKind.PHOTO for deed in deeds)
    return _Taking(
        work=work,
        sent_at=delivered.sent_at,
        tablet=delivered.tablet,
        own=own,
        states={number: sheet.state for number, sheet in own.items()},
        standing=dict(past.standing),
        known=dict(past.known),
        deed_ops=past.deeds,
        known_deeds=known_deeds(work, {item.op for item in delivered.items}) if deeds else {},
        planned={sheet.sitting_id for sheet in own.values() if sheet.state.state is SittingState.PLANNED},
        photos=photos_there(work, own.keys()) if takes_photos else {},
    )


def _is_to_send(work: Work, sheet: HeldSheet) -> bool:
    """Nobody marks the own exam, should there be a sheet of it all the same."""
    return work.allows(Permission.SEND_MARKS, sheet.state) and sheet.candidate_id != work.actor.id


@dataclass(kw_only=True)
class _Taking:
    """One request on its way into the database: what is known, how each sheet stands by now, what is not kept yet."""

    work: Work
    sent_at: datetime | None
    tablet: UUID | None
    own: Mapping[int, HeldSheet]
    states: dict[int, SheetState]
    standing: dict[tuple[int, int], Standing]
    known: dict[UUID, Recorded]
    deed_ops: frozenset[UUID]  # ids that were taken for deeds before
    known_deeds: dict[UUID, KnownDeed]
    planned: set[int]  # sittings that have not begun as far as the database knows
    photos: dict[int, set[str]]  # which each sheet has
    answers: list[Answer] = field(default_factory=list)
    new_marks: list[tuple[int, Decision]] = field(default_factory=list)  # with the place of the answer
    new_deeds: list[tuple[int, Arrival]] = field(default_factory=list)
    kept_deeds: dict[int, Arrival] = field(default_factory=dict)  # by their number

    @property
    def sender(self) -> int:
        """Whose marks and deeds these are."""
        return self.work.actor.id or 0

    def mark(self, operation: Operation) -> None:
        """Decide about the next mark."""
        if operation.op in self.known_deeds or operation.op in self.deed_ops:
            self.answers.append(sent_otherwise(operation.op))
            return
        decision = decide_next(operation, self.states, sender=self.sender, standing=self.standing, known=self.known)
        if decision.is_new:
            self.new_marks.append((len(self.answers), decision))
        if decision.answer.outcome is AnswerKind.STORED:
            self._goes_on(operation.sheet)
        self.answers.append(decision.answer)

    def _goes_on(self, sheet: int) -> None:
        state = self.states[sheet]
        if state.state is SittingState.PLANNED:
            self.states[sheet] = replace(state, state=SittingState.IN_PROGRESS)

    def deed(self, deed: Deed) -> None:
        """Do the next deed, or say why not."""
        if deed.op in self.known_deeds or deed.op in self.known:
            self.answers.append(again(deed, self.known_deeds.get(deed.op), self.sender))
        elif deed.sheet not in self.own:
            words = say("This sheet does not exist, or it is not yours to mark.")
            self.answers.append(refused(deed.op, words, recorded=False))
        elif no := self._why_not(deed):
            self._note(deed, refused(deed.op, no))
        elif self._needs_doing(deed):
            self._do(deed)
        else:
            self._note(deed, _stored(deed))

    def _why_not(self, deed: Deed) -> Message | None:
        state = self.states[deed.sheet]
        if state.withdrawn:
            return say("You no longer examine this candidate.")
        going = Going.of(state.state, signed=state.signed, third=state.third)
        no = why_not_deed(going, deed.kind, deed.content, day=state.day, today=state.today)
        if no and deed.kind is DeedKind.NO_SHOW and going.begun and not going.over:
            return self._why_not_missed(deed) or no
        return no or self._why_not_photo(deed)

    def _why_not_missed(self, deed: Deed) -> Message | None:
        """Who has marked somebody who is said not to have come, and since when."""
        first = first_mark(self.work, self.own[deed.sheet].sitting_id)
        if first is None:
            return None
        name, when = first
        return say(
            "This candidate has marks: %(name)s gave the first, which came in on %(when)s. Whoever has marks did come.",
            name=name,
            when=when,
        )

    def _why_not_photo(self, deed: Deed) -> Message | None:
        if deed.kind is not DeedKind.PHOTO:
            return None
        announced = Announcement(
            photo=UUID(deed.content["photo"]),
            step=deed.content["step"],
            sha256=deed.content["sha256"],
            size=deed.content["size"],
            media_type=deed.content["type"],
        )
        steps = self.states[deed.sheet].steps.keys()
        return why_not_announce(announced, steps=steps, there=len(self.photos.get(deed.sheet, ())))

    def _needs_doing(self, deed: Deed) -> bool:
        """A start of what goes on is only noted: it may say when the clock started."""
        begun = self.states[deed.sheet].state is not SittingState.PLANNED
        return deed.kind in DOES and not (deed.kind is DeedKind.START and begun)

    def _note(self, deed: Deed, answer: Answer) -> None:
        """Keep it with what comes with it."""
        self.new_deeds.append((len(self.answers), self._arrival(deed, answer)))
        self.answers.append(answer)
        self._remember(deed, answer)
        if answer.outcome is AnswerKind.STORED:
            count_photo(self.photos, deed)

    def _arrival(self, deed: Deed, answer: Answer) -> Arrival:
        sheet, sent_at = self.own[deed.sheet], self.sent_at
        return Arrival(deed=deed, answer=answer, sheet=sheet, made_at=deed.made_at, sent_at=sent_at, tablet=self.tablet)

    def _remember(self, deed: Deed, answer: Answer) -> None:
        self.known_deeds[deed.op] = KnownDeed(deed=deed, sender=self.sender, answer=answer)

    def _do(self, deed: Deed) -> None:
        """Do it in the database, after all that came before it; refused, nothing of it stays but the refusal."""
        self.keep()
        arrival = self._arrival(deed, _stored(deed))
        at = when_made(deed.made_at, sent_at=self.sent_at, received_at=self.work.now)
        try:
            with undone_when_refused(self.work):
                sheet = do(self.work, deed, at=at)
                numbers = keep_deeds(self.work, [arrival])
                if deed.op not in numbers:
                    raise _SentElsewhere
        except _SentElsewhere:
            self._answer_again(len(self.answers), deed)
        except Refusal as refusal:
            self._note(deed, refused(deed.op, words_of(refusal)))
        else:
            self._done(arrival, sheet, numbers[deed.op])

    def _done(self, arrival: Arrival, sheet: Sheet, number: int) -> None:
        self.kept_deeds[number] = arrival
        self.answers.append(arrival.answer)
        self._remember(arrival.deed, arrival.answer)
        state = replace(self.states[sheet.id], state=sheet.sitting.state, signed=sheet.signed_at is not None)
        self.states[sheet.id] = state
        change = self.planned.add if state.state is SittingState.PLANNED else self.planned.discard
        change(sheet.sitting_id)

    def _answer_again(self, place: int, deed: Deed) -> None:
        """Race: the same id arrived for another sheet at this very moment. It is known now, and answered as known."""
        self.known_deeds |= known_deeds(self.work, [deed.op])
        self.answers[place : place + 1] = [again(deed, self.known_deeds.get(deed.op), self.sender)]

    def keep(self) -> None:
        """Write what was decided so far: marks, and deeds that were only noted."""
        self._keep_marks()
        self._keep_deeds()

    def _keep_marks(self) -> None:
        new, self.new_marks = self.new_marks, []
        numbers = _keep(self.work, [decision for _, decision in new], self.sent_at, self.tablet)
        if raced := [(place, decision) for place, decision in new if decision.operation.op not in numbers]:
            self._decide_again(raced)
        kept = [decision for _, decision in new if decision.operation.op in numbers]
        self._begin(kept)
        _announce(self.work, kept, self.own, numbers)

    def _decide_again(self, raced: Sequence[tuple[int, Decision]]) -> None:
        """Race: the same id arrived for another sheet at this very moment. It is known now, and answered as known."""
        operations = [decision.operation for _, decision in raced]
        self.known |= history(self.work, operations, self.own.keys()).known
        for place, decision in raced:
            again_ = decide_next(
                decision.operation, self.states, sender=self.sender, standing=self.standing, known=self.known
            )
            self.answers[place] = again_.answer

    def _begin(self, kept: Iterable[Decision]) -> None:
        """A tablet without network begins by itself: the exam began when its first mark was made.

        None that came before its day is among those that stand.
        """
        first: dict[int, datetime] = {}
        for decision in kept:
            sheet = self.own[decision.operation.sheet]
            sitting_id = sheet.sitting_id
            if decision.answer.outcome is not AnswerKind.STORED or sitting_id not in self.planned:
                continue
            made = when_made(decision.operation.made_at, sent_at=self.sent_at, received_at=self.work.now)
            made = not_before(made, sheet.starts_at, self.work.zone, otherwise=self.work.now)
            first[sitting_id] = min(first.get(sitting_id, made), made)
        for sitting_id, began in first.items():
            _set_begun(self.work, sitting_id, began)
        candidates = {sheet.sitting_id: sheet.candidate_id for sheet in self.own.values()}
        for sitting_id in first:
            self.work.emit(SittingBegan(sitting_id=sitting_id, person_id=candidates[sitting_id]))
        self.planned -= first.keys()

    def _keep_deeds(self) -> None:
        new, self.new_deeds = self.new_deeds, []
        numbers = keep_deeds(self.work, [arrival for _, arrival in new])
        for place, arrival in new:
            if arrival.deed.op in numbers:
                self.kept_deeds[numbers[arrival.deed.op]] = arrival
            else:
                self._answer_again(place, arrival.deed)
        note(self.work, [arrival for _, arrival in new if arrival.deed.op in numbers])

    def announce_deeds(self) -> None:
        """One event for each sheet that something was done with."""
        for sheet in self.own.values():
            here = {number: one for number, one in self.kept_deeds.items() if one.deed.sheet == sheet.id}
            if not here:
                continue
            stored = sum(one.is_stored for one in here.values())
            self.work.emit(
                DeedsRecorded(
                    sheet_id=sheet.id,
                    sitting_id=sheet.sitting_id,
                    person_id=sheet.candidate_id,
                    deed_ids=tuple(here),
                    kinds=tuple(str(one.deed.kind) for one in here.values()),
                    stored=stored,
                    refused=len(here) - stored,
                )
            )


class _SentElsewhere(Refusal):
    """The id of this deed was taken for another sheet while it was done."""

    def __init__(self) -> None:
        super().__init__(
            say("Something else was already sent under the same number. Load the page again and repeat it.")
        )


def _stored(deed: Deed) -> Answer:
    return Answer(op=str(deed.op), outcome=AnswerKind.STORED)


def _keep(work: Work, decisions: Sequence[Decision], sent_at: datetime | None, tablet: UUID | None) -> dict[UUID, int]:
    """The numbers under which they are kept now, in one INSERT; an id that is taken meanwhile is left out."""
    if not decisions:
        return {}
    rows = [_row(work, decision, sent_at, tablet) for decision in decisions]
    connection = work.db.connection()
    if connection.dialect.name == "postgresql":
        kept = connection.execute(_INSERT_DOCUMENT, {"rows": json.dumps(rows, default=str)})
    else:
        kept = connection.execute(_INSERT_ROWS, rows)
    return {op: number for number, op in kept}


def _row(work: Work, decision: Decision, sent_at: datetime | None, tablet: UUID | None) -> dict[str, Any]:
    operation, answer = decision.operation, decision.answer
    facts = {
        **({"reason": to_json(answer.reason)} if answer.reason else {}),
        **({"standing": answer.standing.to_json()} if answer.standing else {}),
    }
    return {
        "op": operation.op,
        "sheet_id": operation.sheet,
        "step_id": operation.step,
        "examiner_id": work.actor.id,
        "value": operation.value,
        "remark": operation.remark,
        "base_op": operation.base_op,
        "sequence": operation.sequence,
        "made_at": operation.made_at,
        "sent_at": sent_at,
        "received_at": work.now,
        "answer": answer.outcome,
        "answer_facts": facts or None,
        "parts": None if operation.parts is None else list(operation.parts),
        "tablet_id": tablet,
    }


def _set_begun(work: Work, sitting_id: int, began: datetime) -> None:
    sittings = Sitting.__table__
    change = {"state": SittingState.IN_PROGRESS, "began_at": began, "version": sittings.c.version + 1}
    work.db.connection().execute(update(Sitting).where(Sitting.id == sitting_id).values(change))


def _announce(
    work: Work, kept: Collection[Decision], own: Mapping[int, HeldSheet], numbers: Mapping[UUID, int]
) -> None:
    for sheet in own.values():
        here = [decision for decision in kept if decision.operation.sheet == sheet.id]
        if not here:
            continue
        outcomes = [decision.answer.outcome for decision in here]
        work.emit(
            MarksRecorded(
                sheet_id=sheet.id,
                person_id=sheet.candidate_id,
                mark_ids=tuple(numbers[decision.operation.op] for decision in here),
                stored=outcomes.count(AnswerKind.STORED),
                refused=outcomes.count(AnswerKind.REFUSED),
                conflicts=outcomes.count(AnswerKind.CONFLICT),
            )
        )
