"""Parts beside qualifications as a page shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from foundation.web.words import said
from insights.pages.overview import Slider, called, slider
from insights.pages.words import Piece, pieces
from insights.queries.matrix import Matrix
from insights.rules.asking import Asked, as_address
from insights.rules.tallies import Tally
from people.rules.organisation import KIND_NAMES


@dataclass(frozen=True)
class Column:
    """A qualification above its column."""

    name: str
    code: str


@dataclass(frozen=True)
class Share:
    """Of one part and one qualification: how many of how many hold it, and the way to them."""

    column: str
    meet: int
    total: int
    percentage: int
    pieces: Sequence[Piece]
    url: str


@dataclass(frozen=True)
class MatrixRow:
    """A part with a share for each column."""

    name: str
    note: str
    url: str  # the same page for what is below it; none for the row of all together
    shares: Sequence[Share]


@dataclass(frozen=True)
class MatrixPage:
    """What the template shows."""

    columns: Sequence[Column]
    rows: Sequence[MatrixRow]
    choices: Sequence[tuple[int, str, bool]]  # number, name, whether it is shown
    trail: Sequence[tuple[str, str]]
    place: str
    slider: Slider


def matrix_page(found: Matrix, wanted: Asked, chosen: Sequence[int], *, today: date) -> MatrixPage:
    """The shares as rows; what was chosen goes along on every way."""
    asked: dict[str, Any] = {**as_address(wanted, today=today), "with": list(chosen)}
    shown = {one.id for one in found.columns}
    place = found.part.name if found.part else _("Everywhere")
    rows = [
        MatrixRow(
            one.name,
            said(KIND_NAMES[one.kind]),
            url_for("insights.matrix", **{**asked, "part": one.id}),
            _shares(found, one.id, wanted, today),
        )
        for one in found.rows
    ]
    together = MatrixRow(place, _("Together"), "", _shares(found, None, wanted, today))
    return MatrixPage(
        columns=[Column(called(one), one.code) for one in found.columns],
        rows=[*rows, together],
        choices=[(one.id, called(one), one.id in shown) for one in found.qualifications],
        trail=_trail(found, asked),
        place=place,
        slider=slider(wanted.on, today),
    )


def _shares(found: Matrix, part_id: int | None, wanted: Asked, today: date) -> list[Share]:
    return [
        _share(called(one), found.cells.get((part_id, one.id), Tally()), _people(found, part_id, one.id, wanted, today))
        for one in found.columns
    ]


def _share(column: str, tally: Tally, url: str) -> Share:
    meet = tally.meets + tally.losing
    return Share(column, meet, tally.total, meet * 100 // tally.total if tally.total else 0, pieces(tally), url)


def _people(found: Matrix, part_id: int | None, qualification_id: int, wanted: Asked, today: date) -> str:
    part = part_id or (found.part.id if found.part else None)
    asked: dict[str, Any] = {**as_address(wanted, today=today), "part": part, "qualification": qualification_id}
    return url_for("insights.people", **asked)


def _trail(found: Matrix, asked: dict[str, Any]) -> list[tuple[str, str]]:
    if found.part is None:
        return []
    by_id = {one.id: one for one in found.parts}
    above = [by_id[number] for number in found.part.parts[:-1] if number in by_id]
    everywhere = (_("Everywhere"), url_for("insights.matrix", **{**asked, "part": None}))
    return [everywhere, *((one.name, url_for("insights.matrix", **{**asked, "part": one.id})) for one in above)]
