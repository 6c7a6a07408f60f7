"""`proefstuk exams verify`: whether the chains of exams are whole, and where not."""

import json
import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from flask_babel import force_locale

from exams.cli.opening import OpenApp
from exams.queries.chain import beginning, candidates_of, every_sitting, reports
from exams.queries.chain_files import with_files
from exams.rules.chain import BEGINNING, Anchor, Report, Standing, Tip, anchor_from, anchor_json
from foundation.access import SYSTEM
from foundation.messages import say
from foundation.web.wording import speaking
from foundation.web.words import LANGUAGES, said
from foundation.work import WorkFactory

WORDS = {
    Standing.WHOLE: say("Exam %(number)s (%(candidate)s): whole"),
    Standing.FROM_BEFORE: say("Exam %(number)s (%(candidate)s): from before there were chains"),
    Standing.BROKEN: say("Exam %(number)s (%(candidate)s): NOT WHOLE"),
}
TOTALS = say("%(whole)s whole, %(from_before)s from before there were chains, %(broken)s NOT WHOLE")


@click.command("verify")
@click.option("--sitting", type=click.IntRange(min=1), help="The number of one exam; without it all are checked.")
@click.option(
    "--heads",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File with the ends of all chains: compared if it is there, then written anew. Keep it elsewhere.",
)
@click.option("--files", "reads_files", is_flag=True, help="Read the bytes of photos and files as well.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", help="In which language it is told.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of lines.")
@click.pass_obj
def verify(
    open_app: OpenApp, sitting: int | None, heads: Path | None, language: str, *, as_json: bool, reads_files: bool
) -> None:
    """Check that marks, signatures, results and decisions are as they were when they were made.

    A chain that is gone or was written anew shows by the chains of other exams that went on since. That all of them
    were written anew together shows only against --heads, a file that is kept on another machine; it is written only
    when everything is whole, so that it never takes a rewrite over. With --files the bytes of each photo, and of each
    file with an objection or appeal, are read and compared with the digest that the chain vouches for.

    \b
    With --json: {"whole": bool, "checked": n, "exams": [{id, candidate, standing, link, hash, bare, findings: [{fault,
    link, thing, step, message}]}]}; candidate: the number that the school gave; bare: without marks yet. Of exams that
    are whole only the count is printed in lines.

    Exit code: 0 everything is whole or from before, 1 something is not, 2 typed wrongly.
    """
    app, anchor = open_app(), _anchor(heads)
    works: WorkFactory = app.extensions["works"]
    tips, told, bare = dict[int, Tip](), list[dict[str, Any]](), 0
    counts = dict.fromkeys(Standing, 0)
    with app.app_context(), force_locale(language), speaking(None), works.reading(SYSTEM) as work:
        for piece in [[sitting]] if sitting else every_sitting(work, anchor):
            found = reports(work, piece, anchor)
            found = with_files(work, found) if reads_files else found
            candidates = candidates_of(work, [one.sitting_id for one in found if sitting or as_json or one.findings])
            for report in found:
                counts[report.standing] += 1
                tips |= {report.sitting_id: report.tip} if report.tip.number else {}
                bare += report.is_bare
                candidate = candidates.get(report.sitting_id, "")
                told += [_plain(report, candidate)] if as_json else []
                _print(report, candidate, as_json=as_json, alone=sitting is not None)
            work.db.expire_all()
        start, now = beginning(work).link, work.now
        broken = counts[Standing.BROKEN]
        if as_json:
            whole = {"whole": not broken, "checked": sum(counts.values()), "exams": told}
            click.echo(json.dumps(whole, indent=1, ensure_ascii=False))
        else:
            click.echo(said(replace(TOTALS, gaps={str(standing): count for standing, count in counts.items()})))
            _tell_bare(bare, compared=anchor is not None)
    if broken:
        raise SystemExit(1)
    if heads and not sitting:
        _write(heads, tips | ({BEGINNING: Tip(number=start.number, hash=start.hash)} if start else {}), now)


def _tell_bare(count: int, *, compared: bool) -> None:
    if count and not compared:
        click.echo(
            said(say("%(count)s without marks: what was written anew there shows best against --heads.", count=count))
        )


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


def _plain(report: Report, candidate: str) -> dict[str, Any]:
    return {
        "id": report.sitting_id,
        "candidate": candidate,
        "standing": str(report.standing),
        "link": report.tip.number,
        "hash": report.tip.hash,
        "bare": report.is_bare,
        "findings": [
            {
                "fault": str(one.fault),
                "link": one.number,
                "thing": one.thing,
                "step": one.step,
                "message": said(one.message),
            }
            for one in report.findings
        ],
    }


def _print(report: Report, candidate: str, *, as_json: bool, alone: bool) -> None:
    if as_json or not (alone or report.findings):
        return
    click.echo(said(replace(WORDS[report.standing], gaps={"number": report.sitting_id, "candidate": candidate or "-"})))
    for finding in report.findings:
        click.echo(f"  - {said(finding.message)}")
