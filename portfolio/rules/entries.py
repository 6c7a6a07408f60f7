"""What an entry tells, kind by kind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum

from foundation.messages import Message, say

LONGEST_TEXT = 20_000  # characters of a description or a reasoning


class EntryKind(StrEnum):
    """What a portfolio entry tells about; each kind has the fields that suit it."""

    WORK_EXPERIENCE = "work_experience"
    EDUCATION = "education"
    TRAINING = "training"
    PROJECT = "project"
    PRODUCT = "product"
    OTHER = "other"


class EntryOrder(StrEnum):
    """In which order a list of entries stands; a minus turns it round."""

    ADDED = "-added"
    ADDED_FIRST = "added"
    NAME = "name"
    NAME_LAST = "-name"
    DATE = "-date"
    DATE_FIRST = "date"
    CHANGED = "-changed"
    CHANGED_FIRST = "changed"


class EntryStanding(StrEnum):
    """How far an entry is as evidence: it stands in each of these that holds for one of its links."""

    UNLINKED = "unlinked"
    OPEN = "open"
    WAITING = "waiting"
    RETURNED = "returned"
    ACCEPTED = "accepted"


class PreviewState(StrEnum):
    """How far what others are shown of a file is: a picture, or a film or sound without its place."""

    NONE = "none"  # nothing to draw; of film and sound: it can be played
    WAITING = "waiting"
    READY = "ready"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True)
class EntryFacts:
    """What its owner tells about an entry; each kind asks for some of it."""

    title: str
    organisation: str = ""
    role: str = ""
    started_on: date | None = None
    ended_on: date | None = None
    hours: int | None = None
    level: str = ""
    outcome: str = ""
    description: str = ""


@dataclass(frozen=True)
class Asked:
    """A field of a kind, in the words that suit that kind."""

    name: str
    label: Message
    hint: Message | None = None
    required: bool = False
    most: int = 100_000  # of a number
    told_as: Message | None = None  # where the label speaks to its owner: what readers read

    @property
    def told_label(self) -> Message:
        """The label for whoever reads it."""
        return self.told_as or self.label


HOURS_IN_A_WEEK = 168
_FROM = Asked("started_on", say("From"))
_UNTIL = Asked("ended_on", say("Until"), say("Leave this empty while it still goes on."))
_HOURS = Asked("hours", say("Hours in total"))


def _named(example: Message) -> Asked:
    return Asked("title", say("Name"), example, required=True)


# In the order in which one fills them in, on a phone: first what it is, then what only some people know by heart.
FIELDS: Mapping[EntryKind, tuple[Asked, ...]] = {
    EntryKind.WORK_EXPERIENCE: (
        _named(say("For instance: assistant in a bicycle shop")),
        Asked("organisation", say("Company"), required=True),
        Asked("role", say("Your position"), told_as=say("Position")),
        replace(_FROM, required=True),
        _UNTIL,
        Asked("hours", say("Hours a week"), most=HOURS_IN_A_WEEK),
        Asked(
            "description", say("What you did there"), say("Your tasks, the machines and materials, whom you helped.")
        ),
    ),
    EntryKind.EDUCATION: (
        _named(say("For instance: vocational course in carpentry")),
        Asked("organisation", say("School"), required=True),
        Asked("level", say("Level"), say("For instance: level 2")),
        _FROM,
        _UNTIL,
        Asked("outcome", say("Diploma or result")),
        Asked("description", say("What you learnt")),
    ),
    EntryKind.TRAINING: (
        _named(say("For instance: first aid at work")),
        Asked("organisation", say("Given by"), required=True),
        Asked("started_on", say("From")),
        Asked("ended_on", say("Until"), say("Leave this empty when it was one day, or while it still goes on.")),
        _HOURS,
        Asked("level", say("Level")),
        Asked("outcome", say("Certificate or result"), say("And until when it is valid, where that is known.")),
        Asked("description", say("What you learnt")),
    ),
    EntryKind.PROJECT: (
        _named(say("For instance: a shed for the neighbours")),
        Asked("description", say("What you did"), say("What was asked, how you went about it, whom you worked with.")),
        Asked("outcome", say("What came of it")),
        Asked("organisation", say("Client or company")),
        Asked("role", say("Your part in it"), told_as=say("Part in it")),
        _FROM,
        _UNTIL,
        _HOURS,
    ),
    EntryKind.PRODUCT: (
        _named(say("For instance: oak side table")),
        Asked("description", say("How you made it"), say("The materials, the steps, what was difficult.")),
        Asked("started_on", say("Made on")),
        _HOURS,
        Asked("organisation", say("Made for")),
    ),
    EntryKind.OTHER: (
        _named(say("For instance: captain of the football team")),
        Asked("description", say("What it is about")),
        Asked("started_on", say("Date")),
    ),
}
GOING_ON = frozenset({EntryKind.WORK_EXPERIENCE, EntryKind.EDUCATION, EntryKind.PROJECT})

# STARR: the five things that make a story into evidence.
STARR = (
    (say("Situation"), say("Where and when was it? Who was there?")),
    (say("Task"), say("What was asked of you?")),
    (say("Action"), say("What did you do yourself, step by step? Why in this way?")),
    (say("Result"), say("What came of it? How do you know that it was good?")),
    (say("Reflection"), say("What went well, and what would you do differently next time?")),
)


@dataclass(frozen=True)
class Told:
    """What somebody told about a work process of an earlier version."""

    number: str
    reasoning: str


def joined(told: Sequence[Told]) -> str:
    """One text that tells all of it: what was told of several at once stands there once, under their numbers."""
    numbers: dict[str, list[str]] = {}
    for one in told:
        if one.reasoning.strip():
            numbers.setdefault(one.reasoning, []).append(one.number)
    if len(numbers) <= 1:
        return next(iter(numbers), "")
    return "\n\n".join(f"{', '.join(of_these)}:\n{reasoning}" for reasoning, of_these in numbers.items())


def suiting(kind: EntryKind, facts: EntryFacts) -> EntryFacts:
    """The facts that this kind asks for; whatever else was sent along is left out."""
    asked = {field.name for field in FIELDS[kind]}
    blank = EntryFacts(title="")
    return replace(blank, **{name: getattr(facts, name) for name in asked})


def changed(before: EntryFacts, after: EntryFacts) -> tuple[str, ...]:
    """The names of the facts that differ."""
    return tuple(
        field.name for field in fields(EntryFacts) if getattr(before, field.name) != getattr(after, field.name)
    )


def is_period(started_on: date | None, ended_on: date | None) -> bool:
    """Whether it does not end before it begins; an open end is fine."""
    return started_on is None or ended_on is None or ended_on >= started_on


def goes_on(kind: EntryKind, started_on: date | None, ended_on: date | None) -> bool:
    """Whether it has begun and no end was told of something that lasts."""
    return kind in GOING_ON and started_on is not None and ended_on is None
