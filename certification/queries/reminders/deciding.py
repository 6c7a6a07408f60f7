"""Which reminders are due on a day: a fixed number of statements, however many people there are."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from certification.models import Reminder
from certification.queries.known import Several
from certification.queries.reminders.quiet import Quiet, quiet_on
from certification.queries.reminders.settings import ladders
from certification.queries.standings import standings
from certification.rules.clock import State
from certification.rules.reminders import Ladder, ReminderKind, above_step, is_news, lead_step, own_step
from foundation.db import numbers
from foundation.work import Work
from people.models import Person, PersonRole
from people.queries.organisation import leads_above
from people.rules import Role

STILL_HOLDS = frozenset({State.QUALIFIED, State.EXPIRING})
RANKS = 2  # the lead, and the lead's lead


@dataclass(frozen=True)
class Ending:
    """A qualification of somebody that ends on a day, or has ended then."""

    person_id: int
    qualification_id: int
    ends_on: date
    expired: bool


@dataclass(frozen=True)
class Due:
    """Somebody is to be written to about one ending."""

    person_id: int
    qualification_id: int
    ends_on: date
    receiver_id: int
    kind: ReminderKind
    step: int


def endings(
    work: Work, *, people: Several = None, qualifications: Collection[int] | None = None, on: date | None = None
) -> list[Ending]:
    """What ends or has ended, whoever it is: of a clock that stands still and of days of grace nobody is reminded."""
    return [
        Ending(person_id, qualification_id, found.until, found.state is State.EXPIRED)
        for (person_id, qualification_id), found in standings(
            work, people=people, qualifications=qualifications, on=on
        ).items()
        if found.until and (found.state in STILL_HOLDS or found.state is State.EXPIRED)
    ]


def possible(
    work: Work, *, people: Several = None, among: Sequence[Ending] | None = None, on: date | None = None
) -> list[Due]:
    """Everything that could be said today, whether or not it was said before (12 statements at most)."""
    today = on or work.today
    steps, quiet = ladders(work), quiet_on(work, today)
    close = [
        ending
        for ending in (endings(work, people=people, on=today) if among is None else among)
        if _is_close(steps[ending.qualification_id], ending, today)
        and not quiet.silences(ending.person_id, ending.qualification_id)
    ]
    if not close:
        return []
    concerned = {ending.person_id for ending in close}
    active = _active(work, concerned)
    receivers = _Receivers(leads_above(work, concerned, RANKS), _administrators(work), quiet)
    return [
        due
        for ending in close
        if ending.person_id in active
        for due in _due(steps[ending.qualification_id], ending, receivers, today)
    ]


def reminders_due(work: Work, *, people: Several = None, on: date | None = None) -> list[Due]:
    """What is to be said today and was not said yet, nor anything nearer to the end (13 statements at most)."""
    return news_of(work, possible(work, people=people, on=on))


def news_of(work: Work, found: Sequence[Due]) -> list[Due]:
    """Of what could be said, what was not said yet, nor anything nearer to the end (1 statement)."""
    sent = _sent(work, {due.person_id for due in found}) if found else {}
    return [due for due in found if is_news(due.step, sent.get(_about(due), ()))]


def still_true(work: Work, reminders: Sequence[Reminder], *, on: date | None = None) -> list[Reminder]:
    """Of what was decided, what is still so at the moment of sending."""
    people = {reminder.person_id for reminder in reminders}
    found = {(*_about(due), due.step == 0) for due in possible(work, people=people, on=on)}
    return [reminder for reminder in reminders if (*_about(reminder), reminder.step == 0) in found]


def unsettled_receivers(work: Work) -> Sequence[int]:
    """Whom something was decided for that has not been sent (1 statement)."""
    return work.db.scalars(select(Reminder.receiver_id).where(Reminder.settled_at.is_(None)).distinct()).all()


def waiting_for(work: Work, receiver_id: int) -> Sequence[Reminder]:
    """What was decided for somebody and not sent; held until this work is done."""
    # Race: two workers send for one receiver. The rows are locked, so the second finds nothing that waits.
    return work.db.scalars(
        select(Reminder)
        .where(Reminder.receiver_id == receiver_id, Reminder.settled_at.is_(None))
        .options(joinedload(Reminder.person), joinedload(Reminder.qualification))
        .order_by(Reminder.ends_on, Reminder.id)
        .with_for_update(of=Reminder)
    ).all()


@dataclass(frozen=True)
class _Receivers:
    ranks: Mapping[int, list[list[int]]]
    administrators: Sequence[int]
    quiet: Quiet

    def leads(self, person_id: int) -> Iterator[tuple[int, ReminderKind]]:
        """The nearest leads; where there are none, the administrators."""
        ranks = self.ranks.get(person_id, [])
        kind = ReminderKind.LEAD if ranks else ReminderKind.NO_LEAD
        for receiver in ranks[0] if ranks else self.administrators:
            if receiver != person_id and receiver not in self.quiet.people:
                yield receiver, kind

    def above(self, person_id: int) -> Iterator[tuple[int, ReminderKind]]:
        """The leads of the nearest leads."""
        ranks = self.ranks.get(person_id, [])
        for receiver in ranks[1] if len(ranks) >= RANKS else ():
            if receiver not in self.quiet.people:
                yield receiver, ReminderKind.ABOVE


def _is_close(ladder: Ladder, ending: Ending, today: date) -> bool:
    return any(step is not None for step in _steps(ladder, ending, today))


def _steps(ladder: Ladder, ending: Ending, today: date) -> tuple[int | None, int | None, int | None]:
    own = own_step(ladder, ends_on=ending.ends_on, today=today, expired=ending.expired)
    lead = lead_step(ladder, ends_on=ending.ends_on, today=today, expired=ending.expired)
    return own, lead, above_step(ladder, ends_on=ending.ends_on, today=today, expired=ending.expired)


def _due(ladder: Ladder, ending: Ending, receivers: _Receivers, today: date) -> Iterator[Due]:
    own, lead, above = _steps(ladder, ending, today)
    told: list[tuple[int | None, Iterable[tuple[int, ReminderKind]]]] = [
        (own, [(ending.person_id, ReminderKind.OWN)]),
        (lead, receivers.leads(ending.person_id)),
        (above, receivers.above(ending.person_id)),
    ]
    for step, those in told:
        for receiver, kind in those if step is not None else ():
            yield Due(ending.person_id, ending.qualification_id, ending.ends_on, receiver, kind, step or 0)


def _about(one: Due | Reminder) -> tuple[int, int, date, int]:
    return one.person_id, one.qualification_id, one.ends_on, one.receiver_id


def _active(work: Work, people: Collection[int]) -> frozenset[int]:
    among = Person.id.in_(select(numbers(work.db, sorted(people))))
    return frozenset(work.db.scalars(select(Person.id).where(Person.active.is_(True), among)))


def _administrators(work: Work) -> Sequence[int]:
    statement = select(Person.id).join(PersonRole, PersonRole.person_id == Person.id)
    return work.db.scalars(
        statement.where(PersonRole.role == Role.ADMINISTRATOR, Person.active.is_(True)).order_by(Person.id)
    ).all()


def _sent(work: Work, people: Collection[int]) -> dict[tuple[int, int, date, int], list[int]]:
    found: dict[tuple[int, int, date, int], list[int]] = defaultdict(list)
    statement = select(
        Reminder.person_id, Reminder.qualification_id, Reminder.ends_on, Reminder.receiver_id, Reminder.step
    ).where(Reminder.person_id.in_(select(numbers(work.db, sorted(people)))))
    for row in work.db.execute(statement):
        found[row.person_id, row.qualification_id, row.ends_on, row.receiver_id].append(row.step)
    return found
