"""`proefstuk qualifications export`: one qualification as a file."""

from typing import BinaryIO

import click

from qualification_files import formats, queries
from qualification_files.cli.naming import HOW, Called, one_qualification
from qualification_files.cli.opening import OpenApp, reading
from qualification_files.formats import WRITABLE, Format

EXPORT_HELP = f"""Write one qualification as a file.

    {HOW} With --cohort and --edition where several have that code.

    Exit code: 0 when the file is written, 1 when there is no such qualification or more than one, 2 when the command
    was typed wrongly.
    """


@click.command("export", help=EXPORT_HELP)
@one_qualification
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
def export_qualification(open_app: OpenApp, called: Called, wanted: str, output: BinaryIO) -> None:
    """Export one qualification."""
    app = open_app()
    with reading(app) as work:
        found = called.find(work)
        sender = queries.sender(work, found, base_url=app.config["BASE_URL"])
        data = formats.write(Format(wanted), queries.content_of(work, found.id), sender)
    output.write(data)
