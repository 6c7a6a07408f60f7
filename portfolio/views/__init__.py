"""The doors of portfolios."""

from portfolio.views import (
    assessors,
    drafts,
    entries,
    evidence,
    exports,
    files,
    notes,
    overview,
    quality,
    reviews,
    talk,
    versions,
)
from portfolio.views.blueprint import bp

__all__ = [
    "assessors",
    "bp",
    "drafts",
    "entries",
    "evidence",
    "exports",
    "files",
    "notes",
    "overview",
    "quality",
    "reviews",
    "talk",
    "versions",
]
