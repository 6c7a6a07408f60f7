"""A portfolio on paper: contents, each entry with its photos and evidence, and the PDF files that came with it."""

import io
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO, cast

from flask_babel import gettext as _
from flask_babel import ngettext
from pypdf import PdfReader, PdfWriter
from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, Image, KeepTogether, PageBreak, Spacer

from foundation.files import DamagedDocument
from foundation.files.copied import copied_pages
from foundation.messages import say
from foundation.pdf import About, Bookmark, ContentsLine, Ink, Paper, labelled, unprintable
from foundation.pdf.paper import WIDTH
from foundation.storage import MissingBlob
from foundation.web.words import day, moment, page_language, said
from portfolio.documents.packing import Packing
from portfolio.formats.values import EntryInside, EvidenceInside, FileInside, Said
from portfolio.pages.kinds import KINDS
from portfolio.pages.reading import WAYS, Reading, reading
from portfolio.pages.reviews import STATES

PDF = "application/pdf"
HIGHEST_PHOTO = 80 * mm
MOST_ATTACHED = 60_000_000  # bytes of added documents: they stand in memory together
LINES = 30  # that stand in one paragraph
ROOM = 60 * mm  # with less than this an entry begins on a page of its own
Story = Iterator[Flowable]


@dataclass(frozen=True)
class Attachment:
    """A PDF of the candidate's own that comes after our pages."""

    number: int
    file: FileInside
    entry: EntryInside
    pages: bytes
    count: int


@dataclass
class Printed:
    """What is printed of a portfolio."""

    packing: Packing
    school: str
    today: date
    attachments: Sequence[Attachment] = field(default_factory=tuple)

    def document(self) -> BinaryIO:
        """The PDF: printed twice, for on which page an attachment stands is only known when all else is there."""
        self.attachments = list(self._attached())
        first = self._print(ours=0)
        ours = len(PdfReader(io.BytesIO(first)).pages)
        return self._joined(self._print(ours) if self.attachments else first, ours)

    def _attached(self) -> Iterator[Attachment]:
        number = done = together = 0
        for entry in self.packing.contents.portfolio.entries:
            for file in entry.files:
                done += 1
                self.packing.packed(done)
                stored = self.packing.contents.stored[file.path]
                if stored.media_type != PDF or stored.replaced:
                    continue
                try:
                    with self.packing.storage.open(stored.key) as stream:
                        pages = copied_pages(stream)
                except (DamagedDocument, MissingBlob):
                    words = say("%(name)s could not be read, so its pages are not in this document.", name=file.name)
                    self.packing.left_out.append(words)
                    continue
                together += len(pages)
                if together > MOST_ATTACHED:
                    words = say("%(name)s did not fit in this document. It is in the ZIP file.", name=file.name)
                    self.packing.left_out.append(words)
                    continue
                number += 1
                yield Attachment(number, file, entry, pages, len(PdfReader(io.BytesIO(pages)).pages))

    def _print(self, ours: int) -> bytes:
        portfolio, ink = self.packing.contents.portfolio, Ink()
        title = _("Portfolio of %(name)s", name=portfolio.owner)
        paper = Paper(
            about=About(title=title, author=portfolio.owner, subject=title, language=page_language()),
            head=self.school,
            foot=_("Printed from Proefstuk on %(day)s.", day=day(self.today)),
            page_words=lambda number, count: _("page %(number)s of %(count)s", number=number, count=count),
        )
        return paper.print(list(self._story(ink, title, ours)), ink)

    def _joined(self, printed: bytes, ours: int) -> BinaryIO:
        writer = PdfWriter()
        writer.append(io.BytesIO(printed))
        page = ours
        for attachment in self.attachments:
            writer.append(io.BytesIO(attachment.pages), import_outline=False)
            writer.add_outline_item(title=_attachment(attachment), page_number=page)
            page += attachment.count
        target = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115  whoever reads it closes it
        writer.write(target)
        target.seek(0)
        return target

    def _story(self, ink: Ink, title: str, ours: int) -> Story:
        portfolio = self.packing.contents.portfolio
        read = reading(portfolio)
        yield Bookmark(title, key="front")
        yield ink.text(title, "title")
        yield labelled(ink, [(_("School"), self.school), (_("Printed on"), day(self.today))])
        yield Spacer(1, 4 * mm)
        if not portfolio.entries:
            yield ink.text(_("There are no entries in this portfolio yet."))
            return
        yield from self._contents(ink, read)
        yield from self._overview(ink, read)
        for entry in portfolio.entries:
            yield from self._entry(ink, entry, read)
        yield from self._list_of_attachments(ink, ours)
        yield from unprintable(ink)

    def _contents(self, ink: Ink, read: Reading) -> Story:
        yield Bookmark(_("Contents"), key="contents")
        yield ink.text(_("Contents"), "head")
        if read.qualifications:
            yield ContentsLine(ink.text(_("What is shown"), "contents"), key="overview")
        yield ink.text(_("Entries"), "contents-part")
        for entry in self.packing.contents.portfolio.entries:
            yield ContentsLine(ink.text(entry.facts.title, "contents-sub"), key=f"entry-{entry.key}")
        if self.attachments:
            yield ContentsLine(ink.text(_("Attachments"), "contents"), key="attachments")
        yield PageBreak()

    def _overview(self, ink: Ink, read: Reading) -> Story:
        if not read.qualifications:
            return
        yield from _heading(ink, _("What is shown"), key="overview")
        for shown in read.qualifications:
            yield ink.text(shown.qualification.name, "part")
            for task, processes in shown.tasks.items():
                yield ink.text(task, "subhead")
                for one in processes:
                    yield ink.text(f"{one.process.number} {one.process.name}", "lead")
                    yield from (
                        ink.bullet(f"{entry.facts.title} ({said(STATES[evidence.state][1])})")
                        for entry, evidence in one.shown
                    )
        yield PageBreak()

    def _entry(self, ink: Ink, entry: EntryInside, read: Reading) -> Story:
        yield CondPageBreak(ROOM)
        yield from _heading(ink, entry.facts.title, key=f"entry-{entry.key}")
        yield labelled(ink, [(_("Kind"), said(KINDS[entry.kind].label)), *read.entries[entry.key].facts])
        yield Spacer(1, 2 * mm)
        yield from _paragraphs(ink, entry.facts.description, "paragraph")
        for shown in entry.evidence:
            yield from _evidence(ink, shown)
        yield from self._files(ink, entry)
        if entry.said:
            yield ink.text(_("What others said"), "subhead")
            yield from (part for one in entry.said for part in _said(ink, one))

    def _files(self, ink: Ink, entry: EntryInside) -> Story:
        if not entry.files:
            return
        yield CondPageBreak(HIGHEST_PHOTO + ROOM / 2)  # a heading stays with the first photo beneath it
        yield ink.text(_("Files"), "subhead")
        attached = {attachment.file.path: attachment for attachment in self.attachments}
        for file in entry.files:
            if self.packing.contents.stored[file.path].replaced:
                continue
            caption = ink.text(file.name, "small")
            photo = self._photo(file)
            if photo:
                yield KeepTogether([photo, caption, Spacer(1, 3 * mm)])
            elif file.path in attached:
                yield ink.bullet(
                    _("%(name)s: attachment %(number)s, at the end", name=file.name, number=attached[file.path].number)
                )
            else:
                yield ink.bullet(_("%(name)s (not on paper)", name=file.name))

    def _photo(self, file: FileInside) -> Image | None:
        stored = self.packing.contents.stored[file.path]
        if stored.category != "image" or stored.shown_key is None:
            return None
        try:
            with self.packing.storage.open(stored.shown_key) as stream:
                photo = Image(io.BytesIO(stream.read()))
        except (MissingBlob, OSError):
            return None
        scale = min(WIDTH / photo.imageWidth, HIGHEST_PHOTO / photo.imageHeight, 1)
        photo.drawWidth, photo.drawHeight = photo.imageWidth * scale, photo.imageHeight * scale
        photo.hAlign = "LEFT"
        return photo

    def _list_of_attachments(self, ink: Ink, ours: int) -> Story:
        if not self.attachments:
            return
        yield PageBreak()
        yield from _heading(ink, _("Attachments"), key="attachments")
        yield ink.text(_("These documents were added by the candidate. Their pages follow."), "lead")
        page = ours + 1
        for attachment in self.attachments:
            yield ink.bullet(
                _(
                    "%(attachment)s, with “%(entry)s”: from page %(page)s of this document, %(length)s",
                    attachment=_attachment(attachment),
                    entry=attachment.entry.facts.title,
                    page=page,
                    length=ngettext("%(num)s page", "%(num)s pages", attachment.count),
                )
            )
            page += attachment.count


