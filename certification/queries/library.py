"""What is read about the library: the list, one activity, what uses it, what can be chosen."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, UnaryExpression, and_, case, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from certification.models import (
    Activity,
    ActivityFile,
    ActivityTheme,
    Completion,
    CoursePart,
    Meeting,
    Progress,
    Proof,
    QualificationActivity,
    Submission,
    Theme,
)
from certification.rules.activities import ActivityState, Makings
from certification.rules.states import ActivityKind
from exams.models import ExamForm
from exams.queries.forms import containing
from exams.rules.design import FormState
from foundation.environment import setting
from foundation.messages import say
from foundation.refusals import NotFound, Unreadable
from foundation.work import Work
from qualification_files.models import Qualification, QualificationLink

COORDINATORS_DEFINE = "certification.coordinators_define"
PAGE = 25


@dataclass(frozen=True, kw_only=True)
class Library:
    """The library as whoever opens it comes to it."""

    coordinators_define: bool


@dataclass(frozen=True, kw_only=True)
class OpenActivity:
    """An activity as whoever opens it comes to it."""

    activity: Activity
    coordinators_define: bool


@dataclass(frozen=True, kw_only=True)
class OpenFile:
    """A file of an activity as whoever opens it comes to it."""

    file: ActivityFile
    is_theirs: bool
    coordinators_define: bool


@dataclass(frozen=True, kw_only=True)
class OpenTheme:
    """A theme as whoever opens it comes to it."""

    theme: Theme
    coordinators_define: bool


@dataclass(frozen=True, kw_only=True)
class OpenMeeting:
    """A meeting as whoever opens it comes to it."""

    meeting: Meeting
    coordinators_define: bool


@dataclass(frozen=True, kw_only=True)
class WantedActivities:
    """What somebody wants to see of the library."""

    words: str = ""
    kind: ActivityKind | None = None
    theme_id: int | None = None
    state: ActivityState | None = None
    sort: str = ""


@dataclass(frozen=True, kw_only=True)
class ActivityRow:
    """An activity in the list: by how many qualifications it is asked, by how many people it was done."""

    activity: Activity
    qualifications: int
    done: int


@dataclass(frozen=True, kw_only=True)
class Uses:
    """What uses an activity, or ever did."""

    qualifications: int  # lists it stands or stood in
    courses: int
    people: int  # who began it, did it or sent something in for it
    meetings: int


def coordinators_define(work: Work) -> bool:
    """Whether the school lets coordinators define activities and how qualifications are kept (1 statement)."""
    return bool(setting(work.db, COORDINATORS_DEFINE, default=False))


def library(work: Work) -> Library:
    """The library (1 statement)."""
    return Library(coordinators_define=coordinators_define(work))


def library_for(work: Work, kind: str) -> Library:
    """The library, to add an activity of this kind (1 statement)."""
    if kind not in tuple(ActivityKind):
        raise NotFound
    return library(work)


def activity(work: Work, activity_id: int) -> OpenActivity:
    """This activity with its themes, files, parts and exam (at most 6 statements)."""
    options = (
        selectinload(Activity.themes),
        selectinload(Activity.files),
        selectinload(Activity.parts).joinedload(CoursePart.activity),
        joinedload(Activity.exam_form),
    )
    found = work.db.get(Activity, activity_id, options=options)
    if found is None:
        raise NotFound
    return OpenActivity(activity=found, coordinators_define=coordinators_define(work))


def activity_with_key(work: Work, form_key: str) -> Activity | None:
    """The activity that was made with this key (1 statement)."""
    return work.db.scalar(select(Activity).where(Activity.form_key == form_key))


def activity_file(work: Work, file_id: int) -> OpenFile:
    """This file of an activity (3 statements)."""
    found = work.db.get(ActivityFile, file_id)
    if found is None:
        raise NotFound
    theirs = found.removed_at is None and is_asked_of(work, found.activity_id, work.actor.id)
    return OpenFile(file=found, is_theirs=theirs, coordinators_define=coordinators_define(work))


def is_asked_of(work: Work, activity_id: int, person_id: int | None) -> bool:
    """Whether a qualification that this person keeps or kept asks for it, itself or within a course (1 statement)."""
    course = select(CoursePart.course_id).where(CoursePart.activity_id == activity_id)
    asked = or_(
        QualificationActivity.activity_id == activity_id,
        QualificationActivity.activity_id.in_(course.scalar_subquery()),
    )
    link = exists().where(
        QualificationLink.qualification_id == QualificationActivity.qualification_id,
        QualificationLink.person_id == person_id,
        asked,
    )
    return bool(work.db.scalar(select(link)))


def activities(work: Work, wanted: WantedActivities, *, limit: int = PAGE, offset: int = 0) -> list[ActivityRow]:
    """The activities that are wanted, by title unless said otherwise (2 statements)."""
    rows = work.db.execute(
        select(Activity, _ASKED, _DONE)
        .where(*_matching(work.today, wanted))
        .options(selectinload(Activity.themes))
        .order_by(*_order(wanted.sort))
        .limit(limit)
        .offset(offset)
    )
    return [ActivityRow(activity=row, qualifications=asked, done=done) for row, asked, done in rows]


def activity_counts(work: Work, wanted: WantedActivities) -> dict[ActivityState, int]:
    """How many of them there are in each state, whichever state is wanted (1 statement)."""
    sums = [func.coalesce(func.sum(case((_in_state(state, work.today), 1), else_=0)), 0) for state in ActivityState]
    narrowed = WantedActivities(words=wanted.words, kind=wanted.kind, theme_id=wanted.theme_id)
    found = work.db.execute(select(*sums).select_from(Activity).where(*_matching(work.today, narrowed))).one()
    return dict(zip(ActivityState, found, strict=True))


def themes(work: Work) -> Sequence[Theme]:
    """All themes by name (1 statement)."""
    return work.db.scalars(select(Theme).order_by(func.lower(Theme.name), Theme.id)).all()


def themes_with_counts(work: Work) -> list[tuple[Theme, int]]:
    """All themes by name, and how many activities have each (1 statement)."""
    count = select(func.count()).where(ActivityTheme.theme_id == Theme.id).correlate(Theme).scalar_subquery()
    rows = work.db.execute(select(Theme, count).order_by(func.lower(Theme.name), Theme.id))
    return [(row, number) for row, number in rows]


def theme(work: Work, theme_id: int) -> Theme:
    """This theme."""
    found = work.db.get(Theme, theme_id)
    if found is None:
        raise NotFound
    return found


def open_theme(work: Work, theme_id: int) -> OpenTheme:
    """This theme, with who defines (2 statements)."""
    return OpenTheme(theme=theme(work, theme_id), coordinators_define=coordinators_define(work))


def theme_called(work: Work, name: str) -> Theme | None:
    """The theme of this name, whatever its capitals (1 statement)."""
    return work.db.scalars(select(Theme).where(func.lower(Theme.name) == name.lower())).first()


def qualifications_asking(work: Work, activity_id: int) -> Sequence[Qualification]:
    """The qualifications that ask for it now, itself or within a course, by name (1 statement)."""
    course = select(CoursePart.course_id).where(CoursePart.activity_id == activity_id)
    line = exists().where(
        QualificationActivity.qualification_id == Qualification.id,
        QualificationActivity.removed_at.is_(None),
        or_(QualificationActivity.activity_id == activity_id, QualificationActivity.activity_id.in_(course)),
    )
    return work.db.scalars(select(Qualification).where(line).order_by(Qualification.name, Qualification.id)).all()


def courses_with(work: Work, activity_id: int) -> Sequence[Activity]:
    """The courses that it is part of, by title (1 statement)."""
    part = exists().where(CoursePart.course_id == Activity.id, CoursePart.activity_id == activity_id)
    return work.db.scalars(select(Activity).where(part).order_by(Activity.title, Activity.id)).all()


def uses(work: Work, activity_id: int) -> Uses:
    """What uses it, or ever did (1 statement)."""
    people = sum(
        (_count(table.activity_id == activity_id) for table in (Completion, Proof, Submission)),
        _count(Progress.activity_id == activity_id),
    )
    found = work.db.execute(
        select(
            _count(QualificationActivity.activity_id == activity_id),
            _count(CoursePart.activity_id == activity_id),
            people,
            _count(Meeting.activity_id == activity_id),
        )
    ).one()
    return Uses(qualifications=found[0], courses=found[1], people=found[2], meetings=found[3])


def makings(work: Work, activity: Activity) -> Makings:
    """What there is in it, as far as publication asks (at most 2 statements)."""
    files = _count(and_(ActivityFile.activity_id == activity.id, ActivityFile.removed_at.is_(None)))
    parts = _count(CoursePart.course_id == activity.id)
    is_seen = and_(Activity.published_on.is_not(None), Activity.retired_at.is_(None))
    unseen = (
        select(func.count())
        .select_from(CoursePart)
        .join(Activity, Activity.id == CoursePart.activity_id)
        .where(CoursePart.course_id == activity.id, ~is_seen)
        .scalar_subquery()
    )
    found = work.db.execute(select(files, parts, unseen)).one()
    return Makings(
        kind=activity.kind,
        content=activity.content,
        address=activity.address,
        page_text=activity.page_text,
        files=found[0],
        has_exam=activity.exam_form_id is not None,
        parts=found[1],
        unseen_parts=found[2],
    )


def exams_in_use(work: Work, *, chosen: int | None = None) -> Sequence[ExamForm]:
    """The exams to choose from: summative, in use, the newest edition of each; and the chosen one (1 statement)."""
    wanted = and_(ExamForm.state == FormState.IN_USE, ~ExamForm.formative)
    rows = work.db.scalars(
        select(ExamForm)
        .where(or_(wanted, ExamForm.id == chosen))
        .options(joinedload(ExamForm.qualification))
        .order_by(func.lower(ExamForm.title), ExamForm.edition.desc(), ExamForm.id)
    ).all()
    newest: dict[int, ExamForm] = {}
    for row in rows:
        stands = newest.get(row.family)
        if stands is None or row.id == chosen or (stands.id != chosen and stands.edition < row.edition):
            newest[row.family] = row
    return list(newest.values())


def exam_in_use(work: Work, form_id: int) -> ExamForm:
    """This exam, if it is one that counts and was ever in use (1 statement)."""
    found = work.db.get(ExamForm, form_id)
    if found is None or found.formative or found.state not in (FormState.IN_USE, FormState.WITHDRAWN):
        raise Unreadable(say("Choose an exam that is in use and whose result counts."))
    return found


def to_choose(
    work: Work, words: str, *, without: Collection[int], courses: bool = True, limit: int = 20
) -> tuple[Sequence[Activity], int]:
    """Activities to add to a list, by title, and how many match: no drafts, nothing retired (2 statements)."""
    wanted: list[ColumnElement[bool]] = [
        containing(words, Activity.title, Activity.summary),
        Activity.published_on.is_not(None),
        Activity.retired_at.is_(None),
        Activity.id.not_in(list(without)),
    ]
    if not courses:
        wanted.append(Activity.kind != ActivityKind.COURSE)
    total = work.db.scalar(select(func.count()).select_from(Activity).where(*wanted)) or 0
    order = (func.lower(Activity.title), Activity.id)
    return work.db.scalars(select(Activity).where(*wanted).order_by(*order).limit(limit)).all(), total


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return select(func.count()).where(condition).scalar_subquery()


_ASKED = (
    select(func.count(func.distinct(QualificationActivity.qualification_id)))
    .where(QualificationActivity.activity_id == Activity.id, QualificationActivity.removed_at.is_(None))
    .correlate(Activity)
    .scalar_subquery()
)
_DONE = (
    select(func.count(func.distinct(Completion.person_id)))
    .where(Completion.activity_id == Activity.id, Completion.withdrawn_at.is_(None))
    .correlate(Activity)
    .scalar_subquery()
)
_SORTS: Mapping[str, ColumnElement[Any]] = MappingProxyType(
    {
        "title": func.lower(Activity.title),
        "kind": Activity.kind.expression,
        "asked": _ASKED,
        "done": _DONE,
        "published": Activity.published_on.expression,
        "minutes": Activity.minutes.expression,
    }
)


def _matching(today: date, wanted: WantedActivities) -> list[ColumnElement[bool]]:
    conditions = [containing(wanted.words, Activity.title, Activity.summary)]
    if wanted.kind:
        conditions.append(Activity.kind == wanted.kind)
    if wanted.theme_id is not None:
        has = exists().where(ActivityTheme.activity_id == Activity.id, ActivityTheme.theme_id == wanted.theme_id)
        conditions.append(has)
    if wanted.state:
        conditions.append(_in_state(wanted.state, today))
    return conditions


def _in_state(state: ActivityState, today: date) -> ColumnElement[bool]:
    stands = Activity.retired_at.is_(None)
    conditions: dict[ActivityState, ColumnElement[bool]] = {
        ActivityState.DRAFT: and_(stands, Activity.published_on.is_(None)),
        ActivityState.PLANNED: and_(stands, Activity.published_on > today),
        ActivityState.PUBLISHED: and_(stands, Activity.published_on <= today),
        ActivityState.RETIRED: Activity.retired_at.is_not(None),
    }
    return conditions[state]


def _order(sort: str) -> list[UnaryExpression[Any]]:
    found = _SORTS.get(sort.removeprefix("-"), _SORTS["title"])
    chosen = found.desc() if sort.startswith("-") else found.asc()
    return [chosen.nulls_last(), func.lower(Activity.title).asc(), Activity.id.asc()]
