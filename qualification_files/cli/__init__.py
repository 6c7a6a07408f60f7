"""The command-line door: `proefstuk qualifications ...`."""

import click

from qualification_files.cli.codes import import_codes
from qualification_files.cli.comparing import diff, take_over
from qualification_files.cli.competences import competences
from qualification_files.cli.documents import documents
from qualification_files.cli.exporting import export_qualification
from qualification_files.cli.facts import add, change
from qualification_files.cli.importing import import_files
from qualification_files.cli.instruction import instruction
from qualification_files.cli.linking import link_people, undo_link, unlink_people
from qualification_files.cli.listing import list_qualifications
from qualification_files.cli.mapping import map_processes
from qualification_files.cli.moves import move_people, undo_one_move
from qualification_files.cli.opening import Refusing
from qualification_files.cli.showing import show
from qualification_files.cli.sources import sources
from qualification_files.cli.states import activate, deactivate, publish, remove, unpublish
from qualification_files.cli.terms import terms
from qualification_files.cli.versions import close, follow_on, new_version, supersede

COMMANDS: tuple[click.Command, ...] = (
    *(list_qualifications, show, add, change),
    *(import_files, import_codes, sources, export_qualification, diff, take_over),
    *(activate, deactivate, publish, unpublish, remove),
    *(new_version, follow_on, map_processes, move_people, undo_one_move, supersede, close),
    *(link_people, unlink_people, undo_link),
    *(terms, instruction, documents, competences),
)


@click.group(cls=Refusing)
def qualifications() -> None:
    """Qualification files: bring them in, put them in use, link people, hand them out.

    Whatever is done is on record as done by the system. Refusals go to the standard error output.

    Exit code of every command: 0 done, 1 refused or not for everybody, 2 typed wrongly; diff has 3 for a difference.
    """


for command in COMMANDS:
    qualifications.add_command(command)
