"""BR-53: with the marks of an exam goes what tablets left behind, and the bytes of it."""

import pytest
from sqlalchemy import func, select

from app.sweeping import PLACES
from exams import queries
from exams.actions.planning import remove_sitting
from exams.models import Mark, MarkFile, MarkPhoto, Sheet, ShelfDecision, TabletDeed
from exams.rules.chain import Standing
from foundation.orphans import in_use
from foundation.refusals import Refusal
from tests.conftest import NOON, actor_of
from tests.exams import test_br_53 as terms
from tests.exams.chains import mark_and_sign, tamper
from tests.exams.used_tablets import with_decision, with_deeds, with_file, with_photo

file, graduate = terms.file, terms.graduate
ALL = (TabletDeed, MarkPhoto, ShelfDecision, MarkFile)


def used(school, number):
    """Deeds, a photo, a decision and a file of this exam; the keys of what is stored."""
    with school.desk.writing(actor_of(school.examiner)) as work:
        sheet = work.db.scalars(select(Sheet).where(Sheet.sitting_id == number)).one()
        with_deeds(work, sheet)
        photo = with_photo(work, sheet, school.form.steps[0].id, content=f"photo of exam {number}".encode())
        with_decision(work, sheet, school.coordinator)
        return [work.db.get_one(MarkPhoto, photo).file_key, with_file(work, sheet, school.coordinator)]


@pytest.fixture
def keys(school, graduate):
    return used(school, graduate.sitting.id)


def left(desk):
    with desk.reading() as work:
        return [work.db.scalar(select(func.count()).select_from(kind)) for kind in ALL]


def kept(desk, keys):
    with desk.reading() as work:
        return in_use(work, PLACES, keys)


def test_br_53_deeds_photos_decisions_and_files_go_with_the_marks(graduate, keys, desk, clock):
    assert left(desk) == [4, 1, 1, 1]
    clock.move(days=700)
    assert terms.purge(desk, graduate)
    assert left(desk) == [0, 0, 0, 0]


def test_br_53_before_that_their_bytes_belong_to_the_exam_and_then_to_nothing(graduate, keys, desk, clock):
    assert kept(desk, keys) == set(keys)
    clock.move(days=700)
    terms.purge(desk, graduate)
    assert kept(desk, keys) == set()


def test_br_53_the_chain_of_an_exam_on_a_tablet_is_whole_before_and_after(graduate, keys, desk, clock):
    assert graduate.wrong == []
    clock.move(days=700)
    terms.purge(desk, graduate)
    assert (graduate.wrong, graduate.report().standing) == ([], Standing.WHOLE)


@pytest.mark.parametrize(
    ("table", "kind"), [("tablet_deed", "deed"), ("mark_photo", "photo"), ("shelf_decision", "shelf")]
)
def test_br_53_what_goes_before_its_term_is_noticed(graduate, keys, table, kind):
    tamper(graduate.desk, f"DELETE FROM {table}")
    assert {thing for _, thing in graduate.things} == {kind}


def test_br_53_on_the_last_day_all_of_it_is_there(graduate, keys, desk, clock):
    terms.move_to(clock, terms.LAST_DAY)
    assert not terms.purge(desk, graduate)
    assert left(desk) == [4, 1, 1, 1]


def test_br_53_what_others_left_behind_stays(graduate, keys, school, visit, desk, clock):
    """Another exam of another candidate, before the same examiner, later on the same tablet."""
    clock.move(minutes=5)
    other = mark_and_sign(school, visit, school.planned(starts_at=NOON, candidate=school.make.person()))
    others = used(school, other.sitting.id)
    clock.move(days=700)
    assert terms.purge(desk, graduate)
    assert left(desk) == [4, 1, 1, 1]
    assert kept(desk, others) == set(others)
    assert other.wrong == []


@pytest.mark.parametrize("kind", [TabletDeed, MarkPhoto])
def test_br_53_an_exam_with_anything_from_a_tablet_is_not_taken_off_the_plan(school, desk, kind):
    """As one with marks: what arrived stays on record."""
    number = school.planned(starts_at=NOON).id
    with desk.writing(actor_of(school.examiner)) as work:
        sheet = work.db.scalars(select(Sheet).where(Sheet.sitting_id == number)).one()
        (with_deeds if kind is TabletDeed else with_photo)(work, sheet)
    with desk.writing(actor_of(school.coordinator)) as work, pytest.raises(Refusal):
        remove_sitting(work, queries.sitting(work, number))


def test_br_53_a_file_that_cannot_be_read_any_more_holds_up_nothing(graduate, keys, desk, clock):
    with desk.reading() as work:
        work.storage.delete(keys[1])
    clock.move(days=700)
    assert terms.purge(desk, graduate)
    assert left(desk)[:3] == [0, 0, 0]


def test_br_53_the_marks_go_as_before(graduate, keys, desk, clock):
    clock.move(days=700)
    terms.purge(desk, graduate)
    with desk.reading() as work:
        assert work.db.scalar(select(func.count()).select_from(Mark)) == 0
