"""The list of forms as a spreadsheet; a title that looks like a formula stays a title."""

from collections.abc import Sequence

from flask_babel import gettext as _

from exams.pages.forms import FORM_STATES
from exams.queries.form_lists import FormRow
from exams.rules.colours import COLOURS, Colour
from foundation.sheets.writing import write_workbook
from foundation.web.words import moment, said


def forms_list(rows: Sequence[FormRow]) -> bytes:
    """One row per form."""
    return write_workbook(_("Exam forms"), _heads(), [_cells(row) for row in rows])


def _heads() -> list[str]:
    return [
        _("Title"),
        _("Code"),
        _("Edition of the exam"),
        _("State"),
        _("Kind"),
        _("Colour"),
        _("Qualification"),
        _("Code of the qualification"),
        _("Cohort"),
        _("Steps"),
        _("Times planned"),
        _("Duration in minutes"),
        _("Examiners"),
        _("Attempts allowed"),
        _("Made"),
        _("In use since"),
    ]


def _cells(row: FormRow) -> list[str]:
    form = row.form
    return [
        form.title,
        form.code,
        str(form.edition),
        str(FORM_STATES[form.state][1]),
        _("Formative") if form.formative else _("Summative"),
        said(COLOURS[Colour(form.colour)]) if form.colour else "",
        form.qualification.name,
        form.qualification.code,
        form.qualification.cohort,
        str(row.steps),
        str(row.sessions),
        str(form.duration_minutes or ""),
        str(form.examiners_required),
        str(form.attempts_allowed or ""),
        moment(form.made_at),
        moment(form.in_use_at) if form.in_use_at else "",
    ]
