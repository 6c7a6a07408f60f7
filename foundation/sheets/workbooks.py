"""Excel workbooks, read as a stream by a parser that cannot be made to fill the memory.

Libraries for this make room for the whole rectangle up to the last cell, so a file of six kilobytes with one cell in
the far corner asks for half a terabyte, and the process is gone. Here only what is there takes room, and there is a
limit to that.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from posixpath import join, normpath
from xml.parsers import expat

from foundation.messages import say
from foundation.sheets.tables import Limits, Line, NoTable, too_long

UNPACKED_BYTES = 100_000_000
MOST_ELEMENTS = 1_500_000  # a full list of ten columns has 600,000
MOST_SHEETS = 30
PIECE = 64 * 1024
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, KeyError)
_DATE_FORMATS = frozenset({*range(14, 23), *range(27, 37), 45, 46, 47, *range(50, 59)})
_FIRST_DAY, _FIRST_DAY_OF_OLD_MACS = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 a date on paper

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]


def read_workbook(content: bytes, limits: Limits, *, first_only: bool = False) -> dict[str, list[Line]]:
    """The rows of the visible sheets with their numbers, by the name of the sheet, in their order."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _Workbook(archive, limits).sheets(first_only=first_only)
    except _FAULTS:
        raise NoTable from None
    except expat.ExpatError:
        raise NoTable from None


@dataclass
class _Workbook:
    """An opened workbook; counts all that it unpacks."""

    archive: zipfile.ZipFile
    limits: Limits
    unpacked: int = 0
    elements: int = 0

    def sheets(self, *, first_only: bool) -> dict[str, list[Line]]:
        if any(member.flag_bits & 1 for member in self.archive.infolist()):
            raise NoTable(say("This workbook is locked with a password. Save it without one and try again."))
        book = _Book()
        self.parse("xl/workbook.xml", book.start)
        links = _Links()
        self.parse("xl/_rels/workbook.xml.rels", links.start)
        strings, styles = _Strings(self.limits.cell), _Styles()
        for name, part in ((links.of_kind("sharedStrings"), strings), (links.of_kind("styles"), styles)):
            if name in self.archive.NameToInfo:
                self.parse(name, part.start, part.end, part.text)
        first_day = _FIRST_DAY_OF_OLD_MACS if book.old_mac else _FIRST_DAY
        if not book.sheets:
            raise NoTable
        found: dict[str, list[Line]] = {}
        for title, link in book.sheets[: 1 if first_only else MOST_SHEETS]:
            sheet = _Sheet(strings.texts, styles.dates, first_day, self.limits)
            self.parse(links.targets[link], sheet.start, sheet.end, sheet.text)
            found.setdefault(title, sorted(sheet.rows.items()))
        return found

    def parse(self, name: str, start: Start, end: End | None = None, text: End | None = None) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True

        def element(tag: str, attributes: dict[str, str]) -> None:
            self.elements += 1
            if self.elements > MOST_ELEMENTS:
                raise NoTable(say("This workbook holds far more than is read here. Copy what you need into a new one."))
            start(_local(tag), attributes)

        def doctype(*_: object) -> None:
            raise NoTable  # no spreadsheet program writes one; entity bombs do

        parser.StartElementHandler = element
        parser.StartDoctypeDeclHandler = doctype
        if end:
            parser.EndElementHandler = lambda tag: end(_local(tag))
        if text:
            parser.CharacterDataHandler = text
        with self.archive.open(name) as stream:
            while piece := stream.read(PIECE):
                self.unpacked += len(piece)
                if self.unpacked > UNPACKED_BYTES:
                    raise NoTable(
                        say("This workbook unpacks to far more than is read here. Copy what you need into a new one.")
                    )
                parser.Parse(piece, False)
            parser.Parse(b"", True)


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]


