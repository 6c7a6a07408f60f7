"""A qualification for others: as a file in every format, and in public."""

from flask import Response, current_app, render_template
from flask.typing import ResponseReturnValue

from foundation.files import DOWNLOAD_HEADERS, disposition
from foundation.refusals import NotFound
from foundation.work import Work
from qualification_files import formats, pages, queries
from qualification_files.formats import KINDS, WRITABLE, Format
from qualification_files.models import Qualification
from qualification_files.permissions import Permission
from qualification_files.views.blueprint import QUALIFICATION, bp
from qualification_files.views.tabs import tabs

EDIT = Permission.EDIT_QUALIFICATION


@bp.get("/qualifications/<int:qualification_id>/sharing", needs=EDIT, load=QUALIFICATION)
def sharing(_work: Work, qualification: Qualification) -> ResponseReturnValue:
    """In which formats it can be had, and what each of them carries."""
    return render_template(
        "qualification_files/sharing.html",
        qualification=qualification,
        identity=pages.identity(qualification),
        state=pages.state_sign(qualification.state),
        tabs=tabs(qualification, "sharing"),
        downloads=pages.downloads(),
    )


@bp.get("/qualifications/<int:qualification_id>/export/<wanted>", needs=EDIT, load=QUALIFICATION)
def export(work: Work, qualification: Qualification, *, wanted: str) -> ResponseReturnValue:
    """The qualification as a file in this format."""
    if wanted not in WRITABLE:
        raise NotFound
    kind, sender = KINDS[Format(wanted)], queries.sender(work, qualification, base_url=current_app.config["BASE_URL"])
    data = formats.write(Format(wanted), queries.content_of(work, qualification.id), sender)
    headers = {"Content-Disposition": disposition(_file_name(qualification, kind.ending)), **DOWNLOAD_HEADERS}
    return Response(data, mimetype=kind.media_type, headers=headers)


def _file_name(qualification: Qualification, ending: str) -> str:
    parts = (qualification.code, qualification.cohort, qualification.edition, qualification.name[:60].strip())
    return " ".join(part for part in parts if part) + ending
