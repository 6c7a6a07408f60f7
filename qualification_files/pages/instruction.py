"""The portfolio instruction as it is read: paragraphs, bullets and links, and nothing else that was typed."""

import re
from dataclasses import dataclass

from qualification_files.models import Qualification
from qualification_files.pages.words import blocks
from qualification_files.rules import Piece, pieces

_BULLET = re.compile(r"^[ \t]*[*•·–—][ \t]+", re.MULTILINE)


@dataclass(frozen=True)
class Passage:
    """A paragraph, or a list of bullets; each line as words and links."""

    lines: list[list[Piece]]
    bulleted: bool


@dataclass(frozen=True)
class Instruction:
    """What stands above a qualification in the portfolio."""

    title: str
    explanation: list[Passage]
    text: list[Passage]


def instruction_in(title: str, explanation: str, text: str) -> Instruction:
    """The instruction with these texts."""
    return Instruction(title, _passages(explanation), _passages(text))


def instruction_of(row: Qualification) -> Instruction | None:
    """The instruction of this qualification, while it is shown."""
    if not row.has_instruction:
        return None
    return instruction_in(row.instruction_title, row.instruction_explanation, row.instruction_text)


def _passages(text: str) -> list[Passage]:
    found = blocks(_BULLET.sub("- ", text))
    return [Passage([pieces(line) for line in block.lines], block.bulleted) for block in found]
