"""The official record of a filled form (X9): what was marked, what became of it, and what makes it official."""

from datetime import datetime
from fractions import Fraction

from flask_babel import format_datetime, ngettext
from flask_babel import gettext as _
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Spacer, Table, TableStyle

from exams.models import ExamForm, Sheet, Sitting
from exams.pages.how_marked import ClockLines, PauseLine
from exams.pages.papers import PaperGroup, PaperStep, RecordPage
from exams.rules import SittingState
from foundation.pdf import About, Bookmark, Ink, Paper, labelled, unbroken, unprintable
from foundation.pdf.paper import WIDTH
from foundation.pdf.words import LINE, TINT
from foundation.web.words import clock, day, minutes, moment, number, page_language, said
from qualification_files.models import Qualification

# A longer remark stands beneath its step, over the whole width.
SHORT_REMARK = 300
VERDICT = TableStyle(
    [
        ("BACKGROUND", (0, 0), (-1, -1), TINT),
        ("LEFTPADDING", (0, 0), (-1, -1), 10),
        ("RIGHTPADDING", (0, 0), (-1, -1), 10),
        ("TOPPADDING", (0, 0), (-1, -1), 4),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
    ]
)
STEP = TableStyle(
    [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("LINEABOVE", (0, 0), (-1, 0), 0.4, LINE),
        ("TOPPADDING", (0, 0), (-1, -1), 4),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
    ]
)
COLUMNS = [10 * mm, WIDTH * 0.57 - 10 * mm, WIDTH * 0.43]


def official_record(page: RecordPage, *, school: str) -> bytes:
    """The filled form as PDF, in the reader's language; PROVISIONAL on each page until it is official."""
    ink = Ink()
    sitting, form = page.sitting, page.file.form
    title = _("Result of %(name)s: %(exam)s", name=sitting.candidate.name, exam=form.title)
    paper = Paper(
        about=About(title=title, author=school, subject=form.title, language=page_language()),
        head=school,
        foot=_("SHA-256 of the marks: %(fingerprint)s", fingerprint=page.record.fingerprint),
        page_words=lambda number, count: _("page %(number)s of %(count)s", number=number, count=count),
        across=_across(page),
    )
    return paper.print(_story(ink, page), ink)


def _across(page: RecordPage) -> str:
    if page.sitting.state is SittingState.ANNULLED:
        return str(_("ANNULLED"))
    return str(_("PROVISIONAL")) if page.provisional else ""


def _story(ink: Ink, page: RecordPage) -> list[Flowable]:
    parts = [
        *_front(ink, page),
        *_verdict(ink, page),
        *(part for group in page.groups for part in _group(ink, group)),
        *_remarks(ink, page),
        *_how(ink, page),
        *_signatures(ink, page),
    ]
    return [*parts, *unprintable(ink)]


def _front(ink: Ink, page: RecordPage) -> list[Flowable]:
    sitting, form = page.sitting, page.file.form
    kind = _("Formative: to learn from, never counts") if form.formative else _("Summative: the result counts")
    facts = [
        (_("Candidate"), sitting.candidate.name),
        (_("Number"), sitting.candidate.number or "-"),
        *qualification_facts(form.qualification),
        (_("Exam form"), ", ".join(part for part in (form.title, form.code, _edition(form)) if part)),
        (_("Kind of exam"), kind),
        (_("Date and time"), _date(page)),
        (_("Place"), ", ".join(part for part in (sitting.session.place, sitting.room) if part)),
        *[(_("Examiner"), sheet.examiner.name) for sheet in sitting.standing_sheets],
        *_attempt(sitting),
        *_clocks(page),
        *_exemptions(page),
    ]
    return [Bookmark(_("Result"), key="result"), ink.text(form.title, "title"), labelled(ink, facts)]


def _edition(form: ExamForm) -> str:
    return str(_("edition %(number)s", number=form.edition)) if form.edition > 1 else ""


def _attempt(sitting: Sitting) -> list[tuple[str, object]]:
    return [(_("Attempt"), sitting.attempt)] if sitting.attempt > 1 else []


def _date(page: RecordPage) -> str:
    """When it was planned, and where one examiner marked also from when until when it took place."""
    planned = moment(page.sitting.starts_at)
    if len(page.how.clocks) != 1:
        return planned
    return str(_("%(planned)s; held %(held)s", planned=planned, held=_held(page.how.clocks[0])))


