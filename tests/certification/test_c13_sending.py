"""Reminders go out: once each, in one mail a day, to the person, the lead and the lead's lead, and only while true."""

from datetime import date, timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from sqlalchemy import func, select

from certification.actions.reminders import decide, mail_later, quiet_people, quiet_qualification, set_ladder
from certification.jobs.reminding import DECIDE_REMINDERS, SEND_REMINDERS
from certification.models import Activity, QualificationActivity, Reminder
from certification.queries.reminders import reminders_due
from certification.rules.periods import Period, Unit
from certification.rules.reminders import Ladder, Outcome, ReminderKind
from foundation.audit import AuditLine
from foundation.jobs.models import Job, JobState
from foundation.mail import MailText
from people.models import Person
from people.rules import Role
from tests.certification import made
from tests.people.made import lead, part, place

TODAY = date(2026, 11, 23)
YEAR = Period(1, Unit.YEARS)


@pytest.fixture
def first_aid(make):
    """A qualification of one year, with its activity."""
    return qualification(make, "First Aid")


@pytest.fixture
def remind(desk, run_jobs):
    """What happens in the morning."""

    def morning():
        with desk.writing() as work:
            work.later(DECIDE_REMINDERS)
        run_jobs()

    return morning


@pytest.fixture
def mails(app):
    """`mails()` is what was sent: to whom, and the message."""

    def read():
        files = sorted(app.extensions["settings"].mailbox.glob("*.eml"))
        found = [message_from_bytes(file.read_bytes(), policy=default) for file in files]
        return {str(message["To"]): message for message in found}

    return read


def qualification(make, name):
    made_one = make.qualification(name=name)
    made.rolling(make, made_one, YEAR)
    made.asks(make, made_one, made.activity(make))
    return made_one


def holds(make, person, kept, *, left):
    """The person holds it, for so many days from today."""
    make.link(person, kept)
    ends = TODAY + timedelta(days=left)
    made.completed(make, person, activity_of(make, kept), ends.replace(year=ends.year - 1))


def activity_of(make, kept):
    with make.writing() as work:
        return work.db.scalars(
            select(Activity)
            .join(QualificationActivity, QualificationActivity.activity_id == Activity.id)
            .where(QualificationActivity.qualification_id == kept.id)
        ).one()


def holder(make, kept, left=14, **fields):
    person = make.person(Role.CANDIDATE, **{"language": "en", **fields})
    holds(make, person, kept, left=left)
    return person


def rows(desk):
    with desk.reading() as work:
        return [(one.receiver_id, one.kind, one.step, one.outcome) for one in work.db.scalars(select(Reminder))]


def body(message):
    return message.get_content()


def test_c13_whoever_holds_it_is_mailed_before_the_end(make, first_aid, remind, mails, desk):
    noor = holder(make, first_aid)
    remind()
    assert str(mails()[noor.email]["Subject"]) == "First Aid ends on Mon 7 Dec 2026"
    assert "- First Aid ends on Mon 7 Dec 2026, in 14 days" in body(mails()[noor.email])
    assert (noor.id, ReminderKind.OWN, 14, Outcome.SENT) in rows(desk)


def test_c13_it_is_said_in_the_language_of_the_receiver(make, first_aid, remind, mails):
    noor = holder(make, first_aid, language="nl")
    remind()
    assert mails()[noor.email]["Content-Language"] == "nl"


def test_c13_the_job_may_run_twice(make, first_aid, remind, desk, mails):
    holder(make, first_aid)
    remind()
    remind()
    assert len(rows(desk)) == len(mails()) == 1


def test_c13_the_next_day_nothing_is_sent_again(make, first_aid, remind, clock, desk):
    holder(make, first_aid)
    remind()
    clock.move(days=1)
    remind()
    assert len(rows(desk)) == 1


def test_c13_of_days_that_were_missed_only_the_nearest_step_is_sent(make, first_aid, remind, clock, desk):
    holder(make, first_aid, left=70)
    clock.move(days=64)
    remind()
    assert [step for _, kind, step, _ in rows(desk) if kind is ReminderKind.OWN] == [7]


