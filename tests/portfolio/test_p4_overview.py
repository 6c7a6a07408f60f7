"""P4: core tasks by work processes, what evidence there is, how far it is, and what is missing."""

import re
from datetime import date

import pytest

from people.rules import Role
from portfolio.models import EntryFile, Evidence
from portfolio.rules import Coverage, EvidenceState, ProcessState, counted, covered, process_state, process_words
from qualification_files.models import Indicator
from tests.portfolio.conftest import photo
from tests.portfolio.quality import accepted, ruled

A, R, W, N = EvidenceState.ACCEPTED, EvidenceState.RETURNED, EvidenceState.WAITING, EvidenceState.OPEN


@pytest.fixture
def linked(desk, keep, noor):
    """Links a new entry of Noor to a work process, in this state."""

    def link(process, state, title="Gate"):
        entry = keep.entry(noor, title)
        keep.evidence(noor, entry, process)
        with desk.writing() as work:
            row = work.db.query(Evidence).filter_by(entry_id=entry.id).one()
            row.state = state
            row.asked_at = work.now if state is W else None
            number = row.id
        return entry.id, number

    return link


# Rules


@pytest.mark.parametrize(
    ("states", "state", "words"),
    [
        ([], ProcessState.MISSING, "No evidence yet"),
        ([N], ProcessState.OPEN, "Not handed in"),
        ([W], ProcessState.WAITING, "Waiting for review"),
        ([R], ProcessState.RETURNED, "Returned"),
        ([A], ProcessState.ACCEPTED, "Accepted"),
        ([A, A], ProcessState.ACCEPTED, "Accepted"),
        ([A, R], ProcessState.ACCEPTED, "Accepted, and 1 returned"),
        ([R, A, R], ProcessState.ACCEPTED, "Accepted, and 2 returned"),
        ([A, W, N], ProcessState.ACCEPTED, "Accepted, and 1 not handed in"),
        ([A, W], ProcessState.ACCEPTED, "Accepted, and 1 waiting for review"),
        ([R, W], ProcessState.RETURNED, "Returned, and 1 waiting for review"),
        ([R, N], ProcessState.RETURNED, "Returned, and 1 not handed in"),
        ([W, N], ProcessState.WAITING, "Waiting for review, and 1 not handed in"),
    ],
)
def test_p4_a_work_process_has_one_state_in_words(states, state, words):
    assert (process_state(states), str(process_words(states))) == (state, words)


def test_p4_each_work_process_counts_once():
    coverage = covered([ProcessState.ACCEPTED, ProcessState.RETURNED, ProcessState.MISSING, ProcessState.MISSING])
    assert coverage == Coverage(total=4, accepted=1, returned=1)
    assert coverage.missing == 2
    assert sum(count for _state, count in coverage.shares) == 4


@pytest.mark.parametrize("state", list(ProcessState))
def test_p4_every_state_is_counted_in_words(state):
    assert str(counted(state, 1)).startswith("1 ")
    assert str(counted(state, 2)).startswith("2 ")


# The page


def test_p4_the_overview_says_how_many_are_how_far(visit, noor, processes, linked):
    for process, state in zip(processes, (A, W, R), strict=False):
        linked(process, state)
    page = visit(noor).get("/portfolio").text
    assert "1 of 4 work processes have accepted evidence" in page
    for words in ("with something waiting for review", "with something returned", "1 work process without evidence"):
        assert words in page


@pytest.mark.parametrize(("state", "label"), [(N, "Not handed in"), (W, "Waiting"), (R, "Returned"), (A, "Accepted")])
def test_p4_each_piece_says_its_state(visit, noor, processes, linked, state, label):
    linked(processes[0], state)
    tile = visit(noor).get("/portfolio").text.partition('<ul class="tiles"')[2].partition("</ul>")[0]
    assert f"{label}</small>" in tile


def test_p4_accepted_with_something_returned_beside_it_says_both(visit, noor, processes, linked):
    linked(processes[0], A)
    linked(processes[0], R)
    assert "Accepted, and 1 returned" in visit(noor).get("/portfolio").text


def test_p4_what_was_put_aside_does_not_count(visit, desk, noor, processes, linked):
    _entry, number = linked(processes[0], A)
    with desk.writing() as work:
        work.db.get(Evidence, number).archived_at = work.now
    assert "4 work processes without evidence" in visit(noor).get("/portfolio").text


