"""The letters on paper: DejaVu where the machine has it, else the Vera that comes along and knows fewer scripts."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FOLDERS = (
    "/usr/share/fonts/truetype/dejavu",
    "/usr/share/fonts/dejavu",
    "/usr/share/fonts/dejavu-sans-fonts",
    "/usr/share/fonts/TTF",
    "/opt/homebrew/share/fonts",
    "/Library/Fonts",
)
DEJAVU = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")
VERA = ("Vera.ttf", "VeraBd.ttf")
REGULAR, BOLD = "Paper", "Paper-Bold"


@dataclass(frozen=True)
class Fonts:
    """Names under which the letters are known, and which characters both weights can show."""

    regular: str
    bold: str
    known: frozenset[int]


@cache
def fonts() -> Fonts:
    """The letters of this machine, registered once per process."""
    folder = next((Path(place) for place in FOLDERS if all((Path(place) / name).is_file() for name in DEJAVU)), None)
    files = [str(folder / name) for name in DEJAVU] if folder else list(VERA)
    faces = [TTFont(name, file) for name, file in zip((REGULAR, BOLD), files, strict=True)]
    for face in faces:
        pdfmetrics.registerFont(face)
    # Text is never marked up, but reportlab looks a whole family up.
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD)
    known = frozenset.intersection(*(frozenset(face.face.charToGlyph) for face in faces))
    return Fonts(REGULAR, BOLD, known)
