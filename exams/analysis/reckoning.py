"""Has the figures made in a process of their own, and remembers them for as long as nothing changes."""

import os
import subprocess
import sys
import threading
from collections import OrderedDict
from pathlib import Path

from pydantic import ValidationError

from exams.analysis.figures import Figures, Material
from exams.analysis.kept import PROGRAM, KeptFigures, digest_of
from foundation.messages import say
from foundation.refusals import Refusal

MEMORY = 2 * 1024**3  # address space; what is really used is about a tenth of it
SECONDS = 30
REMEMBERED = 64


class Reckoner:
    """Makes figures, one at a time, and keeps those it made last. Any number of threads may ask."""

    def __init__(self, *, memory: int = MEMORY, seconds: int = SECONDS) -> None:
        self._memory = memory
        self._seconds = seconds
        self._known: OrderedDict[str, Figures] = OrderedDict()
        self._looking = threading.Lock()
        self._reckoning = threading.Lock()  # each takes a whole core and more than 100 MB
        self.started = 0

    def __call__(self, material: Material, *, folder: Path | None = None) -> Figures:
        """The figures of this material, kept in the folder for other processes; `Refusal` when it takes too long."""
        plain = material.model_dump_json()
        digest = digest_of(plain)
        if found := self._remembered(digest):
            return found
        with self._reckoning:
            if found := self._remembered(digest):  # somebody asked the same just before
                return found
            return self._remember(digest, self._kept_or_made(digest, plain, folder))

    def _remembered(self, digest: str) -> Figures | None:
        with self._looking:
            if digest in self._known:
                self._known.move_to_end(digest)
            return self._known.get(digest)

    def _remember(self, digest: str, figures: Figures) -> Figures:
        with self._looking:
            self._known[digest] = figures
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return figures

    def _kept_or_made(self, digest: str, plain: str, folder: Path | None) -> Figures:
        if folder is None:
            return self._made(plain)
        kept = KeptFigures(folder)
        found = kept.get(digest)
        if found is None:
            found = self._made(plain)
            kept.put(digest, found)
        return found

    def _made(self, plain: str) -> Figures:
        self.started += 1
        command = [sys.executable, "-I", str(PROGRAM), str(self._memory), str(self._seconds)]
        try:
            answer = subprocess.run(  # noqa: S603  our own program; the numbers are its input
                command,
                input=plain.encode(),
                capture_output=True,
                timeout=self._seconds,
                env=_environment(),
                cwd="/",
                check=True,
            )
            return Figures.model_validate_json(answer.stdout)
        except (subprocess.SubprocessError, ValidationError) as problem:
            raise Refusal(
                say("The figures could not be made in time. Choose a shorter period, or try again later.")
            ) from problem


def _environment() -> dict[str, str]:
    """What Python may need to find its libraries, and no secret of ours; one thread, for others need the cores."""
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH") if name in os.environ}
    return kept | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


reckon = Reckoner()
