"""X11: whatever a tablet does to an exam, its chain is whole afterwards and vouches for it."""

import re
from hashlib import sha256
from uuid import uuid4

import pytest
from sqlalchemy import select

from exams import queries
from exams.actions import planning
from exams.models import ExamEvent, Mark, MarkPhoto, ShelfDecision, TabletDeed
from exams.queries.chain import reports
from exams.rules import AnswerKind, SittingState
from exams.rules.chain import kind_of
from people.models import Person
from people.rules import Role
from tests.conftest import NOON, actor_of
from tests.exams.chains import Chained, tamper
from tests.exams.tablet.entered import Tabled
from tests.exams.tablet.photographs import picture
from tests.exams.tablet.test_paper import Sheet as PaperPage
from tests.exams.tablet.test_unsent_file import take_in

PHOTO = picture()


@pytest.fixture
def tabled(school, visit):
    """An exam that was only planned, and a tablet that is known."""
    found = Tabled(school, visit, school.planned(starts_at=NOON))
    found.known()
    return found


def wrong(tabled):
    return Chained(tabled.sitting, tabled.school.desk).wrong


def vouched(tabled, kind):
    """The things of this kind that some link vouches for."""
    with tabled.school.desk.reading() as work:
        links = work.db.scalars(select(ExamEvent.facts).where(ExamEvent.sitting_id == tabled.sitting.id))
        return [thing for facts in links for thing in facts.get("of", {}) if kind_of(thing) == kind]


def announced(tabled, photo, step=None):
    facts = {"photo": photo, "step": step, "sha256": sha256(PHOTO).hexdigest(), "size": len(PHOTO)}
    return tabled.deed("photo", **facts, type="image/jpeg")


def shot(tabled, photo):
    headers = {"X-Proefstuk-Sha256": sha256(PHOTO).hexdigest(), "Accept": "application/json"}
    browser = tabled.visit(tabled.school.examiner)
    url = f"/exams/tablet/photos/{photo}"
    return browser.post(url, data=PHOTO, content_type="image/jpeg", headers=headers).json["outcome"]


def signature(*marks):
    return {
        "name": "Ahmed Bakker",
        "overall_remark": "Calm.",
        "global_rating": None,
        "marks": {str(one["step"]): one["op"] for one in marks},
    }


def test_x11_a_day_on_a_tablet_is_whole_after_every_request(tabled, clock):
    photo, marks = str(uuid4()), [tabled.mark(place) for place in range(6)]
    requests = [
        [tabled.deed("start"), *marks[:3]],
        [tabled.deed("pause", reason="Fire drill"), announced(tabled, photo, tabled.steps[0])],
        [tabled.deed("resume"), *marks[3:], tabled.deed("remark", text="Well.")],
        [tabled.deed("photo-off", photo=str(uuid4())), tabled.deed("stop")],
        [tabled.deed("sign", **signature(*marks))],
    ]
    for operations in requests:
        clock.move(minutes=1)
        assert set(tabled.send(*operations)) == {"stored"}
        assert wrong(tabled) == []
    clock.move(minutes=1)
    assert shot(tabled, photo) == "stored"
    assert wrong(tabled) == []
    assert len(vouched(tabled, "deed")) == len(tabled.all_of(TabletDeed)) == 8
    assert len(vouched(tabled, "photo")) == 1


def test_x11_a_photo_that_is_taken_away_is_vouched_for_again(tabled, clock):
    photo = str(uuid4())
    tabled.send(tabled.deed("start"), announced(tabled, photo))
    shot(tabled, photo)
    clock.move(minutes=1)
    assert tabled.send(tabled.deed("photo-off", photo=photo)) == ["stored"]
    assert len(vouched(tabled, "photo")) == 2
    assert wrong(tabled) == []


@pytest.mark.parametrize(
    "ending",
    [
        [("no-show", {"reason": "Not there."})],
        [("no-show", {"reason": ""}), ("came", {})],
        [("no-show", {"reason": ""}), ("came", {}), ("start", {})],
        [("start", {}), ("abort", {"reason": "Unwell."})],
        [("start", {}), ("abort", {"reason": "Unwell."}), ("remark", {"text": "Too late."})],
        [("pause", {"reason": "It has not begun."})],
    ],
)
@pytest.mark.parametrize("at_once", [True, False])
def test_x11_however_it_ends_it_is_whole(tabled, clock, ending, at_once):
    deeds = [tabled.deed(kind, **content) for kind, content in ending]
    for operations in [deeds] if at_once else [[one] for one in deeds]:
        clock.move(minutes=1)
        tabled.send(*operations)
        assert wrong(tabled) == []
    assert len(vouched(tabled, "deed")) == len(deeds)


def test_x11_a_deed_that_was_refused_is_vouched_for_too(tabled):
    assert tabled.send(tabled.deed("pause", reason="Early")) == ["refused"]
    assert len(vouched(tabled, "deed")) == 1
    tamper(tabled.school.desk, "UPDATE tablet_deed SET answer = 'stored'")
    assert [words.split(" ")[0] for words in wrong(tabled)] == ["Deed"]


@pytest.mark.parametrize("deed", ["take", "aside"])
def test_x11_what_was_refused_and_decided_is_whole(tabled, make, clock, deed):
    tabled.send(tabled.deed("start"))
    clock.move(minutes=1)
    replaced(tabled, make.person(Role.EXAMINER, given="Bea"))
    clock.move(minutes=1)
    assert tabled.send(tabled.mark(0)) == ["refused"]
    refused = [str(mark.op) for mark in tabled.all_of(Mark) if mark.answer is AnswerKind.REFUSED]
    data = {"deed": deed, "reason": "They were there.", "chosen": refused}
    clock.move(minutes=1)
    assert tabled.visit(tabled.school.coordinator).post(f"/exams/shelf/{tabled.sheet}", data).status_code == 303
    assert len(tabled.all_of(ShelfDecision)) == 1
    assert len(vouched(tabled, "shelf")) == 1
    assert wrong(tabled) == []


