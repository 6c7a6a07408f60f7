"""Exports in words."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from flask import url_for

from foundation.jobs.models import JobState
from foundation.messages import Message, from_json, say
from foundation.work import Work
from portfolio.models import PortfolioExport
from portfolio.queries.exports import exports_asked
from portfolio.rules import ExportKind


class ExportWords(NamedTuple):
    """A form in which a portfolio leaves."""

    label: Message
    about: Message
    icon: str


EXPORTS: Mapping[ExportKind, ExportWords] = {
    ExportKind.PDF: ExportWords(
        say("PDF"),
        say("One document to read or print: contents, all texts, photos, and the PDF files you added."),
        "document",
    ),
    ExportKind.ZIP: ExportWords(
        say("ZIP with pages and all files"),
        say("Unpack it on your computer and open index.html: everything can be read without this website."),
        "download",
    ),
    ExportKind.LEAP2A: ExportWords(
        say("Leap2A"),
        say("To take your portfolio along to another program, or back to this one, with all files."),
        "portfolio",
    ),
}
DATA_ACCESS = ExportWords(
    say("Copy of everything that is kept"),
    say("Entries, files, opinions of others, staff notes, and who looked: to hand to the person whom it is about."),
    "download",
)
WORDS: Mapping[ExportKind, ExportWords] = {**EXPORTS, ExportKind.DATA_ACCESS: DATA_ACCESS}


@dataclass(frozen=True)
class ExportRow:
    """An export as the list shows it."""

    export: PortfolioExport
    words: ExportWords
    left_out: Sequence[Message]
    progress_url: str | None  # while it is being made
    url: str | None  # when it is ready
    failed: bool  # given up after several attempts


def export_rows(work: Work, owner_id: int, kinds: Collection[ExportKind] = tuple(EXPORTS)) -> list[ExportRow]:
    """What whoever looks asked for of this portfolio in these forms, newest first (1 statement)."""
    return [_row(*found) for found in exports_asked(work, owner_id, work.actor.id or 0, kinds)]


def _row(export: PortfolioExport, state: JobState | None) -> ExportRow:
    ready, failed = export.file_key is not None, state is JobState.PARKED
    return ExportRow(
        export,
        WORDS[export.kind],
        [from_json(message) for message in export.left_out],
        None if ready or failed else url_for("jobs.show", job_id=export.job_id),
        url_for("portfolio.take_export", export_id=export.id) if ready else None,
        failed,
    )
