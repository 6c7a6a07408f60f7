"""`proefstuk qualifications move` and `undo-move`: people go along to the next version."""

import click
from flask import Flask

from qualification_files.actions.moves import begin_move, carry_out_move, set_going, undo_move
from qualification_files.cli.naming import Called, one_qualification
from qualification_files.cli.opening import DRY_RUN, OpenApp, reading, writing
from qualification_files.pages.links import stayed
from qualification_files.pages.moves import kept_moves, move_words
from qualification_files.queries.mapping import predecessor
from qualification_files.queries.moves import (
    follower_ids,
    move_results,
    started_moves,
    version_move_in_full,
)
from qualification_files.rules.versions import MoveResult


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
    move_id = None
    if dry_run:
        with reading(app) as work:
            new = called.find(work)
            old = predecessor(work, new)
            results = move_results(work, old.id, new, follower_ids(work, old.id, groups=chosen))
    else:
        _finish_broken_off(app, called)
        move_id = _begin(app, called, chosen)
        results = _carry_out(app, move_id) if move_id else {}
    for result, people in results.items():
        click.echo(str(move_words(result, len(people), done=not dry_run)))
    if not results:
        click.echo("Nobody to move.")
    if move_id and MoveResult.MOVED in results:
        click.echo(f"To put it back: undo-move {move_id}")
    fine = {MoveResult.MOVED, MoveResult.JOINED, MoveResult.UNCHANGED}
    raise SystemExit(0 if results.keys() <= fine else 1)


@click.command("undo-move", short_help="Put back what move did.")
@click.argument("number", metavar="MOVE", type=click.IntRange(1, 2**31 - 1))
@click.pass_obj
def undo_one_move(open_app: OpenApp, number: int) -> None:
    """Put back what one move did; MOVE is the number that it printed. Doing it again does no harm."""
    with writing(open_app()) as work:
        move = version_move_in_full(work, number)
        undo_move(work, move)
        left = [str(one.words) for one in stayed(work, [move.outcome.get("not_back", {})])]
    click.echo("\n".join([f"{number} is put back.", *left]))


def _begin(app: Flask, called: Called, groups: list[str] | None) -> int | None:
    with writing(app) as work:
        new = called.find(work)
        people = follower_ids(work, predecessor(work, new).id, groups=groups)
        if not people:
            return None
        begun = begin_move(work, new, people)
        set_going(work, begun)
        return begun.id


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
