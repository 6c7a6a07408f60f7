"""What a source holds under a code, and what adding it would mean (Q11)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypedDict, cast

from foundation.messages import Message, from_json, say, to_json
from qualification_files.rules.numbers import natural_key


class CodeState(StrEnum):
    """What is found for a code, or has become of it."""

    NEW = "new"
    OTHER_COHORT = "other_cohort"  # the code is here for another cohort; this one is new
    NEWER_EDITION = "newer_edition"  # an older edition is here for this cohort; this one comes beside it
    OTHER_EDITION = "other_edition"
    INACTIVE = "inactive"  # intake or the programme has ended
    ALREADY_THERE = "already_there"
    UNKNOWN = "unknown"  # in none of the sources
    UNREAD = "unread"  # in none that could be read, and one could not
    REFUSED = "refused"
    LEFT_OUT = "left_out"  # not chosen
    CHANGED = "changed"  # not what it was when somebody chose it
    IMPORTED = "imported"


TICKED = frozenset({CodeState.NEW, CodeState.OTHER_COHORT})
CHOOSABLE = TICKED | {CodeState.NEWER_EDITION, CodeState.OTHER_EDITION, CodeState.INACTIVE}


class KeptHeld(TypedDict, total=False):
    """`Held` as a row keeps it; what says nothing is left out."""

    code: str
    name: str
    level: int
    cohort: str
    edition: str
    valid_from: str
    intake_ends: str
    programme_ends: str
    core_tasks: int
    work_processes: int
    indicators: int
    competences: list[str]
    refused: Mapping[str, object]
    file: str


class KeptLookup(TypedDict):
    """`LookedUp` as a row keeps it."""

    code: str
    held: KeptHeld | None
    source_id: int | None
    source: str
    file: str
    key: str
    sha256: str
    others: list[str]
    troubles: list[tuple[str, Mapping[str, object]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One qualification that a file of a source holds, in short."""

    code: str
    name: str = ""
    level: int | None = None
    cohort: str = ""
    edition: str = ""
    valid_from: date | None = None
    intake_ends: date | None = None
    programme_ends: date | None = None
    core_tasks: int = 0
    work_processes: int = 0
    indicators: int = 0
    competences: tuple[str, ...] = ()
    refused: Message | None = None  # by the reader
    file: str = ""  # where a list says that it is

    def to_json(self) -> KeptHeld:
        """Plain values."""
        plain: dict[str, object] = {
            "code": self.code,
            "name": self.name,
            "level": self.level,
            "cohort": self.cohort,
            "edition": self.edition,
            "valid_from": _written(self.valid_from),
            "intake_ends": _written(self.intake_ends),
            "programme_ends": _written(self.programme_ends),
            "core_tasks": self.core_tasks,
            "work_processes": self.work_processes,
            "indicators": self.indicators,
            "competences": list(self.competences),
            "refused": to_json(self.refused) if self.refused else None,
            "file": self.file,
        }
        return cast(KeptHeld, {name: value for name, value in plain.items() if value or name == "code"})

    @staticmethod
    def from_json(plain: KeptHeld) -> "Held":
        """What `to_json` wrote."""
        return Held(
            code=plain["code"],
            name=plain.get("name", ""),
            level=plain.get("level"),
            cohort=plain.get("cohort", ""),
            edition=plain.get("edition", ""),
            valid_from=_day(plain.get("valid_from")),
            intake_ends=_day(plain.get("intake_ends")),
            programme_ends=_day(plain.get("programme_ends")),
            core_tasks=plain.get("core_tasks", 0),
            work_processes=plain.get("work_processes", 0),
            indicators=plain.get("indicators", 0),
            competences=tuple(plain.get("competences", ())),
            refused=from_json(plain["refused"]) if "refused" in plain else None,
            file=plain.get("file", ""),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedUp:
    """What the sources gave for one code."""

    code: str
    held: Held | None = None
    source_id: int | None = None
    source: str = ""
    file: str = ""
    key: str = ""  # of the kept file
    sha256: str = ""
    others: tuple[str, ...] = ()  # names of other sources that have it as well
    troubles: tuple[tuple[str, Message], ...] = ()  # sources that could not be asked, and why

    def to_json(self) -> KeptLookup:
        """Plain values."""
        return {
            "code": self.code,
            "held": self.held.to_json() if self.held else None,
            "source_id": self.source_id,
            "source": self.source,
            "file": self.file,
            "key": self.key,
            "sha256": self.sha256,
            "others": list(self.others),
            "troubles": [(name, to_json(trouble)) for name, trouble in self.troubles],
        }

    @staticmethod
    def from_json(plain: KeptLookup) -> "LookedUp":
        """What `to_json` wrote."""
        return LookedUp(
            code=plain["code"],
            held=Held.from_json(plain["held"]) if plain["held"] else None,
            source_id=plain["source_id"],
            source=plain["source"],
            file=plain["file"],
            key=plain["key"],
            sha256=plain["sha256"],
            others=tuple(plain["others"]),
            troubles=tuple((name, from_json(trouble)) for name, trouble in plain["troubles"]),
        )


@dataclass(frozen=True, slots=True)
class Here:
    """An edition of a code that the school has."""

    cohort: str
    edition: str
    qualification_id: int


def code_state(found: LookedUp, here: Sequence[Here], *, cohort: str, today: date) -> CodeState:
    """What adding it for this cohort would mean: code, cohort and edition together say which qualification it is."""
    held = found.held
    if held is None:
        return CodeState.UNREAD if found.troubles else CodeState.UNKNOWN
    if held.refused:
        return CodeState.REFUSED
    editions = {one.edition for one in here if one.cohort == cohort_of(held, cohort)}
    if held.edition in editions:
        return CodeState.ALREADY_THERE
    if why_inactive(held, today=today):
        return CodeState.INACTIVE
    if editions:
        return CodeState.NEWER_EDITION if is_newer(held.edition, editions) else CodeState.OTHER_EDITION
    return CodeState.OTHER_COHORT if here else CodeState.NEW


def cohort_of(held: Held, cohort: str) -> str:
    """The cohort it comes in for: the one that is asked, or else the one that its file names."""
    return cohort or held.cohort


def why_inactive(held: Held, *, today: date) -> Message | None:
    """Why nobody new can follow it, by the days that its own file gives; None while somebody can."""
    if held.programme_ends is not None and today > held.programme_ends:
        return say("The programme ended on %(day)s.", day=held.programme_ends)
    if held.intake_ends is not None and today > held.intake_ends:
        return say("Intake ended on %(day)s.", day=held.intake_ends)
    return None


def is_newer(edition: str, others: Collection[str]) -> bool:
    """Whether this edition comes after all the others, as people count."""
    return all(natural_key(edition) > natural_key(other) for other in others)


def best_of(candidates: Iterable[Held], *, cohort: str) -> Held | None:
    """Of several with one code: one that can be read, made for this cohort, then for any, and of these the latest."""
    return max(candidates, key=lambda held: _rank(held, cohort), default=None)


def _rank(held: Held, cohort: str) -> tuple[object, ...]:
    fits = 2 if cohort and held.cohort == cohort else int(not held.cohort)
    return (
        held.refused is None,
        fits,
        held.valid_from or date.min,
        natural_key(held.edition),
        natural_key(held.cohort),
    )


def _written(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None
