"""`proefstuk qualifications link`, `unlink` and `undo-link`: many people at once."""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import TextIO

import click

from foundation.work import Work
from people.models import Person
from qualification_files import actions, pages, queries
from qualification_files.cli.naming import HOW, Called, identified, one_qualification
from qualification_files.cli.opening import AS_JSON, DRY_RUN, OpenApp, reading, told, writing
from qualification_files.models import Qualification
from qualification_files.pages.links import stayed
from qualification_files.queries import Results, WantedPeople
from qualification_files.queries.moves import follower_ids
from qualification_files.rules import LinkDeed, LinkResult, why_not_linked

FINE = {LinkResult.CHANGED, LinkResult.UNCHANGED}
LINK_HELP = f"""Link participants to QUALIFICATION, all of them in one go, however many.

    Say who by --people, --group or --all. A file for --people has one student number or e-mail address on each line
    (- reads the standard input). When one is unknown nothing happens, unless --leave-out-wrong is given.

    {HOW}

    Whoever follows it already stays as is. What was done can be put back: undo-link with the number that is printed.

    Exit code: 0 when everybody follows it (or, with --dry-run, would), 1 when somebody does not, 2 when the command was
    typed wrongly.

    \b
    --json prints one object:
      qualification   its number
      dry_run         true or false
      run             the number for undo-link; null when nothing was done
      unknown         numbers and addresses that nobody here has
      results         list of {{result, count, reason, people}}; people is a list of {{id, number, email, name}}
    \b
    result is one of: changed, unchanged (followed it already), not_active, intake_ended, not_a_candidate,
    person_inactive
    """
UNLINK_HELP = f"""Let participants no longer follow QUALIFICATION; their evidence and results stay.

    Say who by --people, --group or --all (everybody who follows it), as with link. {HOW}

    Exit code and --json are those of link; unchanged means: did not follow it; held: a rule or the organisation asks
    for it, and it stays.
    """


@dataclass(frozen=True)
class Chosen:
    """Whom somebody chose: by sign, by group, or everybody."""

    signs: tuple[str, ...] | None  # none where they were not chosen so; an empty list is nobody
    groups: tuple[str, ...]
    everybody: bool


def choosing_people(command: Callable[..., None]) -> Callable[..., None]:
    """The options --people, --group and --all, handed on as `chosen`."""

    @click.option("--people", metavar="FILE|-", type=click.File("r", encoding="utf-8-sig"), help="Who, one per line.")
    @click.option("--group", "groups", multiple=True, help="Everybody in this group; may be given more than once.")
    @click.option("--all", "everybody", is_flag=True, help="Everybody.")
    @wraps(command)
    def choosing(
        *args: object, people: TextIO | None, groups: tuple[str, ...], everybody: bool, **options: object
    ) -> None:
        if sum((people is not None, bool(groups), everybody)) != 1:
            raise click.UsageError("Give one of --people, --group and --all.")
        command(*args, chosen=Chosen(None if people is None else _signs(people), groups, everybody), **options)

    return choosing


LEAVE_OUT = click.option("--leave-out-wrong", is_flag=True, help="Go on without those who are not known here.")


@click.command("link", short_help="Link participants, however many.", help=LINK_HELP)
@one_qualification
@choosing_people
@LEAVE_OUT
@DRY_RUN
@AS_JSON
@click.pass_obj
def link_people(
    open_app: OpenApp, called: Called, chosen: Chosen, *, leave_out_wrong: bool, dry_run: bool, as_json: bool
) -> None:
    """Link people."""
    _Linking(open_app, LinkDeed.LINK, called, chosen).go(leave_out=leave_out_wrong, dry_run=dry_run, as_json=as_json)


@click.command("unlink", short_help="Let participants no longer follow it.", help=UNLINK_HELP)
@one_qualification
@choosing_people
@LEAVE_OUT
@DRY_RUN
@AS_JSON
@click.pass_obj
def unlink_people(
    open_app: OpenApp, called: Called, chosen: Chosen, *, leave_out_wrong: bool, dry_run: bool, as_json: bool
) -> None:
    """Unlink people."""
    _Linking(open_app, LinkDeed.UNLINK, called, chosen).go(leave_out=leave_out_wrong, dry_run=dry_run, as_json=as_json)


@click.command("undo-link", short_help="Put back what link or unlink did.")
@click.argument("number", metavar="RUN", type=click.IntRange(1, 2**31 - 1))
@click.pass_obj
def undo_link(open_app: OpenApp, number: int) -> None:
    """Put back what one link or unlink did; RUN is the number that it printed.

    What somebody changed since then stays as it is. Doing it again does no harm.
    """
    with writing(open_app()) as work:
        actions.undo_link_run(work, queries.link_run(work, number))
        outcome = queries.link_run_in_full(work, number).outcome
        left = [str(one.words) for one in stayed(work, [entry.get("not_back", {}) for entry in outcome])]
    click.echo("\n".join([f"{number} is put back.", *left]))


