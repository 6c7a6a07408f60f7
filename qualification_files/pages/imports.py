"""Uploads of files with qualifications, before and after they are carried out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from foundation.messages import Message, from_json, say, say_many
from qualification_files.formats import Remark
from qualification_files.formats.differences import Differences
from qualification_files.models import DossierImport
from qualification_files.pages.comparing import in_one_line
from qualification_files.pages.places import place_in_words
from qualification_files.pages.words import Sign, counted_indicators, counted_processes, import_sign
from qualification_files.queries import Found, ReadFile
from qualification_files.rules import ImportState, edition_in_words


@dataclass(frozen=True)
class Note:
    """Something to know about what is in a file, with its place there."""

    kind: str  # of symbol and colour
    words: Message
    where: Message | None = None


@dataclass(frozen=True)
class FileNotes:
    """What there is to say about one file."""

    file: str
    notes: Sequence[Note]


@dataclass(frozen=True)
class Preview:
    """One qualification in an upload."""

    found: Found
    sign: Sign
    edition: Message | None
    cohort: str  # where the file names one and the form does not
    size: Message
    notes: Sequence[Note]

    @property
    def may_be_chosen(self) -> bool:
        """Whether it can be ticked; one without a code too, because its code can be filled in beside it."""
        return self.found.can_be_imported or self.found.state is ImportState.CODE_MISSING


@dataclass(frozen=True)
class Reported:
    """What became of one qualification in an import."""

    file: str
    code: str
    name: str
    sign: Sign
    notes: Sequence[Note]
    qualification_id: int | None
    is_new: bool


def previews(
    found: Sequence[Found], *, cohort: str = "", compared: Mapping[str, Differences] | None = None
) -> list[Preview]:
    """Every qualification with its state and whatever deserves a look; `compared`: by key, where it is here already."""
    compared, faulty = compared or {}, _faulty(found)
    return [
        Preview(
            found=one,
            sign=import_sign(one.state),
            edition=edition_in_words(one.content.dossier.version)
            if one.content and one.content.dossier.version
            else None,
            cohort=one.content.cohort if one.content and not cohort else "",
            size=_size(one),
            notes=list(_notes(one, compared.get(one.key))),
        )
        for one in found
        if one.file.sha256 not in faulty
    ]


def differences(before: Sequence[Found], now: Sequence[Found]) -> list[Preview]:
    """What importing means something else for, now that another cohort is asked."""
    return previews([one for one, old in zip(now, before, strict=True) if one.state is not old.state])


def faulty_files(found: Sequence[Found]) -> list[FileNotes]:
    """The files that give no qualification at all, with everything that stands in the way."""
    faulty = _faulty(found)
    return _by_file(
        (one.file.name, _fault(one.reason, one.where)) for one in found if one.file.sha256 in faulty and one.reason
    )


def refused_files(upload: DossierImport) -> list[FileNotes]:
    """The files that could not be read when they were uploaded; nothing of them was kept but the reason."""
    return _by_file((entry["file"], _fault(*_reason(entry))) for entry in upload.outcome if entry["reason"])


def new_competences(found: Sequence[Found]) -> list[str]:
    """What would be added to the list of competences, by letter and name."""
    wanted = {one.code: one for row in found if row.can_be_imported for one in row.new_competences}
    return [f"{letter} ({one.name or one.name_en})" for letter, one in sorted(wanted.items())]


def remarks(found: Sequence[Found]) -> list[FileNotes]:
    """Remarks that are about a file or dossier and not about one qualification."""
    codes = {one.code for one in found}
    files = {one.file.sha256: one.file for one in found}
    return _by_file(
        (file.name, _remark(remark))
        for file in files.values()
        for remark in file.report.warnings
        if remark.code is None or remark.code not in codes
    )


def all_remarks(files: Sequence[ReadFile]) -> list[FileNotes]:
    """Everything in the files that deserves a look, as long as there is something to look after."""
    return _by_file((file.name, _remark(remark)) for file in files for remark in file.report.warnings)


def report(upload: DossierImport) -> list[Reported]:
    """What an import has done; a file that gave nothing but faults is one line."""
    named = {entry["file"] for entry in upload.outcome if entry["name"]}
    rows = [_reported(entry) for entry in upload.outcome if entry["file"] in named]
    faulty = _by_file(
        (entry["file"], _fault(*_reason(entry))) for entry in upload.outcome if entry["file"] not in named
    )
    return rows + [
        Reported(
            file=one.file,
            code="",
            name=one.file,
            sign=import_sign(ImportState.REFUSED),
            notes=one.notes,
            qualification_id=None,
            is_new=False,
        )
        for one in faulty
    ]


def _reported(entry: Mapping[str, Any]) -> Reported:
    reason, where = _reason(entry)
    return Reported(
        file=entry["file"],
        code=entry["code"],
        name=entry["name"] or entry["code"] or entry["file"],
        sign=import_sign(ImportState(entry["state"])),
        notes=[_fault(reason, where)] if reason else [],
        qualification_id=entry["qualification_id"],
        is_new=entry["state"] == ImportState.IMPORTED,
    )


def _reason(entry: Mapping[str, Any]) -> tuple[Message | None, Message | None]:
    reason, where = entry["reason"], entry["where"]
    return from_json(reason) if reason else None, from_json(where) if where else None


def _faulty(found: Sequence[Found]) -> set[str]:
    return {one.file.sha256 for one in found if not one.file.report.qualifications}


def _fault(reason: Message | None, where: Message | None) -> Note:
    return Note("stop", reason or say("It was refused."), place_in_words(where) if where else None)


def _remark(remark: Remark) -> Note:
    return Note("attention", remark.text, place_in_words(remark.where))


def _by_file(notes: Iterable[tuple[str, Note]]) -> list[FileNotes]:
    by_file: dict[str, list[Note]] = {}
    for file, note in notes:
        by_file.setdefault(file, []).append(note)
    return [FileNotes(file, kept) for file, kept in by_file.items()]


def _size(found: Found) -> Message:
    return say(
        "%(tasks)s, %(processes)s, %(indicators)s",
        tasks=say_many("%(count)s core task", "%(count)s core tasks", found.core_tasks),
        processes=counted_processes(found.work_processes),
        indicators=counted_indicators(found.indicators),
    )


def _notes(found: Found, compared: Differences | None) -> Iterator[Note]:
    if compared is not None:
        yield Note("open" if compared else "ok", in_one_line(compared))
    if found.state is ImportState.ALREADY_THERE:
        yield Note("info", say("This code, cohort and edition is there. Importing changes nothing."))
    if found.state is ImportState.OTHER_EDITION:
        yield Note(
            "info", say("Another edition of this code and cohort is there. It stays, and this one comes beside it.")
        )
    if found.state is ImportState.TWICE:
        yield Note("info", say("Another of these files holds this code, cohort and edition too. That one is imported."))
    if found.state is ImportState.CODE_MISSING:
        words = say("The file gives no code. Fill one in: code, cohort and edition are what it is known by.")
        yield Note("attention", words)
    if found.reason:
        yield _fault(found.reason, found.where)
    yield from (_remark(remark) for remark in found.warnings)
