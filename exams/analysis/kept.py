"""Figures that were made before, as files by the digest of what they were made from: for every web process and restart.

They name nobody. Other marks, another program or another version of its libraries give another digest, so nothing here
is ever out of date; what was not asked for in a week is thrown away.
"""

from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from uuid import uuid4

from pydantic import ValidationError

from exams.analysis.figures import Figures

PROGRAM = Path(__file__).with_name("process.py")
LIBRARIES = ("numpy", "scipy", "statsmodels")
MOST_FILES = 200
LONGEST_UNUSED = 7 * 24 * 3600  # seconds


def digest_of(plain: str, *, by: str | None = None) -> str:
    """What these numbers are known by: themselves, and the program that makes figures of them."""
    return sha256(f"{by or made_by()}\n{plain}".encode()).hexdigest()


@cache
def made_by() -> str:
    """The program and its libraries, as they are here."""
    return " ".join([sha256(PROGRAM.read_bytes()).hexdigest(), *map(_version, LIBRARIES)])


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return ""


@dataclass(frozen=True)
class KeptFigures:
    """A folder of figures. A file that is absent, cut off or of another shape counts as none."""

    folder: Path

    def get(self, digest: str) -> Figures | None:
        """The figures with this digest."""
        place = self._place(digest)
        try:
            found = Figures.model_validate_json(place.read_bytes())
            place.touch()  # so that it is known when they were asked for last
        except (OSError, ValidationError):
            return None
        return found

    def put(self, digest: str, figures: Figures) -> None:
        """Keep them by one atomic rename; a disk that is full is no reason to show nothing."""
        place = self._place(digest)
        draft = place.with_suffix(f".{uuid4().hex}.tmp")
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            draft.write_text(figures.model_dump_json())
            draft.replace(place)
            self._clear()

    def _place(self, digest: str) -> Path:
        return self.folder / f"{digest}.json"

    def _clear(self) -> None:
        used = sorted(((place.stat().st_mtime, place) for place in self.folder.iterdir()), reverse=True)
        oldest = used[0][0] - LONGEST_UNUSED  # the newest was written just now
        for number, (moment, place) in enumerate(used):
            if number >= MOST_FILES or moment < oldest:
                place.unlink(missing_ok=True)
