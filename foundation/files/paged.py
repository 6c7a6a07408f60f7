"""Pages of a PDF, drawn as pictures of ours: nobody has to open what a stranger uploaded to look at it."""

import os
import shutil
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO

from PIL import Image

from foundation.files.images import SHOWN_EDGE, THUMBNAIL_EDGE, Preview, as_jpeg
from foundation.files.refused import DamagedDocument
from foundation.storage.blobs import MEGABYTE

MOST_PAGES = 20
MEMORY = 1024 * MEGABYTE  # address space of the process that draws
SECONDS = 60  # for all pages together, by the clock; as much processor time
MOST_COUNTED = 100_000  # a document that claims more pages than this says nothing

_PROGRAM = Path(__file__).with_name("pdf_process.py")
_drawing = threading.Lock()


@dataclass(frozen=True)
class Pages:
    """The pages that are drawn, the first one small, and how many there are in all."""

    count: int
    thumbnail: Preview
    drawn: tuple[Preview, ...]


def draw_pages(stream: BinaryIO, *, most: int = MOST_PAGES, seconds: int = SECONDS, memory: int = MEMORY) -> Pages:
    """The first pages, as many as could be drawn in time; `DamagedDocument` when that is none."""
    drawn: list[Preview] = []
    thumbnail: Preview | None = None
    with (
        _drawing,
        copy_of(stream) as path,
        started("draw", path, most, SHOWN_EDGE, memory, seconds) as pixels,
    ):
        count = _count(pixels)
        for sheet in _sheets(pixels, most):
            drawn.append(as_jpeg(sheet))
            if thumbnail is None:
                sheet.thumbnail((THUMBNAIL_EDGE, THUMBNAIL_EDGE), Image.Resampling.LANCZOS)
                thumbnail = as_jpeg(sheet)
    if thumbnail is None:
        raise DamagedDocument
    return Pages(count, thumbnail, tuple(drawn))


@contextmanager
def copy_of(stream: BinaryIO) -> Iterator[Path]:
    """The bytes in a file with a name, for as long as the block lasts."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as copy:
        shutil.copyfileobj(stream, copy, MEGABYTE)
        copy.flush()
        yield Path(copy.name)


@contextmanager
def started(deed: str, path: Path, *numbers: int) -> Iterator[IO[bytes]]:
    """What our program for such files writes when it does this; the last number is how many seconds it may take.

    It is gone afterwards, and its end comes at the end of its time whatever it does.
    """
    command = [sys.executable, "-I", str(_PROGRAM), deed, str(path), *map(str, numbers)]
    process = subprocess.Popen(  # noqa: S603  our own program; the file is only named
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
        cwd="/",
    )
    timer = threading.Timer(numbers[-1], process.kill)
    timer.start()
    assert process.stdout is not None
    try:
        yield process.stdout
    finally:
        timer.cancel()
        process.kill()
        process.stdout.close()
        process.wait()


def _environment() -> dict[str, str]:
    """What Python may need to find its libraries, and no secret of ours."""
    return {name: os.environ[name] for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH") if name in os.environ}


def _count(pixels: IO[bytes]) -> int:
    numbers = _numbers(pixels, 1)
    if numbers is None or not 0 < numbers[0] <= MOST_COUNTED:
        raise DamagedDocument
    return numbers[0]


def _sheets(pixels: IO[bytes], most: int) -> Iterator[Image.Image]:
    """One after the other, for as long as what comes is a picture of a size that we asked for."""
    for _ in range(most):
        size = _numbers(pixels, 2)
        if size is None or not all(0 < edge <= SHOWN_EDGE for edge in size):
            return
        width, height = size
        content = pixels.read(width * height * 3)
        if len(content) < width * height * 3:
            return
        yield Image.frombytes("RGB", (width, height), content)


def _numbers(pixels: IO[bytes], many: int) -> tuple[int, ...] | None:
    content = pixels.read(4 * many)
    return struct.unpack(f">{many}I", content) if len(content) == 4 * many else None
