import ast
import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

import dev

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def requirements(tmp_path: Path) -> Path:
    path = tmp_path / "base.txt"
    path.write_text("one==1 \\\n    --hash=sha256:00\ntwo==2 ; marker == 'x' \\\n    --hash=sha256:11\n# three==3\n")
    return path


def step(code: str, *, may_be_empty: bool = False) -> dev.Step:
    return dev.Step("it", [sys.executable, "-c", code, "pytest"], may_be_empty=may_be_empty)


def test_an_old_python_can_read_the_file() -> None:
    ast.parse((ROOT / "dev.py").read_text(), feature_version=(3, 7))


def test_an_old_python_is_told_what_is_needed_and_what_it_is() -> None:
    words = dev.refusal_of_python((3, 9), "/usr/bin/python3")
    assert "needs Python 3.11 or newer" in words
    assert "/usr/bin/python3 is Python 3.9" in words


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (4, 0)])
def test_a_new_python_will_do(version: tuple[int, int]) -> None:
    assert dev.refusal_of_python(version, "python3") == ""


def test_what_was_never_installed_is_not_current(requirements: Path, tmp_path: Path) -> None:
    assert not dev.is_current(tmp_path / "stamp", requirements)


def test_what_was_installed_is_current(requirements: Path, tmp_path: Path) -> None:
    (tmp_path / "stamp").write_text(dev.fingerprint(requirements))
    assert dev.is_current(tmp_path / "stamp", requirements)


def test_a_changed_lock_is_not_current(requirements: Path, tmp_path: Path) -> None:
    (tmp_path / "stamp").write_text(dev.fingerprint(requirements))
    requirements.write_text("one==2\n")
    assert not dev.is_current(tmp_path / "stamp", requirements)


def test_another_python_installs_again(requirements: Path, tmp_path: Path) -> None:
    digest = hashlib.sha256(requirements.read_bytes()).hexdigest()
    (tmp_path / "stamp").write_text(f"3.11.0rc1 {digest}\n")
    assert not dev.is_current(tmp_path / "stamp", requirements)


def test_packages_are_counted_without_their_hashes(requirements: Path) -> None:
    assert dev.count_of(requirements) == 2


def test_no_venv_is_not_a_healthy_one(tmp_path: Path) -> None:
    assert not dev.is_healthy(tmp_path / "bin" / "python")


def test_a_venv_whose_python_has_gone_is_not_healthy(tmp_path: Path) -> None:
    (tmp_path / "python").symlink_to(tmp_path / "gone")
    assert not dev.is_healthy(tmp_path / "python")


