"""Mail goes out because of a committed deed, once, however often it is tried."""

from contextlib import suppress
from email import message_from_bytes
from email.policy import default
from zoneinfo import ZoneInfo

import pytest

from app.background import actor_of
from foundation import mail
from foundation.jobs.models import Job, JobState
from foundation.mail import Mail, SmtpPost
from foundation.runner import Handlers, Runner
from foundation.web.mail import public_url, render_mail

LETTER = Mail(to="fatima@school.example", subject="Your exam", text="It is on Monday.\n")


@pytest.fixture
def runner(desk, server):
    handlers = Handlers()
    mail.register(handlers, SmtpPost(server.url), sender="proefstuk@school.example")
    return Runner(
        works=desk.works,
        handlers=handlers,
        actor_of=actor_of,
        context=desk.app.app_context,
        zone=ZoneInfo("Europe/Amsterdam"),
    )


def queue(desk, letter=LETTER, **options):
    with desk.writing() as work:
        return mail.queue(work, letter, **options)


def job(desk, number):
    with desk.reading() as work:
        found = work.db.get(Job, number)
        work.db.expunge_all()
    return found


def test_a_committed_deed_mails(desk, runner, box):
    number = queue(desk)
    assert runner.run_one()
    assert message_from_bytes(box.mails[0], policy=default).get_content() == "It is on Monday.\r\n"
    assert (job(desk, number).state, job(desk, number).done) == (JobState.DONE, 1)


def test_a_deed_that_failed_does_not_mail(desk, runner, box):
    with suppress(ZeroDivisionError), desk.writing() as work:
        mail.queue(work, LETTER)
        raise ZeroDivisionError
    assert not runner.run_one()
    assert box.mails == []


def test_the_same_matter_is_mailed_once(desk, runner, box):
    queue(desk, key="exam 7 fatima")
    runner.run_one()
    queue(desk, key="exam 7 fatima")
    assert not runner.run_one()
    assert len(box.mails) == 1


def test_a_server_that_is_busy_gets_the_same_mail_later(desk, runner, box, clock):
    box.answers["."] = "451 later please"
    number = queue(desk)
    runner.run_one()
    assert "reference" in str(job(desk, number).reason)
    box.answers.clear()
    clock.move(seconds=10)
    runner.run_one()
    first, second = (message_from_bytes(sent, policy=default) for sent in box.mails)
    assert (first["Message-ID"], first["Date"]) == (second["Message-ID"], second["Date"])


def test_a_receiver_that_does_not_exist_is_parked_at_once(desk, runner, box):
    box.answers["RCPT"] = "550 no such person"
    number = queue(desk)
    runner.run_one()
    assert (job(desk, number).state, job(desk, number).attempts) == (JobState.PARKED, 1)
    assert "550 no such person" in str(job(desk, number).reason)


def test_what_a_sent_mail_said_is_forgotten(desk, runner):
    number = queue(desk)
    runner.run_one()
    assert job(desk, number).payload == {}


def test_a_bad_address_is_refused_before_anything_is_queued():
    with pytest.raises(ValueError, match="not one e-mail address"):
        Mail(to="nobody", subject="x", text="")


def test_without_a_mail_server_the_app_writes_into_the_folder(app, desk):
    queue(desk)
    assert app.extensions["runner"].run_one()
    [file] = app.extensions["settings"].mailbox.glob("*.eml")
    assert b"It is on Monday." in file.read_bytes()


def test_a_template_gives_subject_and_text(app):
    with app.app_context():
        letter = render_mail("try", "en", name="Bakery & Sons")
    assert letter.subject == "A mail from Bakery & Sons"
    assert letter.text.startswith("This mail shows that mail from Bakery & Sons arrives.\n\nhttp://127.0.0.1:8000/")


def test_links_do_not_believe_the_host_header(app):
    with app.test_request_context("/", headers={"Host": "evil.example"}):
        assert public_url("home.show") == "http://127.0.0.1:8000/"
        assert "evil" not in render_mail("try", "en", name="x").text


def test_an_unknown_language_gets_that_of_the_environment(app):
    with app.app_context():
        assert render_mail("try", "xx", name="x") == render_mail("try", "en", name="x")
