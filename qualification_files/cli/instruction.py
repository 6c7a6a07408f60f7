"""`proefstuk qualifications instruction`: what candidates read about a qualification in their portfolio."""

from typing import TextIO

import click

from qualification_files.actions import change_instruction
from qualification_files.cli.naming import Called, line, one_qualification
from qualification_files.cli.opening import AS_JSON, OpenApp, Refusing, reading, short, told, writing
from qualification_files.forms import LONGEST_TEXT
from qualification_files.models import Qualification
from qualification_files.rules import InstructionFacts

LONGEST_TITLE = 200
TEXT = click.File("r", encoding="utf-8-sig")


@click.group(cls=Refusing, short_help="What candidates read in their portfolio.")
def instruction() -> None:
    """What candidates read about a qualification in their portfolio."""


@instruction.command("show")
@one_qualification
@AS_JSON
@click.pass_obj
def show_instruction(open_app: OpenApp, called: Called, *, as_json: bool) -> None:
    """Print the instruction of QUALIFICATION.

    With --json: one object with shown, title, explanation and text.
    """
    with reading(open_app()) as work:
        found = called.find(work)
        facts = _facts(found)
        lines = [f"{line(found)}: {'shown' if facts.has_instruction else 'not shown'}"]
    texts = (facts.instruction_title, facts.instruction_explanation, facts.instruction_text)
    value = {"shown": facts.has_instruction, **dict(zip(("title", "explanation", "text"), texts, strict=True))}
    told(value, [*lines, *filter(None, texts)], as_json=as_json)


@instruction.command("set")
@one_qualification
@click.option("--title", help="Its title.")
@click.option("--explanation", metavar="FILE|-", type=TEXT, help="A text file that says what is asked and why.")
@click.option("--text", metavar="FILE|-", type=TEXT, help="A text file that says what to do, step by step.")
@click.pass_obj
def set_instruction(
    open_app: OpenApp, called: Called, title: str | None, explanation: TextIO | None, text: TextIO | None
) -> None:
    """Show candidates an instruction with QUALIFICATION; what is not given stays as it is.

    It needs all three before it is shown: a title, an explanation and the text. A line that begins with "- " becomes a
    bullet.
    """
    new_title = short(title, "--title", limit=LONGEST_TITLE)
    new_explanation, new_text = _read(explanation, "--explanation"), _read(text, "--text")
    with writing(open_app()) as work:
        found = called.find(work)
        facts = InstructionFacts(
            has_instruction=True,
            instruction_title=found.instruction_title if new_title is None else new_title,
            instruction_explanation=found.instruction_explanation if new_explanation is None else new_explanation,
            instruction_text=found.instruction_text if new_text is None else new_text,
        )
        if not (facts.instruction_title and facts.instruction_explanation and facts.instruction_text):
            raise click.ClickException("It is not shown before it has a title, an explanation and a text. Give those.")
        change_instruction(work, found, facts)
        words = line(found)
    click.echo(f"{words}: shown")


@instruction.command("clear")
@one_qualification
@click.option("--forget", is_flag=True, help="Take its texts away too.")
@click.pass_obj
def clear_instruction(open_app: OpenApp, called: Called, *, forget: bool) -> None:
    """Show the instruction of QUALIFICATION no longer; its texts are kept. Doing it again does no harm."""
    with writing(open_app()) as work:
        found = called.find(work)
        kept = InstructionFacts(has_instruction=False) if forget else _facts(found, shown=False)
        change_instruction(work, found, kept)
        words = line(found)
    click.echo(f"{words}: not shown")


def _facts(found: Qualification, *, shown: bool | None = None) -> InstructionFacts:
    return InstructionFacts(
        has_instruction=found.has_instruction if shown is None else shown,
        instruction_title=found.instruction_title,
        instruction_explanation=found.instruction_explanation,
        instruction_text=found.instruction_text,
    )


def _read(file: TextIO | None, option: str) -> str | None:
    try:
        return short(file.read() if file else None, option, limit=LONGEST_TEXT)
    except UnicodeDecodeError as error:
        raise click.BadParameter("this is not a text file in UTF-8", param_hint=option) from error
