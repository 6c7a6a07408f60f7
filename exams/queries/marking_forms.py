"""Forms in use as plain values, read once per process: a form in use never changes (see exams/models.py)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import BindParameter, Engine, bindparam, select

from exams.models import ExamForm, ExamGroup, ExamStep
from exams.rules import CutScore, Level, Step
from exams.rules.steps import SubPoint
from foundation.work import Work

MOST_KEPT = 64

_groups, _steps = ExamGroup.__table__.c, ExamStep.__table__.c


@dataclass(frozen=True)
class FormKey:
    """Which form, and since when it is as it is: reopened and put in use again, it is another key."""

    form_id: int
    version: int
    in_use_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class DesignGroup:
    """Steps that belong together, as they are marked."""

    number: str
    name: str
    steps: tuple[Step, ...]
    key: str = ""
    all_achieved: bool = False  # its steps may be marked achieved at once, but for the critical ones


@dataclass(frozen=True, kw_only=True)
class Design:
    """All that is marked, in order, and what it takes to pass."""

    groups: tuple[DesignGroup, ...]
    cut_score: Mapping[str, Any]

    @cached_property
    def steps(self) -> Mapping[int, Step]:
        """Every step by its id, in the order of the form."""
        return {step.id: step for group in self.groups for step in group.steps}

    @cached_property
    def rule(self) -> CutScore:
        """The cut score as the rules know it."""
        return CutScore.from_json(self.cut_score)


_KEPT: dict[tuple[Engine, FormKey], Design] = {}

_FORMS: BindParameter[Any] = bindparam("forms", expanding=True)
_GROUPS = (
    select(_groups.id, _groups.form_id, _groups.number, _groups.name, _groups.key, _groups.all_achieved)
    .where(_groups.form_id.in_(_FORMS))
    .order_by(_groups.position, _groups.id)
)
_STEPS = (
    select(
        _steps.id,
        _steps.group_id,
        _steps.text,
        _steps.weight,
        _steps.critical,
        _steps.critical_minimum,
        _steps.levels,
        _steps.key,
        _steps.unit,
        _steps.parts,
        _steps.remark_values,
    )
    .join_from(ExamStep.__table__, ExamGroup.__table__)
    .where(_groups.form_id.in_(_FORMS))
    .order_by(_steps.position, _steps.id)
)
_CUT_SCORES = select(ExamForm.__table__.c.id, ExamForm.__table__.c.cut_score).where(ExamForm.__table__.c.id.in_(_FORMS))


def design(work: Work, key: FormKey) -> Design:
    """The form in use with this key (3 statements the first time, none later)."""
    return designs(work, (key,))[key]


def designs(work: Work, keys: Iterable[FormKey]) -> Mapping[FormKey, Design]:
    """The forms in use with these keys (3 statements where one of them is new, none later)."""
    engine, wanted = work.db.connection().engine, frozenset(keys)
    found = {key: kept for key in wanted if (kept := _KEPT.get((engine, key))) is not None}
    if missing := wanted - found.keys():
        read = _read(work, missing)
        found |= read
        for key, made in read.items():
            while len(_KEPT) >= MOST_KEPT:
                _KEPT.pop(next(iter(_KEPT)), None)
            _KEPT[engine, key] = made
    return found


def forget() -> None:
    """Read every form anew: for tests, where ids begin again."""
    _KEPT.clear()


def _read(work: Work, wanted: Collection[FormKey]) -> dict[FormKey, Design]:
    connection, facts = work.db.connection(), {"forms": sorted({key.form_id for key in wanted})}
    steps, groups = defaultdict[int, list[Any]](list), defaultdict[int, list[Any]](list)
    for row in connection.execute(_STEPS, facts):
        steps[row.group_id].append(row)
    for group in connection.execute(_GROUPS, facts):
        groups[group.form_id].append(group)
    cut_scores = {row.id: row.cut_score for row in connection.execute(_CUT_SCORES, facts)}
    return {
        key: Design(
            groups=tuple(_group(row, steps[row.id]) for row in groups[key.form_id]),
            cut_score=cut_scores[key.form_id],
        )
        for key in wanted
    }


def _group(row: Any, steps: Iterable[Any]) -> DesignGroup:
    return DesignGroup(
        number=row.number,
        name=row.name,
        steps=tuple(_step(step, row.name) for step in steps),
        key=row.key,
        all_achieved=row.all_achieved,
    )


def _step(row: Any, group: str) -> Step:
    return Step(
        id=row.id,
        name=row.text,
        group=group,
        weight=row.weight,
        critical=row.critical,
        critical_minimum=row.critical_minimum,
        levels=tuple(Level.from_json(level) for level in row.levels),
        key=row.key,
        unit=row.unit,
        parts=tuple(SubPoint.from_json(part) for part in row.parts or ()),
        remark_values=tuple(row.remark_values),
    )
