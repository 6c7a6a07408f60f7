"""The line of versions of an entry, and why an accepted one stays as it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from foundation.work import Work
from portfolio import queries
from portfolio.models import OpenedEntry
from portfolio.permissions import Permission
from portfolio.queries import VersionRow


@dataclass(frozen=True)
class VersionsPart:
    """What `portfolio/entry/_versions.html` and `portfolio/entry/_frozen.html` show."""

    shown: Sequence[VersionRow]  # oldest first; one alone is no line
    number: int  # of the one on the page, counted from one
    next: VersionRow | None  # the newer one, a removed one too: only one can be made
    offered: bool  # to make a new one


def versions_part(work: Work, opened: OpenedEntry) -> VersionsPart:
    """The versions of this entry that whoever looks may see (1 statement)."""
    own = opened.owner_id == work.actor.id
    rows = queries.versions_of(work, opened.entry_id)
    shown = [row for row in rows if own or not row.removed]
    at = next(place for place, row in enumerate(shown) if row.id == opened.entry_id)
    newer = shown[at + 1] if at + 1 < len(shown) else None
    offered = newer is None and work.allows(Permission.MAKE_NEW_VERSION, opened)
    return VersionsPart(shown if len(shown) > 1 else (), at + 1, newer, offered)
