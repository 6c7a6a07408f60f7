from pathlib import Path

from tests.clamav import find_clamd, how_to_get_clamd


def program(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


def test_p2_what_is_named_wins(tmp_path: Path) -> None:
    assert find_clamd({"CLAMD": "/mine/clamd"}, folders=(str(program(tmp_path / "clamd").parent),)) == Path(
        "/mine/clamd"
    )


def test_p2_it_is_found_where_the_system_keeps_its_daemons(tmp_path: Path) -> None:
    assert find_clamd({"PATH": ""}, folders=(str(program(tmp_path / "clamd").parent),)) == tmp_path / "clamd"


def test_p2_on_an_empty_machine_there_is_none(tmp_path: Path) -> None:
    assert find_clamd({"PATH": str(tmp_path)}, folders=()) is None


def test_p2_debian_is_told_to_use_apt(tmp_path: Path) -> None:
    program(tmp_path / "apt-get")
    assert "apt-get install -y clamav-daemon" in how_to_get_clamd({"PATH": str(tmp_path)})


def test_p2_others_are_told_to_use_brew(tmp_path: Path) -> None:
    assert how_to_get_clamd({"PATH": str(tmp_path)}) == "brew install clamav"
