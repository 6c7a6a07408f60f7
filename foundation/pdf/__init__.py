"""Paper: pages with a head, numbers and a foot, on which any text a person typed is safe to print."""

from foundation.pdf.paper import About, Paper
from foundation.pdf.parts import Bookmark, ContentsLine, TickBox, labelled, lines_to_write_on, unbroken, unprintable
from foundation.pdf.words import Ink

__all__ = [
    "About",
    "Bookmark",
    "ContentsLine",
    "Ink",
    "Paper",
    "TickBox",
    "labelled",
    "lines_to_write_on",
    "unbroken",
    "unprintable",
]
