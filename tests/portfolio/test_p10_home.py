"""P10: home tells a candidate what is open, what came back, which exams come and how far everything is."""

from datetime import timedelta
from uuid import uuid4

import pytest

from people.rules import Role
from portfolio.models import Comment, EntryDraft, Evidence, PortfolioAssessor, Review
from portfolio.rules import Capacity, Decision, EntryKind, EvidenceState
from tests.conftest import NOON
from tests.portfolio.quality import witnessed


@pytest.fixture
def returned(desk, keep, noor, guide):
    """Sends a new entry of Noor back, with this reason."""

    def send_back(process, title="Gate", reason="The weld is not in the picture."):
        entry = keep.entry(noor, title)
        keep.evidence(noor, entry, process)
        with desk.writing() as work:
            row = work.db.query(Evidence).filter_by(entry_id=entry.id).one()
            row.state, row.decided_at = EvidenceState.RETURNED, work.now
            review = Review(evidence_id=row.id, reviewer_id=guide.id, reason=reason, fingerprint="0" * 64)
            review.capacity, review.decision, review.decided_at = Capacity.SUPERVISOR, Decision.RETURNED, work.now
            work.db.add(review)
            return entry.id, row.id

    return send_back


@pytest.fixture
def waiting(desk, keep, noor):
    """Noor asks for a review of something."""

    def ask(process, at=NOON):
        entry = keep.entry(noor, "Gate")
        keep.evidence(noor, entry, process)
        with desk.writing() as work:
            row = work.db.query(Evidence).filter_by(entry_id=entry.id).one()
            row.state, row.asked_at = EvidenceState.WAITING, at

    return ask


@pytest.fixture
def said_of(desk):
    """Somebody says something about an entry."""

    def say(entry, author, text="Nice work", at=NOON, **fields):
        with desk.writing() as work:
            work.db.add(
                Comment(
                    entry_id=entry.id, author_id=author.id, text=text, form_key=str(uuid4()), created_at=at, **fields
                )
            )

    return say


def test_p10_what_came_back_stands_first_with_the_reason(visit, noor, guide, processes, returned):
    entry, number = returned(processes[0])
    page = visit(noor).get("/").text
    assert f"Returned: “Gate” for {processes[0].number}, by {guide.name}" in page
    assert "The weld is not in the picture." in page
    assert f'href="/portfolio/entries/{entry}#link-{number}"' in page
    assert page.index("Returned: “Gate”") < page.index("still need evidence")


def test_p10_a_long_reason_is_shortened(visit, noor, processes, returned):
    returned(processes[0], reason="word " * 200)
    page = visit(noor).get("/").text
    assert "word…" in page
    assert page.count("word ") < 40


def test_p10_the_latest_reason_stands(visit, desk, noor, guide, processes, returned):
    _entry, number = returned(processes[0], reason="The first reason")
    with desk.writing() as work:
        again = Review(evidence_id=number, reviewer_id=guide.id, reason="The second reason", fingerprint="0" * 64)
        again.capacity, again.decision, again.decided_at = Capacity.SUPERVISOR, Decision.RETURNED, work.now
        work.db.add(again)
    page = visit(noor).get("/").text
    assert "The second reason" in page
    assert "The first reason" not in page


def test_p10_many_that_came_back_are_told_as_a_number(visit, noor, processes, returned):
    for number in range(5):
        returned(processes[number % 4], f"Piece {number}")
    page = visit(noor).get("/").text
    assert page.count("Returned: “Piece") == 3
    assert "2 more pieces were returned" in page
    assert 'href="/portfolio?show=returned"' in page


def test_p10_what_was_put_aside_is_no_longer_told(visit, desk, noor, processes, returned):
    _entry, number = returned(processes[0])
    with desk.writing() as work:
        work.db.get(Evidence, number).archived_at = work.now
    assert "Returned: “Gate”" not in visit(noor).get("/").text


def test_p10_what_is_not_finished_is_one_click_away(visit, desk, noor):
    key = str(uuid4())
    with desk.writing() as work:
        told = {"title": ["Half a story"]}
        draft = EntryDraft(owner_id=noor.id, form_key=key, kind=EntryKind.PRODUCT, told=told)
        draft.created_at = draft.updated_at = work.now
        work.db.add(draft)
    browser = visit(noor)
    assert "Not finished: “Half a story”" in browser.get("/").text
    assert browser.get(f"/portfolio/entries/new?draft={key}", follow_redirects=True).status_code == 200


def test_p10_a_draft_without_a_name_is_told_too(visit, desk, noor):
    with desk.writing() as work:
        draft = EntryDraft(owner_id=noor.id, form_key=str(uuid4()), kind=EntryKind.PRODUCT, told={"role": ["x"]})
        draft.created_at = draft.updated_at = work.now
        work.db.add(draft)
    assert "Not finished: an entry without name" in visit(noor).get("/").text


def test_p10_what_others_said_of_late_is_told_once_per_entry(visit, noor, guide, entry, said_of):
    said_of(entry, guide, "The first words")
    said_of(entry, guide, "The latest words", at=NOON + timedelta(seconds=1))
    page = visit(noor).get("/").text
    assert page.count(f"{guide.name} wrote about “Oak side table”") == 1
    assert "The latest words" in page
    assert f'href="/portfolio/entries/{entry.id}#talk"' in page


