"""Forms in use as plain values, read once per process: a form in use never changes (see exams/models.py)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Engine, bindparam, select

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

_GROUPS = (
    select(_groups.id, _groups.number, _groups.name, _groups.key)
    .where(_groups.form_id == bindparam("form_id"))
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
    .where(_groups.form_id == bindparam("form_id"))
    .order_by(_steps.position, _steps.id)
)
_CUT_SCORE = select(ExamForm.__table__.c.cut_score).where(ExamForm.__table__.c.id == bindparam("form_id"))


def design(work: Work, key: FormKey) -> Design:
    """The form in use with this key (3 statements the first time, none later)."""
    place = (work.db.connection().engine, key)
    kept = _KEPT.get(place)
    if kept is None:
        kept = _read(work, key)
        while len(_KEPT) >= MOST_KEPT:
            _KEPT.pop(next(iter(_KEPT)), None)
        _KEPT[place] = kept
    return kept


def forget() -> None:
    """Read every form anew: for tests, where ids begin again."""
    _KEPT.clear()


def _read(work: Work, wanted: FormKey) -> Design:
    connection, facts = work.db.connection(), {"form_id": wanted.form_id}
    rows = connection.execute(_STEPS, facts).all()
    groups = tuple(
        DesignGroup(
            number=number,
            name=name,
            steps=tuple(_step(row, name) for row in rows if row.group_id == group_id),
            key=key,
        )
        for group_id, number, name, key in connection.execute(_GROUPS, facts)
    )
    return Design(groups=groups, cut_score=connection.execute(_CUT_SCORE, facts).scalar_one())


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
