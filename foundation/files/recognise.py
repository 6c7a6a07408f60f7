"""Which kind a file is: decided by its content alone; its name may only contradict."""

import io
from dataclasses import dataclass
from typing import BinaryIO

from foundation.files import kinds, media, packed, plain
from foundation.files.findings import Broken, Unwanted
from foundation.files.images import measure
from foundation.files.kinds import Category, FileKind, UploadLimits
from foundation.files.names import extension_of, safe_name
from foundation.files.refused import DamagedFile, EmptyFile, Misnamed, NotAccepted
from foundation.messages import say
from foundation.storage.blobs import KILOBYTE, TooLarge

HEAD_BYTES = 8 * KILOBYTE

_PICTURES = {
    b"\xff\xd8\xff": kinds.JPEG,
    b"\x89PNG\r\n\x1a\n": kinds.PNG,
    b"GIF87a": kinds.GIF,
    b"GIF89a": kinds.GIF,
}
_UNWANTED = (
    ((b"MZ", b"\x7fELF", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe"), say("a program")),
    (
        (b"\xd0\xcf\x11\xe0",),
        say("an old Office document or one with a password (save it as PDF or in a new format without password)"),
    ),
    ((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ"), say("an archive")),
    ((b"II*\x00", b"MM\x00*"), say("a TIFF image or a raw photo")),
)


@dataclass(frozen=True)
class Admitted:
    """A file that may be kept: what it is, how it is called from now on, how many bytes it has."""

    kind: FileKind
    name: str
    size: int


def admit(whole: BinaryIO, name: str, *, limits: UploadLimits) -> Admitted:
    """Look at an upload and say what it is, or refuse it; the stream stands at its beginning afterwards."""
    size = whole.seek(0, io.SEEK_END)
    whole.seek(0)
    head = whole.read(HEAD_BYTES)
    category = _category_of(head)
    if size > (limits.of(category) if category else limits.largest):  # before anything reads all of it
        raise TooLarge(limits.of(category) if category else limits.largest)
    kind = kind_of(head, whole, name)
    if size > limits.of(kind.category):
        raise TooLarge(limits.of(kind.category))
    return Admitted(kind, _with_extension(safe_name(name), kind), size)


def kind_of(head: bytes, whole: BinaryIO, name: str) -> FileKind:
    """The kind on our list, by content; refuses all else. `head` is how the file begins, some kilobytes of it."""
    name = safe_name(name)
    if not head:
        raise EmptyFile(name)
    try:
        kind = _recognised(head, whole, extension_of(name))
    except Unwanted as unwanted:
        raise NotAccepted(name, unwanted.words) from None
    except Broken as broken:
        raise DamagedFile(name, broken.kind) from None
    if not kind.may_be_named(extension_of(name)):
        raise Misnamed(name, extension_of(name), kind)
    if kind.category is Category.IMAGE:
        measure(whole)
    whole.seek(0)
    return kind


def _recognised(head: bytes, whole: BinaryIO, extension: str) -> FileKind:
    kind = _by_first_bytes(head, whole) or media.mp3_kind(head, whole)
    return kind or _text(head, whole, extension)


def _category_of(head: bytes) -> Category | None:
    """What a file seems to be by its beginning alone: enough to name the right limit."""
    try:
        kind = _by_first_bytes(head, io.BytesIO(head))
    except Broken as broken:
        return broken.kind.category
    except Unwanted:
        return None
    return kind.category if kind else None


def _by_first_bytes(head: bytes, whole: BinaryIO) -> FileKind | None:
    for start, kind in _PICTURES.items():
        if head.startswith(start):
            return kind
    if head[4:8] == b"ftyp":
        return media.boxed_kind(head, whole)
    match head[:4]:
        case b"RIFF":
            return media.riff_kind(head)
        case b"OggS":
            return media.ogg_kind(head)
        case b"fLaC":
            return media.flac_kind(head)
        case b"\x1a\x45\xdf\xa3":
            return media.ebml_kind(head)
        case b"PK\x03\x04" | b"PK\x05\x06":
            return packed.packed_kind(whole)
    return _pdf(head, whole)


def _pdf(head: bytes, whole: BinaryIO) -> FileKind | None:
    """PDF must begin the file: a reader that looks for it further down also opens a web page with a PDF inside."""
    if not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"%PDF-"):
        return None
    whole.seek(max(0, whole.seek(0, io.SEEK_END) - 64 * KILOBYTE))
    if b"%%EOF" not in whole.read(64 * KILOBYTE):
        raise Broken(kinds.PDF)
    return kinds.PDF


def _text(head: bytes, whole: BinaryIO, extension: str) -> FileKind:
    plain.refuse_code(head)
    for starts, words in _UNWANTED:
        if head.startswith(starts):
            raise Unwanted(words)
    if not plain.is_plain_text(whole):
        raise Unwanted(say("a file of a kind we do not know"))
    return kinds.CSV if extension in kinds.CSV.extensions else kinds.TEXT


def _with_extension(name: str, kind: FileKind) -> str:
    """The name, ending as its kind does when it had no ending: else no computer knows how to open it."""
    return name if extension_of(name) else safe_name(f"{name}.{kind.extensions[0]}")
