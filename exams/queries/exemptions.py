"""What is read about exemptions. They hold for every edition of an exam, from the day of the decision on (BR-45)."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from exams.models import BoardDecision, ExamForm, ExamSession, Exemption, Sitting
from exams.queries.forms import containing
from exams.rules.design import FormState
from foundation.db import numbers
from foundation.refusals import NotFound
from foundation.work import Work
from people.models import Person
from people.rules import sorting_name
from qualification_files.models import Qualification

FAMILY = func.coalesce(ExamForm.root_id, ExamForm.id)
_WHOLE = (
    joinedload(Exemption.candidate),
    joinedload(Exemption.form).joinedload(ExamForm.qualification),
    joinedload(Exemption.decision),
)


def exemption(work: Work, exemption_id: int) -> Exemption:
    """An exemption with candidate, form, qualification and decision (1 statement)."""
    found = work.db.scalars(select(Exemption).where(Exemption.id == exemption_id).options(*_WHOLE)).one_or_none()
    if found is None:
        raise NotFound
    return found


def standing_exemptions(work: Work, candidate_ids: Collection[int]) -> dict[tuple[int, int], list[Exemption]]:
    """(Candidate id, family of the form) -> the exemptions that hold, oldest first (1 statement)."""
    rows = work.db.execute(
        select(Exemption, FAMILY)
        .join(Exemption.form)
        .where(Exemption.candidate_id.in_(select(numbers(work.db, candidate_ids))), Exemption.withdrawn_at.is_(None))
        .options(joinedload(Exemption.decision))
        .order_by(Exemption.id)
    )
    found: dict[tuple[int, int], list[Exemption]] = defaultdict(list)
    for one, family in rows:
        found[one.candidate_id, family].append(one)
    return found


def exempt_parts(work: Work, candidate_id: int, family: int) -> frozenset[str]:
    """The keys of the groups this candidate need not do in this exam (1 statement)."""
    found = standing_exemptions(work, [candidate_id]).get((candidate_id, family), [])
    return frozenset(str(key) for one in found for key in one.parts)


def exempt_parts_of_all(work: Work, sittings: Sequence[Sitting]) -> Mapping[int, frozenset[str]]:
    """Sitting id -> the keys of the exempt groups, for sittings whose form is loaded (1 statement)."""
    found = standing_exemptions(work, {sitting.candidate_id for sitting in sittings})
    return {
        sitting.id: frozenset(
            str(key) for one in found.get((sitting.candidate_id, sitting.session.form.family), ()) for key in one.parts
        )
        for sitting in sittings
    }


def wholly_exempt(work: Work, family: int, candidate_ids: Collection[int]) -> frozenset[int]:
    """Those of these candidates who need not sit this exam at all (1 statement)."""
    found = standing_exemptions(work, candidate_ids)
    return frozenset(
        person for (person, exam), ones in found.items() if exam == family and any(not one.parts for one in ones)
    )


def exemptions_of(work: Work, candidate_id: int) -> list[Exemption]:
    """Every exemption of one candidate, withdrawn ones too, latest first (1 statement)."""
    return list(
        work.db.scalars(
            select(Exemption)
            .where(Exemption.candidate_id == candidate_id)
            .options(*_WHOLE)
            .order_by(Exemption.id.desc())
        )
    )


def exemptions(work: Work, *, words: str = "", limit: int | None = 25, offset: int = 0) -> list[Exemption]:
    """Exemptions, latest first (1 statement)."""
    return list(
        work.db.scalars(
            select(Exemption)
            .join(Exemption.candidate)
            .join(Exemption.form)
            .join(ExamForm.qualification)
            .join(Exemption.decision)
            .where(*_wanted(words))
            .options(*_WHOLE)
            .order_by(Exemption.id.desc())
            .limit(limit)
            .offset(offset)
        )
    )


def exemption_count(work: Work, *, words: str = "") -> int:
    """How many there are in that list (1 statement)."""
    found = work.db.scalar(
        select(func.count())
        .select_from(Exemption)
        .join(Exemption.candidate)
        .join(Exemption.form)
        .join(ExamForm.qualification)
        .join(Exemption.decision)
        .where(*_wanted(words))
    )
    return found or 0


def _wanted(words: str) -> list[ColumnElement[bool]]:
    return [
        or_(
            Person.sorting_name.contains(sorting_name("", "", word).rstrip(", "), autoescape=True),
            containing(word, ExamForm.title, ExamForm.code, Qualification.name, BoardDecision.number),
        )
        for word in words.split()[:8]
    ]


def sittings_of_family(work: Work, candidate_id: int, family: int) -> list[Sitting]:
    """This candidate's sittings of this exam, whatever became of them, with session and form (1 statement)."""
    return list(
        work.db.scalars(
            select(Sitting)
            .join(Sitting.session)
            .join(ExamSession.form)
            .where(Sitting.candidate_id == candidate_id, FAMILY.in_([family]))
            .options(contains_eager(Sitting.session).contains_eager(ExamSession.form))
            .order_by(Sitting.attempt, Sitting.id)
        )
    )


def candidate_called(work: Work, written: str) -> Person | None:
    """The active person with this e-mail address or number (1 statement)."""
    plain = written.strip().lower()
    if not plain:
        return None
    statement = select(Person).where(Person.active, or_(Person.email == plain, func.lower(Person.number) == plain))
    return work.db.scalars(statement.order_by(Person.id).limit(1)).one_or_none()


def form_in_use(work: Work, form_id: int | None) -> ExamForm | None:
    """A form that can be planned, with its groups (3 statements)."""
    return work.db.scalars(
        select(ExamForm)
        .where(ExamForm.id == form_id, ExamForm.state == FormState.IN_USE)
        .options(joinedload(ExamForm.qualification), selectinload(ExamForm.groups))
    ).one_or_none()
