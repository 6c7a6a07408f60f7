"""The demo school has exams today at whatever hour it is made: just after midnight and late in the evening too."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from app.demo.exams import minute_today, plan_today
from app.demo.stage import School
from exams.models import Mark, Sitting, TabletDeed
from exams.rules import AnswerKind, SittingState
from people.rules import Role
from qualification_files.models import Qualification
from tests.conftest import NOON
from tests.exams.marking.conftest import bench_with
from tests.plugins.seeds import amount

ZONE = ZoneInfo("Europe/Amsterdam")
MIDNIGHT = datetime.combine(NOON.astimezone(ZONE), time(), tzinfo=ZONE)
EARLY = [timedelta(), timedelta(seconds=1), timedelta(minutes=5), timedelta(minutes=20), timedelta(minutes=35)]
HOURS = [timedelta(hours=hour) for hour in range(1, 24, amount(short=11, long=1))]
LATE = timedelta(hours=23, minutes=59, seconds=59)


@pytest.fixture
def demo_today(app: Any, desk: Any, make: Any, clock: Any) -> Callable[[datetime], date]:
    """`demo_today(moment)` plans the exams of that day at that moment; two people who never sat before sit them."""
    bench = bench_with(make, groups=2, steps=6)
    with desk.reading() as work:
        qualification = work.db.get_one(Qualification, bench.form.qualification_id)
        work.db.expunge(qualification)
    people = {"coordinator": make.person(Role.COORDINATOR), "examiner": bench.examiner}

    def plan(moment: datetime) -> date:
        clock.now = moment.astimezone(UTC)
        today = moment.astimezone(ZONE).date()
        welders = [make.person(Role.CANDIDATE) for _ in range(2)]
        for welder in welders:
            make.link(welder, qualification)
        plan_today(School(app, desk.works, today, people), bench.form.id, welders)
        return today

    return plan


@pytest.mark.parametrize("day", ["2026-11-23", "2026-03-29", "2026-10-25", "2027-01-01"])
def test_the_exam_that_goes_on_began_today_at_every_minute(day):
    today = date.fromisoformat(day)
    at = datetime.combine(today, time(), tzinfo=ZONE).astimezone(UTC)
    while at.astimezone(ZONE).date() == today:
        minute = minute_today(at, ZONE)
        assert (at - 35 * minute).astimezone(ZONE).date() == today
        assert timedelta(0) <= minute <= timedelta(minutes=1)
        at += timedelta(seconds=37)


def test_from_half_past_midnight_or_so_it_goes_on_for_35_minutes():
    assert minute_today((MIDNIGHT + timedelta(minutes=36)).astimezone(UTC), ZONE) == timedelta(minutes=1)


def test_at_every_hour_one_of_the_exams_of_today_goes_on(demo_today, desk):
    for place, hour in enumerate([*EARLY, *HOURS, LATE]):
        moment = MIDNIGHT + timedelta(days=place) + hour
        today = demo_today(moment)
        with desk.reading() as work:
            first, second = work.db.scalars(select(Sitting).order_by(Sitting.id.desc()).limit(2)).all()[::-1]
            assert (first.state, second.state) == (SittingState.IN_PROGRESS, SittingState.PLANNED), hour
            assert first.starts_at.astimezone(ZONE).date() == first.began_at.astimezone(ZONE).date() == today
            assert first.began_at <= moment
            answers = {one for kind in (Mark, TabletDeed) for one in work.db.scalars(select(kind.answer))}
            assert answers == {AnswerKind.STORED}
