"""A qualification to read on paper: what the reading page says, with a table of contents."""

from collections.abc import Iterator, Sequence
from datetime import date

from flask_babel import gettext as _
from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, Spacer, Table, TableStyle

from foundation.pdf import About, Bookmark, ContentsLine, Ink, Paper, labelled, unbroken, unprintable
from foundation.pdf.paper import WIDTH
from foundation.pdf.words import INK, TINT
from foundation.web.words import day, page_language, said
from qualification_files.pages.instruction import Instruction, Passage
from qualification_files.pages.reading import CalledOn, Item, ReadingPage, ReadProcess, ReadTask, Told
from qualification_files.pages.words import Block
from qualification_files.rules import Piece

Story = Iterator[Flowable]
ROOM = 90 * mm  # under a short table of contents the text begins; with less than this it begins on a page of its own


def qualification_pdf(page: ReadingPage, *, school: str, today: date) -> bytes:
    """The whole qualification as PDF, in the reader's language; DRAFT on each page while it is one."""
    ink = Ink()
    identity = said(page.identity)
    paper = Paper(
        about=About(title=f"{page.name} ({identity})", author=school, subject=page.name, language=page_language()),
        head=school,
        foot=_("Printed from Proefstuk on %(day)s.", day=day(today)),
        page_words=lambda number, count: _("page %(number)s of %(count)s", number=number, count=count),
        across=_("DRAFT") if page.draft else "",
    )
    return paper.print(list(_story(ink, page, school=school, today=today)), ink)


def _story(ink: Ink, page: ReadingPage, *, school: str, today: date) -> Story:
    yield from _front(ink, page, school=school, today=today)
    yield from _contents(ink, page)
    if page.description:
        yield from _heading(ink, _("Description"), key="description")
        yield from _blocks(ink, page.description)
    if page.instruction:
        yield from _instruction(ink, page.instruction)
    for heading, tasks in page.parts:
        for place, task in enumerate(tasks):
            yield from _task(ink, task, above=heading if not place else "")
    yield from unprintable(ink)


def _front(ink: Ink, page: ReadingPage, *, school: str, today: date) -> Story:
    facts = [
        (_("State"), str(page.state.words)),
        *page.facts,
        (_("School"), school),
        (_("Printed on"), day(today)),
    ]
    yield Bookmark(page.name, key="front")
    yield ink.text(page.name, "title")
    yield Spacer(1, 3 * mm)
    yield labelled(ink, facts)


def _contents(ink: Ink, page: ReadingPage) -> Story:
    if not any(tasks for _heading, tasks in page.parts):
        yield ink.text(_("There are no core tasks in this qualification yet."), "head")
        return
    words = _("Contents")
    yield Bookmark(words, key="contents")
    yield ink.text(words, "head")
    if page.description:
        yield ContentsLine(ink.text(_("Description"), "contents"), key="description")
    if page.instruction:
        yield ContentsLine(
            ink.text(page.instruction.title or _("Portfolio instruction"), "contents"), key="instruction"
        )
    for heading, tasks in page.parts:
        if heading:
            yield ink.text(heading, "contents-part")
        for task in tasks:
            yield ContentsLine(ink.text(_numbered(task), "contents"), key=f"task-{task.id}")
            for process in task.processes:
                yield ContentsLine(ink.text(_numbered(process), "contents-sub"), key=f"process-{process.id}")
    yield CondPageBreak(ROOM)


def _instruction(ink: Ink, instruction: Instruction) -> Story:
    yield from _heading(ink, instruction.title or _("Portfolio instruction"), key="instruction")
    yield from _passages(ink, instruction.explanation)
    if instruction.text:
        yield ink.text(_("Instruction"), "subhead")
        yield from _passages(ink, instruction.text)


def _task(ink: Ink, task: ReadTask, *, above: str) -> Story:
    if above:
        yield ink.text(above, "part")
    yield from _heading(ink, _numbered(task), key=f"task-{task.id}")
    for told in task.texts:
        yield from _told(ink, told)
    yield from _list(ink, _("Professional knowledge and skills"), task.knowledge)
    for process in task.processes:
        yield from _process(ink, process)


def _process(ink: Ink, process: ReadProcess) -> Story:
    yield Bookmark(_numbered(process), key=f"process-{process.id}", level=1)
    yield ink.text(_numbered(process), "process")
    for told in process.texts:
        yield from _told(ink, told)
    yield from _list(ink, _("Performance indicators"), process.indicators, lead=process.lead)
    if process.competences:
        yield ink.text(_("Competences"), "subhead")
        yield from (ink.bullet(_competence(called)) for called in process.competences)


def _told(ink: Ink, told: Told) -> Story:
    yield ink.text(told.heading, "subhead")
    yield from _blocks(ink, told.own)
    if told.added:
        yield _added(ink, told.added)


def _added(ink: Ink, added: Sequence[Block]) -> Flowable:
    """What the profile asks as well, with a line beside it; it goes on over the page where it must."""
    first, *others = _blocks(ink, added)
    rows: list[list[object]] = [[[ink.text(_("Asked by this profile as well"), "label"), first]]]
    table = Table([*rows, *([part] for part in others)], colWidths=[WIDTH])
    table.setStyle(
        TableStyle(
            [
                ("BACKGROUND", (0, 0), (-1, -1), TINT),
                ("LINEBEFORE", (0, 0), (0, -1), 2.5, INK),
                ("LEFTPADDING", (0, 0), (-1, -1), 9),
                ("TOPPADDING", (0, 0), (-1, -1), 3),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
                ("BOTTOMPADDING", (0, -1), (-1, -1), 5),
            ]
        )
    )
    table.spaceBefore, table.spaceAfter = 3, 6
    return unbroken(table)


def _list(ink: Ink, heading: str, items: Sequence[Item], *, lead: Sequence[str] = ()) -> Story:
    if not items:
        return
    yield ink.text(heading, "subhead")
    yield from (ink.text(line, "lead") for line in lead)
    for item in items:
        yield ink.bullet(_("%(text)s (this profile)", text=item.words) if item.added else item.words)


def _blocks(ink: Ink, found: Sequence[Block]) -> Story:
    for block in found:
        yield from (ink.bullet(line) if block.bulleted else ink.text(line, "paragraph") for line in block.lines)


def _passages(ink: Ink, found: Sequence[Passage]) -> Story:
    for passage in found:
        lines = ["".join(_in_full(piece) for piece in line) for line in passage.lines]
        yield from (ink.bullet(line) if passage.bulleted else ink.text(line, "paragraph") for line in lines)


def _in_full(piece: Piece) -> str:
    """On paper nobody can follow a link that is not written out."""
    return piece.words if piece.url in (None, piece.words) else f"{piece.words} ({piece.url})"


def _competence(called: CalledOn) -> str:
    words = f"{called.letter}  {called.name}"
    return _("%(text)s (this profile)", text=words) if called.added else words


def _numbered(part: ReadTask | ReadProcess) -> str:
    return f"{part.number}  {part.name}"


def _heading(ink: Ink, words: str, *, key: str) -> Story:
    yield Bookmark(words, key=key)
    yield ink.text(words, "head")
