"""From the bytes somebody sent to a tree of elements, or a refusal that tells what is wrong and what to do.

Nothing outside the bytes is ever opened: a document type, and with it every entity of its own, is refused unread.
"""

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError, TreeBuilder
from xml.parsers.expat import errors

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from foundation.messages import Message, say
from qualification_files.formats.sbb.texts import clipped
from qualification_files.formats.values import UnreadableFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a file may hold; the official ones stay far below all of these."""

    size: int = 20_000_000
    depth: int = 64
    elements: int = 300_000
    profiles: int = 40
    core_tasks: int = 50
    work_processes: int = 300
    references: int = 2_000
    name: int = 400
    warnings: int = 200


@dataclass(frozen=True, slots=True)
class Document:
    """The root element, and a sentence when the file was read otherwise than it asked for."""

    root: Element
    remark: Message | None


_BEGINNINGS: tuple[tuple[bytes, Message], ...] = (
    (b"%PDF", say("a PDF document")),
    (b"PK\x03\x04", say("a ZIP archive, or a Word or Excel document")),
    (b"PK\x05\x06", say("an empty ZIP archive")),
    (b"\x89PNG", say("a PNG image")),
    (b"\xff\xd8\xff", say("a JPEG photo")),
    (b"GIF8", say("a GIF image")),
    (b"\x1f\x8b", say("a compressed (gzip) file")),
    (b"7z\xbc\xaf", say("a 7-Zip archive")),
    (b"Rar!", say("a RAR archive")),
    (b"\xd0\xcf\x11\xe0", say("an old Word or Excel document")),
    (b"{\\rtf", say("a Rich Text document")),
)

# The order matters: the mark of UTF-32 begins with that of UTF-16.
_MARKED: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UNMARKED: tuple[tuple[bytes, str], ...] = ((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"))

_ONE_BYTE: Mapping[str, str] = {
    "iso-8859-1": "latin-1",
    "latin1": "latin-1",
    "iso-8859-15": "iso-8859-15",
    "windows-1252": "cp1252",
    "cp1252": "cp1252",
}

_DECLARED = re.compile(rb"""\s{0,64}<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}["']([A-Za-z0-9._:-]{1,40})["']""")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_WEB_PAGE = re.compile(r"<(?:!doctype\s{1,9}html|html|head|body)\b", re.IGNORECASE)

_CUT_OFF = frozenset(
    errors.codes[error]
    for error in (
        errors.XML_ERROR_NO_ELEMENTS,
        errors.XML_ERROR_UNCLOSED_TOKEN,
        errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
        errors.XML_ERROR_PARTIAL_CHAR,
    )
)


def read_document(data: bytes, limits: Limits) -> Document:
    """The root of the document in `data`."""
    if len(data) > limits.size:
        raise _too_big(limits)
    if not data.strip(b" \t\r\n\x00"):
        raise UnreadableFile(say("The file is empty. Download it again from the SBB register."))
    _refuse_other_kinds(data)
    text, remark = _decode(data)
    _refuse_what_is_not_xml(text)
    root = _parse(text, limits)
    if root.tag != "sbb":
        raise _not_a_dossier(root.tag)
    return Document(root, remark)


def _too_big(limits: Limits) -> UnreadableFile:
    return UnreadableFile(
        say(
            "The file is larger than %(limit)s MB. Upload the XML of one dossier at a time.",
            limit=f"{limits.size / 1_000_000:g}",
        )
    )


def _not_a_dossier(root: str) -> UnreadableFile:
    return UnreadableFile(
        say(
            "This XML file begins with <%(root)s>, and a qualification file of SBB begins with <sbb>. "
            "Choose the XML of the dossier itself.",
            root=clipped(root),
        )
    )


def _refuse_other_kinds(data: bytes) -> None:
    for beginning, kind in _BEGINNINGS:
        if data.startswith(beginning):
            raise _other_kind(kind)


def _other_kind(kind: Message) -> UnreadableFile:
    return UnreadableFile(
        say(
            "This seems to be %(kind)s. Download the XML of the qualification file from the SBB register "
            "and upload that.",
            kind=kind,
        )
    )


def _decode(data: bytes) -> tuple[str, Message | None]:
    for mark, encoding in _MARKED:
        if data.startswith(mark):
            return _decoded(data[len(mark) :], encoding), None
    for beginning, encoding in _UNMARKED:
        if data.startswith(beginning):
            return _decoded(data, encoding), None
    return _decode_unmarked(data)


def _decode_unmarked(data: bytes) -> tuple[str, Message | None]:
    found = _DECLARED.match(data)
    declared = found.group(1).decode("ascii").lower() if found else "utf-8"
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded(data, _ONE_BYTE.get(declared, "utf-8")), None
    # Text in another encoding is hardly ever correct UTF-8 by chance, so the bytes are believed and not the label.
    if declared in ("utf-8", "utf8") or (data.isascii() and (declared in _ONE_BYTE or declared == "us-ascii")):
        return text, None
    return text, say(
        "The file says that it is written in %(declared)s, and it is UTF-8. It was read as UTF-8.", declared=declared
    )


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            say(
                "The file holds bytes that are not %(encoding)s, the first on line %(line)s (byte %(byte)s). "
                "Download it again, and do not save it from another program.",
                encoding=encoding.upper(),
                line=data[: error.start].count(b"\n") + 1,
                byte=error.start + 1,
            )
        ) from error


