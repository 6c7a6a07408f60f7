"""The matrix candidate x exam as words, symbols and colours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import format_datetime

from exams.models import ExamForm
from exams.queries.matrix import MatrixFacts, MatrixRow
from exams.rules.cut_scores.numbers import shown
from exams.rules.matrix import Cell, CellFacts, cell_of
from foundation.messages import say
from foundation.web.wording import lazy_gettext as _l
from foundation.web.words import said

# How a cell looks: its colour, its sign, its words.
LOOKS = {
    Cell.NOT_PLANNED: ("open", "–", _l("Not planned")),
    Cell.PLANNED: ("planned", "P", _l("Planned")),
    Cell.IN_PROGRESS: ("planned", "▸", _l("In progress")),
    Cell.WAITING: ("waiting", "?", _l("Waiting for the board")),
    Cell.PASSED: ("passed", "✓", _l("Passed")),
    Cell.FAILED: ("failed", "✕", _l("Failed")),
    Cell.EXEMPT: ("exempt", "E", _l("Exempt")),
    Cell.NO_SHOW: ("ended", "0", _l("Did not come")),
    Cell.ABORTED: ("ended", "!", _l("Stopped")),
    Cell.ANNULLED: ("ended", "A", _l("Annulled")),
}


@dataclass(frozen=True, kw_only=True)
class CellView:
    """One cell: where a click leads, its colour, sign and words, and what is ticked to plan it with others."""

    url: str
    kind: str
    sign: str
    words: str
    more: str
    value: str


@dataclass(frozen=True, kw_only=True)
class RowView:
    """One candidate with a cell for each exam."""

    row: MatrixRow
    cells: tuple[CellView, ...]


@dataclass(frozen=True, kw_only=True)
class MatrixPage:
    """The whole matrix."""

    forms: Sequence[ExamForm]
    rows: tuple[RowView, ...]


@dataclass(frozen=True, kw_only=True)
class _Painter:
    """Makes cells quickly: what is the same for all is found once."""

    sitting_url: str
    plan_url: str
    plans: bool
    words: Mapping[Cell, str]

    def paint(self, facts: CellFacts, form: ExamForm, row: MatrixRow) -> CellView:
        """One cell."""
        kind, sign, _words = LOOKS[facts.cell]
        return CellView(
            url=self._url(facts, form, row),
            kind=kind,
            sign=sign,
            words=facts.label or self.words[facts.cell] if facts.cell is Cell.PASSED else self.words[facts.cell],
            more=_more(facts),
            value=f"{form.id}-{row.id}" if self.plans and facts.cell is Cell.NOT_PLANNED else "",
        )

    def _url(self, facts: CellFacts, form: ExamForm, row: MatrixRow) -> str:
        if facts.sitting_id:
            return self.sitting_url.replace("/0", f"/{facts.sitting_id}")
        if not self.plans or facts.cell is Cell.EXEMPT:
            return ""
        return self.plan_url.replace("/0/plan/0", f"/{form.id}/plan/{row.id}")


def _more(facts: CellFacts) -> str:
    """When it is, or with which mark it ended."""
    if facts.cell is Cell.PLANNED:
        return str(format_datetime(facts.starts_at, "EEE d MMM y"))
    if facts.mark is None or facts.cell not in (Cell.PASSED, Cell.FAILED):
        return ""
    return said(say("%(mark)s", mark=shown(facts.mark)))


def matrix_page(
    forms: Sequence[ExamForm], rows: Sequence[MatrixRow], facts: MatrixFacts, *, plans: bool, no_show_counts: bool
) -> MatrixPage:
    """The rows with their cells."""
    painter = _Painter(
        sitting_url=url_for("exams.sitting", sitting_id=0),
        plan_url=url_for("exams.plan_one", form_id=0, person_id=0),
        plans=plans,
        words={cell: str(words) for cell, (_kind, _sign, words) in LOOKS.items()},
    )
    nothing = CellFacts(cell=Cell.NOT_PLANNED)

    def cell(form: ExamForm, row: MatrixRow) -> CellView:
        key = (row.id, form.family)
        exams, exempt = facts.exams.get(key, ()), key in facts.exempt
        found = (
            cell_of(exams, exempt=exempt, counts=form.attempt_that_counts, no_show_counts=no_show_counts)
            if exams or exempt
            else nothing
        )
        return painter.paint(found, form, row)

    return MatrixPage(
        forms=forms, rows=tuple(RowView(row=row, cells=tuple(cell(form, row) for form in forms)) for row in rows)
    )


def legend() -> list[tuple[str, str, str]]:
    """(colour, sign, words) of each kind of cell."""
    return [(kind, sign, str(words)) for kind, sign, words in LOOKS.values()]
