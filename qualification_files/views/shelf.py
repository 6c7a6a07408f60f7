"""What many ask for is built once: answers that were asked for last, by a tag that changes with all that is in them."""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock


@dataclass(frozen=True)
class Built:
    """An answer as it is sent, and when what is in it last changed."""

    body: bytes
    changed_at: datetime


@dataclass
class Shelf:
    """So many answers; the one that was not asked for longest makes room."""

    room: int
    _kept: OrderedDict[str, Built] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def take(self, tag: str) -> Built | None:
        """The answer, if it is still here."""
        with self._lock:
            if tag in self._kept:
                self._kept.move_to_end(tag)
            return self._kept.get(tag)

    def keep(self, tag: str, built: Built) -> None:
        """Keep it, and let go of the one that was not asked for longest."""
        with self._lock:
            self._kept[tag] = built
            while len(self._kept) > self.room:
                self._kept.popitem(last=False)