def _refuse_what_is_not_xml(text: str) -> None:
    beginning = text[:2000].lstrip()
    if _WEB_PAGE.match(beginning):
        raise _other_kind(say("a web page"))
    if found := _NOT_XML.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise UnreadableFile(
            say(
                "Line %(line)s holds a control character (%(character)s) that XML does not allow. "
                "Download the file again from the SBB register.",
                line=line,
                character=f"U+{ord(found.group()):04X}",
            )
        )
    if beginning.startswith(("{", "[")):
        raise _other_kind(say("a JSON file"))
    if beginning and not beginning.startswith("<"):
        raise _other_kind(say("a plain text file"))


def _parse(text: str, limits: Limits) -> Element:
    # As UTF-8 whatever it was, and at once: fed in pieces, one huge token would be read again for each piece.
    parser = DefusedXMLParser(target=_Tree(limits), encoding="utf-8", forbid_dtd=True)
    try:
        parser.feed(text.encode("utf-8"))
        root = parser.close()
    except DefusedXmlException as error:
        raise UnreadableFile(
            say(
                "The file holds a document type (DTD) or entities of its own, which files of SBB do not have and which "
                "can be harmful. Nothing of it was read. Download the file again from the SBB register."
            )
        ) from error
    except ParseError as error:
        raise _broken(error) from error
    assert isinstance(root, Element)
    return root


def _broken(error: ParseError) -> UnreadableFile:
    line, column = error.position
    if error.code in _CUT_OFF:
        return UnreadableFile(
            say(
                "The file stops too early, at line %(line)s, column %(column)s: the end is missing. "
                "Download it again from the SBB register.",
                line=line,
                column=column + 1,
            )
        )
    return UnreadableFile(
        say(
            "The file is not correct XML: reading stopped at line %(line)s, column %(column)s. "
            "Download it again from the SBB register, and do not save it from another program.",
            line=line,
            column=column + 1,
        )
    )


class _Tree:
    """Builds the tree while it is read, and stops as soon as it goes deeper or further than a dossier does."""

    def __init__(self, limits: Limits) -> None:
        self._builder = TreeBuilder()
        self._limits = limits
        self._depth = 0
        self._elements = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._elements += 1
        if self._depth > self._limits.depth:
            raise UnreadableFile(
                say(
                    "The elements of this file are nested more than %(limit)s deep, which no qualification file of "
                    "SBB does. Choose the XML of the dossier itself.",
                    limit=self._limits.depth,
                )
            )
        if self._elements > self._limits.elements:
            raise UnreadableFile(
                say(
                    "The file holds more than %(limit)s elements. Upload the XML of one dossier at a time.",
                    limit=self._limits.elements,
                )
            )
        self._builder.start(_local(tag), {_local(name): value for name, value in attributes.items()})

    def end(self, tag: str) -> None:
        self._depth -= 1
        self._builder.end(_local(tag))

    def data(self, text: str) -> None:
        self._builder.data(text)

    def close(self) -> Element:
        return self._builder.close()


def _local(name: str) -> str:
    """The name without its namespace: files of SBB have none, and one that has is still understood."""
    return name.rsplit("}", 1)[-1]
