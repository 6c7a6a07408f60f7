"""Reminders over a mail server that speaks SMTP as others do: each arrives once, whatever the server does meanwhile."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from zoneinfo import ZoneInfo

import pytest

from app.background import actor_of
from certification import jobs
from certification.jobs.reminding import DECIDE_REMINDERS
from foundation import mail
from foundation.runner import Handlers, Runner
from people.rules import Role
from tests.certification.test_c13_sending import holder, qualification

controllers = pytest.importorskip("aiosmtpd.controller")


class Box:
    """Keeps what comes in; `busy` is how often it says "later" first."""

    def __init__(self):
        self.mails, self.busy = [], 0

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802  # what aiosmtpd calls
        if self.busy:
            self.busy -= 1
            return "451 later please"
        self.mails.append((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=default)))
        return "250 taken"

    def receivers(self):
        return sorted(to for those, _ in self.mails for to in those)


class Server(controllers.Controller):
    """Listens on a port that is free."""

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def box():
    return Box()


@pytest.fixture
def morning(desk, box, clock):
    """What happens each morning: it is decided, and all that waits is sent to this server."""
    server = Server(box, hostname="127.0.0.1", port=0)
    server.start()
    handlers = Handlers()
    jobs.register(handlers)
    mail.register(handlers, mail.SmtpPost(f"smtp://127.0.0.1:{server.port}"), sender="school@example.org")
    runner = Runner(
        works=desk.works,
        handlers=handlers,
        actor_of=actor_of,
        context=desk.app.app_context,
        zone=ZoneInfo("Europe/Amsterdam"),
    )

    def run():
        with desk.writing() as work:
            work.later(DECIDE_REMINDERS)
        while runner.run_one():
            pass

    yield run
    server.stop()


@pytest.fixture
def noor(make):
    return holder(make, qualification(make, "EHBO ✚ réanimation"), given="Nóór", family="عائشة")


def test_c13_a_reminder_arrives_with_all_its_letters(noor, morning, box):
    morning()
    [(to, message)] = box.mails
    assert to == [noor.email]
    assert str(message["Subject"]) == "EHBO ✚ réanimation ends on Mon 7 Dec 2026"
    assert "Hello Nóór عائشة," in message.get_content()


def test_c13_each_arrives_once_on_many_mornings(noor, morning, box, clock):
    for _ in range(9):  # from fourteen days before to six
        morning()
        clock.move(days=1)
    assert box.receivers() == [noor.email] * 2


def test_c13_a_server_that_is_busy_gets_it_later_and_once(noor, morning, box, clock):
    box.busy = 1
    morning()
    assert box.mails == []
    clock.now += timedelta(seconds=10)
    morning()
    assert box.receivers() == [noor.email]


def test_c13_everybody_gets_one_mail_also_with_many_people(make, noor, morning, box):
    boss = make.person(Role.ADMINISTRATOR, language="nl")  # nobody leads them
    kept = qualification(make, "Forklift")
    others = [holder(make, kept) for _ in range(5)]
    morning()
    assert box.receivers() == sorted([boss.email, noor.email, *(one.email for one in others)])
