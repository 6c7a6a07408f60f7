"""Facts. A package announces what happened; others listen without being known to it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened, named in the past tense; its fields are ids and short values, never free text."""

    name: ClassVar[str]

    def lines(self) -> Iterable["Line"]:
        """What the audit keeps: one line, about the person in `person_id` if the event has one."""
        yield Line(facts=asdict(self), person_id=getattr(self, "person_id", None))


@dataclass(frozen=True, kw_only=True)
class Line:
    """One audit line of an event: its facts and whom it concerns."""

    facts: dict[str, Any]
    person_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class BulkEvent(Event):
    """One thing done to many people at once: one event, a line for each of them."""

    person_ids: tuple[int, ...]

    def lines(self) -> Iterable[Line]:
        """The shared facts once for every person concerned."""
        shared = {key: value for key, value in asdict(self).items() if key != "person_ids"}
        return (Line(facts=shared, person_id=person_id) for person_id in self.person_ids)


Listener = Callable[[Any, Any], None]
Closer = Callable[[Any, Sequence[Event]], None]


class Subscriptions:
    """Who listens to which event."""

    def __init__(self) -> None:
        self._listeners: dict[type[Event], list[Listener]] = defaultdict(list)
        self._closers: list[Closer] = []

    def listen(self, kind: type[Event], listener: Listener) -> None:
        """Call `listener(work, event)` in the same transaction whenever such an event is emitted."""
        self._listeners[kind].append(listener)

    def of(self, event: Event) -> list[Listener]:
        """Everyone who listens to this kind of event."""
        return self._listeners.get(type(event), [])

    def at_the_end(self, closer: Closer) -> None:
        """Call `closer(work, events)` once with all of a unit of work, its rows written but not yet kept."""
        self._closers.append(closer)

    def close(self, work: Any, events: Sequence[Event]) -> None:
        """Tell those who wait for the end; a unit of work in which nothing happened has none to tell of."""
        for closer in self._closers if events else ():
            closer(work, events)
