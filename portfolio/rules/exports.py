"""Portfolios that leave as a file: how long the file is kept, and what it is called."""

from collections.abc import Mapping
from datetime import date, timedelta

from portfolio.rules.states import ExportKind

KEPT = timedelta(days=7)

_ENDINGS: Mapping[ExportKind, str] = {
    ExportKind.PDF: ".pdf",
    ExportKind.ZIP: ".zip",
    ExportKind.LEAP2A: "-leap2a.zip",
    ExportKind.DATA_ACCESS: "-data.zip",
}
MEDIA_TYPES: Mapping[ExportKind, str] = {
    ExportKind.PDF: "application/pdf",
    ExportKind.ZIP: "application/zip",
    ExportKind.LEAP2A: "application/zip",
    ExportKind.DATA_ACCESS: "application/zip",
}


def export_name(kind: ExportKind, owner: str, day: date) -> str:
    """For instance `portfolio-daan-visser-2027-03-01.zip`; letters that some system cannot keep are left out."""
    words = "-".join("".join(letter if letter.isalnum() else " " for letter in owner.lower()).split())
    return f"portfolio-{words[:80] or 'export'}-{day.isoformat()}{_ENDINGS[kind]}"