def test_c13_a_month_on_which_the_worker_ran_every_day_gives_each_step_once(make, first_aid, clock, desk):
    holder(make, first_aid, left=31)
    for _ in range(35):
        with desk.writing() as work:
            decide(work, reminders_due(work), on=work.today)
        clock.move(days=1)
    steps = [step for _, kind, step, _ in rows(desk) if kind is ReminderKind.OWN]
    assert steps == [60, 30, 14, 7, 0]


def test_c13_several_qualifications_come_in_one_mail(make, first_aid, remind, mails):
    noor = holder(make, first_aid)
    holds(make, noor, qualification(make, "Forklift"), left=7)
    remind()
    [message] = mails().values()
    assert str(message["Subject"]) == "2 qualifications of yours end or have ended"
    assert body(message).index("Forklift") < body(message).index("First Aid")


def test_c13_when_it_has_ended_one_mail_says_so(make, first_aid, remind, mails, clock, desk):
    noor = holder(make, first_aid, left=0)
    remind()
    clock.move(days=3)
    remind()
    assert str(mails()[noor.email]["Subject"]) == "First Aid has ended"
    assert len(rows(desk)) == 1


@pytest.fixture
def led(make, first_aid):
    """Somebody in a team with a lead, in a company with a lead."""
    company = part(make, "Company")
    team = part(make, "Team", below=company)
    chief = lead(make, company, person=make.person(Role.MANAGER, language="en", family="Chief"))
    boss = lead(make, team, person=make.person(Role.MANAGER, language="en", family="Boss"))
    noor = holder(make, first_aid, left=7, given="Noor", family="Bakker")
    place(make, noor, team)
    return noor, boss, chief


def boss_of(make):
    with make.writing() as work:
        return work.db.scalars(select(Person).where(Person.family_name == "Boss")).one()


def test_c13_the_lead_is_told_of_all_people_in_one_mail(make, first_aid, led, remind, mails):
    remind()
    assert "- Noor Bakker: First Aid ends on Mon 30 Nov 2026, in 7 days" in body(mails()[boss_of(make).email])


def test_c13_the_lead_of_the_lead_is_told_where_that_is_set(make, first_aid, led, remind, desk):
    with desk.writing() as work:
        set_ladder(work, first_aid.id, Ladder(lead_days=14, above_days=7))
    remind()
    assert sorted(kind for _, kind, _, _ in rows(desk)) == ["above", "lead", "own"]


def test_c13_who_has_no_lead_is_told_to_the_administrators(make, first_aid, remind, mails):
    holder(make, first_aid, given="Noor", family="Bakker")
    administrator = make.person(Role.ADMINISTRATOR, language="en")
    remind()
    assert "- Noor Bakker (has no lead): First Aid ends on" in body(mails()[administrator.email])


def test_c13_a_lead_with_an_end_of_ones_own_gets_one_mail_about_both(make, first_aid, led, remind, mails):
    boss = boss_of(make)
    holds(make, boss, first_aid, left=14)
    remind()
    assert "This ends, or has ended" in body(mails()[boss.email])
    assert "Of your people this ends" in body(mails()[boss.email])


def test_c13_nobody_inactive_is_mailed_or_mailed_about(make, first_aid, led, remind, desk):
    with make.writing() as work:
        work.db.get_one(Person, led[0].id).active = False
    remind()
    assert rows(desk) == []


@pytest.mark.parametrize("about", ["person", "qualification", "pair"])
def test_c13_of_whom_is_on_the_quiet_list_nobody_is_reminded(make, first_aid, remind, desk, about):
    noor = holder(make, first_aid)
    facts = {"until": None, "reason": "leave", "form_key": "k"}
    with desk.writing() as work:
        if about == "qualification":
            quiet_qualification(work, first_aid.id, **facts)
        else:
            pair = {"qualification_id": first_aid.id} if about == "pair" else {}
            quiet_people(work, [noor.id], **facts, **pair)
    remind()
    assert rows(desk) == []


def test_c13_after_the_quiet_time_only_the_nearest_reminder_goes_out(make, first_aid, remind, clock, desk):
    noor = holder(make, first_aid, left=31)
    with desk.writing() as work:
        quiet_people(work, [noor.id], until=TODAY + timedelta(days=20), reason="ill", form_key="k")
    remind()
    assert rows(desk) == []
    clock.move(days=20)
    remind()
    assert [step for _, _, step, _ in rows(desk)] == [14]


