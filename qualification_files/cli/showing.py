"""`proefstuk qualifications show`: one qualification with all that is in it."""

from collections.abc import Iterator
from datetime import date, datetime

import click

from foundation.work import Work
from qualification_files import queries
from qualification_files.cli.listing import listed
from qualification_files.cli.naming import HOW, Called, line, one_qualification
from qualification_files.cli.opening import AS_JSON, OpenApp, reading, told
from qualification_files.models import CoreTask, Qualification, WorkProcess
from qualification_files.queries import Row
from qualification_files.queries.versions import successors
from qualification_files.rules import what_is_missing, why_structure_stays

SHOW_HELP = f"""Show QUALIFICATION: its facts, its tree, what is missing for activation and how many follow it.

    {HOW}

    \b
    --json prints one object: what list prints of it, and
      identifier, language, kind, description, dates     facts; a date that is not set is null
      link_by_default, public_since, has_instruction     how it is used
      predecessor, successors                            the numbers of other versions
      missing       what is missing for activation, in words; empty when it can be activated
      fixed         why its structure cannot be changed now, or null
      documents     how many accountability documents
      tree          core tasks with work_processes, knowledge, competences and indicators
    """
DATES = ("valid_from", "intake_ends", "programme_ends")


@click.command("show", short_help="Show one with its tree and what it lacks.", help=SHOW_HELP)
@one_qualification
@AS_JSON
@click.pass_obj
def show(open_app: OpenApp, called: Called, *, as_json: bool) -> None:
    """Show one qualification."""
    with reading(open_app()) as work:
        found = queries.structure(work, called.find(work).id)
        facts, tree = _facts(work, found), [_task(task) for task in found.core_tasks]
        lines = [line(found), *_fact_lines(facts), *_tree_lines(found)]
    told({**facts, "tree": tree}, lines, as_json=as_json)


def _facts(work: Work, found: Qualification) -> dict[str, object]:
    sizes, followers = queries.completeness(found), queries.followers(work, found.id)
    fixed = why_structure_stays(found.state, followers=followers)
    return {
        **listed(Row(found, sizes, followers)),
        "identifier": str(found.identifier),
        "language": found.language,
        "kind": str(found.kind),
        "description": found.description,
        **{name: _day(getattr(found, name)) for name in DATES},
        "link_by_default": found.link_by_default,
        "public_since": _day(found.public_since),
        "has_instruction": found.has_instruction,
        "predecessor": found.predecessor_id,
        "successors": [row.id for row in successors(work, found.id)],
        "missing": [str(words) for words in what_is_missing(sizes)],
        "fixed": str(fixed) if fixed else None,
        "documents": len(queries.documents(work, found.id).kept),
    }


def _day(value: date | datetime | None) -> str | None:
    return value.isoformat() if value else None


def _fact_lines(facts: dict[str, object]) -> Iterator[str]:
    for name in ("level", "kind", "language", *DATES, "public_since", "predecessor", "successors", "documents"):
        if facts[name]:
            words = facts[name] if not isinstance(facts[name], list) else ", ".join(map(str, facts[name]))  # type: ignore[call-overload]
            yield f"  {name.replace('_', ' ')}: {words}"
    yield f"  followed by: {facts['people']}"
    yield "  linked by default" if facts["link_by_default"] else "  not linked by default"
    missing = facts["missing"]
    assert isinstance(missing, list)
    yield from (f"  missing for activation: {words}" for words in missing)
    if facts["fixed"]:
        yield f"  {facts['fixed']}"


def _task(task: CoreTask) -> dict[str, object]:
    return {
        "id": task.id,
        "number": task.number,
        "name": task.name,
        "part": str(task.part),
        "knowledge": [known.text for known in task.knowledge],
        "work_processes": [_process(process) for process in task.work_processes],
    }


def _process(process: WorkProcess) -> dict[str, object]:
    return {
        "id": process.id,
        "number": process.number,
        "name": process.name,
        "competences": [link.competence.letter for link in process.competences],
        "indicators": [indicator.text for indicator in process.indicators],
    }


def _tree_lines(found: Qualification) -> Iterator[str]:
    for task in found.core_tasks:
        yield f"{task.number}  {task.name}"
        for process in task.work_processes:
            letters = " ".join(link.competence.letter for link in process.competences)
            yield f"  {process.number}  {process.name}{f'  [{letters}]' if letters else ''}"
            yield from (f"    - {indicator.text}" for indicator in process.indicators)
        if task.knowledge:
            yield f"  {len(task.knowledge)} pieces of knowledge and skills"
