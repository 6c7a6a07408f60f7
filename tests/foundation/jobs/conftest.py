"""A bench to try jobs on: handlers of the test's own, and a lease that its clock decides about."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import select

from app.background import actor_of
from app.factory import create_app
from app.settings import Settings
from foundation.access import SYSTEM, Actor
from foundation.environment import choose, setting
from foundation.jobs.models import Job
from foundation.runner import Handlers, Runner
from foundation.web.database import db
from foundation.work import Work
from tests.conftest import Desk


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


@pytest.fixture
def own_database(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> str:
    """A migrated database that nobody else uses, of the kind the suite runs on."""
    if database_url.startswith("postgresql"):
        server = request.getfixturevalue("postgres_server")
        server.template("migrated", lambda url: migrate(url, tmp_path))
        url: str = server.fresh_database("migrated")
        return url
    url = f"sqlite:///{tmp_path / 'own.db'}"
    migrate(url, tmp_path)
    return url


def migrate(url: str, folder: Path) -> None:
    app = own_app(url, folder)
    with app.app_context():
        upgrade()
        db.engine.dispose()


def own_app(url: str, folder: Path) -> Flask:
    return create_app(Settings(data=folder / "data", database=url, language="en", secret="s" * 32))


@pytest.fixture
def own_desk(own_database: str, tmp_path: Path) -> Iterator[Any]:
    """Units of work on the database that worker processes share with this test."""
    app = own_app(own_database, tmp_path)
    yield Desk(app)
    with app.app_context():
        db.engine.dispose()


LEASE = timedelta(seconds=60)
