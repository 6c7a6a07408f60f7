"""Real servers and workers in processes of their own: started, asked to stop, killed."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, closing
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from sqlalchemy import select

from foundation import mail
from foundation.environment import choose
from foundation.jobs.models import Job, JobState
from foundation.mail import Mail

ROOT = Path(__file__).resolve().parents[2]
LETTER = Mail(to="fatima@school.example", subject="Your exam", text="It is on Monday.\n")
PATIENCE = 30.0


@pytest.fixture
def port():
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture
def start(own_database, tmp_path, server):
    """`start("serve", …)` is a running process of the command."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PROEFSTUK_")}
    environ |= {
        "PROEFSTUK_DATA": str(tmp_path / "data"),
        "PROEFSTUK_DATABASE": own_database,
        "PROEFSTUK_MAIL": server.url,
        "PROEFSTUK_JOB_LEASE": "2",
        "PYTHONUNBUFFERED": "1",
    }
    with ExitStack() as stack:

        def begin(*arguments, **settings):
            process = subprocess.Popen(
                [sys.executable, "-m", "app", *map(str, arguments)],
                cwd=ROOT,
                env=environ | settings,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )
            stack.enter_context(process)
            stack.callback(kill, process)
            return process

        yield begin


def kill(process):
    """The process and all it started, at once."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def wait_for(truth, what):
    end = time.monotonic() + PATIENCE
    while not truth():
        assert time.monotonic() < end, what
        time.sleep(0.05)


def answers(port, path="/healthz"):
    try:
        with urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return answer.status == 200
    except URLError:
        return False


def queue(desk):
    with desk.writing() as work:
        mail.queue(work, LETTER)


def states(desk):
    with desk.reading() as work:
        return [job.state for job in work.db.scalars(select(Job))]


def test_it_answers_and_says_where(start, port):
    process = start("serve", "--port", port)
    wait_for(lambda: answers(port), "no answer")
    assert process.stdout.readline() == f"Proefstuk answers at http://127.0.0.1:{port}/  (Ctrl-C stops it)\n"
    assert answers(port, "/sign-in")


def test_a_demo_shows_who_can_sign_in(start, port, own_desk):
    with own_desk.writing() as work:
        choose(work.db, "demo.accounts", [{"role": "board_member", "email": "e@demo.example", "password": "walnut"}])
    process = start("serve", "--port", port)
    wait_for(lambda: answers(port), "no answer")
    process.stdout.readline()
    assert process.stdout.readline() == "  Exam board member  e@demo.example  walnut\n"


def test_it_does_the_jobs_beside_it(start, port, own_desk, box):
    start("serve", "--port", port)
    queue(own_desk)
    wait_for(lambda: box.mails, "no mail")


def test_it_leaves_the_jobs_to_others_where_that_is_set(start, port, own_desk, box):
    start("serve", "--port", port, PROEFSTUK_JOBS_IN_PROCESS="false")
    wait_for(lambda: answers(port), "no answer")
    queue(own_desk)
    time.sleep(1.5)
    assert box.mails == []
    start("work")
    wait_for(lambda: box.mails, "no mail")


def test_a_taken_port_is_told_with_what_to_type(start, port):
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        process = start("serve", "--port", port)
        said = process.communicate(timeout=PATIENCE)[0]
    assert process.returncode == 1
    assert f"type: proefstuk serve --port {port + 1}" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("command", ["serve", "work"])
def test_asked_to_stop_it_stops_within_five_seconds(start, port, own_desk, box, command):
    """Also in the middle of a job that will not end; the next one takes that over."""
    box.is_awake.clear()
    arguments = ("--port", port) if command == "serve" else ()
    process = start(command, *arguments)
    queue(own_desk)
    wait_for(lambda: box.mails, "no mail")
    began = time.monotonic()
    os.kill(process.pid, signal.SIGTERM)
    if command == "work":
        box.is_awake.set()
    process.wait(PATIENCE)
    assert process.returncode == 0
    assert time.monotonic() - began < 5


def test_a_job_of_a_server_that_was_killed_is_taken_over_by_the_next(start, port, own_desk, box):
    box.is_awake.clear()
    first = start("serve", "--port", port)
    queue(own_desk)
    wait_for(lambda: box.mails, "no mail")
    kill(first)
    first.wait(PATIENCE)
    assert states(own_desk) == [JobState.RUNNING]
    box.is_awake.set()
    start("serve", "--port", port)
    wait_for(lambda: states(own_desk) == [JobState.DONE], "not taken over")
    assert box.mails[0] == box.mails[1]


def test_a_server_whose_master_was_killed_gives_way(start, port):
    first = start("serve", "--port", port)
    wait_for(lambda: answers(port), "no answer")
    os.kill(first.pid, signal.SIGKILL)
    second = start("serve", "--port", port)
    said = iter(second.stdout.readline, "")
    assert any(line.startswith("Proefstuk answers") for line in said)


def test_nothing_of_the_write_ahead_log_is_left(start, port, tmp_path, own_database):
    if not own_database.startswith("sqlite"):
        return
    process = start("serve", "--port", port)
    wait_for(lambda: answers(port, "/sign-in"), "no answer")
    os.kill(process.pid, signal.SIGTERM)
    process.wait(PATIENCE)
    assert [file.name for file in tmp_path.glob("own.db*")] == ["own.db"]
