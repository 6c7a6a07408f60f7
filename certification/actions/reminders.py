"""Setting when people are reminded, deciding who is, leaving people alone, and writing down what was sent."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from certification.events.reminders import (
    LadderSet,
    PeopleQuieted,
    QualificationQuieted,
    QuietEnded,
    RemindersDecided,
    RemindersSent,
)
from certification.models import Reminder, ReminderLadder, ReminderQuiet
from certification.queries.reminders import Due, ladder_of
from certification.queries.reminders.settings import as_value
from certification.rules.reminders import Ladder, Outcome
from foundation.messages import say
from foundation.refusals import Refusal
from foundation.work import Work

SEND_REMINDERS = "certification.send-reminders"
ROWS_AT_ONCE = 500


def set_ladder(work: Work, qualification_id: int, ladder: Ladder) -> None:
    """People are reminded so from now on; what was sent stays sent."""
    row = ladder_of(work, qualification_id) or ReminderLadder(qualification_id=qualification_id)
    row.days, row.lead_days = list(ladder.days), ladder.lead_days
    row.above_days, row.tells_ended = ladder.above_days, ladder.tells_ended
    row.changed_at, row.changed_by = work.now, work.actor.id
    work.db.add(row)
    try:
        work.db.flush()
    except IntegrityError as error:  # race: somebody else set it for the first time since we looked
        raise Refusal(say("Somebody else changed this at the same moment. Look again and repeat it.")) from error
    work.emit(
        LadderSet(
            qualification_id=qualification_id,
            days=ladder.days,
            lead_days=ladder.lead_days,
            above_days=ladder.above_days,
            tells_ended=ladder.tells_ended,
        )
    )


def take_ladder_along(work: Work, *, qualification_id: int, predecessor_id: int) -> None:
    """A new version reminds as the earlier one did, where that was set."""
    if row := ladder_of(work, predecessor_id):
        set_ladder(work, qualification_id, as_value(row))


def decide(work: Work, due: Sequence[Due], *, on: date) -> int:
    """Write down who is reminded of what; what is written down already stays as it is. Says how many are new."""
    new = sum(_keep(work, due[start : start + ROWS_AT_ONCE], on) for start in range(0, len(due), ROWS_AT_ONCE))
    if new:
        work.emit(RemindersDecided(decided_on=on, reminders=new, receivers=len({one.receiver_id for one in due})))
    return new


def _keep(work: Work, due: Sequence[Due], on: date) -> int:
    dialect = postgresql if work.db.get_bind().dialect.name == "postgresql" else sqlite
    rows = [{**vars(one), "decided_on": on} for one in due]
    statement = dialect.insert(Reminder).values(rows).on_conflict_do_nothing().returning(Reminder.id)
    return len(work.db.scalars(statement).all())


def mail_later(work: Work, receivers: Iterable[int], *, on: date) -> None:
    """Each gets one mail for that day, however often this is asked."""
    for receiver_id in receivers:
        work.later(SEND_REMINDERS, key=f"reminders:{receiver_id}:{on}", once=True, receiver_id=receiver_id)


def settle(
    work: Work, reminders: Sequence[Reminder], *, told: Collection[Reminder], receiver_id: int, mail_job: int | None
) -> None:
    """Write down what became of them."""
    for reminder in reminders:
        is_told = reminder in told
        reminder.settled_at, reminder.outcome = work.now, Outcome.SENT if is_told else Outcome.PASSED_OVER
        reminder.mail_job = mail_job if is_told else None
    sent = tuple(reminder.id for reminder in reminders if reminder in told)
    passed_over = tuple(reminder.id for reminder in reminders if reminder not in told)
    work.emit(RemindersSent(person_id=receiver_id, reminder_ids=sent, passed_over=passed_over, mail_job=mail_job))


def quiet_people(
    work: Work,
    person_ids: Sequence[int],
    *,
    until: date | None,
    reason: str,
    form_key: str,
    qualification_id: int | None = None,
) -> None:
    """Nobody is reminded of these people from now on, until that day or for good."""
    for person_id in person_ids:
        _put(
            work,
            ReminderQuiet(person_id=person_id, qualification_id=qualification_id, until=until, reason=reason),
            f"{form_key}:{person_id}",
        )
    work.emit(PeopleQuieted(person_ids=tuple(person_ids), qualification_id=qualification_id, until=until))


def quiet_qualification(work: Work, qualification_id: int, *, until: date | None, reason: str, form_key: str) -> None:
    """Nobody is reminded of this qualification from now on, until that day or for good."""
    _put(work, ReminderQuiet(qualification_id=qualification_id, until=until, reason=reason), form_key)
    work.emit(QualificationQuieted(qualification_id=qualification_id, until=until))


def end_quiet(work: Work, entry: ReminderQuiet) -> None:
    """Reminders go out again; ended twice, it is ended once."""
    if entry.ended_at is not None:
        return
    entry.ended_at, entry.ended_by = work.now, work.actor.id
    work.emit(QuietEnded(quiet_id=entry.id, person_id=entry.person_id, qualification_id=entry.qualification_id))


def _put(work: Work, entry: ReminderQuiet, form_key: str) -> None:
    entry.made_at, entry.made_by, entry.form_key = work.now, work.actor.id, form_key
    work.db.add(entry)
