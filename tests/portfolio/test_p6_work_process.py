"""P6: the page of a work process, with the evidence for it and how good that is."""

from datetime import date

import pytest
from sqlalchemy import select

from people.rules import Role
from portfolio.models import Entry, Evidence
from portfolio.queries import aged
from portfolio.rules import EntryKind, EvidenceState
from qualification_files.models import QualificationLink
from tests.conftest import actor_of
from tests.portfolio.conftest import outsiders, photo
from tests.portfolio.quality import accepted, assesses, ruled, shows, witnessed


@pytest.fixture
def address(noor, processes):
    return f"/portfolios/{noor.id}/work-processes/{processes[0].id}"


def test_p6_one_sees_the_work_process_and_its_evidence(visit, desk, keep, noor, processes, address):
    entry = accepted(desk, keep, noor, processes[0], "Oak side table", organisation="Houtwerk")
    page = visit(noor).get(address).text
    assert "B1-K1-W1 Work process 1.1" in page
    assert f'href="/portfolio/entries/{entry.id}"' in page
    assert "Houtwerk" in page
    assert "Accepted" in page
    assert "1 piece was accepted." in page


def test_p6_what_is_not_accepted_is_shown_apart(visit, desk, keep, noor, processes, address):
    accepted(desk, keep, noor, processes[0], state=EvidenceState.WAITING)
    page = visit(noor).get(address).text
    assert "1 piece is not accepted yet, and does not count." in page
    assert "0 pieces were accepted." in page


def test_p6_what_was_unlinked_or_put_aside_is_not_there(visit, desk, keep, noor, processes, address):
    unlinked, aside = (accepted(desk, keep, noor, processes[0], title) for title in ("Unlinked", "Aside"))
    with desk.writing() as work:
        work.db.scalars(select(Evidence).where(Evidence.entry_id == unlinked.id)).one().archived_at = work.now
        work.db.get(Entry, aside.id).archived_at = work.now
    page = visit(noor).get(address).text
    assert "Unlinked" not in page
    assert "Aside" not in page


def test_p6_evidence_of_others_is_not_there(visit, desk, keep, other, noor, processes, address):
    accepted(desk, keep, other, processes[0], "Made by Sem")
    assert "Made by Sem" not in visit(noor).get(address).text


def test_p6_each_indicator_says_which_evidence_shows_it(visit, desk, keep, noor, processes, address):
    shows(desk, accepted(desk, keep, noor, processes[0]), processes[0].indicators[0])
    page = visit(noor).get(address).text
    assert "It shows 1 of 3 indicators in particular." in page
    assert page.count("Not shown in particular:") == 2


def test_p6_the_rule_stands_beside_what_is_known(visit, desk, keep, noor, processes, qualification, address):
    ruled(desk, qualification, pieces=2, contexts=2, months_valid=12, witness=True)
    accepted(desk, keep, noor, processes[0])
    page = visit(noor).get(address).text
    assert "At least 2 pieces" in page
    assert "At least 2 different contexts" in page
    assert page.count(">Not met<") == 4
    assert "Ages on" in page


def test_p6_evidence_ages_without_anything_being_done(
    visit, desk, keep, clock, noor, processes, qualification, address
):
    ruled(desk, qualification, months_valid=12)
    accepted(desk, keep, noor, processes[0], started_on=date(2026, 3, 2))
    browser = visit(noor)
    assert "Ages on Wed 3 Mar 2027" in browser.get(address).text
    clock.move(days=100)
    assert "Aged since Wed 3 Mar 2027" in browser.get(address).text


def test_p6_what_goes_on_does_not_age(visit, desk, keep, noor, processes, qualification, address):
    ruled(desk, qualification, months_valid=12)
    kind = EntryKind.WORK_EXPERIENCE
    accepted(desk, keep, noor, processes[0], kind=kind, started_on=date(2020, 1, 1), hours=32)
    page = visit(noor).get(address).text
    assert "32 hours a week" in page
    assert "until now" in page
    assert "Goes on, so it does not age" in page


