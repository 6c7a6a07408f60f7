"""Reading reviews: what waits and for whom, what was decided, and by whom."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVarTuple

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, literal, or_, select, tuple_
from sqlalchemy.orm import aliased, joinedload

from foundation.work import Work
from people.models import Person, PersonRole, Supervision
from people.rules import Role, full_name
from portfolio.models import Entry, EntryFile, Evidence, EvidenceIndicator, PortfolioAssessor, Review
from portfolio.queries.following import is_followed
from portfolio.queries.moving import earlier_of
from portfolio.rules import Capacity, Decision, EntryKind, EvidenceState
from qualification_files.models import CoreTask, Indicator, Qualification, WorkProcess
from qualification_files.queries.lists import PAGE, Page, contains

Columns = TypeVarTuple("Columns")


@dataclass(frozen=True)
class WantedReviews:
    """Which evidence that waits a reviewer looks at."""

    words: str = ""
    candidate_id: int | None = None
    qualification_id: int | None = None
    page: int = 1


@dataclass(frozen=True)
class WaitingRow:
    """Evidence that waits for a review, as the queue shows it."""

    evidence_id: int
    entry_id: int
    title: str
    kind: EntryKind
    owner_id: int
    given_name: str
    name_prefix: str
    family_name: str
    group: str
    number: str | None
    process_number: str
    process_name: str
    qualification: str
    cohort: str
    terms: Mapping[str, Any]
    asked_at: datetime | None
    has_reasoning: bool

    @property
    def owner(self) -> str:
        """The name of the candidate."""
        return full_name(self.given_name, self.name_prefix, self.family_name)


@dataclass(frozen=True)
class Choices:
    """What the queue can be narrowed to: pairs of id and name."""

    candidates: Sequence[tuple[int, str]]
    qualifications: Sequence[tuple[int, str]]


@dataclass(frozen=True)
class ReviewRow:
    """A decision about a link, or about the same link to the earlier version of its qualification."""

    id: int
    decision: Decision
    capacity: Capacity
    reason: str
    decided_at: datetime
    reviewer_id: int
    reviewer: str
    about_earlier: bool


@dataclass(frozen=True)
class LinkReviews:
    """How far a link is, and what was decided about it, newest first."""

    state: EvidenceState
    asked_at: datetime | None
    rows: list[ReviewRow]


@dataclass(frozen=True)
class IndicatorRow:
    """A performance indicator of a work process that evidence is linked to."""

    text: str
    pointed_at: bool  # the evidence shows this one in particular


_ROWS: Select[*tuple[Any, ...]] = select(
    Evidence.id,
    Entry.id,
    Entry.title,
    Entry.kind,
    Person.id,
    Person.given_name,
    Person.name_prefix,
    Person.family_name,
    Person.group_name,
    Person.number,
    WorkProcess.number,
    WorkProcess.name,
    Qualification.name,
    Qualification.cohort,
    Qualification.terms,
    Evidence.asked_at,
    Evidence.reasoning != "",
)
_SIDES = select(
    Person.id,
    Person.given_name,
    Person.name_prefix,
    Person.family_name,
    Person.sorting_name,
    Qualification.id,
    Qualification.name,
    Qualification.cohort,
)


def to_review(work: Work, wanted: WantedReviews) -> Page[WaitingRow]:
    """One page of what waits for whoever asks, longest waiting first, in two statements."""
    total = work.db.scalar(_narrowed(work, select(func.count(Evidence.id)), wanted)) or 0
    number = max(1, min(wanted.page, -(-total // PAGE)))
    rows = _narrowed(work, _ROWS, wanted).order_by(Evidence.asked_at, Evidence.id)
    found = work.db.execute(rows.limit(PAGE).offset((number - 1) * PAGE)).all()
    return Page([WaitingRow(*row) for row in found], total, number)


def waiting_count(work: Work) -> int:
    """How much waits for a review by whoever asks, in one statement; none for who reviews nothing."""
    if work.actor.roles.isdisjoint((Role.SUPERVISOR, Role.EXAMINER)):
        return 0
    return work.db.scalar(_narrowed(work, select(func.count(Evidence.id)), WantedReviews())) or 0


def waiting_longest(work: Work) -> tuple[int, datetime | None]:
    """How much waits for a review by whoever asks, and since when the first of it, in one statement."""
    rows = _narrowed(work, select(func.count(Evidence.id), func.min(Evidence.asked_at)), WantedReviews())
    count, since = work.db.execute(rows).one()
    return count, since


def queue_choices(work: Work) -> Choices:
    """The candidates and qualifications of what waits for whoever asks, by name, in one statement."""
    rows = _narrowed(work, _SIDES, WantedReviews()).distinct()
    people: dict[int, tuple[str, str]] = {}
    qualifications: dict[int, str] = {}
    for person_id, given, prefix, family, sorting, qualification_id, name, cohort in work.db.execute(rows):
        people[person_id] = (sorting, full_name(given, prefix, family))
        qualifications[qualification_id] = f"{name} {cohort}".strip()
    by_name = sorted(people.items(), key=lambda item: (item[1][0], item[0]))
    return Choices(
        candidates=[(person_id, name) for person_id, (_sorting, name) in by_name],
        qualifications=sorted(qualifications.items(), key=lambda item: (item[1].casefold(), item[0])),
    )


def next_to_review(work: Work, wanted: WantedReviews, *, after_id: int | None) -> int | None:
    """The evidence that waits longest after this one; from the front again at the end; none when nothing waits."""
    rows = _narrowed(work, select(Evidence.id), wanted).order_by(Evidence.asked_at, Evidence.id).limit(1)
    if after_id is None:
        return work.db.scalar(rows)
    here = work.db.execute(select(Evidence.asked_at, Evidence.id).where(Evidence.id == after_id)).one_or_none()
    others = rows.where(Evidence.id != after_id)
    if here is None or here.asked_at is None:
        return work.db.scalar(others)
    later = others.where(tuple_(Evidence.asked_at, Evidence.id) > tuple_(literal(here.asked_at), literal(here.id)))
    return work.db.scalar(later) or work.db.scalar(others)


def reviews_of(work: Work, entry_id: int) -> dict[int, LinkReviews]:
    """How far the links of this entry are and what was decided about them, newest first, by link, in one statement.

    What was decided about the link that one came along from is read along, however many versions ago.
    """
    links = select(Evidence.id.label("link_id"), Evidence.id.label("evidence_id"), Evidence.moved_from_id).where(
        Evidence.entry_id == entry_id
    )
    chain = links.cte("chain", recursive=True)
    earlier, link = aliased(Evidence), aliased(Evidence)
    chain = chain.union(
        select(chain.c.link_id, earlier.id, earlier.moved_from_id).join(earlier, earlier.id == chain.c.moved_from_id)
    )
    rows = (
        select(
            link.id,
            link.state,
            link.asked_at,
            chain.c.evidence_id != chain.c.link_id,
            Review.id,
            Review.decision,
            Review.capacity,
            Review.reason,
            Review.decided_at,
            Person.id,
            Person.given_name,
            Person.name_prefix,
            Person.family_name,
        )
        .select_from(chain)
        .join(link, link.id == chain.c.link_id)
        .outerjoin(Review, Review.evidence_id == chain.c.evidence_id)
        .outerjoin(Person, Person.id == Review.reviewer_id)
        .order_by(Review.decided_at.desc(), Review.id.desc())
    )
    found: dict[int, LinkReviews] = {}
    for row in work.db.execute(rows):
        link_id, state, asked_at, about_earlier, number, decision, capacity, reason, at, *reviewer = row
        known = found.setdefault(link_id, LinkReviews(state, asked_at, []))
        if number is not None:
            person_id, name = reviewer[0], full_name(*reviewer[1:])
            known.rows.append(ReviewRow(number, decision, capacity, reason, at, person_id, name, about_earlier))
    return found


def last_reviews(work: Work, evidence_ids: Sequence[int]) -> dict[int, Review]:
    """The newest decision about each of these, as far as there is one."""
    newest = select(func.max(Review.id)).where(Review.evidence_id.in_(evidence_ids)).group_by(Review.evidence_id)
    return {row.evidence_id: row for row in work.db.scalars(select(Review).where(Review.id.in_(newest)))}


def accepted_as(work: Work, evidence_ids: Collection[int]) -> dict[int, frozenset[Capacity]]:
    """As what these were accepted last, in five statements at most.

    What came along from an earlier version has no decisions of its own at first: the nearest ones it came from count.
    """
    earlier = earlier_of(work, evidence_ids)
    asked = {*evidence_ids, *(one for numbers in earlier.values() for one in numbers)}
    accepted = (Review.evidence_id.in_(asked), Review.decision == Decision.ACCEPTED)
    newest = select(func.max(Review.id)).where(*accepted).group_by(Review.evidence_id)
    rows = work.db.execute(select(Review.evidence_id, Review.capacity).where(Review.id.in_(newest)))
    known = {row.evidence_id: row.capacity for row in rows}
    before = {number: [one for one in (number, *earlier[number]) if one in known] for number in evidence_ids}
    outdated = earlier_of(work, known.keys()) if any(len(numbers) > 1 for numbers in before.values()) else {}
    return {number: frozenset(known[one] for one in _nearest(numbers, outdated)) for number, numbers in before.items()}


def reviewers_of(work: Work, owner_id: int) -> list[tuple[str, Capacity]]:
    """Who can review the evidence of this person now, supervisors first, in one statement."""
    guides = exists().where(Supervision.candidate_id == owner_id, Supervision.supervisor_id == Person.id)
    assesses = and_(still_assesses(owner_id), ~guides)
    rows = (
        select(Person.given_name, Person.name_prefix, Person.family_name, guides.label("guides"))
        .where(
            Person.active.is_(True),
            Person.id != owner_id,
            or_(
                and_(guides, has_role(Role.SUPERVISOR)),
                and_(assesses, has_role(Role.EXAMINER)),
            ),
        )
        .order_by(guides.desc(), Person.sorting_name, Person.id)
    )
    return [
        (full_name(given, prefix, family), Capacity.SUPERVISOR if supervises else Capacity.ASSESSOR)
        for given, prefix, family, supervises in work.db.execute(rows)
    ]


def judged_files(work: Work, entry_id: int) -> Sequence[EntryFile]:
    """The files that stand now, which is what is judged, oldest first."""
    return work.db.scalars(
        select(EntryFile)
        .where(EntryFile.entry_id == entry_id, EntryFile.archived_at.is_(None), EntryFile.replaced_at.is_(None))
        .order_by(EntryFile.id)
    ).all()


def links_in_full(work: Work, entry_id: int) -> Sequence[Evidence]:
    """The links of this entry with work process, core task and qualification, in the order of their file."""
    return work.db.scalars(
        select(Evidence)
        .join(Evidence.work_process)
        .join(WorkProcess.core_task)
        .join(CoreTask.qualification)
        .where(Evidence.entry_id == entry_id, Evidence.archived_at.is_(None))
        .options(joinedload(Evidence.work_process).joinedload(WorkProcess.core_task).joinedload(CoreTask.qualification))
        .order_by(Qualification.name, Qualification.id, CoreTask.position, WorkProcess.position, Evidence.id)
    ).all()


def locked_links(work: Work, entry_id: int) -> dict[int, Evidence]:
    """The links of this entry as they stand, held until the end of this work; ask for them when the entry is held."""
    rows = work.db.scalars(
        select(Evidence)
        .where(Evidence.entry_id == entry_id, Evidence.archived_at.is_(None))
        .order_by(Evidence.id)
        .with_for_update(of=Evidence)  # race: two reviewers, or a reviewer and the owner, at the same link
        .execution_options(populate_existing=True)
    )
    return {row.id: row for row in rows}


def indicators_shown(work: Work, entry_id: int) -> dict[int, list[IndicatorRow]]:
    """The indicators of what this entry is linked to, by link, in one statement."""
    rows = (
        select(Evidence.id, Indicator.text, EvidenceIndicator.indicator_id.is_not(None))
        .join(Indicator, Indicator.work_process_id == Evidence.work_process_id)
        .outerjoin(
            EvidenceIndicator,
            and_(EvidenceIndicator.evidence_id == Evidence.id, EvidenceIndicator.indicator_id == Indicator.id),
        )
        .where(Evidence.entry_id == entry_id, Evidence.archived_at.is_(None))
        .order_by(Evidence.id, Indicator.position, Indicator.id)
    )
    found: dict[int, list[IndicatorRow]] = defaultdict(list)
    for evidence_id, text, pointed_at in work.db.execute(rows):
        found[evidence_id].append(IndicatorRow(text, pointed_at))
    return dict(found)


def has_accepted(work: Work, entry_id: int, *, besides_id: int) -> bool:
    """Whether another link of this entry is accepted, an undone one too."""
    others = (Evidence.entry_id == entry_id, Evidence.id != besides_id, Evidence.state == EvidenceState.ACCEPTED)
    return bool(work.db.scalar(select(exists().where(*others))))


def has_newer_version(work: Work, entry_id: int) -> bool:
    """Whether its owner made a new version of this entry."""
    return bool(work.db.scalar(select(exists().where(Entry.predecessor_id == entry_id))))


def still_assesses(owner_id: int | ColumnElement[int]) -> ColumnElement[bool]:
    """In SQL: the portfolio of this owner was given to the `Person` at hand to assess, and not taken back."""
    return exists().where(
        PortfolioAssessor.candidate_id == owner_id,
        PortfolioAssessor.assessor_id == Person.id,
        PortfolioAssessor.ended_at.is_(None),
    )


def has_role(role: Role) -> ColumnElement[bool]:
    """In SQL: the `Person` at hand has this role."""
    return exists().where(PersonRole.person_id == Person.id, PersonRole.role == role)


def _nearest(numbers: Sequence[int], earlier: Mapping[int, Sequence[int]]) -> list[int]:
    """Of these, those that no other of them came from."""
    outdated = {old for number in numbers for old in earlier.get(number, ())}
    return [number for number in numbers if number not in outdated]


def _narrowed(work: Work, rows: Select[*Columns], wanted: WantedReviews) -> Select[*Columns]:
    rows = (
        rows.select_from(Evidence)
        .join(Evidence.entry)
        .join(Entry.owner)
        .join(Evidence.work_process)
        .join(WorkProcess.core_task)
        .join(CoreTask.qualification)
        .where(
            Evidence.state == EvidenceState.WAITING,
            Evidence.archived_at.is_(None),
            Entry.archived_at.is_(None),
            Entry.owner_id != work.actor.id,
            Person.active.is_(True),
            is_followed(),
            _reviewed_by(work),
        )
    )
    if wanted.candidate_id:
        rows = rows.where(Entry.owner_id == wanted.candidate_id)
    if wanted.qualification_id:
        rows = rows.where(Qualification.id == wanted.qualification_id)
    if wanted.words:
        searched = (Entry.title, Person.given_name, Person.family_name, Person.number, WorkProcess.name)
        rows = rows.where(contains(wanted.words, *searched, WorkProcess.number))
    return rows


def _reviewed_by(work: Work) -> ColumnElement[bool]:
    """The owners that the actor guides, and those whose portfolio the actor assesses; as far as the roles go."""
    guided = select(Supervision.candidate_id).where(Supervision.supervisor_id == work.actor.id)
    assessed = select(PortfolioAssessor.candidate_id).where(
        PortfolioAssessor.assessor_id == work.actor.id, PortfolioAssessor.ended_at.is_(None)
    )
    sides: list[ColumnElement[bool]] = []
    if Role.SUPERVISOR in work.actor.roles:
        sides.append(Entry.owner_id.in_(guided))
    if Role.EXAMINER in work.actor.roles:
        sides.append(and_(Entry.owner_id.in_(assessed), Entry.owner_id.not_in(guided)))
    return or_(false(), *sides)
