"""The first sheet: what is said about the qualification itself, field by field."""

from collections.abc import Mapping
from datetime import date

from foundation.messages import Message, say
from qualification_files.formats.sbb.texts import clipped
from qualification_files.formats.values import Dossier, Instruction, QualificationFile
from qualification_files.formats.workbook import values
from qualification_files.formats.workbook.grid import Grid, Row, Told
from qualification_files.formats.workbook.headings import FIELDS, KINDS, bare
from qualification_files.rules import QualificationKind

LONGEST_TEXT = 50_000
MOST_HOURS = 100_000
_LONGEST: Mapping[str, int] = {
    "code": 40,
    "cohort": 40,
    "edition": 40,
    "name": 400,
    "programme_type": 100,
    "dossier_code": 40,
    "dossier_name": 400,
    "instruction_title": 200,
}
_BY_NAME = {name: field for field in FIELDS for name in field.names()}
_NAMES = {field.key: field.en for field in FIELDS}


class Facts:
    """The filled fields; every wrong one is told with its row."""

    def __init__(self, found: Grid, place: Message, *, fault: Told, note: Told) -> None:
        self._place = place
        self._fault = fault
        self._note = note
        self._rows: dict[str, Row] = {}
        for row in found.rows():
            self._take(row)

    def qualification(self) -> QualificationFile:
        """The qualification without its tree."""
        return QualificationFile(
            code=self._needed("code"),
            name=self._needed("name"),
            cohort=self._text("cohort"),
            language=self._language(),
            level=self._number("level", 1, 8),
            kind=self._kind(),
            link_by_default=self._yes("link_by_default"),
            valid_from=self._day("valid_from"),
            intake_ends=self._day("intake_ends"),
            programme_ends=self._day("programme_ends"),
            programme_type=self._text("programme_type"),
            study_load_hours=self._number("study_load_hours", 0, MOST_HOURS),
            description=self._text("description"),
            dossier=Dossier(
                code=self._text("dossier_code"), name=self._text("dossier_name"), version=self._text("edition")
            ),
            instruction=self._instruction(),
        )

    def _take(self, row: Row) -> None:
        field = _BY_NAME.get(bare(row.text("field")))
        if field is None:
            self._note(say("“%(name)s” is not used.", name=clipped(row.text("field"))), row.where("field"))
        elif field.key in self._rows:
            self._fault(say("“%(name)s” is there twice.", name=clipped(row.text("field"))), row.where("field"))
        else:
            self._rows[field.key] = row
            limit = _LONGEST.get(field.key, LONGEST_TEXT)
            if len(row.text("value")) > limit:
                self._wrong(field.key, say("This has more than %(limit)s characters.", limit=limit))

    def _text(self, key: str) -> str:
        return self._rows[key].text("value") if key in self._rows else ""

    def _needed(self, key: str) -> str:
        text = " ".join(self._text(key).split())
        if not text:
            self._wrong(key, say("“%(name)s” must be filled in.", name=self._name(key)))
        return text

    def _name(self, key: str) -> str:
        """What the field is called in the file itself."""
        return self._rows[key].text("field") if key in self._rows else _NAMES[key]

    def _day(self, key: str) -> date | None:
        text = self._text(key)
        found = values.day(text) if text else None
        if text and found is None:
            self._wrong(key, say("“%(written)s” is not a date. Write it like 2026-08-01.", written=clipped(text)))
        return found

    def _number(self, key: str, low: int, high: int) -> int | None:
        text = self._text(key)
        if not text:
            return None
        if text.isascii() and text.isdigit() and len(text) < 10 and low <= int(text) <= high:
            return int(text)
        self._wrong(
            key,
            say(
                "“%(written)s” is not a whole number from %(low)s to %(high)s.",
                written=clipped(text),
                low=low,
                high=high,
            ),
        )
        return None

    def _yes(self, key: str) -> bool:
        text = self._text(key)
        found = values.yes_or_no(text) if text else False
        if found is None:
            self._wrong(key, say("Write yes or no here, and not “%(written)s”.", written=clipped(text)))
        return bool(found)

    def _kind(self) -> QualificationKind:
        text = self._text("kind")
        found = values.chosen(text, KINDS) if text else QualificationKind.REGULAR
        if found is None:
            self._wrong("kind", say("Write Regular or Elective here, and not “%(written)s”.", written=clipped(text)))
        return QualificationKind(found or QualificationKind.REGULAR)

    def _language(self) -> str:
        text = self._text("language")
        found = values.language(text) if text else "nl"
        if found is None:
            self._wrong("language", say("Write nl or en here, and not “%(written)s”.", written=clipped(text)))
        return found or "nl"

    def _instruction(self) -> Instruction | None:
        told = Instruction(
            self._text("instruction_title"), self._text("instruction_explanation"), self._text("instruction_text")
        )
        return told if told != Instruction("", "", "") else None

    def _wrong(self, key: str, words: Message) -> None:
        self._fault(words, self._rows[key].where("value") if key in self._rows else self._place)
