"""What every test may ask for: the application on a filled database, people of every role, a way in."""

import os
import shutil
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import Connection, Engine, event, text
from werkzeug.test import TestResponse

from app.factory import create_app
from app.settings import Settings
from exams.queries.marking_forms import forget as forget_forms
from foundation.access import SYSTEM, Actor
from foundation.db import Base
from foundation.secrets import Passwords, token_hash
from foundation.sessions import WRITING
from foundation.web.database import close_database, db
from foundation.work import Work, WorkFactory
from people.models import Person, SignIn
from tests.factories import Make

if TYPE_CHECKING:  # pytest has yet to load it, as a plugin
    from tests.databases.postgres import Server

pytest_plugins = ["tests.plugins", "tests.stub_server"]

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)  # a Monday
QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
OF_TESTS = {
    "competence": "WHERE NOT standard",
    "person_attribute": "WHERE NOT standard",
    "exam_event": "WHERE sitting_id <> 0",
}  # of what the migrations fill, what a test may have added


@dataclass
class TestClock:
    """A clock that tests move."""

    __test__ = False
    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def move(self, **gap: float) -> None:
        self.now += timedelta(**gap)


@pytest.fixture(scope="session")
def clock_of_session() -> TestClock:
    return TestClock()


@pytest.fixture(scope="session")
def database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """An empty database of the kind that PROEFSTUK_TEST_DATABASE names."""
    if os.environ.get("PROEFSTUK_TEST_DATABASE", "sqlite") == "postgresql":
        url: str = request.getfixturevalue("postgres_server").fresh_database()
        return url
    return f"sqlite:///{tmp_path_factory.mktemp('database') / 'test.db'}"


