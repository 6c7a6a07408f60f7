"""What a cell means: days, levels, yes or no, letters, indicators."""

import re
from collections.abc import Mapping
from datetime import date, datetime

from qualification_files.formats.workbook.headings import LANGUAGES, NO, YES, bare
from qualification_files.formats.workbook.writing import CONTINUED
from qualification_files.rules.texts import pasted_lines

_DAYS = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y")
_LANGUAGE = re.compile(r"[a-z]{2}(-[A-Z]{2})?")
_BETWEEN_LETTERS = re.compile(r"[\s,;/]+")


def day(text: str) -> date | None:
    """The date, as Excel gives it or as people type it; none when it is none."""
    for form in _DAYS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 a date on paper
        except ValueError:
            continue
    return None


def yes_or_no(text: str) -> bool | None:
    """Yes or no, in either language; none when it is neither."""
    said = bare(text)
    if said in {*map(bare, YES), "true", "waar", "1", "x", "y", "j"}:
        return True
    return False if said in {*map(bare, NO), "false", "onwaar", "0", "n"} else None


def chosen(text: str, words: Mapping[str, tuple[str, str]]) -> str | None:
    """Which of these is meant, by its key or its name in either language."""
    said = bare(text)
    return next((key for key, names in words.items() if said in {bare(key), *map(bare, names)}), None)


def language(text: str) -> str | None:
    """The code of a language."""
    return chosen(text, LANGUAGES) or (text if _LANGUAGE.fullmatch(text) else None)


def letters(text: str) -> list[str]:
    """The letters of competences, however they are separated."""
    return [letter for letter in _BETWEEN_LETTERS.split(text) if letter]


def indicators(text: str) -> list[str]:
    """The indicators in one cell: one on each line, unless a line is set in and goes on with the one above."""
    first, *rest = text.split("\n")
    if any(line.startswith(CONTINUED) for line in rest):
        return _joined(first, rest)
    return pasted_lines(text) if any(line.strip() for line in rest) else [text.strip()]


def _joined(first: str, rest: list[str]) -> list[str]:
    found = [first]
    for line in rest:
        if line.startswith(CONTINUED):
            found[-1] += f"\n{line.removeprefix(CONTINUED)}"
        elif line.strip():
            found.append(line.strip())
    return found
