"""What was answered for is kept, deeds and all: a server that is killed again and again in the midst of whole exams."""

from collections import Counter
from contextlib import suppress
from http.client import HTTPException
from itertools import count
from threading import Timer
from typing import Any

import pytest
from sqlalchemy import func, select

from exams.models import Mark, Sheet, Sitting, SittingOutcome
from exams.models.tablets import TabletDeed
from exams.queries.chain import reports
from exams.rules import AnswerKind, SittingState
from foundation.audit import AuditLine
from tests.exams.marking.conftest import Bench, bench_with
from tests.exams.marking.test_killed_server import kill, serve, tablet
from tests.factories import Make

__all__ = ["serve", "tablet"]  # fixtures

STEPS = 4
AT_ONCE = 5  # operations in a request
ANSWERED = 7  # requests that each life of the server answers
QUICK, LONG = 2, 25


@pytest.fixture
def bench(own_desk: Any) -> Bench:
    return bench_with(Make(own_desk.writing), groups=1, steps=STEPS)


class Exams:
    """Whole exams without end, one after the other: begun, paused, marked, remarked upon, signed."""

    def __init__(self, bench: Bench, make: Make) -> None:
        self._bench, self._make = bench, make
        self.coming: list[dict[str, Any]] = []
        self.made: dict[str, dict[str, Any]] = {}
        self.sheets: list[int] = []

    def next(self) -> dict[str, Any]:
        if not self.coming:
            self.plan()
        operation = self.coming.pop(0)
        self.made[operation["op"]] = operation
        return operation

    def plan(self) -> None:
        """One more exam, after those that are planned."""
        self.coming += self._whole()

    def _whole(self) -> list[dict[str, Any]]:
        bench, sitting = self._bench, self._make.sitting(self._bench.form, examiner=self._bench.examiner)
        sheet = sitting.sheets[0].id
        self.sheets.append(sheet)
        operations = [bench.deed("start", of=sheet)]
        marks = []
        for place in range(STEPS):
            marks.append(bench.mark(place, 1 + place % 3, sheet=sheet))
            operations += [marks[-1], bench.deed("pause", of=sheet), bench.deed("resume", of=sheet)]
        operations.append(bench.deed("remark", of=sheet, text=f"Sheet {sheet}."))
        return [*operations, bench.signature(*marks, overall_remark=f"Signed {sheet}.") | {"sheet": sheet}]


def play(own_desk: Any, bench: Bench, tablet: Any, serve: Any, *, kills: int) -> tuple[Exams, dict[str, str]]:
    """Send exams to a server that is killed so often; what every operation was told in the end."""
    exams, told, unanswered = Exams(bench, Make(own_desk.writing)), dict[str, str](), list[dict[str, Any]]()
    for life in range(kills):
        process = serve()
        death = Timer(0.013 * (life % 7), kill, [process])
        with suppress(OSError, HTTPException):
            for requests in count():
                if requests == ANSWERED:  # from now on it may die at any moment
                    death.start()
                unanswered = unanswered or [exams.next() for _ in range(AT_ONCE)]
                told |= tablet.send(*unanswered)
                unanswered = []
        death.join()
    serve()
    told |= tablet.send(*unanswered) if unanswered else {}
    while rest := [exams.next() for _ in range(len(exams.coming))]:  # the exam that was going on is signed too
        told |= tablet.send(*rest)
    return exams, told


def check(own_desk: Any, exams: Exams, told: dict[str, str]) -> None:
    """Each operation once, whatever died; each exam begun once, signed once, with one result and a whole chain."""
    assert set(told) == set(exams.made)
    assert set(told.values()) <= {"stored", "duplicate"}
    with own_desk.reading() as work:
        ops = [*work.db.scalars(select(Mark.op)), *work.db.scalars(select(TabletDeed.op))]
        assert Counter(map(str, ops)) == Counter(list(exams.made))
        refused = select(func.count()).select_from(TabletDeed).where(TabletDeed.answer != AnswerKind.STORED)
        assert work.db.scalar(refused) == 0
        order = work.db.execute(select(TabletDeed.sheet_id, TabletDeed.sequence).order_by(TabletDeed.id)).all()
        assert [one.sequence for one in order] == sorted(one.sequence for one in order)
        sheets = work.db.scalars(select(Sheet).where(Sheet.id.in_(exams.sheets))).all()
        assert {one.overall_remark for one in sheets} == {f"Signed {number}." for number in exams.sheets}
        sittings = [one.sitting_id for one in sheets]
        states = work.db.scalars(select(Sitting.state).where(Sitting.id.in_(sittings))).all()
        assert set(states) == {SittingState.RATIFIED}
        assert sorted(work.db.scalars(select(SittingOutcome.sitting_id))) == sorted(sittings)
        began = select(func.count()).where(AuditLine.event == "exams.sitting-began")
        assert work.db.scalar(began) == len(sittings)
        assert [one.findings for one in reports(work, sittings) if one.findings] == []


@pytest.mark.long  # the crash loop asks the same with PostgreSQL
def test_every_deed_that_was_answered_for_is_there_after_kill_9(own_desk, bench, tablet, serve):
    exams, told = play(own_desk, bench, tablet, serve, kills=QUICK)
    assert len(exams.made) >= QUICK * ANSWERED * AT_ONCE
    check(own_desk, exams, told)


@pytest.mark.long
def test_whole_exams_survive_a_server_that_is_killed_again_and_again(own_desk, bench, tablet, serve):
    exams, told = play(own_desk, bench, tablet, serve, kills=LONG)
    assert len(exams.made) >= LONG * ANSWERED * AT_ONCE
    check(own_desk, exams, told)
