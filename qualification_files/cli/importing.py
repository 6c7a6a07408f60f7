"""`proefstuk qualifications import`: files in any format, each qualification as a draft."""

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
from qualification_files.cli.opening import counted
from qualification_files.formats import READABLE, Format, UnreadableFile, read_file
from qualification_files.queries import ReadFile
from qualification_files.rules import ImportState

LONGEST_COHORT = 40
DONE = "imported"
WOULD = "would_import"
NO_CODE = "The file gives no code for it. Give one with --give-code."

IMPORT_HELP = """Import qualifications from files, each as a draft.

    The format of each file is recognised by what is in it; --format says it where that goes wrong.

    Per qualification it is all or nothing. A qualification comes in for the cohort that is given, or else for the one
    that its file names.

    What is there already (same code, cohort and edition) stays as it is and counts as in.

    Exit code: 0 when everything chosen is in (or, with --dry-run, would be), 1 when something was refused, 2 when the
    command was typed wrongly.

    \b
    --json prints one object:
      dry_run         true or false
      cohort          the cohort that was given, or ""
      files           one object per file: file, sha256, format (null when it cannot be read), refused (reason or
                      null), warnings (list of {code, where, text})
      qualifications  one object per qualification: file, code, name, level, edition, cohort, state, id, core_tasks,
                      work_processes, indicators, reason
      counts          how many are imported, would_import, already_there, refused
    \b
    state is one of: imported, would_import, already_there, refused, code_missing (counts as refused; --give-code gives
    one), not_found (asked for with --code, in no file)
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
        refused = sum(1 for state in states if state in ("refused", "not_found", "code_missing"))
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


@click.command("import", help=IMPORT_HELP)
@click.argument(
    "paths", metavar="FILE...", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--cohort", default="", help="For whom they are, for instance 2026.")
@click.option("--code", "codes", multiple=True, metavar="N", help="Only this code; may be given more than once.")
@click.option(
    "--format",
    "wanted",
    type=click.Choice([str(one) for one in READABLE]),
    help="The format of the files, where it is not recognised by itself.",
)
@click.option(
    "--give-code",
    metavar="N",
    default="",
    help="The code of the one qualification in a file whose format has no codes.",
)
@click.option("--add-competences", is_flag=True, help="Add competences of the files that are not in the list yet.")
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of lines.")
@click.pass_obj
def import_files(
    open_app: Callable[[], Flask],
    paths: tuple[Path, ...],
    cohort: str,
    codes: tuple[str, ...],
    wanted: str | None,
    give_code: str,
    *,
    add_competences: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Import files with qualifications."""
    cohort = cohort.strip()
    if len(cohort) > LONGEST_COHORT:
        raise click.BadParameter(f"at most {LONGEST_COHORT} characters", param_hint="--cohort")
    app = open_app()
    works: WorkFactory = app.extensions["works"]
    report = Report(dry_run=dry_run, cohort=cohort)
    how = _How(Format(wanted) if wanted else None, give_code.strip(), codes, add_competences=add_competences)
    for path in paths:
        file = _read(path, report, how)
        if file is not None:
            with app.app_context():
                _import_file(works, file, report, how)
    _name_missing(report, codes)
    click.echo(report.as_json() if as_json else "\n".join(_lines(report)))
    sys.exit(1 if report.counts["refused"] else 0)


@dataclass(frozen=True)
class _How:
    """What was asked on the command line about all files."""

    wanted: Format | None
    give_code: str
    codes: Sequence[str]
    add_competences: bool = field(kw_only=True)


def _read(path: Path, report: Report, how: _How) -> ReadFile | None:
    content = path.read_bytes()
    digest = sha256(content).hexdigest()
    facts: dict[str, object] = {"file": str(path), "sha256": digest, "format": None, "refused": None, "warnings": []}
    report.files.append(facts)
    try:
        found = read_file(content, path.name, how.wanted)
    except UnreadableFile as refusal:
        facts["refused"] = str(refusal.message)
        return None
    facts["format"] = str(found.format)
    facts["warnings"] = [
        {"code": remark.code, "where": str(remark.where), "text": str(remark.text)} for remark in found.warnings
    ]
    given = {"0": how.give_code} if how.give_code and len(found.qualifications) == 1 else {}
    return ReadFile(path.name, digest, found, codes=given)


def _import_file(works: WorkFactory, file: ReadFile, report: Report, how: _How) -> None:
    chosen = {file.key_at(place) for place, one in enumerate(file.contents) if not how.codes or one.code in how.codes}
    if report.dry_run:
        with works.reading(SYSTEM) as work:
            outcomes = _would(work, file, report.cohort, chosen, how)
    else:
        with works.writing(SYSTEM) as work:
            outcomes = actions.import_qualifications(
                work, [file], cohort=report.cohort, chosen=chosen, add_competences=how.add_competences
            )
    for outcome in outcomes:
        if not how.codes or outcome.found.code in how.codes:
            report.qualifications.append(_told(outcome, report))


def _would(work: Work, file: ReadFile, cohort: str, chosen: set[str], how: _How) -> list[Outcome]:
    found = queries.found_in(work, [file], cohort=cohort)
    return actions.foreseen(found, chosen=chosen, add_competences=how.add_competences)


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
        "cohort": content.cohort if content else report.cohort,
        "state": state,
        "id": outcome.qualification_id or found.qualification_id,
        "core_tasks": found.core_tasks,
        "work_processes": found.work_processes,
        "indicators": found.indicators,
        "reason": NO_CODE if outcome.state is ImportState.CODE_MISSING else _reason(found.reason, found.where),
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
    sizes = [
        f"level {row['level']}" if row["level"] is not None else "no level",
        counted(row["core_tasks"], "core task"),
        counted(row["work_processes"], "work process", "work processes"),
        counted(row["indicators"], "indicator"),
    ]
    return f"  {row['code']}  {words}: {row['name']} ({', '.join(sizes)})"
