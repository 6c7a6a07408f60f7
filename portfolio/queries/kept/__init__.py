"""Everything that is kept about somebody's portfolio: what a data-access request is answered with."""

from portfolio.queries.kept.everything import Kept, everything_about
from portfolio.queries.kept.values import KeptFile, Record, Value

__all__ = ["Kept", "KeptFile", "Record", "Value", "everything_about"]
