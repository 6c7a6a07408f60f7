"""PDFs good and bad, made here."""

import io
import zlib

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas


def document(pages=1, size=(595, 842), password=None):
    """So many pages with their number on it."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=size, encrypt=StandardEncryption(password) if password else None)
    for number in range(1, pages + 1):
        canvas.setFont("Helvetica", 60)
        canvas.drawString(60, size[1] / 2, f"Page {number}")
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def raw(*objects):
    """A PDF of these objects, numbered from 1; the first is the catalogue."""
    body, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer\n<</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(body))
    return body + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + end


def stream(content, entries=b""):
    packed = zlib.compress(content, 9)
    return b"<</Length %d /Filter /FlateDecode %s>>\nstream\n%s\nendstream" % (len(packed), entries, packed)


def one_page(content, resources=b"", box=b"[0 0 600 800]"):
    """One page with this content."""
    page = b"<</Type /Page /Parent 2 0 R /MediaBox %s /Contents 4 0 R /Resources <<%s>>>>" % (box, resources)
    return raw(b"<</Type /Catalog /Pages 2 0 R>>", b"<</Type /Pages /Count 1 /Kids [3 0 R]>>", page, stream(content))


def endless():
    """A page that takes minutes to draw: small on disk, large squares over each other, see-through."""
    state = b"/ExtGState <</G <</ca 0.5 /BM /Luminosity>>>>"
    return one_page(b"/G gs\n" + b"0.1 0.5 0.9 rg 0 0 600 800 re 10 10 580 780 re f*\n" * 300_000, state)


def looping():
    """A tree of pages that is its own branch."""
    return raw(b"<</Type /Catalog /Pages 2 0 R>>", b"<</Type /Pages /Count 1000000 /Kids [2 0 R 2 0 R]>>")


def calling_itself():
    """A drawing that draws itself."""
    form = stream(
        b"/X Do /X Do", b"/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources <</XObject <</X 5 0 R>>>>"
    )
    page = b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources <</XObject <</X 5 0 R>>>>>>"
    tree = (b"<</Type /Catalog /Pages 2 0 R>>", b"<</Type /Pages /Count 1 /Kids [3 0 R]>>")
    return raw(*tree, page, stream(b"/X Do"), form)


def bomb():
    """A picture of four thousand million pixels, in some kilobytes."""
    blank = zlib.compressobj(9)
    data = b"".join([*(blank.compress(bytes(10_000_000)) for _ in range(20)), blank.flush()])
    kind = b"/Type /XObject /Subtype /Image /Width 65000 /Height 65000 /ColorSpace /DeviceGray /BitsPerComponent 8"
    image = b"<</Length %d /Filter /FlateDecode %s>>\nstream\n%s\nendstream" % (len(data), kind, data)
    page = b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources <</XObject <</X 5 0 R>>>>>>"
    tree = (b"<</Type /Catalog /Pages 2 0 R>>", b"<</Type /Pages /Count 1 /Kids [3 0 R]>>")
    return raw(*tree, page, stream(b"600 0 0 800 0 0 cm /X Do"), image)
