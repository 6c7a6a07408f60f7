"""The doors of portfolios."""

from portfolio.views import (
    assessors,
    drafts,
    entries,
    evidence,
    exports,
    files,
    guest_visits,
    guests,
    imports,
    looked,
    notes,
    overview,
    quality,
    reviews,
    talk,
    uploads,
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
    "guest_visits",
    "guests",
    "imports",
    "looked",
    "notes",
    "overview",
    "quality",
    "reviews",
    "talk",
    "uploads",
    "versions",
]
