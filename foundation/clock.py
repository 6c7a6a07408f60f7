"""The one place that knows what time it is."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


def standing_clock(moment: str) -> Clock:
    """A clock that stands still at an ISO moment with a zone, for trying out what happens on a given day."""
    stopped = datetime.fromisoformat(moment)
    if stopped.tzinfo is None:
        raise ValueError("The moment of the clock needs a zone, for instance 2027-03-01T09:00:00+01:00.")
    return lambda: stopped
