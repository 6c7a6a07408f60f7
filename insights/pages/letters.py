"""An overview as lines of a mail: numbers, and nobody's name."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from foundation.web.words import number
from insights.pages.overview import called
from insights.pages.words import HOLDING_WORDS
from insights.queries.overview import Overview
from insights.rules.tallies import Tally

MOST_LINES = 30


@dataclass(frozen=True)
class Lines:
    """What the mail says, in the language that is spoken now."""

    place: str
    numbers: Sequence[str]
    qualifications: Sequence[str]


def lines_of(found: Overview) -> Lines:
    """The numbers of what was looked at, then of each qualification; of very many the first by name."""
    counted = [
        (called(one), found.by_qualification[one.id])
        for one in found.qualifications
        if one.id in found.by_qualification
    ]
    shown = [_line(name, tally) for name, tally in counted[:MOST_LINES]]
    if len(counted) > MOST_LINES:
        shown.append(_("- and %(number)s more", number=len(counted) - MOST_LINES))
    return Lines(found.part.place if found.part else _("Everywhere"), _states(found.here), shown)


def _states(tally: Tally) -> list[str]:
    return [
        _("- %(state)s: %(number)s", state=words, number=number(count))
        for (_kind, words), count in zip(HOLDING_WORDS.values(), tally.counts, strict=True)
    ]


def _line(name: str, tally: Tally) -> str:
    line: str = _(
        "- %(name)s: %(meet)s of %(total)s meet, %(losing)s of them are about to lose it",
        name=name,
        meet=number(tally.meets + tally.losing),
        total=number(tally.total),
        losing=number(tally.losing),
    )
    return line
