"""What the exam board decides, under which number, and why a verdict is made anew."""

import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from foundation.messages import Message, say
from foundation.visible import has_visible

LONGEST_NUMBER = 40


class DecisionKind(StrEnum):
    """What a decision of the board is about."""

    RATIFICATION = "ratification"
    EXEMPTION = "exemption"
    CORRECTION = "correction"
    OBJECTION = "objection"
    APPEAL = "appeal"
    ANNULMENT = "annulment"


class OutcomeCause(StrEnum):
    """Why there is a verdict."""

    SIGNED = "signed"
    AGREED = "agreed"
    CORRECTED = "corrected"
    EXEMPTED = "exempted"


@dataclass(frozen=True, kw_only=True)
class DecisionFacts:
    """A decision as somebody writes it down."""

    number: str
    decided_on: date
    present: tuple[int, ...]
    grounds: str
    form_key: str
    committee: tuple[str, ...] = ()  # who decided on an appeal: people from outside, by their names


def next_number(year: int, numbers: Iterable[str]) -> str:
    """The number after the highest of this year, as in 2026-004; numbers of another make are passed over."""
    start = f"{year}-"
    ends = (number.removeprefix(start) for number in numbers if number.startswith(start))
    taken = [int(end) for end in ends if end.isascii() and end.isdecimal() and len(end) < 10]
    return f"{start}{max(taken, default=0) + 1:03}"


def plain_number(written: str) -> str:
    """The number in the one way it is kept, so that what looks the same is the same."""
    folded = unicodedata.normalize("NFKC", written)
    shown = (letter for letter in folded if unicodedata.category(letter) not in ("Cf", "Cc") or letter in "\t\n")
    return " ".join("".join("-" if _is_dash(letter) else letter for letter in shown).split())


def _is_dash(letter: str) -> bool:
    return unicodedata.category(letter) == "Pd" or letter == "\u2212"


def why_not_decide(
    facts: DecisionFacts, kind: DecisionKind, *, members: Collection[int], today: date, since: date | None = None
) -> Message | None:
    """The reason this decision cannot be written down so; `since`: the day from which there was something to decide."""
    if not has_visible(facts.number):
        return say("Give the decision a number.")
    if len(plain_number(facts.number)) > LONGEST_NUMBER:
        return say("The number of a decision has at most %(most)s characters.", most=LONGEST_NUMBER)
    if kind is DecisionKind.APPEAL:
        if not any(has_visible(name) for name in facts.committee):
            return say("Name the members of the appeals committee who decided.")
    elif not facts.present:
        return say("Choose at least one board member who was present.")
    if not set(facts.present) <= set(members):
        return say("Somebody who is marked as present is no longer on the exam board. Look again.")
    if facts.decided_on > today:
        return say("A decision cannot have been taken after today.")
    if since and facts.decided_on < since:
        return _too_early(kind, since)
    return None


def _too_early(kind: DecisionKind, since: date) -> Message:
    if kind is DecisionKind.EXEMPTION:
        return say("An exemption cannot have been decided on before it was requested, on %(day)s.", day=since)
    if kind is DecisionKind.OBJECTION:
        return say("An objection cannot have been decided on before it was lodged, on %(day)s.", day=since)
    if kind is DecisionKind.APPEAL:
        return say("An appeal cannot have been decided on before it was lodged, on %(day)s.", day=since)
    return say("A decision cannot have been taken before there was a result, on %(day)s.", day=since)


def same_names(names: Iterable[str], others: Iterable[str]) -> list[str]:
    """Those of these names that are among the others, however they are spaced or capitalised."""
    known = {" ".join(other.casefold().split()) for other in others}
    return [name for name in names if " ".join(name.casefold().split()) in known]


def decides_alone(present: Iterable[int], involved: Collection[int]) -> bool:
    """Four eyes: whether everybody who was there had a part in what is decided about."""
    return set(present) <= set(involved)
