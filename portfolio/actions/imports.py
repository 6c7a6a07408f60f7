"""Portfolios from elsewhere: uploaded, looked at, taken in entry by entry, safe to go on with after a crash."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict
from uuid import UUID, uuid4, uuid5

from foundation.files import RefusedFile, TakenIn, UploadLimits, take_in
from foundation.messages import Message, say, to_json
from foundation.refusals import Refusal, Unreadable
from foundation.scanning import Scanner
from foundation.storage import Storage, StoredBlob
from foundation.work import Work
from portfolio.actions.entries import add_entry
from portfolio.actions.evidence import add_evidence
from portfolio.actions.files import add_files
from portfolio.events.transfer import PortfolioImported, PortfolioUploaded
from portfolio.formats.packed import LostFile, PackedPortfolio, opened_portfolio
from portfolio.formats.values import EntryInside, FileInside, PortfolioFile, Said
from portfolio.models import Entry, EntryFile, PortfolioImport
from portfolio.queries import successor_of
from portfolio.queries.imports import Places, locked_import, uploads_beyond
from portfolio.rules import LONGEST_TEXT, EntryFacts

TAKE_IN_PORTFOLIO = "portfolio.take-in-portfolio"
UPLOADS_KEPT = 20  # of one person: the oldest make room for a new one
MOST_SAID = 200  # by others, about one entry
MOST_TOLD = 200  # files that stayed out, by name
EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


class Outcome(TypedDict):
    """What came of an import: the entries, by the key they have in the file, and what stayed out."""

    entries: dict[str, int]
    links: int
    left_out: list[object]  # messages


@dataclass(frozen=True)
class TakenFiles:
    """The files of one entry: those that are kept, and why the others are not."""

    taken: Sequence[tuple[FileInside, TakenIn]]
    left_out: Sequence[Message]


def note_upload(work: Work, blob: StoredBlob, *, name: str) -> PortfolioImport:
    """Remember an uploaded portfolio that could be read; nothing of it is in the portfolio yet."""
    for old in uploads_beyond(work, work.actor.id or 0, UPLOADS_KEPT - 1):
        work.db.delete(old)  # the sweep takes the bytes
    row = PortfolioImport(
        owner_id=work.actor.id, file_name=name, file_key=blob.key, size=blob.size, uploaded_at=work.now
    )
    work.db.add(row)
    work.db.flush()  # the event needs the number
    work.emit(PortfolioUploaded(person_id=row.owner_id, import_id=row.id, sha256=blob.sha256))
    return row


def start_import(work: Work, import_id: int, keys: Sequence[str]) -> None:
    """Take in these entries, in the background; the second of two equal posts changes nothing."""
    row = locked_import(work, import_id)
    if row.started_at is not None:
        return
    if not keys:
        raise Unreadable(say("Choose at least one entry."))
    _choose(work, row, keys)
    row.outcome = dict(Outcome(entries={}, links=0, left_out=[]))
    row.job_id = work.later(TAKE_IN_PORTFOLIO, key=f"{TAKE_IN_PORTFOLIO}:{row.id}", import_id=row.id)


def take_files(
    storage: Storage, scanner: Scanner, packed: PackedPortfolio, entry: EntryInside, *, limits: UploadLimits
) -> TakenFiles:
    """Keep the files of an entry, before any lock is held; what is not allowed is named and stays out."""
    taken, left_out = [], []
    for file in entry.files:
        try:
            with packed.opened(file, limit=limits.largest) as stream:
                taken.append((file, take_in(storage, stream, file.name, limits=limits, scanner=scanner)))
        except LostFile:
            left_out.append(say("%(name)s did not come along with the portfolio.", name=file.name))
        except RefusedFile as refusal:
            left_out.append(refusal.message)
        except Refusal as refusal:
            if refusal.status >= 500:  # no room, or it cannot be checked now: the job tries again later
                raise
            left_out.append(say("%(name)s: %(reason)s", name=file.name, reason=refusal.message))
    return TakenFiles(taken, left_out)


def take_in_entry(
    work: Work,
    row: PortfolioImport,
    portfolio: PortfolioFile,
    inside: EntryInside,
    files: TakenFiles,
    places: Places,
    *,
    room: int,
) -> None:
    """One entry with its files and its evidence, as far as its owner has room; 0 is room without end."""
    outcome = _outcome(row)
    entry = add_entry(
        work,
        inside.kind,
        _fitting(inside.facts),
        qualification_ids=places.relevant(inside),
        form_key=str(uuid5(UUID((row.chosen or {})["seed"]), inside.key)),
    )
    left_out = [*files.left_out, *_add_files(work, entry, files.taken, room=room)]
    entry.origin = _origin(portfolio, inside, places)
    if inside.created_at and EPOCH < inside.created_at <= work.now:
        entry.created_at = inside.created_at
    _follow(work, entry, outcome["entries"].get(inside.version_of))
    row.outcome = dict(
        Outcome(
            entries={**outcome["entries"], inside.key: entry.id},
            links=outcome["links"] + _link(work, entry, inside, places),
            left_out=[*outcome["left_out"], *map(to_json, left_out)][:MOST_TOLD],
        )
    )


def take_in_at_once(
    work: Work,
    row: PortfolioImport,
    portfolio: PortfolioFile,
    wanted: Sequence[tuple[EntryInside, TakenFiles]],
    places: Places,
    *,
    room: int,
) -> Outcome:
    """All these entries in this one unit of work: they are all in when it ends well, or none is."""
    _choose(work, row, [entry.key for entry, _files in wanted])
    for entry, files in wanted:
        take_in_entry(work, row, portfolio, entry, files, places, room=room)
    finish_import(work, row)
    return _outcome(row)


def finish_import(work: Work, row: PortfolioImport) -> None:
    """All that was chosen is in."""
    if row.finished_at is not None:
        return
    row.finished_at = work.now
    entry_ids = tuple(_outcome(row)["entries"].values())
    work.emit(PortfolioImported(person_id=row.owner_id, import_id=row.id, entry_ids=entry_ids))


def _choose(work: Work, row: PortfolioImport, keys: Sequence[str]) -> None:
    # What is made carries a number that nobody can know before: a form of somebody's own making cannot take its place.
    row.chosen, row.started_at = {"keys": list(keys), "seed": str(uuid4())}, work.now


def _outcome(row: PortfolioImport) -> Outcome:
    kept: Mapping[str, object] = row.outcome or {}
    return Outcome(**{"entries": {}, "links": 0, "left_out": [], **kept})  # type: ignore[typeddict-item]  # JSON of ours


def _add_files(
    work: Work, entry: Entry, taken: Sequence[tuple[FileInside, TakenIn]], *, room: int
) -> Sequence[Message]:
    """Put them with the entry one by one, the newer in the place of the earlier, and tell which did not fit."""
    left_out: list[Message] = []
    rows: dict[str, EntryFile] = {}
    for inside, file in taken:
        try:
            for row in add_files(work, entry, [file], limit=room):
                rows[inside.path] = row
        except Refusal as refusal:
            left_out.append(say("%(name)s: %(reason)s", name=file.name, reason=refusal.message))
    replaced: set[int] = set()
    for inside, _file in taken:
        newer, older = rows.get(inside.path), rows.get(inside.replaces)
        if newer and older and older.id < newer.id and older.id not in replaced:
            newer.replaces_id, older.replaced_at = older.id, work.now
            replaced.add(older.id)
    return left_out


def _follow(work: Work, entry: Entry, predecessor_id: int | None) -> None:
    """It is a new version of that one, if nothing else in the file is."""
    if predecessor_id is None or predecessor_id >= entry.id or successor_of(work, predecessor_id):
        return
    entry.predecessor_id = predecessor_id


def _link(work: Work, entry: Entry, inside: EntryInside, places: Places) -> int:
    """Link it to the work processes that its owner follows here, with the reasoning that came along."""
    reasonings: dict[int, str] = {}
    indicator_ids: set[int] = set()
    for evidence in inside.evidence:
        number = places.of(evidence)
        if number is None:
            continue
        reasonings[number] = evidence.reasoning[:LONGEST_TEXT]
        known = places.indicators.get(number, {})
        indicator_ids.update(known[text] for text in evidence.indicators if text in known)
    try:
        if reasonings:
            add_evidence(work, entry, reasonings, reasoning="", reasonings=reasonings, indicator_ids=indicator_ids)
    except Refusal:  # what was followed when this began is not followed any more
        return 0
    return len(reasonings)


def _fitting(facts: EntryFacts) -> EntryFacts:
    """What a file says, as long as it may be here."""
    return EntryFacts(
        title=facts.title[:200],
        organisation=facts.organisation[:200],
        role=facts.role[:200],
        started_on=facts.started_on,
        ended_on=facts.ended_on,
        hours=facts.hours,
        level=facts.level[:100],
        outcome=facts.outcome[:200],
        description=facts.description[:LONGEST_TEXT],
    )


def _reasonings(portfolio: PortfolioFile, inside: EntryInside, places: Places) -> list[Said]:
    """What its owner wrote about work processes that are not followed here: kept to be read."""
    return [
        Said(
            portfolio.owner,
            inside.updated_at or portfolio.made_at,
            evidence.reasoning,
            number=f"{evidence.work_process.number} {evidence.work_process.name}",
        )
        for evidence in inside.evidence
        if evidence.reasoning and places.of(evidence) is None
    ]


def _origin(portfolio: PortfolioFile, inside: EntryInside, places: Places) -> dict[str, object]:
    said = [*inside.said, *_reasonings(portfolio, inside, places)]
    return {
        "source": ", ".join(filter(None, (portfolio.owner, portfolio.made_by)))[:300],
        "said": [
            {
                "who": one.who[:200],
                "when": one.when.isoformat(),
                "text": one.text[:LONGEST_TEXT],
                "kind": one.way,
                "number": one.number[:200],
                "source": one.source[:300],
            }
            for one in said[:MOST_SAID]
        ],
    }


__all__ = [
    "TAKE_IN_PORTFOLIO",
    "Outcome",
    "TakenFiles",
    "finish_import",
    "note_upload",
    "opened_portfolio",
    "start_import",
    "take_files",
    "take_in_at_once",
    "take_in_entry",
]
