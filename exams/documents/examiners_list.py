"""The list of examiners and their certificates as a spreadsheet."""

from collections.abc import Iterable, Iterator

from flask_babel import gettext as _

from exams.pages.certificates import STANDINGS
from exams.pages.planning import qualification_name
from exams.queries.certificates import ExaminerRow
from foundation.sheets.writing import write_workbook
from foundation.web.words import day


def examiners_list(rows: Iterable[ExaminerRow]) -> bytes:
    """One row per certificate; one for who has none."""
    header = [
        _("Examiner"),
        _("Number"),
        _("State"),
        _("Certificate"),
        _("For"),
        _("Valid from"),
        _("Last day"),
        _("Withdrawn"),
    ]
    return write_workbook(_("Examiners"), header, (cells for row in rows for cells in _lines(row)))


def _lines(row: ExaminerRow) -> Iterator[list[str]]:
    who = [row.person.name, row.person.number or "", str(STANDINGS[row.standing][1])]
    if not row.certificates:
        yield [*who, "", "", "", "", ""]
    for one in row.certificates:
        holds_for = qualification_name(one.qualification) if one.qualification else _("All qualifications")
        yield [*who, one.title, holds_for, day(one.valid_from), day(one.valid_until), day(one.withdrawn_at)]
