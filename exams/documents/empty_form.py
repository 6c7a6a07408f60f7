"""An empty form for when there is no tablet: boxes to tick, lines to write on, room to sign."""

from collections.abc import Sequence

from flask_babel import gettext as _
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, PageBreak, Spacer, Table, TableStyle

from exams.documents.record import qualification_facts
from exams.models import ExamForm, Sitting
from exams.pages.forms import GroupRow, StepRow, numbered
from foundation.pdf import About, Bookmark, Ink, Paper, TickBox, labelled, lines_to_write_on, unbroken, unprintable
from foundation.pdf.paper import WIDTH
from foundation.pdf.words import LINE
from foundation.web.words import minutes, moment, page_language


def empty_form(form: ExamForm, *, school: str, sittings: Sequence[Sitting] = ()) -> bytes:
    """The form without marks: one for each of these sittings, or one without a name."""
    ink = Ink()
    paper = Paper(
        about=About(title=form.title, author=school, subject=form.qualification.name, language=page_language()),
        head=school,
        foot=_("Copy the marks into Proefstuk after the exam and keep this paper."),
        page_words=lambda number, count: _("page %(number)s of %(count)s", number=number, count=count),
    )
    story: list[Flowable] = []
    for place, sitting in enumerate(sittings or (None,)):
        story += [PageBreak()] if place else []
        story += _copy(ink, form, sitting)
    return paper.print([*story, *unprintable(ink)], ink)


def _copy(ink: Ink, form: ExamForm, sitting: Sitting | None) -> list[Flowable]:
    key = f"copy-{sitting.id}" if sitting else "copy"
    parts: list[Flowable] = [
        Bookmark(sitting.candidate.name if sitting else form.title, key=key),
        ink.text(form.title, "title"),
        labelled(ink, _facts(form, sitting)),
    ]
    if form.instructions_examiner:
        parts += [ink.text(_("Instructions for the examiner"), "head"), ink.text(form.instructions_examiner)]
    for row in numbered(form):
        parts += _group(ink, row, key)
    return [*parts, *_end(ink)]


def _facts(form: ExamForm, sitting: Sitting | None) -> list[tuple[str, object]]:
    examiner = sitting.sheet.examiner.name if sitting and sitting.sheet else ""
    return [
        (_("Candidate"), sitting.candidate.name if sitting else ""),
        (_("Number"), (sitting.candidate.number or "") if sitting else ""),
        *qualification_facts(form.qualification),
        (_("Date and time"), moment(sitting.starts_at) if sitting else ""),
        (_("Place"), sitting.session.place if sitting else ""),
        (_("Examiner"), examiner),
        (_("Duration"), minutes(form.duration_minutes) or "-"),
    ]


def _group(ink: Ink, row: GroupRow, key: str) -> list[Flowable]:
    name = " ".join(part for part in (row.group.number, row.group.name) if part)
    head = [Bookmark(name, key=f"{key}-group-{row.group.id}", level=1), ink.text(name, "head")]
    steps = [_step(ink, one) for one in row.steps]
    first = steps[0] if steps else []
    return [KeepTogether([*head, *first]), *(KeepTogether(step) for step in steps[1:])]


def _step(ink: Ink, one: StepRow) -> list[Flowable]:
    text = _("%(step)s (critical)", step=one.step.text) if one.step.critical else one.step.text
    rows: list[list[object]] = [[ink.text(f"{one.number}.", "strong"), ink.text(text, "strong")]]
    for level in one.step.scale:
        words = [ink.text(f"{level.label} ({level.value})")]
        words += [ink.text(level.description, "small")] if level.description else []
        rows.append([TickBox(), words])
    table = Table(rows, colWidths=[10 * mm, WIDTH - 10 * mm])
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("LINEABOVE", (0, 0), (-1, 0), 0.4, LINE),
                ("TOPPADDING", (0, 0), (-1, -1), 3),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
            ]
        )
    )
    return [unbroken(table), ink.text(_("Remark:"), "small"), *lines_to_write_on(1), Spacer(1, 2 * mm)]


def _end(ink: Ink) -> list[Flowable]:
    signature = labelled(ink, [(_("Name of the examiner"), ""), (_("Date and time"), ""), (_("Signature"), "\n\n")])
    block = [ink.text(_("Overall remark"), "head"), *lines_to_write_on(4), ink.text(_("Signature"), "head")]
    return [KeepTogether([*block, signature])]
