"""Reading uploads of official files, and what importing them would do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from foundation.messages import Message, say
from foundation.refusals import NotFound
from foundation.work import Work
from qualification_files.formats import FileReport, QualificationFile, Refused, Remark
from qualification_files.models import DossierImport
from qualification_files.queries.competences import competence_numbers
from qualification_files.queries.qualifications import editions_here
from qualification_files.rules import ImportState, import_state

LONGEST_EDITION = 40  # of the column: what identifies a qualification is never cut


@dataclass(frozen=True)
class ReadFile:
    """One official file that was read."""

    name: str
    sha256: str
    report: FileReport

    def key_of(self, code: str) -> str:
        """What tells a qualification of this file from those of other files of the same upload."""
        return f"{self.sha256[:12]}.{code}"


@dataclass(frozen=True)
class Found:
    """One qualification in an official file, and what importing it means now."""

    key: str  # tells it from the others of the same upload
    file: ReadFile
    state: ImportState
    code: str
    name: str
    reason: Message | None = None
    where: Message | None = None
    content: QualificationFile | None = None
    qualification_id: int | None = None  # of the one that is there already
    warnings: tuple[Remark, ...] = ()

    @property
    def can_be_imported(self) -> bool:
        """Whether it may be chosen."""
        return self.state in (ImportState.NEW, ImportState.OTHER_EDITION)

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
    """Every qualification in the files, in a fixed two statements: new, already there, another edition, or refused."""
    codes = [content.code for file in files for content in file.report.qualifications]
    here, letters = editions_here(work, codes=codes, cohort=cohort), competence_numbers(work)
    found: list[Found] = []
    for file in files:
        found += (_found(file, content, here=here, letters=letters) for content in file.report.qualifications)
        # What two files of one upload both hold is taken from the first.
        here |= {(content.code, content.dossier.version): None for content in file.report.qualifications} | here
    return found + [_refused(file, refusal) for file in files for refusal in file.report.refused]


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
    file: ReadFile,
    content: QualificationFile,
    *,
    here: Mapping[tuple[str, str], int | None],
    letters: Mapping[str, int],
) -> Found:
    edition, reason = content.dossier.version, _why_refused(content, letters)
    state = import_state(edition, editions_here={other for code, other in here if code == content.code})
    return Found(
        key=file.key_of(content.code),
        file=file,
        state=ImportState.REFUSED if reason else state,
        code=content.code,
        name=content.name,
        reason=reason,
        content=content,
        qualification_id=here.get((content.code, edition)),
        warnings=tuple(remark for remark in file.report.warnings if remark.code == content.code),
    )


def _why_refused(content: QualificationFile, letters: Mapping[str, int]) -> Message | None:
    if len(content.dossier.version) > LONGEST_EDITION:
        return say("The edition of this dossier has more than %(limit)s characters.", limit=LONGEST_EDITION)
    for competence in content.competences:
        if competence.code not in letters:
            return say(
                "It calls on competence %(letter)s (%(name)s), which is not in your list. "
                "Add it under Competences first.",
                letter=competence.code,
                name=competence.name,
            )
    return None
