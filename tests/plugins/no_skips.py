"""In CI a skipped test is a failed test: a machine without a browser or PostgreSQL must not look fine."""

import os
from collections.abc import Generator, Mapping

import pytest

MAY_BE_SKIPPED = ("real_data", "optional")


def in_ci(environ: Mapping[str, str]) -> bool:
    """Whether this is the run that others rely on."""
    return environ.get("CI", "").lower() in {"1", "true", "yes"}


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if in_ci(os.environ) and _was_skipped(report) and not any(map(item.get_closest_marker, MAY_BE_SKIPPED)):
        report.outcome = "failed"
        report.longrepr = f"Skipped, which counts as failed in CI: {_reason(report)}"
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if in_ci(os.environ) and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"A whole module was skipped, which counts as failed in CI: {_reason(report)}"
    return report


def _was_skipped(report: pytest.TestReport) -> bool:
    return report.skipped and not hasattr(report, "wasxfail")


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    return report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
