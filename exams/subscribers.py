"""What exams do when something has happened: chains grow, and whoever was invited hears of changes."""

from collections.abc import Sequence

from exams.actions import chaining, inviting, telling, telling_cases
from exams.events import SittingRemoved
from foundation.events import Event
from foundation.work import Work


def extend_chains(work: Work, events: Sequence[Event]) -> None:
    """Every event of exams stands in the chain of the exams it is about, in the transaction of the deed itself."""
    chaining.extend_chains(work, events)


def tell_invited(work: Work, events: Sequence[Event]) -> None:
    """Calendars and mailboxes follow what was moved or cancelled."""
    inviting.tell_of_changes(work, events)


def tell_concerned(work: Work, events: Sequence[Event]) -> None:
    """Candidates hear of results, decisions and what they asked for, the board of cases, examiners of a comparison."""
    telling.tell_of_results(work, events)
    telling_cases.tell_of_cases(work, events)


def tell_removed(work: Work, event: SittingRemoved) -> None:
    """So they do when somebody is taken off a plan."""
    inviting.tell_of_removal(work, event)
