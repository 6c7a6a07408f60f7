import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from tests.databases import postgres as module
from tests.databases.keeper import UNPRIVILEGED
from tests.databases.postgres import NoPostgresError, Server, postgres

ROOT = Path(__file__).resolve().parents[2]
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="Only root has rights to give up.")
STARTED_AND_KILLED = """
import os, signal
from tests.databases.postgres import postgres
from tests.databases.test_postgres import folder_of, server_process
with postgres(fsync=False) as server:
    url = server.fresh_database()
    print(url, server_process(folder_of(url)), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def ask(url: str, question: str) -> object:
    with psycopg.connect(
        make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    ) as connection:
        row = connection.execute(question.encode()).fetchone()
    return row[0] if row else None


def tell(url: str, statement: str) -> None:
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement.encode())


def folder_of(url: str) -> Path:
    return Path(str(make_url(url).query["host"]))


def is_gone(folder: Path, *, within: float = 15) -> bool:
    end = time.monotonic() + within
    while folder.exists() and time.monotonic() < end:
        time.sleep(0.05)
    return not folder.exists()


def server_process(folder: Path) -> int:
    return int((folder / "data" / "postmaster.pid").read_text().split()[0])


def runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def filled(postgres_server: Server) -> Server:
    postgres_server.template(
        "three", lambda url: tell(url, "CREATE TABLE three AS SELECT generate_series(1, 3) AS number")
    )
    return postgres_server


@pytest.fixture(scope="module")
def own_address() -> Iterator[str]:
    """A server that was there before us."""
    with postgres(fsync=False) as server:
        yield server.fresh_database()


def test_a_fresh_database_is_empty(postgres_server: Server) -> None:
    url = postgres_server.fresh_database()
    assert ask(url, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0


def test_what_one_database_holds_the_next_does_not_see(postgres_server: Server) -> None:
    tell(postgres_server.fresh_database(), "CREATE TABLE mine (id int)")
    assert ask(postgres_server.fresh_database(), "SELECT to_regclass('mine')") is None


def test_a_copy_of_a_template_holds_what_the_template_holds(filled: Server) -> None:
    assert ask(filled.fresh_database("three"), "SELECT count(*) FROM three") == 3


def test_a_copy_can_change_without_changing_the_next_copy(filled: Server) -> None:
    tell(filled.fresh_database("three"), "DELETE FROM three")
    assert ask(filled.fresh_database("three"), "SELECT count(*) FROM three") == 3


def test_a_template_is_filled_once(filled: Server) -> None:
    filled.template("three", lambda _url: pytest.fail("filled again"))
    assert ask(filled.fresh_database("three"), "SELECT count(*) FROM three") == 3


def test_a_dropped_database_is_gone(postgres_server: Server) -> None:
    url = postgres_server.fresh_database()
    postgres_server.drop(url)
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        ask(url, "SELECT 1")


def test_capitals_with_accents_are_known(postgres_server: Server) -> None:
    assert ask(postgres_server.fresh_database(), "SELECT lower('ÉŁ')") == "éł"


def test_times_are_in_utc(postgres_server: Server) -> None:
    assert ask(postgres_server.fresh_database(), "SHOW timezone") == "UTC"


def test_acknowledged_is_on_disk_unless_asked_otherwise() -> None:
    with postgres() as server:
        url = server.fresh_database()
        assert [ask(url, "SHOW fsync"), ask(url, "SHOW synchronous_commit")] == ["on", "on"]


def test_ordinary_tests_do_not_wait_for_the_disk(postgres_server: Server) -> None:
    if "TEST_POSTGRES_URL" in os.environ:
        return
    assert ask(postgres_server.fresh_database(), "SHOW fsync") == "off"


def test_nothing_is_left_after_the_block() -> None:
    with postgres(fsync=False) as server:
        folder = folder_of(server.fresh_database())
        process = server_process(folder)
        assert runs(process)
    assert not folder.exists()
    assert not runs(process)


def test_nothing_is_left_when_the_block_fails() -> None:
    folders: list[Path] = []
    with contextlib.suppress(ZeroDivisionError), postgres(fsync=False) as server:
        folders.append(folder_of(server.fresh_database()))
        raise ZeroDivisionError
    assert not folders[0].exists()


def test_nothing_is_left_when_we_are_killed() -> None:
    killed = subprocess.run(
        [sys.executable, "-c", STARTED_AND_KILLED], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    url, process = killed.stdout.split()
    assert killed.returncode == -signal.SIGKILL
    assert is_gone(folder_of(url))
    assert not runs(int(process))


@as_root
@pytest.mark.optional
def test_root_without_namespaces_runs_it_as_somebody_else() -> None:
    with postgres(fsync=False, user=UNPRIVILEGED[-1]) as server:
        folder = folder_of(server.fresh_database())
        assert folder.owner() == UNPRIVILEGED[-1]
    assert not folder.exists()


@as_root
@pytest.mark.optional
@pytest.mark.parametrize("user", ["", UNPRIVILEGED[-1]])
def test_programs_that_nobody_else_may_read_are_copied(user: str, tmp_path: Path) -> None:
    wheel = module.binaries().parents[1]
    closed = tmp_path / "closed"
    for name in (wheel.name, f"{wheel.name}.libs"):
        shutil.copytree(wheel.with_name(name), closed / name, symlinks=True)
    os.chown(closed, 12345, -1)
    closed.chmod(0o700)
    with module._kept(closed / wheel.name / module.binaries().parent.name / "bin", settings={}, user=user) as (
        folder,
        _,
    ):
        assert (Path(folder) / "copy").is_dir()


def test_a_server_that_cannot_start_says_why() -> None:
    with (
        pytest.raises(NoPostgresError, match="max_connections"),
        module._kept(module.binaries(), settings={"max_connections": "many"}, user=""),
    ):
        pass


def test_an_own_server_can_be_named(own_address: str) -> None:
    with postgres(environ={"TEST_POSTGRES_URL": own_address}) as server:
        assert folder_of(server.fresh_database()) == folder_of(own_address)


def test_an_own_server_is_left_as_it_was_found(own_address: str) -> None:
    before = ask(own_address, "SELECT count(*) FROM pg_database")
    with postgres(environ={"TEST_POSTGRES_URL": own_address}) as server:
        server.template("one", lambda url: tell(url, "CREATE TABLE one (id int)"))
        server.fresh_database("one")
    assert ask(own_address, "SELECT count(*) FROM pg_database") == before
