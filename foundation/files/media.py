"""Sound and film, recognised by the structure of their containers; a few hundred bytes are read of each."""

import io
import re
from collections.abc import Iterator
from typing import BinaryIO

from foundation.files.findings import Broken, Unwanted
from foundation.files.kinds import FLAC, HEIC, M4A, MOV, MP3, MP4, OGG, WAV, WEBM, WEBP, FileKind
from foundation.messages import say
from foundation.storage.blobs import KILOBYTE

_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"}
_AVIF_BRANDS = {b"avif", b"avis"}
_SOUND_BRANDS = {b"M4A ", b"M4B "}
_FILM_BRAND = re.compile(rb"iso[m2-9a-c]|mp4[12]|avc1|hvc1|M4V.|MSNV|dash|3g[p2].|XAVC|mmp4|f4v ")
_BOXES = 10_000  # a film has dozens; whoever sends more is playing with us


def riff_kind(head: bytes) -> FileKind:
    """A container that Microsoft thought of: sound, a picture, or what we do not take."""
    form = head[8:12]
    if form == b"WEBP":
        return WEBP
    if form != b"WAVE":
        raise Unwanted(say("an AVI video or another kind of RIFF file"))
    if b"fmt " not in head:
        raise Broken(WAV)
    return WAV


def ogg_kind(head: bytes) -> FileKind:
    """Sound in an Ogg container; its first page names the codec."""
    payload = head[27 + head[26] :] if len(head) > 27 else b""
    if payload.startswith((b"\x01vorbis", b"OpusHead", b"\x7fFLAC", b"Speex   ")):
        return OGG
    raise Unwanted(say("an Ogg file without sound that we know"))


def flac_kind(head: bytes) -> FileKind:
    """FLAC, which always begins with its stream information."""
    if head[4] & 0x7F != 0 or head[5:8] != b"\x00\x00\x22":
        raise Broken(FLAC)
    return FLAC


def ebml_kind(head: bytes) -> FileKind:
    """WebM, told from its sister Matroska by the document type in the header."""
    found = re.search(rb"\x42\x82[\x81-\x8f]([a-z]+)", head[: 4 * KILOBYTE])
    if found is None or found[1] != b"webm":
        raise Unwanted(say("a Matroska video"))
    return WEBM


def boxed_kind(head: bytes, whole: BinaryIO) -> FileKind:
    """A container of boxes (ISO 14496-12): photos, sound and film alike."""
    length = max(16, min(int.from_bytes(head[:4]), len(head)))
    major, others = head[8:12], {head[at : at + 4] for at in range(16, length, 4)}
    if major in _AVIF_BRANDS or (others & _AVIF_BRANDS and not others & _HEIC_BRANDS - {b"mif1", b"msf1"}):
        raise Unwanted(say("an AVIF image"))
    if major in _HEIC_BRANDS:
        return HEIC
    named = M4A if major in _SOUND_BRANDS else MOV if major == b"qt  " else _film_by_brand({major, *others})
    return _by_tracks(named, whole)


def mp3_kind(head: bytes, whole: BinaryIO) -> FileKind | None:
    """MP3: two frames in a row, behind the tag if there is one. Else None, for the first bytes prove little."""
    tagged = head.startswith(b"ID3")
    whole.seek(_tag_length(head) if tagged else 0)
    window = whole.read(64 * KILOBYTE if tagged else 4 * KILOBYTE)
    if any(_frame_at(window, at) for at in _syncs(window, anywhere=tagged)):
        return MP3
    if tagged:
        raise Broken(MP3)
    return None


def _film_by_brand(brands: set[bytes]) -> FileKind:
    if not any(_FILM_BRAND.fullmatch(brand) for brand in brands):
        raise Unwanted(say("a file of another kind"))
    return MP4


def _by_tracks(named: FileKind, whole: BinaryIO) -> FileKind:
    """Sound alone in a film container is a recording; no track at all means that the end is missing."""
    tracks = set(_track_handlers(whole))
    if not tracks & {b"vide", b"soun"}:
        raise Broken(named)
    return named if b"vide" in tracks else M4A


def _track_handlers(whole: BinaryIO) -> Iterator[bytes]:
    """The handler of each track: vide, soun, text and others."""
    budget = iter(range(_BOXES))
    end = whole.seek(0, io.SEEK_END)
    for movie in _boxes(whole, (0, end), b"moov", budget):
        for track in _boxes(whole, movie, b"trak", budget):
            for media in _boxes(whole, track, b"mdia", budget):
                for start, _ in _boxes(whole, media, b"hdlr", budget):
                    whole.seek(start + 8)
                    yield whole.read(4)


def _boxes(whole: BinaryIO, within: tuple[int, int], wanted: bytes, budget: Iterator[int]) -> Iterator[tuple[int, int]]:
    """Where the insides of the wanted boxes begin and end; stops where the structure makes no sense."""
    at, end = within
    while at + 8 <= end and next(budget, None) is not None:
        whole.seek(at)
        header = whole.read(16)
        size, skip = int.from_bytes(header[:4]), 8
        if size == 1 and len(header) == 16:
            size, skip = int.from_bytes(header[8:]), 16
        size = size or end - at
        if size < skip or at + size > end:
            return
        if header[4:8] == wanted:
            yield at + skip, at + size
        at += size


def _tag_length(head: bytes) -> int:
    """The length of the ID3 tag, of seven bits per byte; with a footer when the flag says so."""
    if len(head) < 10:
        return len(head)
    length = sum((seven & 0x7F) << shift for seven, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))
    return 10 + length + (10 if head[5] & 0x10 else 0)


def _syncs(window: bytes, *, anywhere: bool) -> Iterator[int]:
    """Where a frame may begin: at once, or behind padding when a tag went before."""
    if not anywhere:
        yield 0
        return
    for found in re.finditer(rb"\xff[\xe2\xe3\xf2\xf3\xfa\xfb]", window):
        yield found.start()


def _frame_at(window: bytes, at: int) -> bool:
    """Whether a frame of layer III begins here and another follows it, or the file ends with it."""
    length = _frame_length(window[at : at + 4])
    if not length:
        return False
    following = window[at + length : at + length + 4]
    return _frame_length(following) > 0 if following else at + length == len(window)


_RATES_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0)
_RATES_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0)
_SAMPLES = {3: (44100, 48000, 32000, 0), 2: (22050, 24000, 16000, 0), 0: (11025, 12000, 8000, 0)}


def _frame_length(header: bytes) -> int:
    """Bytes of the frame with this header; 0 when it is none of layer III."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE6 != 0xE2:
        return 0
    version, padding = header[1] >> 3 & 3, header[2] >> 1 & 1
    rate = (_RATES_1 if version == 3 else _RATES_2)[header[2] >> 4]
    samples = _SAMPLES.get(version, (0, 0, 0, 0))[header[2] >> 2 & 3]
    if not rate or not samples:
        return 0
    return (144 if version == 3 else 72) * rate * 1000 // samples + padding
