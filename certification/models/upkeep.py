"""How a qualification is achieved and maintained, and when the clock of somebody stands still."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from certification.models.activities import Activity
from certification.rules.periods import Unit
from certification.rules.states import AfterExpiry, CountsFrom, DurationKind, Stage
from certification.rules.upkeep import OPENS_DAYS_BEFORE, WARNS_DAYS_BEFORE
from foundation.db import Base, EnumText
from qualification_files.models import Qualification


class QualificationUpkeep(Base):
    """The settings of one qualification; without a row it asks for no activities. See `rules.upkeep.Upkeep`."""

    __tablename__ = "qualification_upkeep"
    qualification_id: Mapped[int] = mapped_column(ForeignKey("qualification.id", ondelete="CASCADE"), primary_key=True)
    duration: Mapped[DurationKind] = mapped_column(EnumText(DurationKind), default=DurationKind.FIXED)
    recurring: Mapped[bool] = mapped_column(default=False)
    period_count: Mapped[int | None]
    period_unit: Mapped[Unit | None] = mapped_column(EnumText(Unit))
    counts_from: Mapped[CountsFrom] = mapped_column(EnumText(CountsFrom), default=CountsFrom.COMPLETION)
    calendar_month: Mapped[int | None]
    calendar_day: Mapped[int | None]
    minimum_count: Mapped[int | None]
    minimum_unit: Mapped[Unit | None] = mapped_column(EnumText(Unit))
    opens_days_before: Mapped[int] = mapped_column(default=OPENS_DAYS_BEFORE)
    warns_days_before: Mapped[int] = mapped_column(default=WARNS_DAYS_BEFORE)
    grace_days: Mapped[int] = mapped_column(default=0)
    after_expiry: Mapped[AfterExpiry] = mapped_column(EnumText(AfterExpiry), default=AfterExpiry.MAINTAIN)
    achieve_needs: Mapped[int | None]
    maintain_needs: Mapped[int | None]
    external: Mapped[bool] = mapped_column(default=False)
    issuer: Mapped[str] = mapped_column(String(200), default="")  # who gives it: the school itself where empty
    gives_certificate: Mapped[bool] = mapped_column(default=False)
    changed_at: Mapped[datetime]
    changed_by: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)

    qualification: Mapped[Qualification] = relationship()

    __table_args__ = (
        CheckConstraint("period_count > 0", name="period"),
        CheckConstraint("(period_count IS NULL) = (period_unit IS NULL)", name="period_unit"),
        CheckConstraint("(minimum_count IS NULL) = (minimum_unit IS NULL)", name="minimum_unit"),
        CheckConstraint("opens_days_before >= 0 AND warns_days_before >= 0 AND grace_days >= 0", name="days"),
    )
    __mapper_args__ = {"version_id_col": version}


class QualificationActivity(Base):
    """An activity in the Achieve or Maintain list of a qualification; taken out, it stays for what was done."""

    __tablename__ = "qualification_activity"
    id: Mapped[int] = mapped_column(primary_key=True)
    qualification_id: Mapped[int] = mapped_column(ForeignKey("qualification.id", ondelete="CASCADE"), index=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), index=True)
    stage: Mapped[Stage] = mapped_column(EnumText(Stage))
    position: Mapped[int]
    mandatory: Mapped[bool] = mapped_column(default=True)
    frame_count: Mapped[int | None]
    frame_unit: Mapped[Unit | None] = mapped_column(EnumText(Unit))
    follow_up_count: Mapped[int | None]
    follow_up_unit: Mapped[Unit | None] = mapped_column(EnumText(Unit))
    upload_allowed: Mapped[bool] = mapped_column(default=False)
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    qualification: Mapped[Qualification] = relationship()
    activity: Mapped[Activity] = relationship()

    __table_args__ = (
        # Two administrators add the same activity at once: it stands there once.
        Index(
            "uq_qualification_activity_current",
            "qualification_id",
            "stage",
            "activity_id",
            unique=True,
            sqlite_where=text("removed_at IS NULL"),
            postgresql_where=text("removed_at IS NULL"),
        ),
        CheckConstraint("(frame_count IS NULL) = (frame_unit IS NULL)", name="frame"),
        CheckConstraint("(follow_up_count IS NULL) = (follow_up_unit IS NULL)", name="follow_up"),
        CheckConstraint("frame_count > 0 AND follow_up_count > 0", name="counts"),
    )


class UpkeepPause(Base):
    """The clock of this person stands still in these days (both included), for one qualification or for all."""

    __tablename__ = "upkeep_pause"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    qualification_id: Mapped[int | None] = mapped_column(ForeignKey("qualification.id"), index=True)  # empty: all
    since: Mapped[date]
    until: Mapped[date | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime]
    made_by: Mapped[int | None]
    withdrawn_at: Mapped[datetime | None]

    __table_args__ = (CheckConstraint("until >= since", name="order"),)
