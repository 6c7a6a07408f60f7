"""`proefstuk portfolio list`: the entries of somebody and how far their evidence is."""

from collections.abc import Iterator, Mapping, Sequence

import click

from portfolio.cli.owners import whose
from portfolio.formats.values import EntryInside, EvidenceInside
from portfolio.queries.contents import contents_of
from qualification_files.cli.opening import AS_JSON, OpenApp, counted, reading, told


@click.command("list")
@click.argument("email", metavar="EMAIL")
@AS_JSON
@click.pass_obj
def list_entries(open_app: OpenApp, email: str, *, as_json: bool) -> None:
    """Say which entries somebody has, and how far the evidence is that they are.

    The first column is the number of the entry. What was put aside is not in the list.

    \b
    With --json: a list of objects with
      id, kind, title    of the entry
      created_at         when it was added
      files              how many
      evidence           list of {code, cohort, work_process, name, state}
    \b
    state is one of: open, waiting, returned, accepted
    """
    with reading(open_app()) as work:
        entries = contents_of(work, whose(work, email).id).portfolio.entries
    told([_listed(one) for one in entries], list(_lines(entries)) or ["There are no entries yet."], as_json=as_json)


def _listed(entry: EntryInside) -> Mapping[str, object]:
    return {
        "id": int(entry.key),
        "kind": str(entry.kind),
        "title": entry.facts.title,
        "created_at": entry.created_at.isoformat() if entry.created_at else None,
        "files": len(entry.files),
        "evidence": [_shown(one) for one in entry.evidence],
    }


def _shown(evidence: EvidenceInside) -> Mapping[str, object]:
    process = evidence.work_process
    return {
        "code": process.qualification.code,
        "cohort": process.qualification.cohort,
        "work_process": process.number,
        "name": process.name,
        "state": str(evidence.state),
    }


def _lines(entries: Sequence[EntryInside]) -> Iterator[str]:
    for entry in entries:
        yield f"{entry.key:>6}  {entry.kind}: {entry.facts.title}  ({counted(len(entry.files), 'file')})"
        for one in entry.evidence:
            process = one.work_process
            yield f"        {process.qualification.code} {process.number} {process.name}: {one.state}"
