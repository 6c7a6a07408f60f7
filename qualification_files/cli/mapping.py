"""`proefstuk qualifications map`: where the work processes of the earlier version went."""

from collections.abc import Sequence

import click

from foundation.work import Work
from qualification_files.actions.mapping import accept_proposals, decide
from qualification_files.cli.naming import Called, identified, one_qualification
from qualification_files.cli.opening import AS_JSON, OpenApp, reading, told, writing
from qualification_files.models import Qualification
from qualification_files.pages.mapping import conversion, ground_words
from qualification_files.queries.mapping import decisions, pair
from qualification_files.rules.mapping import Process, propose

NOWHERE = "-"


@click.command("map", short_help="Map work processes of the version before it.")
@one_qualification
@click.option(
    "--accept", type=click.Choice(["sure", "all"]), help="Accept the proposals that are clear, or all of them."
)
@click.option(
    "--set",
    "chosen",
    multiple=True,
    nargs=2,
    metavar="OLD NEW",
    help="Where this one went, by the numbers of the work processes; - is no counterpart. May be given more than once.",
)
@AS_JSON
@click.pass_obj
def map_processes(
    open_app: OpenApp, called: Called, accept: str | None, chosen: tuple[tuple[str, str], ...], *, as_json: bool
) -> None:
    """Say where the work processes of the version before QUALIFICATION went; accept what is proposed.

    Where two work processes have one number, write the core task before it: K1/W1.

    With --json: a list of objects with old, new, decided (true or false), sure and why.

    Exit code: 0 when everything is decided, 1 when something is still open.
    """
    app = open_app()
    if accept or chosen:
        with writing(app) as work:
            new = called.find(work)
            decide(work, new, _chosen(work, new, chosen))
            if accept:
                accept_proposals(work, new, sure_only=accept == "sure")
    with reading(app) as work:
        new = called.find(work)
        rows = _mapping_rows(work, new)
    told(rows, map(_mapping_line, rows), as_json=as_json)
    raise SystemExit(0 if all(row["decided"] for row in rows) else 1)


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


def _chosen(work: Work, new: Qualification, chosen: tuple[tuple[str, str], ...]) -> dict[int, int | None]:
    both = pair(work, new)
    return {
        _numbered(both.before, old, identified(both.old)): None
        if to == NOWHERE
        else _numbered(both.after, to, identified(new))
        for old, to in chosen
    }


def _numbered(processes: Sequence[Process], number: str, of: str) -> int:
    found = [one.id for one in processes if number in (one.number, f"{one.task}/{one.number}")]
    if len(found) != 1:
        how_many = "no" if not found else "more than one"
        raise click.ClickException(f"There is {how_many} work process {number} in {of}.")
    return found[0]
