"""Doing jobs in threads: in a process of their own (`proefstuk work`) or beside the web (`proefstuk serve`)."""

import logging
import os
import socket
import time
from collections.abc import Callable
from threading import Event, Lock, Thread

from foundation.jobs.holding import Held
from foundation.runner.runner import Runner

log = logging.getLogger(__name__)

LOOKS_EVERY = 0.5  # seconds between two looks at the queue while nothing rings
AFTER_TROUBLE = 2.0


class Bell:
    """Tells whoever listens that something is waiting."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[], None]] = []

    def listen(self, listener: Callable[[], None]) -> None:
        """Call this at every ring."""
        self._listeners.append(listener)

    def ring(self) -> None:
        """Something is waiting."""
        for listener in self._listeners:
            listener()


class Worker:
    """So many jobs at a time, until it is told to stop."""

    def __init__(self, runner: Runner, *, at_once: int = 2, looks_every: float = LOOKS_EVERY) -> None:
        self._runner = runner
        self._looks_every = looks_every
        self._stop = Event()
        self._calls = [Event() for _ in range(at_once)]
        self._holds: dict[int, Held] = {}
        self._lock = Lock()
        self._threads = [
            Thread(target=self._work, args=(number,), name=f"jobs-{number}", daemon=True) for number in range(at_once)
        ]
        self._threads.append(Thread(target=self._look_after, name="jobs-lease", daemon=True))

    @property
    def name(self) -> str:
        """Which machine and process."""
        return f"{socket.gethostname()}:{os.getpid()}"

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Look at once."""
        for call in self._calls:
            call.set()

    def ask_to_stop(self) -> None:
        """Take nothing new; a piece that is under way may end."""
        self._stop.set()
        self.wake()

    def stop(self, *, within: float = 3.0) -> bool:
        """The same, and wait for it; says whether all came to rest in time."""
        self.ask_to_stop()
        end = time.monotonic() + within
        for thread in self._threads:
            if thread.ident is not None:
                thread.join(max(0.0, end - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _work(self, number: int) -> None:
        call = self._calls[number]
        while not self._stop.is_set():
            call.clear()
            if not self._try(lambda: self._one(number)):
                call.wait(self._looks_every)

    def _one(self, number: int) -> bool:
        return self._runner.run_one(
            f"{self.name}:{number}",
            on_hold=lambda held: self._note(number, held),
            is_stopping=self._stop.is_set,
        )

    def _note(self, number: int, held: Held | None) -> None:
        with self._lock:
            if held is None:
                self._holds.pop(number, None)
            else:
                self._holds[number] = held

    def _look_after(self) -> None:
        """Signs of life three times within a lease, and the ticks of the clock."""
        pause = min(self._runner.lease.total_seconds() / 3, 5.0)
        self._try(self._runner.settle_schedules)
        while not self._stop.is_set():
            self._try(self._renew)
            self._try(self._runner.tick)
            self._stop.wait(pause)

    def _renew(self) -> None:
        with self._lock:
            holds = list(self._holds.values())
        if holds:
            self._runner.renew(holds)

    def _try(self, deed: Callable[[], bool | None]) -> bool:
        try:
            return bool(deed())
        except Exception:  # a database that is away for a moment must not end the worker
            log.exception("The worker could not go on; trying again")
            self._stop.wait(AFTER_TROUBLE)
            return False
