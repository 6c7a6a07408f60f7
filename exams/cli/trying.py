"""`proefstuk exams try`: what the cut score of a form makes of invented marks. Needs no database."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from exams.formats import design_of, read_form
from exams.formats.marks import read_marks
from exams.rules import Condition, Form, Outcome, Result
from exams.rules.records import Record
from foundation.refusals import Refusal

EXIT_CODES = {Result.PASSED: 0, Result.FAILED: 1, Result.INCOMPLETE: 3}
UNREADABLE = 2
SIGNS = {True: "+", False: "-", None: "?"}

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("try")
@click.argument("form_file", type=FILE)
@click.argument("marks_file", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="Write the verdict as JSON.")
def try_form(form_file: Path, marks_file: Path, *, as_json: bool) -> None:
    """Tell what FORM_FILE makes of the marks in MARKS_FILE, and why.

    Exit code: 0 passed, 1 failed, 2 unreadable, 3 not everything is marked yet.
    """
    try:
        outcome = _judged(form_file, marks_file)
    except Refusal as refusal:
        _tell_refusal(refusal)
        sys.exit(UNREADABLE)
    click.echo(json.dumps(_plain(outcome), ensure_ascii=False, indent=2) if as_json else "\n".join(_lines(outcome)))
    sys.exit(EXIT_CODES[outcome.result])


def _judged(form_file: Path, marks_file: Path) -> Outcome:
    form: Form = design_of(read_form(form_file.read_bytes()))
    tried = read_marks(marks_file.read_bytes(), form)
    return form.judge(tried.marks, exempt=tried.exempt)


def _tell_refusal(refusal: Refusal) -> None:
    for line in (str(refusal.message), *(f"  - {detail}" for detail in refusal.details)):
        click.echo(line, err=True)


def _lines(outcome: Outcome) -> list[str]:
    mark = [f"Mark: {outcome.mark}"] if outcome.mark else []
    return [*mark, str(outcome.headline), *(f"  {SIGNS[one.held]} {one.message}" for one in outcome.reasons)]


def _plain(outcome: Outcome) -> dict[str, Any]:
    """The record that would be kept, with the same in words."""
    record = Record.of(outcome).to_json()
    del record["fingerprint"]  # of marks that nobody gave
    return {
        **record,
        "mark": str(outcome.mark or ""),
        "headline": str(outcome.headline),
        "reasons": [_reason(one) for one in outcome.reasons],
        "exempt": list(outcome.exempt),
        "is_lost": outcome.is_lost,
    }


def _reason(one: Condition) -> dict[str, Any]:
    return {
        "name": one.name,
        "part": one.part,
        "held": one.held,
        "decided": one.decided,
        "reached": str(one.reached),
        "needed": str(one.needed),
        "parts": list(one.parts),
        "words": str(one.message),
    }