def test_a_venv_without_pip_is_not_healthy(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv"], check=True)
    assert not dev.is_healthy(tmp_path / "venv" / "bin" / "python")


def test_the_venv_that_runs_this_is_healthy() -> None:
    assert dev.is_healthy(Path(sys.executable))


def test_the_door_can_be_run(tmp_path: Path) -> None:
    dev.write_door(tmp_path / "proefstuk")
    assert (tmp_path / "proefstuk").stat().st_mode & 0o111
    assert str(ROOT) in (tmp_path / "proefstuk").read_text()


def test_locks_are_made_without_addresses() -> None:
    assert {"--generate-hashes", "--no-emit-index-url", "--no-emit-find-links"} <= set(dev.lock_arguments("base"))


def test_no_index_is_named_anywhere() -> None:
    source = (ROOT / "dev.py").read_text()
    assert [
        word for word in ("://", "--index-url", "--extra-index", "--find-links", "--trusted-host") if word in source
    ] == []


def test_a_step_that_ends_well_is_good() -> None:
    assert dev.run(step("print('== 3 passed in 1s ==')"))[::3] == ("it", "3 passed in 1s")


def test_a_step_that_fails_is_not_good() -> None:
    assert not dev.run(step("raise SystemExit(1)")).is_good


@pytest.mark.parametrize("may_be_empty", [True, False])
def test_no_tests_at_all_is_good_only_when_some_were_chosen(*, may_be_empty: bool) -> None:
    assert dev.run(step("raise SystemExit(5)", may_be_empty=may_be_empty)).is_good is may_be_empty


def test_a_program_that_is_not_there_is_a_failed_step() -> None:
    assert not dev.run(dev.Step("it", ["/nowhere/program"])).is_good


def test_what_a_step_says_is_passed_on(capfd: pytest.CaptureFixture[str]) -> None:
    with capfd.disabled():
        shown = subprocess.run(
            [sys.executable, "-c", "import dev, sys; dev.run(dev.Step('it', [sys.executable, '-c', 'print(6 * 7)']))"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
    assert shown.stdout.split() == ["==", "it", "42"]


def test_steps_side_by_side_are_told_in_their_order(capsys: pytest.CaptureFixture[str]) -> None:
    slow = step("import time; time.sleep(0.2); print('slow')")
    outcomes = list(dev.run_side_by_side([slow, step("raise SystemExit('wrong')"), dev.Step("it", ["/nowhere/it"])]))
    assert [outcome.is_good for outcome in outcomes] == [True, False, False]
    said = capsys.readouterr().out
    assert said.index("slow") < said.index("wrong") < said.index("/nowhere/it cannot be run")


def test_the_last_line_comes_without_colour_and_rulers() -> None:
    assert dev.last_line(b"noise\n\x1b[32m====== \x1b[1m2 passed\x1b[0m in 1s ======\x1b[0m\n\n") == "2 passed in 1s"


def test_the_summary_says_that_all_is_good() -> None:
    assert dev.summary([dev.Outcome("ruff", True, 1.0)], 61.0)[-1] == "All good. (61 s)"


def test_the_summary_names_what_failed() -> None:
    outcomes = [dev.Outcome("ruff", True, 1.0), dev.Outcome("mypy", False, 2.0, "oops")]
    assert dev.summary(outcomes, 3.0)[2:] == ["FAILED  mypy     2.0 s  oops", "1 of 2 steps failed: mypy. (3 s)"]


def test_the_summary_counts_the_tests_of_all_runs() -> None:
    lines = ["2 failed, 3 passed, 1 skipped in 4s", "5 passed, 1 error in 2s", "", "1 xfailed in 1s"]
    outcomes = [dev.Outcome("it", True, 1.0, line) for line in lines]
    assert dev.total(outcomes) == ["All runs of pytest: 2 failed, 1 error, 8 passed, 1 skipped, 1 xfailed"]


def test_every_part_of_the_suite_is_run() -> None:
    commands = [part for step in dev.suite_steps({}, [], is_long=False) for part in step.command]
    assert {part for part in commands if str(part).startswith("--part")} == {
        "--part=pure",
        "--part=database",
        "--part=postgres",
        "--part=browser",
    }


def test_what_a_database_can_matter_to_runs_on_both() -> None:
    steps = dev.suite_steps({}, [], is_long=False)
    assert {step.env["PROEFSTUK_TEST_DATABASE"] for step in steps if "--part=database" in step.command} == {
        "sqlite",
        "postgresql",
    }


def test_in_ci_alone_a_browser_test_gets_a_second_try(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    tried = {step.name for step in dev.suite_steps({}, [], is_long=False) if "--reruns" in step.command}
    assert tried == {"browser on SQLite"}
    monkeypatch.delenv("CI")
    assert not any("--reruns" in step.command for step in dev.suite_steps({}, [], is_long=False))


def test_bytecode_is_kept_between_the_processes_of_a_run() -> None:
    assert {step.env["PYTHONDONTWRITEBYTECODE"] for step in dev.suite_steps({}, [], is_long=False)} == {""}


def test_a_browser_gets_a_core_and_what_waits_shares_one() -> None:
    assert dev.workers(["browser"]) <= dev.workers(["database"])


def test_the_long_run_drives_the_browser_on_both() -> None:
    steps = dev.suite_steps({}, [], is_long=True)
    assert [step.env["PROEFSTUK_TEST_DATABASE"] for step in steps if "--part=browser" in step.command] == [
        "sqlite",
        "postgresql",
    ]


def test_arguments_for_pytest_keep_their_order() -> None:
    _, rest = dev.parser().parse_known_args(["test", "tests/people", "-k", "a or b", "--long", "-x", "tests/exams"])
    assert rest == ["tests/people", "-k", "a or b", "-x", "tests/exams"]


@pytest.mark.parametrize("command", ["demo", "test", "check", "lock"])
def test_each_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        dev.main([command, "--help"])
    assert command in capsys.readouterr().out


def test_an_unknown_argument_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        dev.main(["check", "--fast"])
    assert "--fast" in capsys.readouterr().err
