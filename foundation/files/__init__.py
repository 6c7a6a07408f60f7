"""Uploaded files: what they are, what they are called, what is shown of them, how they leave."""

from foundation.files.delivery import DERIVATIVE_HEADERS, DOWNLOAD_HEADERS, disposition
from foundation.files.images import Derivatives, Preview, derivatives, measure, photo, preview
from foundation.files.intake import RefusedFile, TakenIn, look_through, take_in
from foundation.files.kinds import ALLOWED, KINDS, Category, FileKind, UploadLimits
from foundation.files.names import extension_of, safe_name
from foundation.files.paged import Pages, draw_pages
from foundation.files.places import MAY_TELL, placed_in, written_over
from foundation.files.plain import beginning_of
from foundation.files.recognise import HEAD_BYTES, Admitted, admit, kind_of
from foundation.files.refused import (
    DamagedDocument,
    DamagedFile,
    DamagedPhoto,
    EmptyFile,
    Misnamed,
    NotAccepted,
    TooManyPixels,
)
from foundation.files.spans import Span, Unfathomable

__all__ = [
    "ALLOWED",
    "DERIVATIVE_HEADERS",
    "DOWNLOAD_HEADERS",
    "HEAD_BYTES",
    "KINDS",
    "MAY_TELL",
    "Admitted",
    "Category",
    "DamagedDocument",
    "DamagedFile",
    "DamagedPhoto",
    "Derivatives",
    "EmptyFile",
    "FileKind",
    "Misnamed",
    "NotAccepted",
    "Pages",
    "Preview",
    "RefusedFile",
    "Span",
    "TakenIn",
    "TooManyPixels",
    "Unfathomable",
    "UploadLimits",
    "admit",
    "beginning_of",
    "derivatives",
    "disposition",
    "draw_pages",
    "extension_of",
    "kind_of",
    "look_through",
    "measure",
    "photo",
    "placed_in",
    "preview",
    "safe_name",
    "take_in",
    "written_over",
]
