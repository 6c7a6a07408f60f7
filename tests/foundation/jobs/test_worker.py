"""The threads: they look, they are woken, they stop."""

import time
from threading import Event

import pytest

from foundation.jobs.models import JobState
from foundation.runner import Bell, Worker


@pytest.fixture
def worker(bench):
    made = Worker(bench.runner(), looks_every=30)
    yield made
    assert made.stop(within=10)


def wait_for(truth, within=10.0):
    end = time.monotonic() + within
    while not truth():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_job_that_waits_is_done_by_itself(bench, worker):
    number = bench.queue("count")
    worker.start()
    wait_for(lambda: bench.job(number).state is JobState.DONE)


def test_a_ring_is_heard_at_once(bench, worker):
    worker.start()
    time.sleep(0.3)  # the threads have looked and now wait for half a minute
    number = bench.queue("count")
    worker.wake()
    wait_for(lambda: bench.job(number).state is JobState.DONE, within=5)


def test_committed_work_rings_the_bell_of_the_app(app, desk):
    heard = []
    app.extensions["bell"].listen(lambda: heard.append(True))
    with desk.writing() as work:
        work.later("foundation.purge-jobs")
        assert heard == []
    assert heard == [True]


def test_a_bell_tells_everyone():
    heard, bell = [], Bell()
    bell.listen(lambda: heard.append(1))
    bell.listen(lambda: heard.append(2))
    bell.ring()
    assert heard == [1, 2]


def test_two_long_jobs_are_done_side_by_side(bench, worker):
    first, second = Event(), Event()
    bench.handlers.long("first", lambda run: first.set() or {"met": second.wait(10)})
    bench.handlers.long("second", lambda run: second.set() or {"met": first.wait(10)})
    numbers = [bench.queue("first"), bench.queue("second")]
    worker.start()
    wait_for(lambda: all(bench.job(number).state is JobState.DONE for number in numbers))
    assert [bench.job(number).result for number in numbers] == [{"met": True}] * 2


def test_stopping_lets_a_short_job_end(bench):
    begun = Event()
    bench.handlers.short("slow", lambda work: begun.set() or time.sleep(0.5))
    number = bench.queue("slow")
    worker = Worker(bench.runner())
    worker.start()
    assert begun.wait(10)
    assert worker.stop(within=10)
    assert bench.job(number).state is JobState.DONE


def test_stopping_breaks_a_long_job_off_between_pieces(bench):
    begun = Event()

    def endless(run):
        while True:
            with run.piece():
                run.progress(run.done + 1)
            begun.set()
            time.sleep(0.01)

    bench.handlers.long("endless", endless)
    number = bench.queue("endless")
    worker = Worker(bench.runner())
    worker.start()
    assert begun.wait(10)
    assert worker.stop(within=10)
    assert (bench.job(number).state, bench.job(number).attempts) == (JobState.WAITING, 0)
    assert bench.job(number).done > 0


def test_a_worker_that_was_never_started_can_be_stopped(bench):
    assert Worker(bench.runner()).stop()
