"""Which stored bytes belong to portfolios."""

from foundation.orphans import KeyPlaces
from portfolio.models import EntryFile, EntryFilePage, PortfolioExport, PortfolioImport, StaffNoteFile

KEPT = KeyPlaces(
    columns=(
        EntryFile.original_key,
        EntryFile.shown_key,
        EntryFile.thumbnail_key,
        EntryFilePage.key,
        StaffNoteFile.key,
        PortfolioExport.file_key,
        PortfolioImport.file_key,
    )
)
