"""The command-line door: `proefstuk qualifications import` and `list`."""

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import click
from flask import Flask

from foundation.access import SYSTEM
from foundation.messages import Message
from foundation.work import Work, WorkFactory
from qualification_files import actions, queries
from qualification_files.actions import Outcome
from qualification_files.formats import UnreadableFile
from qualification_files.formats.sbb import read_dossiers
from qualification_files.queries import ReadFile
from qualification_files.rules import ImportState

LONGEST_COHORT = 40
DONE = "imported"
WOULD = "would_import"

IMPORT_HELP = """Import qualifications from official files (XML) of SBB, each as a draft.

    Per qualification it is all or nothing.

    What is there already (same code, cohort and edition) stays as it is and counts as in.

    Exit code: 0 when everything chosen is in (or, with --dry-run, would be), 1 when something was refused, 2 when the
    command was typed wrongly.

    \b
    --json prints one object:
      dry_run         true or false
      cohort          the cohort that was given, or ""
      files           one object per file: file, sha256, refused (reason or null),
                      warnings (list of {code, where, text})
      qualifications  one object per qualification: file, code, name, level, edition, cohort, state, id, core_tasks,
                      work_processes, indicators, reason
      counts          how many are imported, would_import, already_there, refused
    \b
    state is one of: imported, would_import, already_there, refused, not_found (asked for with --code, in no file)
    """


@dataclass
class Report:
    """What came in and what not, as it is printed."""

    dry_run: bool
    cohort: str
    files: list[dict[str, object]] = field(default_factory=list)
    qualifications: list[dict[str, object]] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """How many of each state; a file that cannot be read counts as refused."""
        states = [row["state"] for row in self.qualifications]
        refused = sum(1 for state in states if state in ("refused", "not_found"))
        return {
            DONE: states.count(DONE),
            WOULD: states.count(WOULD),
            "already_there": states.count("already_there"),
            "refused": refused + sum(1 for row in self.files if row["refused"]),
        }

    def as_json(self) -> str:
        """The whole report as one JSON object."""
        whole = {
            "dry_run": self.dry_run,
            "cohort": self.cohort,
            "files": self.files,
            "qualifications": self.qualifications,
            "counts": self.counts,
        }
        return json.dumps(whole, ensure_ascii=False, indent=2)


@click.group()
def qualifications() -> None:
    """Qualification files: import them, see what is there."""


@qualifications.command("import", help=IMPORT_HELP)
@click.argument(
    "paths", metavar="FILE...", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--cohort", default="", help="For whom they are, for instance 2026.")
@click.option("--code", "codes", multiple=True, metavar="N", help="Only this code; may be given more than once.")
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of lines.")
@click.pass_obj
def import_files(
    open_app: Callable[[], Flask],
    paths: tuple[Path, ...],
    cohort: str,
    codes: tuple[str, ...],
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Import official files."""
    cohort = cohort.strip()
    if len(cohort) > LONGEST_COHORT:
        raise click.BadParameter(f"at most {LONGEST_COHORT} characters", param_hint="--cohort")
    app = open_app()
    works: WorkFactory = app.extensions["works"]
    report = Report(dry_run=dry_run, cohort=cohort)
    for path in paths:
        file = _read(path, report)
        if file is not None:
            with app.app_context():
                _import_file(works, file, report, codes=codes)
    _name_missing(report, codes)
    click.echo(report.as_json() if as_json else "\n".join(_lines(report)))
    sys.exit(1 if report.counts["refused"] else 0)


@qualifications.command("list")
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


def _read(path: Path, report: Report) -> ReadFile | None:
    content = path.read_bytes()
    digest = sha256(content).hexdigest()
    facts: dict[str, object] = {"file": str(path), "sha256": digest, "refused": None, "warnings": []}
    report.files.append(facts)
    try:
        read = ReadFile(path.name, digest, read_dossiers(content))
    except UnreadableFile as refusal:
        facts["refused"] = str(refusal.message)
        return None
    facts["warnings"] = [
        {"code": remark.code, "where": str(remark.where), "text": str(remark.text)} for remark in read.report.warnings
    ]
    return read


def _import_file(works: WorkFactory, file: ReadFile, report: Report, *, codes: Sequence[str]) -> None:
    chosen = {file.key_of(content.code) for content in file.report.qualifications if not codes or content.code in codes}
    if report.dry_run:
        with works.reading(SYSTEM) as work:
            outcomes = _would(work, file, report.cohort, chosen)
    else:
        with works.writing(SYSTEM) as work:
            outcomes = actions.import_qualifications(work, [file], cohort=report.cohort, chosen=chosen)
    for outcome in outcomes:
        if not codes or outcome.found.code in codes:
            report.qualifications.append(_told(outcome, report))


def _would(work: Work, file: ReadFile, cohort: str, chosen: set[str]) -> list[Outcome]:
    return [
        Outcome(found, ImportState.IMPORTED if found.can_be_imported and found.key in chosen else found.state)
        for found in queries.found_in(work, [file], cohort=cohort)
    ]


def _told(outcome: Outcome, report: Report) -> dict[str, object]:
    found = outcome.found
    state = WOULD if report.dry_run and outcome.state is ImportState.IMPORTED else str(outcome.state)
    content = found.content
    return {
        "file": report.files[-1]["file"],
        "code": found.code or None,
        "name": found.name or None,
        "level": content.level if content else None,
        "edition": content.dossier.version if content else None,
        "cohort": report.cohort,
        "state": state,
        "id": outcome.qualification_id or found.qualification_id,
        "core_tasks": found.core_tasks,
        "work_processes": found.work_processes,
        "indicators": found.indicators,
        "reason": _reason(found.reason, found.where),
    }


def _reason(reason: Message | None, where: Message | None) -> str | None:
    if reason is None:
        return None
    return f"{reason} ({where})" if where else str(reason)


def _name_missing(report: Report, codes: Sequence[str]) -> None:
    seen = {row["code"] for row in report.qualifications}
    for code in dict.fromkeys(codes):
        if code not in seen:
            reason = "This code is in none of the files that could be read."
            report.qualifications.append(
                {
                    "file": None,
                    "code": code,
                    "name": None,
                    "state": "not_found",
                    "cohort": report.cohort,
                    "reason": reason,
                }
            )


def _lines(report: Report) -> list[str]:
    lines: list[str] = []
    for file in report.files:
        lines.append(f"{file['file']}")
        if file["refused"]:
            lines.append(f"  refused: {file['refused']}")
        lines += (_line(row) for row in report.qualifications if row["file"] == file["file"])
        for warning in file["warnings"]:  # type: ignore[attr-defined]  # our own list
            lines.append(f"  look at {warning['code'] or 'the file'}, {warning['where']}: {warning['text']}")
    lines += (_line(row) for row in report.qualifications if row["file"] is None)
    return [*lines, ", ".join(f"{count} {state.replace('_', ' ')}" for state, count in report.counts.items() if count)]


def _line(row: dict[str, object]) -> str:
    words = str(row["state"]).replace("_", " ")
    if row["reason"]:
        return f"  {row['code'] or '?'}  {words}: {row['reason']}"
    return (
        f"  {row['code']}  {words}: {row['name']} (level {row['level']}, {row['core_tasks']} core tasks, "
        f"{row['work_processes']} work processes, {row['indicators']} indicators)"
    )


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
