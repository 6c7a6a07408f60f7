"""`proefstuk qualifications documents`: accountability documents."""

from pathlib import Path
from typing import BinaryIO

import click
from flask import Flask

from foundation.files import TakenIn, take_in
from foundation.web.uploads import upload_limits
from foundation.work import Work, WorkFactory
from qualification_files import actions, queries
from qualification_files.cli.files import FILE
from qualification_files.cli.naming import Called, one_qualification
from qualification_files.cli.opening import AS_JSON, OpenApp, Refusing, reading, short, told, writing
from qualification_files.models import AccountabilityDocument

DOCUMENT = click.argument("number", metavar="DOCUMENT", type=click.IntRange(1, 2**31 - 1))
DESCRIPTION = click.option("--description", help="What it is; without it the name of the file says so.")
PIECE = 256 * 1024


@click.group(cls=Refusing, short_help="Accountability documents.")
def documents() -> None:
    """Accountability documents: what the school accounts for with a qualification.

    DOCUMENT is the number that list prints.
    """


@documents.command("list")
@one_qualification
@click.option("--removed", is_flag=True, help="Those that were removed too.")
@AS_JSON
@click.pass_obj
def list_documents(open_app: OpenApp, called: Called, *, removed: bool, as_json: bool) -> None:
    """Say which documents QUALIFICATION has.

    With --json: a list of objects with id, description, removed, added_at and files; of each file name, media_type,
    size, sha256 and uploaded_at, the one that counts last.
    """
    with reading(open_app()) as work:
        found = queries.documents(work, called.find(work).id)
        rows = [_listed(row) for row in (*found.kept, *(found.removed if removed else ()))]
    told(rows, list(map(_line, rows)) or ["There are no documents."], as_json=as_json)


@documents.command("add")
@one_qualification
@click.argument("path", metavar="FILE", type=FILE)
@DESCRIPTION
@click.pass_obj
def add_document(open_app: OpenApp, called: Called, path: Path, description: str | None) -> None:
    """Put FILE with QUALIFICATION. A file that it has already is not added again."""
    words = short(description, "--description", limit=actions.LONGEST_DESCRIPTION) or ""
    app = open_app()
    with reading(app) as work:
        number = called.find(work).id
    taken = _taken(app, path)
    with writing(app) as work:
        found = queries.qualification(work, number)
        added = actions.add_document(work, found, taken, description=words)
        told_words = f"{added.id}  {added.description}" if added else f"{taken.name} is here already."
    click.echo(told_words)


@documents.command("replace")
@DOCUMENT
@click.argument("path", metavar="FILE", type=FILE)
@click.pass_obj
def replace_document(open_app: OpenApp, number: int, path: Path) -> None:
    """Let FILE take the place of what DOCUMENT holds now; the earlier file stays as history."""
    app = open_app()
    with reading(app) as work:
        _document(work, number)
    taken = _taken(app, path)
    with writing(app) as work:
        changed = actions.replace_document(work, _document(work, number), taken)
    click.echo(f"{number} is replaced." if changed else f"{taken.name} is here already.")


@documents.command("describe")
@DOCUMENT
@click.argument("description")
@click.pass_obj
def describe_document(open_app: OpenApp, number: int, description: str) -> None:
    """Say otherwise what DOCUMENT is."""
    words = short(description, "DESCRIPTION", limit=actions.LONGEST_DESCRIPTION)
    if not words:
        raise click.BadParameter("say what this document is", param_hint="DESCRIPTION")
    with writing(open_app()) as work:
        actions.describe_document(work, _document(work, number), words)
    click.echo(f"{number}  {words}")


@documents.command("remove")
@DOCUMENT
@click.pass_obj
def remove_document(open_app: OpenApp, number: int) -> None:
    """Put DOCUMENT aside; restore puts it back. Doing it again does no harm."""
    with writing(open_app()) as work:
        actions.remove_document(work, _document(work, number))
    click.echo(f"{number} is removed.")


@documents.command("restore")
@DOCUMENT
@click.pass_obj
def restore_document(open_app: OpenApp, number: int) -> None:
    """Put DOCUMENT back. Doing it again does no harm."""
    with writing(open_app()) as work:
        actions.restore_document(work, _document(work, number))
    click.echo(f"{number} is back.")


@documents.command("get")
@DOCUMENT
@click.option(
    "-o",
    "--output",
    type=click.File("wb", lazy=True),  # lazy: what is refused leaves no empty file behind
    default="-",
    help="Where to write it; - is the standard output, which is also the default.",
)
@click.pass_obj
def get_document(open_app: OpenApp, number: int, output: BinaryIO) -> None:
    """Write the file of DOCUMENT, as it came."""
    with reading(open_app()) as work:
        key = _document(work, number).files[-1].file_key
        with work.storage.open(key) as stream:
            while piece := stream.read(PIECE):
                output.write(piece)


def _document(work: Work, number: int) -> AccountabilityDocument:
    return queries.document(work, number)


def _taken(app: Flask, path: Path) -> TakenIn:
    """The file, looked at and kept before any lock is held."""
    works: WorkFactory = app.extensions["works"]
    with app.app_context(), path.open("rb") as stream:
        return take_in(works.storage, stream, path.name, limits=upload_limits(), scanner=works.scanner)


def _listed(row: AccountabilityDocument) -> dict[str, object]:
    return {
        "id": row.id,
        "description": row.description,
        "removed": row.removed_at is not None,
        "added_at": row.added_at.isoformat(),
        "files": [
            {
                "name": file.name,
                "media_type": file.media_type,
                "size": file.size,
                "sha256": file.sha256,
                "uploaded_at": file.uploaded_at.isoformat(),
            }
            for file in row.files
        ],
    }


def _line(row: dict[str, object]) -> str:
    files = row["files"]
    assert isinstance(files, list)
    last, removed = files[-1], "  removed" if row["removed"] else ""
    return f"{row['id']:>5}  {row['description']}  ({last['name']}, {last['size']} bytes){removed}"
