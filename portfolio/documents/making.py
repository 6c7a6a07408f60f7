"""Which file is made for which kind of export: first all of it is read, then it is written while no lock is held."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO

from foundation.messages import Message
from foundation.web.mail import public_url
from foundation.work import Work
from portfolio.documents.archive import Archive
from portfolio.documents.everything import Everything
from portfolio.documents.packing import Packing
from portfolio.documents.paper import Printed
from portfolio.queries.contents import contents_of
from portfolio.queries.kept import everything_about
from portfolio.rules import ExportKind

PROGRAM = "Proefstuk"
Tell = Callable[[int], None]


@dataclass(frozen=True)
class Asked:
    """For which export, by which school, on which day."""

    export_id: int
    school: str
    today: date


@dataclass(frozen=True)
class Making:
    """What was read, ready to be written."""

    owner: str
    count: int  # of files
    write: Callable[[Tell], BinaryIO]  # the reader's language must be chosen by then
    left_out: list[Message] = field(default_factory=list)


def read_export(work: Work, owner_id: int, kind: ExportKind, asked: Asked) -> Making:
    """Read all that goes into this kind of export."""
    return _everything(work, owner_id, asked) if kind is ExportKind.DATA_ACCESS else _own(work, owner_id, kind, asked)


def _everything(work: Work, owner_id: int, asked: Asked) -> Making:
    kept, storage, made_at = everything_about(work, owner_id), work.storage, work.now
    left_out: list[Message] = []
    return Making(
        kept.owner,
        len(kept.files),
        lambda tell: Everything(kept, storage, asked.school, made_at, PROGRAM, tell, left_out).document(),
        left_out,
    )


def _own(work: Work, owner_id: int, kind: ExportKind, asked: Asked) -> Making:
    contents, storage = contents_of(work, owner_id, made_by=PROGRAM), work.storage
    left_out: list[Message] = []
    return Making(
        contents.portfolio.owner,
        len(contents.stored),
        lambda tell: MAKERS[kind](Packing(contents, storage, packed=tell, left_out=left_out), asked),
        left_out,
    )


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
