"""What the school itself has set: its name, who ratifies results, and the like."""

from typing import Any

from sqlalchemy import JSON, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from foundation.db import Base

NAME = "environment.name"


class EnvironmentSetting(Base):
    """One setting of this environment."""

    __tablename__ = "environment_setting"
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)


_SETTING = select(EnvironmentSetting.value).where(EnvironmentSetting.key == bindparam("key"))


def setting(session: Session, key: str, default: Any = None) -> Any:
    """The value the school has chosen, or the default."""
    row = session.connection().execute(_SETTING, {"key": key}).first()
    return default if row is None else row.value


def choose(session: Session, key: str, value: Any) -> None:
    """Set it."""
    session.merge(EnvironmentSetting(key=key, value=value))
    session.flush()  # `setting` asks the database, past the session
