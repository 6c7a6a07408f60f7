"""A certificate on paper: one page across, with the words of its template and a code that leads to where it is checked.

Whatever anybody typed is printed as it is: `Ink` escapes it, and what looks like markup is not obeyed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from io import BytesIO
from typing import Any

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Image, KeepInFrame, Spacer

from certification.models.certificates import Certificate
from certification.rules.certificates import Shows, Words, filled
from foundation.pdf import Ink
from foundation.pdf.fonts import fonts
from foundation.pdf.words import INK, LINE, SOFT
from foundation.storage import Storage
from foundation.web.mail import public_url
from foundation.web.words import LANGUAGES, day, minutes, page_language

WIDE, HIGH = landscape(A4)
MARGIN = 18 * mm
CODE = 26 * mm
LOGO = (60 * mm, 22 * mm)
SIGNATURE = (50 * mm, 16 * mm)


@dataclass(frozen=True, kw_only=True)
class Printed:
    """What goes on paper: what was kept when it was given, and where it is checked."""

    content: Mapping[str, Any]
    is_qualification: bool
    valid_until: date | None
    issued_on: date
    address: str  # of the page where anybody can check it
    logo: bytes | None = None
    signature: bytes | None = None


def printed_of(certificate: Certificate, storage: Storage) -> Printed:
    """What goes on paper of a certificate that was given."""
    return Printed(
        content=certificate.content,
        is_qualification=certificate.qualification_id is not None,
        valid_until=certificate.valid_until,
        issued_on=certificate.issued_on,
        address=public_url("certification.check_certificate", public_id=certificate.public_id),
        logo=read_picture(storage, certificate.content["logo"]),
        signature=read_picture(storage, certificate.content["signature"]),
    )


def spoken(language: str | None) -> str:
    """The language of the receiver, or that of the school."""
    return language if language in LANGUAGES else str(current_app.config["BABEL_DEFAULT_LOCALE"])


def certificate_pdf(printed: Printed, *, language: str) -> bytes:
    """The certificate as bytes, in this language."""
    with force_locale(language):
        return _drawn(printed, language)


def texts_of(printed: Printed, language: str) -> Words:
    """Its words, with all gaps filled; what the template leaves empty is said in our own words."""
    given = Words(**printed.content["texts"].get(language, {}))
    ours = (
        _("{name} achieved {title} on {date}.")
        if printed.is_qualification
        else _("{name} completed {title} on {date}.")
    )
    values = _values(printed)
    return Words(
        title=filled(given.title or _("Certificate"), values),
        body=filled(given.body or ours, values),
        below=filled(given.below, values),
    )


def facts_shown(printed: Printed) -> list[tuple[str, str]]:
    """What stands on it besides its words, as labels and values."""
    content, shows = printed.content, set(printed.content["shows"])
    found = [
        (Shows.UNTIL, _("Holds until"), day(printed.valid_until) if printed.valid_until else _("No end")),
        (Shows.ISSUER, _("Given by"), str(content["issuer"])),
        (Shows.MINUTES, _("Duration"), minutes(content["minutes"])),
        (Shows.SUMMARY, _("About"), str(content["summary"])),
    ]
    return [(label, value) for one, label, value in found if one in shows and value]


def read_picture(storage: Storage, key: str | None) -> bytes | None:
    """A picture of a template, where it has one."""
    if key is None:
        return None
    with storage.open(key) as stream:
        return stream.read()


def _values(printed: Printed) -> dict[str, str]:
    content = printed.content
    return {
        "name": str(content["name"]),
        "title": str(content["title"]),
        "date": day(date.fromisoformat(content["on"])),
        "until": day(printed.valid_until) if printed.valid_until else _("No end"),
        "issuer": str(content["issuer"]),
        "school": str(content["school"]),
    }


def _drawn(printed: Printed, language: str) -> bytes:
    buffer, ink = BytesIO(), Ink()
    ink.styles = {**ink.styles, **_styles()}
    words = texts_of(printed, language)
    canvas = Canvas(buffer, pagesize=(WIDE, HIGH), lang=page_language())
    canvas.setTitle(f"{words.title}: {printed.content['title']}")
    canvas.setAuthor(str(printed.content["issuer"]))
    canvas.setSubject(str(printed.content["name"]))
    canvas.setCreator("Proefstuk")
    _edge(canvas)
    # Whatever its length, it stays on one page: what does not fit is drawn smaller.
    room = HIGH - 2 * MARGIN - CODE - 14 * mm
    frame = KeepInFrame(WIDE - 4 * MARGIN, room, _story(ink, printed, words), mode="shrink", hAlign="CENTER")
    _, height = frame.wrapOn(canvas, WIDE - 4 * MARGIN, room)
    frame.drawOn(canvas, 2 * MARGIN, MARGIN + CODE + 10 * mm + (room - height) / 2)
    _foot(canvas, ink, printed)
    canvas.save()
    return buffer.getvalue()


def _story(ink: Ink, printed: Printed, words: Words) -> list[Flowable]:
    story: list[Flowable] = []
    if printed.logo:
        story += [_picture(printed.logo, LOGO), Spacer(1, 5 * mm)]
    story += [
        ink.text(words.title, "certificate-title"),
        ink.text(printed.content["name"], "certificate-name"),
        ink.text(words.body, "certificate-body"),
    ]
    story += [ink.text(f"{label}: {value}", "certificate-fact") for label, value in facts_shown(printed)]
    if words.below:
        story += [Spacer(1, 3 * mm), ink.text(words.below, "certificate-fact")]
    return story


def _edge(canvas: Canvas) -> None:
    canvas.setStrokeColor(INK)
    canvas.setLineWidth(2)
    canvas.rect(10 * mm, 10 * mm, WIDE - 20 * mm, HIGH - 20 * mm)
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.6)
    canvas.rect(12 * mm, 12 * mm, WIDE - 24 * mm, HIGH - 24 * mm)


def _foot(canvas: Canvas, ink: Ink, printed: Printed) -> None:
    """At the left who signed, at the right the code and the address where it is checked."""
    _code(canvas, printed.address)
    _line(canvas, ink, _("Check this certificate: %(address)s", address=printed.address), MARGIN, MARGIN, 7.5)
    given = _("Given on %(day)s by %(school)s", day=day(printed.issued_on), school=printed.content["school"])
    _line(canvas, ink, given, MARGIN, MARGIN + 5 * mm, 8.5)
    bottom = MARGIN + 11 * mm
    signed = [printed.content["signatory_function"], printed.content["signatory"]]
    for words in (str(one) for one in signed if one):
        _line(canvas, ink, words, MARGIN, bottom, 9.5)
        bottom += 5 * mm
    if printed.signature:
        width, height = _fitting(printed.signature, SIGNATURE)
        canvas.drawImage(ImageReader(BytesIO(printed.signature)), MARGIN, bottom, width, height)


def _code(canvas: Canvas, address: str) -> None:
    code = QrCodeWidget(address, barLevel="M")
    left, bottom, right, top = code.getBounds()
    scale = CODE / max(right - left, top - bottom)
    drawing = Drawing(CODE, CODE, transform=[scale, 0, 0, scale, 0, 0])
    drawing.add(code)
    drawing.drawOn(canvas, WIDE - MARGIN - CODE, MARGIN)


def _line(canvas: Canvas, ink: Ink, words: str, left: float, bottom: float, size: float) -> None:
    """One line, smaller where it does not fit."""
    text, face = " ".join(ink.printable(words).split()), fonts()
    room = WIDE - 2 * MARGIN - CODE - 6 * mm
    size = min(size, size * room / max(canvas.stringWidth(text, face.regular, size), 1))
    canvas.setFillColor(SOFT)
    canvas.setFont(face.regular, size)
    canvas.drawString(left, bottom, text)


def _picture(content: bytes, room: tuple[float, float]) -> Image:
    width, height = _fitting(content, room)
    return Image(BytesIO(content), width, height, hAlign="CENTER")


def _fitting(content: bytes, room: tuple[float, float]) -> tuple[float, float]:
    width, height = ImageReader(BytesIO(content)).getSize()
    scale = min(room[0] / width, room[1] / height)
    return width * scale, height * scale


@cache
def _styles() -> dict[str, ParagraphStyle]:
    face = fonts()
    plain = ParagraphStyle("certificate-body", fontName=face.regular, fontSize=14, leading=20, alignment=TA_CENTER)
    return {
        style.name: style
        for style in (
            plain,
            ParagraphStyle(
                "certificate-title", plain, fontName=face.bold, fontSize=34, leading=42, textColor=INK, spaceAfter=14
            ),
            ParagraphStyle("certificate-name", plain, fontName=face.bold, fontSize=24, leading=30, spaceAfter=12),
            ParagraphStyle("certificate-fact", plain, fontSize=10.5, leading=15, textColor=SOFT, spaceBefore=4),
        )
    }
