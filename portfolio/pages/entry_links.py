"""What an entry is evidence for, as its page shows it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from flask import request

from foundation.messages import Message
from foundation.work import Work
from portfolio import queries
from portfolio.models import OpenedEntry
from portfolio.pages.came_along import came_along_words
from portfolio.pages.suggested import Suggested, suggested_for
from portfolio.permissions import Permission
from portfolio.queries import LinkRow


@dataclass(frozen=True)
class LinksPart:
    """What `portfolio/entry/_links.html` shows."""

    shown: Sequence[LinkRow]
    removed: Sequence[LinkRow]  # for the owner alone
    indicators: Mapping[int, Sequence[str]]  # by link: what it shows in particular
    suggested: Sequence[Suggested]  # for the owner of an entry that is linked to nothing yet
    came_along: Callable[[str | None, str | None, str | None, datetime | None], Message | None]
    undo: int | None  # the link that was undone just now


def links_part(work: Work, opened: OpenedEntry) -> LinksPart:
    """The links of this entry for whoever looks (2 statements; 5 where there are none and its owner looks)."""
    own = opened.owner_id == work.actor.id
    links = queries.links_of(work, opened.entry_id)
    shown = [link for link in links if not link.removed]
    asks = not shown and work.allows(Permission.LINK_ENTRY, opened)
    return LinksPart(
        shown=shown,
        removed=[link for link in links if link.removed] if own else [],
        indicators=queries.indicators_shown(work, [link.id for link in shown]) if shown else {},
        suggested=suggested_for(work, opened.entry) if asks else [],
        came_along=partial(came_along_words, work),
        undo=request.args.get("undo_link", type=int),
    )
