"""Chooses parts of the suite, so that what depends on no database runs once and the rest on each database."""

import os
from enum import StrEnum
from pathlib import Path
from zlib import crc32

import pytest

from tests.plugins import seeds

ROOT = Path(__file__).resolve().parents[2]
BROWSER_FIXTURES = {"browser", "chromium"}
DATABASE_FIXTURE = "database_url"
POSTGRES_FIXTURE = "postgres_server"
REAL_DATA_FIXTURES = {"real_data", "real_file"}
ON_BOTH = ("race", "killed", "sync", "migrations", "clearing", "postgres", "chain", "fixed")  # whatever the run
LONGEST = "journey"  # such files take most of a minute for a test: begun last, they would keep all waiting
ON_POSTGRES = 20  # of a hundred other tests; the rest is asked of SQLite


class Part(StrEnum):
    """A part of the suite."""

    PURE = "pure"
    DATABASE = "database"
    POSTGRES = "postgres"
    BROWSER = "browser"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--part",
        action="append",
        choices=[str(part) for part in Part],
        help="run this part of the suite; may be given more than once (default: all of it)",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "browser: drives the product in Chromium")
    config.addinivalue_line("markers", "postgres: needs a PostgreSQL server whatever database the suite runs on")
    config.addinivalue_line("markers", "real_data: reads the real files, and is skipped by name where they are absent")
    config.addinivalue_line("markers", "long: takes many seconds, so it is asked in the long run alone")
    config.addinivalue_line(
        "markers", "optional: tries something outside that need not be there, such as a real S3 server"
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        _mark(item)
    wanted: list[str] | None = config.getoption("--part")
    timely = [item for item in items if seeds.LONG or not item.get_closest_marker("long")]
    chosen = _on_this_database([item for item in timely if part_of(item) in wanted]) if wanted else timely
    kept = set(chosen)
    left_out = [item for item in items if item not in kept]
    items[:] = sorted(chosen, key=lambda item: LONGEST not in item.path.stem)
    if left_out:
        config.hook.pytest_deselected(items=left_out)


def _on_this_database(items: list[pytest.Item]) -> list[pytest.Item]:
    """In a short run most tests ask one database, always the same; what databases are likely to differ in asks both."""
    database = os.environ.get("PROEFSTUK_TEST_DATABASE")
    if database is None or seeds.LONG:
        return items
    return [item for item in items if part_of(item) is not Part.DATABASE or database in _databases_of(item)]


def _databases_of(item: pytest.Item) -> set[str]:
    if any(word in item.path.stem for word in ON_BOTH):
        return {"sqlite", "postgresql"}
    name = item.nodeid.partition("[")[0]
    return {"postgresql" if crc32(name.encode()) % 100 < ON_POSTGRES else "sqlite"}


def part_of(item: pytest.Item) -> Part:
    """The part that a test belongs to, told by its marks, the fixtures it asks for and its folder."""
    if item.get_closest_marker("browser"):
        return Part.BROWSER
    if DATABASE_FIXTURE in _fixtures_of(item):
        return Part.DATABASE
    if item.get_closest_marker("postgres"):
        return Part.POSTGRES
    return Part.PURE


def _mark(item: pytest.Item) -> None:
    fixtures = _fixtures_of(item)
    if fixtures & BROWSER_FIXTURES or item.path.is_relative_to(ROOT / "tests" / "browser"):
        item.add_marker("browser")
    if POSTGRES_FIXTURE in fixtures and DATABASE_FIXTURE not in fixtures:
        item.add_marker("postgres")
    if fixtures & REAL_DATA_FIXTURES:
        item.add_marker("real_data")


def _fixtures_of(item: pytest.Item) -> set[str]:
    return set(item.fixturenames) if isinstance(item, pytest.Function) else set()
