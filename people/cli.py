"""The command-line door: `proefstuk people import` and `add`."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import click
from flask import Flask

from foundation.access import SYSTEM
from foundation.refusals import Refusal
from foundation.sheets import read_table
from foundation.work import WorkFactory
from people import queries
from people.actions import imports, people
from people.actions.people import PersonFacts
from people.rules import Role, clean, is_email, plain_email
from people.rules.imports import Outcome, Plan


@click.group("people")
def commands() -> None:
    """People: take in a spreadsheet, add one person."""


@commands.command("import")
@click.argument("path", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@click.option("--leave-out-wrong", is_flag=True, help="Take in the right rows; without it, one wrong row stops all.")
@click.option("--invite", is_flag=True, help="Mail the new people an invitation.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of lines.")
@click.pass_obj
def import_people(
    open_app: Callable[[], Flask], path: Path, *, dry_run: bool, leave_out_wrong: bool, invite: bool, as_json: bool
) -> None:
    """Take in people from a spreadsheet (XLSX or CSV), all of them or nobody.

    Exit code: 0 when every row is in (or, with --dry-run, would be), 1 when rows were wrong, 2 when the command was
    typed wrongly.

    \b
    --json prints one object:
      dry_run    true or false
      done       whether anything was taken in
      counts     how many rows are new, changed, unchanged, wrong
      unused     headings of columns that were not used
      refused    why the file as a whole was refused, or null
      wrong      list of {row, column, reason}
    """
    app = open_app()
    works: WorkFactory = app.extensions["works"]
    try:
        table = read_table(path.read_bytes())
        with app.app_context(), works.reading(SYSTEM) as work:
            plan = queries.plan_for(work, table)
        done = not dry_run and (leave_out_wrong or not plan.counts[Outcome.WRONG])
        if done:
            with app.app_context(), works.writing(SYSTEM) as work:
                imports.hold_people(work)
                plan = queries.plan_for(work, table)
                imports.carry_out(work, plan, leave_out_wrong=leave_out_wrong, invite=invite)
    except Refusal as refusal:
        _refuse(refusal, as_json=as_json)
    report = _report(plan, dry_run=dry_run, done=done)
    click.echo(
        json.dumps(report, ensure_ascii=False, indent=2) if as_json else _lines(plan, dry_run=dry_run, done=done)
    )
    sys.exit(1 if plan.counts[Outcome.WRONG] else 0)


@commands.command("add")
@click.option("--email", required=True, help="E-mail address, also the name to sign in with.")
@click.option("--given-name", default="", help="Given name.")
@click.option("--prefix", default="", help="What stands before the family name, for instance 'van der'.")
@click.option("--name", required=True, help="Family name, or the whole name if --given-name is left out.")
@click.option(
    "--role", "roles", multiple=True, type=click.Choice([role.value for role in Role]), help="More than once."
)
@click.option("--number", help="Student or staff number.")
@click.option("--group", default="", help="Group or class.")
@click.option("--invite", is_flag=True, help="Mail an invitation to choose a password.")
@click.pass_obj
def add_person(
    open_app: Callable[[], Flask],
    email: str,
    given_name: str,
    prefix: str,
    name: str,
    roles: tuple[str, ...],
    number: str | None,
    group: str,
    *,
    invite: bool,
) -> None:
    """Add one person."""
    if not is_email(plain_email(email)):
        raise click.BadParameter("this is not an e-mail address", param_hint="--email")
    given, _, family = ("", "", name) if given_name else name.partition(" ")
    facts = PersonFacts(
        given_name=clean(given_name or (given if family else "")),
        name_prefix=clean(prefix),
        family_name=clean(family or given),
        email=email,
        number=clean(number or "") or None,
        group_name=clean(group),
        language=None,
        roles=frozenset(map(Role, roles)),
    )
    app = open_app()
    works: WorkFactory = app.extensions["works"]
    try:
        with app.app_context(), works.writing(SYSTEM) as work:
            person = people.add_person(work, facts)
            if invite:
                people.invite(work, [person])
            number_of_person, full_name = person.id, person.name
    except Refusal as refusal:
        raise click.ClickException(str(refusal.message)) from refusal
    click.echo(f"{full_name} was added, with number {number_of_person}.")


def _refuse(refusal: Refusal, *, as_json: bool) -> None:
    words = str(refusal.message)
    click.echo(json.dumps({"done": False, "refused": words}, ensure_ascii=False, indent=2) if as_json else words)
    sys.exit(1)


def _wrong(plan: Plan) -> list[dict[str, object]]:
    return [
        {"row": entry.row, "column": plan.label(problem.column) or None, "reason": str(problem.message)}
        for entry in plan.of(Outcome.WRONG)
        for problem in entry.problems
    ]


def _report(plan: Plan, *, dry_run: bool, done: bool) -> dict[str, object]:
    return {
        "dry_run": dry_run,
        "done": done,
        "counts": plan.counts,
        "unused": list(plan.columns.unknown),
        "refused": None,
        "wrong": _wrong(plan),
    }


def _lines(plan: Plan, *, dry_run: bool, done: bool) -> str:
    lines = [
        f"row {problem['row']}, {problem['column'] or 'whole row'}: {problem['reason']}" for problem in _wrong(plan)
    ]
    if plan.columns.unknown:
        lines.append(f"These columns are not used: {', '.join(plan.columns.unknown)}")
    lines.append(", ".join(f"{count} {outcome}" for outcome, count in plan.counts.items()))
    lines.append(
        "Taken in." if done else "Nothing was taken in." if not dry_run else "This was a look; nothing changed."
    )
    return "\n".join(lines)
