"""Crebo codes as they are pasted: from a mail, a column of a spreadsheet, whole lines of a list (Q11).

What cannot be read in one way only is named and never guessed.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from foundation.messages import Message, say, say_many

MOST_CODES = 1000
LONGEST_SHOWN = 60
LONGEST_SIGN = 8  # of a currency, with spaces

_WORD = re.compile(r"[^\W_]+")
_PIECE = re.compile(  # a letter before 25.999 belongs to it
    r"(?!crebo|code|nummer|number|nr|no)[^\W\d_]+[0-9]{2}\.[0-9]{3}(?![^\W_])|[^\W_]+", re.IGNORECASE
)
_THOUSANDS = frozenset(" .,'’\u00a0\u2009\u202f")  # what people put in 25.080, and between two codes as well
_ELECTIVE = re.compile(r"K[0-9]{4}")
_LABELLED = re.compile(r"(?:crebo(?:code|nummer|nr)?|code|nummer|number|nr|no)([0-9]+)", re.IGNORECASE)
_AMOUNT = re.compile(r"(?:€|\$|£|\b(?:EUR|USD|GBP))\s*$", re.IGNORECASE)
_HEADINGS = (
    ("crebo", "crebocode", "crebonummer", "crebonr", "crebocodes", "crebonumber"),
    ("code", "codes", "kwalificatiecode", "qualificationcode", "codekwalificatie"),
    ("coderaw", "nummer", "number", "nr"),
)
_DELIMITERS = ("\t", ";", "|", ",")
_FIVE = re.compile(r"(?<![^\W_])[0-9]{2}[ .,'’\u00a0\u2009\u202f]?[0-9]{3}(?![^\W_])")
GROUPS_SHOWN = 12  # of digits, in one line of what is no code

NOT_A_NUMBER = say("There is no number in it.")
HAS_LETTERS = say("A crebo has five digits, and this has letters in it.")
IS_AN_AMOUNT = say("This looks like an amount of money.")
CAN_BE_READ_IN_SEVERAL_WAYS = say("This can be read in more than one way. Put each code on a line of its own.")
STUCK_TOGETHER = say("These may be several codes without anything between them. Put each on a line of its own.")
IS_A_DOSSIER = say("This is the number of a dossier. Fill in the codes of the qualifications in it.")
IS_A_DOMAIN = say("This is the number of a domain. Fill in the codes of the qualifications in it.")
NO_CODE_BEGINS_SO = say("No crebo begins with a zero.")
NO_CODE_ON_THIS_LINE = say("There is no code on this line.")
NO_CODES_EITHER = say("These are no codes either.")
IN_OTHER_COLUMNS = say("These numbers stood in other columns and were left out.")


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something that was pasted and is no code, with the reason."""

    text: str
    why: Message

    @property
    def is_elsewhere(self) -> bool:
        """Whether it is no mistake, but what stood in the other columns of a table."""
        return self.why == IN_OTHER_COLUMNS


@dataclass(frozen=True, slots=True)
class Codes:
    """What was understood: each code once in the order it came, what is no code, what came more than once,

    and the numbers of five digits that stood in other columns of a table.
    """

    codes: tuple[str, ...] = ()
    wrong: tuple[Wrong, ...] = ()
    doubled: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def to_keep(self) -> list[Wrong]:
        """What is no code and what was left out, to the last; very many share one line."""
        rest = [one.text for one in self.wrong[MOST_CODES:]]
        shared = ((rest, NO_CODES_EITHER), (self.left_out, IN_OTHER_COLUMNS))
        return [*self.wrong[:MOST_CODES], *(Wrong(", ".join(texts), why) for texts, why in shared if texts)]


@dataclass(frozen=True, slots=True)
class _Digits:
    """A group of digits and what stands before it."""

    text: str
    gap: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Elsewhere:
    """A number of five digits in a column that holds no codes."""

    text: str


_Found = str | Wrong | _Elsewhere


def pasted_codes(text: str) -> Codes:
    """The codes in a text, whatever stands between them; a table with headings is read by its column of codes.

    Every number of five digits comes out: as a code, as one that came twice, or named with why it is none.
    """
    plain = _plain(text)
    return _together(_in_table(plain) or _in_lines(plain))


def _together(found: Iterable[_Found]) -> Codes:
    codes: dict[str, int] = {}
    wrong: dict[str, Wrong] = {}
    elsewhere: dict[str, None] = {}
    for one in found:
        if isinstance(one, Wrong):
            wrong.setdefault(one.text, one)
        elif isinstance(one, _Elsewhere):
            elsewhere[one.text] = None
        else:
            codes[one] = codes.get(one, 0) + 1
    doubled = tuple(code for code, times in codes.items() if times > 1)
    left_out = tuple(text for text in elsewhere if text not in codes and text not in wrong)
    return Codes(tuple(codes), tuple(wrong.values()), doubled, left_out)


