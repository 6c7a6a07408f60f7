"""An upload while it is on its way, so that a cut connection, a restart or another browser can go on with it."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base


class Upload(Base):
    """A file of which some bytes are here. What they are for is known to the package that asked for them."""

    __tablename__ = "upload"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(36), unique=True)  # its address; made by us, not to be guessed
    owner_id: Mapped[int] = mapped_column(index=True)  # who sends it: nobody else may go on with it
    purpose: Mapped[str] = mapped_column(String(60))  # for which page, as the package that asks calls it
    subject: Mapped[str] = mapped_column(String(80), default="")  # for which thing there
    name: Mapped[str] = mapped_column(String(255))
    size: Mapped[int] = mapped_column(BigInteger)
    received: Mapped[int] = mapped_column(BigInteger, default=0)  # bytes that are on disk for good
    started_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    taken: Mapped[dict[str, Any] | None]  # what it turned out to be, once all of it was here and looked at
    refused: Mapped[dict[str, Any] | None]  # a message: why it is not taken in
    used_at: Mapped[datetime | None]  # since it belongs to something
