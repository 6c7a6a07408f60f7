"""Texts as they are pasted and compared."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

_BULLET = re.compile(r"^(?:[-–—•·*▪●○]\s*|\(?(?:[0-9]{1,3}|[a-z])[.)]\s+)+")

_LINK = re.compile(r"https?://[^\s<>\"“”‘’]*[^\s<>\"“”‘’.,;:!?'()\[\]{}]", re.IGNORECASE)


@dataclass(frozen=True)
class Piece:
    """A part of a line: words, or words that are an address on the web."""

    words: str
    url: str | None = None


def pieces(line: str) -> list[Piece]:
    """The line as words and web addresses, in order; nothing else in it means anything."""
    found: list[Piece] = []
    end = 0
    for link in _LINK.finditer(line):
        found += [Piece(line[end : link.start()]), Piece(link.group(), link.group())]
        end = link.end()
    return [piece for piece in (*found, Piece(line[end:])) if piece.words]


def pasted_lines(text: str) -> list[str]:
    """One line for each line of the text that says something, without its bullet and without the mark that ends it."""
    bare = (_BULLET.sub("", line.strip()).strip() for line in text.splitlines())
    return [line[:-1].rstrip() if line.endswith((";", ".")) else line for line in bare if line.strip(";.")]


def fingerprint(values: Sequence[object]) -> str:
    """Short and equal for equal values: tells whether something changed since a form was opened."""
    plain = json.dumps([value if isinstance(value, list | tuple) else str(value) for value in values], default=str)
    return hashlib.sha256(plain.encode()).hexdigest()[:16]
