"""What many ask for is built once: answers that were asked for last, by a tag that changes with all that is in them.

Some take long to build, and anybody may ask for them. So each is built by one while others wait for it, few are built
and few wait at a time, and what is kept is bounded in number and in bytes: the rest of the school goes on.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from threading import BoundedSemaphore, Lock
from time import monotonic

from foundation.messages import say
from foundation.refusals import Busy

WAITS = say("Many people ask for this at the moment. Try again in a moment.")


@dataclass(frozen=True)
class Built:
    """An answer as it is sent, and when what is in it last changed."""

    body: bytes
    changed_at: datetime


@dataclass
class Shelf:
    """So many answers of so many bytes; the one that was not asked for longest makes room."""

    room: int
    weight: int = 48_000_000
    builders: int = 2  # at a time, whatever it is that they build
    waiting: int = 3  # more are told at once to come back
    patience: float = 15.0  # seconds
    _kept: OrderedDict[str, Built] = field(default_factory=OrderedDict)
    _turns: dict[str, BoundedSemaphore] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self._hands = BoundedSemaphore(self.builders)
        self._places = BoundedSemaphore(self.builders + self.waiting)

    def take(self, tag: str, build: Callable[[], Built]) -> Built:
        """The answer. Whoever asks first builds it; whoever would wait too long is told so."""
        if kept := self._found(tag):
            return kept
        with self._turn(tag):
            if kept := self._found(tag):
                return kept  # built while this one waited
            built = build()
            self._keep(tag, built)
            return built

    @contextmanager
    def _turn(self, tag: str) -> Iterator[None]:
        """Alone with this answer, and among few with any."""
        ends = monotonic() + self.patience
        with ExitStack() as held:
            _hold(held, self._places, ends=None)
            with self._lock:
                turn = self._turns.setdefault(tag, BoundedSemaphore(1))
            _hold(held, turn, ends=ends)
            _hold(held, self._hands, ends=ends)
            try:
                yield
            finally:
                with self._lock:
                    self._turns.pop(tag, None)

    def _found(self, tag: str) -> Built | None:
        with self._lock:
            if tag in self._kept:
                self._kept.move_to_end(tag)
            return self._kept.get(tag)

    def _keep(self, tag: str, built: Built) -> None:
        with self._lock:
            self._kept[tag] = built
            while len(self._kept) > 1 and (len(self._kept) > self.room or self._weighs() > self.weight):
                self._kept.popitem(last=False)

    def _weighs(self) -> int:
        return sum(len(built.body) for built in self._kept.values())


def _hold(held: ExitStack, lock: BoundedSemaphore, *, ends: float | None) -> None:
    """Hold it until the end, or give up at that moment; without a moment at once."""
    got = lock.acquire(blocking=False) if ends is None else lock.acquire(timeout=max(0.0, ends - monotonic()))
    if not got:
        raise Busy(WAITS)
    held.callback(lock.release)
