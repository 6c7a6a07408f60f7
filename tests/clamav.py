"""Where ClamAV's daemon is. Standard library only: dev.py asks before anything is installed."""

import shutil
from collections.abc import Mapping
from pathlib import Path

PACKAGE = "clamav-daemon"
SYSTEM_FOLDERS = ("/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin")  # not on the path of most people


def find_clamd(environ: Mapping[str, str], *, folders: tuple[str, ...] = SYSTEM_FOLDERS) -> Path | None:
    """The program, or None; `CLAMD` may name it."""
    if named := environ.get("CLAMD"):
        return Path(named)
    found = shutil.which("clamd", path=":".join([environ.get("PATH", ""), *folders]))
    return Path(found) if found else None


def how_to_get_clamd(environ: Mapping[str, str]) -> str:
    """The line to type on this machine when there is none."""
    if shutil.which("apt-get", path=environ.get("PATH", "")):
        return f"sudo apt-get update && sudo apt-get install -y {PACKAGE}"
    return "brew install clamav"