def test_p4_accepted_evidence_stays_when_there_is_a_newer_version(visit, desk, noor, processes, linked):
    from portfolio.models import Entry

    entry, _number = linked(processes[0], A, "First gate")
    with desk.writing() as work:
        old = work.db.get(Entry, entry)
        old.frozen_at = work.now
        work.db.add(
            Entry(
                owner_id=noor.id,
                kind=old.kind,
                title="Second gate",
                created_at=work.now,
                updated_at=work.now,
                predecessor_id=entry,
            )
        )
    page = visit(noor).get("/portfolio").text
    assert "First gate" in page
    assert "1 of 4 work processes have accepted evidence" in page


def test_p4_a_replaced_file_is_no_longer_the_face(visit, desk, keep, noor, entry, evidence):
    first, second = keep.file(noor, entry, photo()), keep.file(noor, entry, photo((320, 240)), "second.jpg")
    with desk.writing() as work:
        work.db.get(EntryFile, first.id).replaced_at = work.now
    page = visit(noor).get("/portfolio").text
    assert f"/portfolio/files/{first.id}/" not in page
    assert f"/portfolio/files/{second.id}/thumbnail" in page


# A click leads to the deed


def test_p4_a_gap_leads_to_adding_evidence(visit, noor, processes):
    page = visit(noor).get("/portfolio").text
    assert all(f'href="/portfolio/work-processes/{process.id}/evidence"' in page for process in processes)


def test_p4_something_returned_leads_to_its_place_at_the_entry(visit, noor, processes, linked):
    entry, number = linked(processes[0], R)
    browser = visit(noor)
    assert f'href="/portfolio/entries/{entry}#link-{number}"' in browser.get("/portfolio").text
    assert f'id="link-{number}"' in browser.get(f"/portfolio/entries/{entry}").text


def test_p4_what_waits_leads_a_reviewer_to_the_review(visit, noor, guide, processes, linked):
    _entry, number = linked(processes[0], W)
    assert f'href="/portfolio/evidence/{number}/review"' in visit(guide).get(f"/portfolios/{noor.id}").text
    assert visit(guide).get(f"/portfolio/evidence/{number}/review").status_code == 200


def test_p4_what_waits_leads_others_to_the_entry(visit, make, noor, processes, linked):
    entry, number = linked(processes[0], W)
    page = visit(make.person(Role.COORDINATOR)).get(f"/portfolios/{noor.id}").text
    assert f'href="/portfolio/entries/{entry}#link-{number}"' in page
    assert "/review" not in page


def test_p4_each_work_process_leads_to_its_page(visit, noor, guide, processes):
    url = f"/portfolios/{noor.id}/work-processes/{processes[0].id}"
    for browser, page in ((visit(noor), "/portfolio"), (visit(guide), f"/portfolios/{noor.id}")):
        assert f'href="{url}"' in browser.get(page).text
        assert browser.get(url).status_code == 200


# Narrowed to one state


def test_p4_the_overview_is_narrowed_to_what_was_returned(visit, noor, processes, linked):
    linked(processes[0], R, "Come back")
    linked(processes[1], A, "Fine already")
    page = visit(noor).get("/portfolio?show=returned").text
    assert "Come back" in page
    assert "Fine already" not in page
    assert "Show everything" in page


def test_p4_what_is_returned_beside_something_accepted_is_found_too(visit, noor, processes, linked):
    linked(processes[0], A, "Fine already")
    linked(processes[0], R, "Come back")
    assert "Come back" in visit(noor).get("/portfolio?show=returned").text


def test_p4_narrowed_to_what_is_missing_leaves_the_gaps(visit, noor, processes, linked):
    linked(processes[0], W, "On its way")
    page = visit(noor).get("/portfolio?show=missing").text
    assert "On its way" not in page
    assert page.count('class="task-row"') == 3


def test_p4_nothing_in_that_state_says_so(visit, noor):
    assert "Nothing here is in that state." in visit(noor).get("/portfolio?show=accepted").text


@pytest.mark.parametrize("asked", ["", "nonsense", "ACCEPTED", "%00x"])
def test_p4_a_state_that_does_not_exist_narrows_nothing(visit, noor, asked):
    answer = visit(noor).get(f"/portfolio?show={asked}")
    assert answer.status_code in (200, 400)
    assert answer.status_code == 400 or answer.text.count('class="task-row"') == 4


# At a glance


def test_p4_a_large_qualification_has_a_table_of_all_work_processes(visit, make, keep):
    person, large = make.person(Role.CANDIDATE), make.qualification(core_tasks=4, work_processes=4)
    make.link(person, large)
    keep.evidence(person, keep.entry(person, "Gate"), large.core_tasks[0].work_processes[0])
    page = visit(person).get("/portfolio").text
    table = page.partition('<table class="glance"')[2].partition("</table>")[0]
    assert table.count('<th scope="row">') == 4
    assert table.count("<td><a ") == 16
    assert "B1-K1-W1 Work process 1.1: Not handed in" in table


