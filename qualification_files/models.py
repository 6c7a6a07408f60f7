"""The qualification file: core tasks, work processes, indicators and competences; and who follows it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.db import Base, EnumText
from people.models import Person
from qualification_files.rules import (
    LinkDeed,
    LinkOrigin,
    MappingOrigin,
    Part,
    QualificationKind,
    QualificationState,
    SourceKind,
)


class Competence(Base):
    """One of the 25 standard competences, or one of the school's own."""

    __tablename__ = "competence"
    id: Mapped[int] = mapped_column(primary_key=True)
    letter: Mapped[str] = mapped_column(String(5), unique=True)
    official_number: Mapped[int | None]  # SBB's number
    name_nl: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    standard: Mapped[bool] = mapped_column(default=False)
    retired_at: Mapped[datetime | None]


class Qualification(Base):
    """A qualification as this school offers it, identified by code, cohort and version."""

    __tablename__ = "qualification"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40))
    cohort: Mapped[str] = mapped_column(String(40), default="")
    edition: Mapped[str] = mapped_column(String(40), default="")  # the version of the file, as its source calls it
    name: Mapped[str] = mapped_column(String(400))
    language: Mapped[str] = mapped_column(String(5), default="nl")
    kind: Mapped[QualificationKind] = mapped_column(EnumText(QualificationKind), default=QualificationKind.REGULAR)
    level: Mapped[int | None]
    description: Mapped[str] = mapped_column(Text, default="")
    link_by_default: Mapped[bool] = mapped_column(default=False)
    state: Mapped[QualificationState] = mapped_column(EnumText(QualificationState), default=QualificationState.DRAFT)
    valid_from: Mapped[date | None]
    intake_ends: Mapped[date | None]
    programme_ends: Mapped[date | None]
    programme_type: Mapped[str] = mapped_column(String(100), default="")
    study_load_hours: Mapped[int | None]
    dossier_code: Mapped[str] = mapped_column(String(40), default="")
    dossier_name: Mapped[str] = mapped_column(String(400), default="")
    source: Mapped[dict[str, Any] | None]  # file name, sha256 and further facts of the import
    identifier: Mapped[UUID] = mapped_column(Uuid, default=uuid4, unique=True)  # what other systems know it by
    terms: Mapped[dict[str, Any]] = mapped_column(default=dict)  # see rules.terms; empty where the usual words serve
    has_instruction: Mapped[bool] = mapped_column(default=False)
    instruction_title: Mapped[str] = mapped_column(String(200), default="")
    instruction_explanation: Mapped[str] = mapped_column(Text, default="")
    instruction_text: Mapped[str] = mapped_column(Text, default="")
    public_since: Mapped[datetime | None]  # anyone may read it from then on
    activity_count: Mapped[int] = mapped_column(default=0)  # what one does to achieve it, besides core tasks
    predecessor_id: Mapped[int | None] = mapped_column(ForeignKey("qualification.id"), index=True)
    created_at: Mapped[datetime]
    activated_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    core_tasks: Mapped[list["CoreTask"]] = relationship(
        back_populates="qualification", cascade="all, delete-orphan", order_by="CoreTask.position"
    )

    __table_args__ = (
        UniqueConstraint("code", "cohort", "edition"),
        Index("ix_qualification_state_name", "state", "name"),
        CheckConstraint("level BETWEEN 1 AND 8", name="level"),
    )
    # Two coordinators in one qualification: the second is told, not obeyed.
    __mapper_args__ = {"version_id_col": version}


class CoreTask(Base):
    """A core task; knowledge and skills stand here in official files since 2015."""

    __tablename__ = "core_task"
    id: Mapped[int] = mapped_column(primary_key=True)
    qualification_id: Mapped[int] = mapped_column(ForeignKey("qualification.id", ondelete="CASCADE"))
    number: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(500))
    part: Mapped[Part] = mapped_column(EnumText(Part), default=Part.OWN)
    complexity: Mapped[str] = mapped_column(Text, default="")
    complexity_extra: Mapped[str] = mapped_column(Text, default="")
    responsibility: Mapped[str] = mapped_column(Text, default="")
    responsibility_extra: Mapped[str] = mapped_column(Text, default="")
    identifier: Mapped[UUID] = mapped_column(Uuid, default=uuid4, index=True)

    qualification: Mapped[Qualification] = relationship(back_populates="core_tasks")
    work_processes: Mapped[list["WorkProcess"]] = relationship(
        back_populates="core_task", cascade="all, delete-orphan", order_by="WorkProcess.position"
    )
    knowledge: Mapped[list["Knowledge"]] = relationship(
        back_populates="core_task", cascade="all, delete-orphan", order_by="Knowledge.position"
    )

    __table_args__ = (UniqueConstraint("qualification_id", "number"),)


