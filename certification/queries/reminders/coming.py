"""What goes out next, and what went out, of the people whom whoever asks looks after."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, TypeVar

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from certification.models import Reminder, ReminderQuiet
from certification.queries.reminders.deciding import Ending, endings, news_of, possible
from certification.queries.reminders.quiet import holds_on, quiet_on
from certification.queries.reminders.settings import ladders
from certification.rules.reminders import Outcome, next_on
from foundation.db import numbers
from foundation.refusals import NotFound
from foundation.work import Work
from people.models import Person
from people.queries.organisation import may_look_after, scope_condition
from people.rules.names import plain
from qualification_files.models import Qualification

T = TypeVar("T")
PAGE_SIZE = 50
EVERY_PAGE = -1


@dataclass(frozen=True)
class Wanted:
    """What is looked for in a list of reminders."""

    words: str = ""
    qualification_id: int | None = None
    within: int | None = None  # days
    outcome: str = ""
    sort: str = ""
    page: int = 1


@dataclass(frozen=True)
class Coming:
    """Somebody's qualification about which somebody is written to on a day."""

    person_id: int
    name: str
    sorting_name: str
    email: str
    qualification_id: int
    ends_on: date
    goes_on: date
    is_due: bool  # at the next run; otherwise on that day


@dataclass(frozen=True)
class Listed(Generic[T]):
    """One page of a list."""

    rows: Sequence[T]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // PAGE_SIZE))


@dataclass(frozen=True)
class OpenQuiet:
    """An entry of the quiet list, and whether it is about somebody whom one looks after."""

    entry: ReminderQuiet
    is_within: bool


