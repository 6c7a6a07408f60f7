"""The library: what somebody can do to achieve or maintain a qualification."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from certification.rules.states import ActivityKind, Attendance, ContentKind
from exams.models import ExamForm
from foundation.db import Base, EnumText
from people.models import Person


class Theme(Base):
    """A subject by which activities are found."""

    __tablename__ = "theme"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)


class Activity(Base):
    """An e-learning, exam, meet-up, assignment or course. In use it is never removed, only retired."""

    __tablename__ = "activity"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ActivityKind] = mapped_column(EnumText(ActivityKind))
    title: Mapped[str] = mapped_column(String(200), index=True)
    summary: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(5), default="nl")
    minutes: Mapped[int | None]  # how long it takes
    content: Mapped[ContentKind] = mapped_column(EnumText(ContentKind), default=ContentKind.NONE)
    address: Mapped[str] = mapped_column(String(1000), default="")  # of a link or a film elsewhere
    page_text: Mapped[str] = mapped_column(Text, default="")
    exam_form_id: Mapped[int | None] = mapped_column(ForeignKey("exam_form.id"), index=True)  # any edition of the exam
    is_graded: Mapped[bool] = mapped_column(default=False)  # an assignment with a mark beside pass or again
    gives_certificate: Mapped[bool] = mapped_column(default=False)
    published_on: Mapped[date | None]  # from that day people see it; empty: a draft
    retired_at: Mapped[datetime | None]  # nobody newly begins it; who was busy may finish
    made_at: Mapped[datetime]
    made_by: Mapped[int | None]
    form_key: Mapped[str | None] = mapped_column(String(36))  # a form posted twice makes one
    version: Mapped[int] = mapped_column(default=1)

    exam_form: Mapped[ExamForm | None] = relationship()
    themes: Mapped[list[Theme]] = relationship(secondary="activity_theme", order_by=Theme.name)
    files: Mapped[list["ActivityFile"]] = relationship(cascade="all, delete-orphan", order_by="ActivityFile.id")
    parts: Mapped[list["CoursePart"]] = relationship(
        cascade="all, delete-orphan", order_by="CoursePart.position", foreign_keys="CoursePart.course_id"
    )

    __table_args__ = (
        CheckConstraint("minutes > 0", name="minutes"),
        Index("uq_activity_form_key", "form_key", unique=True),
    )
    # Two administrators in one activity: the second is told, not obeyed.
    __mapper_args__ = {"version_id_col": version}


class ActivityTheme(Base):
    """A theme of an activity."""

    __tablename__ = "activity_theme"
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id", ondelete="CASCADE"), primary_key=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id", ondelete="CASCADE"), primary_key=True, index=True)


class ActivityFile(Base):
    """A file that an activity shows or gives along."""

    __tablename__ = "activity_file"
    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id", ondelete="CASCADE"), index=True)
    file_name: Mapped[str] = mapped_column(String(255))
    file_key: Mapped[str] = mapped_column(String(100))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    added_at: Mapped[datetime]
    added_by: Mapped[int | None]
    removed_at: Mapped[datetime | None]


class CoursePart(Base):
    """An activity that a course consists of; a course holds no courses."""

    __tablename__ = "course_part"
    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("activity.id", ondelete="CASCADE"))
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), index=True)
    position: Mapped[int]

    activity: Mapped[Activity] = relationship(foreign_keys=[activity_id])

    __table_args__ = (
        UniqueConstraint("course_id", "activity_id"),
        CheckConstraint("course_id <> activity_id", name="not_itself"),
    )


class Meeting(Base):
    """A meet-up at a date and place, with so many seats."""

    __tablename__ = "meeting"
    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), index=True)
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(String(200), default="")
    seats: Mapped[int | None]  # empty: as many as come
    cancelled_at: Mapped[datetime | None]
    planned_at: Mapped[datetime]
    planned_by: Mapped[int | None]

    activity: Mapped[Activity] = relationship()

    __table_args__ = (
        CheckConstraint("seats > 0", name="seats"),
        CheckConstraint("ends_at > starts_at", name="order"),
    )


class Seat(Base):
    """Somebody's seat in a meeting, and whether that person was there."""

    __tablename__ = "seat"
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    taken_at: Mapped[datetime]
    given_up_at: Mapped[datetime | None]
    attendance: Mapped[Attendance | None] = mapped_column(EnumText(Attendance))
    recorded_at: Mapped[datetime | None]
    recorded_by: Mapped[int | None]

    meeting: Mapped[Meeting] = relationship()
    person: Mapped[Person] = relationship()

    __table_args__ = (
        # A double click takes one seat.
        Index(
            "uq_seat_current",
            "meeting_id",
            "person_id",
            unique=True,
            sqlite_where=text("given_up_at IS NULL"),
            postgresql_where=text("given_up_at IS NULL"),
        ),
    )
