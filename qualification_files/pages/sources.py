"""Sources in words: what they are, what was found in them, what is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass

from foundation.messages import Message, say, say_many
from foundation.web.wording import lazy_gettext as _l
from qualification_files.models import SourceFile
from qualification_files.pages.words import Sign
from qualification_files.queries.sources import SourceRow, trouble_of
from qualification_files.rules.lookup import Held
from qualification_files.rules.states import SourceKind

SHOWN = 200  # codes of one file

KINDS = {
    SourceKind.UPLOADED: _l("Uploaded files"),
    SourceKind.FOLDER: _l("Folder on the server"),
    SourceKind.ADDRESS: _l("Address on the web"),
}


@dataclass(frozen=True)
class SourceLine:
    """A source in the list."""

    row: SourceRow
    kind: str
    found: Message
    sign: Sign
    trouble: Message | None


@dataclass(frozen=True)
class FileLine:
    """A file of a source with what is in it."""

    file: SourceFile
    held: list[Held]
    words: Message
    refused: Message | None
    more: int


def source_line(row: SourceRow) -> SourceLine:
    """The source with its state in words."""
    source, trouble = row.source, trouble_of(row.source)
    return SourceLine(row, KINDS[source.kind], found_words(row), _sign(row, trouble), trouble)


def found_words(row: SourceRow) -> Message:
    """For instance: 15 codes in 2 files."""
    if row.source.read_at is None:
        return say("Not read yet")
    if row.is_list:
        return say_many("A list with %(count)s code", "A list with %(count)s codes", row.codes)
    if not row.files and row.source.trouble:
        return say("Could not be read")
    if not row.files and row.source.kind is SourceKind.ADDRESS:
        return say("Gives no list, and is asked code by code")
    return say(
        "%(codes)s in %(files)s",
        codes=say_many("%(count)s code", "%(count)s codes", row.codes),
        files=say_many("%(count)s file", "%(count)s files", row.files),
    )


def file_line(file: SourceFile) -> FileLine:
    """A file with the codes in it."""
    held = [Held.from_json(one) for one in file.codes]
    coded = [one for one in held if one.code]
    return FileLine(
        file,
        coded[:SHOWN],
        say_many("%(count)s code", "%(count)s codes", len(coded)),
        next((one.refused for one in held if not one.code), None),
        max(0, len(coded) - SHOWN),
    )


def file_lines(files: Sequence[SourceFile]) -> list[FileLine]:
    """All of them."""
    return [file_line(file) for file in files]


def _sign(row: SourceRow, trouble: Message | None) -> Sign:
    if not row.source.active:
        return Sign("quiet", say("Switched off"))
    if trouble:
        return (
            Sign("attention", say("Not everything could be read"))
            if row.files
            else Sign("stop", say("Could not be read"))
        )
    if row.source.read_at is None:
        return Sign("wait", say("Not read yet"))
    return Sign("ok", say("In use"))
