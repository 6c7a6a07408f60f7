"""Filling in a questionnaire: begin, answer, send."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select

from certification.actions.inventories.asking import hold_inventory
from certification.events.inventories import InventoryAnswered, InventoryBegun, InventorySent
from certification.models import Inventory, InventoryAnswer, InventoryProposal, InventoryRun
from certification.queries import inventories as queries
from certification.queries.inventories import OfferedInventory, OwnRun
from certification.rules.inventories import (
    Answers,
    Course,
    InventoryState,
    ProposalKind,
    ProposalState,
    Proposed,
    course,
    plain,
    proposed,
    read_answer,
)
from foundation.messages import say
from foundation.refusals import NotFound, Refusal
from foundation.work import Work


class NoLongerAsked(Refusal):
    """Other answers lead past this question now."""


@dataclass(frozen=True)
class Answered:
    """What an answer did: the way as it is now, and how many earlier answers were dropped."""

    course: Course
    dropped: int

    def next_after(self, key: str) -> str | None:
        """The question that comes after this one; none at the end."""
        place = self.course.asked.index(key) + 1
        return self.course.asked[place] if place < len(self.course.asked) else self.course.now


def begin(work: Work, offered: OfferedInventory) -> InventoryRun:
    """Begin, or go on with what was begun: then nothing changes."""
    hold_inventory(work, offered.inventory)
    run = _open_run(work, offered.inventory)
    if run is not None and run.begun_at is not None:
        return run
    version = queries.latest_version(work, offered.inventory.id)
    if offered.inventory.state is not InventoryState.PUBLISHED or version is None:
        raise Refusal(say("This questionnaire is closed. You need not fill it in."))
    if run is None:
        run = _of_own_accord(work, offered)
    run.begun_at, run.version_id = work.now, version.id
    work.db.flush()  # the event needs the id
    work.emit(InventoryBegun(person_id=run.person_id, run_id=run.id, version_id=version.id))
    return run


def answer(work: Work, own: OwnRun, key: str, sent: Sequence[str]) -> Answered:
    """Keep this answer at once; answers that no longer follow from it go."""
    run = own.run
    _hold(work, run)
    question = own.design.question(key)
    if question is None:
        raise NotFound
    before = queries.answers_of(work, run.id)
    now = course(own.design, before)
    if key not in (*now.asked, now.now):
        raise NoLongerAsked(say("This question is no longer asked, because of what you answered elsewhere."))
    value = read_answer(question, sent)
    answers = {**before, key: value}
    after = course(own.design, answers)
    dropped = [one for one in before if one not in (*after.asked, key)]
    if before.get(key) != value:
        _keep(work, run, key, plain(value))
        _drop(work, run, dropped)
        event = InventoryAnswered(person_id=run.person_id, run_id=run.id, question=key, dropped=len(dropped))
        work.emit(event)
    return Answered(after, len(dropped))


def send(work: Work, own: OwnRun) -> bool:
    """Send in the answers; give whether something is proposed. Sent twice, it is sent once."""
    run = own.run
    work.db.refresh(
        run, with_for_update={"of": InventoryRun}
    )  # race: pressed twice, or an answer changes in another tab
    if run.finished_at is not None:
        return bool(queries.proposals_of(work, run.id))
    if run.withdrawn_at is not None:
        raise Refusal(say("You are no longer asked to fill in this questionnaire."))
    answers = queries.answers_of(work, run.id)
    if not course(own.design, answers).is_whole:
        raise Refusal(say("Not every question is answered yet. Answer the ones that are open first."))
    run.finished_at = work.now
    made = _propose(work, own, answers)
    work.db.add_all(made)
    work.emit(InventorySent(person_id=run.person_id, run_id=run.id, proposals=len(made)))
    return bool(made)


def _propose(work: Work, own: OwnRun, answers: Answers) -> list[InventoryProposal]:
    """What is new, and what earlier answers gave and these do not; what stands already is not asked again."""
    wanted = proposed(own.design, answers)
    there = queries.qualification_names(work, [one.qualification_id for one in wanted])
    for row in queries.earlier_waiting(work, own.run):
        row.state = ProposalState.REPLACED
    standing = {row.given_id or row.qualification_id: row for row in queries.earlier_standing(work, own.run)}
    fresh = [
        _to_add(own.run, one)
        for one in wanted
        if one.qualification_id in there and not _stands(standing.get(one.qualification_id), one)
    ]
    gone = standing.keys() - {one.qualification_id for one in wanted}
    return [*fresh, *(_to_end(own.run, number, standing[number]) for number in sorted(gone))]


def _stands(row: InventoryProposal | None, wanted: Proposed) -> bool:
    if row is None:
        return False
    return (row.required if row.given_required is None else row.given_required) is wanted.required


def _to_add(run: InventoryRun, one: Proposed) -> InventoryProposal:
    return InventoryProposal(
        run_id=run.id,
        kind=ProposalKind.ADD,
        qualification_id=one.qualification_id,
        required=one.required,
        state=ProposalState.WAITING,
    )


def _to_end(run: InventoryRun, qualification_id: int, earlier: InventoryProposal) -> InventoryProposal:
    return InventoryProposal(
        run_id=run.id,
        kind=ProposalKind.END,
        qualification_id=qualification_id,
        required=earlier.required,
        earlier_id=earlier.id,
        state=ProposalState.WAITING,
    )


def _open_run(work: Work, inventory: Inventory) -> InventoryRun | None:
    return work.db.scalar(
        select(InventoryRun)
        .where(
            InventoryRun.inventory_id == inventory.id,
            InventoryRun.person_id == work.actor.id,
            InventoryRun.finished_at.is_(None),
            InventoryRun.withdrawn_at.is_(None),
        )
        .execution_options(populate_existing=True)
    )


def _of_own_accord(work: Work, offered: OfferedInventory) -> InventoryRun:
    if not offered.inventory.open_for_all or work.actor.id is None:
        raise Refusal(say("You are no longer asked to fill in this questionnaire."))
    run = InventoryRun(inventory_id=offered.inventory.id, person_id=work.actor.id, asked_at=work.now)
    work.db.add(run)
    return run


def _hold(work: Work, run: InventoryRun) -> None:
    """Race: two tabs answer, or one answers while the other sends. The second waits and sees what the first did."""
    work.db.refresh(run, with_for_update={"of": InventoryRun})
    if run.withdrawn_at is not None:
        raise Refusal(say("You are no longer asked to fill in this questionnaire."))
    if run.finished_at is not None:
        raise Refusal(say("You have sent this in. Fill it in again if something changed."))


def _keep(work: Work, run: InventoryRun, key: str, value: str | int | list[str]) -> None:
    work.db.merge(InventoryAnswer(run_id=run.id, question_key=key, value=value, answered_at=work.now))


def _drop(work: Work, run: InventoryRun, keys: Sequence[str]) -> None:
    if keys:
        work.db.execute(
            delete(InventoryAnswer).where(InventoryAnswer.run_id == run.id, InventoryAnswer.question_key.in_(keys))
        )
