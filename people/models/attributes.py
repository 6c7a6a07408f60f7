"""What a school wants to know of people besides what everybody does."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base, EnumText
from people.rules.attributes import AttributeKind


class PersonAttribute(Base):
    """One thing to know of people: a text, a date, a number or one of some choices."""

    __tablename__ = "person_attribute"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(40), unique=True)
    name_en: Mapped[str] = mapped_column(String(100))
    name_nl: Mapped[str] = mapped_column(String(100))
    kind: Mapped[AttributeKind] = mapped_column(EnumText(AttributeKind))
    choices: Mapped[list[Any]] = mapped_column(default=list)
    position: Mapped[int] = mapped_column(default=0)
    standard: Mapped[bool] = mapped_column(default=False)  # it was there from the start
    retired_at: Mapped[datetime | None]


class PersonAttributeValue(Base):
    """What is known of one person: a date as 2027-03-01, a number with a point."""

    __tablename__ = "person_attribute_value"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    attribute_id: Mapped[int] = mapped_column(ForeignKey("person_attribute.id"), primary_key=True, index=True)
    value: Mapped[str] = mapped_column(String(500))
