"""A tablet whose clock is wrong by a day or by millennia: what is on record stays possible, and no page breaks."""

import hashlib
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from exams.models import MarkPhoto
from exams.queries.deeds import turns
from exams.rules import SittingState, moment_made
from exams.rules.operations import not_before
from exams.rules.turns import ran
from tests.conftest import NOON
from tests.exams.tablet.entered import Tabled
from tests.exams.tablet.photographs import picture
from tests.exams.tablet.test_unsent_file import look, take_in

FIRST, LAST = "0001-01-02T00:00:00+00:00", "9999-12-31T23:59:59+00:00"


@pytest.fixture
def tabled(school, visit) -> Tabled:
    """An exam that is planned at noon, and a tablet."""
    found = Tabled(school, visit, school.planned(starts_at=NOON))
    found.known()
    return found


def ago(made, **long):
    return {**made, "made_at": (NOON - timedelta(**long)).isoformat()}


def clock_of(desk, sheet):
    with desk.reading() as work:
        return turns(work, [sheet])[sheet]


@pytest.mark.pure
@pytest.mark.parametrize(("hours", "stands"), [(-11, True), (-13, False), (24, True)])
def test_a_moment_on_the_day_of_the_exam_or_later_stands(hours, stands):
    other, moment = NOON + timedelta(days=9), NOON + timedelta(hours=hours)
    assert not_before(moment, NOON, UTC, otherwise=other) == (moment if stands else other)


@pytest.mark.pure
def test_no_clock_is_so_wrong_that_nothing_can_be_reckoned():
    sent = datetime(9000, 1, 1, tzinfo=UTC)
    assert moment_made(datetime(1971, 1, 1, tzinfo=UTC), sent_at=sent, received_at=NOON).year == 1971


@pytest.mark.parametrize("days", [2, 29, 400])
@pytest.mark.parametrize("kind", ["start", "mark"])
def test_an_exam_never_began_before_its_day(send, bench, sheet_now, desk, days, kind):
    first = bench.mark(0) if kind == "mark" else bench.deed("start")
    send(ago(first, days=days), sent_at=NOON)
    sitting = sheet_now().sitting
    assert (sitting.state, sitting.began_at) == (SittingState.IN_PROGRESS, NOON)
    assert ran(clock_of(desk, bench.sheet.id), NOON + timedelta(minutes=5)) == timedelta(minutes=5)


def test_on_the_day_itself_it_began_when_the_tablet_says_so(send, bench, sheet_now):
    send(ago(bench.deed("start"), minutes=40), sent_at=NOON)
    assert sheet_now().sitting.began_at == NOON - timedelta(minutes=40)


def test_a_pause_before_the_day_of_the_exam_is_one_of_when_it_came(send, bench, desk):
    send(bench.deed("start", 0), ago(bench.deed("pause"), days=3), sent_at=NOON)
    assert ran(clock_of(desk, bench.sheet.id), NOON + timedelta(hours=1)) == timedelta(0)


@pytest.mark.parametrize("made_at", [FIRST, LAST])
def test_a_file_with_a_clock_beyond_reason_is_shown_and_taken_in(tabled, clock, made_at):
    clock.move(days=2)
    mark, start = tabled.mark(0), tabled.deed("start")
    file = tabled.file({**start, "made_at": made_at}, {**mark, "made_at": made_at})
    assert look(tabled, file)[1].status_code == 200
    answer = take_in(tabled, file)
    assert answer.status_code == 303
    assert tabled.visit(tabled.school.coordinator).get(answer.location).status_code == 200
    assert 1971 <= tabled.marks()[0].made_at.year <= 9000


def test_a_file_of_an_exam_that_began_before_its_day_says_it_began_as_planned(tabled, desk, clock):
    clock.move(days=2)
    take_in(tabled, tabled.file({**tabled.deed("start"), "made_at": FIRST}))
    assert clock_of(desk, tabled.sheet)[0].at == NOON


@pytest.mark.parametrize("made_at", [FIRST, LAST, (NOON - timedelta(days=400)).isoformat()])
@pytest.mark.parametrize("sent_at", [FIRST, LAST])
def test_a_photo_comes_in_whatever_the_clock_said(visit, bench, desk, made_at, sent_at):
    content, number, browser = picture(), str(uuid4()), visit(bench.examiner)
    facts = {"photo": number, "sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
    operations = [{**one, "made_at": made_at} for one in (bench.mark(0), bench.deed("photo", **facts))]
    answer = browser.post("/exams/sync", json={"operations": operations, "sent_at": sent_at})
    assert [one["outcome"] for one in answer.json["answers"]] == ["stored", "stored"]
    address = f"/exams/tablet/photos/{number}"
    answer = browser.post(address, data=content, content_type="image/jpeg", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json["outcome"]) == (200, "stored")
    with desk.reading() as work:
        assert NOON - timedelta(days=30) <= work.db.scalars(select(MarkPhoto)).one().taken_at <= NOON