def _held(one: ClockLines) -> str:
    ended = one.ended or one.began
    is_one_day = day(one.began) == day(ended)
    words = {
        "began": _when(one.began, is_one_day=is_one_day),
        "ended": _when(ended, is_one_day=is_one_day),
        "taken": minutes(one.minutes),
    }
    if one.pauses:
        return str(_("%(began)s to %(ended)s, %(taken)s without pauses", **words))
    return str(_("%(began)s to %(ended)s, %(taken)s", **words))


def _when(at: datetime, *, is_one_day: bool) -> str:
    return clock(at) if is_one_day else moment(at)


def _clocks(page: RecordPage) -> list[tuple[str, object]]:
    """Of several examiners when each of them began and ended; and when the exam stood still."""
    return [fact for one in page.how.clocks for fact in _clock(one)]


def _clock(one: ClockLines) -> list[tuple[str, object]]:
    pauses: list[tuple[str, object]] = [(_("Paused"), _pause(pause)) for pause in one.pauses]
    return [(_("Held by %(name)s", name=one.examiner), _held(one)), *pauses] if one.examiner else pauses


def _pause(pause: PauseLine) -> str:
    since, until = clock(pause.since), clock(pause.until)
    words = str(_("%(since)s to %(until)s", since=since, until=until))
    return f"{words}: {pause.reason}" if pause.reason else words


def _exemptions(page: RecordPage) -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for one in page.file.exemptions:
        decision = page.file.decisions.get(one.decision_id)
        parts = ", ".join(str(key) for key in one.parts) or _("the whole exam")
        words = _("%(parts)s, by decision %(decision)s", parts=parts, decision=decision.number if decision else "-")
        found.append((_("Exemption"), words))
    return found


def qualification_facts(qualification: Qualification) -> list[tuple[str, object]]:
    """Which qualification it is about."""
    code = ", ".join(part for part in (qualification.code, qualification.cohort) if part)
    return [(_("Qualification"), qualification.name), (_("Code and cohort"), code)]


def _verdict(ink: Ink, page: RecordPage) -> list[Flowable]:
    found: list[Flowable] = [Spacer(1, 5 * mm)]
    if page.provisional:
        found.append(ink.text(_("PROVISIONAL: this result is not final until it is ratified."), "alarm"))
    if page.sitting.state is SittingState.ANNULLED:
        found.append(ink.text(_("ANNULLED: this result was declared void and does not count."), "alarm"))
        if decision := page.file.annulling:
            told = {"number": decision.number, "day": day(decision.decided_on)}
            found.append(ink.text(_("It was annulled by decision %(number)s, of %(day)s.", **told)))
    mark = page.record.mark
    rows = [[ink.text(_("Mark: %(mark)s", mark=said(mark)), "result")]] if mark else []
    rows += [[ink.text(said(page.record.headline), "result")]]
    rows += [[ink.text(f"{_sign(reason.held)}  {said(reason.message)}")] for reason in page.record.reasons]
    return [*found, Table(rows, colWidths=[WIDTH], splitInRow=1, style=VERDICT)]


def _sign(held: bool | None) -> str:
    """In words: not every printer and not every reader has the symbols."""
    return str(_("[met]") if held else _("[not met]"))


def points(value: Fraction) -> str:
    """Points as people write them: 12, or 5.5."""
    return number(int(value) if value.denominator == 1 else float(value))


def _group(ink: Ink, marked: PaperGroup) -> list[Flowable]:
    name = " ".join(part for part in (marked.group.number, marked.group.name) if part)
    words = (
        _("Exempt: this part counts nowhere")
        if marked.is_exempt
        else _("%(points)s of %(most)s points", points=points(marked.points), most=points(marked.most))
    )
    head = [Bookmark(name, key=f"group-{marked.group.id}"), ink.text(name, "head"), ink.text(words, "small")]
    parts = [part for step in marked.steps for part in _step(ink, step)]
    # A heading never stands alone at the foot of a page.
    return [KeepTogether([*head, *parts[:1]]), *parts[1:]]


def _step(ink: Ink, marked: PaperStep) -> list[Flowable]:
    asked = [ink.text(marked.step.text)]
    beside = len(marked.remark) <= SHORT_REMARK
    if marked.remark and beside:
        asked += [ink.text(_("Remark:"), "small"), ink.text(marked.remark)]
    table = Table([[ink.text(f"{marked.number}."), asked, _given(ink, marked)]], colWidths=COLUMNS, style=STEP)
    beneath = [ink.text(said(one), "remark-small") for one in marked.history]
    row = unbroken(table)
    if beside:
        return [row, *beneath]
    return [row, ink.text(_("Remark:"), "remark-label"), ink.text(marked.remark, "remark"), *beneath]


