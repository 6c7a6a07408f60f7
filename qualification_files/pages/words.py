"""How states are called and drawn."""

from dataclasses import dataclass

from foundation.messages import Message, say, say_many
from foundation.web.wording import lazy_gettext as _l
from qualification_files.models import Qualification
from qualification_files.rules import ImportState, LinkOrigin, Part, QualificationKind, QualificationState

STATES = {
    QualificationState.DRAFT: ("quiet", _l("Draft")),
    QualificationState.ACTIVE: ("ok", _l("Active")),
    QualificationState.DEACTIVATED: ("stop", _l("Deactivated")),
    QualificationState.SUPERSEDED: ("quiet", _l("Superseded")),
    QualificationState.CLOSED: ("stop", _l("Closed")),
}
KINDS = {
    QualificationKind.REGULAR: _l("Qualification"),
    QualificationKind.ELECTIVE: _l("Elective"),
}
PARTS = {Part.BASE: _l("Base part"), Part.PROFILE: _l("Profile part"), Part.OWN: _l("Own part")}
ORIGINS = {
    LinkOrigin.BY_HAND: _l("by hand"),
    LinkOrigin.IN_BULK: _l("from the list of participants"),
    LinkOrigin.BY_DEFAULT: _l("by default"),
    LinkOrigin.MOVED: _l("moved along from an earlier version"),
    LinkOrigin.BY_ORGANISATION: _l("through the organisation"),
    LinkOrigin.BY_RULE: _l("by a rule"),
    LinkOrigin.BY_INVENTORY: _l("by an inventory"),
}
IMPORT_STATES = {
    ImportState.NEW: ("open", _l("New")),
    ImportState.OTHER_EDITION: ("attention", _l("Another edition")),
    ImportState.ALREADY_THERE: ("info", _l("Already there")),
    ImportState.TWICE: ("quiet", _l("Twice in these files")),
    ImportState.CODE_MISSING: ("attention", _l("Code missing")),
    ImportState.REFUSED: ("stop", _l("Refused")),
    ImportState.LEFT_OUT: ("quiet", _l("Not chosen")),
    ImportState.IMPORTED: ("ok", _l("Imported")),
}
LANGUAGE_NAMES = {"nl": _l("Dutch"), "en": _l("English")}


@dataclass(frozen=True)
class Sign:
    """A state in words, with the kind of symbol and colour that goes with it."""

    kind: str
    words: str | Message


@dataclass(frozen=True)
class Block:
    """A paragraph, or a list of bullets."""

    lines: tuple[str, ...]
    bulleted: bool


def state_sign(state: QualificationState) -> Sign:
    """The state of a qualification."""
    kind, words = STATES[state]
    return Sign(kind, words)


def import_sign(state: ImportState) -> Sign:
    """The state of a qualification in an import."""
    kind, words = IMPORT_STATES[state]
    return Sign(kind, words)


def identity(row: Qualification) -> Message:
    """Code, cohort, edition and level in one line."""
    level = say("level %(level)s", level=row.level) if row.level else say("no level")
    if row.cohort and row.edition:
        return say(
            "%(code)s, cohort %(cohort)s, edition %(edition)s, %(level)s",
            code=row.code,
            cohort=row.cohort,
            edition=row.edition,
            level=level,
        )
    if row.cohort:
        return say("%(code)s, cohort %(cohort)s, %(level)s", code=row.code, cohort=row.cohort, level=level)
    if row.edition:
        return say("%(code)s, edition %(edition)s, %(level)s", code=row.code, edition=row.edition, level=level)
    return say("%(code)s, %(level)s", code=row.code, level=level)


def counted_processes(count: int) -> Message:
    """For instance: 4 work processes."""
    return say_many("%(count)s work process", "%(count)s work processes", count)


def counted_indicators(count: int) -> Message:
    """For instance: 12 indicators."""
    return say_many("%(count)s indicator", "%(count)s indicators", count)


def followed_by(count: int) -> Message:
    """For instance: followed by 30 people."""
    return say_many("followed by %(count)s person", "followed by %(count)s people", count)


def blocks(text: str) -> list[Block]:
    """A plain text as paragraphs and lists of bullets."""
    found: list[Block] = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        bulleted = line.startswith("- ")
        words = line.removeprefix("- ") if bulleted else line
        if bulleted and found and found[-1].bulleted:
            found[-1] = Block((*found[-1].lines, words), bulleted=True)
        else:
            found.append(Block((words,), bulleted))
    return found
