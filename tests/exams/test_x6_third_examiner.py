"""X6: the third examiner: chosen once, told of it, and named for what the decision was."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from exams import queries
from exams.actions.planning import choose_examiner
from exams.queries.board import unusual_facts
from exams.queries.marking_sheets import sheet_facts
from exams.rules.unusual import Limits, unusual
from foundation.refusals import NotAllowed
from people.rules import Role
from tests.conftest import NOON, actor_of
from tests.exams.test_deeds import deeds_of
from tests.exams.test_x3_news import sent
from tests.exams.test_x6_two_examiners import comparing, pair

__all__ = ["comparing", "deeds_of", "pair", "sent"]


def test_x6_two_who_choose_a_third_examiner_at_once_choose_one(comparing, visit, make):
    together = Barrier(2)

    def choose(browser, person):
        together.wait(5)
        return browser.post(f"/exams/sittings/{comparing.sitting.id}/third-examiner", {"examiner": person.id})

    browsers = [visit(make.person(Role.COORDINATOR)) for _ in range(2)]
    people = [make.person(Role.EXAMINER, given=f"T{n}") for n in range(2)]
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(choose, browsers, people))
    assert all(answer.status_code < 500 for answer in answers)
    assert [sheet.position for sheet in comparing.now.standing_sheets] == [1, 2, 3]


@pytest.fixture
def third(comparing, make):
    """A third examiner, chosen three days after the exam, who has not marked yet."""
    person = make.person(Role.EXAMINER, given="Tess")
    comparing.third(person)
    return person


def sheet_of(pair, person):
    return next(sheet for sheet in pair.now.standing_sheets if sheet.examiner_id == person.id)


@pytest.fixture
def decided(comparing, third, desk, clock):
    """The third examiner marked days later with a remark, signed, and decided about one of the two steps."""
    clock.move(days=9)
    comparing.mark(third, 0, remark="Seen from close by.")
    clock.move(minutes=30)
    comparing.sign(third)
    comparing.say(third, 0, 0, "It is not there.")
    return third


def test_x6_a_third_examiner_is_mailed_once_and_not_told_who_the_candidate_is(comparing, third, run_jobs, sent):
    run_jobs()
    [(subject, text)] = sent(third)
    assert subject == "You are the third examiner: Welding in the workshop"
    assert f"/exams/sheets/{sheet_of(comparing, third).id}" in text
    assert comparing.school.candidate.family_name not in text


def test_x6_a_third_examiner_keeps_the_task_until_all_is_decided(comparing, decided, deeds_of):
    address = f"/exams/sittings/{comparing.sitting.id}/agreeing"
    task = ("Decide as the third examiner: Welding in the workshop", "attention", address)
    assert task in deeds_of(decided)
    comparing.say(decided, 1, 1, "So it is.")
    comparing.close(decided)
    assert task not in deeds_of(decided)


def test_x6_the_two_are_done_once_a_third_examiner_has_signed(comparing, decided, deeds_of, visit):
    assert deeds_of(comparing.first) == []
    page = visit(comparing.first).get(f"/exams/sittings/{comparing.sitting.id}/agreeing").text
    assert "Agree on one mark for each step" not in page
    assert "decides about the steps that are still open. You need do nothing more." in page


def test_x6_the_clock_of_a_third_examiner_begins_with_their_own_first_mark(comparing, third, visit, clock, desk):
    sheet = sheet_of(comparing, third)
    clock.move(days=9)
    with desk.reading(actor_of(third)) as work:
        assert sheet_facts(work, sheet.id).began_at is None
    comparing.mark(third, 2)
    began = clock.now
    clock.move(minutes=30)
    with desk.reading(actor_of(third)) as work:
        assert sheet_facts(work, sheet.id).began_at == began
    assert "30 min" in visit(third).get(f"/exams/sheets/{sheet.id}/sign").text


def test_x6_a_decision_of_a_third_examiner_is_unusual_and_its_marks_are_not_late(comparing, decided, desk):
    comparing.say(decided, 1, 1, "So it is.")
    comparing.close(decided)
    with desk.reading() as work:
        sitting = queries.sitting(work, comparing.sitting.id)
        facts = unusual_facts(work, [sitting])[sitting.id]
    assert facts.third
    assert facts.last_received_on == NOON.date()
    told = unusual(facts, Limits(), today=NOON.date(), official_by=NOON.date())
    assert "A third examiner decided" in str([str(one.message) for one in told])


def test_x6_a_result_tells_what_a_third_examiner_gave_and_decided_and_why(comparing, decided, visit):
    comparing.say(decided, 1, 1, "So it is.")
    comparing.close(decided)
    page = visit(comparing.school.coordinator).get(f"/exams/sittings/{comparing.sitting.id}/result").text
    assert f"{decided.name} decided as the third examiner" in page
    assert f"{decided.name} gave" in page
    assert "It is not there." in page
    assert "Seen from close by." in page
    assert f"{decided.name}, after comparing" not in page


def test_x6_who_examines_chooses_no_other_examiner_once_it_has_begun(pair, make, desk):
    friend = make.person(Role.EXAMINER, given="Friend")
    with desk.writing(actor_of(pair.first)) as work:
        sitting = queries.sitting(work, pair.sitting.id)
        with pytest.raises(NotAllowed, match="You examine this exam"):
            choose_examiner(work, sitting.session, [sitting], friend, position=2)
    assert [sheet.examiner_id for sheet in pair.now.standing_sheets] == [pair.first.id, pair.second.id]
