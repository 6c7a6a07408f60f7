"""Where an entry that was brought in comes from, and what was said about it there, as its page shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from foundation.messages import Message
from portfolio.formats.values import Said, SaidAs
from portfolio.models import Entry
from portfolio.pages.reading import WAYS
from portfolio.queries.contents import said_elsewhere


@dataclass(frozen=True)
class OriginPart:
    """What `portfolio/entry/_origin.html` shows."""

    source: str
    said: Sequence[Said]
    ways: Mapping[SaidAs, Message]


def origin_part(entry: Entry) -> OriginPart | None:
    """Where it comes from (no statement); None for what was made here."""
    if not entry.origin:
        return None
    return OriginPart(str(entry.origin.get("source", "")), said_elsewhere(entry), WAYS)
