"""Which file is made of a portfolio for which kind of export."""

from collections.abc import Callable, Mapping
from typing import BinaryIO

from foundation.web.mail import public_url
from portfolio.documents.archive import Packing
from portfolio.rules import ExportKind


def _readable(packing: Packing, _export_id: int) -> BinaryIO:
    return packing.readable()


def _exchange(packing: Packing, export_id: int) -> BinaryIO:
    return packing.exchange(address=f"{public_url('portfolio.exports')}/{export_id}/")


MAKERS: Mapping[ExportKind, Callable[[Packing, int], BinaryIO]] = {
    ExportKind.ZIP: _readable,
    ExportKind.LEAP2A: _exchange,
}
