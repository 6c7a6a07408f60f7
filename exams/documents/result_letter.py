"""The letter with the result to the candidate (X9): what it is, why, what it means, and until when one can object."""

from dataclasses import dataclass
from datetime import date

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Spacer, Table, TableStyle

from exams.documents.record import VERDICT, qualification_facts
from exams.pages.papers import RecordPage
from exams.pages.results import told_to_candidate
from foundation.pdf import About, Bookmark, Ink, Paper, labelled, unprintable
from foundation.pdf.paper import WIDTH
from foundation.web.words import LANGUAGES, day, moment, page_language, said

# As on the record, but closer: a letter is one page.
RESULT = TableStyle([("TOPPADDING", (0, 0), (-1, -1), 1), ("BOTTOMPADDING", (0, 0), (-1, -1), 1)], parent=VERDICT)


@dataclass(frozen=True, kw_only=True)
class Sender:
    """From which school, on which day, and the last day for an objection."""

    school: str
    today: date
    objection_until: date | None = None


def result_letter(page: RecordPage, sender: Sender) -> bytes:
    """The letter as PDF, in the language of the candidate or else of the school; only of a result that is official."""
    spoken = page.sitting.candidate.language
    with force_locale(spoken if spoken in LANGUAGES else current_app.config["BABEL_DEFAULT_LOCALE"]):
        return _printed(page, sender)


def _printed(page: RecordPage, sender: Sender) -> bytes:
    ink = Ink()
    title = _title(page)
    paper = Paper(
        about=About(title=title, author=sender.school, subject=page.file.form.title, language=page_language()),
        head=sender.school,
        foot=_("SHA-256 of the marks: %(fingerprint)s", fingerprint=page.record.fingerprint),
        page_words=lambda number, count: _("page %(number)s of %(count)s", number=number, count=count),
    )
    return paper.print(_story(ink, page, sender), ink)


def _title(page: RecordPage) -> str:
    return str(_("Result of your exam: %(exam)s", exam=page.file.form.title))


def _story(ink: Ink, page: RecordPage, sender: Sender) -> list[Flowable]:
    story = [
        *_head(ink, page, sender),
        *_result(ink, page),
        *_meaning(ink, page),
        *_objection(ink, page, sender),
        *_end(ink, page, sender),
    ]
    return [*story, *unprintable(ink)]


def _head(ink: Ink, page: RecordPage, sender: Sender) -> list[Flowable]:
    sitting, form, title = page.sitting, page.file.form, _title(page)
    facts = [
        (_("Candidate"), sitting.candidate.name),
        (_("Number"), sitting.candidate.number or "-"),
        *qualification_facts(form.qualification),
        (_("Exam"), ", ".join(part for part in (form.title, form.code) if part)),
        (_("Date and time"), moment(sitting.starts_at)),
    ]
    return [
        Bookmark(title, key="letter"),
        ink.text(day(sender.today), "small"),
        ink.text(title, "title"),
        labelled(ink, facts),
        Spacer(1, 3 * mm),
        ink.text(_("Dear %(name)s,", name=sitting.candidate.name), "paragraph"),
        ink.text(_("The result of your exam is now official."), "paragraph"),
    ]


def _result(ink: Ink, page: RecordPage) -> list[Flowable]:
    mark = page.record.mark
    rows = [[ink.text(_("Mark: %(mark)s", mark=said(mark)), "result")]] if mark else []
    verdict = said(told_to_candidate(page.record.headline))
    rows += [[ink.text(verdict, "result")]]
    reasons = [said(reason.message) for reason in page.record.reasons]
    rows += [[ink.text(reason)] for reason in reasons if reason not in verdict]  # the verdict may say it already
    return [Spacer(1, 1 * mm), Table(rows, colWidths=[WIDTH], splitInRow=1, style=RESULT), Spacer(1, 2 * mm)]


def _meaning(ink: Ink, page: RecordPage) -> list[Flowable]:
    return [ink.text(_("What this means"), "head"), ink.text(_means(page), "paragraph")]


def _means(page: RecordPage) -> str:
    form = page.file.form
    if form.formative:
        return str(_("This exam was to practise with. It does not count for your diploma."))
    if page.sitting.passed:
        return str(_("You passed this exam. It counts for your diploma."))
    if form.attempts_allowed is not None and page.sitting.attempt >= form.attempts_allowed:
        return str(_("You did not pass this exam, and this was your last attempt. Talk with your coach about it."))
    return str(_("You did not pass this exam. Your coach or the exam office tells you when you can take it again."))


def _objection(ink: Ink, page: RecordPage, sender: Sender) -> list[Flowable]:
    if sender.objection_until is None or page.file.form.formative:
        return []
    words = _(
        "You can look at your marks and the remarks of the examiners in Proefstuk. Do you not agree with the result? "
        "Then you can lodge an objection with the exam board up to and including %(day)s.",
        day=day(sender.objection_until),
    )
    further = _(
        "Do you not agree with the decision on your objection either? Then you can appeal to the appeals committee. "
        "The decision says until which day."
    )
    return [ink.text(_("If you do not agree"), "head"), ink.text(words, "paragraph"), ink.text(further, "paragraph")]


def _end(ink: Ink, page: RecordPage, sender: Sender) -> list[Flowable]:
    decision = page.file.decision
    found: list[Flowable] = [Spacer(1, 2 * mm)]
    if decision:
        told = {"number": decision.number, "day": day(decision.decided_on)}
        found.append(
            ink.text(_("This result rests on decision %(number)s of the exam board, of %(day)s.", **told), "paragraph")
        )
    # The last words never stand alone on a page.
    return [KeepTogether([*found, ink.text(_("On behalf of the exam board of %(school)s", school=sender.school))])]
