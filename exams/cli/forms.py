"""`proefstuk exams export`, `import` and `schema`: whole forms as files."""

from pathlib import Path

import click
from flask import Flask

from exams import queries
from exams.actions.exchange import import_form
from exams.actions.forms import why_not_offered
from exams.cli.opening import OpenApp, reading, writing
from exams.formats import read_form, schema, written
from exams.formats.reading import LARGEST
from exams.models import ExamForm
from exams.queries.contents import content_of, indicator_texts
from exams.queries.forms import Offer, offers, structure
from foundation.refusals import NotFound, Refusal
from foundation.work import Work

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("export")
@click.argument("form_id", type=click.IntRange(1))
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Where to write; else to the screen.")
@click.pass_obj
def export_form(open_app: OpenApp, form_id: int, output: Path | None) -> None:
    """Write the form with this number (it stands in the address of its page) as JSON."""
    text = _exported(open_app(), form_id)
    if output is None:
        click.echo(text, nl=False)
        return
    output.write_text(text, encoding="utf-8")
    click.echo(f"Written to {output}.")


def _exported(app: Flask, form_id: int) -> str:
    try:
        with reading(app) as work:
            form = queries.form(work, form_id)
            return written(content_of(form, indicator_texts(work, form)))
    except NotFound as error:
        raise click.ClickException(f"There is no form with number {form_id}.") from error


@click.command("import")
@click.argument("file", type=FILE)
@click.option("--qualification", "code", required=True, help="Code of the active qualification it becomes a form of.")
@click.option("--cohort", help="Of which cohort, where several have the same code.")
@click.pass_obj
def bring_form_in(open_app: OpenApp, file: Path, code: str, cohort: str | None) -> None:
    """Make a draft of the form in FILE. All of it comes in, or nothing."""
    with file.open("rb") as opened:
        data = opened.read(LARGEST + 1)
    try:
        with writing(open_app()) as work:
            form = _brought_in(work, data, code, cohort)
            number, steps = form.id, len(form.steps)
    except Refusal as refusal:
        words = [str(refusal.message), *(f"  - {detail}" for detail in refusal.details)]
        raise click.ClickException("\n".join(words)) from refusal
    click.echo(f"Form {number} is a draft now, with {steps} steps.")


def _brought_in(work: Work, data: bytes, code: str, cohort: str | None) -> ExamForm:
    file = read_form(data)
    offer = _offer(work, code, cohort)
    return import_form(work, file, offer, structure(work, offer.qualification.id))


def _offer(work: Work, code: str, cohort: str | None) -> Offer:
    """The one active qualification that is meant; where several are, the cohort tells which."""
    found = [one for one in offers(work, words=code) if one.qualification.code == code]
    meant = [one for one in found if cohort is None or one.qualification.cohort == cohort]
    usable = [one for one in meant if why_not_offered(one) is None]
    if len(usable) == 1:
        return usable[0]
    if len(usable) > 1:
        cohorts = ", ".join(sorted(one.qualification.cohort or "-" for one in usable))
        raise click.ClickException(f"Several qualifications have this code. Say which with --cohort: {cohorts}")
    if reasons := [reason for one in meant if (reason := why_not_offered(one))]:
        raise click.ClickException(f"The qualification {code} cannot carry an exam. {reasons[0]}")
    raise click.ClickException(f"There is no qualification with code {code}.")


@click.command("schema")
def show_schema() -> None:
    """Write the JSON Schema of a form's file."""
    click.echo(schema(), nl=False)