def test_p10_the_latest_words_stand_first(visit, noor, guide, keep, said_of):
    for day, title in enumerate(("Gate", "Fence", "Stair")):
        said_of(keep.entry(noor, title), guide, at=NOON - timedelta(days=5 - day))
    page = visit(noor).get("/").text
    assert page.index("about “Stair”") < page.index("about “Fence”") < page.index("about “Gate”")


def test_p10_what_was_accepted_of_late_is_told_once_per_entry(visit, desk, keep, noor, guide, entry, processes):
    for process in processes[:2]:
        keep.evidence(noor, entry, process)
    with desk.writing() as work:
        for row in work.db.query(Evidence).filter_by(entry_id=entry.id):
            row.state, row.decided_at = EvidenceState.ACCEPTED, work.now
            review = Review(evidence_id=row.id, reviewer_id=guide.id, reason="", fingerprint="0" * 64)
            review.capacity, review.decision, review.decided_at = Capacity.SUPERVISOR, Decision.ACCEPTED, work.now
            work.db.add(review)
    page = visit(noor).get("/").text
    assert page.count(f"Accepted: “Oak side table”, by {guide.name}") == 1
    assert f"For {processes[0].number}, {processes[1].number}" in page


def test_p10_what_was_accepted_long_ago_is_no_news(visit, desk, keep, noor, entry, processes, clock):
    keep.evidence(noor, entry, processes[0])
    with desk.writing() as work:
        row = work.db.query(Evidence).filter_by(entry_id=entry.id).one()
        row.state, row.decided_at = EvidenceState.ACCEPTED, work.now
    clock.move(days=15)
    assert "Accepted: “Oak side table”" not in visit(noor).get("/").text


def test_p10_a_signed_witness_statement_is_told(visit, desk, noor, entry):
    witnessed(desk, entry)
    page = visit(noor).get("/").text
    assert "Ina Boom signed as a witness of “Oak side table”" in page


def test_p10_neither_the_own_words_nor_old_or_withdrawn_ones_are_news(visit, noor, guide, entry, said_of):
    said_of(entry, noor, "My own words")
    said_of(entry, guide, "Old words", at=NOON - timedelta(days=15))
    said_of(entry, guide, "Withdrawn words", withdrawn_at=NOON)
    assert "wrote about" not in visit(noor).get("/").text


def test_p10_news_of_somebody_else_is_not_told(visit, other, noor, guide, entry, processes, returned, said_of):
    returned(processes[0])
    said_of(entry, guide)
    page = visit(other).get("/").text
    assert "Returned" not in page
    assert "wrote about" not in page


def test_p10_progress_is_a_picture_with_words(visit, noor, processes, returned):
    returned(processes[0])
    side = visit(noor).get("/").text.partition('<aside class="beside-side"')[2]
    assert '<rect class="share-returned" x="0" width="1" height="1"/>' in side
    assert "0 of 4 work processes have accepted evidence" in side
    assert "1 work process was returned" in side
    assert "style=" not in side


def test_p10_the_next_exam_is_told(visit, make, noor):
    make.sitting(candidate=noor, starts_at=NOON + timedelta(days=3))
    assert "Your next exam:" in visit(noor).get("/").text


def test_p10_a_title_is_never_markup(visit, noor, processes, returned):
    returned(processes[0], "<b>Gate</b>", reason="<i>no</i>")
    page = visit(noor).get("/").text
    assert "<b>Gate" not in page
    assert "<i>no" not in page


# For who reviews


def test_p10_a_supervisor_reads_how_much_waits_and_for_how_long(visit, noor, guide, processes, waiting):
    waiting(processes[0], at=NOON - timedelta(days=6))
    waiting(processes[1])
    page = visit(guide).get("/").text
    assert "2 pieces of evidence wait for your review" in page
    assert "The oldest has waited for 6 days" in page
    assert 'href="/reviews"' in page


def test_p10_what_came_in_today_is_said_so(visit, noor, guide, processes, waiting):
    waiting(processes[0])
    assert "It was handed in today" in visit(guide).get("/").text


def test_p10_an_assessor_is_told_too_and_other_examiners_are_not(visit, desk, make, noor, processes, waiting):
    waiting(processes[0])
    assessor = make.person(Role.EXAMINER)
    with desk.writing() as work:
        work.db.add(PortfolioAssessor(candidate_id=noor.id, assessor_id=assessor.id, assigned_at=work.now))
    assert "waits for your review" in visit(assessor).get("/").text
    assert "waits for your review" not in visit(make.person(Role.EXAMINER)).get("/").text


# How many questions


def test_p10_much_news_asks_as_much_as_none(visit, noor, guide, entry, processes, returned, said_of, statements):
    browser = visit(noor)
    browser.get("/")
    with statements() as none:
        browser.get("/")
    for number in range(4):
        returned(processes[number])
        said_of(entry, guide)
    with statements() as much:
        browser.get("/")
    assert len(none) == len(much) <= 8


def test_p10_a_supervisor_with_much_to_review_asks_as_much_as_with_nothing(
    visit, noor, guide, processes, waiting, statements
):
    browser = visit(guide)
    browser.get("/")
    with statements() as none:
        browser.get("/")
    for process in processes:
        waiting(process)
    with statements() as much:
        browser.get("/")
    assert len(none) == len(much) <= 8
