"""What a draft holds, and for how long it is kept."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID, uuid5

MOST_DRAFTS = 50  # of one person
LARGEST_DRAFT = 100_000  # bytes, as it is stored
KEPT_UNTOUCHED = timedelta(days=365)
KEPT_THROWN = timedelta(days=30)
SINGLE = (
    "title",
    "organisation",
    "role",
    "started_on",
    "ended_on",
    "hours",
    "level",
    "outcome",
    "description",
    "reasoning",
    "version",  # of the entry that is being changed, as it was when it was opened
    "by",  # the page that typed it
)
SEVERAL = ("qualifications",)
OF_THE_PAGE = ("version", "by")
_OF_ENTRIES = UUID("5ff3c1c5-2f2a-4a0e-9a43-0f6f4d2f8a51")

Draft = Mapping[str, Sequence[str]]


def drafted(sent: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Of what was sent, the fields that an entry has, as they were typed."""
    told = {name: [_plain(sent[name][0])] for name in SINGLE if sent.get(name)}
    return told | {name: [_plain(value) for value in sent[name]] for name in SEVERAL if sent.get(name)}


def filled_in(told: Draft) -> dict[str, list[str]]:
    """What a person typed or chose, without what the page says of itself."""
    typed = {name: [value.strip() for value in values] for name, values in told.items() if name not in OF_THE_PAGE}
    return {name: values for name, values in typed.items() if any(values)}


def typed_by(told: Draft) -> str:
    """The page that typed it."""
    return next(iter(told.get("by", ())), "")


def change_key(entry_id: int) -> str:
    """The key of the one form in which this entry is changed, on whatever device."""
    return str(uuid5(_OF_ENTRIES, str(entry_id)))


def is_fresh_key(form_key: str) -> bool:
    """Whether it was made by chance, as the keys of new forms are; those of changes can be reckoned."""
    return UUID(form_key).version == 4


def _plain(value: str) -> str:
    """Without what no database keeps, and with line ends of one kind."""
    return value.replace("\x00", "").replace("\r\n", "\n")
