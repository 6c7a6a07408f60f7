"""Who and what is left alone."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select

from certification.models import ReminderQuiet
from foundation.work import Work


@dataclass(frozen=True)
class Quiet:
    """Whom nobody is reminded of, and which qualifications, on some day."""

    people: frozenset[int]
    qualifications: frozenset[int]
    pairs: frozenset[tuple[int, int]]

    def silences(self, person_id: int, qualification_id: int) -> bool:
        """Whether nobody is reminded of this qualification of this person."""
        return (
            person_id in self.people
            or qualification_id in self.qualifications
            or (person_id, qualification_id) in self.pairs
        )


def holds_on(day: date) -> ColumnElement[bool]:
    """What holds for entries of the quiet list that count on a day."""
    return and_(ReminderQuiet.ended_at.is_(None), or_(ReminderQuiet.until.is_(None), ReminderQuiet.until > day))


def quiet_on(work: Work, day: date) -> Quiet:
    """The quiet list of that day (1 statement)."""
    rows = work.db.execute(select(ReminderQuiet.person_id, ReminderQuiet.qualification_id).where(holds_on(day))).all()
    return Quiet(
        people=frozenset(person for person, about in rows if person and not about),
        qualifications=frozenset(about for person, about in rows if about and not person),
        pairs=frozenset((person, about) for person, about in rows if person and about),
    )
