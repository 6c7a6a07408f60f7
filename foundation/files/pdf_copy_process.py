"""Copies the pages of a PDF in a process of its own, for the same reasons as pdf_process.py draws them there.

Only pages are taken along: no scripts, no forms, nothing that starts by itself. The copy is given on standard output.

    python -I pdf_copy_process.py FILE MOST_PAGES MEMORY SECONDS
"""

import io
import resource
import sys
from contextlib import suppress

REFUSED = 3


def main(path: str, most: int, memory: int, seconds: int) -> int:
    """Copy, and give a code that tells whether it could be done."""
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
        source = pypdfium2.PdfDocument(path)
        copy = pypdfium2.PdfDocument.new()
        copy.import_pages(source, list(range(min(len(source), most))))
        written = io.BytesIO()
        copy.save(written)
    except (pypdfium2.PdfiumError, MemoryError):
        return REFUSED
    sys.stdout.buffer.write(written.getvalue())
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    _path, *_numbers = sys.argv[1:]
    sys.exit(main(_path, *map(int, _numbers)))
