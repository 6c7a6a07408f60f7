"""Which file is made for which kind of export: first all of it is read, then it is written while no lock is held."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO

from flask import current_app

from foundation.messages import Message
from foundation.web.mail import public_url
from foundation.work import Work
from portfolio.documents.archive import Archive
from portfolio.documents.everything import Everything
from portfolio.documents.packing import Packing
from portfolio.documents.paper import Printed
from portfolio.documents.telling import words_with
from portfolio.queries.contents import contents_of
from portfolio.queries.kept import Further, Kept, everything_about
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
    further: Sequence[Further] = current_app.extensions["kept_further"]
    kept, storage, made_at = _with_further(work, owner_id, further), work.storage, work.now
    words = words_with(further)
    left_out: list[Message] = []
    return Making(
        kept.owner,
        len(kept.files),
        lambda tell: Everything(kept, storage, asked.school, made_at, PROGRAM, words, tell, left_out).document(),
        left_out,
    )


def _with_further(work: Work, owner_id: int, further: Sequence[Further]) -> Kept:
    """What is kept here and in the packages above."""
    kept = everything_about(work, owner_id)
    for one in further:
        sections, files = one.read(work, owner_id)
        kept = Kept(kept.owner, {**kept.sections, **sections}, [*kept.files, *files])
    return kept


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
