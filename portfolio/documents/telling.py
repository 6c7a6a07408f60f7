"""Records of what is kept, in the reader's words: a label for every name, and values as people write them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from foundation.messages import Message, say
from foundation.web.words import day, moment, said, size
from portfolio.events import EntrySeen, FileTaken, PortfolioSeen
from portfolio.events.guests import GuestCameIn, GuestLooked, GuestTookFile, WitnessSigned
from portfolio.events.notes import StaffNoteFileTaken, StaffNotesSeen
from portfolio.events.transfer import ExportTaken
from portfolio.formats.values import SaidAs
from portfolio.forms.notes import CATEGORIES
from portfolio.pages.exports import WORDS
from portfolio.pages.kinds import KINDS
from portfolio.pages.quality import CAPACITIES, JUDGED, LEVELS
from portfolio.pages.reading import WAYS
from portfolio.pages.reviews import STATES
from portfolio.queries.kept import Further, Record, Value
from portfolio.rules import (
    Capacity,
    Decision,
    EntryKind,
    EvidenceState,
    ExportKind,
    GuestKind,
    Judgement,
    NoteCategory,
    SelfLevel,
)
from qualification_files.rules import LinkOrigin
from qualification_files.rules.grounds import ORIGIN_WORDS

SECTIONS: Mapping[str, Message] = {
    "person": say("Whom it is about"),
    "entries": say("Entries"),
    "drafts": say("Typed, but not kept as an entry yet"),
    "unfinished_uploads": say("Files that were not added to an entry yet"),
    "self_assessments": say("Self-assessments"),
    "quality_judgements": say("What others found of the evidence"),
    "assessors": say("Who assesses the portfolio"),
    "guests": say("Guests"),
    "staff_notes": say("Staff notes"),
    "exports": say("Times that it was asked for as a file"),
    "imports": say("Portfolios brought in from elsewhere"),
    "on_record": say("Who looked and who did what"),
}
LABELS: Mapping[str, Message] = {
    "about_evidence": say("About evidence"),
    "accepted_since": say("Accepted since"),
    "added_at": say("Added on"),
    "added_by": say("Added by"),
    "asked_at": say("Asked on"),
    "asked_by": say("Asked by"),
    "assigned_by": say("Assigned by"),
    "at": say("When"),
    "authenticity": say("Authenticity"),
    "browser": say("Browser"),
    "by_guest": say("By a guest"),
    "came_from": say("Came from"),
    "capacity": say("As"),
    "category": say("What it is about"),
    "code": say("Code"),
    "cohort": say("Cohort"),
    "comments": say("Comments"),
    "confirmed_at": say("Confirmed on"),
    "core_task": say("Core task"),
    "created_at": say("Made on"),
    "currency": say("Currency"),
    "decided_at": say("Decided on"),
    "decision": say("Decision"),
    "description": say("Description"),
    "email": say("E-mail address"),
    "ended_on": say("Until"),
    "entry": say("Entry"),
    "event": say("What happened"),
    "evidence": say("Evidence"),
    "facts": say("Facts"),
    "files": say("Files"),
    "fingerprint": say("Fingerprint"),
    "finished_at": say("Ready on"),
    "function": say("Function"),
    "group": say("Group"),
    "hours": say("Hours"),
    "id": say("Number here"),
    "in_thread": say("In the thread of"),
    "indicators": say("Indicators"),
    "invited_by": say("Invited by"),
    "kind": say("Kind"),
    "known_since": say("Known since"),
    "level": say("Level"),
    "media_type": say("Type of file"),
    "message": say("Message"),
    "moved_from": say("Came along from evidence"),
    "name": say("Name"),
    "new_version_of": say("New version of"),
    "noted_on": say("Day"),
    "number": say("Number"),
    "organisation": say("Organisation"),
    "outcome": say("Result"),
    "path": say("Where it lies"),
    "put_aside_at": say("Put aside on"),
    "qualification": say("Qualification"),
    "qualifications": say("Qualifications"),
    "quantity": say("Quantity"),
    "reason": say("Reason"),
    "reasoning": say("Reasoning"),
    "reasons": say("Reasons"),
    "received": say("Received"),
    "relation": say("Knows the work as"),
    "relevance": say("Relevance"),
    "remark": say("Remark"),
    "replaced_at": say("Replaced on"),
    "replaces": say("Replaces"),
    "required": say("Required"),
    "reviews": say("Reviews"),
    "role": say("Role"),
    "seen_at": say("Last seen on"),
    "sha256": say("SHA-256"),
    "since": say("Since"),
    "size": say("Size"),
    "started_at": say("Begun on"),
    "started_on": say("From"),
    "state": say("State"),
    "supervisors": say("Supervisors"),
    "text": say("Text"),
    "thrown_away_at": say("Thrown away on"),
    "title": say("Title"),
    "typed": say("Typed"),
    "until": say("Until"),
    "updated_at": say("Changed on"),
    "variety": say("Variety"),
    "visits": say("Visits"),
    "who": say("Who"),
    "withdrawn_at": say("Withdrawn on"),
    "witness_statements": say("Witness statements"),
    "work_process": say("Work process"),
}
CHOICES: Mapping[type[StrEnum], Mapping[StrEnum, Message]] = {
    EntryKind: {kind: words.label for kind, words in KINDS.items()},
    EvidenceState: {state: words for state, (_kind, words) in STATES.items()},
    Capacity: {one: CAPACITIES[one] for one in Capacity},
    Decision: {decision: WAYS[SaidAs(decision)] for decision in Decision},
    Judgement: {judged: sign.words for judged, sign in JUDGED.items()},
    SelfLevel: {one: LEVELS[one] for one in SelfLevel},
    NoteCategory: {one: CATEGORIES[one] for one in NoteCategory},
    ExportKind: {kind: words.label for kind, words in WORDS.items()},
    LinkOrigin: {origin: ORIGIN_WORDS[origin] for origin in LinkOrigin},
    GuestKind: {GuestKind.REVIEWER: say("To look"), GuestKind.WITNESS: say("To sign as a witness")},
}
EVENTS: Mapping[str, Message] = {  # the looks, in words; all else is told by the name that the record has for it
    PortfolioSeen.name: say("Looked at the portfolio"),
    EntrySeen.name: say("Looked at an entry"),
    FileTaken.name: say("Opened a file"),
    StaffNotesSeen.name: say("Looked at staff notes"),
    StaffNoteFileTaken.name: say("Opened a file of a staff note"),
    ExportTaken.name: say("Took the portfolio as a file"),
    GuestCameIn.name: say("Came in with a code"),
    GuestLooked.name: say("Looked at an entry"),
    GuestTookFile.name: say("Opened a file"),
    WitnessSigned.name: say("Signed as a witness"),
}
_SIZES = frozenset({"size", "received"})


@dataclass(frozen=True)
class Words:
    """What sections, names and choices are called."""

    sections: Mapping[str, Message]
    labels: Mapping[str, Message]
    choices: Mapping[type[StrEnum], Mapping[Any, Message]]


def words_with(further: Iterable[Further]) -> Words:
    """Our own words and those of packages above this one; what is on record comes last."""
    sections, labels, choices = dict(SECTIONS), dict(LABELS), dict(CHOICES)
    on_record = sections.pop("on_record")
    for one in further:
        sections |= one.sections
        labels = {**one.labels, **labels}
        choices |= one.choices
    return Words({**sections, "on_record": on_record}, labels, choices)


@dataclass(frozen=True)
class Line:
    """One thing that a record tells: a text, a file to open, or records of its own."""

    label: str
    text: str = ""
    href: str = ""
    records: Sequence[Sequence["Line"]] = ()


def lines_of(record: Record, words: Words, href: Callable[[str], str | None]) -> list[Line]:
    """What a record tells, without what is empty. `href` gives the address of a file that came along."""
    return [_line(name, value, words, href) for name, value in record.items() if _tells(value)]


def _label(name: str, words: Words) -> str:
    """The words for a name; a name that a stored value brought along is its own words."""
    return said(words.labels[name]) if name in words.labels else name.replace("_", " ")


def _tells(value: Value) -> bool:
    if isinstance(value, Mapping):
        return any(map(_tells, value.values()))
    return value not in (None, "", [], (), False)


def _line(name: str, value: Value, words: Words, href: Callable[[str], str | None]) -> Line:
    label = _label(name, words)
    if isinstance(value, Mapping):
        return Line(label, records=[lines_of(value, words, href)])
    if isinstance(value, Sequence) and not isinstance(value, str):
        inside = [one for one in value if isinstance(one, Mapping)]
        if inside:
            return Line(label, records=[lines_of(one, words, href) for one in inside])
        return Line(label, "\n".join(_told(name, one, words) for one in value))
    if name == "path" and isinstance(value, str):
        return Line(label, value, href(value) or "")
    return Line(label, _told(name, value, words))


def _told(name: str, value: Value, words: Words) -> str:
    if isinstance(value, StrEnum):
        return said(words.choices[type(value)][value])
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    if value is True:
        return said(say("Yes"))
    if name == "event" and isinstance(value, str) and value in EVENTS:
        return said(EVENTS[value])
    if name in _SIZES and isinstance(value, int):
        return size(value)
    return str(value if value is not None else "")
