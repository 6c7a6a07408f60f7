"""A decision of the exam board on paper: number, date, who was there, grounds, and what it is about."""

from collections.abc import Callable, Mapping, Sequence

from flask_babel import gettext as _
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer, Table, TableStyle

from exams.models import BoardDecision, Sitting
from exams.queries.board import Decided
from foundation.pdf import About, Bookmark, Ink, Paper, labelled, lines_to_write_on, unprintable
from foundation.pdf.paper import WIDTH
from foundation.pdf.words import LINE
from foundation.web.words import day, page_language
from people.models import Person

StateOf = Callable[[Sitting], tuple[str, str]]


def minutes(
    decision: BoardDecision,
    decided: Decided,
    *,
    people: Mapping[int, Person],
    kind: str,
    state_of: StateOf,
    school: str,
) -> bytes:
    """The decision as PDF, in the reader's language, with room for signatures."""
    ink = Ink()
    title = (
        _("Decision %(number)s of the appeals committee", number=decision.number)
        if decision.committee
        else _("Decision %(number)s of the exam board", number=decision.number)
    )
    paper = Paper(
        about=About(title=title, author=school, subject=kind, language=page_language()),
        head=school,
        foot=title,
        page_words=lambda number, count: _("page %(number)s of %(count)s", number=number, count=count),
    )
    present = decision.committee or [people[member].name for member in decision.present if member in people]
    facts: list[tuple[str, object]] = [
        (_("About"), kind),
        (_("Date of the decision"), day(decision.decided_on)),
        (_("Present"), ", ".join(present) or "-"),
        (_("Grounds"), decision.grounds or "-"),
    ]
    story: list[Flowable] = [
        Bookmark(title, key="decision"),
        ink.text(title, "title"),
        labelled(ink, facts),
        *_parts(ink, decided, state_of),
        Spacer(1, 8 * mm),
        ink.text(_("Signature of the chair"), "small"),
        *lines_to_write_on(2),
    ]
    return paper.print([*story, *unprintable(ink)], ink)


def _parts(ink: Ink, decided: Decided, state_of: StateOf) -> list[Flowable]:
    listed = (
        (_("Results that are final"), [_result(one, state_of) for one in decided.results]),
        (_("Results that are annulled"), [_result(one, state_of) for one in decided.annulled]),
        (
            _("Corrected marks"),
            [
                [one.sitting.candidate.name, one.sitting.session.form.title, "\n".join(one.reasons)]
                for one in decided.corrections
            ],
        ),
        (
            _("Exemptions"),
            [
                [one.candidate.name, one.form.title, ", ".join(one.part_names) or _("Whole exam")]
                for one in decided.exemptions
            ],
        ),
        (
            _("Objections and appeals"),
            [[one.sitting.candidate.name, one.sitting.session.form.title, one.outcome] for one in decided.objections],
        ),
    )
    return [part for title, rows in listed if rows for part in _table(ink, title, rows)]


def _result(sitting: Sitting, state_of: StateOf) -> list[str]:
    number = f" ({sitting.candidate.number})" if sitting.candidate.number else ""
    form = sitting.session.form
    return [f"{sitting.candidate.name}{number}", f"{form.title}, {day(sitting.starts_at)}", str(state_of(sitting)[1])]


def _table(ink: Ink, title: str, rows: Sequence[Sequence[str]]) -> list[Flowable]:
    cells = [[ink.text(cell) for cell in row] for row in rows]
    table = Table(cells, colWidths=[WIDTH * 0.35, WIDTH * 0.4, WIDTH * 0.25], splitInRow=1)
    table.setStyle(TableStyle([("LINEBELOW", (0, 0), (-1, -1), 0.5, LINE), ("VALIGN", (0, 0), (-1, -1), "TOP")]))
    return [ink.text(title, "head"), table]
