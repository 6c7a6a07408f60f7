"""What our plugins do to a run of pytest, seen in runs of a suite of its own."""

from pathlib import Path

import pytest

from tests.plugins import seeds

pytest_plugins = ["pytester"]

ROOT = Path(__file__).resolve().parents[2]
SUITE = """
import pytest

@pytest.fixture
def database_url(): return ""

@pytest.fixture
def postgres_server(): return ""

@pytest.fixture
def real_data(): pytest.skip("absent")

def test_pure(): pass
def test_database(database_url): pass
def test_postgres(postgres_server): pass

@pytest.mark.browser
def test_browser(database_url): pass
"""
SKIPPING = """
import pytest

@pytest.fixture
def real_data(): pytest.skip("no files")

@pytest.fixture
def chromium(): pytest.skip("no Chromium")
"""


def outcome(pytester: pytest.Pytester, suite: str, *arguments: str) -> dict[str, int]:
    pytester.makepyfile(suite)
    pytester.makeini("[pytest]\naddopts = --strict-markers")
    plugins = ["-ptests.plugins.parts", "-ptests.plugins.no_skips"]
    return pytester.runpytest_subprocess(*plugins, *arguments).parseoutcomes()


@pytest.fixture(autouse=True)
def find_the_plugins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    for name in ("CI", "PROEFSTUK_TEST_DATABASE", "PROEFSTUK_LONG"):  # of the run that this test is part of
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")


def test_without_a_choice_everything_runs(pytester: pytest.Pytester) -> None:
    assert outcome(pytester, SUITE) == {"passed": 4}


@pytest.mark.parametrize("part", ["pure", "database", "postgres", "browser"])
def test_each_test_is_in_one_part(part: str, pytester: pytest.Pytester) -> None:
    assert outcome(pytester, SUITE, f"--part={part}", "-k", part) == {"passed": 1, "deselected": 3}


def test_parts_can_be_added_up(pytester: pytest.Pytester) -> None:
    assert outcome(pytester, SUITE, "--part=pure", "--part=database") == {"passed": 2, "deselected": 2}


FORTY = SUITE.partition("def test_pure")[0] + "\n".join(f"def test_{n}(database_url): pass" for n in range(40))


def test_a_short_run_asks_one_database_of_most_tests(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROEFSTUK_TEST_DATABASE", "sqlite")
    chosen = outcome(pytester, FORTY, "--part=database")
    monkeypatch.setenv("PROEFSTUK_TEST_DATABASE", "postgresql")
    others = outcome(pytester, FORTY, "--part=database")
    assert chosen["passed"] + others["passed"] == 40
    assert chosen["passed"] == others["deselected"]


def test_a_long_run_asks_every_database_of_every_test(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROEFSTUK_TEST_DATABASE", "sqlite")
    monkeypatch.setenv("PROEFSTUK_LONG", "1")
    assert outcome(pytester, SUITE, "--part=database") == {"passed": 1, "deselected": 3}


TIMELY = "import pytest\ndef test_it(): pass\n@pytest.mark.long\ndef test_that(): pass"


def test_what_takes_long_is_left_for_the_long_run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    assert outcome(pytester, TIMELY) == {"passed": 1, "deselected": 1}
    monkeypatch.setenv("PROEFSTUK_LONG", "1")
    assert outcome(pytester, TIMELY) == {"passed": 2}


def test_at_home_a_missing_browser_is_a_skip(pytester: pytest.Pytester) -> None:
    assert outcome(pytester, SKIPPING + "def test_it(chromium): pass") == {"skipped": 1}


@pytest.mark.usefixtures("ci")
def test_in_ci_a_missing_browser_is_a_failure(pytester: pytest.Pytester) -> None:
    assert outcome(pytester, SKIPPING + "def test_it(chromium): pass") == {"errors": 1}


@pytest.mark.usefixtures("ci")
def test_in_ci_any_other_skip_is_a_failure(pytester: pytest.Pytester) -> None:
    assert outcome(pytester, "import pytest\ndef test_it(): pytest.skip('not today')") == {"failed": 1}


@pytest.mark.usefixtures("ci")
def test_in_ci_real_data_may_be_absent(pytester: pytest.Pytester) -> None:
    assert outcome(pytester, SKIPPING + "def test_it(real_data): pass") == {"skipped": 1}


@pytest.mark.usefixtures("ci")
def test_in_ci_a_known_fault_may_stay(pytester: pytest.Pytester) -> None:
    assert outcome(pytester, "import pytest\n@pytest.mark.xfail\ndef test_it(): assert False") == {"xfailed": 1}


@pytest.mark.usefixtures("ci")
def test_in_ci_a_module_that_skips_itself_is_a_failure(pytester: pytest.Pytester) -> None:
    assert outcome(pytester, "import pytest\npytest.skip('no', allow_module_level=True)") == {"errors": 1}


def test_there_is_more_to_try_on_the_long_run() -> None:
    assert seeds.amount(short=1, long=2) == (2 if seeds.LONG else 1)
