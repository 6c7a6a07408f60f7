"""ClamAV's own daemon, with one signature of ours, for the tests of what looks through uploads."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from foundation.scanning import HARMLESS_TEST, ClamAddress, ClamScanner
from tests.clamav import find_clamd, how_to_get_clamd

LARGEST_STREAM = 2 * 1024**2
SETTINGS = """Foreground yes
DatabaseDirectory {folder}
LocalSocket {folder}/clamd.sock
TemporaryDirectory {folder}
StreamMaxLength {largest}
MaxFileSize 1M
AlertExceedsMax yes
"""


@pytest.fixture(scope="session")
def clamd() -> Iterator[ClamAddress]:
    """A running daemon that finds the test text of EICAR, or a skip with the line to type."""
    program = find_clamd(os.environ)
    if not program:
        pytest.skip(f"There is no clamd here. Type: {how_to_get_clamd(os.environ)}")
    with tempfile.TemporaryDirectory(prefix="clamd") as name:  # the path of a socket must be short
        folder = Path(name)
        (folder / "ours.ndb").write_text(f"Proefstuk.Test:0:*:{HARMLESS_TEST.hex()}\n")
        (folder / "clamd.conf").write_text(SETTINGS.format(folder=folder, largest=LARGEST_STREAM))
        with (folder / "log").open("wb") as log:
            daemon = subprocess.Popen([program, "-c", folder / "clamd.conf"], stdout=log, stderr=log)
        try:
            yield _awaited(daemon, folder)
        finally:
            daemon.terminate()
            with suppress(subprocess.TimeoutExpired):
                daemon.wait(10)
            daemon.kill()
            daemon.wait()
            shutil.rmtree(folder / "tmp", ignore_errors=True)


@pytest.fixture
def scanner(clamd: ClamAddress) -> ClamScanner:
    """What the product asks, with the real daemon behind it."""
    return ClamScanner(clamd)


def _awaited(daemon: subprocess.Popen[bytes], folder: Path) -> ClamAddress:
    for _ in range(300):
        if (folder / "clamd.sock").exists():
            return ClamAddress(socket=str(folder / "clamd.sock"))
        if daemon.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError(f"clamd does not start:\n{(folder / 'log').read_text()}")
