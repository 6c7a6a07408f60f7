"""The pages of an uploaded PDF, for a document of ours: without scripts, links and whatever starts by itself."""

import io
from typing import BinaryIO

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError

from foundation.files.paged import MEMORY, SECONDS, copy_of, started
from foundation.files.refused import DamagedDocument
from foundation.storage.blobs import MEGABYTE

MOST_PAGES = 500
LARGEST_COPY = 50 * MEGABYTE
_ACTING = ("/Annots", "/AA")  # what a page may hold that does something


def copied_pages(stream: BinaryIO, *, most: int = MOST_PAGES, seconds: int = SECONDS, memory: int = MEMORY) -> bytes:
    """A PDF with the first pages; `DamagedDocument` when they cannot be read (damaged, or with a password)."""
    with copy_of(stream) as path, started("copy", path, most, memory, seconds) as given:
        content = given.read(LARGEST_COPY + 1)
    if not 0 < len(content) <= LARGEST_COPY:
        raise DamagedDocument
    try:
        writer = PdfWriter()
        for page in PdfReader(io.BytesIO(content)).pages:
            for name in _ACTING:
                page.pop(name, None)
            writer.add_page(page)
        cleaned = io.BytesIO()
        writer.write(cleaned)
    except (PyPdfError, ValueError, KeyError, RecursionError):
        raise DamagedDocument from None
    return cleaned.getvalue()
