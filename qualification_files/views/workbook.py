"""The empty workbook, to fill in and import."""

from flask import Response
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.files import DOWNLOAD_HEADERS, disposition
from foundation.web.wording import wording_in_force
from foundation.web.words import page_language
from foundation.work import Work
from qualification_files.formats import KINDS, Format, workbook
from qualification_files.permissions import Permission
from qualification_files.views.blueprint import bp


@bp.get("/qualifications/import/template.xlsx", needs=Permission.IMPORT_QUALIFICATIONS)
def import_template(_work: Work) -> ResponseReturnValue:
    """The template for one qualification, in the reader's language and the words of the school."""
    content = workbook.template(page_language(), wording_in_force())
    headers = {"Content-Disposition": disposition(_("qualification template.xlsx")), **DOWNLOAD_HEADERS}
    return Response(content, mimetype=KINDS[Format.XLSX].media_type, headers=headers)