def _attachment(attachment: Attachment) -> str:
    return said(say("Attachment %(number)s: %(name)s", number=attachment.number, name=attachment.file.name))


def _heading(ink: Ink, words: str, *, key: str) -> Story:
    yield Bookmark(words, key=key)
    yield ink.text(words, "head")


def _paragraphs(ink: Ink, text: str, style: str) -> Story:
    """A long text in pieces: what lays out a paragraph looks at all of its lines again on each page."""
    lines = text.split("\n")
    for start in range(0, len(lines), LINES):
        piece = "\n".join(lines[start : start + LINES])
        if piece.strip():
            yield ink.text(piece, style)


def _evidence(ink: Ink, shown: EvidenceInside) -> Story:
    process = shown.work_process
    words = _(
        "Evidence for %(number)s %(name)s (%(qualification)s)",
        number=process.number,
        name=process.name,
        qualification=process.qualification.name,
    )
    yield ink.text(words, "subhead")
    yield ink.text(said(STATES[shown.state][1]), "small")
    yield from (ink.bullet(indicator) for indicator in shown.indicators)
    yield from _paragraphs(ink, shown.reasoning, "paragraph")


def _said(ink: Ink, one: Said) -> Story:
    elsewhere = _("Said elsewhere (%(source)s), not checked here", source=one.source) if one.source else ""
    facts = [one.who, said(WAYS[one.way]), one.number, moment(one.when), elsewhere]
    yield ink.text(" · ".join(filter(None, facts)), "remark-label")
    yield from _paragraphs(ink, one.text, "remark")
