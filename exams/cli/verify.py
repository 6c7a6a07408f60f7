"""`proefstuk exams verify`: whether the chains of exams are whole, and where not."""

import json
import os
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from flask import Flask

from exams.queries.chain import every_sitting, reports
from exams.rules.chain import Anchor, Report, Standing, Tip, anchor_from, anchor_json
from foundation.access import SYSTEM
from foundation.web.words import said
from foundation.work import WorkFactory

OpenApp = Callable[[], Flask]
WORDS = {
    Standing.WHOLE: "whole",
    Standing.FROM_BEFORE: "from before there were chains",
    Standing.BROKEN: "NOT WHOLE",
}


@click.command("verify")
@click.option("--sitting", type=click.IntRange(min=1), help="The number of one exam; without it all are checked.")
@click.option(
    "--heads",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File with the ends of all chains: compared if it is there, then written anew. Keep it elsewhere.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of lines.")
@click.pass_obj
def verify(open_app: OpenApp, sitting: int | None, heads: Path | None, *, as_json: bool) -> None:
    """Check that marks, signatures, results and decisions are as they were when they were made.

    A chain that was written anew as a whole shows only against --heads, a file that is kept on another machine; of an
    exam without marks nothing else shows it. The file is written only when everything is whole, so that it never takes
    a rewrite over.

    \b
    With --json: {"whole": bool, "checked": n, "exams": [{id, standing, link, hash, bare, findings: [{fault, link,
    thing, message}]}]}; bare: without marks yet. Of exams that are whole only the count is printed in lines.

    Exit code: 0 everything is whole or from before, 1 something is not, 2 typed wrongly.
    """
    app, anchor = open_app(), _anchor(heads)
    works: WorkFactory = app.extensions["works"]
    broken, bare, tips, told = 0, 0, dict[int, Tip](), list[dict[str, Any]]()
    counts = dict.fromkeys(Standing, 0)
    with app.app_context(), app.test_request_context(), works.reading(SYSTEM) as work:
        for piece in [[sitting]] if sitting else every_sitting(work, anchor):
            for report in reports(work, piece, anchor):
                counts[report.standing] += 1
                tips |= {report.sitting_id: report.tip} if report.tip.number else {}
                bare += report.is_bare
                broken += report.standing is Standing.BROKEN
                told += [_plain(report)] if as_json else []
                _print(report, as_json=as_json, alone=sitting is not None)
            work.db.expire_all()
        now = work.now
    if as_json:
        click.echo(json.dumps({"whole": not broken, "checked": sum(counts.values()), "exams": told}, indent=1))
    else:
        click.echo(", ".join(f"{count} {WORDS[standing]}" for standing, count in counts.items()))
        _tell_bare(bare, compared=anchor is not None)
    if broken:
        raise SystemExit(1)
    if heads and not sitting:
        _write(heads, tips, now)


def _tell_bare(count: int, *, compared: bool) -> None:
    if count and not compared:
        click.echo(f"{count} without marks: if such a chain was written anew, that shows only against --heads.")


def _anchor(heads: Path | None) -> Anchor | None:
    if heads is None or not heads.exists():
        return None
    try:
        raw: Mapping[str, Any] = json.loads(heads.read_text())
        return anchor_from(raw)
    except (OSError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise click.BadParameter(f"{heads} does not hold the ends of chains.", param_hint="--heads") from error


def _write(heads: Path, tips: Mapping[int, Tip], now: datetime) -> None:
    """All of it or nothing: a file that is half written would be no anchor."""
    beside = heads.with_name(f".{heads.name}.new")
    beside.write_text(json.dumps(anchor_json(tips, made_at=now), indent=1) + "\n")
    os.replace(beside, heads)


def _plain(report: Report) -> dict[str, Any]:
    return {
        "id": report.sitting_id,
        "standing": str(report.standing),
        "link": report.tip.number,
        "hash": report.tip.hash,
        "bare": report.is_bare,
        "findings": [
            {"fault": str(one.fault), "link": one.number, "thing": one.thing, "message": said(one.message)}
            for one in report.findings
        ],
    }


def _print(report: Report, *, as_json: bool, alone: bool) -> None:
    if as_json or not (alone or report.findings):
        return
    click.echo(f"Exam {report.sitting_id}: {WORDS[report.standing]}")
    for finding in report.findings:
        click.echo(f"  - {said(finding.message)}")
