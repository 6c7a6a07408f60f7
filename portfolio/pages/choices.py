"""Work processes and indicators to choose from."""

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from foundation.work import Work
from portfolio import queries
from portfolio.models import Entry
from portfolio.pages.suggested import suggested
from portfolio.queries import OfferedIndicator, OfferedProcess


@dataclass(frozen=True)
class Choice:
    """A work process that can be ticked, with its indicators."""

    id: int
    number: str
    name: str
    checked: bool
    linked: bool
    indicators: Sequence[OfferedIndicator]
    because: str  # the words that make it a suggestion; empty where it is none


@dataclass(frozen=True)
class Group:
    """Work processes of one core task, to choose from."""

    qualification: str
    core_task: str
    terms: Mapping[str, Any]
    choices: list[Choice] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether something in it was chosen."""
        return any(choice.checked for choice in self.choices)


@dataclass(frozen=True)
class Choices:
    """All that an entry can be linked to."""

    suggested: Sequence[Choice]
    groups: Sequence[Group]
    allowed: Sequence[int]
    process_of: Mapping[int, int]  # by indicator
    words: str
    found: int  # how many work processes have these words

    @property
    def terms(self) -> list[Mapping[str, Any]]:
        """The words of the qualifications that stand here."""
        return [group.terms for group in self.groups]


def evidence_choices(
    work: Work, entry: Entry, *, chosen: Collection[int] = (), words: str = "", with_suggestions: bool = True
) -> Choices:
    """What this entry can be linked to, by core task; those it seems to show apart (5 statements, or 4 without)."""
    followed = [row.id for row in queries.followed(work, entry.owner_id)]
    offered = queries.offered_processes(work, followed)
    indicators = queries.offered_indicators(work, followed)
    linked = queries.linked_work_processes(work, entry.id)
    likely = suggested(work, entry, offered, indicators, linked) if with_suggestions else []
    because = {one.id: one.because for one in likely}
    groups: dict[int, Group] = {}
    rows: dict[int, Choice] = {}
    for row in offered:
        choice = Choice(
            row.id,
            row.number,
            row.name,
            row.id in chosen,
            row.id in linked,
            indicators.get(row.id, ()),
            because.get(row.id, ""),
        )
        if choice.checked or _has(words, row, choice.indicators):
            rows[row.id] = choice
            group = groups.setdefault(row.core_task_id, Group(row.qualification, row.core_task, row.terms))
            group.choices.append(choice)
    return Choices(
        suggested=[rows[one.id] for one in likely if one.id in rows],
        groups=list(groups.values()),
        allowed=[row.id for row in offered],
        process_of={one.id: process for process, those in indicators.items() for one in those},
        words=words,
        found=len(rows),
    )


def _has(words: str, row: OfferedProcess, indicators: Sequence[OfferedIndicator]) -> bool:
    """Whether all these words stand in it somewhere."""
    if not words:
        return True
    text = _plain(" ".join([row.number, row.name, row.core_task, *(one.text for one in indicators)]))
    return all(word in text for word in _plain(words).split())


def _plain(text: str) -> str:
    return "".join(
        letter for letter in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(letter)
    )
