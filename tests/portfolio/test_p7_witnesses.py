"""Witness statements: what is signed, for which text, and that nobody takes it away."""

import re

import pytest
from sqlalchemy.exc import DBAPIError

from portfolio import actions
from portfolio.models import Entry, GuestPass, WitnessStatement
from portfolio.rules import EntryFacts, EntryKind
from portfolio.rules.guests import is_current, signed_for
from tests.conftest import actor_of
from tests.portfolio.conftest import photo, uuid_of


def place(guest, entry):
    return f"/guests/visits/{guest.id}/entries/{entry.id}/statement"


def told(page, **changes):
    """The form as the page gave it, filled in."""
    hidden = {name: re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)[1] for name in ("form_key", "before_eyes")}
    filled = {
        "statement": "He made the whole table himself.",
        "relation": "I was his foreman",
        "organisation": "Bouw BV",
        "function": "Foreman",
        "seen_myself": "y",
        "name": "Jan de Boer",
    }
    return {**hidden, **filled, **changes}


def change(desk, noor, entry, **facts):
    with desk.writing(actor_of(noor)) as work:
        found = work.db.get(Entry, entry.id)
        now = EntryFacts(title=found.title, **facts)
        actions.change_entry(work, entry.id, now, qualification_ids=[], version=found.version)


@pytest.fixture
def sign(guest_at, entry):
    """`sign()` signs, and gives the answer."""
    browser, guest = guest_at

    def put_name(**changes):
        page = browser.get(place(guest, entry)).text
        return browser.post(place(guest, entry), told(page, **changes))

    return put_name


def test_p7_a_witness_signs_and_reads_back_what_was_signed(guest_at, sign, entry, count):
    browser, _guest = guest_at
    answer = sign()
    assert (answer.status_code, count(WitnessStatement)) == (303, 1)
    page = browser.get(answer.location).text
    assert "He made the whole table himself." in page
    assert entry.title in page


def test_p7_what_is_signed_for_stands_above_the_form(guest_at, entry, keep, noor):
    keep.file(noor, entry, photo(), "bench.jpg")
    browser, guest = guest_at
    page = browser.get(place(guest, entry)).text
    assert page.index(entry.title) < page.index("bench.jpg") < page.index('name="statement"')


def test_p7_the_witness_gets_a_copy_by_mail(sign, post, run_jobs, entry, clock):
    clock.move(seconds=5)
    sign()
    run_jobs()
    mail = post.mails()[-1]
    text = mail.get_content()
    assert mail["Subject"] == "What you signed for Noor Heuvel"
    assert "He made the whole table himself." in text
    assert entry.title in text


def test_p7_the_copy_goes_once_however_often_the_job_runs(sign, post, run_jobs, desk):
    from portfolio.jobs import send_statement_copy  # noqa: F401  the job below is this one

    sign()
    run_jobs()
    with desk.reading() as work:
        number = work.db.query(WitnessStatement.id).scalar()
    with desk.writing() as work:
        work.later("portfolio.send-statement-copy", key=f"portfolio.send-statement-copy:{number}", once=True)
    run_jobs()
    assert sum(mail["Subject"].startswith("What you signed") for mail in post.mails()) == 1


@pytest.mark.parametrize(
    "missing",
    [
        {"statement": " "},
        {"relation": ""},
        {"name": ""},
        {"name": "J"},
        {"seen_myself": ""},
        {"statement": "x" * 10_001},
    ],
)
def test_p7_without_statement_tick_or_name_nothing_is_signed(sign, count, missing):
    assert sign(**missing).status_code == 422
    assert count(WitnessStatement) == 0


def test_p7_what_was_typed_is_still_there(sign):
    assert "I was his foreman" in sign(name="").text


def test_p7_the_same_form_twice_signs_once(guest_at, entry, count):
    browser, guest = guest_at
    form = told(browser.get(place(guest, entry)).text)
    places = {browser.post(place(guest, entry), form).location for _ in range(2)}
    assert (len(places), count(WitnessStatement)) == (1, 1)


