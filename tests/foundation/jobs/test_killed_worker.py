"""Real processes, really killed. The lease is two seconds here."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from foundation.environment import setting
from foundation.jobs.models import Job, JobState

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = Path(__file__).with_name("worker_process.py")
PATIENCE = 30


@pytest.fixture
def start(own_database: str, tmp_path: Path) -> Iterator[Callable[[str], "subprocess.Popen[str]"]]:
    """`start("slow")` is a running worker of that version."""
    command = [sys.executable, str(SCRIPT), own_database, str(tmp_path)]
    with ExitStack() as stack:

        def begin(version: str) -> "subprocess.Popen[str]":
            process = subprocess.Popen(
                [*command, version], stdout=subprocess.PIPE, text=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": "."}
            )
            stack.enter_context(process)
            stack.callback(process.kill)
            assert said(process) == "ready"
            return process

        yield begin


def said(process):
    return process.stdout.readline().strip()


def queue(desk, name, **payload):
    with desk.writing() as work:
        return work.later(name, **payload)


def job(desk, number):
    with desk.reading() as work:
        found = work.db.get(Job, number)
        work.db.expunge_all()
    return found


def wait_until_done(desk, number):
    end = time.monotonic() + PATIENCE
    while job(desk, number).state is not JobState.DONE:
        assert time.monotonic() < end, "nobody took it over"
        time.sleep(0.1)
    return job(desk, number)


def count(desk, what):
    with desk.reading() as work:
        return setting(work.db, what, 0)


@pytest.mark.parametrize(
    ("name", "payload"), [pytest.param("test.short", {}, marks=pytest.mark.long), ("test.long", {"amount": 4})]
)
def test_another_living_worker_of_a_newer_version_takes_over(own_desk, start, name, payload):
    slow = start("slow")
    number = queue(own_desk, name, **payload)
    assert said(slow) == "in the middle"
    start("newer")
    slow.send_signal(signal.SIGKILL)
    done = wait_until_done(own_desk, number)
    assert (done.result, done.attempts) == ({"by": "newer"}, 2)
    assert [count(own_desk, f"piece {piece}") for piece in range(4)] == [1 if payload else 0] * 4
    assert count(own_desk, "short") == (0 if payload else 1)


@pytest.mark.long
def test_a_worker_that_slept_and_woke_up_keeps_nothing(own_desk, start):
    slow = start("slow")
    number = queue(own_desk, "test.long", amount=3)
    assert said(slow) == "in the middle"
    slow.send_signal(signal.SIGSTOP)
    start("newer")
    wait_until_done(own_desk, number)
    slow.send_signal(signal.SIGCONT)
    time.sleep(1)
    assert (job(own_desk, number).result, job(own_desk, number).attempts) == ({"by": "newer"}, 2)


def test_a_job_outlives_all_workers(own_desk, start):
    slow = start("slow")
    number = queue(own_desk, "test.short")
    assert said(slow) == "in the middle"
    slow.kill()
    slow.wait()
    assert job(own_desk, number).state is JobState.RUNNING
    start("newer")
    assert wait_until_done(own_desk, number).attempts == 2
