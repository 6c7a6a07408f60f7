"""Has the figures made in a process of their own, and remembers them for as long as nothing changes."""

import os
import subprocess
import sys
import threading
from collections import OrderedDict
from hashlib import sha256
from pathlib import Path

from pydantic import ValidationError

from exams.analysis.figures import Figures, Material
from foundation.messages import say
from foundation.refusals import Refusal

MEMORY = 2 * 1024**3  # address space; what is really used is about a tenth of it
SECONDS = 30
REMEMBERED = 64

_PROGRAM = Path(__file__).with_name("process.py")


class Reckoner:
    """Makes figures, one at a time, and keeps those it made last. Any number of threads may ask."""

    def __init__(self, *, memory: int = MEMORY, seconds: int = SECONDS) -> None:
        self._memory = memory
        self._seconds = seconds
        self._known: OrderedDict[str, Figures] = OrderedDict()
        self._reckoning = threading.Lock()  # each takes a whole core and more than 100 MB
        self.started = 0

    def __call__(self, material: Material) -> Figures:
        """The figures of this material; `Refusal` when they cannot be made in time."""
        plain = material.model_dump_json()
        key = sha256(plain.encode()).hexdigest()
        with self._reckoning:
            if key not in self._known:
                self._known[key] = self._made(plain)
            self._known.move_to_end(key)
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
            return self._known[key]

    def _made(self, plain: str) -> Figures:
        self.started += 1
        command = [sys.executable, "-I", str(_PROGRAM), str(self._memory), str(self._seconds)]
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
