"""`proefstuk portfolio import`: entries from another program become part of somebody's portfolio."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import click
from flask import Flask
from flask_babel import force_locale

from foundation.access import Actor
from foundation.files import safe_name
from foundation.files.intake import look_through
from foundation.storage import StoredBlob
from foundation.web.uploads import person_limit, upload_limits
from foundation.work import Work
from people.queries import actor_of
from portfolio.actions.imports import (
    Outcome,
    TakenFiles,
    note_upload,
    opened_portfolio,
    take_files,
    take_in_at_once,
)
from portfolio.cli.owners import whose
from portfolio.formats.values import EntryInside, ReadPortfolio
from portfolio.pages.imports import kind_names
from portfolio.permissions import Permission
from portfolio.queries.imports import known_entries, places_for
from portfolio.queries.subjects import own_portfolio
from qualification_files.cli.opening import AS_JSON, OpenApp, counted, reading, told, writing


@dataclass(frozen=True)
class Brought:
    """A file that was read and kept, with what of it is to be taken in."""

    blob: StoredBlob
    name: str
    read: ReadPortfolio
    wanted: Sequence[tuple[EntryInside, TakenFiles]]
    there: Sequence[EntryInside]  # something like it is in the portfolio already

    @property
    def left_out(self) -> list[str]:
        """The files that stay out, and why."""
        return [str(message) for _entry, files in self.wanted for message in files.left_out]


@click.command("import")
@click.argument("email", metavar="EMAIL")
@click.argument("path", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--again", is_flag=True, help="Also take in what seems to be there already.")
@AS_JSON
@click.pass_obj
def import_portfolio(open_app: OpenApp, email: str, path: Path, *, again: bool, as_json: bool) -> None:
    """Take in all entries of a portfolio in Leap2A (a ZIP file, or the description alone), or none of them.

    Entries of the same kind and title as one that is there stay out, so doing it twice changes nothing; --again takes
    them in too. Files that are not allowed stay out and are named. Evidence is linked to the work processes that the
    person follows here.

    Exit code: 0 when all of it is there, 1 when it is refused or a file stayed out, 2 when the command was typed
    wrongly.

    \b
    --json prints one object:
      taken_in        list of {id, title}
      already_there   titles of entries that stayed out
      links           how many links to work processes they have now
      not_followed    how many were left out: the person does not follow that work process here
      left_out        files that stayed out, and why
      remarks         what deserves a look
    """
    app = open_app()
    with path.open("rb") as stream:
        owner, brought = _bring(app, email, stream, path.name, again=again)
    outcome = _take_in(app, owner, brought)
    told(_report(brought, outcome), _lines(brought, outcome), as_json=as_json)
    sys.exit(1 if brought.left_out else 0)


def _bring(app: Flask, email: str, stream: BinaryIO, name: str, *, again: bool) -> tuple[Actor, Brought]:
    """Look at everything and keep the bytes, before anything of it is in the portfolio."""
    with reading(app) as work:
        owner = _owner(work, email)
        known, storage, scanner, limits = (
            known_entries(work, owner.id or 0),
            work.storage,
            work.scanner,
            upload_limits(),
        )
    look_through(scanner, stream, name)
    with opened_portfolio(stream) as packed:
        stream.seek(0)
        blob = storage.put(stream, limit=limits.largest)
        with app.app_context(), force_locale(owner.language or app.config["BABEL_DEFAULT_LOCALE"]):
            packed = packed.titled(kind_names())
        entries = packed.read.portfolio.entries
        there = [] if again else [one for one in entries if (one.kind, one.facts.title) in known]
        stays = {one.key for one in there}
        fresh = [one for one in entries if one.key not in stays]
        wanted = [(one, take_files(storage, scanner, packed, one, limits=limits)) for one in fresh]
        return owner, Brought(blob, safe_name(name), packed.read, wanted, there)


def _owner(work: Work, email: str) -> Actor:
    person = whose(work, email)
    owner = actor_of(work, person.id)
    if owner is None or not work.access.allows(
        owner, Permission.IMPORT_PORTFOLIO, own_portfolio(work.on_behalf_of(owner))
    ):
        raise click.ClickException(f"{person.name} keeps no portfolio here: only candidates who can sign in do.")
    return owner


def _take_in(app: Flask, owner: Actor, brought: Brought) -> Outcome:
    if not brought.wanted:
        return Outcome(entries={}, links=0, left_out=[])
    with writing(app) as work:
        theirs = work.on_behalf_of(owner)
        row = note_upload(theirs, brought.blob, name=brought.name)
        places = places_for(theirs, row.owner_id)
        return take_in_at_once(theirs, row, brought.read.portfolio, brought.wanted, places, room=person_limit())


def _report(brought: Brought, outcome: Outcome) -> Mapping[str, object]:
    named = sum(len(entry.evidence) for entry, _files in brought.wanted)
    return {
        "taken_in": [
            {"id": outcome["entries"][entry.key], "title": entry.facts.title} for entry, _files in brought.wanted
        ],
        "already_there": [entry.facts.title for entry in brought.there],
        "links": outcome["links"],
        "not_followed": named - outcome["links"],
        "left_out": brought.left_out,
        "remarks": [str(message) for message in brought.read.remarks],
    }


def _lines(brought: Brought, outcome: Outcome) -> Iterator[str]:
    for entry, _files in brought.wanted:
        yield f"{outcome['entries'][entry.key]:>6}  taken in: {entry.facts.title}"
    yield from (f"        already there: {entry.facts.title}" for entry in brought.there)
    yield from (f"        stayed out: {words}" for words in brought.left_out)
    yield from (f"        look at: {words}" for words in brought.read.remarks)
    named = sum(len(entry.evidence) for entry, _files in brought.wanted)
    taken = counted(len(brought.wanted), "entry", "entries")
    links = counted(outcome["links"], "work process", "work processes")
    yield f"{taken} taken in, {len(brought.there)} already there; evidence for {links}."
    if named > outcome["links"]:
        words = counted(named - outcome["links"], "work process", "work processes")
        yield f"Evidence for {words} that the person does not follow here stayed out."
