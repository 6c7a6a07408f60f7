"""An empty form for when there is no tablet: boxes to tick, lines to write on, room to sign."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, PageBreak, Paragraph, Spacer, Table, TableStyle

from exams.documents.record import qualification_facts
from exams.models import ExamForm, Sitting
from exams.pages.forms import GroupRow, StepRow, numbered
from exams.rules.paper_codes import paper_code
from exams.rules.steps import NOT_APPLICABLE
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
        labelled(ink, _facts(form, sitting), to_write=PEN),
    ]
    if form.instructions_examiner:
        parts += [ink.text(_("Instructions for the examiner"), "head"), ink.text(form.instructions_examiner)]
    code = _("The code beside each step is what you type to copy its mark; its last digit finds a mistake.")
    parts.append(ink.text(code, "small"))
    for row in numbered(form):
        parts += _group(ink, form, row, key)
    return [*parts, *_end(ink, form)]


def _facts(form: ExamForm, sitting: Sitting | None) -> list[tuple[str, object]]:
    return [
        (_("Candidate"), sitting.candidate.name if sitting else ""),
        (_("Number"), (sitting.candidate.number or "") if sitting else ""),
        *qualification_facts(form.qualification),
        (_("Date and time"), moment(sitting.starts_at) if sitting else ""),
        (_("Place"), sitting.session.place if sitting else ""),
        *_examiners(form, sitting),
        (_("Duration"), minutes(form.duration_minutes) or "-"),
    ]


def _examiners(form: ExamForm, sitting: Sitting | None) -> list[tuple[str, object]]:
    """Who examines, as far as that is known: one line for each."""
    names = {sheet.position: sheet.examiner.name for sheet in sitting.standing_sheets} if sitting else {}
    if form.examiners_required < 2:
        return [(_("Examiner"), names.get(1, ""))]
    third = [(_("Third examiner"), names[3])] if 3 in names else []
    return [(_("First examiner"), names.get(1, "")), (_("Second examiner"), names.get(2, "")), *third]


def _group(ink: Ink, form: ExamForm, row: GroupRow, key: str) -> list[Flowable]:
    name = " ".join(part for part in (row.group.number, row.group.name) if part)
    head = [Bookmark(name, key=f"{key}-group-{row.group.id}", level=1), ink.text(name, "head")]
    steps = [_step(ink, form, one) for one in row.steps]
    first = steps[0] if steps else []
    return [KeepTogether([*head, *first]), *(KeepTogether(step) for step in steps[1:])]


PEN = 8 * mm  # the height of a line that somebody writes on
# A longer scale is a line to write a number on.
MOST_BOXES = 12
STEP = TableStyle(
    [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("LINEABOVE", (0, 0), (-1, 0), 0.4, LINE),
        ("TOPPADDING", (0, 0), (-1, -1), 3),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
    ]
)
COLUMNS = [10 * mm, WIDTH - 42 * mm, 32 * mm]


def _step(ink: Ink, form: ExamForm, one: StepRow) -> list[Flowable]:
    text = _("%(step)s (critical)", step=one.step.text) if one.step.critical else one.step.text
    code = [ink.text(paper_code(form.id, one.number), "strong"), ink.text(one.step.key, "small")]
    rows: list[list[object]] = [[ink.text(f"{one.number}.", "strong"), ink.text(text, "strong"), code]]
    rows += [[TickBox(), _part(ink, part), ""] for part in one.step.parts or []]
    counted = [level for level in one.step.scale if level.value != NOT_APPLICABLE]
    to_write = not one.step.parts and len(counted) > MOST_BOXES
    if to_write:
        words = _("Mark, from %(lowest)s to %(highest)s:", lowest=counted[0].label, highest=counted[-1].label)
        rows.append(["", [ink.text(words), *lines_to_write_on(1)], ""])
    for level in one.step.scale:
        if level in counted and (one.step.parts or to_write):
            continue
        value = "-" if level.value == NOT_APPLICABLE else level.value
        words = [ink.text(f"{level.label} ({value})")]
        words += [ink.text(level.description, "small")] if level.description else []
        rows.append([TickBox(), words, ""])
    table = Table(rows, colWidths=COLUMNS, style=STEP)
    return [unbroken(table), ink.text(_("Remark:"), "small"), *lines_to_write_on(1), Spacer(1, 2 * mm)]


def _part(ink: Ink, part: Mapping[str, object]) -> Paragraph:
    return ink.text(f"{part['text']} ({part['points']})")


def _end(ink: Ink, form: ExamForm) -> list[Flowable]:
    remark = [ink.text(_("Overall remark"), "head"), *lines_to_write_on(4), Spacer(1, 4 * mm)]
    if form.examiners_required < 2:
        signing = [ink.text(_("Signature"), "head"), _signature(ink, _("Name of the examiner"))]
        return [KeepTogether([*remark, *signing])]
    note = _(
        "Each examiner fills in a paper of their own, without seeing that of the other. A third examiner signs only "
        "where the two do not agree."
    )
    names = (_("First examiner"), _("Second examiner"), _("Third examiner, if there is one"))
    block = [ink.text(_("Signatures"), "head"), ink.text(note, "small")]
    signed = [KeepTogether([Spacer(1, 3 * mm), _signature(ink, name)]) for name in names]
    return [KeepTogether(remark), KeepTogether([*block, signed[0]]), *signed[1:]]


def _signature(ink: Ink, name: str) -> Table:
    """Room for one examiner to sign."""
    facts = [(name, ""), (_("Place"), ""), (_("Date and time"), ""), (_("Signature"), "\n\n\n")]
    return labelled(ink, facts, to_write=PEN)
