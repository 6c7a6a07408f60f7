"""What a long job is handed: pieces of work, and a place to say how far it is."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from copy import deepcopy
from typing import Any, Protocol

from foundation.jobs import holding
from foundation.jobs.holding import Held
from foundation.work import Work


class Stopping(Exception):
    """The worker was asked to stop; what is committed stands, the rest is for the next one."""


class Units(Protocol):
    """Where a run gets its units of work from."""

    def writing(self, held: Held) -> AbstractContextManager[Work]:
        """A fenced unit of work for whoever queued the job."""

    def reading(self, held: Held) -> AbstractContextManager[Work]:
        """A look for whoever queued the job."""


class JobRun:
    """One attempt at a long job. It must be safe to begin again: `done` and `kept` are what earlier attempts left."""

    def __init__(self, units: Units, held: Held, is_stopping: Callable[[], bool]) -> None:
        self.id = held.id
        self.attempt = held.attempt
        self.done = held.done
        self.total = held.total
        self.kept: dict[str, Any] = deepcopy(held.result) if held.result else {}
        self._units = units
        self._held = held
        self._is_stopping = is_stopping
        self._is_inside = False

    @contextmanager
    def piece(self) -> Iterator[Work]:
        """A unit of work of its own; committed together with `progress` and `kept`, or not at all."""
        if self._is_stopping():
            raise Stopping
        before = (self.done, self.total, deepcopy(self.kept))
        self._is_inside = True
        try:
            with self._units.writing(self._held) as work:
                yield work
                holding.remember(work.db, self._held, done=self.done, total=self.total, result=self.kept or None)
        except BaseException:
            self.done, self.total, self.kept = before
            raise
        finally:
            self._is_inside = False

    def reading(self) -> AbstractContextManager[Work]:
        """A look that holds no lock."""
        return self._units.reading(self._held)

    def progress(self, done: int, total: int | None = None) -> None:
        """So many are done; inside a piece it is kept with that piece, outside at once."""
        if self._is_inside:
            self._note(done, total)
            return
        with self.piece():
            self._note(done, total)

    def _note(self, done: int, total: int | None) -> None:
        self.done = done
        self.total = self.total if total is None else total
