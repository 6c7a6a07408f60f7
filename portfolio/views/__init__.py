"""The doors of portfolios."""

from portfolio.views import entries, evidence, files, overview
from portfolio.views.blueprint import bp

__all__ = ["bp", "entries", "evidence", "files", "overview"]