class _Book:
    """Which sheets can be seen: name and link."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []
        self.old_mac = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "workbookPr":
            self.old_mac = attributes.get("date1904") in ("1", "true")
        if tag == "sheet" and attributes.get("state", "visible") == "visible":
            link = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            self.sheets.append((attributes.get("name", ""), link))


class _Links:
    """Where the parts of the workbook are."""

    def __init__(self) -> None:
        self.targets: dict[str, str] = {}
        self._kinds: dict[str, str] = {}

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag != "Relationship" or attributes.get("TargetMode") == "External":
            return
        target = attributes.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
        self.targets[attributes.get("Id", "")] = path
        self._kinds[attributes.get("Type", "").rpartition("/")[2]] = path

    def of_kind(self, kind: str) -> str:
        return self._kinds.get(kind, "")


@dataclass
class _Strings:
    """The texts that cells refer to by number; reading aids above Japanese are not part of them."""

    longest: int
    texts: list[str] = field(default_factory=list)
    _parts: list[str] = field(default_factory=list)
    _aside: int = 0
    _inside: bool = False

    def start(self, tag: str, _attributes: Mapping[str, str]) -> None:
        if tag == "si":
            self._parts = []
        self._aside += tag == "rPh"
        self._inside = tag == "t"

    def text(self, data: str) -> None:
        if self._inside and not self._aside:
            self._parts.append(data)

    def end(self, tag: str) -> None:
        self._inside = False
        self._aside -= tag == "rPh"
        if tag == "si":
            self.texts.append(_unescaped("".join(self._parts)[: self.longest]))


@dataclass
class _Styles:
    """Which cell styles show a number as a date."""

    dates: set[int] = field(default_factory=set)
    _own: set[int] = field(default_factory=set)
    _cells: bool = False
    _place: int = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "numFmt" and _is_date_format(attributes.get("formatCode", "")):
            self._own.add(_number(attributes.get("numFmtId")))
        if tag == "cellXfs":
            self._cells = True
        if tag == "xf" and self._cells:
            if _number(attributes.get("numFmtId")) in _DATE_FORMATS | self._own:
                self.dates.add(self._place)
            self._place += 1

    def text(self, data: str) -> None:
        """Styles hold no text."""

    def end(self, tag: str) -> None:
        if tag == "cellXfs":
            self._cells = False


def _is_date_format(code: str) -> bool:
    return bool(re.search(r"[dmyhs]", re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", code.lower())))


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


@dataclass
class _Sheet:
    """The cells of one sheet as text, row by row; what has no address stands after the one before."""

    strings: list[str]
    dates: set[int]
    first_day: datetime
    limits: Limits
    rows: dict[int, list[str]] = field(default_factory=dict)
    _row: int = 0
    _column: int = 0
    _kind: str = "n"
    _style: int = 0
    _parts: list[str] = field(default_factory=list)
    _inside: bool = False
    _aside: int = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "row":
            self._row, self._column = _number(attributes.get("r")) or self._row + 1, 0
        elif tag == "c":
            self._column = _column_of(attributes.get("r", "")) or self._column + 1
            self._kind, self._style = attributes.get("t", "n"), _number(attributes.get("s"))
            self._parts = []
        self._aside += tag == "rPh"
        self._inside = tag in ("v", "t")

    def text(self, data: str) -> None:
        if self._inside and not self._aside:
            self._parts.append(data)

    def end(self, tag: str) -> None:
        self._inside = False
        self._aside -= tag == "rPh"
        if tag == "c" and self._column <= self.limits.columns:
            text = self._shown("".join(self._parts)[: self.limits.cell])
            if text.strip():
                self._keep(text)

    def _keep(self, text: str) -> None:
        cells = self.rows.setdefault(self._row, [])
        cells += [""] * (self._column - len(cells))
        cells[self._column - 1] = text
        if len(self.rows) > self.limits.rows + 1:
            raise too_long(self.limits)

    def _shown(self, value: str) -> str:
        """What the cell says; a formula says its last result, a fault nothing."""
        match self._kind:
            case "s":
                place = _number(value.strip())
                return self.strings[place] if value.strip() and place < len(self.strings) else ""
            case "b":
                return {"1": "TRUE", "0": "FALSE"}.get(value.strip(), "")
            case "e":
                return ""
            case "n":
                return self._number_shown(value.strip())
        return _unescaped(value)

    def _number_shown(self, value: str) -> str:
        try:
            number = float(value)
            if self._style in self.dates:
                return (self.first_day + timedelta(days=number)).date().isoformat()
            return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)
        except (ValueError, OverflowError):
            return value


def _unescaped(text: str) -> str:
    """The text with the characters that XML cannot hold, which Excel writes as _x000D_."""
    if "_x" not in text:
        return text
    text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").replace("\0", "")


def _column_of(address: str) -> int:
    """1 for A, 27 for AA; 0 where the address says no column."""
    letters = re.match(r"[A-Za-z]{1,3}", address)
    place = 0
    for letter in letters[0].upper() if letters else "":
        place = place * 26 + ord(letter) - 64
    return place