def test_p7_the_form_of_another_guest_is_refused(guest_at, invite, come, entry):
    browser, guest = guest_at
    form = told(browser.get(place(guest, entry)).text)
    browser.post(place(guest, entry), form)
    second = invite(email="piet@bouw.example")
    assert come("piet@bouw.example").post(place(second, entry), form).status_code == 422


def test_p7_signing_again_stands_beside_the_earlier_one(sign, count):
    sign()
    sign(statement="And the chairs too.")
    assert count(WitnessStatement) == 2


def test_p7_a_guest_signs_ten_times_and_no_more(sign, guest_at, entry, count, post, run_jobs):
    browser, guest = guest_at
    answers = [sign().status_code for _ in range(9)]
    form = told(browser.get(place(guest, entry)).text)
    answers += [browser.post(place(guest, entry), {**form, "form_key": uuid_of(n)}).status_code for n in (1, 2)]
    assert (answers, count(WitnessStatement)) == ([303] * 10 + [429], 10)
    run_jobs()
    assert sum(mail["Subject"].startswith("What you signed") for mail in post.mails()) == 10


def test_p7_who_signed_ten_times_is_not_asked_again(sign, guest_at, entry):
    browser, guest = guest_at
    for _ in range(10):
        sign()
    assert "Sign again" not in browser.get(f"/guests/visits/{guest.id}/entries/{entry.id}").text
    page = browser.get(place(guest, entry))
    assert (page.status_code, "You signed 10 times" in page.text) == (429, True)


def test_p7_what_changed_meanwhile_is_shown_before_it_is_signed(guest_at, entry, desk, noor, count):
    browser, guest = guest_at
    form = told(browser.get(place(guest, entry)).text)
    change(desk, noor, entry, description="And it was I who invented wood.")
    again = browser.post(place(guest, entry), form)
    assert (again.status_code, count(WitnessStatement)) == (409, 0)
    assert "invented wood" in again.text
    assert browser.post(place(guest, entry), told(again.text)).status_code == 303


def test_p7_a_new_file_too_is_shown_before_it_is_signed(guest_at, entry, keep, noor):
    browser, guest = guest_at
    form = told(browser.get(place(guest, entry)).text)
    keep.file(noor, entry, photo())
    assert browser.post(place(guest, entry), form).status_code == 409


def test_p7_whoever_was_asked_to_look_cannot_sign(invite, come, entry, count):
    guest = invite(kind="reviewer")
    browser = come()
    assert browser.get(place(guest, entry)).status_code == 404
    assert browser.post(place(guest, entry), {"statement": "x"}).status_code == 404
    assert "Sign as a witness" not in browser.get(f"/guests/visits/{guest.id}/entries/{entry.id}").text
    assert count(WitnessStatement) == 0


def test_p7_another_guest_does_not_read_it(sign, invite, come):
    answer = sign()
    number = answer.location.rsplit("/", 1)[1]
    second = invite(email="piet@bouw.example")
    assert come("piet@bouw.example").get(f"/guests/visits/{second.id}/statements/{number}").status_code == 404


def test_p7_the_entry_says_that_it_still_matches(sign, visit, noor, guide, entry):
    sign()
    for person in (noor, guide):
        page = visit(person).get(f"/portfolio/entries/{entry.id}").text
        assert "He made the whole table himself." in page
        assert "Still matches this entry" in page


def test_p7_the_entry_says_that_it_was_signed_for_an_earlier_text(sign, visit, noor, entry, desk):
    sign()
    change(desk, noor, entry, description="Quite another story.")
    assert "Signed for an earlier text" in visit(noor).get(f"/portfolio/entries/{entry.id}").text


def test_p7_changed_back_it_matches_again(sign, visit, noor, entry, desk):
    sign()
    change(desk, noor, entry, description="Quite another story.")
    change(desk, noor, entry)
    assert "Still matches this entry" in visit(noor).get(f"/portfolio/entries/{entry.id}").text


