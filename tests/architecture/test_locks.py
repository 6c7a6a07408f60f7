"""The locks fit every machine, name no address and let nothing in that is not what was tried."""

import re
from pathlib import Path

import pytest

REQUIREMENTS = Path(__file__).resolve().parents[2] / "requirements"
LOCKS = sorted(REQUIREMENTS.glob("*.txt"))
LISTS = sorted(REQUIREMENTS.glob("*.in"))
PIN = re.compile(r"^([A-Za-z0-9._-]+)(\[[^\]]+\])?==([^ ;\\]+)")
NAME = re.compile(r"^[A-Za-z0-9._-]+")

each_lock = pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)


def entries(lock: Path) -> list[str]:
    """Each requirement with its markers and hashes on one line."""
    return [line for line in lock.read_text().replace("\\\n", " ").splitlines() if line.strip() and line[0] != "#"]


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(lock: Path) -> set[tuple[str, str]]:
    return {(plain(pin[1]), pin[3]) for entry in entries(lock) if (pin := PIN.match(entry))}


def names_asked_for(asked: Path) -> set[str]:
    return {plain(name[0]) for line in asked.read_text().splitlines() if (name := NAME.match(line))} - {"-c", "-r"}


def test_every_list_has_a_lock() -> None:
    assert [path.stem for path in LISTS] == [path.stem for path in LOCKS] == ["base", "lock", "test"]


@each_lock
def test_a_lock_names_no_address(lock: Path) -> None:
    assert "://" not in lock.read_text()


@each_lock
def test_a_lock_holds_no_options(lock: Path) -> None:
    assert [entry for entry in entries(lock) if entry.startswith("-")] == []


@each_lock
def test_every_requirement_is_pinned(lock: Path) -> None:
    assert [entry for entry in entries(lock) if not PIN.match(entry)] == []


@each_lock
def test_every_requirement_has_a_hash(lock: Path) -> None:
    assert [entry for entry in entries(lock) if not re.search(r"--hash=sha256:[0-9a-f]{64}\b", entry)] == []


@each_lock
def test_a_lock_holds_what_its_list_asks_for(lock: Path) -> None:
    assert names_asked_for(lock.with_suffix(".in")) - {name for name, _ in pins(lock)} == set()


def test_tests_run_on_the_versions_that_the_product_runs_on() -> None:
    base, test = pins(REQUIREMENTS / "base.txt"), pins(REQUIREMENTS / "test.txt")
    shared = {name for name, _ in base} & {name for name, _ in test}
    assert {pin for pin in base if pin[0] in shared} == {pin for pin in test if pin[0] in shared}


def test_a_lists_options_name_files_alone() -> None:
    options = [line for path in LISTS for line in path.read_text().splitlines() if line.startswith("-")]
    assert options == ["-c base.txt"]