def test_c13_a_lead_who_is_left_alone_hears_nothing_about_others(make, first_aid, led, remind, mails, desk):
    boss = boss_of(make)
    with desk.writing() as work:
        quiet_people(work, [boss.id], until=None, reason="leave", form_key="k")
    remind()
    assert boss.email not in mails()


def test_c13_who_renewed_before_the_mail_went_gets_none(make, first_aid, desk, run_jobs, mails):
    noor = holder(make, first_aid)
    decided(desk)
    made.completed(make, noor, activity_of(make, first_aid), TODAY)
    run_jobs()
    assert mails() == {}
    assert [outcome for *_, outcome in rows(desk)] == [Outcome.PASSED_OVER]


def test_c13_who_became_inactive_before_the_mail_went_gets_none(make, first_aid, desk, run_jobs, mails):
    noor = holder(make, first_aid)
    decided(desk)
    with desk.writing() as work:
        work.db.get_one(Person, noor.id).active = False
    run_jobs()
    assert mails() == {}


def decided(desk):
    """It was decided, and the mails wait in the queue."""
    with desk.writing() as work:
        decide(work, reminders_due(work), on=work.today)
        mail_later(work, [one.receiver_id for one in work.db.scalars(select(Reminder))], on=work.today)


def test_c13_what_a_worker_could_not_send_yesterday_goes_today_in_one_mail(make, first_aid, desk, remind, clock, mails):
    noor = holder(make, first_aid, left=15)
    decided(desk)
    with desk.writing() as work:  # yesterday's job was given up
        for job in work.db.scalars(select(Job).where(Job.name == SEND_REMINDERS)):
            job.state = JobState.PARKED
    clock.move(days=1)
    remind()
    assert body(mails()[noor.email]).count("First Aid ends on") == 1
    assert {outcome for *_, outcome in rows(desk)} == {Outcome.SENT}


def test_c13_two_workers_at_once_decide_once(make, first_aid, desk):
    holder(make, first_aid)
    with desk.reading() as work:
        due = reminders_due(work)
    with desk.writing() as work:
        assert decide(work, due, on=TODAY) == 1
    with desk.writing() as work:
        assert decide(work, due, on=TODAY) == 0


def test_c13_what_was_sent_is_on_record(make, first_aid, remind, desk):
    noor = holder(make, first_aid)
    remind()
    with desk.reading() as work:
        line = work.db.scalars(select(AuditLine).where(AuditLine.event == "certification.reminders-sent")).one()
        assert (line.person_id, len(line.facts["reminder_ids"]), line.facts["passed_over"]) == (noor.id, 1, [])


def test_c13_the_job_comes_every_morning(app):
    assert DECIDE_REMINDERS in app.extensions["handlers"].schedules


def test_c13_a_school_says_it_in_words_of_its_own(app, make, first_aid, remind, mails, desk):
    noor = holder(make, first_aid)
    with desk.writing() as work:
        work.db.add(
            MailText(
                mail="certification_reminders.own",
                language="en",
                subject="Act now, {name}",
                body="Look:\n{own}",
                changed_at=work.now,
            )
        )
    app.extensions["environment_name"].forget()
    remind()
    assert str(mails()[noor.email]["Subject"]) == f"Act now, {noor.name}"


def test_c13_names_with_markup_and_line_breaks_stay_one_line(make, remind, mails):
    noor = holder(make, qualification(make, "<b>Aid</b> 🙂 {link}"))
    remind()
    assert str(mails()[noor.email]["Subject"]) == "<b>Aid</b> 🙂 {link} ends on Mon 7 Dec 2026"


def test_c13_however_many_people_there_are_the_same_few_statements_decide(make, first_aid, statements, desk):
    for _ in range(4):
        holder(make, first_aid)
    with desk.reading() as work, statements() as few:
        reminders_due(work)
    for _ in range(3):
        holder(make, first_aid)
    with desk.reading() as work, statements() as more:
        reminders_due(work)
    assert len(few) == len(more) <= 13


def test_c13_a_person_who_holds_nothing_is_not_asked_about(desk):
    with desk.reading() as work:
        assert reminders_due(work) == []
        assert work.db.scalar(select(func.count()).select_from(Reminder)) == 0
