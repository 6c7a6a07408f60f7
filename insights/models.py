"""What is kept about overviews: who wants them by mail."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.db import Base, EnumText
from insights.rules.subscriptions import Ending, Rhythm
from people.models import OrganisationPart, Person
from qualification_files.models import Qualification


class InsightsSubscription(Base):
    """Somebody wants the numbers of a part and a qualification by mail; without them those of all."""

    __tablename__ = "insights_subscription"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    part_id: Mapped[int | None] = mapped_column(ForeignKey("organisation_part.id"), index=True)
    qualification_id: Mapped[int | None] = mapped_column(ForeignKey("qualification.id"), index=True)
    rhythm: Mapped[Rhythm] = mapped_column(EnumText(Rhythm))
    # Race: a double click. While it goes on its key is unique; afterwards it is empty, and one may begin again.
    open_key: Mapped[str | None] = mapped_column(String(60), unique=True)
    sent_for: Mapped[date]  # the period that was sent last began on this day; the one in which it was asked is skipped
    sent_at: Mapped[datetime | None]
    mail_job: Mapped[int | None]
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_because: Mapped[Ending | None] = mapped_column(EnumText(Ending))

    person: Mapped[Person] = relationship()
    part: Mapped[OrganisationPart | None] = relationship()
    qualification: Mapped[Qualification | None] = relationship()

    __table_args__ = (Index("ix_insights_subscription_person_id_ended_at", "person_id", "ended_at"),)
