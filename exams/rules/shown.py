"""What a page showed of a result, so that nobody decides about something else than what they read."""

from dataclasses import astuple, dataclass

from exams.rules.sittings import SittingState

LONGEST = 18  # digits of a number that a database can hold
KNOWN = frozenset(state.value for state in SittingState)


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A result as it stood when a page showed it: the newest of what is kept about it, by number (0: none)."""

    state: SittingState
    outcome: int
    correction: int
    review: int  # of a sample
    objection: int

    def __str__(self) -> str:
        """As a page carries it, to be read again by `shown_in`."""
        return ".".join(str(part) for part in astuple(self))


def shown_in(written: str) -> Shown | None:
    """What a page carried; None where it is nothing of the kind."""
    state, *rest = written.split(".")
    if state not in KNOWN or len(rest) != 4 or not all(_is_number(part) for part in rest):
        return None
    outcome, correction, review, objection = map(int, rest)
    return Shown(state=SittingState(state), outcome=outcome, correction=correction, review=review, objection=objection)


def _is_number(part: str) -> bool:
    return part.isascii() and part.isdecimal() and len(part) <= LONGEST
