"""`proefstuk qualifications list`: what is there."""

import click

from qualification_files import queries
from qualification_files.cli.opening import AS_JSON, OpenApp, reading, told
from qualification_files.rules import QualificationState


@click.command("list")
@click.option(
    "--state",
    "states",
    multiple=True,
    type=click.Choice([str(state) for state in QualificationState]),
    help="Only in this state; may be given more than once.",
)
@click.option("--code", "codes", multiple=True, metavar="N", help="Only with this code; may be given more than once.")
@click.option("--cohort", help="Only of this cohort.")
@AS_JSON
@click.pass_obj
def list_qualifications(
    open_app: OpenApp, states: tuple[str, ...], codes: tuple[str, ...], cohort: str | None, *, as_json: bool
) -> None:
    """Say which qualifications there are.

    The first column is the number by which every command knows it.

    With --json: a list of objects with id, code, cohort, edition, name, level, state, core_tasks, work_processes and
    people (how many follow it now).
    """
    with reading(open_app()) as work:
        rows = [listed(row) for row in queries.all_qualifications(work)]
    found = [
        row
        for row in rows
        if (not states or row["state"] in states)
        and (not codes or row["code"] in codes)
        and cohort in (None, row["cohort"])
    ]
    lines = ["{id:>5}  {code:<8} {cohort:<8} {edition:<6} {state:<12} {name}".format(**row) for row in found]
    nothing = "No qualification is like that." if rows else "There are no qualifications yet."
    told(found, lines or [nothing], as_json=as_json)


def listed(row: queries.Row) -> dict[str, object]:
    """The short facts of one qualification."""
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