def _in_lines(text: str) -> list[str | Wrong]:
    return [one for line in text.split("\n") for one in _in_line(line)]


def _plain(text: str) -> str:
    """Any digits as 0 to 9, any end of line as one, nothing that cannot be seen."""
    lines = re.sub(r"\r\n?|[\v\f\x85\u2028\u2029]", "\n", text).replace("\u200b", " ")
    return "".join(
        _letter(letter) for letter in lines if letter in "\n\t" or unicodedata.category(letter) not in ("Cf", "Cc")
    )


def _letter(letter: str) -> str:
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    return unicodedata.normalize("NFKC", letter) if "！" <= letter <= "～" else letter


# One line


def _in_line(line: str) -> list[str | Wrong]:
    """The codes of one line or cell."""
    found: list[str | Wrong] = []
    run: list[_Digits] = []
    has_words = False
    end = 0
    for word in _PIECE.finditer(line):
        piece, gap = word.group(), line[end : word.start()]
        end = word.end()
        label = _LABELLED.fullmatch(piece)
        digits = label.group(1) if label else piece
        if digits.isdecimal() and digits.isascii():
            if run and (label or not _may_belong(gap)):
                found += _in_run(line, run)
                run = []
            run.append(_Digits(digits, gap, word.end() - len(digits), word.end()))
            continue
        found += _in_run(line, run)
        run = []
        if _ELECTIVE.fullmatch(piece.upper()):
            found.append(piece.upper())
        elif any(letter.isdecimal() for letter in piece):
            found.append(Wrong(_short(piece), HAS_LETTERS))
        else:
            has_words = True
    found += _in_run(line, run)
    if has_words:  # a level beside a name says nothing about codes
        found = [one for one in found if not (isinstance(one, Wrong) and re.fullmatch("[1-8]", one.text))]
    return found or _without_number(line)


def _without_number(line: str) -> list[str | Wrong]:
    bare = line.strip()
    if not bare or not any(letter.isalnum() for letter in bare) or _heading_rank(bare) is not None:
        return []
    return [Wrong(_short(bare), NOT_A_NUMBER)]


def _may_belong(gap: str) -> bool:
    return len(gap) == 1 and gap in _THOUSANDS


def _in_run(line: str, run: Sequence[_Digits]) -> list[str | Wrong]:
    """The codes of digits with nothing but spaces, dots and commas between them."""
    if not run:
        return []
    if _AMOUNT.search(line[max(0, run[0].start - LONGEST_SIGN) : run[0].start]):
        return _wrong(run, IS_AN_AMOUNT)
    parts = _merged(list(_parts(run)))
    return [one for groups, is_sure in parts for one in _in_part(line, groups, is_sure=is_sure)]


def _parts(run: Sequence[_Digits]) -> Iterator[list[_Digits]]:
    """Groups of two and three digits together, for they may be halves of one code; every other group alone."""
    halves: list[_Digits] = []
    for group in run:
        if len(group.text) in (2, 3):
            halves.append(group)
            continue
        if halves:
            yield halves
            halves = []
        yield [group]
    if halves:
        yield halves


def _merged(parts: Sequence[list[_Digits]]) -> list[tuple[list[_Digits], bool]]:
    """The same, with what may have been cut in the wrong places made one: 25 08025 081 is no 08025."""
    merged: list[tuple[list[_Digits], bool]] = []
    place = 0
    while place < len(parts):
        partner = _partner(parts, place)
        if partner is None:
            merged.append((parts[place], True))
            place += 1
            continue
        merged.append(([group for part in parts[place : partner + 1] for group in part], False))
        place = partner + 1
    return merged


def _partner(parts: Sequence[list[_Digits]], place: int) -> int | None:
    """Where the odd digits that begin here come out even, with nothing but whole codes between."""
    odd = _odd(parts[place])
    if not odd:
        return None
    for later in range(place + 1, len(parts)):
        if len(parts[later]) == 1 and len(parts[later][0].text) == 5:
            continue
        return later if (odd + _odd(parts[later])) % 5 == 0 and _odd(parts[later]) else None
    return None


def _odd(part: Sequence[_Digits]) -> int:
    """How many digits are left when whole codes are taken off."""
    return 0 if _is_tiled(part) else sum(len(group.text) for group in part) % 5


def _is_tiled(part: Sequence[_Digits]) -> bool:
    """Two digits and three digits, again and again."""
    return len(part) % 2 == 0 and all(len(group.text) == 2 + place % 2 for place, group in enumerate(part))


def _in_part(line: str, groups: Sequence[_Digits], *, is_sure: bool) -> list[str | Wrong]:
    if not is_sure:
        return _wrong(groups, CAN_BE_READ_IN_SEVERAL_WAYS)
    if len(groups) == 1:
        return [_judged(groups[0].text, groups[0].text)]
    if _is_tiled(groups):
        pairs = [groups[place : place + 2] for place in range(0, len(groups), 2)]
        return [_judged(first.text + second.text, _shown(line, [first, second])) for first, second in pairs]
    return _wrong(groups, CAN_BE_READ_IN_SEVERAL_WAYS)


