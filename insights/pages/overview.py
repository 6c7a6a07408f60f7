"""The overview as a page: the tree beside the part that is looked at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from foundation.web.words import said
from insights.pages.words import Piece, pieces
from insights.queries.overview import Overview
from insights.rules.asking import Asked, as_address
from insights.rules.tallies import Tally
from people.queries.organisation import TreePart
from people.rules.organisation import KIND_NAMES
from qualification_files.models import Qualification

REACH = 365  # days before and after today between which the slider goes; further where such a day is asked for


@dataclass(frozen=True)
class Row:
    """A part or a qualification with its bar."""

    name: str
    note: str
    depth: int
    url: str
    is_current: bool
    total: int
    pieces: Sequence[Piece]
    people_urls: Sequence[str]  # the list behind each piece


@dataclass(frozen=True)
class Slider:
    """Days as numbers from today, because that is what a slider can hold."""

    least: int
    most: int
    value: int


@dataclass(frozen=True)
class OverviewPage:
    """What the template shows."""

    parts: Sequence[Row]
    here: Row
    qualifications: Sequence[Row]
    choices: Sequence[tuple[str, str]]
    slider: Slider
    trail: Sequence[tuple[str, str]]


def overview_page(found: Overview, wanted: Asked, *, today: date) -> OverviewPage:
    """The numbers as rows, each with the way to the people behind it."""
    return OverviewPage(
        parts=[_part_row(one, found.by_part.get(one.id, Tally()), wanted, today) for one in found.parts],
        here=_row(
            found.part.name if found.part else _("Everywhere"),
            said(KIND_NAMES[found.part.kind]) if found.part else "",
            found.here,
            urls=("", _people_urls(wanted, today)),
            is_current=True,
        ),
        qualifications=[
            _qualification_row(one, found.by_qualification[one.id], wanted, today)
            for one in found.qualifications
            if one.id in found.by_qualification
        ],
        choices=[(str(one.id), called(one)) for one in found.qualifications],
        slider=slider(wanted.on, today),
        trail=_trail(found, wanted, today),
    )


def called(qualification: Qualification) -> str:
    """Its name, with the cohort where it has one."""
    return f"{qualification.name} ({qualification.cohort})" if qualification.cohort else qualification.name


def slider(on: date, today: date) -> Slider:
    """The slider with the day on it, however far away that is."""
    value = (on - today).days
    return Slider(min(-REACH, value), max(REACH, value), value)


def _part_row(part: TreePart, tally: Tally, wanted: Asked, today: date) -> Row:
    return _row(
        part.name,
        said(KIND_NAMES[part.kind]),
        tally,
        urls=(_address(wanted, today, part=part.id), _people_urls(wanted, today, part=part.id)),
        is_current=part.id == wanted.part_id,
        depth=part.depth,
    )


def _qualification_row(one: Qualification, tally: Tally, wanted: Asked, today: date) -> Row:
    return _row(
        called(one),
        one.code,
        tally,
        urls=(_address(wanted, today, qualification=one.id), _people_urls(wanted, today, qualification=one.id)),
        is_current=one.id == wanted.qualification_id,
    )


def _row(
    name: str, note: str, tally: Tally, *, urls: tuple[str, Sequence[str]], is_current: bool, depth: int = 0
) -> Row:
    return Row(name, note, depth, urls[0], is_current, tally.total, pieces(tally), urls[1])


def _address(wanted: Asked, today: date, **others: int | None) -> str:
    asked: dict[str, Any] = {**as_address(wanted, today=today), **others}
    return url_for("insights.overview", **asked)


def _people_urls(wanted: Asked, today: date, **others: int) -> list[str]:
    asked: dict[str, Any] = {**as_address(wanted, today=today), **others}
    return [url_for("insights.people", **{**asked, "holding": one.holding.value}) for one in pieces(Tally())]


def _trail(found: Overview, wanted: Asked, today: date) -> list[tuple[str, str]]:
    if found.part is None:
        return []
    by_id = {one.id: one for one in found.parts}
    above = [by_id[number] for number in found.part.parts[:-1] if number in by_id]
    everywhere = (_("Everywhere"), _address(wanted, today, part=None))
    return [everywhere, *((one.name, _address(wanted, today, part=one.id)) for one in above)]
