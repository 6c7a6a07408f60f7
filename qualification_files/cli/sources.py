"""`proefstuk qualifications sources`: where official files are looked up."""

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import click
from flask import Flask

from foundation.access import SYSTEM
from foundation.work import WorkFactory
from qualification_files.actions import sources as actions
from qualification_files.actions.sources import TakenFile
from qualification_files.cli.opening import counted
from qualification_files.queries import sources as queries
from qualification_files.rules.states import SourceKind
from qualification_files.sources import LARGEST, Outside, SourceFacts, open_shelf, read_held


@click.group()
def sources() -> None:
    """Where official files are looked up by code."""


@sources.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list instead of lines.")
@click.pass_obj
def list_sources(open_app: Callable[[], Flask], *, as_json: bool) -> None:
    """Say which sources there are, in the order in which they are asked."""
    app = open_app()
    with app.app_context(), _works(app).reading(SYSTEM) as work:
        rows = [_listed(row) for row in queries.sources(work)]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        place = f"{row['kind']} {row['address']}".strip()
        click.echo(f"{row['name']}  {place}  {'on' if row['active'] else 'off'}, {_held(row['codes'], row['files'])}")
        if row["trouble"]:
            click.echo(f"  {row['trouble']}")
    if not rows:
        click.echo("There are no sources yet.")


@sources.command("add")
@click.argument("name")
@click.argument("places", metavar="FILE... | FOLDER | ADDRESS", nargs=-1, required=True)
@click.pass_obj
def add_source(open_app: Callable[[], Flask], name: str, places: tuple[str, ...]) -> None:
    """Add a source: official files, one folder of this server, or one address on the web."""
    app = open_app()
    outside: Outside = app.extensions["outside"]
    with app.app_context():
        files: list[TakenFile] = []
        address, kind = "", _kind(places)
        if kind is SourceKind.ADDRESS:
            address = outside.web(places[0]).address
        elif kind is SourceKind.FOLDER:
            address = str(outside.folder(str(Path(places[0]).absolute())).root)
        else:
            files = [_taken(app, Path(place)) for place in places]
        with _works(app).writing(SYSTEM) as work:
            added = actions.add_source(work, name=name, kind=kind, address=address, files=files)
            facts = queries.facts_of(added)
        if kind is not SourceKind.UPLOADED:
            _read(app, facts)
    click.echo(f"The source {name!r} is asked for codes from now on.")


@sources.command("read")
@click.argument("name")
@click.pass_obj
def read_source(open_app: Callable[[], Flask], name: str) -> None:
    """Look anew at what a source holds."""
    app = open_app()
    with app.app_context():
        facts = _named(app, name)
        _read(app, facts)
        with _works(app).reading(SYSTEM) as work:
            row = next(row for row in queries.sources(work) if row.source.id == facts.id)
            trouble = queries.trouble_of(row.source)
    if trouble:
        raise click.ClickException(str(trouble))
    click.echo(f"{_held(row.codes, row.files)}.")


@sources.command("remove")
@click.argument("name")
@click.pass_obj
def remove_source(open_app: Callable[[], Flask], name: str) -> None:
    """Ask a source no longer; what came from it stays."""
    app = open_app()
    with app.app_context():
        facts = _named(app, name)
        with _works(app).writing(SYSTEM) as work:
            actions.remove_source(work, queries.source(work, facts.id))
    click.echo(f"The source {name!r} is removed.")


def _held(codes: object, files: object) -> str:
    return f"{counted(codes, 'code')} in {counted(files, 'file')}"


def _works(app: Flask) -> WorkFactory:
    works: WorkFactory = app.extensions["works"]
    return works


def _kind(places: tuple[str, ...]) -> SourceKind:
    if "://" in places[0] or Path(places[0]).is_dir():
        if len(places) > 1:
            raise click.UsageError("Name one folder or one address, or any number of files.")
        return SourceKind.ADDRESS if "://" in places[0] else SourceKind.FOLDER
    return SourceKind.UPLOADED


def _taken(app: Flask, path: Path) -> TakenFile:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise click.UsageError(f"{path} cannot be read: {error.strerror}.") from error
    held = read_held(content, path.name)
    works = _works(app)
    works.scanner.look_through(BytesIO(content))
    blob = works.storage.put(BytesIO(content), limit=LARGEST)
    return TakenFile(path.name, blob.key, blob.sha256, blob.size, held)


def _named(app: Flask, name: str) -> SourceFacts:
    with _works(app).reading(SYSTEM) as work:
        row = next((row for row in queries.sources(work) if row.source.name == name), None)
        facts = queries.source_facts(work, row.source.id) if row else None
    if facts is None:
        raise click.ClickException(f"There is no source called {name!r}.")
    return facts


def _read(app: Flask, facts: SourceFacts) -> None:
    storage = _works(app).storage
    outside: Outside = app.extensions["outside"]
    shelf = open_shelf(
        facts, outside, keep=lambda content: storage.put(BytesIO(content), limit=LARGEST).key, keeps_all=True
    )
    with _works(app).writing(SYSTEM) as work:
        actions.keep_reading(work, shelf)


def _listed(row: queries.SourceRow) -> dict[str, object]:
    trouble = queries.trouble_of(row.source)
    return {
        "name": row.source.name,
        "kind": str(row.source.kind),
        "address": row.source.address,
        "active": row.source.active,
        "files": row.files,
        "codes": row.codes,
        "read_at": row.source.read_at.isoformat() if row.source.read_at else None,
        "trouble": str(trouble) if trouble else None,
    }
