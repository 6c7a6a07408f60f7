"""P5: comments in threads at an entry, by people and by guests; one's own can be withdrawn."""

from datetime import timedelta

import pytest

from foundation.access import ANYONE
from foundation.refusals import NotFound, Unreadable
from people.models import Supervision
from people.rules import Role
from portfolio.actions.talk import add_comment, withdraw_comment
from portfolio.models import Comment, Entry, Evidence, GuestPass, PortfolioAssessor
from portfolio.rules import GuestKind
from tests.portfolio.conftest import outsiders, uuid_of

NUMBERS = iter(range(10**9, 2 * 10**9))


def tell(browser, entry, text="Which wood is it?", **fields):
    fields.setdefault("form_key", uuid_of(next(NUMBERS)))
    return browser.post(f"/portfolio/entries/{entry.id}/comments", {"text": text, **fields})


@pytest.fixture
def said(desk):
    def comments():
        with desk.reading() as work:
            rows = work.db.query(Comment).order_by(Comment.id).all()
            work.db.expunge_all()
            return rows

    return comments


@pytest.fixture
def guest(desk, noor):
    """A guest of Noor who may look at everything."""
    with desk.writing() as work:
        row = GuestPass(
            owner_id=noor.id,
            kind=GuestKind.REVIEWER,
            name="Ali Baker",
            email="ali@bakery.example",
            organisation="Bakery Ali",
            language="en",
            token_hash="0" * 64,
            form_key=uuid_of(next(NUMBERS)),
            created_by=noor.id,
            created_at=work.now,
            expires_at=work.now + timedelta(days=7),
        )
        work.db.add(row)
    return row


def test_p5_owner_supervisor_and_assessor_comment(visit, desk, make, noor, guide, entry, audit):
    assessor = make.person(Role.EXAMINER)
    with desk.writing() as work:
        work.db.add(PortfolioAssessor(candidate_id=noor.id, assessor_id=assessor.id, assigned_at=work.now))
    for person in (noor, guide, assessor):
        assert tell(visit(person), entry, f"By {person.id}").status_code == 303
        assert audit()[-1] == ("comment-added", person.id, noor.id)
    page = visit(noor).get(f"/portfolio/entries/{entry.id}").text
    assert all(f"By {person.id}" in page for person in (noor, guide, assessor))


def test_p5_an_answer_stands_in_its_thread(visit, noor, guide, entry, said):
    tell(visit(guide), entry, "Which wood?")
    tell(visit(guide), entry, "And which glue?")
    first = said()[0]
    answer = tell(visit(noor), entry, "Oak.", thread_id=str(first.id))
    assert (answer.status_code, said()[-1].thread_id) == (303, first.id)
    page = visit(guide).get(f"/portfolio/entries/{entry.id}").text
    assert page.index("Which wood?") < page.index("Oak.") < page.index("And which glue?")


def test_p5_a_comment_can_be_about_one_work_process(visit, guide, entry, evidence):
    assert tell(visit(guide), entry, evidence_id=str(evidence.id)).status_code == 303
    assert "About B1-K1-W1 Work process 1.1" in visit(guide).get(f"/portfolio/entries/{entry.id}").text


def test_p5_the_same_form_twice_says_it_once(visit, guide, entry, count, audit):
    browser = visit(guide)
    answers = [tell(browser, entry, form_key=uuid_of(5)).status_code for _ in range(2)]
    assert (answers, count(Comment)) == ([303, 303], 1)
    assert [line[0] for line in audit()].count("comment-added") == 1


def test_p5_the_key_of_somebody_elses_form_is_refused(visit, noor, guide, entry, count):
    tell(visit(guide), entry, form_key=uuid_of(5))
    answer = tell(visit(noor), entry, "Mine", form_key=uuid_of(5))
    assert (answer.status_code, count(Comment), ">Mine<" in answer.text) == (422, 1, True)


@pytest.mark.parametrize("text", ["", "   \n ", "x" * 5001])
def test_p5_what_cannot_be_taken_stays_in_its_field(visit, guide, entry, count, text):
    answer = tell(visit(guide), entry, text)
    assert (answer.status_code, count(Comment), text.strip() in answer.text) == (422, 0, True)


@pytest.mark.parametrize("field", ["thread_id", "evidence_id"])
def test_p5_what_is_of_another_entry_cannot_be_answered_or_meant(
    visit, desk, keep, noor, guide, entry, processes, said, field
):
    other = keep.entry(noor, "Other")
    keep.evidence(noor, other, processes[0])
    tell(visit(guide), other)
    with desk.reading() as work:
        link_id = work.db.query(Evidence).one().id
    foreign = {"thread_id": said()[0].id, "evidence_id": link_id}
    answer = tell(visit(guide), entry, "Typed.", **{field: str(foreign[field])})
    assert (answer.status_code, len(said()), "Typed." in answer.text) == (422, 1, True)


def test_p5_an_answer_is_not_answered(visit, guide, entry, said):
    tell(visit(guide), entry)
    tell(visit(guide), entry, "An answer", thread_id=str(said()[0].id))
    assert tell(visit(guide), entry, "Deeper", thread_id=str(said()[1].id)).status_code == 422


