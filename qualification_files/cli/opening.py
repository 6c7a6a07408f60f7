"""What all commands share: opening a unit of work, telling refusals, printing lines or JSON."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import click
from flask import Flask
from flask_babel import force_locale

from foundation.access import SYSTEM
from foundation.refusals import NotFound, Refusal
from foundation.web.wording import speaking
from foundation.work import Work, WorkFactory

OpenApp = Callable[[], Flask]
LONGEST_COHORT = 40  # and of an edition
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of lines.")
DRY_RUN = click.option("--dry-run", is_flag=True, help="Only say what would happen.")


class Refusing(click.Group):
    """Commands whose refusals are told in words, with exit code 1."""

    def invoke(self, context: click.Context) -> object:
        """Run the command."""
        try:
            return super().invoke(context)
        except NotFound as error:
            raise click.ClickException("It is not here (any more).") from error
        except Refusal as refusal:
            words = [str(refusal.message), *(f"  - {detail}" for detail in refusal.details)]
            raise click.ClickException("\n".join(words)) from refusal


@contextmanager
def reading(app: Flask) -> Iterator[Work]:
    """A unit of work that cannot write, for the system; words are English, and those of this product."""
    works: WorkFactory = app.extensions["works"]
    with app.app_context(), force_locale("en"), speaking(None), works.reading(SYSTEM) as work:
        yield work


@contextmanager
def writing(app: Flask) -> Iterator[Work]:
    """The same, kept when it ends well."""
    works: WorkFactory = app.extensions["works"]
    with app.app_context(), force_locale("en"), speaking(None), works.writing(SYSTEM) as work:
        yield work


def told(value: object, lines: Iterable[str], *, as_json: bool) -> None:
    """Print it as JSON or line by line."""
    if as_json:
        click.echo(json.dumps(value, ensure_ascii=False, indent=2))
        return
    for line in lines:
        click.echo(line)


def counted(count: object, one: str, many: str = "") -> str:
    """For instance: 1 code, 2 codes."""
    return f"{count} {one if count == 1 else many or f'{one}s'}"


def short(text: str | None, option: str, *, limit: int = LONGEST_COHORT) -> str | None:
    """What was typed without outer white space; too long is typed wrongly."""
    text = None if text is None else text.strip()
    if text and len(text) > limit:
        raise click.BadParameter(f"at most {limit} characters", param_hint=option)
    return text
