"""Where Chromium is and how it is started. Standard library only: dev.py asks before anything is installed."""

import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")
MAC_APPS = (
    "Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "Applications/Chromium.app/Contents/MacOS/Chromium",
)
PLAYWRIGHT_FOLDERS = (".cache/ms-playwright", "Library/Caches/ms-playwright", "AppData/Local/ms-playwright")
PLAYWRIGHT_PROGRAMS = (
    "chromium-*/chrome-linux*/chrome",
    "chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
    "chromium-*/chrome-win*/chrome.exe",
)
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find_chromium(environ: Mapping[str, str], *, disk: Path = Path("/")) -> Path | None:
    """The first Chromium that can be used here, or None."""
    return next((place for place in candidates(environ, disk=disk) if is_usable(place)), None)


def candidates(environ: Mapping[str, str], *, disk: Path = Path("/")) -> Iterator[Path]:
    """All places to look at, best first: what the environment names, PATH, the macOS applications, Playwright's own."""
    if named := environ.get("CHROMIUM"):
        yield Path(named)
    for name in NAMES:
        if found := shutil.which(name, path=environ.get("PATH", "")):
            yield Path(found)
    yield from (disk / app for app in MAC_APPS)
    for folder in playwright_folders(environ):
        for pattern in PLAYWRIGHT_PROGRAMS:
            yield from sorted(folder.glob(pattern), reverse=True)


def playwright_folders(environ: Mapping[str, str]) -> list[Path]:
    """Where Playwright keeps the browsers that it has fetched itself."""
    if named := environ.get("PLAYWRIGHT_BROWSERS_PATH"):
        return [Path(named)]
    home = environ.get("HOME") or environ.get("USERPROFILE")
    return [Path(home) / folder for folder in PLAYWRIGHT_FOLDERS] if home else []


def is_usable(program: Path) -> bool:
    """Whether this is a program that can be run and no snap."""
    return program.is_file() and os.access(program, os.X_OK) and not is_snap(program)


def is_snap(program: Path) -> bool:
    """Whether a snap hides behind this program: it cannot see temporary profiles."""
    real = program.resolve()
    if "snap" in real.parts:
        return True
    with real.open("rb") as file:
        start = file.read(4096)
    return start.startswith(b"#!") and b"/snap/bin/" in start


def how_to_get_chromium(environ: Mapping[str, str]) -> str:
    """The line to type on this machine when there is none."""
    if shutil.which("apt-get", path=environ.get("PATH", "")):
        return "sudo apt-get update && sudo apt-get install -y chromium libatomic1"
    return ".venv/bin/python -m playwright install chromium"


def is_root() -> bool:
    """Whether this process may do anything; Chromium then refuses to start with its sandbox."""
    return hasattr(os, "geteuid") and os.geteuid() == 0
