"""The one blueprint of portfolios; each module of this folder hangs its doors on it."""

from foundation.web.guard import GuardedBlueprint, Subject
from portfolio import queries
from portfolio.permissions import Permission
from portfolio.queries import subjects
from portfolio.queries.exports import export
from portfolio.queries.imports import portfolio_import
from portfolio.queries.notes import note, note_file
from qualification_files.pages.terms import in_its_words

bp = GuardedBlueprint("portfolio", __name__)

OWN = Subject(load=queries.own_portfolio, sees=Permission.SEE_PORTFOLIO)
PORTFOLIO = Subject(load=queries.portfolio, sees=Permission.SEE_PORTFOLIO)
ENTRY = Subject(load=queries.entry, sees=Permission.SEE_ENTRY)
DRAFT = Subject(load=queries.draft, sees=Permission.KEEP_DRAFT)
KEPT_DRAFT = Subject(load=queries.kept_draft, sees=Permission.KEEP_DRAFT)
IMPORT = Subject(load=portfolio_import, sees=Permission.IMPORT_PORTFOLIO)
EXPORT = Subject(load=export, sees=Permission.TAKE_EXPORT)
FILE = Subject(load=queries.file, sees=Permission.SEE_FILE)
FILE_PAGE = Subject(load=queries.file_page, sees=Permission.SEE_FILE)
COMMENT = Subject(load=subjects.comment, sees=Permission.SEE_COMMENT)
EVIDENCE = Subject(load=in_its_words(queries.evidence, lambda opened: opened.terms), sees=Permission.SEE_EVIDENCE)
GAP = Subject(load=in_its_words(queries.gap, lambda gap: gap.terms), sees=Permission.KEEP_PORTFOLIO)
NOTES = Subject(load=queries.portfolio, sees=Permission.SEE_NOTES)
NOTE = Subject(load=note, sees=Permission.SEE_NOTE)
NOTE_FILE = Subject(load=note_file, sees=Permission.SEE_NOTE_FILE)
UPLOAD = Subject(load=queries.upload, sees=Permission.SEND_UPLOAD)