def test_p7_a_statement_outlives_the_invitation(sign, guest_at, visit, noor, entry):
    _browser, guest = guest_at
    sign()
    visit(noor).post(f"/portfolio/guests/{guest.id}/withdraw")
    assert "He made the whole table himself." in visit(noor).get(f"/portfolio/entries/{entry.id}").text


def test_p7_the_database_lets_nobody_alter_a_statement(sign, desk):
    sign()
    with pytest.raises(DBAPIError), desk.writing() as work:
        work.db.query(WitnessStatement).update({"statement": "He did nothing."})


def test_p7_signing_is_on_record_without_words(sign, desk, entry, guest_at, noor):
    from foundation.audit import AuditLine

    _browser, guest = guest_at
    sign()
    with desk.reading() as work:
        line = work.db.query(AuditLine).filter(AuditLine.event == "portfolio.witness-signed").one()
        assert (line.person_id, line.actor_id, line.facts["guest_pass_id"]) == (noor.id, None, guest.id)
        assert not any(word in str(line.facts) for word in ("table", "foreman", "Boer"))


def test_p7_the_owner_asks_a_witness_from_the_entry_and_others_do_not(visit, noor, guide, entry):
    asks = f"/portfolio/entries/{entry.id}/guests/new?kind=witness"
    assert asks in visit(noor).get(f"/portfolio/entries/{entry.id}").text
    assert asks not in visit(guide).get(f"/portfolio/entries/{entry.id}").text


def test_p7_a_statement_is_text_and_never_code(sign, visit, noor, entry):
    sign(statement="<img src=x onerror=alert(1)>", name="<b>Jan</b>")
    page = visit(noor).get(f"/portfolio/entries/{entry.id}").text
    assert "<img src=x" not in page
    assert "<b>Jan</b>" not in page


def test_p7_a_name_from_right_to_left_signs_whole(sign, desk):
    sign(name="محمد الإدريسي")
    with desk.reading() as work:
        assert work.db.query(WitnessStatement.name).scalar() == "محمد الإدريسي"


def test_p7_the_page_of_an_entry_asks_the_same_for_one_and_for_many_statements(
    sign, guest_at, visit, noor, entry, desk, statements
):
    _browser, guest = guest_at
    counts = []
    for batch in (range(1), range(1, 12)):
        with desk.writing() as work:
            work.db.add_all(_statement(work, guest, entry, number) for number in batch)
        reader = visit(noor)
        reader.get(f"/portfolio/entries/{entry.id}")
        with statements() as seen:
            reader.get(f"/portfolio/entries/{entry.id}")
        counts.append(len(seen))
    assert counts[0] == counts[1]


def _statement(work, guest, entry, number):
    facts = {"name": f"Witness {number}", "statement": "Yes.", "fingerprint": "0" * 64}
    key = uuid_of(7_000_000 + number)
    return WitnessStatement(entry_id=entry.id, guest_pass_id=guest.id, form_key=key, signed_at=work.now, **facts)


@pytest.mark.pure
def test_p7_one_other_letter_or_file_and_it_is_no_longer_current():
    facts, files = EntryFacts(title="Table"), [("a", "top.jpg"), ("b", "leg.jpg")]
    signed = signed_for(facts, files=files)
    assert is_current(signed, facts, files=reversed(files))
    assert not is_current(signed, EntryFacts(title="table"), files=files)
    assert not is_current(signed, facts, files=files[:1])
    assert not is_current(signed, facts, files=[("a", "top.jpg"), ("b", "another.jpg")])


def test_p7_a_guest_of_everything_signs_for_one_entry_at_a_time(invite, come, entry, keep, noor, count):
    another, guest = keep.entry(noor, "Chair", kind=EntryKind.PRODUCT), invite(whole=True)
    browser = come()
    for one in (entry, another):
        page = browser.get(place(guest, one)).text
        assert browser.post(place(guest, one), told(page)).status_code == 303
    assert (count(WitnessStatement, entry_id=another.id), count(GuestPass)) == (1, 1)
