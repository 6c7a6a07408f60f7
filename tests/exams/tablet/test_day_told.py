"""X5: pages of the day say what is so for whoever reads them."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from exams.models import Tablet, TabletDeed
from exams.queries.live import live_day
from exams.rules import AnswerKind, SittingState
from exams.rules.deeds import DeedKind
from people.rules import Role
from tests.conftest import NOON, actor_of
from tests.exams.tablet.entered import Tabled


@pytest.fixture
def apart(school, visit, make) -> Tabled:
    """An exam that goes on before two examiners, of whom the second did nothing yet."""
    with make.redesigned(school.form.id) as form:
        form.examiners_required = 2
    tabled = Tabled(school, visit, school.planned(starts_at=NOON, state=SittingState.IN_PROGRESS))
    tabled.other = make.person(Role.EXAMINER, given="Bea")
    tabled.new = tabled.another(tabled.other, position=2)
    return tabled


def today(tabled, person):
    return tabled.visit(person).get("/exams/today").text


def test_a_start_of_the_other_examiner_does_not_make_mine_busy(apart):
    apart.send(apart.mark(0))
    page = today(apart, apart.other)
    assert "Begun by the other examiner" in page
    assert "In progress" not in page
    assert "Begun by the other examiner" not in today(apart, apart.school.examiner)


def test_what_this_examiner_marked_makes_it_busy(apart):
    apart.send(apart.mark(0))
    apart.send(apart.mark(1, sheet=apart.new), examiner=apart.other)
    assert "Begun by the other examiner" not in today(apart, apart.other)


def test_numbers_are_unique_over_the_day_and_tables_have_the_same_columns(school, visit, make):
    form = make.exam_form(title="Bending pipes")
    school.planned(starts_at=NOON, state=SittingState.IN_PROGRESS)
    other = school.planned(starts_at=NOON + timedelta(hours=1), form=form, candidate=make.person(Role.CANDIDATE))
    with school.desk.writing() as work:
        work.db.get_one(type(other), other.id).room = "Bay 1"
    with school.desk.reading(actor_of(school.coordinator)) as work:
        numbers = [row.number for session in live_day(work, NOON.date()) for row in session.sittings]
    assert sorted(numbers) == [1, 2]
    page = visit(school.coordinator).get("/exams/live?screen=1").text
    assert len(set(re.findall(r"<thead>(.*?)</thead>", page, re.S))) == 1


def test_the_menu_leads_to_the_day_and_to_files_of_tablets(school, visit):
    page = visit(school.coordinator).get("/exams/sessions").text
    for url in ("/exams/live", "/exams/unsent"):
        assert re.search(rf'<a [^>]*href="{url}"', page), url


def test_the_result_tells_when_it_was_signed_on_the_tablet_and_when_that_arrived(school, visit):
    sitting = school.signed(2)
    sheet = sitting.sheets[0].id
    facts = {"sitting_id": sitting.id, "sheet_id": sheet, "examiner_id": school.examiner.id, "sequence": 1}
    made = NOON + timedelta(minutes=30)
    with school.desk.writing() as work:
        work.db.add(
            TabletDeed(
                op=uuid4(),
                kind=DeedKind.SIGN,
                content={"name": "A"},
                made_at=made,
                sent_at=made + timedelta(minutes=50),
                received_at=made + timedelta(minutes=50),
                answer=AnswerKind.STORED,
                **facts,
            )
        )
    page = visit(school.coordinator).get(f"/exams/sittings/{sitting.id}/result").text
    assert f"{school.examiner.name} signed on a tablet on" in page
    assert re.search(r"13:30; that came in on [^.]*14:20", page)


def test_a_tablet_that_was_shut_out_or_replaced_is_not_waited_for(school, visit):
    sitting = school.planned(starts_at=NOON, state=SittingState.IN_PROGRESS)

    def tablet(label, minutes, **facts):
        moments = dict.fromkeys(("made_at", "prepared_at", "ends_at"), NOON)
        with school.desk.writing() as work:
            seen = work.now - timedelta(minutes=minutes)
            work.db.add(
                Tablet(
                    id=uuid4(),
                    person_id=school.examiner.id,
                    label=label,
                    secret=b"s" * 32,
                    seen_at=seen,
                    **moments,
                    **facts,
                )
            )

    def page():
        return visit(school.coordinator).get(f"/exams/sessions/{sitting.session_id}/live").text

    tablet("Lost one", 9, shut_out_at=NOON)
    assert "not heard since" not in page()
    tablet("Linux, Chrome", 25)
    assert re.search(r"not heard since [\d:]+\. Marks may wait on it\. Linux, Chrome · [0-9a-f]{4}", page())
    tablet("Android, Chrome", 1)
    assert "not heard since" not in page()
