"""Pictures drawn anew: what others see is ours, pixel by pixel, and holds nothing but pixels.

The original stays sealed as it was uploaded. Decoding needs up to some hundred megabytes, so it belongs in jobs, and is
done one at a time per process.
"""

import io
import struct
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

import pi_heif
from PIL import Image, ImageCms, ImageOps

from foundation.files.refused import DamagedPhoto, TooManyPixels
from foundation.storage.blobs import MEGABYTE, TooLarge

SHOWN_EDGE, THUMBNAIL_EDGE, PHOTO_EDGE = 1600, 320, 320
PIXEL_LIMIT = 64_000_000  # phones make 50 million; four bytes each while decoding
IMAGE_BYTES = 100 * MEGABYTE  # some decoders take in the whole file
PROFILE_BYTES = 4 * MEGABYTE

# Markers of a JPEG: its start, headers of frames (they tell the size), what comes after those, what has no length.
JPEG_START = b"\xff\xd8"
FRAMES = frozenset(bytes([code]) for code in range(0xC0, 0xD0)) - {b"\xc4", b"\xc8", b"\xcc"}
ENDS = frozenset({b"", b"\xd9", b"\xda"})
ALONE = frozenset(bytes([code]) for code in range(0xD0, 0xD9)) | {b"\x00", b"\x01"}
EXIF = b"\xe1"  # and XMP, which some programs spread over a hundred of them
MOST_STEPS, MOST_EXIFS = 65_536, 100

pi_heif.register_heif_opener(thumbnails=False)

_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "HEIF")
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
# What decoders raise on bytes that make no sense; they were written in many hands.
_FAULTS = (
    *(OSError, SyntaxError, ValueError, TypeError, LookupError, EOFError, ArithmeticError, RuntimeError),
    *(struct.error, zlib.error, AttributeError),
)
_SRGB = ImageCms.createProfile("sRGB")
_decoding = threading.Lock()


@dataclass(frozen=True)
class Preview:
    """A JPEG of our own making."""

    content: bytes
    width: int
    height: int
    media_type: str = "image/jpeg"


@dataclass(frozen=True)
class Derivatives:
    """What is shown instead of the original, from one decoding."""

    shown: Preview
    thumbnail: Preview


def measure(stream: BinaryIO) -> tuple[int, int]:
    """Width and height as the header says, within our limit; nothing is decoded."""
    _refuse_junk(stream)
    with _opened(stream) as image:
        return image.size


def preview(stream: BinaryIO, *, edge: int = SHOWN_EDGE) -> Preview:
    """The picture upright, in sRGB, at most so many pixels wide and high, without any metadata."""
    return as_jpeg(_drawn(stream, edge))


def derivatives(stream: BinaryIO) -> Derivatives:
    """The picture to look at and the small one for lists."""
    image = _drawn(stream, SHOWN_EDGE)
    shown = as_jpeg(image)
    image.thumbnail((THUMBNAIL_EDGE, THUMBNAIL_EDGE), Image.Resampling.LANCZOS)
    return Derivatives(shown, as_jpeg(image))


def photo(stream: BinaryIO) -> Preview:
    """The square portrait of a person, cut a little above the middle, where faces are."""
    image = _drawn(stream, SHOWN_EDGE)
    return as_jpeg(ImageOps.fit(image, (PHOTO_EDGE, PHOTO_EDGE), Image.Resampling.LANCZOS, centering=(0.5, 0.4)))


def _refuse_junk(stream: BinaryIO) -> None:
    """A JPEG in which nothing tells its size for long is none: a decoder would look through all of it, byte by byte."""
    stream.seek(0)
    if stream.read(2) == JPEG_START and not _tells_its_size(stream):
        raise DamagedPhoto
    stream.seek(0)


def _tells_its_size(stream: BinaryIO) -> bool:
    """Whether the segments after the start (ITU T.81, B.1.1) lead to a frame header in a sensible number of steps."""
    exifs = 0
    for _step in range(MOST_STEPS):
        sign = stream.read(1)
        if not sign:
            return False
        if sign != b"\xff":
            continue  # some cameras pad between segments
        marker = stream.read(1)
        if marker == b"\xff":
            stream.seek(-1, io.SEEK_CUR)
            continue
        if marker in FRAMES or marker in ENDS:
            return marker in FRAMES
        length = int.from_bytes(b"" if marker in ALONE else stream.read(2))
        rest = max(0, length - 2)
        if marker == EXIF:
            exifs += 1
            if exifs > MOST_EXIFS:  # a decoder puts them together, at a cost that grows with their square
                return False
        stream.seek(rest, io.SEEK_CUR)
    return False


def _drawn(stream: BinaryIO, edge: int) -> Image.Image:
    """The first frame, small, upright, flat and in sRGB, on a fresh sheet that carries nothing along."""
    with _decoding, _opened(stream) as image:
        orientation, profile = _orientation(image), image.info.get("icc_profile")
        small = _resizable(image)
        small.thumbnail((edge, edge), Image.Resampling.LANCZOS)
        upright = _turned(_in_srgb(_flat(small), profile), orientation)
        fresh = Image.new("RGB", upright.size)
        fresh.paste(upright)
        return fresh


@contextmanager
def _opened(stream: BinaryIO) -> Iterator[Image.Image]:
    if stream.seek(0, io.SEEK_END) > IMAGE_BYTES:
        raise TooLarge(IMAGE_BYTES)
    stream.seek(0)
    try:
        with Image.open(stream, formats=_FORMATS) as image:
            if image.width * image.height > PIXEL_LIMIT:
                raise TooManyPixels(PIXEL_LIMIT)
            yield image
    except _BOMBS:
        raise TooManyPixels(PIXEL_LIMIT) from None
    except _FAULTS:
        raise DamagedPhoto from None


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(0x0112, 1))
    except _FAULTS:
        return 1  # a camera that writes nonsense here still made a picture


def _turned(image: Image.Image, orientation: int) -> Image.Image:
    turn = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }.get(orientation)
    return image if turn is None else image.transpose(turn)


def _resizable(image: Image.Image) -> Image.Image:
    """Palettes and bitmaps cannot be made smaller smoothly; the others stay as they are."""
    if image.mode in ("P", "PA"):
        return image.convert("RGBA" if image.has_transparency_data else "RGB")
    return image.convert("L") if image.mode == "1" else image


def _flat(image: Image.Image) -> Image.Image:
    """Eight bits a colour, on white where one could look through."""
    if image.mode.startswith(("I", "F")):
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if not image.has_transparency_data:
        return image
    sheet = Image.new("RGBA", image.size, "white")
    sheet.alpha_composite(image.convert("RGBA"))
    return sheet.convert("RGB")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Colours as the profile means them; without one, or with a wrong one, as they are."""
    if profile and len(profile) <= PROFILE_BYTES:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(image, source, _SRGB, outputMode="RGB")
        except (ImageCms.PyCMSError, *_FAULTS):
            converted = None
        if converted is not None:
            return converted
    return image.convert("RGB")


def as_jpeg(image: Image.Image) -> Preview:
    """The picture as a file of ours."""
    target = io.BytesIO()
    image.save(target, "JPEG", quality=82, optimize=True, progressive=True)
    return Preview(target.getvalue(), image.width, image.height)
