"""Leap2A, the exchange format of portfolios: in and out."""

from portfolio.formats.leap2a.names import DESCRIPTION, FILES
from portfolio.formats.leap2a.reading import read
from portfolio.formats.leap2a.writing import write

__all__ = ["DESCRIPTION", "FILES", "read", "write"]
