"""Around deciding on what people sent in: decisions on assignments, and files drawn as pictures to look at."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from certification.models.done import Proof, Submission
from certification.rules.states import SubmissionState
from foundation.db import Base, EnumText
from people.models import Person


class SubmissionDecision(Base):
    """What was found of a submission, by whom and when. Never changed."""

    __tablename__ = "submission_decision"
    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    state: Mapped[SubmissionState] = mapped_column(EnumText(SubmissionState))
    at: Mapped[datetime] = mapped_column(index=True)
    by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    grade: Mapped[str] = mapped_column(String(20), default="")
    reason: Mapped[str] = mapped_column(Text, default="")  # the feedback, or why a grade was taken back

    decider: Mapped[Person | None] = relationship()


class DrawnFile(Base):
    """A file that was sent in, drawn as pictures of ours; without pages where it cannot be drawn."""

    __tablename__ = "drawn_file"
    file_key: Mapped[str] = mapped_column(String(100), primary_key=True)
    page_count: Mapped[int] = mapped_column(default=0)  # of the whole file; not all of them are drawn
    drawn_at: Mapped[datetime]

    pages: Mapped[list["DrawnPage"]] = relationship(cascade="all, delete-orphan", order_by="DrawnPage.number")


class DrawnPage(Base):
    """One page of a file as a picture."""

    __tablename__ = "drawn_page"
    file_key: Mapped[str] = mapped_column(ForeignKey("drawn_file.file_key", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    picture_key: Mapped[str] = mapped_column(String(100))
    width: Mapped[int]
    height: Mapped[int]


@dataclass(frozen=True)
class OpenedProof:
    """A certificate that was sent in, and whether whoever asks looks after the person who sent it."""

    proof: Proof
    looked_after: bool

    @property
    def owner_id(self) -> int:
        """Who sent it."""
        return self.proof.person_id


@dataclass(frozen=True)
class OpenedSubmission:
    """What was handed in for an assignment, and whether whoever asks looks after the person who did."""

    submission: Submission
    looked_after: bool

    @property
    def owner_id(self) -> int:
        """Who handed it in."""
        return self.submission.person_id


@dataclass(frozen=True)
class OpenedSubmissionFile:
    """A file of what was handed in."""

    submission: Submission
    looked_after: bool
    file_id: int
    file_name: str
    file_key: str
    media_type: str

    @property
    def owner_id(self) -> int:
        """Who handed it in."""
        return self.submission.person_id


@dataclass(frozen=True)
class OpenedPicture:
    """A page of a file, drawn."""

    owner_id: int
    looked_after: bool
    item_id: int
    key: str
    name: str
