"""`proefstuk qualifications add` and `change`: the facts of a qualification."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date, datetime

import click

from qualification_files import actions
from qualification_files.cli.naming import Called, line, the_qualification
from qualification_files.cli.opening import OpenApp, writing
from qualification_files.forms import LONGEST_TEXT
from qualification_files.models import Qualification
from qualification_files.rules import QualificationFacts, QualificationKind
from qualification_files.rules.terms import LANGUAGES

NAMES = tuple(field.name for field in fields(QualificationFacts))
LENGTHS = {"name": 400, "code": 40, "cohort": 40, "edition": 40, "description": LONGEST_TEXT}
NEEDED = ("name", "code")
CHANGE_HELP = """Change facts of QUALIFICATION; what is not given stays as it is.

    Code, cohort, edition and kind change only while nobody works with it. An empty date takes the date away.
    """


class Day(click.ParamType[object]):
    """A day as 2026-08-01, or nothing."""

    name = "day"

    def convert(self, value: object, parameter: click.Parameter | None, context: click.Context | None) -> object:
        """The day; an empty text stays as it is, so that a date can be taken away."""
        if not isinstance(value, str) or not value.strip():
            return value
        try:
            return datetime.strptime(value.strip(), "%Y-%m-%d").date()  # noqa: DTZ007 # a day has no zone
        except ValueError:
            self.fail("write a day as 2026-08-01", parameter, context)


OPTIONS = (
    click.option("--language", type=click.Choice(LANGUAGES), help="Of its texts."),
    click.option("--level", type=click.IntRange(0, 8), help="1 to 8; 0 for no level."),
    click.option("--kind", type=click.Choice([str(kind) for kind in QualificationKind]), help="What it is."),
    click.option("--description", help="What it is about."),
    click.option("--valid-from", type=Day(), metavar="DAY", help="For instance 2026-08-01."),
    click.option("--intake-ends", type=Day(), metavar="DAY", help="The last day on which somebody new can be linked."),
    click.option("--programme-ends", type=Day(), metavar="DAY", help="The last day of the programme."),
    click.option(
        "--link-by-default/--no-link-by-default", default=None, help="Whether new participants follow it at once."
    ),
)


def facts_options(command: Callable[..., None]) -> Callable[..., None]:
    """All facts but those that identify it."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


@click.command("add", short_help="Add one by hand, as an empty draft.")
@click.option("--code", required=True, help="The crebo, or a code of the school's own.")
@click.option("--name", required=True, help="Its name.")
@click.option("--cohort", default="", help="For whom it is, for instance 2026.")
@click.option("--edition", default="", help="The edition of the file, where it has one.")
@facts_options
@click.pass_obj
def add(open_app: OpenApp, /, **given: object) -> None:
    """Add a qualification by hand, as an empty draft, and print its number.

    Fill it with: export it, edit the file, and take-over.
    """
    facts = _changed(QualificationFacts(language="nl", name="", code=""), given)
    with writing(open_app()) as work:
        words = line(actions.add_qualification(work, facts))
    click.echo(words)


@click.command("change", help=CHANGE_HELP, short_help="Change its facts.")
@the_qualification
@click.option("--code", help="The crebo, or a code of the school's own.")
@click.option("--name", help="Its name.")
@click.option("--cohort", help="For whom it is, for instance 2026.")
@click.option("--edition", help="The edition of the file, where it has one.")
@facts_options
@click.pass_obj
def change(open_app: OpenApp, /, called: Called, **given: object) -> None:
    """Change facts."""
    with writing(open_app()) as work:
        found = called.find(work)
        actions.change_qualification(work, found, _changed(_facts(found), given))
        words = line(found)
    click.echo(words)


def _facts(found: Qualification) -> QualificationFacts:
    return QualificationFacts(**{name: getattr(found, name) for name in NAMES})


def _changed(facts: QualificationFacts, given: dict[str, object]) -> QualificationFacts:
    """The facts with what was given; what cannot be is typed wrongly."""
    new = {name: _value(name, value) for name, value in given.items() if value is not None}
    changed = replace(facts, **new)  # type: ignore[arg-type]  # click has checked each by its type
    _refuse_order(changed.valid_from, changed.intake_ends, changed.programme_ends)
    return changed


def _value(name: str, value: object) -> object:
    if name == "kind":
        return QualificationKind(str(value))
    if name not in LENGTHS or not isinstance(value, str):
        return value or (False if isinstance(value, bool) else None)
    text = value.strip()
    if len(text) > LENGTHS[name] or (name in NEEDED and not text):
        raise click.BadParameter(f"1 to {LENGTHS[name]} characters", param_hint=f"--{name}")
    return text


def _refuse_order(*days: date | None) -> None:
    known = [day for day in days if day]
    if known != sorted(known):
        raise click.UsageError("A qualification is valid first, then its intake ends, then its programme.")
