"""The conversion table as it is printed: where each work process went, who said so, and who moved with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from foundation.messages import Message, say
from qualification_files.models import VersionMove
from qualification_files.pages.mapping import MappingPage
from qualification_files.pages.moves import kept_moves, movers
from qualification_files.pages.words import identity
from qualification_files.queries.mapping import Decision, Pair
from qualification_files.rules.mapping import Process


@dataclass(frozen=True)
class PaperRow:
    """One work process of the earlier version; `why` says how it got its counterpart."""

    old: Process
    new: Process | None
    why: Message
    indicators: Message | None
    decided_by: str
    decided_at: datetime | None


@dataclass(frozen=True)
class Went:
    """Where evidence went in one move: from these work processes to that one, so many pieces."""

    old: list[Process]
    new: Process | None
    pieces: int


@dataclass(frozen=True)
class PaperMove:
    """One move of people, with the mapping as it was then."""

    started_at: datetime
    by: str
    chosen: int
    moved: int
    pieces: int
    finished_at: datetime | None
    undone_at: datetime | None
    undone_by: str
    went: list[Went]


@dataclass(frozen=True)
class ConversionPage:
    """Everything on that paper."""

    name: str
    old: Message
    new: Message
    draft: bool
    words: Message
    rows: list[PaperRow]
    added: list[Process]
    moves: list[PaperMove]


def conversion_page(
    both: Pair,
    page: MappingPage,
    decided: Mapping[int, Decision],
    moves: Sequence[VersionMove],
    *,
    pieces: Mapping[tuple[int, int], int],
    names: Mapping[int, str],
) -> ConversionPage:
    """`pieces` of evidence by move and new work process; `names` of who did something, by number."""
    said = {row.old.id: row for row in page.decided}
    rows = [
        PaperRow(
            old=old,
            new=said[old.id].new if old.id in said else None,
            why=said[old.id].ground if old.id in said else say("not decided yet"),
            indicators=said[old.id].indicators if old.id in said else None,
            decided_by=decided[old.id].decided_by if old.id in decided else "",
            decided_at=decided[old.id].row.decided_at if old.id in decided else None,
        )
        for old in both.before
    ]
    return ConversionPage(
        name=both.new.name,
        old=identity(both.old),
        new=identity(both.new),
        draft=both.new.state == "draft",
        words=page.words,
        rows=rows,
        added=page.added,
        moves=[_move(move, both, pieces, names) for move in moves if move.started_at],
    )


def _move(move: VersionMove, both: Pair, pieces: Mapping[tuple[int, int], int], names: Mapping[int, str]) -> PaperMove:
    return PaperMove(
        started_at=move.started_at or move.made_at,
        by=names.get(move.made_by or 0, ""),
        chosen=move.people,
        moved=len(movers(kept_moves(move))),
        pieces=sum(count for (number, _new), count in pieces.items() if number == move.id),
        finished_at=move.finished_at,
        undone_at=move.undone_at,
        undone_by=names.get(move.undone_by or 0, ""),
        went=_went(move, both, pieces),
    )


def _went(move: VersionMove, both: Pair, pieces: Mapping[tuple[int, int], int]) -> list[Went]:
    """In the order of the earlier version; several that went to one stand together, for so does their evidence."""
    before, after = ({one.id: one for one in processes} for processes in (both.before, both.after))
    found: dict[int | None, list[Process]] = {}
    for old_id, new_id in move.mapping:
        if old_id in before:
            found.setdefault(new_id, []).append(before[old_id])
    return [Went(old, after.get(new_id or 0), pieces.get((move.id, new_id or 0), 0)) for new_id, old in found.items()]
