"""Candidates hear by mail that there is news of their result, examiners that their marks differ; never what it is."""

import email
import email.policy
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from exams import queries
from exams.actions.correcting import CorrectionFacts, correct_marks
from exams.actions.ratifying import annul, ratify_all
from exams.actions.telling import TELL_RESULTS
from exams.events import ResultRatified
from exams.jobs.telling import tell_results
from exams.models import Objection, Sheet, Sitting
from exams.rules import SittingState
from exams.rules.decisions import DecisionFacts
from foundation.jobs.models import Job
from foundation.refusals import Refusal
from people.models import Person
from people.rules import Role
from tests.conftest import NOON, actor_of
from tests.exams.test_x6_two_examiners import Pair


@pytest.fixture
def sent(app):
    """Subject and text of each mail to this person."""

    def of(person):
        found = []
        for path in app.extensions["settings"].mailbox.glob("*.eml"):
            message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            if message["To"] == person.email:
                found.append((message["Subject"], message.get_body(("plain",)).get_content()))
        return found

    return of


def decision(school):
    facts = school.decision()
    return DecisionFacts(
        number=facts["number"],
        decided_on=NOON.date(),
        present=(school.board_member.id,),
        grounds="As discussed.",
        form_key=facts["form_key"],
    )


def board(school):
    return school.desk.writing(actor_of(school.board_member))


def corrected(school, sitting, value=0, *, final=True):
    with board(school) as work:
        found = queries.sitting(work, sitting.id)
        facts = CorrectionFacts(
            values={found.session.form.steps[0].id: value}, reason="Typo.", improvement="Twice.", form_key=str(uuid4())
        )
        correct_marks(work, found, facts, decision(school) if final else None)


def annulled(school, sitting):
    with board(school) as work:
        annul(work, queries.sitting(work, sitting.id), decision(school))


# A final result


def test_br_35_the_candidate_is_told_where_the_result_is_and_not_what_it_is(school, run_jobs, sent):
    sitting = school.signed(0)
    run_jobs()
    [(subject, text)] = sent(school.candidate)
    assert subject == "Your result of Welding in the workshop is there"
    assert f"/exams/sittings/{sitting.id}/result" in text
    assert not {"passed", "failed", "not pass"} & set(text.lower().split())
    assert "you can object or appeal" in text


def test_br_35_nothing_is_told_before_the_board_ratifies(school, run_jobs, sent):
    school.board_ratifies()
    sitting = school.signed(2)
    run_jobs()
    assert sent(school.candidate) == []
    with board(school) as work:
        ratify_all(work, [queries.sitting(work, sitting.id)], decision(school))
    run_jobs()
    assert len(sent(school.candidate)) == 1


def test_br_10_a_mail_about_practice_says_that_it_does_not_count(school, run_jobs, sent):
    with school.make.redesigned(school.form.id) as form:
        form.formative = True
    school.signed(2)
    run_jobs()
    [(_subject, text)] = sent(school.candidate)
    assert "does not count" in text
    assert "appeal" not in text


def test_x3_whoever_reads_dutch_gets_the_mail_in_dutch(school, desk, run_jobs, sent):
    with desk.writing() as work:
        work.db.execute(update(Person).where(Person.id == school.candidate.id).values(language="nl"))
    school.signed(2)
    run_jobs()
    assert "Hello" not in sent(school.candidate)[0][1]


def test_x3_whoever_is_inactive_by_now_gets_no_mail(school, desk, run_jobs, sent):
    school.signed(2)
    with desk.writing() as work:
        work.db.execute(update(Person).where(Person.id == school.candidate.id).values(active=False))
    run_jobs()
    assert sent(school.candidate) == []


def test_x3_running_the_job_twice_sends_one_mail(school, desk, run_jobs, sent):
    sitting = school.signed(2)
    for _ in range(2):
        with desk.writing() as work:
            tell_results(work, news="ratified", sitting_ids=[sitting.id], at=NOON.isoformat())
    run_jobs()
    assert len(sent(school.candidate)) == 1


def undone(desk, event):
    with desk.writing() as work:
        work.emit(event)
        raise Refusal("No.")


