"""What the demo builds on: the people and qualifications made so far, and a way to act on a day gone by."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from flask import Flask

from foundation.access import ANYONE, SYSTEM, Actor
from foundation.work import Work, WorkFactory
from people.models import OrganisationPart, Person
from qualification_files.models import Qualification


@dataclass
class School:
    """What has been made so far."""

    app: Flask
    works: WorkFactory
    today: date
    people: dict[str, Person] = field(default_factory=dict)
    qualifications: dict[str, Qualification] = field(default_factory=dict)
    groups: dict[str, list[Person]] = field(default_factory=dict)
    parts: dict[str, OrganisationPart] = field(default_factory=dict)
    entries: dict[tuple[str, str], int] = field(default_factory=dict)  # by whose and what

    @contextmanager
    def on(self, day: date, hour: int = 9, *, by: Person | None = None) -> Iterator[Work]:
        """A unit of work as it would have been on that day, by this person."""
        with self.at(datetime.combine(day, time(hour), tzinfo=self.works.zone), by=by) as work:
            yield work

    @contextmanager
    def at(self, moment: datetime, *, by: Person | None = None) -> Iterator[Work]:
        """A unit of work as it would have been then, by this person."""
        with self._acting(moment, actor_of(by)) as work:
            yield work

    @contextmanager
    def by_guest(self, day: date, hour: int) -> Iterator[Work]:
        """The same, by somebody who is not of the school."""
        with self._acting(datetime.combine(day, time(hour), tzinfo=self.works.zone), ANYONE) as work:
            yield work

    def ago(self, *, days: int) -> date:
        """So many days before today."""
        return self.today - timedelta(days=days)

    @contextmanager
    def _acting(self, moment: datetime, actor: Actor) -> Iterator[Work]:
        works = replace(self.works, clock=lambda: moment)
        with self.app.app_context(), works.writing(actor) as work:
            yield work


def actor_of(person: Person | None) -> Actor:
    """The person as the guard would see it."""
    if person is None:
        return SYSTEM
    return Actor(id=person.id, name=person.name, roles=person.role_names)
