"""`proefstuk qualifications new-version`, `map`, `move`, `supersede` and `close`."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from flask import Flask

from foundation.access import SYSTEM
from foundation.refusals import NotFound, Refusal
from foundation.work import Work, WorkFactory
from qualification_files import queries
from qualification_files.actions import versions as actions
from qualification_files.actions.mapping import accept_proposals
from qualification_files.actions.moves import begin_move, carry_out_move, set_going
from qualification_files.models import Qualification
from qualification_files.pages.mapping import conversion, ground_words
from qualification_files.pages.moves import kept_moves, move_words
from qualification_files.queries.mapping import decisions, pair, predecessor
from qualification_files.queries.moves import follower_ids, move_results, started_moves, version_move_in_full
from qualification_files.rules.mapping import Process, propose
from qualification_files.rules.versions import MoveResult, next_cohort

OpenApp = Callable[[], Flask]
LONGEST = 40
ID = click.argument("number", metavar="ID", type=click.IntRange(1, 2**31 - 1))
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of lines.")


@click.command("new-version")
@ID
@click.option("--cohort", default=None, help="For whom it is; without it the cohort after that of the earlier version.")
@click.option("--edition", default=None, help="The edition; without it that of the earlier version.")
@click.pass_obj
def new_version(open_app: OpenApp, number: int, cohort: str | None, edition: str | None) -> None:
    """Make the next version of qualification ID, as a draft with the same content, and print its number."""
    with _writing(open_app(), number) as (work, old):
        wanted = next_cohort(old.cohort, year=work.today.year) if cohort is None else cohort.strip()
        wanted_edition = old.edition if edition is None else edition.strip()
        if max(len(wanted), len(wanted_edition)) > LONGEST:
            raise click.BadParameter(f"at most {LONGEST} characters")
        made = actions.make_version(work, old, cohort=wanted, edition=wanted_edition)
        told = f"{made.id}  {made.code} {made.cohort} {made.edition}  draft: {made.name}"
    click.echo(told)


@click.command("map")
@ID
@click.option(
    "--accept", type=click.Choice(["sure", "all"]), help="Accept the proposals that are clear, or all of them."
)
@AS_JSON
@click.pass_obj
def map_processes(open_app: OpenApp, number: int, accept: str | None, *, as_json: bool) -> None:
    """Say where the work processes of the version before qualification ID went; accept what is proposed.

    With --json: a list of objects with old, new, decided (true or false), sure and why.

    Exit code: 0 when everything is decided, 1 when something is still open.
    """
    app = open_app()
    if accept:
        with _writing(app, number) as (work, new):
            accept_proposals(work, new, sure_only=accept == "sure")
    with _reading(app, number) as (work, new):
        rows = _mapping_rows(work, new)
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    for row in rows if not as_json else ():
        mark = "decided " if row["decided"] else "clear   " if row["sure"] else "DOUBTFUL"
        click.echo(f"{mark}  {row['old']}  >  {row['new'] or 'no counterpart'}  ({row['why']})")
    raise SystemExit(0 if all(row["decided"] for row in rows) else 1)


@click.command("move")
@ID
@click.option("--all", "everybody", is_flag=True, help="Everybody who follows the earlier version.")
@click.option("--group", "groups", multiple=True, help="Only this group; may be given more than once.")
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@click.pass_obj
def move_people(open_app: OpenApp, number: int, groups: tuple[str, ...], *, everybody: bool, dry_run: bool) -> None:
    """Move participants from the version before qualification ID to it, with their evidence.

    A move that was broken off goes on first. Exit code: 1 when somebody could not be moved.
    """
    if everybody == bool(groups):
        raise click.UsageError("Give either --all or --group.")
    app = open_app()
    chosen = None if everybody else list(groups)
    if dry_run:
        with _reading(app, number) as (work, new):
            old = predecessor(work, new)
            results = move_results(work, old.id, new, follower_ids(work, old.id, groups=chosen))
    else:
        _finish_broken_off(app, number)
        results = _move(app, number, chosen)
    for result, people in results.items():
        click.echo(str(move_words(result, len(people), done=not dry_run)))
    if not results:
        click.echo("Nobody to move.")
    fine = {MoveResult.MOVED, MoveResult.JOINED, MoveResult.UNCHANGED}
    raise SystemExit(0 if results.keys() <= fine else 1)


@click.command("supersede")
@ID
@click.pass_obj
def supersede(open_app: OpenApp, number: int) -> None:
    """Let nobody new begin with qualification ID; a later version of it has to be active."""
    with _writing(open_app(), number) as (work, old):
        actions.supersede(work, old)
    click.echo(f"{number}  superseded")


@click.command("close")
@ID
@click.pass_obj
def close(open_app: OpenApp, number: int) -> None:
    """Close qualification ID for good; nobody may follow it any more."""
    with _writing(open_app(), number) as (work, old):
        actions.close(work, old)
    click.echo(f"{number}  closed")


def _move(app: Flask, number: int, groups: list[str] | None) -> dict[MoveResult, list[int]]:
    with _writing(app, number) as (work, new):
        people = follower_ids(work, predecessor(work, new).id, groups=groups)
        if not people:
            return {}
        begun = begin_move(work, new, people)
        set_going(work, begun)
        move_id = begun.id
    return _carry_out(app, number, move_id)


def _finish_broken_off(app: Flask, number: int) -> None:
    with _reading(app, number) as (work, new):
        waiting = [move.id for move in started_moves(work, new.id) if not move.finished_at and not move.job_id]
    for move_id in waiting:
        _carry_out(app, number, move_id)


def _carry_out(app: Flask, number: int, move_id: int) -> dict[MoveResult, list[int]]:
    """Piece by piece, each kept at once: what was done stays done when it is broken off."""
    is_open = True
    while is_open:
        with _writing(app, number) as (work, _new):
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


def _named(process: Process | None) -> str | None:
    return f"{process.number} {process.name}" if process else None


@contextmanager
def _writing(app: Flask, number: int) -> Iterator[tuple[Work, Qualification]]:
    works: WorkFactory = app.extensions["works"]
    with _told(number), app.app_context(), works.writing(SYSTEM) as work:
        yield work, queries.qualification(work, number)


@contextmanager
def _reading(app: Flask, number: int) -> Iterator[tuple[Work, Qualification]]:
    works: WorkFactory = app.extensions["works"]
    with _told(number), app.app_context(), works.reading(SYSTEM) as work:
        yield work, queries.qualification(work, number)


@contextmanager
def _told(number: int) -> Iterator[None]:
    """Refusals as a command line tells them."""
    try:
        yield
    except NotFound as error:
        raise click.ClickException(f"There is no qualification {number}.") from error
    except Refusal as error:
        raise click.ClickException(" ".join(str(words) for words in (error.message, *error.details))) from error
