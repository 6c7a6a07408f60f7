"""How a spreadsheet says where people are: "Hospital > Care > ICU; Hospital > Office", as what, and what they lead."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from foundation.messages import Message, say
from people.rules.attributes import AttributeKind
from people.rules.names import clean, plain
from people.rules.organisation import BETWEEN, LONGEST_NAME, MOST_LEVELS, place_words

Names = tuple[str, ...]


@dataclass(frozen=True)
class Place:
    """A part from the top down, and a function in it; None where none is said, empty where there is none."""

    names: Names
    function: str | None = None


@dataclass(frozen=True)
class AttributeColumn:
    """An attribute of people that a column can hold."""

    id: int
    key: str
    headings: Names
    kind: AttributeKind
    choices: Names = ()


@dataclass(frozen=True)
class Organisation:
    """What there is already: open parts by their plain names from the top down, functions by plain name."""

    parts: Mapping[Names, int] = field(default_factory=dict)
    functions: Mapping[str, int] = field(default_factory=dict)
    attributes: Sequence[AttributeColumn] = ()


def as_found(names: Iterable[str]) -> Names:
    """The names of a place as they are compared."""
    return tuple(plain(name) for name in names)


def read_place(words: str) -> Names:
    """One place from the top down."""
    return tuple(name for name in (clean(part) for part in words.split(BETWEEN.strip())) if name)


def read_places(words: str) -> tuple[Names, ...]:
    """The places of one cell, each once."""
    found = {as_found(names): names for names in (read_place(part) for part in re.split(r"[;\n]", words)) if names}
    return tuple(found.values())


def with_functions(places: Sequence[Names], words: str) -> tuple[Place, ...] | None:
    """The places with the functions of the cell beside them: one for all, or as many as there are places; else None."""
    if not clean(words):
        return tuple(Place(names) for names in places)
    functions = [clean(part) for part in words.split(";")]
    if len(functions) == 1:
        functions *= len(places)
    if len(functions) != len(places):
        return None
    return tuple(Place(names, function) for names, function in zip(places, functions, strict=True))


def why_no_place(names: Names) -> Message | None:
    """The reason why no such part can be made, or None."""
    if len(names) > MOST_LEVELS:
        return say("At most %(count)s parts can stand below each other. Choose another place.", count=MOST_LEVELS)
    if any(len(name) > LONGEST_NAME for name in names):
        return say("A name in this place is too long: at most %(count)s characters fit.", count=LONGEST_NAME)
    return None


def missing_parts(wanted: Iterable[Names], known: Mapping[Names, int]) -> list[Names]:
    """The parts that these places need and that are not there yet, each above what stands below it."""
    new: dict[Names, Names] = {}
    for names in wanted:
        for depth in range(1, len(names) + 1):
            found = as_found(names[:depth])
            if found not in known:
                new.setdefault(found, names[:depth])
    return sorted(new.values(), key=lambda names: (len(names), as_found(names)))


def told_place(place: Place) -> str:
    """A place in words, with the function if there is one."""
    words = place_words(place.names)
    return f"{words} ({place.function})" if place.function else words
