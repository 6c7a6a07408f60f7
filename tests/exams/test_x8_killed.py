"""kill -9 in the middle: of ratifying many, of planning a group, of making papers and of the purge nothing is half."""

import json
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from os import environ
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from exams import queries
from exams.actions import planning
from exams.actions.paper_runs import Wanted, ask_papers
from exams.actions.purging import record_graduation
from exams.actions.ratifying import ratify_all
from exams.models import BoardDecision, Mark, PaperRun, Sheet, Sitting
from exams.queries import sessions as found
from exams.rules import SittingState
from exams.rules.decisions import DecisionFacts
from exams.rules.papers import PaperKind, RunState
from exams.rules.retention import PURGE
from foundation.audit import AuditLine
from foundation.environment import choose
from foundation.jobs.models import Job, JobState
from foundation.refusals import Refusal
from people.rules import Role
from tests.conftest import actor_of
from tests.exams.conftest import mark_of
from tests.factories import Make

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30
LONG_AGO = datetime(2019, 11, 4, 9, tzinfo=UTC)


@pytest.fixture
def desk(own_desk):
    return own_desk


@pytest.fixture
def make(own_desk):
    return Make(own_desk.writing)


@pytest.fixture
def killed(own_database, tmp_path):
    """`killed("ratify", moment=..., ...)`: a process does the deed up to there, and is no more."""

    def kill(deed, **facts):
        script = str(Path(__file__).with_name("killed_process.py"))
        command = [sys.executable, script, own_database, str(tmp_path / "data"), deed, json.dumps(facts)]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env={**environ, "PYTHONPATH": "."}
        ) as process:
            try:
                assert process.stdout.readline().strip() == "in the middle"
            finally:
                process.kill()

    return kill


def done_again(desk):
    """The jobs of whoever was killed, by another worker, when their lease is over."""
    end = time.monotonic() + PATIENCE
    while True:
        desk.app.extensions["runner"].run_one()
        with desk.reading() as work:
            if not work.db.scalar(select(func.count()).select_from(Job).where(Job.state != JobState.DONE)):
                return
        assert time.monotonic() < end, "nobody took it over"
        time.sleep(0.2)


def states(desk):
    with desk.reading() as work:
        return [str(state) for state in work.db.scalars(select(Sitting.state).order_by(Sitting.id))]


def counted(desk, kind):
    with desk.reading() as work:
        return work.db.scalar(select(func.count()).select_from(kind))


def audited(desk, name):
    with desk.reading() as work:
        return work.db.scalar(select(func.count()).select_from(AuditLine).where(AuditLine.event == name))


@pytest.mark.parametrize("moment", ["commit", pytest.param("UPDATE sitting", marks=pytest.mark.long)])
def test_x8_kill_9_while_many_are_ratified_ratifies_all_or_none_and_once(desk, make, school, killed, moment):
    school.board_ratifies()
    ids = [school.signed(2, candidate=make.person(Role.CANDIDATE)).id for _ in range(3)]
    member, key = school.board_member, str(uuid4())
    killed("ratify", member=member.id, sittings=ids, key=key, moment=moment)
    assert states(desk) == ["ratified" if moment == "commit" else "signed"] * 3
    with desk.writing(actor_of(member)) as work:
        facts = DecisionFacts(number="2026-001", decided_on=work.today, present=(member.id,), grounds="", form_key=key)
        ratify_all(work, [queries.sitting(work, number) for number in ids], facts)
    assert states(desk) == ["ratified"] * 3
    assert (counted(desk, BoardDecision), audited(desk, "exams.result-ratified")) == (1, 3)


@pytest.mark.long
@pytest.mark.parametrize("moment", ["commit", "INSERT INTO sheet"])
def test_x8_kill_9_while_a_group_is_planned_plans_all_or_nobody_and_once(desk, make, school, killed, moment):
    people = [make.person(Role.CANDIDATE) for _ in range(3)]
    for person in people:
        make.link(person, school.qualification)
    with desk.writing(actor_of(school.coordinator)) as work:
        facts = planning.SessionFacts(starts_at=work.now + timedelta(days=2), place="Hall", note="", capacity=None)
        session = planning.plan_session(work, queries.form(work, school.form.id), facts).id

    def wish(work):
        return planning.GroupWish(
            people=found.people(work, [person.id for person in people]),
            examiners=[one for one in found.examiners(work) if one.id == school.examiner.id],
            session_ids=frozenset({session}),
            at_once=3,
        )

    with desk.reading(actor_of(school.coordinator)) as work:
        seen = planning.propose_group(work, queries.form(work, school.form.id), wish(work)).fingerprint
    killed(
        "plan",
        coordinator=school.coordinator.id,
        examiner=school.examiner.id,
        people=[person.id for person in people],
        session=session,
        form=school.form.id,
        seen=seen,
        moment=moment,
    )
    assert len(states(desk)) == (3 if moment == "commit" else 0)
    try:
        with desk.writing(actor_of(school.coordinator)) as work:
            planning.plan_group(work, queries.form(work, school.form.id), wish(work), seen=seen)
    except Refusal:
        assert moment == "commit"
    assert states(desk) == ["planned"] * 3


@pytest.mark.long
@pytest.mark.parametrize("moment", ["UPDATE paper_run:0", "UPDATE paper_run:1"])
def test_x9_kill_9_while_papers_are_made_keeps_one_whole_archive(desk, school, killed, moment):
    sitting = school.signed(2)
    with desk.writing(actor_of(school.coordinator)) as work:
        wanted = Wanted(kind=PaperKind.RECORDS, sitting_ids=[sitting.id], language="en", form_key=str(uuid4()))
        number = ask_papers(work, wanted).id
    killed("job", moment=moment)
    with desk.reading() as work:
        assert work.db.get_one(PaperRun, number).file_key is None
    done_again(desk)
    with desk.reading() as work:
        run = work.db.get_one(PaperRun, number)
        assert (run.state, run.done) == (RunState.READY, 1)
        with work.storage.open(run.file_key) as archive:
            assert len(archive.read()) == run.file_size
    assert audited(desk, "exams.papers-taken") == 1


@pytest.mark.long
def test_br_53_kill_9_in_the_purge_leaves_each_file_whole_or_gone(desk, make, school, killed):
    with desk.writing() as work:
        choose(work.db, PURGE, True)
    sittings = [
        school.planned(
            starts_at=LONG_AGO + timedelta(days=day), state=SittingState.RATIFIED, signed_at=LONG_AGO, passed=True,
            ratified_at=LONG_AGO, outcome={},
        )
        for day in range(2)
    ]  # fmt: skip
    with desk.writing(actor_of(school.coordinator)) as work:
        for one in sittings:
            sheet = queries.sitting(work, one.id).sheets[0]
            for step in queries.form(work, school.form.id).steps:
                work.db.add(mark_of(sheet.id, step.id, school.examiner.id, 2, "Fine.", LONG_AGO))
        record_graduation(work, school.qualification.id, [school.candidate.id], date(2020, 6, 1))
        work.later("exams.purge")
    steps = counted(desk, Mark) // 2
    killed("job", moment="DELETE FROM mark:1")
    with desk.reading() as work:
        left = work.db.scalars(select(Sheet.sitting_id).join(Mark, Mark.sheet_id == Sheet.id)).all()
        gone = work.db.scalars(select(Sitting.id).where(Sitting.purged_at.is_not(None))).all()
    assert left == [sittings[1].id] * steps
    assert gone == [sittings[0].id]
    done_again(desk)
    assert counted(desk, Mark) == 0
    assert audited(desk, "exams.sitting-purged") == 2