def test_p5_a_refused_answer_stays_open_in_its_thread(visit, guide, entry, said):
    tell(visit(guide), entry)
    answer = tell(visit(guide), entry, "x" * 5001, thread_id=str(said()[0].id))
    assert f'id="comment-text-{said()[0].id}" name="text" rows="3" dir="auto" aria-invalid="true"' in answer.text


def test_p5_a_comment_is_shown_as_text(visit, guide, entry):
    tell(visit(guide), entry, "See <b>https://elsewhere.example</b> 🪚\nعربي")
    page = visit(guide).get(f"/portfolio/entries/{entry.id}").text
    assert "See &lt;b&gt;https://elsewhere.example&lt;/b&gt; 🪚\nعربي" in page
    assert 'href="https://elsewhere' not in page


def test_p5_one_comments_on_what_is_frozen_too(visit, desk, guide, entry, count):
    with desk.writing() as work:
        work.db.get(Entry, entry.id).frozen_at = work.now
    assert (tell(visit(guide), entry).status_code, count(Comment)) == (303, 1)


def test_p5_a_person_says_five_hundred_things_an_hour_and_no_more(visit, desk, guide, entry, count, clock):
    with desk.writing() as work:
        work.db.add_all(_comments(work, entry, 500, author_id=guide.id))
    answer = tell(visit(guide), entry, "One more.")
    assert (answer.status_code, count(Comment), "One more." in answer.text) == (429, 500, True)
    clock.move(minutes=61)
    assert tell(visit(guide), entry, "One more.").status_code == 303


def _comments(work, entry, number, **fields):
    facts = {"entry_id": entry.id, "created_at": work.now, **fields}
    return [Comment(text=f"Said {n}.", form_key=uuid_of(700_000 + n), **facts) for n in range(number)]


# Withdrawing


def test_p5_what_was_withdrawn_leaves_a_line_and_no_text_for_others(visit, noor, guide, entry, said, audit):
    browser = visit(guide)
    tell(browser, entry, "A slip of the tongue")
    assert browser.post(f"/portfolio/comments/{said()[0].id}/withdraw").status_code == 303
    assert (audit()[-1], said()[0].text) == (("comment-withdrawn", guide.id, noor.id), "A slip of the tongue")
    page = visit(noor).get(f"/portfolio/entries/{entry.id}").text
    assert ("This comment was withdrawn." in page, "A slip of the tongue" in page) == (True, False)
    assert "A slip of the tongue" in browser.get(f"/portfolio/entries/{entry.id}").text


def test_p5_withdrawing_twice_is_withdrawing_once(visit, guide, entry, said, audit):
    browser = visit(guide)
    tell(browser, entry)
    for _ in range(2):
        assert browser.post(f"/portfolio/comments/{said()[0].id}/withdraw").status_code == 303
    assert [line[0] for line in audit()].count("comment-withdrawn") == 1


def test_p5_nobody_withdraws_what_another_said(visit, make, noor, guide, entry, said):
    tell(visit(guide), entry)
    url = f"/portfolio/comments/{said()[0].id}/withdraw"
    assert {visit(person).post(url).status_code for person in (noor, make.person(Role.ADMINISTRATOR))} == {403}
    assert {visit(person).post(url).status_code for person in outsiders(make)} == {404}
    assert said()[0].withdrawn_at is None


def test_p5_a_comment_that_does_not_exist_is_not_found(visit, guide):
    assert visit(guide).post("/portfolio/comments/999999/withdraw").status_code == 404
    assert visit(guide).get("/portfolio/comments/1/withdraw").status_code == 405


# Who may not


def test_p5_outsiders_say_nothing(visit, make, entry, count):
    assert {tell(visit(person), entry).status_code for person in outsiders(make)} == {404}
    assert count(Comment) == 0


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMINISTRATOR, Role.BOARD_MEMBER])
def test_p5_who_looks_into_all_reads_comments_and_makes_none(visit, make, guide, entry, role):
    tell(visit(guide), entry)
    browser = visit(make.person(role))
    page = browser.get(f"/portfolio/entries/{entry.id}").text
    assert ("Which wood is it?" in page, "Your comment" in page) == (True, False)
    assert tell(browser, entry).status_code == 403


def test_p5_who_guides_no_longer_says_no_more(visit, desk, guide, entry, count):
    browser = visit(guide)
    with desk.writing() as work:
        work.db.query(Supervision).filter_by(supervisor_id=guide.id).delete()
    assert (tell(browser, entry).status_code, count(Comment)) == (404, 0)


# Guests


def test_p5_a_guest_comments_under_the_name_of_the_pass(visit, desk, noor, guest, entry, audit):
    with desk.writing(ANYONE) as work:
        add_comment(work, entry.id, "Fine bread.", form_key=uuid_of(7), guest_pass_id=guest.id)
    page = visit(noor).get(f"/portfolio/entries/{entry.id}").text
    assert all(words in page for words in ("Fine bread.", "Ali Baker", "Bakery Ali", "Guest"))
    assert audit()[-1] == ("comment-added", None, noor.id)


