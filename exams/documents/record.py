"""The official record of a filled form (X9): what the result page says, on paper that can be kept."""

from datetime import datetime

from flask_babel import format_datetime
from flask_babel import gettext as _
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Spacer, Table, TableStyle

from exams.models import Sheet, Sitting
from exams.pages.results import MarkedGroup, MarkedStep, ResultPage
from foundation.pdf import About, Bookmark, Ink, Paper, labelled, unbroken, unprintable
from foundation.pdf.paper import WIDTH
from foundation.pdf.words import LINE, TINT
from foundation.web.words import moment, page_language, said
from people.models import Person
from qualification_files.models import Qualification

# A longer remark stands beneath its step, over the whole width.
SHORT_REMARK = 300


def official_record(page: ResultPage, *, school: str, ratifier: Person | None) -> bytes:
    """The filled form as PDF, in the reader's language; PROVISIONAL on each page until somebody ratified it."""
    ink = Ink()
    sitting, form = page.sitting, page.form
    title = _("Result of %(name)s: %(exam)s", name=sitting.candidate.name, exam=form.title)
    paper = Paper(
        about=About(title=title, author=school, subject=form.title, language=page_language()),
        head=school,
        foot=_("SHA-256 of the marks: %(fingerprint)s", fingerprint=page.record.fingerprint),
        page_words=lambda number, count: _("page %(number)s of %(count)s", number=number, count=count),
        across=_("PROVISIONAL") if page.provisional else "",
    )
    return paper.print(_story(ink, page, ratifier), ink)


def _story(ink: Ink, page: ResultPage, ratifier: Person | None) -> list[Flowable]:
    parts = [
        *_front(ink, page),
        *_verdict(ink, page),
        *(part for group in page.groups for part in _group(ink, group)),
        *_remark(ink, page),
        *_signatures(ink, page, ratifier),
    ]
    return [*parts, *unprintable(ink)]


def _front(ink: Ink, page: ResultPage) -> list[Flowable]:
    sitting, form = page.sitting, page.form
    kind = _("Formative: to learn from, never counts") if form.formative else _("Summative: the result counts")
    facts = [
        (_("Candidate"), sitting.candidate.name),
        (_("Number"), sitting.candidate.number or "-"),
        *qualification_facts(form.qualification),
        (_("Exam form"), ", ".join(part for part in (form.title, form.code) if part)),
        (_("Kind of exam"), kind),
        (_("Date and time"), moment(sitting.starts_at)),
        (_("Place"), sitting.session.place),
        (_("Examiner"), page.sheet.examiner.name if page.sheet else "-"),
    ]
    return [Bookmark(_("Result"), key="result"), ink.text(form.title, "title"), labelled(ink, facts)]


def qualification_facts(qualification: Qualification) -> list[tuple[str, object]]:
    """Which qualification it is about."""
    code = ", ".join(part for part in (qualification.code, qualification.cohort) if part)
    return [(_("Qualification"), qualification.name), (_("Code and cohort"), code)]


def _verdict(ink: Ink, page: ResultPage) -> list[Flowable]:
    found: list[Flowable] = [Spacer(1, 5 * mm)]
    if page.provisional:
        found.append(ink.text(_("PROVISIONAL: this result is not final until it is ratified."), "alarm"))
    rows = [[ink.text(said(page.headline), "result")]]
    rows += [[ink.text(f"{_sign(reason.held)}  {said(reason.message)}")] for reason in page.reasons]
    table = Table(rows, colWidths=[WIDTH], splitInRow=1)
    table.setStyle(
        TableStyle(
            [
                ("BACKGROUND", (0, 0), (-1, -1), TINT),
                ("LEFTPADDING", (0, 0), (-1, -1), 10),
                ("RIGHTPADDING", (0, 0), (-1, -1), 10),
                ("TOPPADDING", (0, 0), (-1, -1), 4),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
            ]
        )
    )
    return [*found, table]


