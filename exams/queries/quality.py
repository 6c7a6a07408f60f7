"""What is read to see how good exams are: key figures of all, the marks behind one, judgements of its steps."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, exists, func, select
from sqlalchemy.orm import joinedload, load_only, selectinload

from exams.analysis.figures import Material, SittingMaterial, StepMaterial
from exams.models import AgreedMark, AngoffJudgement, ExamForm, ExamGroup, ExamSession, ExamStep, Sheet, Sitting
from exams.queries.exemptions import FAMILY
from exams.queries.forms import containing
from exams.queries.standing import Raw, Stands, raw_marks, standing_of_all
from exams.queries.subjects import form as form_of
from exams.rules import SittingState, coverage
from exams.rules.agreeing import BOTH
from exams.rules.design import FormState
from exams.rules.steps import NOT_APPLICABLE
from foundation.work import Work
from people.models import Person
from qualification_files.models import CoreTask, Qualification, WorkProcess

COUNTED = (SittingState.SIGNED, SittingState.RATIFIED)
MOST_SITTINGS = 5_000  # that go into the figures of one exam


@dataclass(frozen=True, kw_only=True)
class Period:
    """The exams from this moment on, up to that one."""

    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Covered:
    """How much of a core task an exam looks at (BR-11)."""

    number: str
    examined: int
    total: int
    enough: bool


@dataclass(frozen=True, kw_only=True)
class FamilyRow:
    """An exam with its key figures over all editions."""

    form: ExamForm  # the newest edition that is no draft
    sittings: int = 0
    passed: int = 0
    by_two: int = 0
    pairs: int = 0
    differing: int = 0
    covered: tuple[Covered, ...] = ()

    @property
    def alike(self) -> float | None:
        """The share of steps that two examiners marked the same at once."""
        return 1 - self.differing / self.pairs if self.pairs else None

    @property
    def too_thin(self) -> list[Covered]:
        """The core tasks it examines, but not enough of."""
        return [one for one in self.covered if one.examined and not one.enough]


def _counted(work: Work, period: Period) -> list[ColumnElement[bool]]:
    """Results that count; nobody finds the own exam among them."""
    found = [
        Sitting.state.in_(COUNTED),
        ExamForm.formative.is_(False),
        Sitting.candidate_id != (work.actor.id or 0),
    ]
    found += [Sitting.starts_at >= period.since] if period.since else []
    return [*found, Sitting.starts_at < period.until] if period.until else found


def _listed(words: str) -> list[ColumnElement[bool]]:
    newest = (
        select(func.max(ExamForm.id))
        .where(ExamForm.state != FormState.DRAFT, ExamForm.formative.is_(False))
        .group_by(FAMILY)
    )
    matching = containing(words, ExamForm.title, ExamForm.code, Qualification.name, Qualification.code)
    return [ExamForm.id.in_(newest), matching]


def family_count(work: Work, *, words: str = "") -> int:
    """How many exams there are, each with all its editions (1 statement)."""
    return work.db.scalar(select(func.count(ExamForm.id)).join(ExamForm.qualification).where(*_listed(words))) or 0


def families(work: Work, period: Period, *, words: str = "", limit: int = 25, offset: int = 0) -> list[FamilyRow]:
    """Exams with their key figures, by title (6 statements)."""
    forms = list(
        work.db.scalars(
            select(ExamForm)
            .join(ExamForm.qualification)
            .where(*_listed(words))
            .options(joinedload(ExamForm.qualification), selectinload(ExamForm.groups))
            .order_by(func.lower(ExamForm.title), ExamForm.id)
            .limit(limit)
            .offset(offset)
        )
    )
    numbers = [form.family for form in forms]
    results, differing = _results(work, period, numbers), _differing(work, period, numbers)
    covered = _covered(work, forms)
    return [
        FamilyRow(form=form, differing=differing.get(form.family, 0), covered=covered[form.id], **results[form.family])
        for form in forms
    ]


def _results(work: Work, period: Period, families: Sequence[int]) -> Mapping[int, Mapping[str, int]]:
    steps = (
        select(func.count(ExamStep.id))
        .join(ExamGroup, ExamGroup.id == ExamStep.group_id)
        .where(ExamGroup.form_id == ExamForm.id)
        .correlate(ExamForm)
        .scalar_subquery()
    )
    by_two = exists().where(
        Sheet.sitting_id == Sitting.id,
        Sheet.position == BOTH[1],
        Sheet.withdrawn_at.is_(None),
        Sheet.signed_at.is_not(None),
    )
    rows = work.db.execute(
        select(
            FAMILY,
            func.count(Sitting.id),
            func.sum(case((Sitting.passed.is_(True), 1), else_=0)),
            func.sum(case((by_two, 1), else_=0)),
            steps,
        )
        .join(Sitting.session)
        .join(ExamSession.form)
        .where(FAMILY.in_(families), *_counted(work, period))
        .group_by(ExamForm.id, FAMILY)
    )
    found: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(("sittings", "passed", "by_two", "pairs"), 0))
    for family, sittings, passed, two, many in rows:
        told = found[family]
        for name, value in (("sittings", sittings), ("passed", passed), ("by_two", two), ("pairs", two * many)):
            told[name] += int(value)
    return found


def _differing(work: Work, period: Period, families: Sequence[int]) -> Mapping[int, int]:
    """Per exam how many steps two examiners had to agree about."""
    apart = (
        select(FAMILY.label("family"), AgreedMark.sitting_id, AgreedMark.step_id)
        .join(Sitting, Sitting.id == AgreedMark.sitting_id)
        .join(Sitting.session)
        .join(ExamSession.form)
        .where(FAMILY.in_(families), *_counted(work, period))
        .distinct()
        .subquery()
    )
    rows = work.db.execute(select(apart.c.family, func.count()).group_by(apart.c.family))
    return {row[0]: row[1] for row in rows}


def _covered(work: Work, forms: Sequence[ExamForm]) -> dict[int, tuple[Covered, ...]]:
    """Form id -> its core tasks with how much of each it examines, as the qualification is now (1 statement)."""
    rows = work.db.execute(
        select(CoreTask.qualification_id, CoreTask.id, CoreTask.number, WorkProcess.id)
        .join(WorkProcess, WorkProcess.core_task_id == CoreTask.id)
        .where(CoreTask.qualification_id.in_({form.qualification_id for form in forms}))
        .order_by(CoreTask.position, CoreTask.id)
    )
    parts: dict[int, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    names = {}
    for qualification, task, number, process in rows:
        parts[qualification][task].add(process)
        names[task] = number
    return {
        form.id: tuple(
            Covered(number=names[one.core_task], examined=one.examined, total=one.total, enough=one.enough)
            for one in coverage(parts[form.qualification_id], _examined(form))
        )
        for form in forms
    }


def _examined(form: ExamForm) -> set[int]:
    return {group.work_process_id for group in form.groups if group.work_process_id}


# One exam


@dataclass(frozen=True, kw_only=True)
class Whole:
    """The marks of an exam as plain numbers, and what those numbers stand for."""

    material: Material
    steps: tuple[ExamStep, ...]  # in the order of the material
    examiners: tuple[Person, ...]  # likewise
    left_out: int  # exams of which the marks were removed at the end of their term
    total: int  # exams that were left for the figures, of which the newest are taken


def whole(work: Work, form: ExamForm, period: Period, *, editions: bool = False) -> Whole:
    """The marks of this form, or of all its editions (at most 8 statements more)."""
    forms = _editions(work, form) if editions else [form]
    here = [ExamSession.form_id.in_([one.id for one in forms]), *_counted(work, period)]
    total, purged = _totals(work, here)
    sittings = _sittings(work, here)
    steps, places = _steps(forms)
    people = {sheet.examiner_id: sheet.examiner for sitting in sittings for sheet in _both(sitting)}
    order = sorted(people, key=lambda number: (people[number].sorting_name, number))
    raw = raw_marks(work, [sheet.id for sitting in sittings for sheet in _both(sitting)])
    stands = standing_of_all(work, sittings)
    numbers = {person: place for place, person in enumerate(order)}
    return Whole(
        material=Material(
            steps=[_scale(step) for step in steps],
            sittings=[_plain(sitting, stands[sitting.id], raw, numbers, places) for sitting in sittings],
        ),
        steps=tuple(steps),
        examiners=tuple(people[number] for number in order),
        left_out=purged,
        total=total - purged,
    )


def _editions(work: Work, form: ExamForm) -> list[ExamForm]:
    """All editions that were ever fixed, the newest first, with their steps."""
    return list(
        work.db.scalars(
            select(ExamForm)
            .where(FAMILY.in_([form.family]), ExamForm.state != FormState.DRAFT)
            .options(selectinload(ExamForm.groups).selectinload(ExamGroup.steps))
            .order_by(ExamForm.edition.desc(), ExamForm.id.desc())
        )
    )


def _totals(work: Work, here: Sequence[ColumnElement[bool]]) -> tuple[int, int]:
    row = work.db.execute(
        select(func.count(Sitting.id), func.count(Sitting.purged_at))
        .join(Sitting.session)
        .join(ExamSession.form)
        .where(*here)
    ).one()
    return row[0], row[1]


def _sittings(work: Work, here: Sequence[ColumnElement[bool]]) -> list[Sitting]:
    return list(
        work.db.scalars(
            select(Sitting)
            .join(Sitting.session)
            .join(ExamSession.form)
            .where(*here, Sitting.purged_at.is_(None))
            .options(
                load_only(Sitting.id, Sitting.passed, Sitting.attempt, Sitting.signed_at),
                selectinload(Sitting.sheets).joinedload(Sheet.examiner),
            )
            .order_by(Sitting.starts_at.desc(), Sitting.id.desc())
            .limit(MOST_SITTINGS)
        )
    )


def _both(sitting: Sitting) -> list[Sheet]:
    return [sheet for sheet in sitting.standing_sheets if sheet.position in BOTH and sheet.signed_at]


Same = tuple[str, str, tuple[int, ...], int, int]


def _steps(forms: Sequence[ExamForm]) -> tuple[list[ExamStep], dict[int, int]]:
    """The steps, and the place of each step id; a step that an edition left as it was is one and the same."""
    steps: list[ExamStep] = []
    known: dict[Same, int] = {}
    places = {}
    for step in (step for form in forms for step in form.steps):
        same = (step.key, step.text, tuple(_values(step)), step.weight, step.unit)
        if same not in known:
            known[same] = len(steps)
            steps.append(step)
        places[step.id] = known[same]
    return steps, places


def _values(step: ExamStep) -> list[int]:
    return sorted({level.value for level in step.scale} - {NOT_APPLICABLE})


def _scale(step: ExamStep) -> StepMaterial:
    return StepMaterial(values=_values(step), weight=step.weight, unit=step.unit)


def _plain(
    sitting: Sitting,
    stands: Mapping[int, Stands],
    raw: Mapping[int, Mapping[int, Raw]],
    numbers: Mapping[int, int],
    places: Mapping[int, int],
) -> SittingMaterial:
    sheets = _both(sitting)
    return SittingMaterial(
        examiners=[numbers[sheet.examiner_id] for sheet in sheets],
        marks=[_row(raw.get(sheet.id, {}), places) for sheet in sheets],
        ratings=[sheet.global_rating for sheet in sheets],
        stands=_row(stands, places),
        passed=bool(sitting.passed),
        attempt=sitting.attempt,
    )


def _row(marks: Mapping[int, Raw] | Mapping[int, Stands], places: Mapping[int, int]) -> list[int | None]:
    row: list[int | None] = [None] * (max(places.values(), default=-1) + 1)
    for step, mark in marks.items():
        if step in places:
            row[places[step]] = mark.value
    return row


# Judges of steps (Angoff)


@dataclass(frozen=True, kw_only=True)
class AngoffRound:
    """A form whose steps are judged, and whether whoever asks is to sit that exam."""

    form: ExamForm
    sits: bool


def angoff_round(work: Work, form_id: int) -> AngoffRound:
    """The form with its steps, for this judge (4 statements)."""
    form = form_of(work, form_id)
    own = (
        exists()
        .where(Sitting.candidate_id == work.actor.id, FAMILY.in_([form.family]))
        .where(Sitting.session_id == ExamSession.id, ExamSession.form_id == ExamForm.id)
    )
    return AngoffRound(form=form, sits=bool(work.db.scalar(select(own))))


@dataclass(frozen=True, kw_only=True)
class ToJudge:
    """A form in the list of a judge, and how far this judge is."""

    form: ExamForm
    steps: int
    judged: int


def forms_to_judge(work: Work, states: Collection[FormState], *, limit: int = 200) -> list[ToJudge]:
    """The forms whose steps this person may judge, by title (1 statement); never one they sit themselves."""
    steps = (
        select(func.count(ExamStep.id))
        .join(ExamGroup, ExamGroup.id == ExamStep.group_id)
        .where(ExamGroup.form_id == ExamForm.id)
        .correlate(ExamForm)
        .scalar_subquery()
    )
    judged = (
        select(func.count(AngoffJudgement.id))
        .join(ExamStep, ExamStep.id == AngoffJudgement.step_id)
        .join(ExamGroup, ExamGroup.id == ExamStep.group_id)
        .where(ExamGroup.form_id == ExamForm.id, AngoffJudgement.judge_id == work.actor.id)
        .correlate(ExamForm)
        .scalar_subquery()
    )
    sat = (
        select(FAMILY)
        .join(ExamSession, ExamSession.form_id == ExamForm.id)
        .join(Sitting, Sitting.session_id == ExamSession.id)
        .where(Sitting.candidate_id == work.actor.id)
    )
    rows = work.db.execute(
        select(ExamForm, steps, judged)
        .where(ExamForm.state.in_(states), ExamForm.formative.is_(False), FAMILY.not_in(sat))
        .options(joinedload(ExamForm.qualification))
        .order_by(func.lower(ExamForm.title), ExamForm.id)
        .limit(limit)
    )
    return [ToJudge(form=form, steps=many, judged=done) for form, many, done in rows]


def own_judgements(work: Work, form: ExamForm) -> dict[int, AngoffJudgement]:
    """Step id -> what this judge said of it (1 statement)."""
    rows = work.db.scalars(
        select(AngoffJudgement).where(
            AngoffJudgement.step_id.in_([step.id for step in form.steps]), AngoffJudgement.judge_id == work.actor.id
        )
    )
    return {row.step_id: row for row in rows}


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What a judge said of a step of a form, or of the same step in an edition before it."""

    judge: Person
    step_id: int  # in the form that is looked at
    percentage: int

    @property
    def judge_id(self) -> int:
        """Who said it."""
        return self.judge.id


def judgements(work: Work, form: ExamForm) -> list[Judged]:
    """What all judges said of the steps of this form, by judge; what an edition left as it was stays judged.

    1 statement.
    """
    rows = work.db.execute(
        select(AngoffJudgement, ExamStep)
        .join(ExamStep, ExamStep.id == AngoffJudgement.step_id)
        .join(ExamStep.group)
        .join(ExamGroup.form)
        .join(AngoffJudgement.judge)
        .where(FAMILY.in_([form.family]), ExamForm.edition <= form.edition)
        .options(joinedload(AngoffJudgement.judge))
        .order_by(Person.sorting_name, AngoffJudgement.judge_id, ExamForm.edition)
    )
    here = {_asked(step): step.id for step in form.steps}
    found: dict[tuple[int, int], Judged] = {}
    for said, step in rows:
        if step_id := here.get(_asked(step)):  # the newest edition comes last, and stands
            found[said.judge_id, step_id] = Judged(judge=said.judge, step_id=step_id, percentage=said.percentage)
    return list(found.values())


def _asked(step: ExamStep) -> tuple[str, str, tuple[int, ...], int]:
    """What a judge thinks of: the same words on the same scale; its weight changes nothing."""
    return step.key, step.text, tuple(_values(step)), step.unit
