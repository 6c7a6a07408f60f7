"""Work in the background: how far it is, and what did not succeed, mails that were not delivered first of all."""

from app.jobs import listing
from app.jobs.page import GRANTS, bp

__all__ = ["GRANTS", "bp", "listing"]
