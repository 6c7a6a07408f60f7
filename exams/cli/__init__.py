"""The command-line door: `proefstuk exams ...`."""

import click

from exams.cli.trying import try_form

COMMANDS: tuple[click.Command, ...] = (try_form,)


@click.group()
def exams() -> None:
    """Practical exams: try a form on invented marks."""


for command in COMMANDS:
    exams.add_command(command)
