"""`proefstuk qualifications list`: what is there."""

import json
from collections.abc import Callable

import click
from flask import Flask

from foundation.access import SYSTEM
from foundation.work import WorkFactory
from qualification_files import queries


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list instead of lines.")
@click.pass_obj
def list_qualifications(open_app: Callable[[], Flask], *, as_json: bool) -> None:
    """Say which qualifications there are.

    With --json: a list of objects with id, code, cohort, edition, name, level, state, core_tasks, work_processes and
    people (how many follow it now).
    """
    app = open_app()
    works: WorkFactory = app.extensions["works"]
    with app.app_context(), works.reading(SYSTEM) as work:
        rows = [_listed(row) for row in queries.all_qualifications(work)]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        click.echo("{code:<8} {cohort:<8} {edition:<6} {state:<12} {name}".format(**row))
    if not rows:
        click.echo("There are no qualifications yet.")


def _listed(row: queries.Row) -> dict[str, object]:
    found = row.qualification
    return {
        "id": found.id,
        "code": found.code,
        "cohort": found.cohort,
        "edition": found.edition,
        "name": found.name,
        "level": found.level,
        "state": str(found.state),
        "core_tasks": len(row.completeness.core_tasks),
        "work_processes": row.work_processes,
        "people": row.followers,
    }
