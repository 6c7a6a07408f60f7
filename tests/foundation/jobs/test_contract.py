"""What is promised about jobs, the same on SQLite and PostgreSQL."""

from contextlib import suppress
from threading import Thread

import pytest
from sqlalchemy import text

from foundation.access import SYSTEM
from foundation.audit import AuditLine
from foundation.environment import choose
from foundation.jobs.models import JobState
from foundation.messages import say
from foundation.refusals import Refusal
from foundation.runner import Handlers, Stopping
from foundation.runner.runner import pause
from people.events import PreferencesChanged
from people.models import Person
from people.permissions import Permission
from people.rules import Role
from tests.conftest import actor_of as actor_for
from tests.foundation.jobs.conftest import LEASE, effect

LAPSE = LEASE.total_seconds() + 1


class WorkerDied(BaseException):
    """Ends an attempt as a power cut does: nobody gets to say anything."""


def die(*_args, **_payload):
    raise WorkerDied


def failing(*_args, **_payload):
    raise ValueError("the printer is on fire")


# Queued with the deed


def test_a_job_of_a_committed_deed_runs(bench):
    number = bench.queue("count")
    assert bench.run()
    assert (bench.job(number).state, bench.count()) == (JobState.DONE, 1)


def test_a_job_of_a_deed_that_failed_never_runs(bench, desk):
    with suppress(ZeroDivisionError), desk.writing() as work:
        work.later("count")
        raise ZeroDivisionError
    assert not bench.run()


def test_a_job_is_not_seen_before_its_deed_is_committed(bench, desk):
    with desk.writing() as work:
        work.later("count")
        seen = []
        other = Thread(target=lambda: seen.append(bench.jobs()))
        other.start()
        other.join()
    assert seen == [[]]


def test_a_payload_is_plain_json(bench, desk):
    number = bench.queue("count", what="names of ë and ☃")
    with desk.reading() as work:
        stored = work.db.scalar(text("SELECT CAST(payload AS VARCHAR) FROM job WHERE id = :id"), {"id": number})
    assert "what" in stored
    assert bench.job(number).payload == {"what": "names of ë and ☃"}


def test_what_is_not_json_cannot_be_queued(bench):
    with pytest.raises(Exception, match="JSON serializable"):
        bench.queue("count", what=object())


def test_a_job_waits_until_it_is_due(bench, clock):
    bench.queue("count", due=clock.now + LEASE)
    assert not bench.run()
    clock.move(seconds=60)
    assert bench.run()


def test_the_most_urgent_job_is_done_first(bench, clock):
    later = bench.queue("count", due=clock.now)
    sooner = bench.queue("count", due=clock.now - LEASE)
    bench.run()
    assert [bench.job(sooner).state, bench.job(later).state] == [JobState.DONE, JobState.WAITING]


# One key


def test_a_key_that_waits_gives_the_same_job(bench):
    assert bench.queue("count", key="one") == bench.queue("count", key="one")
    assert (bench.run(), bench.run(), bench.count()) == (True, False, 1)


def test_a_key_is_free_again_when_its_job_is_done(bench):
    bench.queue("count", key="one")
    bench.run()
    bench.queue("count", key="one")
    assert bench.run()
    assert bench.count() == 2


def test_once_means_once_even_when_it_was_done(bench):
    first = bench.queue("count", key="one", once=True)
    bench.run()
    assert bench.queue("count", key="one", once=True) == first
    assert not bench.run()


def test_once_needs_a_key(bench):
    with pytest.raises(ValueError, match="key"):
        bench.queue("count", once=True)


def test_a_key_that_runs_gives_the_running_job(bench):
    found = []
    bench.handlers.long("slow", lambda run: found.append(bench.queue("slow", key="one")))
    number = bench.queue("slow", key="one")
    bench.run()
    assert found == [number]


