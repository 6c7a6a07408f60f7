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


class PreviewState(StrEnum):
    """How far the picture is that others are shown of a file."""

    NONE = "none"  # nothing to draw: a document, sound or video
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


_TITLE = Asked("title", say("Name"))
FIELDS: Mapping[EntryKind, tuple[Asked, ...]] = {
    EntryKind.WORK_EXPERIENCE: (
        _TITLE,
        Asked("organisation", say("Company")),
        Asked("role", say("Your position")),
        Asked("started_on", say("From")),
        Asked("ended_on", say("Until")),
        Asked("hours", say("Hours a week")),
        Asked("description", say("What you did there")),
    ),
    EntryKind.EDUCATION: (
        _TITLE,
        Asked("organisation", say("School")),
        Asked("level", say("Level")),
        Asked("started_on", say("From")),
        Asked("ended_on", say("Until")),
        Asked("outcome", say("Diploma or result")),
        Asked("description", say("What you learnt")),
    ),
    EntryKind.TRAINING: (
        _TITLE,
        Asked("organisation", say("Given by")),
        Asked("started_on", say("From")),
        Asked("ended_on", say("Until")),
        Asked("hours", say("Hours in total")),
        Asked("outcome", say("Certificate or result")),
        Asked("description", say("What you learnt")),
    ),
    EntryKind.PROJECT: (
        _TITLE,
        Asked("organisation", say("Client or company")),
        Asked("role", say("Your part in it")),
        Asked("started_on", say("From")),
        Asked("ended_on", say("Until")),
        Asked("hours", say("Hours in total")),
        Asked("outcome", say("What came of it")),
        Asked("description", say("What you did")),
    ),
    EntryKind.PRODUCT: (
        _TITLE,
        Asked("organisation", say("Made for")),
        Asked("started_on", say("Made on")),
        Asked("hours", say("Hours in total")),
        Asked("description", say("How you made it")),
    ),
    EntryKind.OTHER: (
        _TITLE,
        Asked("started_on", say("Date")),
        Asked("description", say("What it is about")),
    ),
}

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
