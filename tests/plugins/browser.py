"""Chromium for the tests that drive the product as people do."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.chromium import FLAGS, find_chromium, how_to_get_chromium, is_root


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The program, or a skip with the line to type."""
    found = find_chromium(os.environ)
    if not found:
        pytest.skip(f"There is no Chromium here. Type: {how_to_get_chromium(os.environ)}")
    return found


@pytest.fixture(scope="session")
def browser(chromium: Path) -> Iterator[Browser]:
    """One running Chromium per process; each test opens a context of its own."""
    with sync_playwright() as playwright:
        running = launch(playwright, chromium)
        yield running
        running.close()


def launch(playwright: Playwright, program: Path, *, extra: tuple[str, ...] = ()) -> Browser:
    """A Chromium without a window."""
    return playwright.chromium.launch(
        executable_path=program, headless=True, chromium_sandbox=not is_root(), args=[*FLAGS, *extra]
    )
