"""What the page of one clock shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from certification.pages.standing import ShownMoment, ShownStanding, shown_moments, shown_standing
from certification.rules.clock import What, explain, standing, timeline
from certification.rules.upkeep import Facts, Upkeep
from foundation.messages import Message

USUAL, FARTHEST = timedelta(days=731), timedelta(days=7305)


@dataclass(frozen=True)
class ClockPage:
    """The clock of one qualification of one person, explained."""

    standing: ShownStanding
    why: list[Message]
    past: list[ShownMoment]
    coming: list[ShownMoment]
    until: date


def chosen_day(today: date, asked: date | None) -> date:
    """Until when is looked: two years from now unless somebody chose, from today up to twenty years."""
    return min(max(asked or today + USUAL, today), today + FARTHEST)


def clock_page(upkeep: Upkeep, facts: Facts, titles: Mapping[int, str], *, today: date, until: date) -> ClockPage:
    """How it is today and why, what led to it, and what comes until the chosen day."""
    begin = min([facts.linked_on, *(done.on for done in facts.done), today]) - timedelta(days=1)
    past = [one for one in timeline(upkeep, facts, begin, today, titles) if one.what is not What.NOW]
    return ClockPage(
        standing=shown_standing(standing(upkeep, facts, today)),
        why=explain(upkeep, facts, today),
        past=shown_moments(past),
        coming=shown_moments(timeline(upkeep, facts, today, until, titles)),
        until=until,
    )
