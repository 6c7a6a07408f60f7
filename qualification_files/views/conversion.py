"""The table from an earlier version to the next, on paper."""

from flask import Response
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.files import DOWNLOAD_HEADERS, disposition
from foundation.work import Work
from qualification_files.documents.conversion import conversion_pdf
from qualification_files.models import Qualification
from qualification_files.pages.conversion import conversion_page
from qualification_files.pages.mapping import mapping_page
from qualification_files.permissions import Permission
from qualification_files.queries.conversion import moves_in_full, names_of
from qualification_files.queries.mapping import decisions, pair
from qualification_files.views.blueprint import DOCUMENTS, bp
from qualification_files.views.mapping import elsewhere
from qualification_files.views.reading import PDF, school_of
from qualification_files.views.sharing import file_name


# The board and auditors read it too: it accounts for what became of evidence.
@bp.get("/qualifications/<int:qualification_id>/mapping.pdf", needs=Permission.SEE_DOCUMENTS, load=DOCUMENTS)
def conversion_paper(work: Work, qualification: Qualification) -> ResponseReturnValue:
    """Old and new, who decided it, and who and what moved."""
    both = pair(work, qualification)
    decided = decisions(work, qualification.id, both.old)
    moves = moves_in_full(work, both.old.id, qualification.id)
    people = {number for move in moves for number in (move.made_by, move.undone_by) if number}
    page = conversion_page(
        both,
        mapping_page(both, decided, {}),
        decided,
        moves,
        pieces=elsewhere().evidence_moved(work, [move.id for move in moves]),
        names=names_of(work, people),
    )
    data = conversion_pdf(page, school=school_of(work), today=work.today)
    name = _("conversion table %(qualification)s", qualification=file_name(qualification, ".pdf"))
    return Response(data, mimetype=PDF, headers={"Content-Disposition": disposition(name), **DOWNLOAD_HEADERS})
