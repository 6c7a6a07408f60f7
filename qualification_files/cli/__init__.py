"""The command-line door: `proefstuk qualifications ...`."""

import click

from qualification_files.cli.codes import import_codes
from qualification_files.cli.exporting import export_qualification
from qualification_files.cli.importing import import_files
from qualification_files.cli.listing import list_qualifications
from qualification_files.cli.sources import sources
from qualification_files.cli.versions import close, map_processes, move_people, new_version, supersede


@click.group()
def qualifications() -> None:
    """Qualification files: import and export them, see what is there."""


for command in (import_files, import_codes, sources, export_qualification, list_qualifications):
    qualifications.add_command(command)
for command in (new_version, map_processes, move_people, supersede, close):
    qualifications.add_command(command)
