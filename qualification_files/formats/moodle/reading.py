"""From Moodle's CSV to one qualification, or to every fault that stands in the way with its row and column."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from foundation.messages import Message, say
from foundation.sheets import Limits, Line, NoTable, read_lines
from foundation.storage import TooLarge
from qualification_files.formats.cells import Faults, cell
from qualification_files.formats.findings import Remarks
from qualification_files.formats.folding import LONGEST_NUMBER, Node, cycle_in, fold
from qualification_files.formats.moodle.columns import NEEDED, Column, columns_by_place, is_dutch, named_columns
from qualification_files.formats.moodle.markup import exact, sections_in
from qualification_files.formats.moodle.own import Item, own_qualification
from qualification_files.formats.sbb.texts import clipped, one_line, plain
from qualification_files.formats.values import FileReport, QualificationFile, UnreadableFile
from qualification_files.rules import natural_key
from qualification_files.rules.codes import is_list_of_codes

LIMITS = Limits(size=20_000_000, columns=40)
MOST_REMARKS = 50
LONGEST_QUALIFICATION_NAME = 400
LIST_OF_CODES = say("This is a list of codes. Paste it under Add multiple MBO crebo codes.")
_NO = frozenset(("", "0", "false", "no", "nee", "onwaar", "n"))
_MARKS = ("parent id number", "is framework", "ouder-id-nummer", "id-nummer")
_NUMBERED = re.compile(r"[A-Za-z]{0,4}[-_. ]?[0-9][0-9A-Za-z._/ -]{0,12}")


def recognises(data: bytes, name: str) -> bool:
    """Whether this is a table of text: in that form only Moodle's frameworks come in."""
    if data.startswith((b"PK", b"\xd0\xcf\x11\xe0", b"%PDF")):
        return False
    beginning = data[:4000].replace(b"\0", b"").decode("utf-8", "ignore").lstrip("\ufeff \r\n\t").lower()
    if beginning.startswith(("{", "[", "<")):
        return False
    return name.lower().endswith(".csv") or any(mark in beginning for mark in _MARKS)


def read(data: bytes) -> FileReport:
    """The qualification of this framework."""
    header, rows = _table(data)
    return _Framework(header, rows).report()


def _table(data: bytes) -> tuple[Line, Sequence[Line]]:
    try:
        lines = [line for line in read_lines(data, LIMITS) if any(text.strip() for text in line[1])]
    except (NoTable, TooLarge) as refusal:
        raise UnreadableFile(refusal.message) from refusal
    if len(lines) == 1 and is_list_of_codes(lines[0][1]):
        raise UnreadableFile(LIST_OF_CODES)
    if len(lines) < 2:
        raise UnreadableFile(say("There is no framework in this file: below the names of the columns it is empty."))
    if len(lines) > LIMITS.rows + 1:
        raise UnreadableFile(say("The file has more than %(limit)s rows. Divide it.", limit=LIMITS.rows))
    return lines[0], lines[1:]


@dataclass(frozen=True)
class _Columns:
    """Where to look for what."""

    header: Sequence[str]
    places: Mapping[Column, int]

    def text(self, cells: Sequence[str], column: Column) -> str:
        """What a row says in this column; rows may be short."""
        place = self.places.get(column, len(cells))
        return cells[place].strip() if place < len(cells) else ""

    def where(self, row: int, column: Column) -> Message:
        """The cell in the words of the file itself."""
        place = self.places.get(column)
        return cell(row, clipped(self.header[place]) if place is not None else column)