class Knowledge(Base):
    """One piece of professional knowledge or skill that a core task asks for."""

    __tablename__ = "knowledge"
    id: Mapped[int] = mapped_column(primary_key=True)
    core_task_id: Mapped[int] = mapped_column(ForeignKey("core_task.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    extra: Mapped[bool] = mapped_column(default=False)  # asked by the profile on top of the base

    core_task: Mapped[CoreTask] = relationship(back_populates="knowledge")


class WorkProcess(Base):
    """A work process: what is done, with which result, and how one sees it done well."""

    __tablename__ = "work_process"
    id: Mapped[int] = mapped_column(primary_key=True)
    core_task_id: Mapped[int] = mapped_column(ForeignKey("core_task.id", ondelete="CASCADE"))
    number: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(500))
    description: Mapped[str] = mapped_column(Text, default="")
    description_extra: Mapped[str] = mapped_column(Text, default="")
    result: Mapped[str] = mapped_column(Text, default="")
    result_extra: Mapped[str] = mapped_column(Text, default="")
    behaviour: Mapped[str] = mapped_column(Text, default="")
    behaviour_extra: Mapped[str] = mapped_column(Text, default="")
    knowledge_and_skills: Mapped[str] = mapped_column(Text, default="")  # of a school's own qualification
    identifier: Mapped[UUID] = mapped_column(Uuid, default=uuid4, index=True)

    core_task: Mapped[CoreTask] = relationship(back_populates="work_processes")
    indicators: Mapped[list["Indicator"]] = relationship(
        back_populates="work_process", cascade="all, delete-orphan", order_by="Indicator.position"
    )
    competences: Mapped[list["WorkProcessCompetence"]] = relationship(
        back_populates="work_process", cascade="all, delete-orphan", order_by="WorkProcessCompetence.competence_id"
    )

    __table_args__ = (UniqueConstraint("core_task_id", "number"),)


class WorkProcessCompetence(Base):
    """A competence that a work process calls on."""

    __tablename__ = "work_process_competence"
    work_process_id: Mapped[int] = mapped_column(ForeignKey("work_process.id", ondelete="CASCADE"), primary_key=True)
    competence_id: Mapped[int] = mapped_column(ForeignKey("competence.id"), primary_key=True, index=True)
    extra: Mapped[bool] = mapped_column(default=False)

    work_process: Mapped[WorkProcess] = relationship(back_populates="competences")
    competence: Mapped[Competence] = relationship()


class Indicator(Base):
    """A performance indicator: one thing an examiner can see."""

    __tablename__ = "indicator"
    id: Mapped[int] = mapped_column(primary_key=True)
    work_process_id: Mapped[int] = mapped_column(ForeignKey("work_process.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    extra: Mapped[bool] = mapped_column(default=False)
    identifier: Mapped[UUID] = mapped_column(Uuid, default=uuid4, index=True)

    work_process: Mapped[WorkProcess] = relationship(back_populates="indicators")


class QualificationLink(Base):
    """A person follows a qualification. Ended links stay, so that history can be read."""

    __tablename__ = "qualification_link"
    id: Mapped[int] = mapped_column(primary_key=True)
    qualification_id: Mapped[int] = mapped_column(ForeignKey("qualification.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    origin: Mapped[LinkOrigin] = mapped_column(EnumText(LinkOrigin), default=LinkOrigin.BY_HAND)
    linked_at: Mapped[datetime]
    linked_by: Mapped[int | None]
    run_id: Mapped[int | None] = mapped_column(ForeignKey("link_run.id"), index=True)  # the bulk deed that made it
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None]
    ended_run_id: Mapped[int | None] = mapped_column(ForeignKey("link_run.id"), index=True)

    qualification: Mapped[Qualification] = relationship()
    person: Mapped[Person] = relationship()

    __table_args__ = (
        # Two coordinators link the same person at once: one link stands, the other finds it there.
        Index(
            "uq_qualification_link_current",
            "qualification_id",
            "person_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )


class LinkGround(Base):
    """Why a link stands. Several grounds may hold one link, and only the end of the last one ends it."""

    __tablename__ = "link_ground"
    id: Mapped[int] = mapped_column(primary_key=True)
    link_id: Mapped[int] = mapped_column(ForeignKey("qualification_link.id"), index=True)
    origin: Mapped[LinkOrigin] = mapped_column(EnumText(LinkOrigin))
    source_id: Mapped[int] = mapped_column(default=0)  # which part, rule or inventory; 0 where there is no such thing
    required: Mapped[bool] = mapped_column(default=True)  # otherwise recommended
    since: Mapped[datetime]
    made_by: Mapped[int | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None]

    link: Mapped[QualificationLink] = relationship()

    __table_args__ = (
        # A rule that runs twice at once holds the link once.
        Index(
            "uq_link_ground_current",
            "link_id",
            "origin",
            "source_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_link_ground_origin_source_id", "origin", "source_id"),
    )


class LinkRun(Base):
    """Linking or unlinking many people at once: from the selection to the summary and its undoing."""

    __tablename__ = "link_run"
    id: Mapped[int] = mapped_column(primary_key=True)
    deed: Mapped[LinkDeed] = mapped_column(EnumText(LinkDeed))
    person_ids: Mapped[list[Any]] = mapped_column(deferred=True)  # may be thousands
    people: Mapped[int]  # how many
    qualification_ids: Mapped[list[Any]]
    made_by: Mapped[int | None]
    made_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    done: Mapped[int] = mapped_column(default=0)  # people dealt with; a job that starts again goes on from here
    outcome: Mapped[list[Any]] = mapped_column(deferred=True)  # per qualification: what happened to whom, and why
    finished_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[int | None]
    job_id: Mapped[int | None]


class DossierImport(Base):
    """Uploaded files with qualifications between their preview and the moment they are carried out."""

    __tablename__ = "dossier_import"
    id: Mapped[int] = mapped_column(primary_key=True)
    uploaded_by: Mapped[int | None]
    uploaded_at: Mapped[datetime]
    cohort: Mapped[str] = mapped_column(String(40), default="")
    carried_out_at: Mapped[datetime | None]
    outcome: Mapped[list[Any]]  # refused files at once; then per qualification: what became of it, and why

    files: Mapped[list["DossierFile"]] = relationship(
        back_populates="dossier_import", cascade="all, delete-orphan", order_by="DossierFile.id"
    )


class DossierFile(Base):
    """One uploaded file with qualifications, kept as it came."""

    __tablename__ = "dossier_file"
    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("dossier_import.id", ondelete="CASCADE"), index=True)
    file_name: Mapped[str] = mapped_column(String(255))
    file_key: Mapped[str] = mapped_column(String(100))
    sha256: Mapped[str] = mapped_column(String(64))
    asked: Mapped[dict[str, Any]] = mapped_column(default=dict)  # what somebody said of it: its format, missing codes

    dossier_import: Mapped[DossierImport] = relationship(back_populates="files")


class AccountabilityDocument(Base):
    """A document in which the school accounts for its choices about a qualification; each file it ever had stays."""

    __tablename__ = "accountability_document"
    id: Mapped[int] = mapped_column(primary_key=True)
    qualification_id: Mapped[int] = mapped_column(ForeignKey("qualification.id", ondelete="CASCADE"), index=True)
    description: Mapped[str] = mapped_column(String(500))
    added_at: Mapped[datetime]
    added_by: Mapped[int | None]
    removed_at: Mapped[datetime | None]
    removed_by: Mapped[int | None]

    qualification: Mapped[Qualification] = relationship()
    files: Mapped[list["AccountabilityFile"]] = relationship(
        back_populates="document", cascade="all, delete-orphan", order_by="AccountabilityFile.id"
    )


class AccountabilityFile(Base):
    """One file of such a document, sealed as it came; the latest one counts."""

    __tablename__ = "accountability_file"
    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("accountability_document.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    file_key: Mapped[str] = mapped_column(String(100))
    uploaded_at: Mapped[datetime]
    uploaded_by: Mapped[int | None]

    document: Mapped[AccountabilityDocument] = relationship(back_populates="files")


class StructureRemoval(Base):
    """A part that was taken out of a tree, with all that was under it, so that it can be put back."""

    __tablename__ = "structure_removal"
    id: Mapped[int] = mapped_column(primary_key=True)
    qualification_id: Mapped[int] = mapped_column(ForeignKey("qualification.id", ondelete="CASCADE"), index=True)
    part: Mapped[str] = mapped_column(String(20))  # core-task, work-process or indicator
    content: Mapped[dict[str, Any]]
    removed_at: Mapped[datetime]
    removed_by: Mapped[int | None]
    undone_at: Mapped[datetime | None]


class QualificationSource(Base):
    """A place where official files are looked up by code: uploaded files, a folder, or an address on the web."""

    __tablename__ = "qualification_source"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[SourceKind] = mapped_column(EnumText(SourceKind))
    address: Mapped[str] = mapped_column(String(500), default="")  # the folder or the address on the web
    position: Mapped[int] = mapped_column(default=1)  # the first source that has a code gives it
    active: Mapped[bool] = mapped_column(default=True)
    added_at: Mapped[datetime]
    added_by: Mapped[int | None]
    read_at: Mapped[datetime | None]
    trouble: Mapped[dict[str, Any] | None]  # a message: why it could not be read the last time

    files: Mapped[list["SourceFile"]] = relationship(
        back_populates="source", cascade="all, delete-orphan", order_by="SourceFile.id"
    )


class SourceFile(Base):
    """A file of a source, kept as it came, with the qualifications that are in it."""

    __tablename__ = "source_file"
    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("qualification_source.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(255))
    file_key: Mapped[str] = mapped_column(String(100))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    taken_at: Mapped[datetime]
    codes: Mapped[list[Any]]  # per qualification: code, name, level, edition and the days that tell whether it runs

    source: Mapped[QualificationSource] = relationship(back_populates="files")


class CodeRun(Base):
    """Adding many qualifications by code: from the pasted codes to what became of each."""

    __tablename__ = "code_run"
    id: Mapped[int] = mapped_column(primary_key=True)
    cohort: Mapped[str] = mapped_column(String(40), default="")
    codes: Mapped[list[Any]]  # cleaned, in the order in which they were pasted
    wrong: Mapped[list[Any]]  # what was pasted and is no code
    made_by: Mapped[int | None]
    made_at: Mapped[datetime]
    done: Mapped[int] = mapped_column(default=0)  # codes that were looked up, or (once chosen) imported
    found: Mapped[list[Any]] = mapped_column(deferred=True)  # per code: what the sources gave
    looked_up_at: Mapped[datetime | None]
    chosen: Mapped[list[Any]]
    started_at: Mapped[datetime | None]
    outcome: Mapped[list[Any]] = mapped_column(deferred=True)
    finished_at: Mapped[datetime | None]
    job_id: Mapped[int | None]


class WorkProcessMapping(Base):
    """Where somebody said that a work process of an earlier version went: to one of the new version, or nowhere."""

    __tablename__ = "work_process_mapping"
    qualification_id: Mapped[int] = mapped_column(ForeignKey("qualification.id", ondelete="CASCADE"), primary_key=True)
    old_id: Mapped[int] = mapped_column(ForeignKey("work_process.id", ondelete="CASCADE"), primary_key=True, index=True)
    # Gone with its counterpart: then nobody has decided yet, which is something else than "no counterpart".
    new_id: Mapped[int | None] = mapped_column(ForeignKey("work_process.id", ondelete="CASCADE"), index=True)
    origin: Mapped[MappingOrigin] = mapped_column(EnumText(MappingOrigin))
    decided_at: Mapped[datetime]
    decided_by: Mapped[int | None]

    old: Mapped[WorkProcess] = relationship(foreign_keys=[old_id])
    new: Mapped[WorkProcess | None] = relationship(foreign_keys=[new_id])


class VersionMove(Base):
    """Moving people from a version to its successor: from the selection to the summary."""

    __tablename__ = "version_move"
    id: Mapped[int] = mapped_column(primary_key=True)
    old_id: Mapped[int] = mapped_column(ForeignKey("qualification.id"), index=True)
    new_id: Mapped[int] = mapped_column(ForeignKey("qualification.id"), index=True)
    person_ids: Mapped[list[Any]] = mapped_column(deferred=True)  # may be thousands
    people: Mapped[int]  # how many
    mapping: Mapped[list[Any]]  # as it was when the move began: [old work process, new work process or null]
    made_by: Mapped[int | None]
    made_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    done: Mapped[int] = mapped_column(default=0)  # people dealt with; a job that starts again goes on from here
    outcome: Mapped[dict[str, Any]] = mapped_column(deferred=True)  # what happened to whom and why; which links ended
    finished_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[int | None]
    job_id: Mapped[int | None]


@dataclass(frozen=True)
class Reading:
    """A qualification as somebody comes to read it."""

    qualification: Qualification
    followed: bool  # the reader is, or was, linked to it
