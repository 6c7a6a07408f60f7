"""One unit of work: a session, an actor, a moment, and every side effect they may have."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, tzinfo
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from foundation import audit, sessions
from foundation.access import Access, Actor
from foundation.clock import Clock
from foundation.db import Base
from foundation.events import Event, Subscriptions
from foundation.jobs.queue import enqueue
from foundation.messages import say
from foundation.refusals import Refusal
from foundation.scanning import Scanner
from foundation.storage import Storage


@dataclass
class Work:
    """What an action is handed: the database, who asks, when, and the ways to cause something."""

    db: Session
    actor: Actor
    now: datetime
    access: Access
    subscriptions: Subscriptions
    storage: Storage
    scanner: Scanner
    zone: tzinfo = UTC
    facts: list[Event] = field(default_factory=list)
    remembered: list[Base] = field(default_factory=list)
    jobs: list[int] = field(default_factory=list)

    @property
    def today(self) -> date:
        """The day it is in the environment's own time zone: what intake and periods count with."""
        return self.now.astimezone(self.zone).date()

    def emit(self, event: Event) -> None:
        """Put the fact on record and tell the listeners, all inside this transaction."""
        self.facts.append(event)
        for listener in self.subscriptions.of(event):
            listener(self, event)

    def later(
        self, name: str, *, key: str | None = None, once: bool = False, due: datetime | None = None, **payload: Any
    ) -> int:
        """Queue a job and give its number; it exists only if this transaction commits. It may run twice.

        No two jobs with one `key` wait or run at a time; with `once` the key stays taken when the job is done.
        """
        number = enqueue(
            self.db,
            name=name,
            payload=payload,
            key=key,
            once=once,
            due=due or self.now,
            queued_at=self.now,
            queued_by=self.actor.id,
        )
        self.jobs.append(number)
        return number

    def on_behalf_of(self, actor: Actor) -> "Work":
        """The same unit of work for an action that asks whose things these are; the record names who really acts."""
        return replace(self, actor=actor)  # what is caused goes into the same lists

    def remember(self, row: Base) -> None:
        """Keep this row even if the rest is refused: attempts that must be counted."""
        self.remembered.append(row)

    def allows(self, permission: StrEnum, subject: object = None) -> bool:
        """Whether the actor may."""
        return self.access.allows(self.actor, permission, subject)

    def require(self, permission: StrEnum, subject: object = None) -> None:
        """Refuse unless the actor may: for lists, sync and bulk, item by item."""
        self.access.require(self.actor, permission, subject)

    def discard(self) -> None:
        """Keep nothing of this work except what must be remembered; what follows can only read."""
        self.facts.clear()
        self.jobs.clear()
        sessions.go_on_reading(self.db)


@dataclass(frozen=True)
class WorkFactory:
    """Opens units of work. Held by the guard, the job runner and the command line."""

    session: Callable[[], Session]
    clock: Clock
    access: Access
    subscriptions: Subscriptions
    storage: Storage
    scanner: Scanner
    zone: tzinfo = UTC
    wake: Callable[[], None] = lambda: None  # tells the job runner that something is waiting

    @contextmanager
    def writing(self, actor: Actor) -> Iterator[Work]:
        """A transaction that is kept when the block ends well, and kept once."""
        work = self._work(actor)
        try:
            with sessions.unit_of_work(work.db, writing=True):
                yield work
                self._finish(work)
        except StaleDataError as error:  # a version column: whoever came second is told, not obeyed
            self._keep_remembered(work)
            raise Refusal(say("Somebody else changed this at the same moment. Look again and repeat it.")) from error
        except BaseException:
            self._keep_remembered(work)
            raise
        self._keep_remembered(work)
        if work.jobs:
            self.wake()

    @contextmanager
    def reading(self, actor: Actor) -> Iterator[Work]:
        """A transaction that cannot write."""
        work = self._work(actor)
        with sessions.unit_of_work(work.db, writing=False):
            yield work

    def record(self, actor: Actor, event: Event) -> None:
        """One audit line in a transaction of its own, for looks that must be on record."""
        with self.writing(actor) as work:
            work.emit(event)

    def _work(self, actor: Actor) -> Work:
        return Work(
            db=self.session(),
            actor=actor,
            now=self.clock(),
            access=self.access,
            subscriptions=self.subscriptions,
            storage=self.storage,
            scanner=self.scanner,
            zone=self.zone,
        )

    def _finish(self, work: Work) -> None:
        if not work.db.info.get("writing"):
            return  # discarded
        work.db.add_all(work.remembered)
        work.remembered.clear()
        work.db.flush()
        self.subscriptions.close(work, work.facts)
        audit.write(work.db, actor=work.actor, at=work.now, events=work.facts)

    def _keep_remembered(self, work: Work) -> None:
        if not work.remembered:
            return
        rows, work.remembered = work.remembered, []
        with sessions.unit_of_work(work.db, writing=True) as session:
            session.add_all(rows)
