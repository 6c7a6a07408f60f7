"""A standing and a time line as pages show them: in words, with a symbol and a colour."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from certification.rules.clock import STATES, Moment, Standing, State, What, headline
from foundation.messages import Message, say

SIGNS = {
    State.NOT_STARTED: "quiet",
    State.IN_PROGRESS: "open",
    State.QUALIFIED: "ok",
    State.EXPIRING: "attention",
    State.GRACE: "attention",
    State.EXPIRED: "stop",
    State.PAUSED: "wait",
}
MOMENT_SIGNS = {
    What.NOW: "info",
    What.DONE: "ok",
    What.HOLDS: "ok",
    What.OPENS: "open",
    What.OVERDUE: "attention",
    What.ENDS_SOON: "attention",
    What.GRACE: "attention",
    What.EXPIRED: "stop",
    What.PAUSED: "wait",
    What.GOES_ON: "info",
    What.CHANGES: "info",
}


@dataclass(frozen=True)
class ShownStanding:
    """What `_standing.html` draws."""

    sign: str
    label: Message
    headline: Message
    done: int
    needed: int
    progress: Message
    is_pending: bool


@dataclass(frozen=True)
class ShownMoment:
    """A line of `_timeline.html`."""

    day: date
    sign: str
    words: Message


def shown_standing(now: Standing) -> ShownStanding:
    """The state in words, a line that says until when, and how much is done."""
    done, needed = now.progress
    return ShownStanding(
        sign=SIGNS[now.state],
        label=STATES[now.state],
        headline=headline(now),
        done=done,
        needed=needed,
        progress=say("%(done)s of %(needed)s done", done=done, needed=needed),
        is_pending=now.is_pending,
    )


def shown_moments(moments: Iterable[Moment]) -> list[ShownMoment]:
    """The time line, each line with its sign."""
    return [ShownMoment(moment.day, MOMENT_SIGNS[moment.what], moment.message) for moment in moments]