def _sign(held: bool | None) -> str:
    """In words: not every printer and not every reader has the symbols."""
    return str(_("[met]") if held else _("[not met]"))


def _group(ink: Ink, marked: MarkedGroup) -> list[Flowable]:
    name = " ".join(part for part in (marked.group.number, marked.group.name) if part)
    points = _("%(points)s of %(most)s points", points=marked.points, most=marked.most)
    head = [Bookmark(name, key=f"group-{marked.group.id}"), ink.text(name, "head"), ink.text(points, "small")]
    parts = [part for step in marked.steps for part in _step(ink, step)]
    # A heading never stands alone at the foot of a page.
    return [KeepTogether([*head, *parts[:1]]), *parts[1:]]


def _step(ink: Ink, marked: MarkedStep) -> list[Flowable]:
    level = marked.level
    given = [ink.text(level.label if level else _("Not marked"), "strong")]
    if level and level.description:
        given.append(ink.text(level.description, "small"))
    weight = _(
        "Points %(points)s of %(most)s, weight %(weight)s",
        points=marked.points,
        most=marked.most,
        weight=marked.step.weight,
    )
    given.append(ink.text(weight, "small"))
    if marked.step.critical:
        words = _("Critical step: not achieved") if marked.failed else _("Critical step: achieved")
        given.append(ink.text(words, "strong" if marked.failed else "small"))
    beside = len(marked.remark) <= SHORT_REMARK
    asked = [ink.text(marked.step.text)]
    if marked.remark and beside:
        asked += [ink.text(_("Remark:"), "small"), ink.text(marked.remark)]
    table = Table(
        [[ink.text(f"{marked.number}."), asked, given]],
        colWidths=[10 * mm, WIDTH * 0.57 - 10 * mm, WIDTH * 0.43],
    )
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("LINEABOVE", (0, 0), (-1, 0), 0.4, LINE),
                ("TOPPADDING", (0, 0), (-1, -1), 4),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
            ]
        )
    )
    row = unbroken(table)
    if beside:
        return [row]
    return [row, ink.text(_("Remark:"), "remark-label"), ink.text(marked.remark, "remark")]


def _remark(ink: Ink, page: ResultPage) -> list[Flowable]:
    if not page.remark:
        return []
    words = _("Overall remark")
    return [Bookmark(words, key="remark"), ink.text(words, "head"), ink.text(page.remark)]


def _signatures(ink: Ink, page: ResultPage, ratifier: Person | None) -> list[Flowable]:
    words = _("Signatures")
    facts: list[tuple[str, object]] = [signature for sheet in page.sitting.sheets for signature in _signature(sheet)]
    facts.append((_("Ratified"), _ratified(page.sitting, ratifier)))
    note = _("Signed and ratified in Proefstuk; times are those of the server.")
    block = [ink.text(words, "head"), labelled(ink, facts), ink.text(note, "small")]
    return [Bookmark(words, key="signatures"), KeepTogether(block)]


def _signature(sheet: Sheet) -> list[tuple[str, object]]:
    if sheet.withdrawn_at is not None or sheet.signed_at is None:
        return []
    name = sheet.signed_name or sheet.examiner.name
    return [(_("Examiner"), _("%(name)s, signed %(when)s", name=name, when=exact(sheet.signed_at)))]


def _ratified(sitting: Sitting, ratifier: Person | None) -> str:
    if sitting.ratified_at is None:
        return str(_("Not yet"))
    if ratifier is None:
        return str(_("On %(when)s", when=exact(sitting.ratified_at)))
    return str(_("%(name)s, on %(when)s", name=ratifier.name, when=exact(sitting.ratified_at)))


def exact(when: datetime) -> str:
    """A moment to the second, with its zone, as a signature needs it."""
    return str(format_datetime(when, "EEE d MMM y, HH:mm:ss z"))
