"""Draws pages of a PDF in a process of its own: a reader of files from strangers may crash, hang or be taken over.

Started by path and without our packages; it gets the path of the file, says how many pages there are and then gives
bare pixels, which nobody has to read in any clever way. It limits itself before it loads what reads the file.

    python -I pdf_process.py FILE MOST_PAGES EDGE MEMORY SECONDS
"""

import resource
import struct
import sys
from contextlib import suppress

ENCRYPTED = 3
BROKEN = 4


def main(path: str, most: int, edge: int, memory: int, seconds: int) -> int:
    """Draw, and give a code that tells what stood in the way."""
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
    _tell(len(document))
    try:
        document.init_forms()  # what was filled in is drawn too
        for number in range(min(len(document), most)):
            _draw(document[number], edge)
    except (pypdfium2.PdfiumError, MemoryError):
        return BROKEN
    return 0


def _draw(page, edge: int) -> None:  # type: ignore[no-untyped-def]  # its type comes with what is loaded late
    width, height = page.get_size()
    scale = (edge - 0.5) / max(width, height)  # sizes are rounded up
    bitmap = page.render(scale=scale, rev_byteorder=True, fill_color=(255, 255, 255, 255))
    image = bitmap.to_pil().convert("RGB")
    _tell(*image.size)
    sys.stdout.buffer.write(image.tobytes())
    sys.stdout.buffer.flush()


def _tell(*numbers: int) -> None:
    sys.stdout.buffer.write(struct.pack(f">{len(numbers)}I", *numbers))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    _path, *_numbers = sys.argv[1:]
    sys.exit(main(_path, *map(int, _numbers)))
