from pathlib import Path

import pytest

from tests.chromium import NAMES, find_chromium, how_to_get_chromium


def program(path: Path, text: str = "#!/bin/sh\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    """A machine with all of them."""
    for name in NAMES:
        program(tmp_path / "bin" / name)
    program(tmp_path / "Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
    program(tmp_path / "home/.cache/ms-playwright/chromium-1200/chrome-linux/chrome")
    return tmp_path


def found_on(disk: Path, **environ: str) -> Path | None:
    return find_chromium({"PATH": str(disk / "bin"), "HOME": str(disk / "home"), **environ}, disk=disk)


def test_what_the_environment_names_comes_first(disk: Path) -> None:
    own = program(disk / "opt" / "mine")
    assert found_on(disk, CHROMIUM=str(own)) == own


def test_a_wrong_name_in_the_environment_is_passed_over(disk: Path) -> None:
    assert found_on(disk, CHROMIUM=str(disk / "nowhere")) == disk / "bin" / "chromium"


def test_an_empty_name_in_the_environment_is_no_name(disk: Path) -> None:
    assert found_on(disk, CHROMIUM="") == disk / "bin" / "chromium"


def test_the_path_is_searched_in_our_order(disk: Path) -> None:
    order = []
    for name in NAMES:
        order.append(found_on(disk))
        (disk / "bin" / name).unlink()
    assert order == [disk / "bin" / name for name in NAMES]


def test_after_the_path_comes_the_application_of_macos(disk: Path) -> None:
    assert found_on(disk, PATH="") == disk / "Applications/Google Chrome.app/Contents/MacOS/Google Chrome"


def test_playwrights_own_comes_last(disk: Path) -> None:
    (disk / "Applications").rename(disk / "Elsewhere")
    assert found_on(disk, PATH="") == disk / "home/.cache/ms-playwright/chromium-1200/chrome-linux/chrome"


def test_playwrights_own_may_be_kept_elsewhere(tmp_path: Path) -> None:
    own = program(tmp_path / "browsers/chromium-1300/chrome-linux64/chrome")
    assert found_on(tmp_path, PLAYWRIGHT_BROWSERS_PATH=str(tmp_path / "browsers")) == own


def test_a_snap_is_passed_over(disk: Path) -> None:
    (disk / "bin" / "chromium").unlink()
    (disk / "bin" / "chromium").symlink_to(program(disk / "snap" / "bin" / "chromium"))
    assert found_on(disk) == disk / "bin" / "chromium-browser"


def test_a_script_that_starts_a_snap_is_passed_over(disk: Path) -> None:
    program(disk / "bin" / "chromium", '#!/bin/sh\nexec /snap/bin/chromium "$@"\n')
    assert found_on(disk) == disk / "bin" / "chromium-browser"


def test_what_cannot_be_run_is_passed_over(disk: Path) -> None:
    named = program(disk / "opt" / "mine")
    named.chmod(0o644)
    assert found_on(disk, CHROMIUM=str(named)) == disk / "bin" / "chromium"


def test_on_an_empty_machine_there_is_none(tmp_path: Path) -> None:
    assert found_on(tmp_path) is None


def test_debian_is_told_to_use_apt(tmp_path: Path) -> None:
    program(tmp_path / "apt-get")
    assert "apt-get install -y chromium libatomic1" in how_to_get_chromium({"PATH": str(tmp_path)})


def test_others_are_told_to_use_playwright(tmp_path: Path) -> None:
    assert how_to_get_chromium({"PATH": str(tmp_path)}).endswith("playwright install chromium")