class _Framework:
    """One framework while it is read."""

    def __init__(self, header: Line, rows: Sequence[Line]) -> None:
        self._faults = Faults()
        self._notes: list[tuple[Message, Message]] = []
        self._columns = self._find_columns(header, rows)
        self._rows = rows
        self._dutch = is_dutch(header[1])

    def report(self) -> FileReport:
        self._refuse_overlong_rows()
        place = self._framework_row()
        if place is None:
            return FileReport(refused=self._faults.refused(None))
        code, name = self._identity(self._rows[place])
        items = self._items([row for at, row in enumerate(self._rows) if at != place], framework=code)
        self._refuse_what_is_no_tree(items)
        if self._faults.found:
            return FileReport(refused=self._faults.refused(clipped(code, LONGEST_NUMBER)))
        return self._told(self._qualification(self._rows[place], items, code=code, name=name))

    def _find_columns(self, header: Line, rows: Sequence[Line]) -> _Columns:
        number, names = header
        while names and not names[-1].strip():
            names = names[:-1]
        if len(names) > LIMITS.columns:
            raise UnreadableFile(say("Row %(row)s has more than %(limit)s columns.", row=number, limit=LIMITS.columns))
        found = named_columns(names)
        if all(column in found for column in NEEDED):
            self._note_unused(number, names, found)
            return _Columns(names, found)
        by_place = columns_by_place(names)
        flags = [_Columns(names, by_place).text(cells, Column.IS_FRAMEWORK).lower() for _, cells in rows]
        if sum(flag not in _NO for flag in flags) != 1:
            if Column.PARENT not in found and Column.ID not in found and is_list_of_codes(names):
                raise UnreadableFile(LIST_OF_CODES)
            missing = next(column for column in NEEDED if column not in found)
            raise UnreadableFile(
                say(
                    "Row %(row)s should name the columns of a competency framework of Moodle, and “%(column)s” is not "
                    "there. Export the framework from Moodle again, or copy your own table to the template (.xlsx).",
                    row=number,
                    column=missing,
                )
            )
        self._note(say("The names of the columns are not known, so their order was followed."), cell(number, "1"))
        return _Columns(names, by_place)

    def _note_unused(self, number: int, names: Sequence[str], found: Mapping[Column, int]) -> None:
        for place, heading in enumerate(names):
            if heading.strip() and place not in found.values():
                self._note(say("This column is not used."), cell(number, clipped(heading)))

    def _refuse_overlong_rows(self) -> None:
        width = len(self._columns.header)
        for number, cells in self._rows:
            if any(text.strip() for text in cells[width:]):
                self._faults.add(
                    say(
                        "This row has %(count)s cells, and there are %(width)s columns. Look for a quotation mark or a "
                        "separator too many.",
                        count=len(cells),
                        width=width,
                    ),
                    cell(number, str(width + 1)),
                )

    def _framework_row(self) -> int | None:
        flagged = [at for at, (_, cells) in enumerate(self._rows) if self._says_framework(cells)]
        if len(flagged) == 1:
            return flagged[0]
        if flagged:
            self._faults.add(
                say("This is a second framework. Export each framework to a file of its own."),
                self._columns.where(self._rows[flagged[1]][0], Column.IS_FRAMEWORK),
            )
            return None
        likely = [at for at, (_, cells) in enumerate(self._rows) if self._looks_like_framework(cells)]
        if len(likely) == 1:
            self._note(
                say(
                    "No row says that it is the framework. This one was taken, because it has the scale or the levels."
                ),
                self._columns.where(self._rows[likely[0]][0], Column.IS_FRAMEWORK),
            )
            return likely[0]
        self._faults.add(
            say("No row is the framework itself: one of them needs a 1 in this column."),
            self._columns.where(self._rows[0][0], Column.IS_FRAMEWORK),
        )
        return None

    def _says_framework(self, cells: Sequence[str]) -> bool:
        return self._columns.text(cells, Column.IS_FRAMEWORK).lower() not in _NO

    def _looks_like_framework(self, cells: Sequence[str]) -> bool:
        signs = (Column.TAXONOMY, Column.SCALE_SETTINGS)
        known = [self._columns.text(cells, column) for column in signs if column in self._columns.places]
        return bool(known) and all(known) and not self._columns.text(cells, Column.PARENT)

    def _identity(self, row: Line) -> tuple[str, str]:
        _, cells = row
        code = one_line(self._columns.text(cells, Column.ID))
        name = one_line(self._columns.text(cells, Column.NAME)) or code
        if not name:
            self._faults.add(say("The framework has no name."), self._columns.where(row[0], Column.NAME))
        return code or name, name

    def _items(self, rows: Sequence[Line], *, framework: str) -> list[Item]:
        items = [self._item(row, cells) for row, cells in rows]
        known = {item.key: item.row for item in reversed(items)}  # of equal ones the first
        for item in items:
            if known[item.key] != item.row:
                self._faults.add(
                    say(
                        "The ID number “%(number)s” is in row %(row)s too. Every ID number may occur once.",
                        number=clipped(item.key),
                        row=known[item.key],
                    ),
                    self._columns.where(item.row, Column.ID),
                )
        return [self._under_parent(item, known, framework) for item in items]

    def _item(self, row: int, cells: Sequence[str]) -> Item:
        number = self._columns.text(cells, Column.ID)
        name = self._columns.text(cells, Column.NAME)
        text = self._columns.text(cells, Column.TEXT)
        if not (number or name or text):
            self._faults.add(
                say("This row has no ID number, no name and no text."), self._columns.where(row, Column.ID)
            )
        elif not number:
            self._note(say("This row has no ID number. It got one here."), self._columns.where(row, Column.ID))
        key = number or f"\n{row}"  # never what a cell says: those are trimmed
        return Item(row, key, self._columns.text(cells, Column.PARENT), name, text)

    def _under_parent(self, item: Item, known: Mapping[str, int], framework: str) -> Item:
        if not item.parent or item.parent in known:
            return item
        if one_line(item.parent) == framework:
            return replace(item, parent="")
        self._faults.add(
            say("No row has the ID number “%(number)s” that should be the parent.", number=clipped(item.parent)),
            self._columns.where(item.row, Column.PARENT),
        )
        return replace(item, parent="")

    def _refuse_what_is_no_tree(self, items: Sequence[Item]) -> None:
        if not items:
            self._faults.add(
                say("The framework has no competencies, so there is nothing to import."),
                say("the file as a whole"),
            )
        nodes = [self._node(item) for item in items]
        in_cycle = None if self._faults.found else cycle_in(nodes)
        if in_cycle:
            row = next(item.row for item in items if item.key == in_cycle.key)
            self._faults.add(
                say("“%(name)s” is, over its parents, under itself.", name=clipped(in_cycle.title)),
                self._columns.where(row, Column.PARENT),
            )

    def _qualification(self, row: Line, items: Sequence[Item], *, code: str, name: str) -> QualificationFile:
        text = self._columns.text(row[1], Column.TEXT)
        facts = sections_in(text)
        ours = own_qualification(facts, exact(self._columns.text(row[1], Column.NAME)), items) if facts else None
        if ours:
            return ours
        if len(code) > LONGEST_NUMBER:
            self._note(
                say("The ID number is longer than %(limit)s characters. It was shortened.", limit=LONGEST_NUMBER),
                self._columns.where(row[0], Column.ID),
            )
        folded = fold(_in_order([self._node(item) for item in items]), name=name)
        self._notes += folded.remarks
        return QualificationFile(
            code=clipped(code, LONGEST_NUMBER),
            name=clipped(name, LONGEST_QUALIFICATION_NAME),
            language="nl" if self._dutch else "en",
            description=plain(text),
            core_tasks=folded.core_tasks,
        )

    def _node(self, item: Item) -> Node:
        where = self._columns.where(item.row, Column.NAME)
        code = "" if item.key.startswith("\n") else one_line(item.key)
        title, text = one_line(item.name), plain(item.text)
        return Node(key=item.key, parent=item.parent, code=code, title=title or text or code, text=text, where=where)

    def _note(self, text: Message, where: Message) -> None:
        self._notes.append((text, where))

    def _told(self, found: QualificationFile) -> FileReport:
        remarks = Remarks(MOST_REMARKS)
        for text, where in self._notes:
            remarks.add(found.code, text, where)
        return FileReport(qualifications=(found,), warnings=remarks.all())


def _in_order(nodes: Sequence[Node]) -> Sequence[Node]:
    """By ID number where those are serial numbers: Moodle writes the rows in the order in which they were made."""
    if all(_NUMBERED.fullmatch(node.code) for node in nodes):
        return sorted(nodes, key=lambda node: natural_key(node.code))
    return nodes
