"""Letting the clock of somebody stand still, and go on."""

from dataclasses import dataclass
from datetime import date

from certification.events.pausing import ClockPaused, PauseEnded, PauseWithdrawn
from certification.models import UpkeepPause
from certification.models.clocks import OpenedPause, OpenedPauses
from certification.queries.clocks import locked_pause, qualifications_of, same_pause
from foundation.messages import say
from foundation.refusals import NotFound, Refusal
from foundation.work import Work


@dataclass(frozen=True, kw_only=True)
class PauseFacts:
    """When, why, and for which qualification; None: for all."""

    since: date
    until: date | None
    reason: str
    qualification_id: int | None = None


def pause(work: Work, opened: OpenedPauses, facts: PauseFacts) -> UpkeepPause:
    """Let the clock stand still; sent twice it stands still once."""
    if facts.until is not None and facts.until < facts.since:
        raise Refusal(say("The last day cannot be before the first."))
    if facts.qualification_id not in (None, *(number for number, _name in qualifications_of(work, opened.owner_id))):
        raise NotFound
    made = UpkeepPause(
        person_id=opened.owner_id,
        qualification_id=facts.qualification_id,
        since=facts.since,
        until=facts.until,
        reason=facts.reason,
        made_at=work.now,
        made_by=work.actor.id,
    )
    if same := same_pause(work, made):
        return same
    work.db.add(made)
    work.db.flush()  # the event needs the number
    work.emit(
        ClockPaused(
            person_id=made.person_id,
            pause_id=made.id,
            qualification_id=made.qualification_id,
            since=made.since,
            until=made.until,
        )
    )
    return made


def end_pause(work: Work, opened: OpenedPause, until: date) -> None:
    """Give a pause without an end its last day."""
    found = locked_pause(work, opened.pause.id)
    if found.withdrawn_at is not None:
        raise Refusal(say("This pause was withdrawn."))
    if until < found.since:
        raise Refusal(say("The last day cannot be before the first."))
    if found.until is not None and found.until != until:
        raise Refusal(say("This pause has a last day already. Withdraw it and make another one."))
    if found.until is None:
        found.until = until
        work.emit(PauseEnded(person_id=found.person_id, pause_id=found.id, until=until))


def withdraw_pause(work: Work, opened: OpenedPause) -> None:
    """It was a mistake; the second time changes nothing."""
    found = locked_pause(work, opened.pause.id)
    if found.withdrawn_at is None:
        found.withdrawn_at = work.now
        work.emit(PauseWithdrawn(person_id=found.person_id, pause_id=found.id))
