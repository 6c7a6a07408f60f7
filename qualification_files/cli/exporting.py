"""`proefstuk qualifications export`: one qualification as a file."""

from collections.abc import Callable
from typing import BinaryIO

import click
from flask import Flask

from foundation.access import SYSTEM
from foundation.work import Work, WorkFactory
from qualification_files import formats, queries
from qualification_files.formats import WRITABLE, Format
from qualification_files.models import Qualification

EXPORT_HELP = """Write one qualification as a file.

    It is named by its number, or by its code; with --cohort and --edition where several have that code.

    Exit code: 0 when the file is written, 1 when there is no such qualification or more than one, 2 when the command
    was typed wrongly.
    """


@click.command("export", help=EXPORT_HELP)
@click.argument("which", metavar="ID|CODE")
@click.option("--cohort", help="Of which cohort.")
@click.option("--edition", help="Which edition.")
@click.option(
    "--format",
    "wanted",
    type=click.Choice([str(one) for one in WRITABLE]),
    default=str(Format.OWN_JSON),
    show_default=True,
)
@click.option(
    "-o",
    "--output",
    type=click.File("wb", lazy=True),  # lazy: what is refused leaves no empty file behind
    default="-",
    help="Where to write it; - is the standard output, which is also the default.",
)
@click.pass_obj
def export_qualification(
    open_app: Callable[[], Flask], which: str, cohort: str | None, edition: str | None, wanted: str, output: BinaryIO
) -> None:
    """Export one qualification."""
    app = open_app()
    works: WorkFactory = app.extensions["works"]
    with app.app_context(), works.reading(SYSTEM) as work:
        found = _the_one(work, which, cohort=cohort, edition=edition)
        sender = queries.sender(work, found, base_url=app.config["BASE_URL"])
        data = formats.write(Format(wanted), queries.content_of(work, found.id), sender)
    output.write(data)


def _the_one(work: Work, which: str, *, cohort: str | None, edition: str | None) -> Qualification:
    found = [
        row
        for row in queries.qualifications_called(work, which)
        if cohort in (None, row.cohort) and edition in (None, row.edition)
    ]
    if len(found) == 1:
        return found[0]
    if not found:
        raise click.ClickException(
            f"There is no qualification {which} here; `qualifications list` says which there are."
        )
    known = "; ".join(f"{row.id}: cohort {row.cohort or '-'}, edition {row.edition or '-'}" for row in found)
    raise click.ClickException(f"There are {len(found)} qualifications {which} ({known}). Say which by its number.")
