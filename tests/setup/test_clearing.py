"""What one test wrote is gone before the next, whoever wrote it, and nothing else is."""

from dataclasses import dataclass
from typing import ClassVar

import pytest
from sqlalchemy import create_engine, inspect, text

from foundation.db import Base
from foundation.events import Event
from foundation.web.database import db
from people.rules import Role
from qualification_files.models import Competence
from tests.conftest import clear

PAST_THE_PRODUCT = "INSERT INTO environment_setting (key, value) VALUES ('test', '1')"


@dataclass(frozen=True, kw_only=True)
class Tried(Event):
    name: ClassVar[str] = "test.tried"


@pytest.fixture
def engine(app):
    with app.app_context():
        return db.engine


@pytest.fixture
def counts(engine):
    """How many rows each table has."""

    def count():
        with engine.connect() as connection:
            tables = inspect(connection).get_table_names()
            return {name: connection.scalar(text(f"SELECT count(*) FROM {name}")) for name in tables}

    return count


@pytest.fixture
def triggers(engine):
    """The triggers there are, as the database tells them."""

    def tell():
        of_sqlite = "SELECT name || sql FROM sqlite_master WHERE type = 'trigger'"
        of_postgres = "SELECT tgname || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal"
        with engine.connect() as connection:
            return sorted(connection.scalars(text(of_sqlite if engine.dialect.name == "sqlite" else of_postgres)))

    return tell


def test_every_table_of_ours_is_looked_at(counts):
    assert set(counts()) == {*Base.metadata.tables, "alembic_version"}


def test_whatever_was_written_is_gone(make, visit, desk, counts, engine):
    before = counts()
    visit(make.person(Role.COORDINATOR)).get("/")
    make.link(make.person(), make.qualification())
    with desk.writing() as work:
        work.db.add(Competence(letter="ZZ", name_nl="Van een toets", name_en="Of a test"))
        work.emit(Tried())
    assert counts() != before
    clear(engine)
    assert counts() == before


def test_what_others_wrote_is_gone_too(counts, engine, database_url):
    stranger = create_engine(database_url)
    with stranger.begin() as connection:
        connection.execute(text(PAST_THE_PRODUCT))
    stranger.dispose()
    assert counts()["environment_setting"] == 1
    clear(engine)
    assert counts()["environment_setting"] == 0


def test_what_the_migrations_wrote_stays(counts, engine):
    clear(engine)
    assert counts()["competence"] == 25
    assert counts()["alembic_version"] == 1


def test_what_is_never_changed_is_guarded_again(make, visit, triggers, engine, desk):
    before = triggers()
    with desk.writing() as work:
        work.emit(Tried())
    clear(engine)
    assert before
    assert triggers() == before
