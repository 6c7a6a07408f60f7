"""What speaks against recording a diploma: exams after its day, and exams that were not passed."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from exams.models import ExamForm, ExamSession, Sitting
from exams.queries.choosing import EMPTY
from exams.queries.exemptions import FAMILY
from exams.queries.standing_results import StandingResult, results_of
from exams.rules.design import FormState
from foundation.db import numbers
from foundation.work import Work


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """Why a diploma of this person on that day may be a mistake."""

    person_id: int
    last_exam: date | None = None  # where it lies after the day of the diploma
    without: tuple[str, ...] = ()  # exams of the qualification that were neither passed nor exempted


def doubts(work: Work, qualification_id: int, people: Collection[int], graduated_on: date) -> list[Doubt]:
    """Of those of these people about whom there is any (4 statements)."""
    last, exams = _last_days(work, qualification_id, people), _exams(work, qualification_id)
    results = results_of(work, people, list(exams)) if exams else {}
    found = [
        Doubt(
            person_id=person,
            last_exam=last[person] if person in last and last[person] > graduated_on else None,
            without=tuple(
                title for family, title in exams.items() if not results.get((person, family), StandingResult()).passed
            ),
        )
        for person in people
    ]
    return [one for one in found if one.last_exam or one.without]


def _last_days(work: Work, qualification_id: int, people: Collection[int]) -> dict[int, date]:
    rows = work.db.execute(
        select(Sitting.candidate_id, func.max(Sitting.starts_at))
        .join(Sitting.session)
        .join(ExamSession.form)
        .where(
            ExamForm.qualification_id == qualification_id,
            Sitting.state.not_in(list(EMPTY)),
            Sitting.candidate_id.in_(select(numbers(work.db, people))),
        )
        .group_by(Sitting.candidate_id)
    )
    return {person: at.astimezone(work.zone).date() for person, at in rows}


def _exams(work: Work, qualification_id: int) -> dict[int, str]:
    """Family -> title of the exams that are in use for this qualification and count."""
    rows = work.db.execute(
        select(FAMILY, ExamForm.title)
        .where(
            ExamForm.qualification_id == qualification_id,
            ExamForm.state == FormState.IN_USE,
            ExamForm.formative.is_(False),
        )
        .order_by(ExamForm.edition, ExamForm.id)
    )
    found: dict[int, str] = defaultdict(str)
    for family, title in rows:
        found[family] = title
    return found
