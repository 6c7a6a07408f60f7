"""From text that anybody typed to paragraphs: escaped, and without characters that would print as an empty box."""

import re
import unicodedata
from functools import cache
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_LEFT
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph

from foundation.pdf.fonts import fonts

TEXT = colors.HexColor("#1b2527")
SOFT = colors.HexColor("#535c5b")
INK = colors.HexColor("#0d4750")
LINE = colors.HexColor("#cfc8b8")
TINT = colors.HexColor("#eef3f2")
STOP = colors.HexColor("#9c1f2d")

# Marks that steer the writing direction or join characters; they have no shape of their own.
INVISIBLE = frozenset({0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, *range(0x200E, 0x2010), *range(0x202A, 0x202F)})
INVISIBLE |= frozenset({*range(0x2066, 0x206A), *range(0xFE00, 0xFE10), 0x00AD})

# Hebrew, Arabic and their neighbours, with the spaces and marks inside a run.
_RIGHT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe"
RIGHT_TO_LEFT = re.compile(f"[{_RIGHT}](?:[{_RIGHT} '’.,-]*[{_RIGHT}])?")


@cache
def _styles() -> dict[str, ParagraphStyle]:
    face = fonts()
    plain = ParagraphStyle(
        "text", fontName=face.regular, fontSize=9.5, leading=13.5, textColor=TEXT, alignment=TA_LEFT, splitLongWords=1
    )
    made = [
        plain,
        ParagraphStyle("title", plain, fontName=face.bold, fontSize=19, leading=24, textColor=INK, spaceAfter=6),
        ParagraphStyle(
            "head", plain, fontName=face.bold, fontSize=13, leading=17, spaceBefore=12, spaceAfter=4, keepWithNext=1
        ),
        ParagraphStyle("subhead", plain, fontName=face.bold, fontSize=10.5, leading=14, spaceBefore=10, keepWithNext=1),
        ParagraphStyle("strong", plain, fontName=face.bold),
        ParagraphStyle("result", plain, fontName=face.bold, fontSize=13, leading=18),
        ParagraphStyle("small", plain, fontSize=8, leading=11, textColor=SOFT),
        ParagraphStyle("remark", plain, leftIndent=28, spaceAfter=6),
        ParagraphStyle("remark-small", plain, fontSize=8, leading=11, textColor=SOFT, leftIndent=28, spaceAfter=2),
        ParagraphStyle("remark-label", plain, fontSize=8, leading=11, textColor=SOFT, leftIndent=28, keepWithNext=1),
        ParagraphStyle(
            "bullet",
            plain,
            leftIndent=13,
            bulletIndent=3,
            bulletFontName=face.regular,
            bulletFontSize=9.5,
            spaceAfter=2,
        ),
        ParagraphStyle("paragraph", plain, spaceAfter=5),
        ParagraphStyle("lead", plain, spaceAfter=3, keepWithNext=1),
        ParagraphStyle("part", plain, fontSize=10.5, leading=14, textColor=INK, spaceBefore=16, keepWithNext=1),
        ParagraphStyle(
            "process",
            plain,
            fontName=face.bold,
            fontSize=11.5,
            leading=15,
            textColor=INK,
            spaceBefore=16,
            keepWithNext=1,
        ),
        ParagraphStyle("contents-part", plain, fontSize=9, leading=13, textColor=SOFT, spaceBefore=9, keepWithNext=1),
        ParagraphStyle("contents", plain, fontName=face.bold, spaceBefore=5),
        ParagraphStyle("contents-sub", plain, fontSize=9, leading=12.5, leftIndent=16),
        ParagraphStyle("label", plain, fontName=face.bold, fontSize=8, leading=11, textColor=INK, keepWithNext=1),
        ParagraphStyle("alarm", plain, fontName=face.bold, fontSize=11, leading=15, textColor=STOP),
    ]
    return {style.name: style for style in made}


def in_reading_order(words: str) -> str:
    """Letters are set from left to right, so a name in Hebrew or Arabic is turned around to read from the right."""
    return RIGHT_TO_LEFT.sub(lambda run: run[0][::-1], words)


class Ink:
    """Writes paragraphs for one document, and remembers which characters it could not show."""

    def __init__(self) -> None:
        self.styles = _styles()
        self.unprintable: set[str] = set()

    def text(self, words: object, style: str = "text") -> Paragraph:
        """The words as a paragraph; whatever looks like markup in them is printed, not obeyed."""
        escaped = escape(self.printable(str(words))).replace("\n", "<br/>")
        return Paragraph(escaped or "&#160;", self.styles[style])

    def bullet(self, words: object) -> Paragraph:
        """The words as one of a list."""
        escaped = escape(self.printable(str(words))).replace("\n", "<br/>")
        return Paragraph(escaped or "&#160;", self.styles["bullet"], bulletText="•")

    def printable(self, words: str) -> str:
        """The words with every character that the letters lack as its number, for instance [U+1F9D1]."""
        if words.isascii() and words.isprintable():
            return words  # most of what is printed, by far
        return in_reading_order("".join(self._shown(letter) for letter in unicodedata.normalize("NFC", words)))

    def _shown(self, character: str) -> str:
        code = ord(character)
        if character in "\n\t":
            return character if character == "\n" else " "
        # Beyond 16 bits reportlab writes a table that readers cannot copy text with.
        if code in fonts().known and code not in INVISIBLE and code < 0x10000:
            return character
        if code in INVISIBLE or unicodedata.category(character) in ("Cc", "Cs"):
            return ""
        plain = unicodedata.normalize("NFKC", character)
        if plain != character and all(ord(part) in fonts().known for part in plain):
            return plain
        self.unprintable.add(character)
        return f"[U+{code:04X}]"