@pytest.fixture(scope="session")
def application(
    database_url: str, tmp_path_factory: pytest.TempPathFactory, clock_of_session: TestClock
) -> Iterator[Flask]:
    """One application for the whole run, migrated once."""
    settings = Settings(
        data=tmp_path_factory.mktemp("data"),
        database=database_url,
        language="en",
        secret="s" * 32,
        fetch_networks="127.0.0.1",
        source_folders=str(tmp_path_factory.getbasetemp()),
    )
    app = create_app(settings, clock=clock_of_session, passwords=QUICK)
    app.testing = True
    with app.app_context():
        if db.engine.dialect.name == "sqlite":  # nothing in it has to survive a power cut
            event.listen(db.engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=OFF"))
        upgrade()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def clock(clock_of_session: TestClock) -> TestClock:
    """Noon on a Monday at the start of every test."""
    clock_of_session.now = NOON
    return clock_of_session


@pytest.fixture
def app(application: Flask, clock: TestClock) -> Iterator[Flask]:
    """The application; whatever the test wrote is gone afterwards."""
    yield application
    with application.app_context():
        clear(db.engine)
        application.extensions["environment_name"].forget()
        application.extensions["environment_name"]()  # read here, so that no test counts this statement
    forget_forms()
    shutil.rmtree(application.extensions["settings"].files, ignore_errors=True)
    shutil.rmtree(application.extensions["settings"].mailbox, ignore_errors=True)


def clear(engine: Engine) -> None:
    """Take away whatever was written since the migrations, by whomever."""
    with engine.connect().execution_options(**WRITING, migrating=True) as connection:
        filled = _filled(connection)
        triggers = _lift_triggers(connection, filled)
        for name in filled:
            connection.execute(text(f'DELETE FROM "{name}" {OF_TESTS.get(name, "")}'))
        for trigger in triggers:
            connection.execute(text(trigger))
        connection.commit()


def _filled(connection: Connection) -> list[str]:
    """The tables with something of a test in them, whoever put it there; asking is quicker than emptying them all."""
    names = list(Base.metadata.tables)
    question = ", ".join(f'EXISTS (SELECT 1 FROM "{name}" {OF_TESTS.get(name, "")})' for name in names)
    found = connection.execute(text(f"SELECT {question}")).one()
    return [name for name, is_filled in zip(names, found, strict=True) if is_filled]


def _lift_triggers(connection: Connection, tables: Collection[str]) -> list[str]:
    """Let this transaction alone empty the append-only tables too."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        return []
    found = connection.execute(text("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
    lifted = {name: statement for name, table, statement in found if table in tables and " DELETE ON " in statement}
    for name in lifted:
        connection.execute(text(f"DROP TRIGGER {name}"))
    return list(lifted.values())


@dataclass
class Desk:
    """Opens units of work outside a request, as jobs and commands do."""

    app: Flask

    @property
    def works(self) -> WorkFactory:
        factory: WorkFactory = self.app.extensions["works"]
        return factory

    @contextmanager
    def writing(self, actor: Actor = SYSTEM) -> Iterator[Work]:
        with self.app.app_context(), self.works.writing(actor) as work:
            yield work

    @contextmanager
    def reading(self, actor: Actor = SYSTEM) -> Iterator[Work]:
        with self.app.app_context(), self.works.reading(actor) as work:
            yield work


@pytest.fixture
def desk(app: Flask) -> Desk:
    """Units of work for the test itself."""
    return Desk(app)


@pytest.fixture
def make(desk: Desk) -> Make:
    """Makes people, qualifications and the like, committed."""
    return Make(desk.writing)


def actor_of(person: Person) -> Actor:
    """The person as the guard would see it."""
    limited = frozenset(role.role for role in person.roles if role.limited)
    return Actor(id=person.id, name=person.name, roles=person.role_names - limited, limited_roles=limited)


@dataclass
class Visit:
    """A browser of one person (or of nobody): keeps cookies, sends the form token along."""

    client: FlaskClient
    token: str

    def get(self, url: str, **options: Any) -> TestResponse:
        return self.client.get(url, **options)

    def post(self, url: str, data: Any = None, **options: Any) -> TestResponse:
        headers = {"X-CSRFToken": self.token, **options.pop("headers", {})}
        return self.client.post(url, data=data, headers=headers, **options)


@pytest.fixture
def visit(app: Flask, desk: Desk) -> Callable[[Person | None], Visit]:
    """`visit(person)` is a signed-in browser of that person, `visit(None)` one of a stranger."""

    def enter(person: Person | None = None) -> Visit:
        client = app.test_client()
        token = None
        if person is not None:
            token = f"token-{person.id}-{os.urandom(8).hex()}"
            with desk.writing() as work:
                ends = work.now + timedelta(days=400)
                hashed = token_hash(token)
                work.db.add(
                    SignIn(
                        person_id=person.id, token_hash=hashed, created_at=work.now, seen_at=work.now, expires_at=ends
                    )
                )
        with client.session_transaction() as session:
            session["csrf_token"] = "raw"
            if token:
                session["_user_id"] = token
        signed = URLSafeTimedSerializer(str(app.secret_key), salt="wtf-csrf-token").dumps("raw")
        return Visit(client, str(signed))

    return enter


@dataclass
class Statements:
    """The SQL statements that were run."""

    seen: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.seen)


@pytest.fixture
def statements(app: Flask) -> Callable[[], Any]:
    """`with statements() as seen:` collects what reaches the database."""

    @contextmanager
    def collect() -> Iterator[Statements]:
        with app.app_context():
            engine = db.engine
        found = Statements()

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            found.seen.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        try:
            yield found
        finally:
            event.remove(engine, "before_cursor_execute", note)

    return collect


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder."""
    return tmp_path


class Templates:
    """Databases that are filled once and copied for every test that wants one of its own."""

    def __init__(self, folder: Path, server: "Server | None") -> None:
        self._folder = folder
        self._server = server

    def copy(self, name: str, fill: Callable[[str, Path], None], folder: Path) -> str:
        """The address of a copy, in this folder where it is a file; `fill(url, data)` is called the first time."""
        if self._server:
            self._server.template(name, lambda url: fill(url, self.data_of(name)))
            return self._server.fresh_database(name)
        filled = self._folder / f"{name}.db"
        if not filled.exists():
            fill(f"sqlite:///{filled}", self.data_of(name))
        shutil.copy(filled, folder / "own.db")
        return f"sqlite:///{folder / 'own.db'}"

    def data_of(self, name: str) -> Path:
        """The folder with what the filled database speaks of."""
        return self._folder / name


@pytest.fixture(scope="session")
def templates(request: pytest.FixtureRequest, database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Templates:
    """Databases to copy, of the kind the suite runs on."""
    is_postgres = database_url.startswith("postgresql")
    server = request.getfixturevalue("postgres_server") if is_postgres else None
    return Templates(tmp_path_factory.mktemp("templates"), server)


@pytest.fixture
def own_database(templates: Templates, tmp_path: Path) -> str:
    """A migrated database for this test and the processes it starts, of the kind the suite runs on."""
    return templates.copy("migrated", migrate, tmp_path)


@pytest.fixture
def empty_database(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> str:
    """A database without a table, of the kind the suite runs on."""
    if database_url.startswith("postgresql"):
        url: str = request.getfixturevalue("postgres_server").fresh_database()
        return url
    return f"sqlite:///{tmp_path / 'empty.db'}"


def own_app(url: str, data: Path, **parts: Any) -> Flask:
    """An application of a test's own."""
    return create_app(Settings(data=data, database=url, language="en", secret="s" * 32), **parts)


@pytest.fixture
def own_desk(own_database: str, tmp_path: Path) -> Iterator[Desk]:
    """Units of work on the database that this test shares with the processes it starts."""
    with opened(own_database, tmp_path) as own:
        yield own


@contextmanager
def opened(url: str, folder: Path) -> Iterator[Desk]:
    """Units of work on any database; nothing of it stays open."""
    app = own_app(url, folder / "data")
    try:
        yield Desk(app)
    finally:
        close_database(app)


@pytest.fixture
def run_jobs(app: Flask) -> Callable[[], int]:
    """`run_jobs()` does every job that is due, as the worker would, and says how many there were."""

    def run() -> int:
        done = 0
        while app.extensions["runner"].run_one():
            done += 1
        return done

    return run


def migrate(url: str, folder: Path) -> None:
    """Bring this database up to date."""
    with opened(url, folder) as desk, desk.app.app_context():
        upgrade()
