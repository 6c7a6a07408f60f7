"""`proefstuk qualifications new-version`, `map`, `move`, `supersede` and `close`."""

from pathlib import Path

import click
from flask import Flask

from foundation.work import Work
from qualification_files.actions import versions as actions
from qualification_files.actions.mapping import accept_proposals
from qualification_files.actions.moves import begin_move, carry_out_move, set_going
from qualification_files.actions.taking_over import version_from
from qualification_files.cli.files import FILE, FORMAT, came_from, content_for, read_path
from qualification_files.cli.naming import Called, line, one_qualification, the_qualification
from qualification_files.cli.opening import AS_JSON, DRY_RUN, OpenApp, reading, short, told, writing
from qualification_files.models import Qualification
from qualification_files.pages.mapping import conversion, ground_words
from qualification_files.pages.moves import kept_moves, move_words
from qualification_files.queries import ReadFile
from qualification_files.queries.mapping import decisions, pair, predecessor
from qualification_files.queries.moves import follower_ids, move_results, started_moves, version_move_in_full
from qualification_files.rules.mapping import Process, propose
from qualification_files.rules.versions import MoveResult, next_cohort


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


@click.command("map", short_help="Map work processes of the version before it.")
@one_qualification
@click.option(
    "--accept", type=click.Choice(["sure", "all"]), help="Accept the proposals that are clear, or all of them."
)
@AS_JSON
@click.pass_obj
def map_processes(open_app: OpenApp, called: Called, accept: str | None, *, as_json: bool) -> None:
    """Say where the work processes of the version before QUALIFICATION went; accept what is proposed.

    With --json: a list of objects with old, new, decided (true or false), sure and why.

    Exit code: 0 when everything is decided, 1 when something is still open.
    """
    app = open_app()
    if accept:
        with writing(app) as work:
            new = called.find(work)
            accept_proposals(work, new, sure_only=accept == "sure")
    with reading(app) as work:
        new = called.find(work)
        rows = _mapping_rows(work, new)
    told(rows, map(_mapping_line, rows), as_json=as_json)
    raise SystemExit(0 if all(row["decided"] for row in rows) else 1)


@click.command("move", short_help="Move participants to it from the version before.")
@one_qualification
@click.option("--all", "everybody", is_flag=True, help="Everybody who follows the earlier version.")
@click.option("--group", "groups", multiple=True, help="Only this group; may be given more than once.")
@DRY_RUN
@click.pass_obj
def move_people(open_app: OpenApp, called: Called, groups: tuple[str, ...], *, everybody: bool, dry_run: bool) -> None:
    """Move participants from the version before QUALIFICATION to it, with their evidence.

    A move that was broken off goes on first. Exit code: 1 when somebody could not be moved.
    """
    if everybody == bool(groups):
        raise click.UsageError("Give either --all or --group.")
    app = open_app()
    chosen = None if everybody else list(groups)
    if dry_run:
        with reading(app) as work:
            new = called.find(work)
            old = predecessor(work, new)
            results = move_results(work, old.id, new, follower_ids(work, old.id, groups=chosen))
    else:
        _finish_broken_off(app, called)
        results = _move(app, called, chosen)
    for result, people in results.items():
        click.echo(str(move_words(result, len(people), done=not dry_run)))
    if not results:
        click.echo("Nobody to move.")
    fine = {MoveResult.MOVED, MoveResult.JOINED, MoveResult.UNCHANGED}
    raise SystemExit(0 if results.keys() <= fine else 1)


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


def _move(app: Flask, called: Called, groups: list[str] | None) -> dict[MoveResult, list[int]]:
    with writing(app) as work:
        new = called.find(work)
        people = follower_ids(work, predecessor(work, new).id, groups=groups)
        if not people:
            return {}
        begun = begin_move(work, new, people)
        set_going(work, begun)
        move_id = begun.id
    return _carry_out(app, move_id)


def _finish_broken_off(app: Flask, called: Called) -> None:
    with reading(app) as work:
        new = called.find(work)
        waiting = [move.id for move in started_moves(work, new.id) if not move.finished_at and not move.job_id]
    for move_id in waiting:
        _carry_out(app, move_id)


def _carry_out(app: Flask, move_id: int) -> dict[MoveResult, list[int]]:
    """Piece by piece, each kept at once: what was done stays done when it is broken off."""
    is_open = True
    while is_open:
        with writing(app) as work:
            move = version_move_in_full(work, move_id, lock=True)
            if move.finished_at is None:
                carry_out_move(work, move)
            is_open = move.finished_at is None
            results = kept_moves(move)
    return results


def _mapping_rows(work: Work, new: Qualification) -> list[dict[str, object]]:
    both = pair(work, new)
    decided = decisions(work, new.id, both.old)
    known = {row.old.id: row.new for row in conversion(both, decided) if row.old and row.old.id in decided}
    return [
        {
            "old": _named(proposal.old),
            "new": _named(known.get(proposal.old.id, proposal.new)),
            "decided": proposal.old.id in known,
            "sure": proposal.sure,
            "why": str(ground_words(proposal.ground, proposal.likeness)),
        }
        for proposal in propose(both.before, both.after)
    ]


def _mapping_line(row: dict[str, object]) -> str:
    mark = "decided " if row["decided"] else "clear   " if row["sure"] else "DOUBTFUL"
    return f"{mark}  {row['old']}  >  {row['new'] or 'no counterpart'}  ({row['why']})"


def _named(process: Process | None) -> str | None:
    return f"{process.number} {process.name}" if process else None