@dataclass(frozen=True)
class _Linking:
    """One command with what was typed."""

    open_app: OpenApp
    deed: LinkDeed
    called: Called
    chosen: Chosen

    def go(self, *, leave_out: bool, dry_run: bool, as_json: bool) -> None:
        """Do it, or only look; tell who was changed and who not, and end with the exit code."""
        app = self.open_app()
        with reading(app) if dry_run else writing(app) as work:
            found = self.called.find(work)
            people, unknown = _people(work, self.deed, found, self.chosen)
            if unknown and not (leave_out or dry_run):
                raise click.ClickException(_not_known(unknown))
            run, results = (None, self._foreseen(work, found, people)) if dry_run else self._done(work, found, people)
            rows = [_row(work, results, result) for result in results.people]
            lines = list(_lines(self.deed, results, rows, done=not dry_run))
            value = {"qualification": found.id, "dry_run": dry_run, "run": run, "unknown": unknown, "results": rows}
            title = identified(found)
        undo = [f"To put it back: undo-link {run}"] if run and results.number(LinkResult.CHANGED) else []
        told(value, [title, *lines, *(f"  not known here: {sign}" for sign in unknown), *undo], as_json=as_json)
        sys.exit(1 if unknown or not FINE.issuperset(results.people) else 0)

    def _foreseen(self, work: Work, found: Qualification, people: Sequence[int]) -> Results:
        return queries.link_results(work, self.deed, [found], people)[0]

    def _done(self, work: Work, found: Qualification, people: Sequence[int]) -> tuple[int | None, Results]:
        if not people:
            return None, Results(found, {})
        run = actions.begin_link_run(work, self.deed, people)
        actions.start_link_run(work, run, [found.id], at_once=run.people)
        return run.id, pages.kept_results(run, [found])[0]


def _signs(people: TextIO) -> tuple[str, ...]:
    """One on each line, each once."""
    try:
        lines = people.read().splitlines()
    except UnicodeDecodeError as error:
        raise click.BadParameter("this is not a text file in UTF-8", param_hint="--people") from error
    return tuple(dict.fromkeys(sign for line in lines if (sign := line.strip())))


def _people(work: Work, deed: LinkDeed, found: Qualification, chosen: Chosen) -> tuple[list[int], list[str]]:
    """Who is meant, and which signs nobody has."""
    if chosen.signs is not None:
        known = queries.people_by_sign(work, chosen.signs)
        return sorted(set(known.values())), [sign for sign in chosen.signs if sign not in known]
    if deed is LinkDeed.UNLINK:
        return follower_ids(work, found.id, groups=chosen.groups or None), []
    if missing := sorted(set(chosen.groups) - set(queries.groups(work))):
        raise click.ClickException(f"There is no group with participants called {', '.join(missing)}.")
    wanted = [WantedPeople(group=group) for group in chosen.groups or ("",)]
    return sorted({number for one in wanted for number in queries.participant_ids(work, one)}), []


def _not_known(unknown: Sequence[str]) -> str:
    shown = "".join(f"\n  - {sign}" for sign in unknown[: pages.SHOWN])
    more = f"\n  - and {len(unknown) - pages.SHOWN} more" if len(unknown) > pages.SHOWN else ""
    return f"Nothing was done: these are not known here. Go on without them with --leave-out-wrong.{shown}{more}"


def _row(work: Work, results: Results, result: LinkResult) -> dict[str, object]:
    ids = results.people[result]
    reason = why_not_linked(result, results.offer)
    people = queries.people_named(work, ids, limit=len(ids))
    return {
        "result": str(result),
        "count": len(ids),
        "reason": str(reason) if reason else None,
        "people": [_person(person) for person in people],
    }


def _person(person: Person) -> dict[str, object]:
    return {"id": person.id, "number": person.number, "email": person.email, "name": person.name}


def _lines(deed: LinkDeed, results: Results, rows: Sequence[dict[str, object]], *, done: bool) -> Iterator[str]:
    """How many of each; those who were refused by name."""
    for result, row in zip(results.people, rows, strict=True):
        yield f"  {pages.result_words(deed, result, results, done=done)}"
        people = row["people"] if result not in FINE else []
        assert isinstance(people, list)
        yield from (f"    {one['name']}  {one['number'] or one['email']}" for one in people[: pages.SHOWN])
        if len(people) > pages.SHOWN:
            yield f"    and {len(people) - pages.SHOWN} more; --json names them all"
    if not rows:
        yield "  Nobody to link." if deed is LinkDeed.LINK else "  Nobody to unlink."
