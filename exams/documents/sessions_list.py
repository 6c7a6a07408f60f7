"""Lists of planning as spreadsheets."""

from collections.abc import Iterable

from flask_babel import gettext as _

from exams.pages.sittings import needs
from exams.queries.sessions import SessionRow
from foundation.sheets.writing import write_workbook
from foundation.web.words import moment


def sessions_list(rows: Iterable[SessionRow]) -> bytes:
    """One row per session."""
    header = [
        _("When"),
        _("Exam"),
        _("Code"),
        _("Qualification"),
        _("Cohort"),
        _("Place"),
        _("Places"),
        _("Candidates"),
        _("Finished"),
        _("Without enough examiners"),
        _("State"),
    ]
    return write_workbook(_("Sessions"), header, (_cells(row) for row in rows))


def _cells(row: SessionRow) -> list[str]:
    session, form = row.session, row.session.form
    return [
        moment(session.starts_at),
        form.title,
        form.code,
        form.qualification.name,
        form.qualification.cohort,
        session.place,
        str(session.capacity or ""),
        str(row.sittings),
        str(row.finished),
        str(row.without_examiner),
        needs(row)[1],
    ]