def _given(ink: Ink, marked: PaperStep) -> list[Flowable]:
    level = marked.stands
    given: list[Flowable] = [ink.text(level.label if level else _("Not marked"), "strong")]
    if level and level.description:
        given.append(ink.text(level.description, "small"))
    given += [ink.text(_("Seen: %(part)s", part=part), "small") for part in marked.seen]
    given += [ink.text(_("Seen by one examiner: %(part)s", part=part), "small") for part in marked.seen_by_one]
    given.append(ink.text(_counted(marked), "small"))
    if marked.photos:
        given.append(ink.text(_photos(marked.photos), "small"))
    if marked.step.critical:
        words = _("Critical step: not achieved") if marked.failed else _("Critical step: achieved")
        given.append(ink.text(words, "strong" if marked.failed else "small"))
    return given


def _counted(marked: PaperStep) -> str:
    if marked.is_not_applicable:
        return str(_("%(key)s: not applicable, counts nowhere", key=marked.step.key))
    told = {"points": points(marked.points), "most": points(marked.most), "weight": marked.step.weight}
    return str(_("%(key)s: points %(points)s of %(most)s, weight %(weight)s", key=marked.step.key, **told))


def _photos(count: int) -> str:
    return str(
        ngettext(
            "%(num)s photo, kept with the file of the exam", "%(num)s photos, kept with the file of the exam", count
        )
    )


def _how(ink: Ink, page: RecordPage) -> list[Flowable]:
    """Where marks came from, where that was not the device they were made on, and photos of the exam as a whole."""
    lines = [said(words) for words in page.how.came]
    if count := len(page.how.photos_of(None)):
        lines.append(_photos(count))
    if not lines:
        return []
    words = _("How it was marked")
    return [Bookmark(words, key="how"), KeepTogether([ink.text(words, "head"), *(ink.text(line) for line in lines)])]


def _remarks(ink: Ink, page: RecordPage) -> list[Flowable]:
    if not page.remarks:
        return []
    words = _("Overall remark")
    found = [Bookmark(words, key="remark"), ink.text(words, "head")]
    for name, remark in page.remarks:
        found += [ink.text(name, "label")] if len(page.remarks) > 1 else []
        found.append(ink.text(remark))
    return found


def _signatures(ink: Ink, page: RecordPage) -> list[Flowable]:
    words = _("Signatures")
    facts: list[tuple[str, object]] = [signature for sheet in page.sitting.sheets for signature in _signature(sheet)]
    facts += [(_("Ratified"), _ratified(page)), *_decision(page)]
    note = [_("Signed and ratified in Proefstuk; times are those of the server."), *_end_of_chain(page)]
    block = [ink.text(words, "head"), labelled(ink, facts), ink.text(" ".join(note), "small")]
    return [Bookmark(words, key="signatures"), KeepTogether(block)]


def _end_of_chain(page: RecordPage) -> list[str]:
    """Whoever keeps this paper keeps an anchor: a chain that was written anew ends otherwise."""
    tip = page.file.tip
    if not tip.number:
        return []
    return [_("The chain of events ended with link %(number)s: %(hash)s", number=tip.number, hash=tip.hash)]


def _signature(sheet: Sheet) -> list[tuple[str, object]]:
    if sheet.withdrawn_at is not None or sheet.signed_at is None:
        return []
    name = sheet.signed_name or sheet.examiner.name
    return [(_("Examiner"), _("%(name)s, signed %(when)s", name=name, when=exact(sheet.signed_at)))]


def _decision(page: RecordPage) -> list[tuple[str, object]]:
    decision = page.file.decision
    if decision is None:
        return []
    present = ", ".join(name for name in (page.file.who(number) for number in decision.present) if name)
    told = _("%(number)s of %(day)s", number=decision.number, day=day(decision.decided_on))
    return [(_("Decision of the exam board"), told), *([(_("Present"), present)] if present else [])]


def _ratified(page: RecordPage) -> str:
    sitting = page.sitting
    if sitting.ratified_at is None:
        return str(_("Not yet"))
    name, when = page.file.who(sitting.ratified_by), exact(sitting.ratified_at)
    return str(_("%(name)s, on %(when)s", name=name, when=when) if name else _("On %(when)s", when=when))


def exact(when: datetime) -> str:
    """A moment to the second, with its zone, as a signature needs it."""
    return str(format_datetime(when, "EEE d MMM y, HH:mm:ss z"))
