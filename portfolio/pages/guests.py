"""What guests see of entries and portfolios, and what owners see of their guests."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from foundation.messages import Message, say
from foundation.web.words import said
from foundation.work import Work
from portfolio.models import Entry, EntryFile
from portfolio.pages.entry import told
from portfolio.pages.files import RECORDINGS, preview_words
from portfolio.pages.kinds import FILE_ICONS, KINDS
from portfolio.queries import guests as queries
from portfolio.queries.guests import Reasoned, Shown
from portfolio.rules import GuestKind, PreviewState
from portfolio.rules.guests import PassState

Address = Callable[[str, int], str]  # of a file: "look", "thumbnail" or "original", and its number
PASS_STATES: Mapping[PassState, tuple[str, Message]] = {
    PassState.INVITED: ("wait", say("Invited")),
    PassState.OPENED: ("wait", say("Opened the link")),
    PassState.CONFIRMED: ("ok", say("Confirmed by code")),
    PassState.EXPIRED: ("quiet", say("Expired")),
    PassState.WITHDRAWN: ("quiet", say("Withdrawn")),
}


INVITATION = "portfolio_guest_invitation"  # the mail


@dataclass(frozen=True)
class InvitationWords:
    """What the mail to a guest says; its owner reads it before it is sent."""

    school: str
    owner_name: str
    guest_name: str
    kind: GuestKind
    entry_title: str  # empty: the whole portfolio
    message: str
    until: datetime
    url: str

    @property
    def quoted(self) -> list[str]:
        """The owner's own words, line by line: marked as such, they cannot pass for ours."""
        return [f"> {line}".rstrip() for line in self.message.splitlines()]


@dataclass(frozen=True)
class GuestFile:
    """A file as a guest sees it: of what we drew the page that shows it, of anything else the file itself."""

    name: str
    category: str
    icon: str
    size: int
    note: str
    url: str | None  # none of what is still being prepared
    thumbnail_url: str | None
    play_url: str | None


@dataclass(frozen=True)
class SeenPart:
    """What `portfolio/guests/_entry.html` shows."""

    entry: Entry
    kind: Message
    told: Sequence[tuple[str, str]]
    files: Sequence[GuestFile]
    reasoned: Sequence[Reasoned]


@dataclass
class ShownTask:
    """A core task with its work processes."""

    name: str
    rows: list[Shown] = field(default_factory=list)


@dataclass
class ShownSection:
    """A qualification with its core tasks."""

    name: str
    terms: Mapping[str, Any]
    tasks: list[ShownTask] = field(default_factory=list)


def seen_part(work: Work, entry: Entry, address: Address) -> SeenPart:
    """What a guest sees of an entry (2 statements)."""
    files = [_guest_file(file, address) for file in queries.standing_files(work, entry.id)]
    return SeenPart(entry, KINDS[entry.kind].label, told(entry), files, queries.reasoned(work, entry.id))


def shown_sections(rows: Iterable[Shown]) -> list[ShownSection]:
    """Work processes under their core tasks under their qualifications, in the order they come in."""
    sections: dict[int, ShownSection] = {}
    for row in rows:
        section = sections.setdefault(row.qualification_id, ShownSection(row.qualification, row.terms))
        if not section.tasks or section.tasks[-1].name != row.core_task:
            section.tasks.append(ShownTask(row.core_task))
        section.tasks[-1].rows.append(row)
    return list(sections.values())


def _guest_file(file: EntryFile, address: Address) -> GuestFile:
    ready, image = file.preview is PreviewState.READY, file.category == "image"
    has_pages = ready and bool(file.page_count)
    whole = address("original", file.id) if file.given_key is not None else None
    return GuestFile(
        name=file.name,
        category=file.category,
        icon=FILE_ICONS[file.category],
        size=file.size,
        note=_note(file),
        url=address("look", file.id) if image or has_pages else whole,
        thumbnail_url=address("thumbnail", file.id) if file.thumbnail_key else None,
        play_url=whole if file.category in RECORDINGS else None,
    )


def _note(file: EntryFile) -> str:
    if file.category in RECORDINGS:
        return preview_words(file, own=False)
    if file.preview is PreviewState.READY or file.category != "image":
        return ""
    return said(say("There is no picture to show of this photo"))