def test_p6_a_witness_counts_for_the_text_and_files_that_were_signed_for(
    visit, desk, keep, noor, processes, qualification, address
):
    ruled(desk, qualification, witness=True)
    entry = accepted(desk, keep, noor, processes[0])
    keep.file(noor, entry, photo())
    witnessed(desk, entry)
    assert "1 piece is confirmed by a witness." in visit(noor).get(address).text
    with desk.writing() as work:
        work.db.get(Entry, entry.id).description = "Something else"
    page = visit(noor).get(address).text
    assert "0 pieces are confirmed by a witness." in page
    assert "1 statement of a witness is about an earlier text, and does not count." in page


def test_p6_another_file_makes_a_statement_outdated(visit, desk, keep, noor, processes, address):
    entry = accepted(desk, keep, noor, processes[0])
    keep.file(noor, entry, photo())
    witnessed(desk, entry)
    keep.file(noor, entry, photo((320, 240)), "second.jpg")
    assert "1 statement about an earlier text" in visit(noor).get(address).text


def test_p6_which_evidence_has_aged_is_told_to_others_in_one_question(
    desk, keep, noor, processes, qualification, statements
):
    ruled(desk, qualification, months_valid=12)
    old = accepted(desk, keep, noor, processes[0], started_on=date(2020, 1, 31))
    accepted(desk, keep, noor, processes[0], "Recent")
    with desk.reading(actor_of(noor)) as work:
        evidence = work.db.scalars(select(Evidence.id).where(Evidence.entry_id == old.id)).one()
        with statements() as seen:
            assert aged(work, noor.id) == {evidence: date(2021, 2, 1)}
        assert len(seen) == 1


def test_p6_an_empty_one_leads_to_the_first_evidence(visit, noor, processes, address):
    page = visit(noor).get(address).text
    assert "No evidence yet" in page
    assert f'href="/portfolio/work-processes/{processes[0].id}/evidence"' in page


# Who may look


def test_p6_whoever_guides_looks_on_record(visit, noor, guide, address, audit):
    page = visit(guide).get(address)
    assert (page.status_code, audit()[-1]) == (200, ("portfolio-seen", guide.id, noor.id))
    assert "Add evidence" not in page.text
    assert "Judge the evidence" in page.text


def test_p6_whoever_assesses_looks_and_judges(visit, make, desk, noor, address):
    examiner = make.person(Role.EXAMINER)
    assesses(desk, examiner, noor)
    assert "Judge the evidence" in visit(examiner).get(address).text


def test_p6_a_look_at_ones_own_is_not_on_record(visit, noor, address, audit):
    visit(noor).get(address)
    assert audit() == []


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMINISTRATOR, Role.BOARD_MEMBER])
def test_p6_who_answers_for_all_looks_and_does_not_judge(visit, make, address, role):
    page = visit(make.person(role)).get(address)
    assert (page.status_code, "Judge the evidence" in page.text) == (200, False)


def test_p6_outsiders_do_not_learn_that_it_exists(visit, make, address):
    assert {visit(person).get(address).status_code for person in outsiders(make)} == {404}


def test_p6_a_work_process_that_is_not_followed_is_not_there(visit, make, noor, guide):
    foreign = make.qualification().core_tasks[0].work_processes[0]
    for person in (noor, guide):
        assert visit(person).get(f"/portfolios/{noor.id}/work-processes/{foreign.id}").status_code == 404


def test_p6_what_is_no_longer_followed_is_not_there(visit, desk, noor, address):
    with desk.writing() as work:
        work.db.query(QualificationLink).filter_by(person_id=noor.id).one().ended_at = work.now
    assert visit(noor).get(address).status_code == 404


@pytest.mark.parametrize("number", [0, 987654321, 10**30])
def test_p6_a_number_that_is_none(visit, noor, number):
    assert visit(noor).get(f"/portfolios/{noor.id}/work-processes/{number}").status_code == 404


def test_p6_it_cannot_be_posted_to(visit, noor, address):
    assert visit(noor).post(address).status_code == 405


def test_p6_little_and_much_evidence_ask_the_same_number_of_questions(
    visit, desk, keep, noor, processes, address, statements
):
    browser = visit(noor)
    accepted(desk, keep, noor, processes[0])
    browser.get(address)
    with statements() as little:
        browser.get(address)
    for number in range(12):
        accepted(desk, keep, noor, processes[0], f"Piece {number}")
    with statements() as much:
        browser.get(address)
    assert len(little) == len(much) <= 12
