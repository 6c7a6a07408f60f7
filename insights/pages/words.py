"""What is held, in words, signs and colours."""

from collections.abc import Mapping
from dataclasses import dataclass

from foundation.web.wording import Lazy
from foundation.web.wording import lazy_gettext as _l
from insights.rules.tallies import Holding, Tally

HOLDING_WORDS: Mapping[Holding, tuple[str, Lazy]] = {
    Holding.MEETS: ("ok", _l("Meets")),
    Holding.LOSING: ("attention", _l("About to lose")),
    Holding.LACKS: ("stop", _l("Does not meet")),
    Holding.NEVER: ("quiet", _l("Never started")),
}


@dataclass(frozen=True)
class Piece:
    """One of the four pieces of a bar."""

    holding: Holding
    kind: str
    words: Lazy
    count: int
    percentage: int
    begin: int  # where it begins, of 100


def pieces(tally: Tally) -> list[Piece]:
    """All four of them, also those that are empty: a table needs each column."""
    shown, begin = list[Piece](), 0
    for (one, (kind, words)), count, share in zip(HOLDING_WORDS.items(), tally.counts, tally.percentages, strict=True):
        shown.append(Piece(one, kind, words, count, share, begin))
        begin += share
    return shown
