"""Our texts inside Moodle's cells, so that they come back to the letter, and open safely in any spreadsheet.

Moodle shows descriptions as HTML. Each text of ours is a division with a class of its own; what other programs wrote
is read as any HTML is. A character that would begin a formula is written as a reference (`&#61;`), which Moodle shows
as the character itself.
"""

import re
from collections.abc import Iterable
from html import unescape

PREFIX = "proefstuk"
Section = tuple[str, str]  # its name and its text
_SECTION = re.compile(rf'<div class="{PREFIX}-([a-z-]{{1,30}})">(?:<h5>[^<]*+</h5>)?((?:[^<]++|<br ?/?>)*+)</div>\s*')
_BREAK = re.compile(r"<br ?/?>")
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_FORMULA = frozenset("=+-@|%\uff1d\uff0b\uff0d\uff20")
_SEPARATORS = frozenset(';,\t\r\n"')
_CONTROLS = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127))


def written(text: str) -> str:
    """The text as HTML of one line."""
    pieces: list[str] = []
    may_begin = True  # a formula: at the start of the cell, or after what some program takes for the end of one
    for character in text.replace("\r\n", "\n").translate(_CONTROLS):
        piece = _ESCAPES.get(character, character)
        if may_begin and character in _FORMULA:
            piece = f"&#{ord(character)};"
        elif character == "\n":
            piece = "<br />"
        may_begin = piece[-1] in _SEPARATORS or (may_begin and character.isspace())
        pieces.append(piece)
    return "".join(pieces)


def exact(markup: str) -> str:
    """The text that `written` wrote."""
    return unescape(_BREAK.sub("\n", markup))


def sections(texts: Iterable[tuple[str, str, str]]) -> str:
    """A description made of texts: the name, the heading that people read, and the text of each that says something."""
    return "".join(
        f'<div class="{PREFIX}-{name}">{f"<h5>{written(heading)}</h5>" if heading else ""}{written(text)}</div>'
        for name, heading, text in texts
        if text
    )


def sections_in(markup: str) -> list[Section] | None:
    """The texts of a description that `sections` wrote; none when there is anything else in it."""
    found: list[Section] = []
    place = 0
    markup = markup.strip()
    while place < len(markup):
        section = _SECTION.match(markup, place)
        if not section:
            return None
        found.append((section[1], exact(section[2])))
        place = section.end()
    return found