def test_p5_a_guest_withdraws_ones_own_alone(visit, desk, guide, guest, entry, said):
    tell(visit(guide), entry)
    with desk.writing(ANYONE) as work:
        mine = add_comment(work, entry.id, "Fine bread.", form_key=uuid_of(7), guest_pass_id=guest.id).id
        withdraw_comment(work, mine, guest_pass_id=guest.id)
    with desk.writing(ANYONE) as work, pytest.raises(NotFound):
        withdraw_comment(work, said()[0].id, guest_pass_id=guest.id)
    assert [row.withdrawn_at is None for row in said()] == [True, False]


def test_p5_a_guest_writes_as_much_as_anybody(desk, guest, entry):
    with desk.writing(ANYONE) as work, pytest.raises(Unreadable):
        add_comment(work, entry.id, "x" * 5001, form_key=uuid_of(7), guest_pass_id=guest.id)


# Questions


def test_p5_the_page_asks_the_same_number_of_questions_for_much_talk(visit, desk, noor, guide, entry, said, statements):
    browser = visit(guide)
    tell(browser, entry)
    browser.get(f"/portfolio/entries/{entry.id}")
    with statements() as little:
        browser.get(f"/portfolio/entries/{entry.id}")
    with desk.writing() as work:
        work.db.add_all(_comments(work, entry, 60, author_id=noor.id))
        work.db.add_all(_answers(work, entry, said()[0], 200, author_id=noor.id))
    with statements() as much:
        browser.get(f"/portfolio/entries/{entry.id}")
    assert [text[:40] for text in little.seen] == [text[:40] for text in much.seen]


def test_p5_the_newest_fifty_are_shown_and_the_earlier_ones_a_click_away(visit, desk, noor, entry):
    with desk.writing() as work:
        work.db.add_all(_comments(work, entry, 120, author_id=noor.id))
    browser, place = visit(noor), f"/portfolio/entries/{entry.id}"
    pages = [browser.get(f"{place}?talk={number}").text for number in (1, 2, 3)]
    assert [[n for n in range(120) if f">Said {n}.<" in page] for page in pages] == [
        list(range(70, 120)),
        list(range(20, 70)),
        list(range(20)),
    ]
    assert [f"?talk={n}#talk" in pages[0] for n in (1, 2, 3)] == [False, True, False]
    assert [f"?talk={n}#talk" in pages[1] for n in (1, 2, 3)] == [True, False, True]


@pytest.mark.parametrize("number", ["0", "-1", "99", "x", "9" * 30])
def test_p5_a_page_of_comments_that_is_not_there_is_one_that_is(visit, guide, entry, number):
    tell(visit(guide), entry)
    answer = visit(guide).get(f"/portfolio/entries/{entry.id}?talk={number}")
    assert (answer.status_code, "Which wood is it?" in answer.text) == (200, True)


def test_p5_a_long_thread_shows_what_it_answers_and_its_newest_answers(visit, desk, noor, guide, entry, said):
    tell(visit(guide), entry)
    with desk.writing() as work:
        work.db.add_all(_answers(work, entry, said()[0], 60, author_id=noor.id))
    page = visit(guide).get(f"/portfolio/entries/{entry.id}").text
    assert "Which wood is it?" in page
    assert [n for n in range(60) if f">Said {n}.<" in page] == list(range(10, 60))


def test_p5_who_withdraws_on_an_earlier_page_stays_there(visit, desk, noor, entry, said):
    with desk.writing() as work:
        work.db.add_all(_comments(work, entry, 60, author_id=noor.id))
    first = said()[0].id
    answer = visit(noor).post(f"/portfolio/comments/{first}/withdraw")
    assert answer.location.endswith(f"/portfolio/entries/{entry.id}?talk=2#comment-{first}")


def test_p5_a_refused_answer_on_an_earlier_page_stays_open_there(visit, desk, noor, entry, said):
    with desk.writing() as work:
        work.db.add_all(_comments(work, entry, 60, author_id=noor.id))
    first, browser = said()[0].id, visit(noor)
    place = f"/portfolio/entries/{entry.id}/comments?talk=2"
    assert f'action="{place}#comment-text-{first}"' in browser.get(f"/portfolio/entries/{entry.id}?talk=2").text
    answer = browser.post(place, {"text": "x" * 5001, "thread_id": str(first), "form_key": uuid_of(1)})
    assert f'id="comment-text-{first}" name="text" rows="3" dir="auto" aria-invalid="true"' in answer.text


def test_p5_ten_thousand_comments_are_a_page_as_any_other(visit, desk, noor, entry):
    with desk.writing() as work:
        work.db.add_all(_comments(work, entry, 10_000, author_id=noor.id))
    assert len(visit(noor).get(f"/portfolio/entries/{entry.id}").data) < 250_000


def _answers(work, entry, first, number, **fields):
    rows = _comments(work, entry, number, thread_id=first.id, **fields)
    for place, row in enumerate(rows):
        row.form_key = uuid_of(600_000 + place)
    return rows
