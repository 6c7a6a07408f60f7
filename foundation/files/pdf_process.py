"""Draws or copies pages of a PDF in a process of its own: a reader of strange files may crash, hang or be taken over.

Started by path and without our packages; it gets the path of the file. Drawing, it says how many pages there are and
then gives bare pixels, which nobody has to read in any clever way. Copying, it gives a PDF with the pages alone: no
scripts, no forms, nothing that starts by itself. It limits itself before it loads what reads the file.

    python -I pdf_process.py draw FILE MOST_PAGES EDGE MEMORY SECONDS
    python -I pdf_process.py copy FILE MOST_PAGES MEMORY SECONDS
"""

import io
import resource
import struct
import sys
from contextlib import suppress

ENCRYPTED = 3
BROKEN = 4


def main(deed: str, path: str, most: int, *numbers: int) -> int:
    """Do it, and give a code that tells what stood in the way."""
    *edge, memory, seconds = numbers
    for kind, most_of_it in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):  # not every system knows each of them
            resource.setrlimit(kind, (most_of_it, most_of_it))
    import pypdfium2  # after the limits

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        return ENCRYPTED if "password" in str(error).lower() else BROKEN
    try:
        if deed == "draw":
            _draw_all(document, most, *edge)
        else:
            _copy(pypdfium2.PdfDocument.new(), document, most)
    except (pypdfium2.PdfiumError, MemoryError):
        return BROKEN
    return 0


def _draw_all(document, most: int, edge: int) -> None:  # type: ignore[no-untyped-def]  # its type is loaded late
    _tell(len(document))
    document.init_forms()  # what was filled in is drawn too
    for number in range(min(len(document), most)):
        _draw(document[number], edge)


def _draw(page, edge: int) -> None:  # type: ignore[no-untyped-def]  # its type comes with what is loaded late
    width, height = page.get_size()
    scale = (edge - 0.5) / max(width, height)  # sizes are rounded up
    bitmap = page.render(scale=scale, rev_byteorder=True, fill_color=(255, 255, 255, 255))
    image = bitmap.to_pil().convert("RGB")
    _tell(*image.size)
    sys.stdout.buffer.write(image.tobytes())
    sys.stdout.buffer.flush()


def _copy(copy, document, most: int) -> None:  # type: ignore[no-untyped-def]  # the same
    copy.import_pages(document, list(range(min(len(document), most))))
    written = io.BytesIO()
    copy.save(written)
    sys.stdout.buffer.write(written.getvalue())
    sys.stdout.buffer.flush()


def _tell(*numbers: int) -> None:
    sys.stdout.buffer.write(struct.pack(f">{len(numbers)}I", *numbers))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    _deed, _path, *_numbers = sys.argv[1:]
    sys.exit(main(_deed, _path, *map(int, _numbers)))
