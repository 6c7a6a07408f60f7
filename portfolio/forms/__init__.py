"""What people send about portfolios."""

from portfolio.forms.entries import EntryForm
from portfolio.forms.evidence import EvidenceForm, ReasoningForm
from portfolio.forms.fields import Boxes, VersionField

__all__ = ["Boxes", "EntryForm", "EvidenceForm", "ReasoningForm", "VersionField"]
