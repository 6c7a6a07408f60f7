"""An uploaded portfolio before it is taken in: what is in it, and what would come of it here."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from foundation.messages import Message, say, say_many
from foundation.web.words import day, said
from portfolio.formats.packed import PackedPortfolio
from portfolio.formats.values import EntryInside
from portfolio.pages.kinds import KINDS, KindWords
from portfolio.queries.imports import Known, Places
from portfolio.rules import EntryKind


@dataclass(frozen=True)
class InsideRow:
    """An entry of the file."""

    key: str
    title: str
    kind: KindWords
    period: str
    description: str
    files: Message | None
    links: Message | None
    known: bool  # something like it is in the portfolio already
    checked: bool


def kind_names() -> Mapping[EntryKind, str]:
    """How each kind of entry is called, in the reader's language: what has no title is called so."""
    return {kind: said(words.label) for kind, words in KINDS.items()}


def inside_rows(
    packed: PackedPortfolio, places: Places, known: Set[Known], *, chosen: Set[str] | None = None
) -> list[InsideRow]:
    """Everything in the file; what seems to be here already is not ticked, unless somebody chose it."""
    return [_row(entry, packed, places, known, chosen) for entry in packed.read.portfolio.entries]


def _row(
    entry: EntryInside, packed: PackedPortfolio, places: Places, known: Set[Known], chosen: Set[str] | None
) -> InsideRow:
    is_known = (entry.kind, entry.facts.title) in known
    return InsideRow(
        key=entry.key,
        title=entry.facts.title,
        kind=KINDS[entry.kind],
        period=_period(entry),
        description=" ".join(entry.facts.description.split())[:200],
        files=_files(entry, packed),
        links=_links(entry, places),
        known=is_known,
        checked=entry.key in chosen if chosen is not None else not is_known,
    )


def _period(entry: EntryInside) -> str:
    first, last = entry.facts.started_on, entry.facts.ended_on
    if first and last and first != last:
        return said(say("%(first)s – %(last)s", first=day(first), last=day(last)))
    return day(first or last)


def _files(entry: EntryInside, packed: PackedPortfolio) -> Message | None:
    if not entry.files:
        return None
    lost = sum(1 for file in entry.files if not packed.has(file))
    if not lost:
        return say_many("%(count)s file", "%(count)s files", len(entry.files))
    return say_many(
        "%(count)s file; %(lost)s of them did not come along with the portfolio",
        "%(count)s files; %(lost)s of them did not come along with the portfolio",
        len(entry.files),
        lost=lost,
    )


def _links(entry: EntryInside, places: Places) -> Message | None:
    if not entry.evidence:
        return None
    placed = sum(1 for evidence in entry.evidence if places.of(evidence) is not None)
    return say_many(
        "Evidence for %(count)s work process, of which you follow %(placed)s here",
        "Evidence for %(count)s work processes, of which you follow %(placed)s here",
        len(entry.evidence),
        placed=placed,
    )


def said_of(remarks: Sequence[Message]) -> list[str]:
    """What deserves a look, in words."""
    return [said(remark) for remark in remarks]
