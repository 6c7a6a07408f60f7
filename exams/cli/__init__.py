"""The command-line door: `proefstuk exams ...`."""

import click

from exams.cli.forms import bring_form_in, export_form, show_schema
from exams.cli.going import going
from exams.cli.trying import try_form
from exams.cli.verify import verify

COMMANDS: tuple[click.Command, ...] = (try_form, export_form, bring_form_in, show_schema, verify, going)


@click.group()
def exams() -> None:
    """Practical exams: try a form on invented marks, take forms out and bring them in."""


for command in COMMANDS:
    exams.add_command(command)