def test_x3_what_is_undone_is_not_told(school, desk, run_jobs, sent):
    sitting = school.planned(state=SittingState.RATIFIED)
    facts = {"form_id": school.form.id, "qualification_id": school.qualification.id, "formative": False}
    event = ResultRatified(sitting_id=sitting.id, person_id=school.candidate.id, passed=True, **facts)
    with pytest.raises(Refusal):
        undone(desk, event)
    run_jobs()
    assert sent(school.candidate) == []


def test_x3_120_results_ratified_at_once_make_three_jobs(school, desk):
    school.board_ratifies()
    sittings = [school.planned() for _ in range(120)]
    with desk.writing() as work:
        work.db.execute(update(Sitting).values(state=SittingState.SIGNED, passed=True, outcome={}))
    with board(school) as work:
        found = [work.db.get_one(Sitting, sitting.id) for sitting in sittings]
        ratify_all(work, found, decision(school))
    with desk.reading() as work:
        jobs = work.db.scalars(select(Job).where(Job.name == TELL_RESULTS)).all()
        assert [len(job.payload["sitting_ids"]) for job in jobs] == [50, 50, 20]


# What becomes of it afterwards


def test_br_33_a_correction_of_a_final_result_is_told_once_for_each_time(school, run_jobs, sent, clock):
    sitting = school.signed(2)
    run_jobs()
    for value in (0, 1):
        clock.move(minutes=5)
        corrected(school, sitting, value)
        run_jobs()
    subjects = [subject for subject, _text in sent(school.candidate)]
    assert subjects.count("Something was corrected in your exam Welding in the workshop") == 2


def test_br_33_a_correction_before_the_result_is_final_is_not_told(school, run_jobs, sent):
    school.board_ratifies()
    corrected(school, school.signed(2), final=False)
    run_jobs()
    assert sent(school.candidate) == []


def test_br_35_a_final_result_that_is_annulled_is_told(school, run_jobs, sent):
    sitting = school.signed(2)
    run_jobs()
    annulled(school, sitting)
    run_jobs()
    assert "Your exam Welding in the workshop was annulled" in [subject for subject, _text in sent(school.candidate)]


def test_br_35_a_result_annulled_before_it_was_final_is_not_told(school, run_jobs, sent):
    school.board_ratifies()
    annulled(school, school.signed(2))
    run_jobs()
    assert sent(school.candidate) == []


# Objection and appeal


@pytest.mark.parametrize("kind", ["objection", "appeal"])
def test_br_52_the_candidate_is_told_that_there_is_a_decision(school, visit, desk, run_jobs, sent, kind):
    sitting = school.signed(0)
    run_jobs()
    asked = {"kind": kind, "grounds": "The torch was broken.", "form_key": str(uuid4())}
    visit(school.candidate).post(f"/exams/sittings/{sitting.id}/object", asked)
    with desk.reading() as work:
        number = work.db.scalars(select(Objection.id)).one()
    found = {"state": "upheld", "outcome": "You are right.", "annuls": "y", "committee": "H. de Wit"}
    decide = {**found, **school.decision()}
    answer = visit(school.board_member).post(f"/exams/objections/{number}/decide", decide)
    assert answer.status_code == 303
    run_jobs()
    told = dict(mail for mail in sent(school.candidate) if f"/exams/objections/{number}" in mail[1])
    decided = told.pop(f"There is a decision on your {kind} about Welding in the workshop")
    assert list(told) == [f"Your {kind} about Welding in the workshop has come in"]
    assert "You are right." not in decided
    assert not any("annulled" in subject for subject, _text in sent(school.candidate))


# Two examiners


@pytest.fixture
def pair(school):
    with school.make.redesigned(school.form.id) as form:
        form.examiners_required = 2
    second = school.make.person(Role.EXAMINER, given="Bea")
    sitting = school.planned(starts_at=NOON, state=SittingState.IN_PROGRESS)
    with school.desk.writing() as work:
        work.db.add(Sheet(sitting_id=sitting.id, examiner_id=second.id, position=2))
    return Pair(school=school, first=school.examiner, second=second, sitting=sitting)


def test_x6_both_examiners_are_told_that_a_comparison_waits(pair, run_jobs, sent):
    pair.both((2, 2), (1, 2))
    run_jobs()
    for examiner in (pair.first, pair.second):
        [(subject, text)] = sent(examiner)
        assert subject.startswith("Compare your marks")
        assert f"/exams/sittings/{pair.sitting.id}/agreeing" in text
        assert pair.school.candidate.name not in text
    assert sent(pair.school.candidate) == []
