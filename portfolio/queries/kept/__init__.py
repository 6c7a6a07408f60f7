"""Everything that is kept about somebody's portfolio: what a data-access request is answered with."""

from portfolio.queries.kept.everything import Kept, everything_about
from portfolio.queries.kept.values import Further, KeptFile, Known, Record, Value, qualification_record

__all__ = ["Further", "Kept", "KeptFile", "Known", "Record", "Value", "everything_about", "qualification_record"]