def coming(work: Work, wanted: Wanted) -> Listed[Coming]:
    """What goes out next, the first first (at most 16 statements)."""
    today = work.today
    only = [wanted.qualification_id] if wanted.qualification_id else None
    found = endings(work, people=_whom(work), qualifications=only)
    rows = _named(work, _next(work, found, today), wanted.words)
    if wanted.within is not None:
        rows = [row for row in rows if row.goes_on <= today + timedelta(days=wanted.within)]
    if wanted.page == EVERY_PAGE:
        return Listed(rows, len(rows), 1)
    rows.sort(key=ORDERS.get(wanted.sort, ORDERS[""]), reverse=wanted.sort.startswith("-"))
    page = min(max(wanted.page, 1), max(1, -(-len(rows) // PAGE_SIZE)))
    return Listed(rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE], len(rows), page)


ORDERS = {
    "": lambda row: (row.goes_on, row.sorting_name, row.ends_on),
    "name": lambda row: (row.sorting_name, row.goes_on),
    "-name": lambda row: (row.sorting_name, row.goes_on),
    "ends": lambda row: (row.ends_on, row.sorting_name),
    "-ends": lambda row: (row.ends_on, row.sorting_name),
}


def _next(work: Work, found: Sequence[Ending], today: date) -> list[tuple[Ending, date, bool]]:
    steps, quiet = ladders(work), quiet_on(work, today)
    due = {(one.person_id, one.qualification_id) for one in news_of(work, possible(work, among=found, on=today))}
    rows = []
    for ending in found:
        pair = (ending.person_id, ending.qualification_id)
        later = next_on(steps[ending.qualification_id], ends_on=ending.ends_on, today=today)
        goes_on = today if pair in due else later
        if goes_on and not quiet.silences(*pair):
            rows.append((ending, goes_on, pair in due))
    return rows


def _named(work: Work, rows: Sequence[tuple[Ending, date, bool]], words: str) -> list[Coming]:
    ids = sorted({ending.person_id for ending, _, _ in rows})
    among = Person.id.in_(select(numbers(work.db, ids)))
    statement = select(Person).where(among, Person.active.is_(True), *fits(words))
    people = {person.id: person for person in work.db.scalars(statement)}
    return [
        Coming(
            person_id=ending.person_id,
            name=people[ending.person_id].name,
            sorting_name=people[ending.person_id].sorting_name,
            email=people[ending.person_id].email,
            qualification_id=ending.qualification_id,
            ends_on=ending.ends_on,
            goes_on=goes_on,
            is_due=is_due,
        )
        for ending, goes_on, is_due in rows
        if ending.person_id in people
    ]


def sent(work: Work, wanted: Wanted) -> Listed[Reminder]:
    """What was decided and what became of it, the latest first (3 statements at most)."""
    receiver = aliased(Person)
    statement = (
        select(Reminder)
        .join(Person, Person.id == Reminder.person_id)
        .join(receiver, receiver.id == Reminder.receiver_id)
        .where(*_within(work, Reminder.person_id))
    )
    if wanted.words:
        statement = statement.where(or_(*(_all_in(column, wanted.words) for column in (Person, receiver))))
    if wanted.qualification_id:
        statement = statement.where(Reminder.qualification_id == wanted.qualification_id)
    if wanted.outcome:
        is_so = Reminder.outcome == wanted.outcome if wanted.outcome in set(Outcome) else Reminder.outcome.is_(None)
        statement = statement.where(is_so)
    order = Reminder.id if wanted.sort == "on" else Reminder.id.desc()
    load = (joinedload(Reminder.person), joinedload(Reminder.receiver), joinedload(Reminder.qualification))
    return _listed(work, statement.order_by(order).options(*load), wanted.page)


def quiet_list(work: Work, wanted: Wanted) -> Listed[ReminderQuiet]:
    """Who and what is left alone now (3 statements at most); whole qualifications are seen by all."""
    statement = select(ReminderQuiet).outerjoin(Person, Person.id == ReminderQuiet.person_id)
    statement = statement.where(holds_on(work.today))
    within = scope_condition(work, column=ReminderQuiet.person_id)
    if within is not None:
        statement = statement.where(or_(ReminderQuiet.person_id.is_(None), within))
    if wanted.words:
        statement = statement.where(_all_in(Person, wanted.words))
    if wanted.qualification_id:
        statement = statement.where(ReminderQuiet.qualification_id == wanted.qualification_id)
    load = (joinedload(ReminderQuiet.person), joinedload(ReminderQuiet.qualification))
    return _listed(work, statement.order_by(ReminderQuiet.id.desc()).options(*load), wanted.page)


def quiet_entry(work: Work, quiet_id: int) -> OpenQuiet:
    """One entry of the quiet list."""
    entry = work.db.get(ReminderQuiet, quiet_id)
    if entry is None:
        raise NotFound
    return OpenQuiet(entry, entry.person_id is not None and may_look_after(work, entry.person_id))


def was_put(work: Work, form_key: str) -> bool:
    """Whether this form was sent before (1 statement)."""
    keys = ReminderQuiet.form_key.startswith(form_key, autoescape=True)
    return work.db.scalar(select(ReminderQuiet.id).where(keys).limit(1)) is not None


def known_by(work: Work, written: str) -> Person | None:
    """The active person with this e-mail address or number whom whoever asks looks after (2 statements at most)."""
    statement = select(Person).where(
        or_(func.lower(Person.email) == written.lower(), Person.number == written), Person.active.is_(True)
    )
    return work.db.scalars(statement.where(*_within(work, Person.id)).limit(1)).first()


def within_reach(work: Work, person_ids: Collection[int]) -> Sequence[Person]:
    """Those of these people whom whoever asks looks after, by name (2 statements at most)."""
    among = Person.id.in_(select(numbers(work.db, sorted(person_ids))))
    statement = select(Person).where(among, *_within(work, Person.id))
    return work.db.scalars(statement.order_by(Person.sorting_name, Person.id)).all()


def kept_qualifications(work: Work) -> dict[int, str]:
    """The names of the qualifications that ask something over time, or that reminders were sent about."""
    asks = or_(Qualification.activity_count > 0, Qualification.id.in_(select(Reminder.qualification_id)))
    statement = select(Qualification.id, Qualification.name).where(asks).order_by(Qualification.name, Qualification.id)
    return {row.id: row.name for row in work.db.execute(statement)}


def fits(words: str) -> list[ColumnElement[bool]]:
    """Every word stands in the name of the person, with or without accents."""
    return [_all_in(Person, words)] if words.strip() else []


def _all_in(person: type[Person], words: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] | None = None
    for word in words.replace(",", " ").split()[:8]:
        here = person.sorting_name.contains(plain(word), autoescape=True)
        found = here if found is None else found & here
    return found if found is not None else person.id.is_not(None)


def _whom(work: Work) -> Select[int] | None:
    within = scope_condition(work)
    return None if within is None else select(Person.id).where(within)


def _within(work: Work, column: object) -> list[ColumnElement[bool]]:
    within = scope_condition(work, column=column)
    return [] if within is None else [within]


def _listed(work: Work, statement: Select[T], page: int) -> Listed[T]:
    total = work.db.scalar(select(func.count()).select_from(statement.order_by(None).subquery())) or 0
    page = min(max(page, 1), max(1, -(-total // PAGE_SIZE)))
    return Listed(work.db.scalars(statement.offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE)).all(), total, page)