def test_p4_a_small_one_does_without(visit, noor):
    assert "<table" not in visit(noor).get("/portfolio").text


def test_p4_the_letters_of_the_table_differ(app):
    from foundation.web.words import said
    from portfolio import pages

    for language in ("en", "nl"):
        with app.test_request_context(headers={"Accept-Language": language}):
            letters = [said(words.label)[0] for words in pages.STATES.values()]
        assert len(set(letters)) == len(letters), (language, letters)


def test_p4_288_indicators_ask_few_questions(visit, make, keep, statements):
    person, large = make.person(Role.CANDIDATE), make.qualification(core_tasks=8, work_processes=6, indicators=6)
    make.link(person, large)
    keep.evidence(person, keep.entry(person), *large.core_tasks[0].work_processes)
    browser = visit(person)
    with statements() as seen:
        page = browser.get("/portfolio").text
    assert page.count("<li>Indicator ") == 288
    assert len(seen) <= 6


def test_p4_a_print_names_whose_portfolio_it_is(visit, noor):
    assert '<p class="head-note paper-only">Portfolio of Noor Heuvel</p>' in visit(noor).get("/portfolio").text


def test_p4_what_was_accepted_but_is_too_old_is_not_fine(visit, noor, desk, keep, qualification, processes):
    ruled(desk, qualification, months_valid=12)
    accepted(desk, keep, noor, processes[0], "Old gate", started_on=date(2020, 1, 1))
    page = visit(noor).get("/portfolio").text
    assert "Accepted, but too old" in page
    assert 'class="reached reached-too-old"' in page


def test_p4_one_recent_piece_is_enough_for_a_work_process(visit, noor, desk, keep, qualification, processes):
    ruled(desk, qualification, months_valid=12)
    accepted(desk, keep, noor, processes[0], "Old gate", started_on=date(2020, 1, 1))
    accepted(desk, keep, noor, processes[0], "New gate", started_on=date(2026, 11, 1))
    assert "Accepted, but too old" not in visit(noor).get("/portfolio").text


# My candidates


def test_p4_whose_evidence_waits_longest_stands_first(visit, desk, make, keep, qualification, clock, processes):
    guide, people = make.person(Role.SUPERVISOR), []
    for name in ("Aagje", "Bram", "Cees"):
        person = make.person(Role.CANDIDATE, given=name, family=name)
        make.link(person, qualification)
        make.supervision(person, guide)
        people.append(person)
    for person in (people[2], people[1]):  # Cees hands in first, Bram later, Aagje not at all
        keep.evidence(person, keep.entry(person), processes[0])
        with desk.writing() as work:
            row = work.db.query(Evidence).order_by(Evidence.id.desc()).first()
            row.state, row.asked_at = W, work.now
        clock.move(days=2)
    page = visit(guide).get("/my-candidates").text.partition("<tbody>")[2]
    assert page.index("Cees") < page.index("Bram") < page.index("Aagje")
    assert page.count("1 piece waits for your review") == 2


def test_p4_my_candidates_lead_to_what_waits(visit, noor, guide, processes, linked):
    linked(processes[0], W)
    linked(processes[1], A)
    linked(processes[2], R)
    page = visit(guide).get("/my-candidates").text
    assert f'href="/reviews?candidate={noor.id}"' in page
    assert "1 piece was accepted" in page
    assert "1 piece was returned" in page


def test_p4_my_candidates_keep_the_sign_of_waiting_and_of_returned(visit, noor, guide, processes, linked):
    linked(processes[0], W)
    linked(processes[1], R)
    page = visit(guide).get("/my-candidates").text
    assert re.search(r'state-wait"[^§]{0,400}?1 piece waits for your review', page)
    assert re.search(r'state-attention"[^§]{0,400}?1 piece was returned', page)


def test_p4_indicators_that_look_like_markup_are_shown_as_they_are(desk, visit, noor, qualification):
    with desk.writing() as work:
        indicator = work.db.query(Indicator).order_by(Indicator.id).first()
        indicator.text = "</li><script>alert(1)</script> & more"
    page = visit(noor).get("/portfolio").text
    assert "<li>&lt;/li&gt;&lt;script&gt;alert(1)&lt;/script&gt; &amp; more</li>" in page
