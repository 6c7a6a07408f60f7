"""Certificates of our own and the templates they are made with."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from certification.rules.certificates import CertificateState, Shows, Words, state_on
from foundation.db import Base
from people.models import Person


class CertificateTemplate(Base):
    """How certificates look and what they say, in each language."""

    __tablename__ = "certificate_template"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), index=True)
    logo_key: Mapped[str | None] = mapped_column(String(100))
    signature_key: Mapped[str | None] = mapped_column(String(100))
    signatory: Mapped[str] = mapped_column(String(200), default="")
    signatory_function: Mapped[str] = mapped_column(String(200), default="")
    shows: Mapped[list[Any]]  # see rules.certificates.Shows
    texts: Mapped[dict[str, Any]]  # language > title, body, below
    made_at: Mapped[datetime]
    made_by: Mapped[int | None]
    retired_at: Mapped[datetime | None]
    form_key: Mapped[str] = mapped_column(String(36), unique=True)  # a double click makes one
    version: Mapped[int] = mapped_column(default=1)

    # Two administrators in one template: the second is told, not obeyed.
    __mapper_args__ = {"version_id_col": version}

    def words(self, language: str) -> Words:
        """What it says in this language."""
        return Words(**self.texts.get(language, {}))

    @property
    def shown(self) -> frozenset[Shows]:
        """What stands on it besides its words."""
        return frozenset(Shows(one) for one in self.shows)


class ActivityCertificate(Base):
    """With which template certificates of an activity are made; without a row with ours."""

    __tablename__ = "activity_certificate"
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id", ondelete="CASCADE"), primary_key=True)
    template_id: Mapped[int] = mapped_column(ForeignKey("certificate_template.id"), index=True)


class QualificationCertificate(Base):
    """With which template certificates of a qualification are made; without a row with ours."""

    __tablename__ = "qualification_certificate"
    qualification_id: Mapped[int] = mapped_column(ForeignKey("qualification.id", ondelete="CASCADE"), primary_key=True)
    template_id: Mapped[int] = mapped_column(ForeignKey("certificate_template.id"), index=True)


class Certificate(Base):
    """A certificate as it was given. What it says is kept here and never changed; its file is made once."""

    __tablename__ = "certificate"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(22), unique=True)  # cannot be guessed
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    completion_id: Mapped[int] = mapped_column(ForeignKey("completion.id"), index=True)
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"), index=True)
    qualification_id: Mapped[int | None] = mapped_column(ForeignKey("qualification.id"), index=True)
    content: Mapped[dict[str, Any]]  # every word and picture of it
    issued_at: Mapped[datetime]
    issued_on: Mapped[date]
    valid_until: Mapped[date | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[int | None]
    reason: Mapped[str] = mapped_column(Text, default="")  # of withdrawing
    file_key: Mapped[str | None] = mapped_column(String(100))
    sha256: Mapped[str | None] = mapped_column(String(64))
    size: Mapped[int | None]
    rendered_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()

    __table_args__ = (
        CheckConstraint("(activity_id IS NULL) <> (qualification_id IS NULL)", name="of_what"),
        # What is heard twice gives one certificate.
        Index(
            "uq_certificate_activity",
            "completion_id",
            unique=True,
            sqlite_where=text("activity_id IS NOT NULL"),
            postgresql_where=text("activity_id IS NOT NULL"),
        ),
        Index(
            "uq_certificate_qualification",
            "completion_id",
            "qualification_id",
            unique=True,
            sqlite_where=text("qualification_id IS NOT NULL"),
            postgresql_where=text("qualification_id IS NOT NULL"),
        ),
    )

    @property
    def title(self) -> str:
        """What was completed or achieved, as it was called then."""
        return str(self.content["title"])

    def state_on(self, day: date) -> CertificateState:
        """What it is worth on a day."""
        return state_on(day, valid_until=self.valid_until, is_withdrawn=self.withdrawn_at is not None)


@dataclass(frozen=True)
class OpenedCertificate:
    """A certificate, and whether whoever asks looks after the person who has it."""

    certificate: Certificate
    looked_after: bool

    @property
    def owner_id(self) -> int:
        """Whose it is."""
        return self.certificate.person_id


@dataclass(frozen=True)
class CertificatesOf:
    """The certificates of somebody, for who looks after that person."""

    person: Person
    looked_after: bool

    @property
    def owner_id(self) -> int:
        """Whose they are."""
        return self.person.id