def replaced(tabled, examiner):
    """The coordinator lets somebody else go on."""
    with tabled.school.desk.writing(actor_of(tabled.school.coordinator)) as work:
        session = queries.session(work, tabled.sitting.session_id)
        planning.choose_examiner(work, session, session.sittings, work.db.get_one(Person, examiner.id))


def test_x11_marks_from_paper_are_whole_and_say_so(tabled, clock):
    tabled.send(tabled.deed("start"))
    clock.move(minutes=1)
    assert PaperPage(tabled).type(0, "2", "Neat.").type(1, "1", "Less.").post().status_code == 303
    assert wrong(tabled) == []
    tamper(tabled.school.desk, "UPDATE mark SET source = NULL, entered_by = NULL")
    assert [words.split(" ")[0] for words in wrong(tabled)] == ["Mark", "Mark"]


def test_x11_marks_from_a_file_are_whole(tabled, clock):
    tabled.send(tabled.deed("start"))
    clock.move(minutes=1)
    content = tabled.file(tabled.mark(0), tabled.mark(1), tabled.deed("pause", reason="Fire drill"))
    assert take_in(tabled, content).status_code == 303
    assert len(tabled.all_of(Mark)) == 2
    assert wrong(tabled) == []


def test_x11_the_whole_school_is_whole_after_all_that(tabled, clock):
    """Chains of others name those of exams on tablets."""
    tabled.send(tabled.deed("start"), tabled.mark(0))
    clock.move(minutes=1)
    other = Tabled(
        tabled.school, tabled.visit, tabled.school.planned(starts_at=NOON, candidate=tabled.school.make.person())
    )
    other.send(other.deed("start"), other.mark(0), other.deed("pause", reason="Break"))
    with tabled.school.desk.reading() as work:
        found = reports(work, [tabled.sitting.id, other.sitting.id])
    assert [one.findings for one in found] == [(), ()]


def test_x11_deeds_cost_the_chain_two_statements_and_marks_none_more(tabled, statements):
    """What deeds ask of the sync itself is counted where the sync is tried."""
    tabled.send(tabled.deed("start"), tabled.mark(0))
    with statements() as seen:
        tabled.send(tabled.mark(1))
    assert not any("received_at =" in one for one in seen.seen)
    with statements() as seen:
        tabled.send(tabled.mark(2), tabled.deed("pause", reason="Break"), tabled.deed("resume"))
    assert len([one for one in seen.seen if "received_at =" in one]) == 2
    assert not any("FROM agreed_mark" in one for one in seen.seen)


def test_x11_a_photo_that_is_exchanged_is_noticed(tabled):
    photo = str(uuid4())
    tabled.send(tabled.deed("start"), announced(tabled, photo, tabled.steps[0]))
    shot(tabled, photo)
    tamper(tabled.school.desk, "UPDATE mark_photo SET file_key = 'aa/bb/other'")
    assert wrong(tabled) == [f"Photo {photo} of step {tabled.school.form.steps[0].key} was changed outside the chain."]


def test_x11_a_photo_put_there_past_the_product_is_noticed(tabled):
    photo = str(uuid4())
    tabled.send(tabled.deed("start"), announced(tabled, photo))
    shot(tabled, photo)
    columns = "sitting_id, sheet_id, step_id, file_key, content_type, size, sha256, added_by, taken_at, arrived_at"
    columns += ", late_reason"
    with tabled.school.desk.reading() as work:
        other = uuid4().hex if work.db.get_bind().dialect.name == "sqlite" else str(uuid4())
    tamper(tabled.school.desk, f"INSERT INTO mark_photo (id, {columns}) SELECT '{other}', {columns} FROM mark_photo")
    assert [words.rpartition(" was ")[2] for words in wrong(tabled)] == ["added outside the chain."]
    assert len(tabled.all_of(MarkPhoto)) == 2


def test_x11_a_sitting_in_progress_stays_open(tabled):
    tabled.send(tabled.deed("start"))
    with tabled.school.desk.reading() as work:
        report = reports(work, [tabled.sitting.id])[0]
    assert not report.is_bare
    assert tabled.school.read(type(tabled.sitting), tabled.sitting.id).state is SittingState.IN_PROGRESS


def told_by_chain(tabled):
    page = tabled.visit(tabled.school.board_member).get(f"/exams/sittings/{tabled.sitting.id}/chain").text
    return [words for words in re.findall(r'data-label="Event">([^<]*)', page) if words.startswith("Marks came in")]


def test_the_chain_tells_marks_that_were_typed_in_from_those_a_tablet_sent(tabled):
    tabled.send(tabled.mark(0))
    PaperPage(tabled).type(1, "2").post()
    name = tabled.school.coordinator.name
    assert told_by_chain(tabled) == [f"Marks came in: typed in from paper by {name}.", "Marks came in."]
    assert wrong(tabled) == []


def test_the_chain_tells_marks_that_a_file_brought_in(tabled):
    assert take_in(tabled, tabled.file(tabled.mark(0))).status_code == 303
    name = tabled.school.coordinator.name
    assert told_by_chain(tabled) == [f"Marks came in: from a file that a tablet saved, brought in by {name}."]
