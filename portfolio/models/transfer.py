"""Portfolios that leave as a file, and files that become part of one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.db import Base, EnumText
from people.models import Person
from portfolio.rules import ExportKind


class PortfolioExport(Base):
    """Somebody asked for a portfolio as a file; made by a job, kept for some days."""

    __tablename__ = "portfolio_export"
    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[ExportKind] = mapped_column(EnumText(ExportKind))
    options: Mapped[dict[str, Any]]
    asked_by: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    asked_at: Mapped[datetime]
    job_id: Mapped[int | None]
    file_name: Mapped[str] = mapped_column(String(255), default="")
    file_key: Mapped[str | None] = mapped_column(String(100))  # empty before it is ready, and again when it has expired
    size: Mapped[int | None] = mapped_column(BigInteger)
    finished_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    left_out: Mapped[list[Any]]  # messages: what could not come along, and why

    owner: Mapped[Person] = relationship(foreign_keys=[owner_id])


class PortfolioImport(Base):
    """An uploaded portfolio between its preview and the moment it is taken in."""

    __tablename__ = "portfolio_import"
    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    file_name: Mapped[str] = mapped_column(String(255))
    file_key: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(BigInteger)
    uploaded_at: Mapped[datetime]
    chosen: Mapped[dict[str, Any] | None]  # what of it is to be taken in
    started_at: Mapped[datetime | None]
    job_id: Mapped[int | None]
    finished_at: Mapped[datetime | None]
    outcome: Mapped[dict[str, Any] | None]


@dataclass(frozen=True)
class OpenedExport:
    """A portfolio as a file, as whoever asked for it finds it."""

    export: PortfolioExport
    export_id: int
    owner_id: int
    asked_by: int
    kind: ExportKind


@dataclass(frozen=True)
class OpenedImport:
    """An uploaded portfolio, as its owner finds it."""

    upload: PortfolioImport
    import_id: int
    owner_id: int
