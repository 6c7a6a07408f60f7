"""The kinds of file people may upload: a closed list. What is not on it is refused."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from foundation.files.names import extension_of
from foundation.messages import Message, say
from foundation.storage.blobs import GIGABYTE, MEGABYTE


class Category(StrEnum):
    """What a file is to a person, and what its limit hangs on."""

    IMAGE = "image"
    DOCUMENT = "document"
    AUDIO = "audio"
    VIDEO = "video"


@dataclass(frozen=True)
class FileKind:
    """One kind on the list. `extensions` are its own, usual one first; `name` is what is stored in rows."""

    name: str
    category: Category
    media_type: str
    extensions: tuple[str, ...]
    words: Message = field(compare=False)
    tolerated: frozenset[str] = frozenset()

    def may_be_named(self, extension: str) -> bool:
        """Whether a name with this extension is honest enough; no extension at all is."""
        return not extension or extension in self.extensions or extension in self.tolerated


@dataclass(frozen=True)
class UploadLimits:
    """The most bytes a file may have, by category."""

    image: int = 25 * MEGABYTE
    document: int = 50 * MEGABYTE
    audio: int = GIGABYTE
    video: int = GIGABYTE

    def of(self, category: Category) -> int:
        """The limit of this category."""
        return {
            Category.IMAGE: self.image,
            Category.DOCUMENT: self.document,
            Category.AUDIO: self.audio,
            Category.VIDEO: self.video,
        }[category]

    def of_name(self, name: str) -> int | None:
        """The most that a file of this name may have, whatever it turns out to be; none when nothing is so named."""
        extension = extension_of(name)
        return max((self.of(kind.category) for kind in KINDS.values() if kind.may_be_named(extension)), default=None)

    @property
    def largest(self) -> int:
        """What no upload may exceed, whatever it turns out to be."""
        return max(self.of(category) for category in Category)


_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"

# Phones and messengers give pictures, sounds and films each other's extensions (a HEIC photo named .jpg is daily
# business). Nobody is misled by that, so within such a family any extension will do. Documents must be named rightly.
_PICTURES = frozenset({"jpg", "jpeg", "jpe", "jfif", "png", "webp", "gif", "heic", "heif", "hif"})
_SOUNDS = frozenset({"mp3", "m4a", "m4b", "aac", "wav", "wave", "ogg", "oga", "opus", "flac"})
_FILMS = frozenset({"mp4", "m4v", "mov", "qt", "3gp", "3gpp", "webm"})
_TEXTS = frozenset({"txt", "text", "md", "csv", "tsv"})


def _picture(name: str, *extensions: str, words: Message) -> FileKind:
    return FileKind(name, Category.IMAGE, f"image/{name}", extensions, words, _PICTURES)


def _document(name: str, media_type: str, words: Message) -> FileKind:
    return FileKind(name, Category.DOCUMENT, media_type, (name,), words)


def _sound(name: str, media_type: str, *extensions: str, words: Message) -> FileKind:
    return FileKind(name, Category.AUDIO, media_type, extensions, words, _SOUNDS)


def _film(name: str, media_type: str, *extensions: str, words: Message) -> FileKind:
    return FileKind(name, Category.VIDEO, media_type, extensions, words, _FILMS)


JPEG = _picture("jpeg", "jpg", "jpeg", words=say("a JPEG photo"))
PNG = _picture("png", "png", words=say("a PNG image"))
WEBP = _picture("webp", "webp", words=say("a WebP image"))
GIF = _picture("gif", "gif", words=say("a GIF image"))
HEIC = _picture("heic", "heic", "heif", words=say("a HEIC photo"))

PDF = _document("pdf", "application/pdf", say("a PDF document"))
DOCX = _document("docx", f"{_OFFICE}.wordprocessingml.document", say("a Word document"))
XLSX = _document("xlsx", f"{_OFFICE}.spreadsheetml.sheet", say("an Excel workbook"))
PPTX = _document("pptx", f"{_OFFICE}.presentationml.presentation", say("a PowerPoint presentation"))
ODT = _document("odt", f"{_OPEN}.text", say("an OpenDocument text"))
ODS = _document("ods", f"{_OPEN}.spreadsheet", say("an OpenDocument spreadsheet"))
ODP = _document("odp", f"{_OPEN}.presentation", say("an OpenDocument presentation"))
TEXT = FileKind("text", Category.DOCUMENT, "text/plain", ("txt", "text", "md"), say("a plain text"), _TEXTS)
CSV = FileKind("csv", Category.DOCUMENT, "text/csv", ("csv", "tsv"), say("a CSV table"), _TEXTS)

MP3 = _sound("mp3", "audio/mpeg", "mp3", words=say("an MP3 recording"))
WAV = _sound("wav", "audio/wav", "wav", "wave", words=say("a WAV recording"))
OGG = _sound("ogg", "audio/ogg", "ogg", "oga", "opus", words=say("an Ogg recording"))
FLAC = _sound("flac", "audio/flac", "flac", words=say("a FLAC recording"))
# A voice recorder writes sound alone into a film container, and often names it so.
M4A = FileKind("m4a", Category.AUDIO, "audio/mp4", ("m4a", "m4b"), say("an M4A recording"), _SOUNDS | _FILMS)

MP4 = _film("mp4", "video/mp4", "mp4", "m4v", "3gp", "3gpp", words=say("an MP4 video"))
MOV = _film("mov", "video/quicktime", "mov", "qt", words=say("a MOV video"))
WEBM = FileKind("webm", Category.VIDEO, "video/webm", ("webm",), say("a WebM video"), _FILMS | {"weba"})


def _by_name(kinds: Iterable[FileKind]) -> dict[str, FileKind]:
    return {kind.name: kind for kind in kinds}


KINDS = _by_name(
    [
        *(JPEG, PNG, WEBP, GIF, HEIC),
        *(PDF, DOCX, XLSX, PPTX, ODT, ODS, ODP, TEXT, CSV),
        *(MP3, M4A, WAV, OGG, FLAC),
        *(MP4, MOV, WEBM),
    ]
)

ALLOWED = say(
    "You can upload photos (JPEG, PNG, WebP, GIF, HEIC), documents (PDF, Word, Excel, PowerPoint, OpenDocument, plain"
    " text, CSV), sound (MP3, M4A, WAV, Ogg, FLAC) and video (MP4, MOV, WebM)."
)
