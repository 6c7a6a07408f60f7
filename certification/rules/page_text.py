"""Text of a page: paragraphs, headings, lists and links, written in a few signs. Nothing in it is ever HTML."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

LONGEST_PAGE = 50_000
_HEADING = re.compile(r"^(#{1,2})\s+(.*)$")
_BULLET = re.compile(r"^[-*•]\s+(.*)$")
_NUMBERED = re.compile(r"^\d{1,3}[.)]\s+(.*)$")
_LINK = re.compile(
    r"\[(?P<words>[^\[\]\n]{1,300})\]\((?P<named>https?://[^\s()<>\"]{1,1000})\)"
    r"|(?P<bare>https?://[^\s<>\"“”‘’()]{0,1000}[^\s<>\"“”‘’.,;:!?'()\[\]{}])",
    re.IGNORECASE,
)


class BlockKind(StrEnum):
    """What a block of a page is."""

    HEADING = "heading"
    SUBHEADING = "subheading"
    PARAGRAPH = "paragraph"
    BULLETS = "bullets"
    NUMBERS = "numbers"


@dataclass(frozen=True)
class Piece:
    """Words, or words that lead to an address on the web."""

    words: str
    url: str | None = None


@dataclass(frozen=True)
class Block:
    """Lines that belong together: of a list its items, of anything else the lines as they were broken."""

    kind: BlockKind
    lines: tuple[tuple[Piece, ...], ...]


def blocks(text: str) -> list[Block]:
    """The page as its reader sees it."""
    read = [_read(line.strip()) for line in text.splitlines()]
    return [Block(kind, tuple(tuple(pieces(words)) for words in lines)) for kind, lines in _gathered(read)]


def pieces(line: str) -> list[Piece]:
    """The line as words and links, in order; a link leads to the web and nowhere else."""
    found: list[Piece] = []
    end = 0
    for link in _LINK.finditer(line):
        url = link["named"] or link["bare"]
        found += [Piece(line[end : link.start()]), Piece(link["words"] or url, url)]
        end = link.end()
    return [piece for piece in (*found, Piece(line[end:])) if piece.words]


def _read(line: str) -> tuple[BlockKind | None, str]:
    if not line:
        return None, ""
    if heading := _HEADING.match(line):
        return (BlockKind.HEADING if len(heading[1]) == 1 else BlockKind.SUBHEADING), heading[2]
    if bullet := _BULLET.match(line):
        return BlockKind.BULLETS, bullet[1]
    if numbered := _NUMBERED.match(line):
        return BlockKind.NUMBERS, numbered[1]
    return BlockKind.PARAGRAPH, line


def _gathered(read: Sequence[tuple[BlockKind | None, str]]) -> Iterator[tuple[BlockKind, list[str]]]:
    for kind, group in groupby(read, key=lambda line: line[0]):
        lines = [words for _, words in group]
        if kind in (BlockKind.HEADING, BlockKind.SUBHEADING):
            yield from ((kind, [words]) for words in lines)
        elif kind:
            yield kind, lines
