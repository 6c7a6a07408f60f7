"""The words that a school has chosen for its mails."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base


class MailText(Base):
    """A school's own text for one mail in one language; where there is none, ours is sent."""

    __tablename__ = "mail_text"
    mail: Mapped[str] = mapped_column(String(80), primary_key=True)
    language: Mapped[str] = mapped_column(String(5), primary_key=True)
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime]
    changed_by: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)

    # Two administrators with the same form open: the second is told, not obeyed.
    __mapper_args__ = {"version_id_col": version}
