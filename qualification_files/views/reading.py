"""One qualification to read, on screen and on paper."""

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from foundation.environment import NAME, setting
from foundation.files import DOWNLOAD_HEADERS, disposition
from foundation.web.words import page_language
from foundation.work import Work
from qualification_files import queries
from qualification_files.documents.qualification import qualification_pdf
from qualification_files.models import Reading
from qualification_files.pages.reading import reading_page
from qualification_files.permissions import Permission
from qualification_files.views.blueprint import READING, bp
from qualification_files.views.sharing import file_name

PDF = "application/pdf"


@bp.get("/qualifications/<int:qualification_id>", needs=Permission.READ_QUALIFICATION, load=READING)
def read(work: Work, reading: Reading) -> ResponseReturnValue:
    """The whole file, for everyone who follows it."""
    found = queries.structure(work, reading.qualification.id)
    return render_template(
        "qualification_files/read.html",
        qualification=found,
        page=reading_page(found),
        language=page_language(),
        manages=work.allows(Permission.EDIT_QUALIFICATION, found),
        sees_documents=work.allows(Permission.SEE_DOCUMENTS, found),
    )


@bp.get("/qualifications/<int:qualification_id>/pdf", needs=Permission.READ_QUALIFICATION, load=READING)
def qualification_paper(work: Work, reading: Reading) -> ResponseReturnValue:
    """The same on paper."""
    found = queries.structure(work, reading.qualification.id)
    data = qualification_pdf(reading_page(found), school=school_of(work), today=work.today)
    return Response(
        data, mimetype=PDF, headers={"Content-Disposition": disposition(file_name(found, ".pdf")), **DOWNLOAD_HEADERS}
    )


def school_of(work: Work) -> str:
    """The name above what is printed."""
    return str(setting(work.db, NAME, "") or "Proefstuk")
