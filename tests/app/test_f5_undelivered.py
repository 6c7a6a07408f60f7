"""GET /jobs and POST /jobs/again: an administrator sees which mails were not delivered, and lets them begin again."""

import pytest
from sqlalchemy import select

from foundation import mail
from foundation.audit import AuditLine
from foundation.jobs.models import Job, JobState
from foundation.messages import say, to_json
from people.rules import Role


@pytest.fixture
def admin(visit, make):
    return visit(make.person(Role.ADMINISTRATOR))


def queue(desk, to="ada@example.org", **values):
    with desk.writing() as work:
        number = mail.queue(work, mail.Mail(to=to, subject="Your code: 123 456", text="Secret"))
        for name, value in values.items():
            setattr(work.db.get(Job, number), name, value)
    return number


def given_up(desk, to="ada@example.org"):
    return queue(desk, to, state=JobState.PARKED, error=to_json(say("550 no such person")), attempts=12)


def states(desk):
    with desk.reading() as work:
        return [job.state for job in work.db.scalars(select(Job).where(Job.name != "x").order_by(Job.id))]


def test_f5_a_mail_that_was_given_up_stands_there_with_its_reason(admin, desk):
    given_up(desk)
    page = admin.get("/jobs").text
    assert "1 mail was not delivered" in page
    assert "ada@example.org" in page
    assert "550 no such person" in page


def test_f5_what_a_mail_says_is_not_shown(admin, desk):
    given_up(desk)
    assert "123 456" not in admin.get("/jobs").text
    assert "Secret" not in admin.get("/jobs").text


def test_f5_a_mail_that_is_tried_again_stands_there_too(admin, desk):
    queue(desk, "bo@example.org", error=to_json(say("451 later please")))
    assert "bo@example.org" in admin.get("/jobs").text


def test_f5_work_that_goes_well_stands_there_only_when_asked_for(admin, desk):
    queue(desk, "bo@example.org")
    assert "bo@example.org" not in admin.get("/jobs?state=trouble").text
    assert "bo@example.org" in admin.get("/jobs?state=busy").text


def test_f5_where_nothing_went_wrong_the_page_says_so(admin):
    assert "Everything succeeded" in admin.get("/jobs?state=trouble").text


def test_f5_the_list_is_searched_by_receiver(admin, desk):
    given_up(desk)
    given_up(desk, "bo@example.org")
    page = admin.get("/jobs?q=BO@").text
    assert ("ada@example.org" in page, "bo@example.org" in page) == (False, True)


def test_f5_the_list_is_searched_by_kind_of_work(admin, desk):
    given_up(desk)
    assert "ada@example.org" in admin.get("/jobs?q=send+a+mail").text
    assert "No work fits" in admin.get("/jobs?q=send+a+mail&kind=other").text


def test_f5_chosen_mails_begin_again(admin, desk):
    first, second = given_up(desk), given_up(desk, "bo@example.org")
    assert admin.post("/jobs/again", {"chosen": [str(first), "x", "9" * 30], "action": "again"}).status_code == 303
    assert states(desk) == [JobState.WAITING, JobState.PARKED]
    assert second > first


def test_f5_all_that_match_begin_again(admin, desk):
    given_up(desk)
    given_up(desk, "bo@example.org")
    admin.post("/jobs/again?q=bo", {"everything": "1"})
    assert states(desk) == [JobState.PARKED, JobState.WAITING]


def test_f5_a_mail_that_was_sent_does_not_begin_again(admin, desk):
    number = queue(desk, state=JobState.DONE)
    admin.post("/jobs/again", {"chosen": str(number)})
    assert states(desk) == [JobState.DONE]


def test_f5_that_they_begin_again_is_on_record(admin, desk):
    number = given_up(desk)
    admin.post("/jobs/again", {"chosen": str(number)})
    with desk.reading() as work:
        line = work.db.scalars(select(AuditLine).where(AuditLine.event == "jobs.all-begun-again")).one()
        assert line.facts == {"job_ids": [number]}


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.CANDIDATE])
def test_f5_nobody_else_sees_the_list(visit, make, role):
    other = visit(make.person(role))
    assert (other.get("/jobs").status_code, other.post("/jobs/again").status_code) == (403, 403)


def test_f5_the_list_takes_no_other_method(admin):
    assert (admin.post("/jobs").status_code, admin.get("/jobs/again").status_code) == (405, 405)


def test_f5_the_list_asks_the_same_of_one_and_of_many(admin, desk, statements):
    given_up(desk)
    with statements() as one:
        admin.get("/jobs")
    for _ in range(3):
        given_up(desk)
    with statements() as many:
        admin.get("/jobs")
    assert len(one) == len(many) <= 6  # who asks, the mails, how many, the page, and what the menu counts
