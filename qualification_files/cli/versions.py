"""`proefstuk qualifications new-version`, `follow-on`, `supersede` and `close`."""

from pathlib import Path

import click

from foundation.work import Work
from qualification_files.actions import versions as actions
from qualification_files.actions.taking_over import version_from
from qualification_files.cli.files import FILE, FORMAT, came_from, content_for, read_path
from qualification_files.cli.naming import Called, line, one_qualification, the_qualification
from qualification_files.cli.opening import OpenApp, short, writing
from qualification_files.models import Qualification
from qualification_files.queries import ReadFile
from qualification_files.rules.versions import next_cohort


@click.command("new-version", short_help="Make the next version of it, as a draft.")
@the_qualification
@click.option("--cohort", help="For whom it is; without it the cohort after that of the earlier version.")
@click.option("--edition", help="The edition; without it that of the earlier version, or of the file.")
@click.option("--from", "path", type=FILE, help="A file with its content; without it the content stays the same.")
@FORMAT
@click.pass_obj
def new_version(
    open_app: OpenApp, called: Called, cohort: str | None, edition: str | None, path: Path | None, wanted: str | None
) -> None:
    """Make the next version of QUALIFICATION, as a draft, and print its number.

    What is in use stays as it is. Who follows it is moved later: see map and move.
    """
    cohort, edition = short(cohort, "--cohort"), short(edition, "--edition")
    file = read_path(path, wanted) if path else None
    with writing(open_app()) as work:
        old = called.find(work)
        if file:
            made = _version_from(work, old, file, cohort=cohort, edition=edition)
        else:
            wanted_cohort = next_cohort(old.cohort, year=work.today.year) if cohort is None else cohort
            wanted_edition = old.edition if edition is None else edition
            made = actions.make_version(work, old, cohort=wanted_cohort, edition=wanted_edition)
        words = line(made)
    click.echo(words)


@click.command("follow-on", short_help="Say which version it follows on.")
@the_qualification
@click.argument("earlier", required=False)
@click.option("--nothing", is_flag=True, help="It follows on no other version any more.")
@click.pass_obj
def follow_on(open_app: OpenApp, called: Called, earlier: str | None, *, nothing: bool) -> None:
    """Say that QUALIFICATION is the next version of EARLIER, which is here already. Doing it again does no harm."""
    if (earlier is None) is not nothing:
        raise click.UsageError("Give either EARLIER or --nothing.")
    with writing(open_app()) as work:
        new = called.find(work)
        if earlier is None:
            actions.let_go(work, new)
        else:
            actions.choose_successor(work, Called(earlier.strip()).find(work), new)
        words = f"{line(new)}, follows on {earlier or 'nothing'}"
    click.echo(words)


@click.command("supersede", short_help="Let nobody new begin with it.")
@one_qualification
@click.pass_obj
def supersede(open_app: OpenApp, called: Called) -> None:
    """Let nobody new begin with QUALIFICATION; a later version of it has to be active."""
    with writing(open_app()) as work:
        old = called.find(work)
        actions.supersede(work, old)
        words = line(old)
    click.echo(words)


@click.command("close", short_help="Close it for good.")
@one_qualification
@click.pass_obj
def close(open_app: OpenApp, called: Called) -> None:
    """Close QUALIFICATION for good; nobody may follow it any more."""
    with writing(open_app()) as work:
        old = called.find(work)
        actions.close(work, old)
        words = line(old)
    click.echo(words)


def _version_from(
    work: Work, old: Qualification, file: ReadFile, *, cohort: str | None, edition: str | None
) -> Qualification:
    content = content_for(work, old, file)
    if edition is None:
        edition = content.dossier.version or old.edition
    if cohort is None:
        same = (content.cohort, edition) == (old.cohort, old.edition)
        cohort = next_cohort(old.cohort, year=work.today.year) if same else content.cohort
    return version_from(work, old, content, cohort=cohort, edition=edition, came_from=came_from(file))
