"""The matrix candidate x exam as a spreadsheet."""

from flask_babel import gettext as _

from exams.pages.matrix import MatrixPage
from foundation.sheets.writing import write_workbook


def matrix_list(page: MatrixPage) -> bytes:
    """One row per candidate, one column per exam."""
    header = [_("Candidate"), _("Number"), _("Group"), *(form.title for form in page.forms)]
    return write_workbook(
        _("Candidates and exams"),
        header,
        (
            [
                one.row.name,
                one.row.number,
                one.row.group,
                *(f"{cell.words}, {cell.more}" if cell.more else cell.words for cell in one.cells),
            ]
            for one in page.rows
        ),
    )
