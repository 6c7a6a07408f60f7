"""`proefstuk qualifications competences`: the standard ones and the school's own."""

import re

import click

from foundation.work import Work
from qualification_files import actions, queries
from qualification_files.cli.opening import AS_JSON, OpenApp, Refusing, reading, short, told, writing
from qualification_files.models import Competence
from qualification_files.queries.competences import UsedCompetence, competences_by_letter

LONGEST_NAME = 200
LETTER = click.argument("letter")
NAMES = (
    click.option("--nl", required=True, help="Its name in Dutch."),
    click.option("--en", required=True, help="Its name in English."),
)


@click.group(cls=Refusing, short_help="The competences: standard and own.")
def competences() -> None:
    """The competences that work processes call on: the 25 standard ones and the school's own."""


@competences.command("list")
@AS_JSON
@click.pass_obj
def list_competences(open_app: OpenApp, *, as_json: bool) -> None:
    """Say which competences there are and how many work processes call on each.

    With --json: a list of objects with letter, name_nl, name_en, standard, retired and uses.
    """
    with reading(open_app()) as work:
        rows = [_listed(row) for row in queries.competences(work)]
    lines = (f"{row['letter']:<5} {row['uses']:>5}  {row['name_nl']} / {row['name_en']}{_kind(row)}" for row in rows)
    told(rows, lines, as_json=as_json)


@competences.command("add")
@LETTER
@NAMES[0]
@NAMES[1]
@click.pass_obj
def add_competence(open_app: OpenApp, letter: str, nl: str, en: str) -> None:
    """Add a competence of the school's own. LETTER is at most five letters and digits."""
    if not re.fullmatch("[A-Za-z0-9]{1,5}", letter):
        raise click.BadParameter("at most five letters and digits", param_hint="LETTER")
    name_nl, name_en = _name(nl, "--nl"), _name(en, "--en")
    with writing(open_app()) as work:
        actions.add_competence(work, letter=letter, name_nl=name_nl, name_en=name_en)
    click.echo(f"{letter}  {name_nl} / {name_en}")


@competences.command("rename")
@LETTER
@NAMES[0]
@NAMES[1]
@click.pass_obj
def rename_competence(open_app: OpenApp, letter: str, nl: str, en: str) -> None:
    """Give one of the school's own other names; its letter stays, because files refer to it."""
    name_nl, name_en = _name(nl, "--nl"), _name(en, "--en")
    with writing(open_app()) as work:
        actions.rename_competence(work, _lettered(work, letter), name_nl=name_nl, name_en=name_en)
    click.echo(f"{letter}  {name_nl} / {name_en}")


@competences.command("retire")
@LETTER
@click.pass_obj
def retire_competence(open_app: OpenApp, letter: str) -> None:
    """Offer one of the school's own no longer; what calls on it keeps it. Doing it again does no harm."""
    with writing(open_app()) as work:
        actions.retire_competence(work, _lettered(work, letter))
    click.echo(f"{letter} is retired.")


@competences.command("restore")
@LETTER
@click.pass_obj
def restore_competence(open_app: OpenApp, letter: str) -> None:
    """Offer it again. Doing it again does no harm."""
    with writing(open_app()) as work:
        actions.restore_competence(work, _lettered(work, letter))
    click.echo(f"{letter} is offered again.")


@competences.command("remove")
@LETTER
@click.pass_obj
def remove_competence(open_app: OpenApp, letter: str) -> None:
    """Remove one of the school's own that nothing calls on; it cannot be put back."""
    with writing(open_app()) as work:
        actions.remove_competence(work, _lettered(work, letter))
    click.echo(f"{letter} is removed.")


def _lettered(work: Work, letter: str) -> Competence:
    found = competences_by_letter(work).get(letter)
    if found is None:
        raise click.ClickException(f"There is no competence {letter}. Look which there are: competences list.")
    return found


def _name(text: str, option: str) -> str:
    name = short(text, option, limit=LONGEST_NAME)
    if not name:
        raise click.BadParameter("fill in a name", param_hint=option)
    return name


def _listed(row: UsedCompetence) -> dict[str, object]:
    return {
        "letter": row.competence.letter,
        "name_nl": row.competence.name_nl,
        "name_en": row.competence.name_en,
        "standard": row.competence.standard,
        "retired": row.competence.retired_at is not None,
        "uses": row.uses,
    }


def _kind(row: dict[str, object]) -> str:
    return "  retired" if row["retired"] else "" if row["standard"] else "  own"
