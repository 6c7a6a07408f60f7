"""Jobs that come back by the clock."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from foundation.jobs.models import Job, JobState, Schedule
from foundation.runner import Handlers, housekeeping, schedules


@pytest.fixture
def nightly(bench):
    bench.handlers.schedule("count", "0 3 * * *")
    bench.runner().settle_schedules()
    return bench


def next_of(desk, name="count"):
    with desk.reading() as work:
        return work.db.scalar(select(Schedule.next).where(Schedule.name == name))


def test_nothing_comes_before_its_time(nightly):
    nightly.runner().tick()
    assert nightly.jobs() == []


def test_it_comes_at_its_time_and_the_next_is_known(nightly, clock, desk):
    clock.move(hours=15)
    nightly.runner().tick()
    assert len(nightly.jobs()) == 1
    assert next_of(desk) == datetime(2026, 11, 25, 2, 0, tzinfo=UTC)


def test_two_workers_that_saw_one_tick_queue_it_once(nightly, clock, desk):
    clock.move(hours=15)
    moment = next_of(desk)
    for _ in range(2):
        with desk.writing() as work:
            schedules.tick(work, "count", moment, following=moment + timedelta(days=1))
    assert len(nightly.jobs()) == 1


def test_nights_that_nobody_worked_come_once(nightly, clock):
    clock.move(days=10)
    nightly.runner().tick()
    nightly.runner().tick()
    assert len(nightly.jobs()) == 1


def test_settling_again_changes_nothing(nightly, clock, desk):
    before = next_of(desk)
    clock.move(days=3)
    nightly.runner().settle_schedules()
    assert next_of(desk) == before


def test_other_hours_in_a_new_version_count_at_once(nightly, bench, desk):
    newer = Handlers()
    newer.short("count", print)
    newer.schedule("count", "0 20 * * *")
    bench.runner(newer).settle_schedules()
    assert next_of(desk) == datetime(2026, 11, 23, 19, 0, tzinfo=UTC)


def test_what_nobody_does_cannot_be_scheduled(bench):
    with pytest.raises(ValueError, match="Nobody"):
        bench.handlers.schedule("unknown", "0 3 * * *")


def test_jobs_done_long_ago_are_forgotten_and_parked_ones_are_not(bench, clock):
    housekeeping.register(bench.handlers)
    old = [bench.queue("count"), bench.queue("count")]
    bench.run()
    bench.run()
    with bench.desk.writing() as work:
        work.db.get(Job, old[1]).state = JobState.PARKED
    clock.move(days=31)
    purge = bench.queue(housekeeping.PURGE)
    bench.run()
    assert [job.id for job in bench.jobs()] == [old[1], purge]
    assert bench.job(purge).result == {"purged": 1}
