"""What CASE has no field for, written into the notes of an object so that a person can read it, and read back from it.

Short values stand one on a line, `Level: 4`; a text stands under a heading of its own, `## Result`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

HEADING = "## "
LONGEST_LINE = 200

# These always get a heading, so that the notes of one work process look like those of the next.
TEXTS = frozenset(
    {
        "Complexity",
        "Complexity (profile part)",
        "Responsibility",
        "Responsibility (profile part)",
        "Description",
        "Description (profile part)",
        "Result",
        "Result (profile part)",
        "Behaviour",
        "Behaviour (profile part)",
        "Knowledge and skills",
        "Context of the occupational group",
        "Attitude of the occupational group",
        "Result of the occupational group",
        "Explanation of the legal requirements",
        "Instruction explanation",
        "Instruction",
    }
)


@dataclass(frozen=True, slots=True)
class Values:
    """Named values that were read; one that is absent, or not of its kind, says nothing."""

    found: Mapping[str, str]

    def text(self, name: str) -> str:
        """The text under this name, or an empty one."""
        return self.found.get(name, "")

    def day(self, name: str) -> date | None:
        """The date under this name."""
        try:
            return date.fromisoformat(self.text(name))
        except ValueError:
            return None

    def number(self, name: str) -> int | None:
        """The whole number under this name."""
        written = self.text(name)
        return int(written) if written.isascii() and written.isdecimal() and len(written) <= 9 else None

    def answer(self, name: str) -> bool | None:
        """Yes or no."""
        return {"yes": True, "no": False}.get(self.text(name))


def told(value: str | date | int | bool | None) -> str:
    """A value as it is written; empty when there is nothing to say."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case date():
            return value.isoformat()
    return str(value)


def is_short(name: str, value: str) -> bool:
    """Whether a value stands on a line of its own, and not under a heading."""
    return name not in TEXTS and "\n" not in value and len(value) <= LONGEST_LINE


def written(values: Mapping[str, str]) -> str:
    """The notes with these values; empty ones are left out."""
    lines = "\n".join(f"{name}: {value}" for name, value in values.items() if value and is_short(name, value))
    texts = (
        f"{HEADING}{name}\n{_escaped(value)}" for name, value in values.items() if value and not is_short(name, value)
    )
    return "\n\n".join(filter(None, (lines, *texts)))


def values_in(notes: str) -> dict[str, str]:
    """The values that were written into notes."""
    found: dict[str, str] = {}
    head, *sections = _sections(notes)
    for line in head:
        name, separator, value = line.partition(": ")
        if separator:
            found.setdefault(name, value)
    for heading, *lines in sections:
        found.setdefault(heading.removeprefix(HEADING), "\n".join(map(_unescaped, lines)))
    return found


def _sections(notes: str) -> list[list[str]]:
    """The lines before the first heading, then those of each section with its heading first."""
    sections: list[list[str]] = [[]]
    for line in notes.split("\n"):
        if line.startswith(HEADING):
            _drop_blank_end(sections[-1])  # the blank line that parts two sections belongs to neither
            sections.append([])
        sections[-1].append(line)
    return sections


def _drop_blank_end(lines: list[str]) -> None:
    if lines and not lines[-1]:
        lines.pop()


def _escaped(text: str) -> str:
    return "\n".join(f"\\{line}" if line.lstrip("\\").startswith(HEADING) else line for line in text.split("\n"))


def _unescaped(line: str) -> str:
    return line[1:] if line.startswith("\\") and line.lstrip("\\").startswith(HEADING) else line
