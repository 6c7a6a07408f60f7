"""`proefstuk qualifications codes`: look codes up in the sources and import what is found."""

import json
import sys
from collections.abc import Callable
from io import BytesIO

import click
from flask import Flask

from foundation.access import SYSTEM
from foundation.work import Work, WorkFactory
from qualification_files.actions.codes import CodeOutcome, TooManyCodes, import_found
from qualification_files.formats import FileReport, read_file
from qualification_files.queries.codes import FoundCode, found_codes
from qualification_files.queries.sources import active_sources
from qualification_files.rules.codes import MOST_CODES, Codes, pasted_codes
from qualification_files.rules.lookup import CHOOSABLE, TICKED, CodeState, LookedUp, why_inactive
from qualification_files.sources import LARGEST, Outside, look_up, open_shelf

LONGEST_COHORT = 40
GOOD = {CodeState.IMPORTED, CodeState.ALREADY_THERE, "would_import", "left_out"}


@click.command("codes", short_help="Look codes up in the sources and import them.")
@click.argument("written", metavar="CODE...", nargs=-1, required=True)
@click.option("--cohort", default="", help="For whom they are, for instance 2026.")
@click.option("--source", "named", default="", help="Only look in the source with this name.")
@click.option("--all", "take_all", is_flag=True, help="Also other editions, and what is no longer offered.")
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of lines.")
@click.pass_obj
def import_codes(
    open_app: Callable[[], Flask],
    written: tuple[str, ...],
    cohort: str,
    named: str,
    *,
    take_all: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Look codes up in the sources and import what is found, each as a draft.

    Codes may be written in any way; one CODE may hold many. A minus sign (-) reads them from the standard input.

    Per qualification it is all or nothing. Another edition beside one that is there, and what is no longer offered,
    come in with --all only.

    Exit code: 0 when every code is in (or would be), 1 when one is not, 2 when the command was typed wrongly.
    """
    pasted = _pasted(written, cohort)
    app = open_app()
    works: WorkFactory = app.extensions["works"]
    with app.app_context():
        looked = _look_up(works, app.extensions["outside"], pasted, cohort, named)
        rows = [_deal_with(works, one, cohort, take_all=take_all, dry_run=dry_run) for one in looked]
    rows += [_row(wrong.text, "wrong", reason=str(wrong.why)) for wrong in pasted.wrong]
    rows += [_row(number, "left_out", reason="It stood in another column.") for number in pasted.left_out]
    click.echo(
        json.dumps(_whole(rows, cohort, dry_run=dry_run), ensure_ascii=False, indent=2) if as_json else _told(rows)
    )
    sys.exit(0 if all(row["state"] in GOOD for row in rows) else 1)


def _pasted(written: tuple[str, ...], cohort: str) -> Codes:
    if len(cohort) > LONGEST_COHORT:
        raise click.BadParameter(f"at most {LONGEST_COHORT} characters", param_hint="--cohort")
    texts = [sys.stdin.read() if text == "-" else text for text in written]
    pasted = pasted_codes("\n".join(texts))
    if len(pasted.codes) > MOST_CODES:
        raise click.BadParameter(str(TooManyCodes(len(pasted.codes)).message), param_hint="CODE")
    return pasted


def _look_up(works: WorkFactory, outside: Outside, pasted: Codes, cohort: str, named: str) -> list[LookedUp]:
    """What the sources give; no transaction is open while they are asked."""
    with works.reading(SYSTEM) as work:
        sources, storage = active_sources(work, named=named), work.storage
    if not sources:
        raise click.ClickException(f"There is no source called {named!r}." if named else "There is no source yet.")

    def keep(content: bytes) -> str:
        return storage.put(BytesIO(content), limit=LARGEST).key

    shelves = [open_shelf(one, outside, keep=keep, known=one.known) for one in sources]
    return [look_up(shelves, code, cohort=cohort) for code in pasted.codes]


def _deal_with(
    works: WorkFactory, looked: LookedUp, cohort: str, *, take_all: bool, dry_run: bool
) -> dict[str, object]:
    with works.reading(SYSTEM) as work:
        found = found_codes(work, [looked], cohort=cohort)[0]
        wanted = found.state in (CHOOSABLE if take_all else TICKED)
        if not wanted or dry_run:
            return _found_row(work, found, "would_import" if wanted else str(found.state))
        report = _read(work, looked)
    with works.writing(SYSTEM) as work:
        outcome = import_found(work, found, report, cohort=cohort)
    return _outcome_row(found, outcome)


def _read(work: Work, looked: LookedUp) -> FileReport:
    with work.storage.open(looked.key) as stream:
        return read_file(stream.read(), looked.file)


def _found_row(work: Work, found: FoundCode, state: str) -> dict[str, object]:
    held, reason = found.looked.held, found.reason
    if found.state is CodeState.INACTIVE and held and not reason:
        reason = why_inactive(held, today=work.today)
    words = str(reason) if reason else "; ".join(f"{name}: {trouble}" for name, trouble in found.looked.troubles)
    name, source = held.name if held else "", found.looked.source
    return _row(found.looked.code, state, name=name, source=source, reason=words, number=found.qualification_id)


def _outcome_row(found: FoundCode, outcome: CodeOutcome) -> dict[str, object]:
    reason = str(outcome.reason) if outcome.reason else ""
    source, number = found.looked.source, outcome.qualification_id
    return _row(outcome.code, str(outcome.state), name=outcome.name, source=source, reason=reason, number=number)


def _row(
    code: str, state: str, *, name: str = "", source: str = "", reason: str = "", number: int | None = None
) -> dict[str, object]:
    facts = {"name": name or None, "source": source or None, "reason": reason or None}
    return {"code": code, "state": state, "id": number, **facts}


def _whole(rows: list[dict[str, object]], cohort: str, *, dry_run: bool) -> dict[str, object]:
    return {"dry_run": dry_run, "cohort": cohort, "codes": rows}


def _told(rows: list[dict[str, object]]) -> str:
    lines = []
    for row in rows:
        line = f"{row['code']}  {str(row['state']).replace('_', ' ')}"
        line += f": {row['name']}" if row["name"] else ""
        line += f" ({row['source']})" if row["source"] else ""
        lines.append(f"{line}. {row['reason']}" if row["reason"] else line)
    return "\n".join(lines)
