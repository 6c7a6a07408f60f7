"""The unit of work: reading is the default, one place commits, a refusal keeps nothing."""

from contextlib import suppress
from threading import Thread

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import DBAPIError

from foundation import sessions
from foundation.access import SYSTEM
from foundation.audit import AuditLine
from foundation.environment import EnvironmentSetting, choose, setting
from foundation.sessions import CommittedElsewhere, WroteWhileReading
from foundation.web.database import db
from people.events import PreferencesChanged

INSERT = "INSERT INTO environment_setting (key, value) VALUES ('raw', '1')"


READ_ONLY = r"readonly|read-only"


@pytest.fixture
def kept(desk):
    """`kept()`: what the database holds by now."""

    def look():
        with desk.reading() as work:
            return {row.key: row.value for row in work.db.scalars(select(EnvironmentSetting))}

    return look


def write(work, key="key", value=1):
    work.db.add(EnvironmentSetting(key=key, value=value))


# Reading


def test_an_object_cannot_be_written_while_reading(desk, kept):
    with pytest.raises(WroteWhileReading), desk.reading() as work:
        write(work)
    assert kept() == {}


def test_a_changed_object_that_was_never_flushed_is_not_lost_in_silence(desk):
    with desk.writing() as work:
        write(work)
    with pytest.raises(WroteWhileReading), desk.reading() as work:
        work.db.get(EnvironmentSetting, "key").value = 2


def test_raw_sql_cannot_write_while_reading(desk, kept):
    with pytest.raises(DBAPIError, match=READ_ONLY), desk.reading() as work:
        work.db.execute(text(INSERT))
    assert kept() == {}


def test_a_connection_that_nobody_asked_for_cannot_write(app, kept):
    with app.app_context(), db.engine.connect() as connection:
        with pytest.raises(DBAPIError, match=READ_ONLY):
            connection.execute(text(INSERT))
        connection.rollback()
    assert kept() == {}


def test_a_connection_that_wrote_reads_again_afterwards(desk, kept):
    """The same pooled connection: the permission to write does not stay behind."""
    with desk.writing() as work:
        write(work)
    with pytest.raises(DBAPIError, match=READ_ONLY), desk.reading() as work:
        work.db.execute(text(INSERT))
    assert kept() == {"key": 1}


def test_a_table_cannot_be_made_while_reading(desk):
    with pytest.raises(DBAPIError), desk.reading() as work:
        work.db.execute(text("CREATE TABLE mine (id INTEGER)"))


# Writing


def test_a_block_that_ends_well_is_kept(desk, kept):
    with desk.writing() as work:
        write(work)
    assert kept() == {"key": 1}


def test_a_block_that_fails_keeps_nothing(desk, kept):
    with suppress(ZeroDivisionError), desk.writing() as work:
        write(work)
        work.db.flush()
        raise ZeroDivisionError
    assert kept() == {}


def test_nobody_else_commits(desk, kept):
    def deed():
        with desk.writing() as work:
            write(work)
            work.db.commit()

    with pytest.raises(CommittedElsewhere):
        deed()
    assert kept() == {}


def test_nobody_commits_while_reading(desk):
    def look():
        with desk.reading() as work:
            work.db.execute(text("SELECT 1"))
            work.db.commit()

    with pytest.raises(CommittedElsewhere):
        look()


def test_a_savepoint_may_be_released(desk, kept):
    with desk.writing() as work:
        with suppress(ZeroDivisionError), work.db.begin_nested():
            write(work, "lost")
            raise ZeroDivisionError
        with work.db.begin_nested():
            write(work, "kept")
    assert kept() == {"kept": 1}


def test_one_unit_of_work_at_a_time(desk):
    with pytest.raises(RuntimeError, match="One unit of work"), desk.writing() as work:
        list(sessions.unit_of_work(work.db, writing=False).gen)


def test_a_commit_happens_once(desk, app):
    commits = []

    def note(connection):
        commits.append(connection)

    with app.app_context():
        event.listen(db.engine, "commit", note)
        try:
            with desk.writing() as work:
                write(work)
                work.emit(PreferencesChanged(person_id=1))
        finally:
            event.remove(db.engine, "commit", note)
    assert len(commits) == 1


def test_writers_wait_for_each_other_and_lose_nothing(desk, kept):
    with desk.writing() as work:
        write(work, "count", 0)

    def add():
        for _ in range(5):
            with desk.writing() as work:
                row = work.db.get(EnvironmentSetting, "count", with_for_update=True)
                row.value += 1

    threads = [Thread(target=add) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert kept() == {"count": 15}


def test_a_reader_is_not_held_up_by_a_writer(desk, kept):
    with desk.writing() as work:
        write(work)
        work.db.flush()
        seen = []
        reader = Thread(target=lambda: seen.append(kept()))
        reader.start()
        reader.join(10)
    assert seen == [{}]


def test_sqlite_acknowledges_what_is_on_disk(own_desk):
    with own_desk.app.app_context(), db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            found = [connection.execute(text(f"PRAGMA {name}")).scalar() for name in ("synchronous", "journal_mode")]
            assert found == [2, "wal"]


def test_sqlite_checks_foreign_keys(desk):
    with pytest.raises(DBAPIError, match=r"(?i)foreign key"), desk.writing() as work:
        work.db.execute(text("INSERT INTO person_role (person_id, role) VALUES (987654, 'candidate')"))


# Discarding and remembering


def test_what_is_discarded_is_not_kept(desk, kept):
    with desk.writing() as work:
        write(work)
        work.emit(PreferencesChanged(person_id=1))
        work.discard()
        assert setting(work.db, "key") is None
    assert kept() == {}
    with desk.reading() as work:
        assert work.db.scalars(select(AuditLine)).all() == []


def test_after_discarding_nothing_can_be_written(desk):
    def deed():
        with desk.writing() as work:
            work.discard()
            write(work)

    with pytest.raises(WroteWhileReading):
        deed()


def test_what_is_remembered_is_kept_when_the_rest_is_discarded(desk, kept):
    with desk.writing() as work:
        write(work, "lost")
        work.remember(EnvironmentSetting(key="attempt", value=1))
        work.discard()
    assert kept() == {"attempt": 1}


def test_what_is_remembered_is_kept_when_the_rest_fails(desk, kept):
    with suppress(ZeroDivisionError), desk.writing() as work:
        write(work, "lost")
        work.remember(EnvironmentSetting(key="attempt", value=1))
        raise ZeroDivisionError
    assert kept() == {"attempt": 1}


def test_what_is_remembered_is_kept_once_when_all_goes_well(desk, kept):
    with desk.writing() as work:
        choose(work.db, "key", 1)
        work.remember(EnvironmentSetting(key="attempt", value=1))
    assert kept() == {"key": 1, "attempt": 1}


def test_the_bell_rings_after_the_commit_and_only_then(app, desk):
    heard = []
    app.extensions["bell"].listen(lambda: heard.append(True))
    with suppress(ZeroDivisionError), desk.writing(SYSTEM) as work:
        work.later("foundation.purge-jobs")
        raise ZeroDivisionError
    assert heard == []
