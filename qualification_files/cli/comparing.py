"""`proefstuk qualifications diff` and `take-over`: a file that comes again."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import click

from foundation.work import Work
from qualification_files import actions, queries
from qualification_files.cli.files import FILE, FORMAT, came_from, content_for, read_path, usable
from qualification_files.cli.naming import HOW, Called, identified, one_qualification
from qualification_files.cli.opening import AS_JSON, DRY_RUN, OpenApp, reading, told, writing
from qualification_files.formats import QualificationFile
from qualification_files.formats.differences import Differences, Edit, Piece, differences
from qualification_files.models import Qualification
from qualification_files.pages.comparing import Line, Part, Shown, shown
from qualification_files.queries import ReadFile

DIFFERENT = 3
MARKS = {Edit.SAME: "{}", Edit.REMOVED: "[-{}-]", Edit.ADDED: "{{+{}+}}"}
SIGNS = {"ok": "+", "open": "~", "stop": "-"}
DIFF_HELP = f"""Say what FILE says otherwise than what is here.

    Without QUALIFICATION every qualification in the file is compared with the one here of the same code, cohort and
    edition, or else with the newest of that code. {HOW}

    In the lines + stands for added, - for removed, ~ for changed; within a text [-words-] are gone and {{+words+}} new.

    Exit code: 0 when nothing differs, 3 when something does, 1 when the file is refused or not one qualification of it
    is here, 2 when the command was typed wrongly.

    \b
    --json prints a list with one object per qualification that was compared:
      id, code        the one that is here
      different       true or false
      facts           list of {{field, before, after}}
      tasks           core tasks that differ, with changes, knowledge and processes; edit says what happened to each
    """
Compared = tuple[Qualification, Differences]


@click.command("diff", short_help="Say what a file says otherwise.", help=DIFF_HELP)
@click.argument("path", metavar="FILE", type=FILE)
@click.argument("which", metavar="[QUALIFICATION]", required=False)
@click.option("--cohort", help="Of which cohort, where several have the same code.")
@click.option("--edition", help="Which edition, where several have the same code.")
@FORMAT
@AS_JSON
@click.pass_obj
def diff(
    open_app: OpenApp,
    path: Path,
    which: str | None,
    cohort: str | None,
    edition: str | None,
    wanted: str | None,
    *,
    as_json: bool,
) -> None:
    """Compare a file with what is here."""
    file = read_path(path, wanted)
    with reading(open_app()) as work:
        if which:
            here = Called(which, cohort, edition).find(work)
            found = [_compared(work, here, content_for(work, here, file))]
        else:
            found = list(_all_compared(work, file))
        value, lines = [_plain(*one) for one in found], [text for one in found for text in _lines(*one)]
    if not found:
        raise click.ClickException(f"No qualification in {path} is here. Bring it in with: import {path}")
    told(value, lines, as_json=as_json)
    raise SystemExit(DIFFERENT if any(one for _, one in found) else 0)


@click.command("take-over", short_help="Let a draft say what a file says.")
@click.argument("path", metavar="FILE", type=FILE)
@one_qualification
@FORMAT
@DRY_RUN
@click.pass_obj
def take_over(open_app: OpenApp, path: Path, called: Called, wanted: str | None, *, dry_run: bool) -> None:
    """Let QUALIFICATION, a draft, say what FILE says.

    What is the same stays the same part. Only for the same code, cohort and edition; refused for what is in use, of
    which new-version --from FILE makes the next version.
    """
    file = read_path(path, wanted)
    app = open_app()
    with reading(app) if dry_run else writing(app) as work:
        here = called.find(work)
        content = content_for(work, here, file)
        _refuse_another(here, content)
        if dry_run:
            actions.refuse_if_fixed(work, here)
            found = differences(queries.content_of(work, here.id), content)
        else:
            found = actions.take_over(work, here, content, came_from=came_from(file))
        lines = list(_lines(here, found))
    told(None, [*lines, "This was a look; nothing changed." if dry_run else "Taken over."], as_json=False)


def _refuse_another(here: Qualification, content: QualificationFile) -> None:
    theirs = (content.code, content.cohort, content.dossier.version or here.edition)
    if theirs != (here.code, here.cohort, here.edition):
        named = f"{theirs[0]} (cohort {theirs[1] or '-'}, edition {theirs[2] or '-'})"
        raise click.ClickException(
            f"The file holds {named}, which is not {identified(here)}. Make a new version from it: new-version --from."
        )


def _all_compared(work: Work, file: ReadFile) -> Iterator[Compared]:
    for one in queries.found_in(work, [file], cohort=""):
        number = one.qualification_id or queries.newest_with_code(work, one.code)
        if number is not None:
            here = queries.qualification(work, number)
            yield _compared(work, here, usable(one, here))


def _compared(work: Work, here: Qualification, content: QualificationFile) -> Compared:
    return here, differences(queries.content_of(work, here.id), content)


def _plain(here: Qualification, found: Differences) -> dict[str, object]:
    plain: dict[str, object] = json.loads(json.dumps(asdict(found)))
    return {"id": here.id, "code": here.code, "different": bool(found), **plain}


def _lines(here: Qualification, found: Differences) -> Iterator[str]:
    yield identified(here)
    if not found:
        yield "  says the same"
        return
    view: Shown = shown(found)
    yield from (f"  {words}" for words in view.summary)
    yield from _texts(view.facts, "  ")
    for part in view.parts:
        yield from _part(part, "")


def _part(part: Part, margin: str) -> Iterator[str]:
    yield f"{_sign(part.sign.kind if part.sign else '')} {margin}{part.number}  {part.name}"
    if part.moved:
        yield f"  {margin}  {part.moved}"
    yield from _texts(part.lines, f"{margin}  ")
    for label, lines in part.lists:
        yield f"  {margin}  {label}:"
        yield from _texts(lines, f"{margin}    ")
    for inner in part.parts:
        yield from _part(inner, f"{margin}  ")


def _texts(lines: Sequence[Line], margin: str) -> Iterator[str]:
    for one in lines:
        sign = _sign(one.sign.kind if one.sign else "open")
        label = f"{one.label}: " if one.label else ""
        yield f"{sign} {margin}{label}{_words(one, one.pieces)}".replace("\n", f"\n  {margin}  ")


def _words(one: Line, pieces: Sequence[Piece]) -> str:
    whole = one.sign is not None and one.sign.kind in ("ok", "stop")  # the sign says it already
    return "".join(piece.text if whole else MARKS[piece.edit].format(piece.text) for piece in pieces)


def _sign(kind: str) -> str:
    return SIGNS.get(kind, " ")
