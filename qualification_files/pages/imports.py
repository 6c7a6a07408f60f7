"""Uploads of files with qualifications, before and after they are carried out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from foundation.messages import Message, from_json, say, say_many
from qualification_files.formats import Remark
from qualification_files.models import DossierImport
from qualification_files.pages.words import Sign, counted_indicators, counted_processes, import_sign
from qualification_files.queries import Found, ReadFile
from qualification_files.rules import ImportState, edition_in_words


@dataclass(frozen=True)
class Preview:
    """One qualification in an upload."""

    found: Found
    sign: Sign
    edition: Message | None
    cohort: str  # where the file names one and the form does not
    size: Message
    more: list[Message]

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
    reason: Message | None
    where: Message | None
    qualification_id: int | None
    is_new: bool


def previews(found: Sequence[Found], *, cohort: str = "") -> list[Preview]:
    """Every qualification with its state and whatever deserves a look."""
    return [
        Preview(
            found=one,
            sign=import_sign(one.state),
            edition=edition_in_words(one.content.dossier.version)
            if one.content and one.content.dossier.version
            else None,
            cohort=one.content.cohort if one.content and not cohort else "",
            size=_size(one),
            more=list(_more(one)),
        )
        for one in found
    ]


def differences(before: Sequence[Found], now: Sequence[Found]) -> list[Preview]:
    """What importing means something else for, now that another cohort is asked."""
    return [row for row, old in zip(previews(now), before, strict=True) if row.found.state is not old.state]


def new_competences(found: Sequence[Found]) -> list[str]:
    """What would be added to the list of competences, by letter and name."""
    wanted = {one.code: one for row in found if row.can_be_imported for one in row.new_competences}
    return [f"{letter} ({one.name or one.name_en})" for letter, one in sorted(wanted.items())]


def remarks(found: Sequence[Found]) -> list[tuple[str, Remark]]:
    """Remarks that are about a file or dossier and not about one qualification."""
    codes = {one.code for one in found}
    files = {one.file.sha256: one.file for one in found}
    return [
        (file.name, remark)
        for file in files.values()
        for remark in file.report.warnings
        if remark.code is None or remark.code not in codes
    ]


def all_remarks(files: Sequence[ReadFile]) -> list[tuple[str, Remark]]:
    """Everything in the files that deserves a look, as long as there is something to look after."""
    return [(file.name, remark) for file in files for remark in file.report.warnings]


def report(upload: DossierImport) -> list[Reported]:
    """What an import has done."""
    return [
        Reported(
            file=entry["file"],
            code=entry["code"],
            name=entry["name"],
            sign=import_sign(ImportState(entry["state"])),
            reason=from_json(entry["reason"]) if entry["reason"] else None,
            where=from_json(entry["where"]) if entry["where"] else None,
            qualification_id=entry["qualification_id"],
            is_new=entry["state"] == ImportState.IMPORTED,
        )
        for entry in upload.outcome
    ]


def _size(found: Found) -> Message:
    return say(
        "%(tasks)s, %(processes)s, %(indicators)s",
        tasks=say_many("%(count)s core task", "%(count)s core tasks", found.core_tasks),
        processes=counted_processes(found.work_processes),
        indicators=counted_indicators(found.indicators),
    )


def _more(found: Found) -> Iterator[Message]:
    if found.state is ImportState.ALREADY_THERE:
        yield say("This code, cohort and edition is there. Importing changes nothing.")
    if found.state is ImportState.OTHER_EDITION:
        yield say("Another edition of this code and cohort is there. It stays, and this one comes beside it.")
    if found.state is ImportState.TWICE:
        yield say("Another of these files holds this code, cohort and edition too. That one is imported.")
    if found.state is ImportState.CODE_MISSING:
        yield say("The file gives no code. Fill one in: code, cohort and edition are what it is known by.")
    if found.reason:
        yield found.reason
    if found.where:
        yield found.where
    for remark in found.warnings:
        yield say("%(where)s: %(remark)s", where=remark.where, remark=remark.text)
