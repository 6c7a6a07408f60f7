"""A bench to try jobs on: handlers of the test's own, and a lease that its clock decides about."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from app.background import actor_of
from foundation.access import SYSTEM, Actor
from foundation.environment import choose, setting
from foundation.jobs.models import Job
from foundation.runner import Handlers, Runner
from foundation.work import Work


@dataclass
class Bench:
    """Queues jobs, does them, and looks at what is left of them."""

    desk: Any
    clock: Any
    handlers: Handlers = field(default_factory=Handlers)

    def runner(self, handlers: Handlers | None = None) -> Runner:
        return Runner(
            works=self.desk.works,
            handlers=handlers or self.handlers,
            actor_of=actor_of,
            context=self.desk.app.app_context,
            zone=ZoneInfo("Europe/Amsterdam"),
            lease_clock=self.clock,
        )

    def queue(self, name: str, *, actor: Actor = SYSTEM, **options: Any) -> int:
        with self.desk.writing(actor) as work:
            number: int = work.later(name, **options)
        return number

    def run(self, **options: Any) -> bool:
        return self.runner().run_one(**options)

    def job(self, number: int) -> Job:
        with self.desk.reading() as work:
            found = work.db.get(Job, number)
            work.db.expunge_all()
        assert found is not None
        return found

    def jobs(self) -> list[Job]:
        with self.desk.reading() as work:
            found = list(work.db.scalars(select(Job).order_by(Job.id)))
            work.db.expunge_all()
        return found

    def count(self, what: str = "effect") -> int:
        with self.desk.reading() as work:
            number: int = setting(work.db, what, 0)
        return number


def effect(work: Work, what: str = "effect", **_payload: Any) -> None:
    """Something in the database that would show if it happened twice."""
    choose(work.db, what, setting(work.db, what, 0) + 1)


@pytest.fixture
def bench(desk: Any, clock: Any) -> Bench:
    made = Bench(desk, clock)
    made.handlers.short("count", effect)
    return made


LEASE = timedelta(seconds=60)
