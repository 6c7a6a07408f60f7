"""The list of results as a spreadsheet; a name that looks like a formula stays a name."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from io import BytesIO

from flask_babel import gettext as _
from xlsxwriter import Workbook

from exams.models import Sitting
from exams.pages.sittings import WAITING
from exams.queries.standing_results import ListedAttempt
from exams.rules import SittingState
from exams.rules.cut_scores.numbers import shown
from exams.rules.records import Record
from foundation.web.words import moment


def results_list(
    sittings: Sequence[Sitting],
    state_of: Callable[[Sitting], tuple[str, str]],
    attempts: Mapping[int, ListedAttempt],
) -> bytes:
    """One row per result; of one that the reader may not see yet, only that it waits."""
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(buffer, options) as book:
        sheet = book.add_worksheet(_("Results")[:31])
        bold = book.add_format({"bold": True})
        for column, words in enumerate(_heads()):
            sheet.write_string(0, column, words, bold)
        for row, sitting in enumerate(sittings, start=1):
            for column, value in enumerate(_cells(sitting, state_of(sitting), attempts.get(sitting.id))):
                sheet.write_string(row, column, value) if isinstance(value, str) else sheet.write_number(
                    row, column, value
                )
        sheet.freeze_panes(1, 0)
        sheet.autofit()
    return buffer.getvalue()


def _heads() -> list[str]:
    return [
        _("Candidate"),
        _("Number"),
        _("Group"),
        _("Exam"),
        _("Qualification"),
        _("Code"),
        _("Cohort"),
        _("When"),
        _("Examiner"),
        _("Result"),
        _("Points"),
        _("Points at most"),
        _("Signed"),
        _("Ratified"),
        _("Attempt"),
        _("Which attempt counts?"),
        _("Exemption"),
        _("Mark"),
        _("Label"),
    ]


def _cells(sitting: Sitting, state: tuple[str, str], listed: ListedAttempt | None) -> list[str | int | Decimal]:
    form = sitting.session.form
    record = Record.from_json(sitting.outcome) if sitting.outcome and state != WAITING else None
    return [
        sitting.candidate.name,
        sitting.candidate.number or "",
        sitting.candidate.group_name,
        form.title,
        form.qualification.name,
        form.qualification.code,
        form.qualification.cohort,
        moment(sitting.starts_at),
        sitting.sheet.examiner.name if sitting.sheet else "",
        str(state[1]),
        record.points if record else "",
        record.maximum if record else "",
        moment(sitting.signed_at),
        moment(sitting.ratified_at),
        sitting.attempt,
        _standing(sitting, listed) if state != WAITING else "",
        _exemption(listed),
        shown(record.rounded) if record and record.rounded is not None else "",
        record.label if record else "",
    ]


def _standing(sitting: Sitting, listed: ListedAttempt | None) -> str:
    """Whether this result is the one that counts, of those that are final."""
    if sitting.state is not SittingState.RATIFIED or sitting.session.form.formative:
        return ""
    if listed and listed.is_exempt:
        return str(_("The exemption"))
    return str(_("This one") if listed is None or listed.counts else _("Another one"))


def _exemption(listed: ListedAttempt | None) -> str:
    if listed is None:
        return ""
    return str(_("The whole exam")) if listed.is_exempt else ", ".join(listed.exempt_parts)
