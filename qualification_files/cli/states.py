"""`proefstuk qualifications activate`, `deactivate`, `publish`, `unpublish` and `remove`."""

import click

from qualification_files import actions
from qualification_files.actions import publication
from qualification_files.actions.versions import activate_version
from qualification_files.cli.naming import Called, line, one_qualification
from qualification_files.cli.opening import OpenApp, writing


@click.command("activate", short_help="Put a qualification in use.")
@one_qualification
@click.option("--supersede-earlier", is_flag=True, help="Let nobody new begin with the version before it.")
@click.pass_obj
def activate(open_app: OpenApp, called: Called, *, supersede_earlier: bool) -> None:
    """Put QUALIFICATION in use: people can be linked to it and examined on it.

    Refused, with what is missing, where it is not complete. Doing it again does no harm.
    """
    with writing(open_app()) as work:
        found = called.find(work)
        activate_version(work, found, supersede_earlier=supersede_earlier)
        words = line(found)
    click.echo(words)


@click.command("deactivate", short_help="Let nobody new be linked to it.")
@one_qualification
@click.pass_obj
def deactivate(open_app: OpenApp, called: Called) -> None:
    """Let nobody new be linked to QUALIFICATION; whoever follows it keeps it. Doing it again does no harm."""
    with writing(open_app()) as work:
        found = called.find(work)
        actions.deactivate(work, found)
        words = line(found)
    click.echo(words)


@click.command("publish", short_help="Let anybody read it.")
@one_qualification
@click.pass_obj
def publish(open_app: OpenApp, called: Called) -> None:
    """Let anybody read QUALIFICATION, without an account. Doing it again does no harm."""
    with writing(open_app()) as work:
        found = called.find(work)
        publication.publish(work, found)
        words = f"{line(found)}, public"
    click.echo(words)


@click.command("unpublish", short_help="Keep it inside the school again.")
@one_qualification
@click.pass_obj
def unpublish(open_app: OpenApp, called: Called) -> None:
    """Keep QUALIFICATION inside the school again. Doing it again does no harm."""
    with writing(open_app()) as work:
        found = called.find(work)
        publication.unpublish(work, found)
        words = f"{line(found)}, not public"
    click.echo(words)


@click.command("remove", short_help="Remove a draft.")
@one_qualification
@click.pass_obj
def remove(open_app: OpenApp, called: Called) -> None:
    """Remove QUALIFICATION with all its parts. Only a draft that nothing else uses; it cannot be put back."""
    with writing(open_app()) as work:
        found = called.find(work)
        words = f"Removed: {line(found)}"
        actions.remove_qualification(work, found)
    click.echo(words)
