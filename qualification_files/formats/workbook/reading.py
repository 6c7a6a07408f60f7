"""From a workbook to one qualification, or to every fault that stands in the way with its sheet, row and column."""

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from foundation.messages import Message, say
from foundation.sheets import Limits, Line, NoTable, read_sheets
from foundation.storage import TooLarge
from qualification_files.formats.cells import Faults
from qualification_files.formats.findings import Remarks
from qualification_files.formats.sbb.texts import clipped
from qualification_files.formats.values import Competence, FileReport, QualificationFile, UnreadableFile
from qualification_files.formats.workbook import values
from qualification_files.formats.workbook.facts import LONGEST_TEXT, Facts
from qualification_files.formats.workbook.grid import Grid, Row, grid
from qualification_files.formats.workbook.headings import TITLES, Page, bare
from qualification_files.formats.workbook.trees import LONGEST_LETTER, Trees
from qualification_files.rules.terms import ARTICLES, LANGUAGES, Term, is_a_term, usual_word

LIMITS = Limits(size=20_000_000, cell=LONGEST_TEXT + 1)
MOST_REMARKS = 50
LONGEST_COMPETENCE = 200
Made = TypeVar("Made")
_TERMS = {bare(name): term for term in Term for name in (term, *(usual_word(one, term).one for one in LANGUAGES))}


def recognises(data: bytes, name: str) -> bool:
    """Whether this is an Excel workbook, whatever is in it."""
    if not data.startswith(b"PK"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return name.lower().endswith((".xlsx", ".xlsm"))  # it is broken, and its reader says so


def read(data: bytes) -> FileReport:
    """The qualification that was filled in."""
    try:
        sheets = read_sheets(data, LIMITS)
    except (NoTable, TooLarge) as refusal:
        raise UnreadableFile(refusal.message) from refusal
    return _Workbook(_pages(sheets)).report()


def _pages(sheets: Mapping[str, Sequence[Line]]) -> dict[Page, tuple[str, Sequence[Line]]]:
    found: dict[Page, tuple[str, Sequence[Line]]] = {}
    for title, lines in sheets.items():
        for page, heading in TITLES.items():
            if bare(title) in heading.names():
                found.setdefault(page, (title, lines))
    for page in (Page.QUALIFICATION, Page.WORK_PROCESSES):
        if page not in found:
            raise UnreadableFile(
                say(
                    "This workbook has no sheet “%(english)s” (or “%(dutch)s”), so it was not made from the template "
                    "for qualifications. Download the template and copy your texts to it. The sheets here are: "
                    "%(sheets)s.",
                    english=TITLES[page].en,
                    dutch=TITLES[page].nl,
                    sheets=clipped(", ".join(sheets), 200),
                )
            )
    return found


class _Workbook:
    """A workbook while it is read."""

    def __init__(self, pages: Mapping[Page, tuple[str, Sequence[Line]]]) -> None:
        self._pages = pages
        self._faults = Faults()
        self._notes: list[tuple[Message, Message]] = []

    def report(self) -> FileReport:
        content = self._qualification()
        if self._faults.found:
            return FileReport(refused=self._faults.refused(clipped(content.code) or None))
        if not content.core_tasks:
            self._note(
                say("No core tasks or work processes are filled in."),
                say("sheet %(sheet)s", sheet=self._pages[Page.WORK_PROCESSES][0]),
            )
        remarks = Remarks(MOST_REMARKS)
        for text, where in self._notes:
            remarks.add(content.code, text, where)
        return FileReport(qualifications=(content,), warnings=remarks.all())

    def _qualification(self) -> QualificationFile:
        first = self._grid(Page.QUALIFICATION)
        if first is None:
            return QualificationFile(code="", name="")
        place = say("sheet %(sheet)s", sheet=first.title)
        content = Facts(first, place, fault=self._faults.add, note=self._note).qualification()
        trees = Trees(fault=self._faults.add, note=self._note)
        for page in (Page.CORE_TASKS, Page.WORK_PROCESSES):
            found = self._grid(page)
            if found:
                self._refuse_long_texts(found)
                trees.take(found)
        competences = tuple(self._each(Page.COMPETENCES, self._competence))
        return replace(content, core_tasks=trees.core_tasks(), competences=competences, terms=self._terms())

    def _grid(self, page: Page) -> Grid | None:
        if page not in self._pages:
            return None
        title, lines = self._pages[page]
        return grid(title, page, lines, fault=self._faults.add, note=self._note)

    def _each(self, page: Page, make: Callable[[Row], Made | None]) -> Iterator[Made]:
        found = self._grid(page)
        for row in found.rows() if found else ():
            made = make(row)
            if made is not None:
                yield made

    def _refuse_long_texts(self, found: Grid) -> None:
        for row in found.rows():
            for key, text in row.texts.items():
                if len(text) > LONGEST_TEXT:
                    self._faults.add(
                        say("This has more than %(limit)s characters.", limit=LONGEST_TEXT), row.where(key)
                    )

    def _competence(self, row: Row) -> Competence | None:
        letter, name = row.text("letter"), row.text("name")
        if not letter or len(letter) > LONGEST_LETTER or not letter.isalnum():
            self._faults.add(
                say("A competence has a letter or code of at most %(limit)s letters and digits.", limit=LONGEST_LETTER),
                row.where("letter"),
            )
            return None
        for key in ("name", "name_en"):
            if len(row.text(key)) > LONGEST_COMPETENCE:
                self._faults.add(
                    say("This has more than %(limit)s characters.", limit=LONGEST_COMPETENCE), row.where(key)
                )
        return Competence(letter, name, row.text("name_en"))

    def _terms(self) -> dict[str, object]:
        kept: dict[str, dict[str, list[str]]] = {}
        for language, term, words in self._each(Page.TERMS, self._term):
            kept.setdefault(language, {})[term] = words
        return dict(kept)

    def _term(self, row: Row) -> tuple[str, str, list[str]] | None:
        language, term = values.language(row.text("language")), _TERMS.get(bare(row.text("term")))
        words = [row.text("one"), row.text("many"), row.text("article").lower()]
        wrong = (
            ("language", language not in LANGUAGES, say("Write nl or en here.")),
            ("term", term is None, say("No term is called “%(written)s”.", written=clipped(row.text("term")))),
            ("one", not is_a_term(words[0]), say("Write a few words on one line, or leave out this row.")),
            ("many", not is_a_term(words[1]), say("Write a few words on one line, or leave out this row.")),
            ("article", words[2] not in ("", *ARTICLES), say("Write de or het here, or nothing.")),
        )
        for key, is_wrong, why in wrong:
            if is_wrong:
                self._faults.add(why, row.where(key))
        return (language, term, words) if language and term else None

    def _note(self, text: Message, where: Message) -> None:
        self._notes.append((text, where))
