"""Witness statements for whoever judges: who signed, as far as that is known, and what was not checked."""

import pytest

from people.rules import Role
from portfolio.models import GuestPass, PortfolioAssessor
from tests.portfolio.conftest import uuid_of
from tests.portfolio.test_p7_witnesses import _statement, place, told

ADDRESS, NOT_THE_PERSON = "jan@bouw.example", "Only the address was checked by that, not who the person is."
OTHER_NAME = "Signed under another name than was invited"
OTHER_ORGANISATION = "Signed for another organisation than was invited"


@pytest.fixture
def sign(guest_at, entry):
    """`sign()` signs, and gives the answer."""
    browser, guest = guest_at
    return lambda **changes: browser.post(place(guest, entry), told(browser.get(place(guest, entry)).text, **changes))


@pytest.fixture
def assessor(desk, make, noor):
    person = make.person(Role.EXAMINER, given="Astrid")
    with desk.writing() as work:
        work.db.add(PortfolioAssessor(candidate_id=noor.id, assessor_id=person.id, assigned_at=work.now))
    return person


@pytest.fixture
def handed_in(visit, noor, evidence):
    assert visit(noor).post(f"/portfolio/evidence/{evidence.id}/ask").status_code == 303
    return evidence


@pytest.fixture
def judges(make, guide, assessor):
    """Everybody who judges, or answers for who does."""
    return [guide, assessor, make.person(Role.COORDINATOR)]


def test_p7_whoever_judges_reads_which_address_was_checked_and_that_the_person_was_not(sign, visit, judges, entry):
    sign()
    for person in judges:
        page = visit(person).get(f"/portfolio/entries/{entry.id}").text
        assert (ADDRESS in page, NOT_THE_PERSON in page) == (True, True)
        assert "A code that was mailed to this address was typed on Mon " in page


def test_p7_the_page_of_a_review_shows_what_witnesses_signed_and_who(sign, visit, guide, assessor, handed_in):
    sign()
    for person in (guide, assessor):
        page = visit(person).get(f"/portfolio/evidence/{handed_in.id}/review").text
        assert "He made the whole table himself." in page
        assert (ADDRESS in page, NOT_THE_PERSON in page) == (True, True)


def test_p7_whom_the_candidate_invited_is_said_with_the_signature(sign, visit, guide, entry):
    sign(name="Ir. P. de Vries", organisation="BAM")
    page = visit(guide).get(f"/portfolio/entries/{entry.id}").text
    assert "The candidate invited Jan de Boer of Bouw BV." in page
    assert (OTHER_NAME in page, OTHER_ORGANISATION in page) == (True, True)


def test_p7_the_same_name_in_other_capitals_is_no_other_name(sign, visit, guide, entry):
    sign(name=" jan  DE Boer", organisation="bouw bv")
    page = visit(guide).get(f"/portfolio/entries/{entry.id}").text
    assert "The candidate invited Jan de Boer of Bouw BV." in page
    assert (OTHER_NAME in page, OTHER_ORGANISATION in page) == (False, False)


def test_p7_an_invitation_without_an_organisation_is_said(invite, come, visit, guide, entry):
    guest = invite(organisation="")
    browser = come()
    browser.post(place(guest, entry), told(browser.get(place(guest, entry)).text, organisation="BAM"))
    page = visit(guide).get(f"/portfolio/entries/{entry.id}").text
    assert "The candidate invited Jan de Boer, without naming an organisation." in page


def test_p7_the_owner_is_told_nothing_that_is_known(sign, visit, noor, entry):
    sign(name="Ir. P. de Vries")
    page = visit(noor).get(f"/portfolio/entries/{entry.id}").text
    assert "Ir. P. de Vries" in page
    assert (NOT_THE_PERSON in page, OTHER_NAME in page) == (False, False)


def test_p7_another_guest_reads_no_address(sign, invite, come, entry):
    sign()
    guest = invite(email="piet@bouw.example", kind="reviewer")
    page = come("piet@bouw.example").get(f"/guests/visits/{guest.id}/entries/{entry.id}").text
    assert ADDRESS not in page


def test_p7_a_witness_is_told_who_reads_the_address(guest_at, entry):
    browser, guest = guest_at
    assert "Whoever judges this work reads your e-mail address" in browser.get(place(guest, entry)).text


def test_p7_a_signature_is_text_and_never_code_where_it_is_judged(sign, visit, guide, handed_in):
    sign(statement="<img src=x onerror=alert(1)>", name="<b>Jan</b>")
    page = visit(guide).get(f"/portfolio/evidence/{handed_in.id}/review").text
    assert ("<img src=x" in page, "<b>Jan</b>" in page) == (False, False)


@pytest.mark.parametrize("of", ["entries/{entry}", "evidence/{evidence}/review"])
def test_p7_many_who_signed_ask_as_many_questions_as_one(
    of, invite, come, visit, guide, entry, handed_in, desk, statements
):
    invite()
    come()
    counts, url = [], "/portfolio/" + of.format(entry=entry.id, evidence=handed_in.id)
    for batch in (range(1), range(1, 12)):
        with desk.writing() as work:
            for number in batch:
                work.db.add(_statement(work, _another_pass(work, number), entry, number))
        reader = visit(guide)
        reader.get(url)
        with statements() as seen:
            reader.get(url)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def _another_pass(work, number):
    first = work.db.query(GuestPass).order_by(GuestPass.id).first()
    facts = {
        key: getattr(first, key)
        for key in ("owner_id", "entry_id", "kind", "name", "language", "created_by", "created_at", "expires_at")
    }
    key = uuid_of(8_000_000 + number)
    made = GuestPass(**facts, email=f"w{number}@bouw.example", token_hash=key, form_key=key, confirmed_at=work.now)
    work.db.add(made)
    work.db.flush()
    return made
