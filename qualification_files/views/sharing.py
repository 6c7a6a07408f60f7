"""A qualification for others: as a file in every format, and in public."""

from dataclasses import dataclass

from flask import Response, current_app, render_template
from flask.typing import ResponseReturnValue

from foundation.files import DOWNLOAD_HEADERS, disposition
from foundation.refusals import NotFound
from foundation.web.guard import Subject
from foundation.work import Work
from qualification_files import formats, pages, queries
from qualification_files.formats import KINDS, WRITABLE, Format
from qualification_files.models import Qualification
from qualification_files.pages.beside import tabs
from qualification_files.permissions import Permission
from qualification_files.views.blueprint import QUALIFICATION, bp

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


@dataclass(frozen=True)
class Wanted:
    """A qualification, and the format in which somebody wants it."""

    qualification: Qualification
    format: Format


def _wanted(work: Work, qualification_id: int, wanted: str) -> Wanted:
    if wanted not in WRITABLE:
        raise NotFound
    return Wanted(queries.qualification(work, qualification_id), Format(wanted))


@bp.get("/qualifications/<int:qualification_id>/export/<wanted>", needs=EDIT, load=Subject(load=_wanted, sees=EDIT))
def export(work: Work, wanted: Wanted) -> ResponseReturnValue:
    """The qualification as a file in this format."""
    qualification, kind = wanted.qualification, KINDS[wanted.format]
    sender = queries.sender(work, qualification, base_url=current_app.config["BASE_URL"])
    data = formats.write(wanted.format, queries.content_of(work, qualification.id), sender)
    headers = {"Content-Disposition": disposition(file_name(qualification, kind.ending)), **DOWNLOAD_HEADERS}
    return Response(data, mimetype=kind.media_type, headers=headers)


def file_name(qualification: Qualification, ending: str) -> str:
    """What a file with this qualification is called on the disk of whoever takes it along."""
    parts = (qualification.code, qualification.cohort, qualification.edition, qualification.name[:60].strip())
    # Of what looks like a path only the last part would be left.
    return " ".join(part for part in parts if part).replace("/", "-").replace("\\", "-") + ending
