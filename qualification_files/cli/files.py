"""A file on the command line that is held against a qualification that is here."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import click

from foundation.work import Work
from qualification_files import queries
from qualification_files.formats import READABLE, Format, QualificationFile, UnreadableFile, read_file
from qualification_files.models import Qualification
from qualification_files.queries import Found, ReadFile
from qualification_files.queries.imports import WITHOUT_CODES
from qualification_files.rules import ImportState

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FORMAT = click.option(
    "--format",
    "wanted",
    type=click.Choice([str(one) for one in READABLE]),
    help="The format of the file, where it is not recognised by itself.",
)


def read_path(path: Path, wanted: str | None) -> ReadFile:
    """The file, read; refused with the place in it that is wrong."""
    content = path.read_bytes()
    try:
        found = read_file(content, path.name, Format(wanted) if wanted else None)
    except UnreadableFile as refusal:
        raise click.ClickException(f"{path}: {refusal.message}") from refusal
    return ReadFile(path.name, sha256(content).hexdigest(), found)


def content_for(work: Work, here: Qualification, file: ReadFile) -> QualificationFile:
    """What the file says about this qualification, for the same cohort where it names none.

    The one with its code, else the only one that the file holds.
    """
    found = queries.found_in(work, [file], cohort="")
    same = [one for one in found if one.code == here.code]
    chosen = same if len(same) == 1 else found if len(found) == 1 else []
    if not chosen:
        codes = ", ".join(one.code or "one without a code" for one in found[:20]) or "nothing"
        raise click.ClickException(f"{file.name} does not hold {here.code} once. It holds: {codes}.")
    return usable(chosen[0], here)


def usable(found: Found, here: Qualification) -> QualificationFile:
    """The content, with code and cohort of the one that is here where the file has none; else why it is refused."""
    if found.content is None or found.state is ImportState.REFUSED:
        where = f" ({found.where})" if found.where else ""
        raise click.ClickException(f"{found.code or found.file.name}: {found.reason}{where}")
    content = found.content
    code = "" if found.file.report.format in WITHOUT_CODES else content.code
    return replace(content, code=code or here.code, cohort=content.cohort or here.cohort)


def came_from(file: ReadFile) -> dict[str, object]:
    """What is kept of the file."""
    return {"file_name": file.name, "sha256": file.sha256}
