"""C10: an overview by mail, once for each week or month, as long as its receiver may see it."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

import pytest
from flask import Flask
from sqlalchemy import delete, select

from foundation.audit import AuditLine
from insights.actions.subscriptions import MAIL_OVERVIEW
from insights.jobs import FIND_DUE
from insights.models import InsightsSubscription
from insights.rules.subscriptions import MOST, Ending, Rhythm
from people.models import OrganisationPart, PartLead, Person
from people.rules import Role
from tests.conftest import NOON, Desk, TestClock, Visit
from tests.factories import Make
from tests.insights.conftest import School

PAGE = "/insights/subscriptions"
TODAY = NOON.date()  # a Monday
LATELY = TODAY - timedelta(days=30)
Enter = Callable[[Person | None], Visit]


@pytest.fixture
def mails(app: Flask) -> Callable[[], list[EmailMessage]]:
    def read() -> list[EmailMessage]:
        files = sorted(app.extensions["settings"].mailbox.glob("*.eml"))
        return [cast(EmailMessage, message_from_bytes(file.read_bytes(), policy=default)) for file in files]

    return read


@pytest.fixture
def morning(desk: Desk, run_jobs: Callable[[], int], clock: TestClock) -> Callable[..., None]:
    """`morning(days=7)`: so many days later the jobs are done."""

    def come(**gap: float) -> None:
        clock.move(**gap)
        with desk.writing() as work:
            work.later(FIND_DUE)
        run_jobs()

    return come


@pytest.fixture
def subscribed(make: Make, school: School) -> Callable[..., InsightsSubscription]:
    """The lead of North gets its numbers every week."""

    def begin(**facts: object) -> InsightsSubscription:
        person = cast(Person, facts.pop("person", school.leads_north))
        usual = {"part_id": school.north.id, "rhythm": Rhythm.WEEKLY, "sent_for": TODAY}
        with make.writing() as work:
            found = InsightsSubscription(
                **{"person_id": person.id, "open_key": f"{person.id}:1", "made_at": work.now, **usual, **facts}
            )
            work.db.add(found)
        return found

    return begin


def kept(desk: Desk) -> Sequence[Any]:
    table = InsightsSubscription
    columns = (table.part_id, table.rhythm, table.sent_for, table.ended_at, table.ended_because)
    with desk.reading() as work:
        return work.db.execute(select(*columns).order_by(table.id)).all()


def sent(part: OrganisationPart | None = None, rhythm: str = "weekly") -> dict[str, str]:
    return {"part": str(part.id) if part else "", "qualification": "", "rhythm": rhythm}


def test_what_is_looked_at_can_be_had_by_mail(visit: Enter, desk: Desk, school: School) -> None:
    answer = visit(school.leads_north).post(PAGE, sent(school.north))
    found = kept(desk)[0]
    assert (answer.status_code, found.part_id, found.rhythm) == (303, school.north.id, Rhythm.WEEKLY)


def test_a_double_click_asks_once(visit: Enter, desk: Desk, school: School) -> None:
    sight = visit(school.leads_north)
    sight.post(PAGE, sent(school.north))
    sight.post(PAGE, sent(school.north))
    assert len(kept(desk)) == 1


def test_another_rhythm_takes_the_place_of_the_first(visit: Enter, desk: Desk, school: School) -> None:
    sight = visit(school.leads_north)
    sight.post(PAGE, sent(school.north, "monthly"))
    sight.post(PAGE, sent(school.north, "weekly"))
    assert [(row.rhythm, row.sent_for) for row in kept(desk)] == [(Rhythm.WEEKLY, TODAY)]


def test_a_part_of_others_cannot_be_had(visit: Enter, desk: Desk, school: School) -> None:
    answer = visit(school.leads_north).post(PAGE, sent(school.south))
    assert (answer.status_code, "South" in answer.text, kept(desk)) == (422, False, [])


@pytest.mark.parametrize("change", [{"rhythm": "daily"}, {"qualification": "999999"}, {"part": "1 OR 1"}])
def test_what_is_not_on_offer_is_refused(visit: Enter, school: School, change: dict[str, str]) -> None:
    assert visit(school.leads_north).post(PAGE, {**sent(school.north), **change}).status_code == 422


def test_there_is_a_most_that_one_can_have(
    visit: Enter, subscribed: Callable[..., InsightsSubscription], school: School
) -> None:
    for number in range(MOST):
        subscribed(open_key=f"{school.leads_north.id}:{number}")
    assert "Stop one of them first" in visit(school.leads_north).post(PAGE, sent()).text


def test_who_looks_after_nobody_cannot_ask_and_may_look(visit: Enter, make: Make) -> None:
    sight = visit(make.person(Role.CANDIDATE))
    assert (sight.post(PAGE, sent()).status_code, sight.get(PAGE).status_code) == (403, 200)


def test_the_mail_holds_numbers_and_nobody_by_name(
    subscribed: Callable[..., InsightsSubscription],
    morning: Callable[..., None],
    mails: Callable[[], list[EmailMessage]],
    school: School,
) -> None:
    school.holder(school.north, LATELY, given="Nora")
    school.holder(school.south, LATELY)
    subscribed()
    morning(days=7)
    (mail,) = mails()
    words = mail.get_content().replace("\r\n", "\n")
    assert mail["To"] == school.leads_north.email
    assert "- Meets: 1\n" in words
    assert f"/insights?part={school.north.id}" in words
    assert "Nora" not in words


@pytest.mark.parametrize(("days", "count"), [(6, 0), (7, 1), (9, 1)])
def test_it_comes_on_the_day_or_as_soon_after_as_can_be(
    subscribed: Callable[..., InsightsSubscription],
    morning: Callable[..., None],
    mails: Callable[[], list[EmailMessage]],
    days: int,
    count: int,
) -> None:
    subscribed()
    morning(days=days)
    assert len(mails()) == count


def test_it_comes_once_however_often_the_jobs_are_done(
    subscribed: Callable[..., InsightsSubscription],
    morning: Callable[..., None],
    mails: Callable[[], list[EmailMessage]],
    desk: Desk,
) -> None:
    found = subscribed()
    morning(days=7)
    with desk.writing() as work:
        work.later(MAIL_OVERVIEW, subscription_id=found.id)
    morning(days=1)
    assert len(mails()) == 1


def test_every_mail_is_on_record(
    subscribed: Callable[..., InsightsSubscription], morning: Callable[..., None], desk: Desk
) -> None:
    found = subscribed()
    morning(days=7)
    with desk.reading() as work:
        line = work.db.scalars(select(AuditLine).where(AuditLine.event == "insights.mailed")).one()
        assert (line.facts["subscription_id"], line.facts["period"]) == (found.id, str(TODAY + timedelta(days=7)))


def no_longer_leads(make: Make, school: School) -> None:
    with make.writing() as work:
        work.db.execute(delete(PartLead).where(PartLead.person_id == school.leads_north.id))


def leads_another(make: Make, school: School) -> None:
    with make.writing() as work:
        work.db.scalars(
            select(PartLead).where(PartLead.person_id == school.leads_north.id)
        ).one().part_id = school.south.id


def cannot_sign_in(make: Make, school: School) -> None:
    with make.writing() as work:
        work.db.get_one(Person, school.leads_north.id).active = False


def is_closed(make: Make, school: School) -> None:
    with make.writing() as work:
        work.db.get_one(OrganisationPart, school.north.id).closed_at = work.now


@pytest.mark.parametrize(
    ("change", "because"),
    [
        (no_longer_leads, Ending.NOT_ALLOWED),
        (leads_another, Ending.PART_OUT_OF_REACH),
        (cannot_sign_in, Ending.INACTIVE),
        (is_closed, Ending.PART_OUT_OF_REACH),
    ],
)
def test_who_may_not_see_it_any_more_gets_nothing_and_it_ends(
    subscribed: Callable[..., InsightsSubscription],
    morning: Callable[..., None],
    mails: Callable[[], list[EmailMessage]],
    make: Make,
    desk: Desk,
    school: School,
    change: Callable[[Make, School], None],
    because: Ending,
) -> None:
    subscribed()
    change(make, school)
    morning(days=7)
    assert (mails(), [row.ended_because for row in kept(desk)]) == ([], [because])


def test_the_page_says_why_it_ended(
    visit: Enter, subscribed: Callable[..., InsightsSubscription], school: School
) -> None:
    subscribed(open_key=None, ended_at=NOON, ended_because=Ending.PART_OUT_OF_REACH)
    assert "You no longer looked after this part" in visit(school.leads_north).get(PAGE).text


def test_it_stops_with_one_click_and_a_second_one_does_no_harm(
    visit: Enter, subscribed: Callable[..., InsightsSubscription], desk: Desk, school: School
) -> None:
    address, sight = f"{PAGE}/{subscribed().id}/stop", visit(school.leads_north)
    assert [sight.post(address).status_code for _ in range(2)] == [303, 303]
    with desk.reading() as work:
        lines = work.db.scalars(select(AuditLine).where(AuditLine.event == "insights.subscription-ended")).all()
        assert [line.facts["because"] for line in lines] == ["stopped"]


def test_after_stopping_one_can_begin_again(
    visit: Enter, subscribed: Callable[..., InsightsSubscription], desk: Desk, school: School
) -> None:
    sight = visit(school.leads_north)
    sight.post(f"{PAGE}/{subscribed().id}/stop")
    sight.post(PAGE, sent(school.north))
    assert [row.ended_at is None for row in kept(desk)] == [False, True]


def test_another_persons_mail_cannot_be_found(
    visit: Enter, subscribed: Callable[..., InsightsSubscription], make: Make
) -> None:
    other = visit(make.person(Role.ADMINISTRATOR))
    assert other.post(f"{PAGE}/{subscribed().id}/stop").status_code == 404
    assert "North" not in other.get(PAGE).text.partition("<form")[0]


@pytest.mark.parametrize("address", [PAGE, f"{PAGE}/1/stop"])
def test_a_stranger_signs_in_first(visit: Enter, address: str) -> None:
    assert visit(None).post(address).status_code in (303, 401)


def test_stopping_is_no_page(visit: Enter, subscribed: Callable[..., InsightsSubscription], school: School) -> None:
    assert visit(school.leads_north).get(f"{PAGE}/{subscribed().id}/stop").status_code == 405


def test_a_later_day_tells_when_the_next_comes(
    visit: Enter, subscribed: Callable[..., InsightsSubscription], school: School
) -> None:
    subscribed(rhythm=Rhythm.MONTHLY, sent_for=date(2026, 11, 1))
    assert "Tue 1 Dec 2026" in visit(school.leads_north).get(PAGE).text
