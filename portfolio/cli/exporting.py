"""`proefstuk portfolio export` and `data-access`: a portfolio as a file on this machine."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import click
from flask import Flask
from flask_babel import force_locale

from foundation.environment import NAME, setting
from foundation.messages import Message
from portfolio.actions.exports import note_written
from portfolio.cli.owners import whose
from portfolio.documents.making import PROGRAM, Asked, read_export
from portfolio.rules import ExportKind
from qualification_files.cli.opening import OpenApp, reading, writing

OWN_KINDS = (ExportKind.ZIP, ExportKind.PDF, ExportKind.LEAP2A)
TO = click.option(
    "--to",
    "target",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write; one that is there already is replaced once the new one is whole.",
)


@click.command("export")
@click.argument("email", metavar="EMAIL")
@click.option(
    "--kind",
    type=click.Choice([str(kind) for kind in OWN_KINDS]),
    default=str(ExportKind.ZIP),
    show_default=True,
    help="ZIP file with pages and all files, one PDF document, or Leap2A for another program.",
)
@TO
@click.pass_obj
def export_portfolio(open_app: OpenApp, email: str, kind: str, target: Path) -> None:
    """Write the portfolio of somebody to a file, as they can do themselves.

    Exit code: 0 when it is written, 1 when it is refused, or written without a file that storage has lost, 2 when the
    command was typed wrongly.
    """
    _write(open_app(), email, ExportKind(kind), target)


@click.command("data-access")
@click.argument("email", metavar="EMAIL")
@TO
@click.pass_obj
def answer_data_access(open_app: OpenApp, email: str, target: Path) -> None:
    """Write everything that is kept about the portfolio of somebody to a ZIP file, staff notes included.

    Look through it before you hand it over: staff notes may mention other people.

    Exit code: 0 when it is written, 1 when it is refused, or written without a file that storage has lost, 2 when the
    command was typed wrongly.
    """
    _write(open_app(), email, ExportKind.DATA_ACCESS, target)


def _write(app: Flask, email: str, kind: ExportKind, target: Path) -> None:
    with _beside(target) as (file, path):
        left_out = _written(app, email, kind, file, path, target)
    click.echo(f"Written to {target}.")
    for message in left_out:
        click.echo(str(message), err=True)
    sys.exit(1 if left_out else 0)


def _written(app: Flask, email: str, kind: ExportKind, file: BinaryIO, path: Path, target: Path) -> Sequence[Message]:
    with reading(app) as work:
        owner = whose(work, email)
        owner_id, language = owner.id, owner.language or app.config["BABEL_DEFAULT_LOCALE"]
        made = read_export(work, owner_id, kind, Asked(0, setting(work.db, NAME) or PROGRAM, work.today))
    with app.app_context(), force_locale(language), made.write(lambda _count: None) as stream:
        shutil.copyfileobj(stream, file)
    file.close()
    with writing(app) as work:
        note_written(work, owner_id, kind)
    os.replace(path, target)  # after it is on record: nothing leaves that is not
    return made.left_out


@contextmanager
def _beside(target: Path) -> Iterator[tuple[BinaryIO, Path]]:
    """A file that only we read, in the folder of the target; gone again when it did not become the target."""
    try:
        number, name = tempfile.mkstemp(dir=target.absolute().parent, prefix=f".{target.name}.")
    except OSError as error:
        raise click.ClickException(f"Nothing can be written to {target}: {error.strerror}.") from error
    try:
        with os.fdopen(number, "wb") as file:
            yield file, Path(name)
    except OSError as error:
        raise click.ClickException(f"{target} was not written: {error.strerror or error}.") from error
    finally:
        Path(name).unlink(missing_ok=True)
