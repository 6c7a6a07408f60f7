"""The gaps of a mail: filled for a school's own words, or shown as `{name}` in ours so that a school can begin there.

Nothing that a school writes is ever read as a template. What fills a gap is found by an expression of ours.
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from jinja2 import Environment
from jinja2.environment import TemplateExpression

from foundation.mail.kinds import Gap, MailKind, MailKinds
from foundation.mail.texts import MailWords, filled
from foundation.messages import Message
from foundation.web.words import said, shown

SEVERAL = 2  # a number whose sentence has the form for several


class Marker(str):
    """Stands in our own template for what will be filled in there."""

    __slots__ = ()


class NumberMarker(int):
    """The same where the template counts."""

    name: str

    def __str__(self) -> str:
        return self.name

    def __format__(self, _how: str) -> str:
        return self.name


def kind_of(kinds: MailKinds, template: str, context: Mapping[str, Any], templates: Environment) -> MailKind | None:
    """Which mail it is that this template makes of this."""
    found = kinds.made_of(template)
    return next((kind for kind in found if not kind.when or _expression(templates, kind.when)(**context)), None)


def said_by_school(
    words: MailWords, kind: MailKind, context: Mapping[str, Any], templates: Environment
) -> MailWords | None:
    """The school's own words, filled with what this mail is about."""
    used = [gap for gap in kind.gaps if f"{{{gap.name}}}" in words.subject + words.body]
    values = {gap.name: _value(_expression(templates, gap.value)(**context)) for gap in used}
    return filled(words, values)


def example_of(words: MailWords, kind: MailKind) -> MailWords:
    """The words as a receiver would read them, about somebody made up."""
    return filled(words, examples(kind))


def examples(kind: MailKind) -> dict[str, str]:
    """What stands in each gap of an example, in the language of the moment."""
    return {gap.name: _example(gap) for gap in kind.gaps}


def in_gaps(kind: MailKind, templates: Environment) -> str:
    """Our own template with its gaps still open."""
    shows = _showing_gaps(templates)
    return shows.get_template(f"mail/{kind.made_of}.txt").render(**_open(kind))


def _value(found: Any) -> str:
    return "" if found is None else shown(found)


def _example(gap: Gap) -> str:
    match gap.example:
        case Message():
            return said(gap.example)
        case date():
            return shown(gap.example)
    return str(gap.example)


def _open(kind: MailKind) -> dict[str, Any]:
    """What the template is given, with a marker wherever something will be filled in."""
    context: dict[str, Any] = {}
    for gap in kind.gaps:
        _put(context, gap.value.partition("|")[0].split("."), _marker(gap))
    for path, value in kind.given.items():
        _put(context, path.split("."), value)
    return context


def _marker(gap: Gap) -> object:
    written = f"{{{gap.name}}}"
    if isinstance(gap.example, int):
        number = NumberMarker(SEVERAL)
        number.name = written
        return number
    return [Marker(written)] if gap.many else Marker(written)


def _put(context: dict[str, Any], path: list[str], value: object) -> None:
    for part in path[:-1]:
        context = context.setdefault(part, {})
    context[path[-1]] = value


@lru_cache(maxsize=512)
def _expression(templates: Environment, written: str) -> TemplateExpression:
    return templates.compile_expression(written)


@lru_cache(maxsize=8)
def _showing_gaps(templates: Environment) -> Environment:
    environment = templates.overlay()
    environment.globals = dict(templates.globals)
    environment.filters = {
        **templates.filters,
        **{name: _passing(templates.filters[name]) for name in ("day", "moment")},
    }
    return environment


def _passing(filter_: Any) -> Any:
    return lambda value, *rest: value if isinstance(value, Marker) else filter_(value, *rest)