def test_many_at_once_make_one_job_of_a_key(bench):
    numbers = []
    threads = [Thread(target=lambda: numbers.append(bench.queue("count", key="one"))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(numbers) == 6
    assert len(set(numbers)) == 1


# One holder


def test_a_job_whose_worker_died_is_taken_over_after_the_lease(bench, clock):
    bench.handlers.short("once", effect)
    dying = Handlers()
    dying.short("once", die)
    number = bench.queue("once")
    with pytest.raises(WorkerDied):
        bench.runner(dying).run_one()
    assert not bench.run()
    clock.move(seconds=LAPSE)
    assert bench.run()
    assert (bench.job(number).state, bench.job(number).attempts, bench.count()) == (JobState.DONE, 2, 1)


def test_a_sign_of_life_keeps_rescuers_away(bench, clock):
    holds, rescued = [], []

    def slow(run):
        clock.move(seconds=LAPSE - 2)
        bench.runner().renew(holds)
        clock.move(seconds=LAPSE - 2)
        rescued.append(bench.run())

    bench.handlers.long("slow", slow)
    bench.queue("slow")
    bench.run(on_hold=lambda held: holds.append(held) if held else None)
    assert rescued == [False]


def test_a_holder_that_woke_up_too_late_keeps_nothing(bench, clock):
    attempts = []

    def slow(run):
        attempts.append(run.attempt)
        if run.attempt == 1:
            clock.move(seconds=LAPSE)
            assert bench.run()  # the rescuer, from claim to done
        with run.piece() as work:
            effect(work)

    bench.handlers.long("slow", slow)
    number = bench.queue("slow")
    bench.run()
    assert (attempts, bench.count(), bench.job(number).attempts) == ([1, 2], 1, 2)


def test_a_late_holder_cannot_finish_retry_or_renew(bench, clock):
    def slow(run, fails):
        if run.attempt > 1:
            return {"by": "the rescuer"}
        clock.move(seconds=LAPSE)
        bench.run()
        if fails:
            raise ValueError
        return {"by": "the late one"}

    bench.handlers.long("slow", slow)
    numbers = [bench.queue("slow", fails=True), bench.queue("slow", fails=False)]
    assert (bench.run(), bench.run()) == (True, True)
    assert [bench.job(number).result for number in numbers] == [{"by": "the rescuer"}] * 2
    assert {bench.job(number).state for number in numbers} == {JobState.DONE}


def test_while_a_piece_is_written_nobody_takes_over(bench, clock):
    """Although the lease has passed: the transaction itself holds the job."""
    rescued = []
    rescuer = Thread(target=lambda: rescued.append(bench.run()))

    def slow(work):
        effect(work)
        clock.move(seconds=LAPSE)
        rescuer.start()
        rescuer.join(0.5)

    bench.handlers.short("slow", slow)
    number = bench.queue("slow")
    assert bench.run()
    rescuer.join()
    assert (rescued, bench.count(), bench.job(number).attempts) == ([False], 1, 1)


def test_workers_share_the_jobs_and_double_none(bench):
    for number in range(12):
        bench.queue("count", what=f"effect {number}")
    workers = [Thread(target=lambda: all(iter(bench.run, False))) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [bench.count(f"effect {number}") for number in range(12)] == [1] * 12


def test_a_job_that_only_a_newer_version_knows_waits_for_it(bench):
    number = bench.queue("tomorrow")
    assert not bench.run()
    newer = Handlers()
    newer.short("tomorrow", effect)
    assert bench.runner(newer).run_one()
    assert bench.job(number).state is JobState.DONE


# The job's own writes and its end


def test_writes_and_done_are_one(bench):
    bench.handlers.short("half", lambda work: (effect(work), failing()))
    number = bench.queue("half")
    bench.run()
    assert (bench.count(), bench.job(number).state) == (0, JobState.WAITING)


def test_what_a_handler_answers_is_the_result(bench):
    bench.handlers.short("sum", lambda work, one, two: {"sum": one + two})
    number = bench.queue("sum", one=1, two=2)
    bench.run()
    assert bench.job(number).result == {"sum": 3}


def test_a_job_can_queue_the_next(bench):
    bench.handlers.short("chain", lambda work: work.later("count") and None)
    bench.queue("chain")
    assert (bench.run(), bench.run(), bench.count()) == (True, True, 1)


def test_a_job_that_forgets_leaves_no_payload(bench):
    bench.handlers.short("secret", effect, forgets=True)
    number = bench.queue("secret", word="swordfish")
    bench.run()
    assert bench.job(number).payload == {}


def test_a_job_cannot_throw_its_work_away_and_be_done(bench):
    bench.handlers.short("discards", lambda work: work.discard())
    number = bench.queue("discards")
    bench.run()
    assert bench.job(number).state is JobState.WAITING


# Failing


def went_wrong(number, attempt):
    return f"Something went wrong on our side. Give your administrator this reference: {number}-{attempt}."


def test_a_failure_is_told_without_its_technical_words_and_logged_with_them(bench, caplog):
    bench.handlers.short("fails", failing)
    number = bench.queue("fails")
    bench.run()
    assert "printer" not in str(bench.job(number).reason)
    assert "the printer is on fire" in caplog.text
    assert f"reference {number}-1" in caplog.text


def test_a_failed_attempt_is_tried_again_later(bench, clock):
    bench.handlers.short("fails", failing)
    number = bench.queue("fails")
    assert (bench.run(), bench.run()) == (True, False)
    assert bench.job(number).due == clock.now + pause(1)
    assert str(bench.job(number).reason) == went_wrong(number, 1)


def test_each_pause_is_longer_and_none_longer_than_an_hour():
    pauses = [pause(attempt).total_seconds() for attempt in range(1, 8)]
    assert pauses == [10, 40, 160, 640, 2560, 3600, 3600]


def test_after_too_many_attempts_it_is_parked_with_its_reason(bench, clock):
    bench.handlers.short("fails", failing, attempts=3)
    number = bench.queue("fails")
    for _ in range(5):
        bench.run()
        clock.move(hours=1)
    job = bench.job(number)
    assert (job.state, job.attempts, str(job.reason)) == (JobState.PARKED, 3, went_wrong(number, 3))


def test_a_job_that_kills_its_worker_is_parked_too(bench, clock):
    bench.handlers.short("kills", die, attempts=2)
    number = bench.queue("kills")
    for _ in range(2):
        with pytest.raises(WorkerDied):
            bench.run()
        clock.move(seconds=LAPSE)
    bench.run()
    assert bench.job(number).state is JobState.PARKED
    assert str(bench.job(number).reason) == "The worker stopped in the middle of this 2 times."


def test_a_refusal_is_not_tried_again(bench):
    def refuse(work):
        raise Refusal(say("This exam is closed."))

    bench.handlers.short("refused", refuse)
    number = bench.queue("refused")
    bench.run()
    assert (bench.job(number).state, str(bench.job(number).reason)) == (JobState.PARKED, "This exam is closed.")


def test_the_log_has_the_whole_story(bench, caplog):
    bench.handlers.short("fails", failing)
    bench.queue("fails")
    bench.run()
    assert "Traceback" in caplog.text
    assert "the printer is on fire" in caplog.text


# Long jobs


def pieces(run, amount=3, dies_after=None):
    for number in range(run.done, amount):
        with run.piece() as work:
            effect(work, f"piece {number}")
            run.kept["seen"] = [*run.kept.get("seen", []), number]
            run.progress(number + 1, amount)
        if number == dies_after and run.attempt == 1:
            raise WorkerDied


def test_a_long_job_goes_on_where_the_last_worker_died(bench, clock):
    bench.handlers.long("pieces", pieces)
    number = bench.queue("pieces", dies_after=1)
    with pytest.raises(WorkerDied):
        bench.run()
    clock.move(seconds=LAPSE)
    bench.run()
    assert [bench.count(f"piece {piece}") for piece in range(3)] == [1, 1, 1]
    assert bench.job(number).result == {"seen": [0, 1, 2]}


def test_others_can_read_how_far_it_is(bench):
    seen = []

    def slow(run):
        run.progress(1, 3)
        with run.piece():
            run.progress(2)
        [job] = bench.jobs()
        seen.append((job.done, job.total, job.state))

    bench.handlers.long("slow", slow)
    bench.queue("slow")
    bench.run()
    assert seen == [(2, 3, JobState.RUNNING)]


def test_a_piece_that_failed_leaves_no_progress(bench):
    def slow(run):
        with run.piece():
            run.progress(2, 3)
            raise ValueError

    bench.handlers.long("slow", slow)
    number = bench.queue("slow")
    bench.run()
    assert (bench.job(number).done, bench.job(number).total) == (0, None)


def test_a_worker_that_stops_gives_the_job_back_and_counts_no_attempt(bench):
    stopped = []

    def slow(run):
        with run.piece() as work:
            effect(work)
        stopped.append(True)
        with run.piece():
            raise AssertionError("begun after the stop")

    bench.handlers.long("slow", slow)
    number = bench.queue("slow")
    bench.run(is_stopping=lambda: bool(stopped))
    job = bench.job(number)
    assert (job.state, job.attempts, job.holder, bench.count()) == (JobState.WAITING, 0, None, 1)
    assert issubclass(Stopping, Exception)


# For whom


def note(work):
    work.require(Permission.MANAGE_PEOPLE)
    work.emit(PreferencesChanged(person_id=1))


def asked_by(bench, person, **options):
    bench.handlers.short("note", note, **options)
    return bench.queue("note", actor=actor_for(person))


def change(desk, person, **fields):
    with desk.writing() as work:
        row = work.db.get(Person, person.id)
        for name, value in fields.items():
            setattr(row, name, value)


def test_the_audit_names_who_asked(bench, make, desk):
    person = make.person(Role.ADMINISTRATOR)
    asked_by(bench, person)
    bench.run()
    with desk.reading() as work:
        assert [line.actor_id for line in work.db.query(AuditLine)] == [person.id]


def test_a_role_that_is_gone_by_then_does_not_count(bench, make, desk):
    person = make.person(Role.ADMINISTRATOR)
    number = asked_by(bench, person)
    change(desk, person, roles=[])
    bench.run()
    assert bench.job(number).state is JobState.PARKED
    assert "may not" in str(bench.job(number).reason)


def test_what_an_inactive_person_asked_for_is_not_done(bench, make, desk):
    person = make.person(Role.ADMINISTRATOR)
    number = asked_by(bench, person)
    change(desk, person, active=False)
    bench.run()
    assert "can no longer sign in" in str(bench.job(number).reason)


def test_what_must_be_done_anyway_has_no_rights_of_an_inactive_person(bench, make, desk):
    seen = []
    person = make.person(Role.ADMINISTRATOR)
    bench.handlers.short("look", lambda work: seen.append(work.actor), needs_asker=False)
    bench.queue("look", actor=actor_for(person))
    change(desk, person, active=False)
    bench.run()
    assert [(actor.id, actor.roles) for actor in seen] == [(person.id, frozenset())]


def test_what_nobody_asked_for_is_done_by_the_system(bench):
    seen = []
    bench.handlers.short("look", lambda work: seen.append(work.actor))
    bench.queue("look")
    bench.run()
    assert seen == [SYSTEM]


def test_two_functions_for_one_job_are_a_mistake(bench):
    with pytest.raises(ValueError, match="Two functions"):
        bench.handlers.long("count", choose)
