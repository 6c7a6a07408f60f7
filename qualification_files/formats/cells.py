"""Places in tables, and the faults that were found there: all at once, up to what a person takes in."""

from dataclasses import dataclass, field

from foundation.messages import Message, say, say_many
from qualification_files.formats.values import Refused

MOST_FAULTS = 20


@dataclass
class Faults:
    """What stands in the way, with its place."""

    found: list[tuple[Message, Message]] = field(default_factory=list)

    def add(self, reason: Message, where: Message) -> None:
        """Keep one fault."""
        self.found.append((reason, where))

    def refused(self, code: str | None) -> tuple[Refused, ...]:
        """The faults as the report of a file tells them; how many more there are where it is too much."""
        kept = tuple(Refused(code, reason, where) for reason, where in self.found[:MOST_FAULTS])
        more = len(self.found) - len(kept)
        if not more:
            return kept
        words = say_many(
            "One more fault was found. Mend these first.",
            "%(count)s more faults were found. Mend these first.",
            count=more,
        )
        return (*kept, Refused(code, words, say("the file as a whole")))


def cell(row: int, column: str) -> Message:
    """A cell of a table with one sheet."""
    return say("row %(row)s, column %(column)s", row=row, column=column)


def cell_of(sheet: str, row: int, column: str) -> Message:
    """A cell of a workbook."""
    return say("sheet %(sheet)s, row %(row)s, column %(column)s", sheet=sheet, row=row, column=column)


def row_of(sheet: str, row: int) -> Message:
    """A row of a workbook."""
    return say("sheet %(sheet)s, row %(row)s", sheet=sheet, row=row)
