"""Documents that are ZIP archives inside. Nothing is unpacked beyond the few bytes that name the kind."""

import io
import re
import zipfile
import zlib
from typing import BinaryIO

from foundation.files.findings import Broken, Unwanted
from foundation.files.kinds import DOCX, ODP, ODS, ODT, PPTX, XLSX, FileKind
from foundation.messages import say
from foundation.storage.blobs import GIGABYTE, KILOBYTE, MEGABYTE

# The list of members of a real document takes some tens of kilobytes; it is read in one go.
INDEX_BYTES = MEGABYTE
DESCRIPTION_BYTES = 512 * KILOBYTE
UNPACKED_BYTES = GIGABYTE
# The other methods are in no document, and may ask for gigabytes of memory before the first byte.
METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})

_TYPES, _DECLARATION = "[Content_Types].xml", "mimetype"
_OFFICE_MAIN = {
    b"wordprocessingml.document.main+xml": DOCX,
    b"spreadsheetml.sheet.main+xml": XLSX,
    b"presentationml.presentation.main+xml": PPTX,
}
_OPEN = {kind.media_type.encode(): kind for kind in (ODT, ODS, ODP)}
_OFFICE_MACROS = re.compile(r"(^|/)(vbaproject[^/]*\.bin|vbadata\.xml|macrosheets/.+)$", re.IGNORECASE)
# LibreOffice writes empty libraries (script-lb.xml) into harmless documents; a module beside them is a macro.
_OPEN_MACROS = re.compile(r"^(Basic/[^/]+/(?!script-lb\.xml$|dialog-lb\.xml$)[^/]+|Scripts/.*[^/])$")
_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, KeyError)


class WaryStream(io.RawIOBase):
    """A file that hands over no more at once than a list of members may take: that is read before it can be judged."""

    def __init__(self, stream: BinaryIO, *, most: int = INDEX_BYTES) -> None:
        self._stream, self._most = stream, most

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """As the file has it."""
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        """As the file has it."""
        return self._stream.tell()

    def read(self, size: int = -1) -> bytes:
        """So many bytes; `ValueError` when more is asked for, and there, than may be."""
        found = self._stream.read(self._most + 1 if size < 0 else min(size, self._most + 1))
        if len(found) > self._most:
            raise ValueError("More members than any document has.")
        return found


def packed_kind(whole: BinaryIO) -> FileKind:
    """The document this archive is, or why it is none that we take."""
    archive = _opened(whole)
    _refuse_dangers(archive)
    kind = _open_document(archive) or _office_document(archive)
    if kind is None:
        raise Unwanted(say("a ZIP archive"))
    if any(_macros(kind).search(member.filename) for member in archive.infolist()):
        raise Unwanted(say("a document with macros"))
    return kind


def _opened(whole: BinaryIO) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(WaryStream(whole))
    except _FAULTS:
        raise Unwanted(say("a damaged or unusual ZIP archive")) from None


def _refuse_dangers(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    if any(member.flag_bits & 1 for member in members):
        raise Unwanted(say("a document with a password"))
    if any(member.compress_type not in METHODS for member in members):
        raise Unwanted(say("a damaged or unusual ZIP archive"))
    if sum(member.file_size for member in members) > UNPACKED_BYTES:
        raise Unwanted(say("an archive that unpacks to far more than a document holds"))


def _open_document(archive: zipfile.ZipFile) -> FileKind | None:
    names = archive.namelist()
    if not names or names[0] != _DECLARATION:
        return None
    kind = _OPEN.get(_content(archive, _DECLARATION).strip())
    if kind and "content.xml" not in names:
        raise Broken(kind)
    return kind


def _office_document(archive: zipfile.ZipFile) -> FileKind | None:
    names = archive.namelist()
    if _TYPES not in names or "_rels/.rels" not in names:
        return None
    types = _content(archive, _TYPES)
    if b"macroEnabled" in types:
        raise Unwanted(say("a document with macros"))
    return next((kind for mark, kind in _OFFICE_MAIN.items() if mark in types), None)


def _content(archive: zipfile.ZipFile, member: str) -> bytes:
    try:
        with archive.open(member) as stream:
            return stream.read(DESCRIPTION_BYTES)
    except _FAULTS:
        raise Unwanted(say("a damaged or unusual ZIP archive")) from None


def _macros(kind: FileKind) -> re.Pattern[str]:
    return _OPEN_MACROS if kind in _OPEN.values() else _OFFICE_MACROS
