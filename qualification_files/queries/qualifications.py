"""Reading qualifications: the list, one with all its parts, and each part on its own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from foundation.refusals import NotFound
from foundation.work import Work
from people.models import Person, PersonRole
from people.rules import Role
from qualification_files.models import (
    CoreTask,
    Indicator,
    Knowledge,
    Qualification,
    QualificationLink,
    Reading,
    WorkProcess,
    WorkProcessCompetence,
)
from qualification_files.queries.lists import PAGE, Page, contains, in_pieces
from qualification_files.rules import (
    Completeness,
    QualificationState,
    TaskSize,
    natural_key,
)

UNTIL_INDICATORS = (
    selectinload(Qualification.core_tasks).selectinload(CoreTask.work_processes).selectinload(WorkProcess.indicators),
)
EVERYTHING: tuple[ORMOption, ...] = (
    *UNTIL_INDICATORS,
    selectinload(Qualification.core_tasks).selectinload(CoreTask.knowledge),
    selectinload(Qualification.core_tasks)
    .selectinload(CoreTask.work_processes)
    .selectinload(WorkProcess.competences)
    .joinedload(WorkProcessCompetence.competence),
)


class Sorted(NamedTuple):
    """What the list is sorted by."""

    id: int
    name: str
    code: str
    cohort: str
    level: int | None
    state: QualificationState


SORTS: Mapping[str, Callable[[Sorted], str]] = {
    "name": lambda row: row.name,
    "code": lambda row: row.code,
    "cohort": lambda row: row.cohort,
    "level": lambda row: str(row.level or ""),
    "state": lambda row: str(list(QualificationState).index(row.state)),
}


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to see of the list."""

    active: bool = True
    words: str = ""
    level: int | None = None
    cohort: str | None = None
    state: QualificationState | None = None  # one of the inactive ones
    language: str | None = None
    sort: str = "name"
    page: int = 1

    @property
    def narrowed(self) -> bool:
        """Whether anything is asked besides the tab."""
        return any((self.words, self.level, self.cohort, self.state, self.language))


@dataclass(frozen=True)
class Row:
    """A line of the list: a qualification with what is in it and who follows it."""

    qualification: Qualification
    completeness: Completeness
    followers: int

    @property
    def work_processes(self) -> int:
        """How many there are in all core tasks together."""
        return sum(task.work_processes for task in self.completeness.core_tasks)


@dataclass(frozen=True)
class Choices:
    """What the list can be narrowed down to, and how much there is under each tab."""

    levels: Sequence[int]
    cohorts: Sequence[str]
    languages: Sequence[str]
    states: Sequence[QualificationState]  # of the inactive ones
    active: int
    inactive: int


