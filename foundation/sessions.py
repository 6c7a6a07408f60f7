"""One way to open a transaction: reading is the default, writing is one function, and one place commits.

The engine rules make a connection read-only unless it was asked for writing, on SQLite (`query_only`) and PostgreSQL
(`default_transaction_read_only`) alike; the session rules say early and by name what the database would refuse late
and in general. On PostgreSQL a reading unit of work opens no transaction of its own: every statement sees what is
committed either way (READ COMMITTED), and a BEGIN and a ROLLBACK at every page are two round trips for nothing.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.orm import Session

PATIENCE = 5000  # milliseconds for which one who writes waits for another, on both databases
NEVER_CAME = frozenset({"40001", "40P01", "55P03"})  # serialization, deadlock, lock not available
WRITING = {"writing": True}
BARE = {"bare": True}
PRAGMAS = (
    "journal_mode=WAL",
    f"busy_timeout={PATIENCE}",
    "synchronous=FULL",  # an acknowledged mark survives a power cut; NORMAL would lose the last ones
    "cache_size=-16000",
    "recursive_triggers=ON",  # or a row that REPLACE takes away fires no trigger
)


class WroteWhileReading(RuntimeError):
    """Something was changed where only reading was agreed."""


class CommittedElsewhere(RuntimeError):
    """A commit outside the one place that commits."""


def is_busy(error: SQLAlchemyError) -> bool:
    """Whether this only means that others held the database too long: nothing was kept, and it can be done again."""
    if isinstance(error, NoConnection):  # no connection came free
        return True
    raw: Any = error.orig if isinstance(error, DBAPIError) else None
    if isinstance(raw, sqlite3.OperationalError):
        return raw.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
    return getattr(raw, "sqlstate", None) in NEVER_CAME


def guard_engine(engine: Engine) -> None:
    """Apply the rules to this engine only: other libraries own engines too."""
    event.listen(engine, "connect", _open_sqlite if engine.dialect.name == "sqlite" else _open_postgres)
    event.listen(engine, "begin", _begin)


def guard_sessions(registry: Any) -> None:
    """Apply the rules to every session of this registry."""
    event.listen(registry, "before_flush", _refuse_flush)
    event.listen(registry, "before_commit", _refuse_commit)


@contextmanager
def unit_of_work(session: Session, *, writing: bool) -> Iterator[Session]:
    """One transaction. Writing: committed once, at the end, or not at all. Reading: cannot write."""
    if session.info.get("open"):
        raise RuntimeError("One unit of work at a time.")
    session.rollback()  # a read transaction cannot be upgraded
    session.info.update(open=True, writing=writing)
    try:
        if writing:
            session.connection(execution_options=WRITING)  # BEGIN IMMEDIATE or READ WRITE, first thing
        yield session
        close(session)
    finally:
        session.info.clear()
        session.rollback()


def close(session: Session) -> None:
    """The one commit, before the answer leaves; for a reading session the last check that nothing was changed."""
    if not session.info.get("writing"):
        _refuse_flush(session)  # changed and never flushed: it would be lost in silence
        return
    session.flush()
    session.info["closing"] = True
    session.commit()


def go_on_reading(session: Session) -> None:
    """Keep nothing of what was written; what follows can only read."""
    session.rollback()
    session.info["writing"] = False


def _open_postgres(raw: Any, _record: Any) -> None:
    raw.read_only = False  # what BEGIN says, and only who writes says BEGIN
    raw.autocommit = True
    raw.execute("SET default_transaction_read_only = on")
    raw.execute(f"SET lock_timeout = {PATIENCE}")


def _open_sqlite(raw: Any, _record: Any) -> None:
    raw.isolation_level = None  # the driver begins nothing; `_begin` does
    for pragma in PRAGMAS:
        raw.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    writing, bare = bool(options.get("writing")), bool(options.get("bare"))
    raw: Any = connection.connection.driver_connection
    if connection.dialect.name == "postgresql":
        if raw.autocommit is writing:  # a setting of the driver: no round trip
            raw.autocommit = not writing
        return
    if bare:
        return
    raw.execute(f"PRAGMA foreign_keys={'OFF' if options.get('migrating') else 'ON'}")
    raw.execute(f"PRAGMA query_only={'OFF' if writing else 'ON'}")
    begin = "BEGIN IMMEDIATE" if writing else "BEGIN"
    try:
        raw.execute(begin)
    except sqlite3.OperationalError as error:  # said to the driver, so the library does not make it one of its own
        raise OperationalError(begin, None, error) from error


def _refuse_flush(session: Session, *_: object) -> None:
    if session.info.get("writing"):
        return
    changed = [*session.new, *session.dirty, *session.deleted]
    if changed:
        raise WroteWhileReading(changed)


def _refuse_commit(session: Session) -> None:
    if not session.info.get("closing") and not session.in_nested_transaction():
        raise CommittedElsewhere
