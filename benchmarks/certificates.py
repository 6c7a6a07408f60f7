"""Making the file of a certificate, as a multiple of bare reportlab that draws the same page.

The product's side is what the job does besides the database: from what was kept to the bytes of the PDF. The bare side
draws the same lines at the same places with the same letters, the same frame and a code of the same size, and escapes
nothing.
"""

import os
import tempfile
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from statistics import median
from time import process_time

from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.pdfgen.canvas import Canvas

from app.factory import create_app
from app.settings import Settings
from certification.documents.certificate import CODE, HIGH, MARGIN, WIDE, Printed, certificate_pdf
from foundation.pdf.fonts import fonts

ROUNDS = int(os.environ.get("BENCHMARK_ROUNDS", "25"))
ADDRESS = "https://school.example/certificates/" + "a" * 22
PRINTED = Printed(
    content={
        "title": "First Aid",
        "summary": "",
        "on": "2026-11-23",
        "minutes": 240,
        "issuer": "Our school",
        "school": "Our school",
        "name": "Fatima de Vries",
        "language": "en",
        "template": None,
        "texts": {},
        "shows": ["until", "issuer", "minutes"],
        "logo": None,
        "signature": None,
        "signatory": "J. Bakker",
        "signatory_function": "Head of training",
    },
    is_qualification=True,
    valid_until=date(2027, 11, 23),
    issued_on=date(2026, 11, 23),
    address=ADDRESS,
)
CENTRED = (
    (34, 380, "Certificate"),
    (24, 335, "Fatima de Vries"),
    (14, 300, "Fatima de Vries achieved First Aid on Mon 23 Nov 2026."),
    (10.5, 275, "Holds until: Tue 23 Nov 2027"),
    (10.5, 257, "Given by: Our school"),
    (10.5, 239, "Duration: 240 min"),
)
LINES = (
    "Check this certificate: " + ADDRESS,
    "Given on Mon 23 Nov 2026 by Our school",
    "Head of training",
    "J. Bakker",
)


def bare() -> bytes:
    """The same page, drawn line by line."""
    buffer, face = BytesIO(), fonts()
    canvas = Canvas(buffer, pagesize=(WIDE, HIGH))
    canvas.rect(28, 28, WIDE - 56, HIGH - 56)
    canvas.rect(34, 34, WIDE - 68, HIGH - 68)
    for size, bottom, words in CENTRED:
        canvas.setFont(face.bold if size > 20 else face.regular, size)
        canvas.drawCentredString(WIDE / 2, bottom, words)
    for place, words in enumerate(LINES):
        canvas.setFont(face.regular, 8)
        canvas.drawString(MARGIN, MARGIN + 14 * place, words)
    code = QrCodeWidget(ADDRESS, barLevel="M")
    left, bottom, right, top = code.getBounds()
    scale = CODE / max(right - left, top - bottom)
    drawing = Drawing(CODE, CODE, transform=[scale, 0, 0, scale, 0, 0])
    drawing.add(code)
    drawing.drawOn(canvas, WIDE - MARGIN - CODE, MARGIN)
    canvas.save()
    return buffer.getvalue()


def ours() -> bytes:
    """The page as the job makes it."""
    return certificate_pdf(PRINTED, language="en")


def seconds(draw: Callable[[], bytes]) -> float:
    """Processor time of one page."""
    began = process_time()
    draw()
    return process_time() - began


def main() -> None:
    """Print the ratio."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder), database=f"sqlite:///{folder}/none.db", language="en", secret="s" * 32)
        app = create_app(settings)
        with app.test_request_context():
            for draw in (ours, bare):  # letters are read once
                draw()
            ratios = sorted(seconds(ours) / seconds(bare) for _ in range(ROUNDS))
    print(f"a certificate, against bare reportlab: {median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})")


if __name__ == "__main__":
    main()
