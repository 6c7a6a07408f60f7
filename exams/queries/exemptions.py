"""What is read about exemptions. They hold for every edition of an exam, from the day of the decision on (BR-45)."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from exams.models import BoardDecision, ExamForm, ExamSession, Exemption, Sitting
from exams.queries.forms import containing
from exams.rules.design import FormState
from foundation.db import numbers
from foundation.refusals import NotFound
from foundation.work import Work
from people.models import Person, PersonRole
from people.rules import Role, sorting_name
from qualification_files.models import Qualification, QualificationLink

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


def exempting_decisions(work: Work, candidate_id: int, family: int) -> list[tuple[BoardDecision, int | None]]:
    """The decisions that freed this candidate from parts of this exam, each with who withdrew it (1 statement)."""
    rows = work.db.execute(
        select(BoardDecision, Exemption.withdrawn_by, Exemption.parts)
        .join(Exemption, Exemption.decision_id == BoardDecision.id)
        .join(Exemption.form)
        .where(Exemption.candidate_id == candidate_id, FAMILY.in_([family]))
        .order_by(Exemption.id)
    )
    # From a whole exam: results that there are stay as they are.
    return [(decision, withdrawn_by) for decision, withdrawn_by, parts in rows if parts]


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


def exemptable(work: Work, *, words: str = "", limit: int | None = 25, offset: int = 0) -> list[Person]:
    """Candidates somebody can be freed among, by name: everybody but the actor (1 statement)."""
    statement = select(Person).where(*_exemptable(work, words)).order_by(Person.sorting_name, Person.id)
    return list(work.db.scalars(statement.limit(limit).offset(offset)))


def exemptable_count(work: Work, *, words: str = "") -> int:
    """How many `exemptable` would give without a limit (1 statement)."""
    return work.db.scalar(select(func.count()).select_from(Person).where(*_exemptable(work, words))) or 0


def _exemptable(work: Work, words: str) -> list[ColumnElement[bool]]:
    is_candidate = exists().where(PersonRole.person_id == Person.id, PersonRole.role == Role.CANDIDATE)
    known = [
        or_(
            Person.sorting_name.contains(sorting_name("", "", word).rstrip(", "), autoescape=True),
            func.lower(Person.number).contains(word.lower(), autoescape=True),
            Person.email.contains(word.lower(), autoescape=True),
            func.lower(Person.group_name).contains(word.lower(), autoescape=True),
        )
        for word in words.split()[:8]
    ]
    return [Person.active.is_(True), is_candidate, Person.id != work.actor.id, *known]


def candidate_numbered(work: Work, person_id: int | None) -> Person | None:
    """The active candidate with this id, unless it is the actor (1 statement)."""
    return work.db.scalars(select(Person).where(Person.id == person_id, *_exemptable(work, ""))).one_or_none()


def followed_by(work: Work, person_id: int) -> frozenset[int]:
    """The qualifications this person follows now (1 statement)."""
    links = select(QualificationLink.qualification_id).where(
        QualificationLink.person_id == person_id, QualificationLink.ended_at.is_(None)
    )
    return frozenset(work.db.scalars(links))


def form_in_use(work: Work, form_id: int | None) -> ExamForm | None:
    """A form that can be planned, with its groups (3 statements)."""
    return work.db.scalars(
        select(ExamForm)
        .where(ExamForm.id == form_id, ExamForm.state == FormState.IN_USE)
        .options(joinedload(ExamForm.qualification), selectinload(ExamForm.groups))
    ).one_or_none()
