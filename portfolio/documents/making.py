"""Which file is made of a portfolio for which kind of export."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from foundation.web.mail import public_url
from portfolio.documents.archive import Archive
from portfolio.documents.packing import Packing
from portfolio.documents.paper import Printed
from portfolio.rules import ExportKind


@dataclass(frozen=True)
class Asked:
    """For which export, by which school, on which day."""

    export_id: int
    school: str
    today: date


def _readable(packing: Packing, _asked: Asked) -> BinaryIO:
    return Archive(packing).readable()


def _exchange(packing: Packing, asked: Asked) -> BinaryIO:
    return Archive(packing).exchange(address=f"{public_url('portfolio.exports')}/{asked.export_id}/")


def _printed(packing: Packing, asked: Asked) -> BinaryIO:
    return Printed(packing, asked.school, asked.today).document()


MAKERS: Mapping[ExportKind, Callable[[Packing, Asked], BinaryIO]] = {
    ExportKind.PDF: _printed,
    ExportKind.ZIP: _readable,
    ExportKind.LEAP2A: _exchange,
}
