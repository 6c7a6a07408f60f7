"""Which mails have a text of the school's own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from foundation.mail import MailText
from foundation.work import Work
from people.models import Person


@dataclass(frozen=True)
class OwnText:
    """Since when a mail has a text of the school's own, and by whom; the name is empty where that is not known."""

    changed_at: datetime
    changed_by: str


def own_texts(work: Work) -> Mapping[tuple[str, str], OwnText]:
    """For each mail and language with a text of its own (1 statement)."""
    rows = work.db.execute(
        select(MailText.mail, MailText.language, MailText.changed_at, Person)
        .outerjoin(Person, Person.id == MailText.changed_by)
        .order_by(MailText.mail)
    )
    return {(row.mail, row.language): OwnText(row.changed_at, row.Person.name if row.Person else "") for row in rows}


def own_text(work: Work, mail: str, language: str) -> MailText | None:
    """The school's own text of this mail, if it has one."""
    return work.db.get(MailText, (mail, language))
