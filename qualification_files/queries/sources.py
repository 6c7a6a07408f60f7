"""Reading the list of sources, and what is kept of each."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from foundation.jobs.models import Job, JobState
from foundation.messages import Message, from_json
from foundation.refusals import NotFound
from foundation.work import Work
from qualification_files.models import QualificationSource, SourceFile
from qualification_files.rules.lookup import Held
from qualification_files.rules.states import SourceKind
from qualification_files.sources import INDEX, KeptFile, SourceFacts

READ_JOB = "qualification_files.read-source"


@dataclass(frozen=True)
class SourceRow:
    """A source in the list, with how much is known to be in it."""

    source: QualificationSource
    files: int
    codes: int
    is_list: bool = False  # what is kept is a list, and the files are fetched when they are asked for


def sources(work: Work) -> list[SourceRow]:
    """Every source in the order in which they are asked, in two statements."""
    codes = func.coalesce(func.sum(func.json_array_length(SourceFile.codes)), 0)
    sizes = {
        source_id: (files, int(total), files == 1 and last == INDEX)
        for source_id, files, total, last in work.db.execute(
            select(SourceFile.source_id, func.count(), codes, func.max(SourceFile.name)).group_by(SourceFile.source_id)
        )
    }
    rows = work.db.scalars(select(QualificationSource).order_by(QualificationSource.position, QualificationSource.id))
    return [SourceRow(row, *sizes.get(row.id, (0, 0))) for row in rows]


def source(work: Work, source_id: int) -> QualificationSource:
    """This source, without its files."""
    found = work.db.get(QualificationSource, source_id)
    if found is None:
        raise NotFound
    return found


def source_file(work: Work, source_id: int, file_id: int) -> SourceFile:
    """This file of this source."""
    found = work.db.get(SourceFile, file_id)
    if found is None or found.source_id != source_id:
        raise NotFound
    return found


def source_row(row: QualificationSource, files: Sequence[SourceFile]) -> SourceRow:
    """A source with the files that were read of it."""
    is_list = len(files) == 1 and files[0].name == INDEX
    return SourceRow(row, len(files), sum(len(file.codes) for file in files), is_list)


def locked_sources(work: Work) -> list[QualificationSource]:
    """All of them in order, so that nobody else moves one meanwhile."""
    return list(
        work.db.scalars(
            select(QualificationSource)
            .order_by(QualificationSource.position, QualificationSource.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )


def locked_source(work: Work, source_id: int) -> QualificationSource | None:
    """The source with its files, so that nobody else changes it meanwhile; None where it was removed."""
    return work.db.scalar(
        select(QualificationSource)
        .where(QualificationSource.id == source_id)
        .options(selectinload(QualificationSource.files))
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def files_of(work: Work, source_id: int) -> list[SourceFile]:
    """The files that are kept of a source."""
    return list(
        work.db.scalars(
            select(SourceFile).where(SourceFile.source_id == source_id).order_by(SourceFile.name, SourceFile.id)
        )
    )


def active_sources(work: Work, *, named: str = "") -> list[SourceFacts]:
    """What is asked for a code, in order, in two statements; only the one with this name where one is named."""
    asked = select(QualificationSource).where(QualificationSource.active.is_(True))
    if named:
        asked = asked.where(QualificationSource.name == named)
    rows = work.db.scalars(
        asked.options(selectinload(QualificationSource.files)).order_by(
            QualificationSource.position, QualificationSource.id
        )
    )
    return [facts_of(row) for row in rows]


def source_facts(work: Work, source_id: int) -> SourceFacts | None:
    """One source with its files; None where it was removed."""
    found = work.db.get(QualificationSource, source_id, options=[selectinload(QualificationSource.files)])
    return facts_of(found) if found else None


def facts_of(row: QualificationSource) -> SourceFacts:
    """A source with its files as plain values."""
    files = tuple(
        KeptFile(file.name, file.file_key, file.sha256, tuple(Held.from_json(held) for held in file.codes))
        for file in row.files
    )
    return SourceFacts(row.id, row.name, row.kind, row.address, files)


def all_kept(facts: Sequence[SourceFacts]) -> bool:
    """Whether everything these sources have is kept here, so that nothing outside has to be asked."""
    return all(one.kind is SourceKind.UPLOADED for one in facts)


def name_taken(work: Work, name: str, *, but: int | None = None) -> bool:
    """Whether another source is called so."""
    found = work.db.scalars(select(QualificationSource.id).where(func.lower(QualificationSource.name) == name.lower()))
    return any(number != but for number in found)


def reading_job(work: Work, source_id: int) -> Job | None:
    """The last job that read this source, if it is not done: it waits, runs, or was given up."""
    last = work.db.scalar(select(Job).where(Job.key == read_key(source_id)).order_by(Job.id.desc()).limit(1))
    return None if last is None or last.state is JobState.DONE else last


def read_key(source_id: int) -> str:
    """What keeps one source from being read twice at the same time."""
    return f"{READ_JOB}:{source_id}"


def trouble_of(row: QualificationSource) -> Message | None:
    """Why it could not be read the last time, or what could not."""
    return from_json(row.trouble) if row.trouble else None
