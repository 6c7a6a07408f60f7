"""A PostgreSQL of a test's own that syncs, as a school runs it, and can be stopped in the midst of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Desk, migrate, opened
from tests.databases.postgres import NoPostgresError, Server, postgres


@pytest.fixture
def safe_server() -> Iterator[Server]:
    """Never the server that TEST_POSTGRES_URL names, which is not ours to stop; without a PostgreSQL CI fails here."""
    try:
        with postgres(fsync=True, environ={}) as server:
            yield server
    except NoPostgresError as absent:
        pytest.skip(str(absent))


@pytest.fixture
def own_database(safe_server: Server, tmp_path: Path) -> str:
    """A migrated database on that server."""
    url = safe_server.fresh_database()
    migrate(url, tmp_path)
    return url


@pytest.fixture
def own_desk(own_database: str, tmp_path: Path) -> Iterator[Desk]:
    """Units of work on it, shared with the processes a test starts."""
    with opened(own_database, tmp_path) as own:
        yield own