def _wrong(groups: Sequence[_Digits], why: Message) -> list[str | Wrong]:
    """All of these digits as no code; many of them in pieces, that share a group so that no number is cut in two."""
    starts = range(0, max(1, len(groups) - 1), GROUPS_SHOWN - 1)
    return [Wrong(_each_short(groups[start : start + GROUPS_SHOWN]), why) for start in starts]


def _each_short(groups: Sequence[_Digits]) -> str:
    """The digits as they were written; shortened one by one, so that the last is there."""
    return "".join(f"{group.gap if place else ''}{_short(group.text)}" for place, group in enumerate(groups))


def _judged(code: str, shown: str) -> str | Wrong:
    """The code, or why these digits are none."""
    if len(code) != 5:
        if len(code) >= 10 and len(code) % 5 == 0:
            return Wrong(_short(shown), STUCK_TOGETHER)
        return Wrong(_short(shown), _number_of_digits(len(code)))
    if code.startswith("0"):
        return Wrong(shown, NO_CODE_BEGINS_SO)
    if code.startswith("23"):
        return Wrong(shown, IS_A_DOSSIER)
    return Wrong(shown, IS_A_DOMAIN) if code.startswith("79") else code


def _number_of_digits(count: int) -> Message:
    return say_many(
        "It has %(count)s digit, and a crebo has five.", "It has %(count)s digits, and a crebo has five.", count
    )


def _shown(line: str, groups: Sequence[_Digits]) -> str:
    return line[groups[0].start : groups[-1].end]


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"


# Tables


def _in_table(text: str) -> list[_Found] | None:
    """What stands in a table whose first line names the column with the codes; None where the text is no table."""
    first = next((line for line in text.split("\n") if line.strip()), "")
    if _FIVE.search(first):
        return None
    for delimiter in _DELIMITERS:
        heading = _cells(first, delimiter) if delimiter in first else None
        place = _named_column(heading) if heading else None
        if heading and place is not None:
            return [
                one
                for row, written in _rows(text, delimiter)
                for one in _in_row(row, written, place=place, width=len(heading))
            ]
    return None


def _in_row(row: Sequence[str], written: str, *, place: int, width: int) -> Sequence[_Found]:
    """The cell with the code and the numbers beside it; a line that does not fit the table is read as any text."""
    if len(row) != width or not _is_bare(row[place]):
        return _in_lines(written)
    if not any(cell.strip() for cell in row):
        return []
    elsewhere = [one for at, cell in enumerate(row) if at != place for one in _elsewhere(cell)]
    if row[place].strip():
        return [*_in_lines(row[place]), *elsewhere]
    return [Wrong(_short(" ".join(filter(None, map(str.strip, row)))), NO_CODE_ON_THIS_LINE), *elsewhere]


def _is_bare(cell: str) -> bool:
    """Whether there is nothing beside a code: no words of a sentence that happens to hold the delimiter."""
    return all(any(map(str.isdecimal, word)) or _heading_rank(word) is not None for word in _WORD.findall(cell))


def _elsewhere(cell: str) -> Iterator[_Elsewhere]:
    for one in _in_lines(cell):
        shown = one.text if isinstance(one, Wrong) else one
        if _FIVE.search(shown):
            yield _Elsewhere(shown)


def _rows(text: str, delimiter: str) -> Iterator[tuple[list[str], str]]:
    """Each row with the lines in which it is written; a cell without end is not let run on to the last line."""
    lines = [f"{line}\n" for line in text.split("\n")]
    try:
        return iter(list(_whole_rows(lines, delimiter)))
    except csv.Error:
        return ((_cells(line, delimiter) or [], line) for line in lines)


def _whole_rows(lines: Sequence[str], delimiter: str) -> Iterator[tuple[list[str], str]]:
    reader, begins = csv.reader(lines, delimiter=delimiter, strict=True), 0
    for row in reader:
        yield row, "".join(lines[begins : reader.line_num])
        begins = reader.line_num


def _cells(line: str, delimiter: str) -> list[str] | None:
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True), None)
    except csv.Error:  # a quote in the wrong place
        return None


def is_list_of_codes(first: Sequence[str]) -> bool:
    """Whether a table that begins with these cells is one of codes."""
    return _named_column(first) is not None or any(_FIVE.fullmatch(cell.strip()) for cell in first)


def _named_column(heading: Sequence[str]) -> int | None:
    ranks = [(rank, place) for place, cell in enumerate(heading) if (rank := _heading_rank(cell)) is not None]
    return min(ranks)[1] if ranks else None


def _heading_rank(cell: str) -> int | None:
    word = "".join(letter for letter in cell.casefold() if letter.isalpha())
    if any(letter.isdecimal() for letter in cell):
        return None
    return next((rank for rank, names in enumerate(_HEADINGS) if word in names), None)
