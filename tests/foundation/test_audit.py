"""The audit trail: complete, in the transaction of the deed, and closed for ever."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import ClassVar

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from foundation.access import Actor
from foundation.audit import LARGE, AuditLine
from foundation.events import BulkEvent, Event, Line

NURSE = Actor(id=7, name="Nurse", sign_in_id=70)


@dataclass(frozen=True, kw_only=True)
class Planned(Event):
    name: ClassVar[str] = "test.planned"
    person_id: int
    on: date = date(2026, 11, 23)
    at: datetime = datetime(2026, 11, 23, 9, tzinfo=UTC)
    places: tuple[int, ...] = (1, 2)


@dataclass(frozen=True, kw_only=True)
class Linked(BulkEvent):
    name: ClassVar[str] = "test.linked"
    qualification_id: int


@dataclass(frozen=True, kw_only=True)
class Seated(BulkEvent):
    name: ClassVar[str] = "test.seated"
    seats: tuple[int, ...]

    def lines(self) -> Iterable[Line]:
        pairs = zip(self.person_ids, self.seats, strict=True)
        return (Line(facts={"seat": seat}, person_id=person) for person, seat in pairs)


@pytest.fixture
def lines(desk):
    def look():
        with desk.reading() as work:
            found = list(work.db.scalars(select(AuditLine).order_by(AuditLine.id)))
            work.db.expunge_all()
            return found

    return look


@pytest.fixture
def line(desk, lines):
    with desk.writing(NURSE) as work:
        work.emit(Planned(person_id=3))
    return lines()[0]


def test_a_line_tells_who_did_what_when_to_whom(line, clock):
    assert (line.actor_id, line.sign_in_id, line.event, line.person_id) == (7, 70, "test.planned", 3)
    assert line.at == clock.now
    assert line.facts == {
        "person_id": 3,
        "on": "2026-11-23",
        "at": "2026-11-23T09:00:00+00:00",
        "places": [1, 2],
    }


def test_a_deed_that_fails_leaves_no_line(desk, lines):
    with suppress(ZeroDivisionError), desk.writing() as work:
        work.emit(Planned(person_id=3))
        raise ZeroDivisionError
    assert lines() == []


def test_a_listener_writes_in_the_same_transaction(app, desk, lines):
    desk.works.subscriptions.listen(Planned, lambda work, event: work.emit(Linked(person_ids=(3,), qualification_id=1)))
    try:
        with desk.writing() as work:
            work.emit(Planned(person_id=3))
    finally:
        desk.works.subscriptions._listeners.pop(Planned)
    assert [line.event for line in lines()] == ["test.planned", "test.linked"]


def test_a_deed_for_many_is_many_lines_in_one_insert(desk, lines, statements):
    with statements() as seen, desk.writing() as work:
        work.emit(Linked(person_ids=tuple(range(1, 501)), qualification_id=9))
    assert len([statement for statement in seen.seen if "INSERT INTO audit_line" in statement]) == 1
    assert {line.person_id for line in lines()} == set(range(1, 501))
    assert lines()[0].facts == {"qualification_id": 9}


def test_several_deeds_of_one_request_are_one_insert(desk, lines, statements):
    with statements() as seen, desk.writing() as work:
        work.emit(Planned(person_id=1))
        work.emit(Linked(person_ids=(2, 3), qualification_id=9))
    assert len([statement for statement in seen.seen if "INSERT INTO audit_line" in statement]) == 1
    assert [line.person_id for line in lines()] == [1, 2, 3]


CHANGES = {
    "changed": "UPDATE audit_line SET actor_id = 8 WHERE id = :id",
    "changed without effect": "UPDATE audit_line SET actor_id = actor_id",
    "removed": "DELETE FROM audit_line WHERE id = :id",
}
ON_SQLITE = {
    "replaced": (
        "REPLACE INTO audit_line (id, at, event, facts) VALUES (:id, '2026-01-01 00:00:00', 'test.forged', '{}')"
    ),
    "replaced by an upsert": (
        "INSERT INTO audit_line (id, at, event, facts) VALUES (:id, '2026-01-01 00:00:00', 'test.forged', '{}') "
        "ON CONFLICT (id) DO UPDATE SET event = 'test.forged'"
    ),
}
ON_POSTGRESQL = {
    "emptied": "TRUNCATE audit_line",
    "emptied with what hangs on it": "TRUNCATE audit_line CASCADE",
    "replaced by an upsert": (
        "INSERT INTO audit_line (id, at, event, facts) VALUES (:id, now(), 'test.forged', '{}') "
        "ON CONFLICT (id) DO UPDATE SET event = 'test.forged'"
    ),
}


def refused(desk, line, statement):
    with pytest.raises(DBAPIError, match="append-only"), desk.writing() as work:
        work.db.execute(text(statement), {"id": line.id} if ":id" in statement else {})
    return True


@pytest.mark.parametrize("how", CHANGES)
def test_a_line_cannot_be(desk, line, lines, how):
    assert refused(desk, line, CHANGES[how])
    assert [(kept.id, kept.event, kept.actor_id) for kept in lines()] == [(line.id, "test.planned", 7)]


@pytest.mark.parametrize("how", sorted({*ON_SQLITE, *ON_POSTGRESQL}))
def test_nor_can_it_be(desk, line, lines, how, database_url):
    statements = ON_SQLITE if database_url.startswith("sqlite") else ON_POSTGRESQL
    if how in statements:
        assert refused(desk, line, statements[how])
    assert [(kept.id, kept.event) for kept in lines()] == [(line.id, "test.planned")]


def test_an_object_cannot_be_changed_either(desk, line):
    with pytest.raises(DBAPIError, match="append-only"), desk.writing() as work:
        work.db.get(AuditLine, line.id).event = "test.forged"


def test_the_number_of_a_line_is_never_used_again(desk, line, lines):
    """A failed deed may leave a gap; a number never comes back."""
    with suppress(ZeroDivisionError), desk.writing() as work:
        work.emit(Planned(person_id=4))
        raise ZeroDivisionError
    with desk.writing() as work:
        work.emit(Planned(person_id=5))
    assert lines()[-1].id > line.id


@pytest.mark.parametrize("people", [LARGE - 1, LARGE])
def test_of_an_event_about_many_each_line_has_its_own_facts(people, desk, lines):
    with desk.writing(NURSE) as work:
        work.emit(Seated(person_ids=tuple(range(people)), seats=tuple(range(100, 100 + people))))
    assert {line.person_id: line.facts["seat"] for line in lines()} == {one: 100 + one for one in range(people)}
