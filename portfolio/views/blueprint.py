"""The one blueprint of portfolios; each module of this folder hangs its doors on it."""

from foundation.web.guard import GuardedBlueprint, Subject
from portfolio import queries
from portfolio.permissions import Permission

bp = GuardedBlueprint("portfolio", __name__)

OWN = Subject(load=queries.own_portfolio, sees=Permission.SEE_PORTFOLIO)
PORTFOLIO = Subject(load=queries.portfolio, sees=Permission.SEE_PORTFOLIO)
ENTRY = Subject(load=queries.entry, sees=Permission.SEE_ENTRY)
FILE = Subject(load=queries.file, sees=Permission.SEE_FILE)
EVIDENCE = Subject(load=queries.evidence, sees=Permission.SEE_EVIDENCE)
GAP = Subject(load=queries.gap, sees=Permission.KEEP_PORTFOLIO)