def qualifications(work: Work, wanted: Wanted) -> Page[Row]:
    """A page of the list, in a fixed four statements."""
    ids = _ids_in_order(work, wanted)
    number = max(1, min(wanted.page, -(-len(ids) // PAGE)))
    return Page(_rows_of(work, ids[(number - 1) * PAGE : number * PAGE]), len(ids), number)


def all_wanted(work: Work, wanted: Wanted) -> list[Row]:
    """Every row that matches, in the order of the list; four statements as long as they fit in one."""
    return [row for piece in in_pieces(_ids_in_order(work, wanted)) for row in _rows_of(work, piece)]


def all_qualifications(work: Work) -> list[Row]:
    """Every qualification by code, in three statements."""
    found = work.db.scalars(
        select(Qualification).order_by(Qualification.code, Qualification.cohort, Qualification.edition)
    ).all()
    return _rows(work, found)


def choices(work: Work) -> Choices:
    """The filters of the list, in one statement."""
    groups = (Qualification.level, Qualification.cohort, Qualification.language, Qualification.state)
    rows = work.db.execute(select(*groups, func.count()).group_by(*groups)).all()
    active = sum(count for *_, state, count in rows if state is QualificationState.ACTIVE)
    states = {state for *_, state, _ in rows} - {QualificationState.ACTIVE}
    return Choices(
        levels=sorted({level for level, *_ in rows if level is not None}),
        cohorts=sorted({cohort for _, cohort, *_ in rows if cohort}, key=natural_key),
        languages=sorted({language for _, _, language, *_ in rows}),
        states=[state for state in QualificationState if state in states],
        active=active,
        inactive=sum(count for *_, count in rows) - active,
    )


def task_sizes(work: Work, qualification_ids: Sequence[int]) -> dict[int, list[TaskSize]]:
    """How much there is in each core task, by qualification."""
    processes = _count(WorkProcess.core_task_id)
    knowledge = _count(Knowledge.core_task_id)
    sizes: dict[int, list[TaskSize]] = {}
    for qualification_id, number, process_count, knowledge_count in work.db.execute(
        select(CoreTask.qualification_id, CoreTask.number, processes, knowledge)
        .where(CoreTask.qualification_id.in_(qualification_ids))
        .order_by(CoreTask.position)
    ):
        sizes.setdefault(qualification_id, []).append(TaskSize(number, process_count, knowledge_count))
    return sizes


def followers_of(work: Work, qualification_ids: Sequence[int]) -> dict[int, int]:
    """How many people are linked to each of these now."""
    rows = work.db.execute(
        select(QualificationLink.qualification_id, func.count().label("followers"))
        .where(QualificationLink.qualification_id.in_(qualification_ids), QualificationLink.ended_at.is_(None))
        .group_by(QualificationLink.qualification_id)
    )
    return {row.qualification_id: row.followers for row in rows}


def qualification(work: Work, qualification_id: int) -> Qualification:
    """This qualification, without its parts."""
    found = work.db.get(Qualification, qualification_id)
    if found is None:
        raise NotFound
    return found


def reading(work: Work, qualification_id: int) -> Reading:
    """This qualification as the actor comes to read it."""
    link = select(QualificationLink.id).where(
        QualificationLink.qualification_id == qualification_id, QualificationLink.person_id == work.actor.id
    )
    return Reading(qualification(work, qualification_id), work.db.scalar(link.limit(1)) is not None)


def structure(work: Work, qualification_id: int) -> Qualification:
    """The qualification with core tasks, work processes, indicators, knowledge and competences, in six statements."""
    found = work.db.scalar(
        select(Qualification)
        .where(Qualification.id == qualification_id)
        .options(*EVERYTHING)
        .execution_options(populate_existing=True)  # parts may have been changed in this same unit of work
    )
    if found is None:
        raise NotFound
    return found


def completeness(found: Qualification) -> Completeness:
    """What there is in a qualification whose structure was read."""
    sizes = [TaskSize(task.number, len(task.work_processes), len(task.knowledge)) for task in found.core_tasks]
    return Completeness(found.kind, sizes, found.activity_count)


def followers(work: Work, qualification_id: int) -> int:
    """How many people are linked to it now."""
    return followers_of(work, [qualification_id]).get(qualification_id, 0)


def core_task(work: Work, core_task_id: int) -> CoreTask:
    """This core task, with its qualification."""
    found = work.db.get(CoreTask, core_task_id, options=[joinedload(CoreTask.qualification)])
    if found is None:
        raise NotFound
    return found


def work_process(work: Work, work_process_id: int) -> WorkProcess:
    """This work process, with its core task and qualification."""
    upward = joinedload(WorkProcess.core_task).joinedload(CoreTask.qualification)
    found = work.db.get(WorkProcess, work_process_id, options=[upward])
    if found is None:
        raise NotFound
    return found


def indicator(work: Work, indicator_id: int) -> Indicator:
    """This indicator, with all that stands above it."""
    upward = joinedload(Indicator.work_process).joinedload(WorkProcess.core_task).joinedload(CoreTask.qualification)
    found = work.db.get(Indicator, indicator_id, options=[upward])
    if found is None:
        raise NotFound
    return found


def identified(work: Work, *, code: str, cohort: str, edition: str) -> Qualification | None:
    """The one qualification with this code, cohort and edition."""
    return work.db.scalar(
        select(Qualification).where(
            Qualification.code == code, Qualification.cohort == cohort, Qualification.edition == edition
        )
    )


def qualifications_called(work: Work, *, code: str = "", number: str = "") -> list[Qualification]:
    """Those with this code in any cohort and edition, and the one with this number."""
    is_number = number.isascii() and number.isdecimal() and len(number) <= 9
    meant = [Qualification.code == code] if code else []
    meant += [Qualification.id == int(number)] if is_number else []
    if not meant:
        return []
    return list(work.db.scalars(select(Qualification).where(or_(*meant)).order_by(Qualification.id)))


def drafts(work: Work, *, limit: int = 100) -> list[Row]:
    """The newest drafts, with what is in them, in two statements."""
    found = work.db.scalars(
        select(Qualification)
        .where(Qualification.state == QualificationState.DRAFT)
        .order_by(Qualification.id.desc())
        .limit(limit)
    ).all()
    sizes = task_sizes(work, [row.id for row in found])
    return [Row(row, Completeness(row.kind, sizes.get(row.id, []), row.activity_count), 0) for row in found]


def inactive_with_followers(work: Work) -> list[tuple[Qualification, int]]:
    """Inactive qualifications that people still follow, and how many; superseded ones are meant to have followers."""
    count = func.count(QualificationLink.id)
    rows = work.db.execute(
        select(Qualification, count)
        .join(QualificationLink, QualificationLink.qualification_id == Qualification.id)
        .where(
            Qualification.state.not_in((QualificationState.ACTIVE, QualificationState.SUPERSEDED)),
            QualificationLink.ended_at.is_(None),
        )
        .group_by(Qualification.id)
        .order_by(count.desc())
    )
    return [(row, number) for row, number in rows]


def to_move_along(work: Work) -> list[tuple[Qualification, int]]:
    """Active versions, and how many candidates still follow the superseded one before them; most first."""
    count, earlier = func.count(QualificationLink.id), aliased(Qualification)
    is_candidate = exists().where(PersonRole.person_id == Person.id, PersonRole.role == Role.CANDIDATE)
    rows = work.db.execute(
        select(Qualification, count)
        .join(earlier, earlier.id == Qualification.predecessor_id)
        .join(QualificationLink, QualificationLink.qualification_id == earlier.id)
        .join(Person, Person.id == QualificationLink.person_id)
        .where(
            Person.active,
            is_candidate,  # nobody else is moved
            Qualification.state == QualificationState.ACTIVE,
            earlier.state == QualificationState.SUPERSEDED,
            QualificationLink.ended_at.is_(None),
        )
        .group_by(Qualification.id)
        .order_by(count.desc(), Qualification.id)
    )
    return [(row, number) for row, number in rows]


def _rows(work: Work, found: Sequence[Qualification]) -> list[Row]:
    ids = [row.id for row in found]
    sizes, followers = task_sizes(work, ids), followers_of(work, ids)
    return [
        Row(
            qualification=row,
            completeness=Completeness(row.kind, sizes.get(row.id, []), row.activity_count),
            followers=followers.get(row.id, 0),
        )
        for row in found
    ]


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    active = Qualification.state == QualificationState.ACTIVE
    conditions = [active if wanted.active else ~active]
    if wanted.words:
        conditions.append(contains(wanted.words, Qualification.name, Qualification.code, Qualification.cohort))
    if wanted.level is not None:
        conditions.append(Qualification.level == wanted.level)
    if wanted.cohort:
        conditions.append(Qualification.cohort == wanted.cohort)
    if wanted.state:
        conditions.append(Qualification.state == wanted.state)
    if wanted.language:
        conditions.append(Qualification.language == wanted.language)
    return conditions


def _ids_in_order(work: Work, wanted: Wanted) -> list[int]:
    """Sorted here: no database puts 9001 before 10001, and the two of them disagree about capitals."""
    words, back = SORTS.get(wanted.sort.removeprefix("-"), SORTS["name"]), wanted.sort.startswith("-")
    facts = (Qualification.name, Qualification.code, Qualification.cohort, Qualification.level, Qualification.state)
    found = work.db.execute(select(Qualification.id, *facts).where(*_conditions(wanted)))
    rows = sorted(map(Sorted._make, found), key=lambda row: (natural_key(row.name), natural_key(row.cohort), row.id))
    known = sorted(filter(words, rows), key=lambda row: natural_key(words(row)), reverse=back)
    return [row.id for row in (*known, *(row for row in rows if not words(row)))]  # what is empty stands last


def _rows_of(work: Work, ids: Sequence[int]) -> list[Row]:
    found = {row.id: row for row in work.db.scalars(select(Qualification).where(Qualification.id.in_(ids)))}
    return _rows(work, [found[number] for number in ids])


def _count(column: InstrumentedAttribute[int]) -> ColumnElement[int]:
    return select(func.count()).where(column == CoreTask.id).correlate(CoreTask).scalar_subquery()
