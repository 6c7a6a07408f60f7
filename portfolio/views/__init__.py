"""The doors of portfolios."""

from portfolio.views import (
    drafts,
    entries,
    evidence,
    exports,
    files,
    notes,
    overview,
    quality,
    versions,
)
from portfolio.views.blueprint import bp

__all__ = [
    "bp",
    "drafts",
    "entries",
    "evidence",
    "exports",
    "files",
    "notes",
    "overview",
    "quality",
    "versions",
]
