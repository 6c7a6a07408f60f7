"""Reading uploads of files with qualifications, and what importing them would do."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from foundation.messages import Message, say
from foundation.refusals import NotFound
from foundation.work import Work
from qualification_files.formats import (
    Competence,
    FileReport,
    Format,
    QualificationFile,
    Refused,
    Remark,
    why_it_does_not_fit,
)
from qualification_files.models import Competence as CompetenceHere
from qualification_files.models import DossierImport, Qualification
from qualification_files.queries.competences import competences_by_letter
from qualification_files.rules import ImportState, import_state

Identity = tuple[str, str, str]  # code, cohort and edition: what identifies a qualification (Q11)
LONGEST_LETTER = 5
# Their frameworks have no code of a qualification; the reader makes one of what there is.
WITHOUT_CODES = (Format.CASE, Format.CASE_1_1, Format.MOODLE_CSV, Format.MAHARA_MATRIX)
CAN_BE_IMPORTED = (ImportState.NEW, ImportState.OTHER_EDITION)


@dataclass(frozen=True)
class ReadFile:
    """One file with qualifications that was read."""

    name: str
    sha256: str
    report: FileReport
    codes: Mapping[str, str] = field(default_factory=dict)  # given by hand: place in the file -> code
    file_id: int | None = None  # of an upload that is kept
    trouble: Message | None = None  # why nothing in it can be read in the format that somebody chose

    def key_at(self, place: int) -> str:
        """What tells a qualification of this file from all others of the same upload."""
        return f"{self.sha256[:12]}.{place}"

    def keys_of(self, code: str) -> set[str]:
        """The same for every qualification with this code."""
        return {self.key_at(place) for place, content in enumerate(self.contents) if content.code == code}

    @property
    def contents(self) -> Sequence[QualificationFile]:
        """The qualifications in the file, with the code that somebody gave where it may be given."""
        return [
            replace(content, code=self.codes.get(str(place)) or content.code) if self.asks_code_of(content) else content
            for place, content in enumerate(self.report.qualifications)
        ]

    def asks_code_of(self, content: QualificationFile) -> bool:
        """Whether somebody may say what its code is: the file gives none, or it is of a format without codes."""
        return not content.code or self.report.format in WITHOUT_CODES


@dataclass(frozen=True)
class Found:
    """One qualification in a file, and what importing it means now."""

    key: str  # tells it from the others of the same upload
    file: ReadFile
    state: ImportState
    code: str
    name: str
    reason: Message | None = None
    where: Message | None = None
    content: QualificationFile | None = None  # with the cohort it would come in for
    qualification_id: int | None = None  # of the one that is there already
    warnings: tuple[Remark, ...] = ()
    asks_code: bool = False  # somebody may say what its code is
    new_competences: tuple[Competence, ...] = ()  # it calls on these, which are not here and may be added

    @property
    def can_be_imported(self) -> bool:
        """Whether it may be chosen."""
        return self.state in CAN_BE_IMPORTED

    @property
    def core_tasks(self) -> int:
        """How many."""
        return len(self.content.core_tasks) if self.content else 0

    @property
    def work_processes(self) -> int:
        """How many."""
        return sum(len(task.work_processes) for task in self.content.core_tasks) if self.content else 0

    @property
    def indicators(self) -> int:
        """How many."""
        tasks = self.content.core_tasks if self.content else ()
        return sum(len(process.indicators) for task in tasks for process in task.work_processes)


def dossier_import(work: Work, import_id: int) -> DossierImport:
    """This upload, with its files."""
    found = work.db.get(DossierImport, import_id, options=[selectinload(DossierImport.files)])
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class Place:
    """One qualification of an upload, by what tells it from the others."""

    upload: DossierImport
    key: str


def place_in_import(work: Work, import_id: int, key: str) -> Place:
    """This upload, and which of its qualifications is meant."""
    return Place(dossier_import(work, import_id), key)


def locked_import(work: Work, import_id: int) -> DossierImport:
    """The upload, so that nobody else carries it out meanwhile: the form may have been posted twice."""
    found = work.db.scalar(
        select(DossierImport)
        .where(DossierImport.id == import_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def recent_imports(work: Work, *, limit: int = 20) -> list[DossierImport]:
    """The latest uploads, newest first."""
    return list(
        work.db.scalars(
            select(DossierImport)
            .options(selectinload(DossierImport.files))
            .order_by(DossierImport.id.desc())
            .limit(limit)
        )
    )


def open_imports(work: Work) -> list[DossierImport]:
    """Uploads that were not carried out, newest first."""
    return list(
        work.db.scalars(
            select(DossierImport).where(DossierImport.carried_out_at.is_(None)).order_by(DossierImport.id.desc())
        )
    )


def found_in(work: Work, files: Sequence[ReadFile], *, cohort: str) -> list[Found]:
    """Every qualification in the files, in a fixed two statements: new, already there, another edition, or refused.

    They come in for the cohort that is asked, or else for the one that the file names.
    """
    here = _qualifications_here(work, [content.code for file in files for content in file.contents if content.code])
    known, seen = competences_by_letter(work), set[Identity]()
    found: list[Found] = []
    for file in files:
        contents = [replace(content, cohort=cohort or content.cohort) for content in file.contents]
        times = Counter(_identity(content) for content in contents)
        of_file = [
            _found(file, place, content, known=known, times=times[_identity(content)])
            for place, content in enumerate(contents)
        ]
        found += [_placed(one, here=here, seen=seen) for one in of_file]
        seen |= {_identity(one.content) for one in of_file if one.content and one.state is ImportState.NEW}
    return found + [_refused(file, refusal) for file in files for refusal in file.report.refused]


def newest_with_code(work: Work, code: str) -> int | None:
    """The number of the qualification with this code that came last, of whatever cohort and edition."""
    return newest_with_codes(work, [code]).get(code)


def newest_with_codes(work: Work, codes: Sequence[str]) -> dict[str, int]:
    """The same for many, by code, in one statement; a code that is not here is left out."""
    newest = select(Qualification.code, func.max(Qualification.id)).where(Qualification.code.in_(set(codes)))
    return {row[0]: row[1] for row in work.db.execute(newest.group_by(Qualification.code))}


def _qualifications_here(work: Work, codes: Sequence[str]) -> dict[Identity, int]:
    columns = (Qualification.code, Qualification.cohort, Qualification.edition, Qualification.id)
    rows = work.db.execute(select(*columns).where(Qualification.code.in_(set(codes))))
    return {(row.code, row.cohort, row.edition): row.id for row in rows}


def _identity(content: QualificationFile) -> Identity:
    return (content.code, content.cohort, content.dossier.version)


def _refused(file: ReadFile, refusal: Refused) -> Found:
    return Found(
        key="",
        file=file,
        state=ImportState.REFUSED,
        code=refusal.code or "",
        name="",
        reason=refusal.reason,
        where=refusal.where,
    )


def _found(
    file: ReadFile, place: int, content: QualificationFile, *, known: Mapping[str, CompetenceHere], times: int
) -> Found:
    """What the file itself says about it, before anything else is looked at."""
    official = file.report.format is Format.SBB_XML
    missing = _not_here(content, known)
    found = Found(
        key=file.key_at(place),
        file=file,
        state=ImportState.NEW,
        code=content.code,
        name=content.name,
        content=content,
        warnings=(*_remarks_about(file, place, content), *(() if official else _other_names(content, known))),
        asks_code=file.asks_code_of(file.report.qualifications[place]),
        new_competences=missing,
    )
    if misfit := why_it_does_not_fit(content):
        return replace(found, state=ImportState.REFUSED, reason=misfit.message, where=misfit.where)
    if reason := _why_refused(missing, known, official=official):
        return replace(found, state=ImportState.REFUSED, reason=reason)
    if not content.code:
        return replace(found, state=ImportState.CODE_MISSING)
    return found if times == 1 else replace(found, state=ImportState.REFUSED, reason=_twin(content, times))


def _placed(found: Found, *, here: Mapping[Identity, int], seen: Collection[Identity]) -> Found:
    """The same, among what is here and what other files of the upload hold."""
    if found.content is None or found.state is not ImportState.NEW:
        return found
    identity = _identity(found.content)
    if identity in seen:
        return replace(found, state=ImportState.TWICE)
    code, cohort, edition = identity
    editions = {other for other_code, other_cohort, other in here if (other_code, other_cohort) == (code, cohort)}
    return replace(found, state=import_state(edition, editions_here=editions), qualification_id=here.get(identity))


def _remarks_about(file: ReadFile, place: int, content: QualificationFile) -> Iterator[Remark]:
    codes = {file.report.qualifications[place].code, content.code} - {""}
    return (remark for remark in file.report.warnings if remark.code in codes)


def _twin(content: QualificationFile, times: int) -> Message:
    return say(
        "%(code)s with this cohort and edition occurs %(times)s times in this file, so it is not clear which one is "
        "meant.",
        code=content.code,
        times=times,
    )


def _not_here(content: QualificationFile, known: Mapping[str, CompetenceHere]) -> tuple[Competence, ...]:
    names = {one.code: one for one in content.competences}
    called = {
        letter: None
        for task in content.core_tasks
        for process in task.work_processes
        for letter in (*process.competences, *process.competences_extra)
    } | dict.fromkeys(names)
    return tuple(names.get(letter, Competence(letter, "")) for letter in called if letter not in known)


def _why_refused(
    missing: Sequence[Competence], known: Mapping[str, CompetenceHere], *, official: bool
) -> Message | None:
    alike = {letter.casefold(): letter for letter in known}
    for competence in missing:
        if official or not (competence.name or competence.name_en):
            return say(
                "It calls on competence %(letter)s (%(name)s), which is not in your list. "
                "Add it under Competences first.",
                letter=competence.code,
                name=competence.name or say("without a name"),
            )
        if len(competence.code) > LONGEST_LETTER:
            return say("The letter or code of competence %(letter)s is too long.", letter=competence.code)
        if competence.code.casefold() in alike:
            return say(
                "It calls on competence %(letter)s, and your list has %(other)s. Write it the same way in the file.",
                letter=competence.code,
                other=alike[competence.code.casefold()],
            )
    return None


def _other_names(content: QualificationFile, known: Mapping[str, CompetenceHere]) -> Iterator[Remark]:
    """Competences that are called otherwise here: the same letter may well stand for something else."""
    for one in content.competences:
        here = known.get(one.code)
        names = {name.casefold() for name in (one.name, one.name_en) if name}
        if here and names and names.isdisjoint({here.name_nl.casefold(), here.name_en.casefold()}):
            words = say(
                "In the file it is called “%(name)s”, here “%(here)s”. It comes in as the one that is here.",
                name=one.name or one.name_en,
                here=here.name_nl,
            )
            yield Remark(content.code, words, say("competence %(letter)s", letter=one.code))
