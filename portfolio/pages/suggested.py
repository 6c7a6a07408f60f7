"""Work processes that an entry seems to show: only ever suggested."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from foundation.work import Work
from portfolio import queries
from portfolio.models import Entry
from portfolio.queries import OfferedIndicator, OfferedProcess
from portfolio.rules import Described, Suggestion, best, suggestions


@dataclass(frozen=True)
class Suggested:
    """A work process that an entry seems to show, and the words of the entry that say so."""

    id: int
    number: str
    name: str
    because: str
    terms: Mapping[str, Any]


def suggested_for(work: Work, entry: Entry) -> list[Suggested]:
    """What this entry, which is linked to nothing yet, seems to show (4 statements)."""
    followed = [row.id for row in queries.followed(work, entry.owner_id)]
    if not followed:
        return []
    offered = queries.offered_processes(work, followed)
    return suggested(work, entry, offered, queries.offered_indicators(work, followed), ())


def suggested(
    work: Work,
    entry: Entry,
    offered: Sequence[OfferedProcess],
    indicators: Mapping[int, Sequence[OfferedIndicator]],
    linked: Collection[int],
) -> list[Suggested]:
    """What it seems to show, over all qualifications, the likeliest first (1 statement)."""
    if not offered:
        return []
    files = [file.name for file in queries.files_of(work, entry.id) if file.archived_at is None]
    told = (entry.title, entry.role, entry.description)
    trees: dict[int, list[OfferedProcess]] = {}
    for row in offered:
        trees.setdefault(row.qualification_id, []).append(row)
    found: list[Suggestion] = []
    for tree in trees.values():
        described = [_described(row, indicators.get(row.id, ())) for row in tree]
        found += suggestions(told, described, language=tree[0].language, file_names=files, without=linked)
    rows = {row.id: row for row in offered}
    return [_row(rows[one.work_process_id], one) for one in best(found)]


def _described(row: OfferedProcess, indicators: Sequence[OfferedIndicator]) -> Described:
    return Described(row.id, row.name, (row.description, row.result, *(one.text for one in indicators)))


def _row(row: OfferedProcess, found: Suggestion) -> Suggested:
    return Suggested(row.id, row.number, row.name, ", ".join(found.because), row.terms)
