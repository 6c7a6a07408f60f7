"""Who can be asked to fill in a questionnaire, who was, and how far they are."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import contains_eager

from certification.models import InventoryRun
from certification.rules.inventories import RunState
from foundation.db import numbers
from foundation.refusals import NotFound
from foundation.work import Work
from people.models import Person
from people.queries.organisation import may_look_after, people_in_parts, scope_condition
from qualification_files.models import QualificationLink
from qualification_files.queries.lists import Page, contains, page_of

NAME_ORDER = (Person.sorting_name.asc(), Person.id.asc())


@dataclass(frozen=True)
class WantedAsked:
    """Which people somebody wants to see."""

    words: str = ""
    group: str = ""
    part_id: int | None = None
    qualification_id: int | None = None
    state: RunState | None = None
    page: int = 1


@dataclass(frozen=True)
class AskedRun:
    """A question to somebody, as whoever asked it, or could have, comes to it."""

    run: InventoryRun
    is_looked_after: bool

    @property
    def person_id(self) -> int:
        """Of whom it is asked."""
        return self.run.person_id


@dataclass(frozen=True)
class Asked:
    """Somebody who can be asked, and whether the question stands already."""

    person: Person
    is_asked: bool


def asked_run(work: Work, run_id: int) -> AskedRun:
    """This question to somebody (at most 3 statements)."""
    run = work.db.get(InventoryRun, run_id)
    if run is None:
        raise NotFound
    return AskedRun(run, may_look_after(work, run.person_id))


def askable_page(work: Work, inventory_id: int, wanted: WantedAsked) -> Page[Asked]:
    """A page of the active people whom whoever asks looks after (at most 4 statements)."""
    found = page_of(work.db, _askable(work, wanted), number=wanted.page, order=NAME_ORDER)
    asked = already_asked(work, inventory_id, [person.id for person in found.rows])
    return Page([Asked(person, person.id in asked) for person in found.rows], found.total, found.number)


def askable_ids(work: Work, wanted: WantedAsked, chosen: Collection[int] | None = None) -> list[int]:
    """Everybody who matches, or those of the chosen whom one may ask (at most 2 statements)."""
    statement = _askable(work, wanted).with_only_columns(Person.id).order_by(*NAME_ORDER)
    if chosen is not None:
        statement = statement.where(Person.id.in_(select(numbers(work.db, sorted(chosen)))))
    return list(work.db.scalars(statement))


def already_asked(work: Work, inventory_id: int, person_ids: Collection[int]) -> set[int]:
    """Of whom it is asked now, or who is busy with it (1 statement)."""
    return set(
        work.db.scalars(
            select(InventoryRun.person_id).where(
                InventoryRun.inventory_id == inventory_id,
                InventoryRun.person_id.in_(select(numbers(work.db, sorted(person_ids)))),
                InventoryRun.finished_at.is_(None),
                InventoryRun.withdrawn_at.is_(None),
            )
        )
    )


def asked_page(work: Work, inventory_id: int, wanted: WantedAsked) -> Page[InventoryRun]:
    """A page of whom it was asked of or who filled it in, as far as one looks after them (at most 3 statements)."""
    rows: Select[InventoryRun] = (
        select(InventoryRun)
        .join(InventoryRun.person)
        .options(contains_eager(InventoryRun.person))
        .where(InventoryRun.inventory_id == inventory_id, contains(wanted.words, Person.sorting_name, Person.email))
    )
    scope = scope_condition(work, column=InventoryRun.person_id)
    rows = rows if scope is None else rows.where(scope)
    if wanted.state is not None:
        rows = rows.where(_is_in(wanted.state))
    return page_of(work.db, rows, number=wanted.page, order=(InventoryRun.id.desc(),))


def _is_in(state: RunState) -> ColumnElement[bool]:
    withdrawn, finished = InventoryRun.withdrawn_at.is_not(None), InventoryRun.finished_at.is_not(None)
    return {
        RunState.WITHDRAWN: withdrawn,
        RunState.SENT: ~withdrawn & finished,
        RunState.BEGUN: ~withdrawn & ~finished & InventoryRun.begun_at.is_not(None),
        RunState.ASKED: ~withdrawn & ~finished & InventoryRun.begun_at.is_(None),
    }[state]


def _askable(work: Work, wanted: WantedAsked) -> Select[Person]:
    rows: Select[Person] = select(Person).where(
        Person.active, contains(wanted.words, Person.sorting_name, Person.given_name, Person.email, Person.number)
    )
    scope = scope_condition(work)
    rows = rows if scope is None else rows.where(scope)
    if wanted.group:
        rows = rows.where(Person.group_name == wanted.group)
    if wanted.part_id is not None:
        rows = rows.where(Person.id.in_(people_in_parts([wanted.part_id])))
    if wanted.qualification_id is not None:
        rows = rows.where(_follows(wanted.qualification_id))
    return rows


def _follows(qualification_id: int) -> ColumnElement[bool]:
    return exists().where(
        QualificationLink.person_id == Person.id,
        QualificationLink.qualification_id == qualification_id,
        QualificationLink.ended_at.is_(None),
    )
