"""One entry as evidence for many work processes and indicators (P3), with a reasoning for all or one for each."""

import pytest
from sqlalchemy import select

from foundation.refusals import Refusal
from people.rules import Role
from portfolio import actions
from portfolio.models import Entry, Evidence, EvidenceIndicator, OpenedEvidence
from portfolio.rules import EvidenceState
from tests.conftest import actor_of
from tests.portfolio.conftest import outsiders, photo


def link(browser, entry, *processes, indicators=(), **fields):
    data = {
        "work_processes": [str(process.id) for process in processes],
        "indicators": [str(indicator.id) for indicator in indicators],
        **fields,
    }
    return browser.post(f"/portfolio/entries/{entry.id}/evidence", data)


def rewrite(browser, evidence, reasoning="I made it.", *, version=1, indicators=(), **fields):
    data = {"reasoning": reasoning, "version": str(version), "indicators": [str(one.id) for one in indicators]}
    return browser.post(f"/portfolio/evidence/{evidence.id}", {**data, **fields})


@pytest.fixture
def pointed(desk):
    """By work process the ids of the indicators that evidence for it shows."""

    def at():
        with desk.reading() as work:
            rows = work.db.execute(
                select(Evidence.work_process_id, EvidenceIndicator.indicator_id).join(
                    EvidenceIndicator, EvidenceIndicator.evidence_id == Evidence.id
                )
            )
            found = {}
            for process, indicator in rows:
                found.setdefault(process, set()).add(indicator)
            return found

    return at


@pytest.fixture
def texts(desk):
    def of_all():
        with desk.reading() as work:
            return {row.work_process_id: row.reasoning for row in work.db.query(Evidence)}

    return of_all


@pytest.fixture
def stand(desk):
    """Let a link be in this state, as a review would."""

    def at(evidence, state):
        with desk.writing() as work:
            row = work.db.get(Evidence, evidence.id)
            row.state, row.asked_at = state, work.now
            if state is EvidenceState.ACCEPTED:
                work.db.get(Entry, row.entry_id).frozen_at = work.now

    return at


@pytest.fixture
def now(desk):
    def row(evidence):
        with desk.reading() as work:
            found = work.db.get(Evidence, evidence.id)
            return found.state, found.asked_at, found.archived_at is not None

    return row


# Work processes and indicators


def test_p3_an_entry_shows_work_processes_and_indicators_at_once(visit, noor, entry, processes, pointed, texts):
    first, second = processes[:2]
    chosen = [*first.indicators[:2], second.indicators[2]]
    answer = link(visit(noor), entry, first, second, indicators=chosen, reasoning="See the joints.")
    assert answer.status_code == 303
    assert texts() == {first.id: "See the joints.", second.id: "See the joints."}
    assert pointed() == {first.id: {one.id for one in first.indicators[:2]}, second.id: {second.indicators[2].id}}


def test_p3_each_work_process_can_have_a_text_of_its_own(visit, noor, entry, processes, texts):
    first, second = processes[:2]
    own = {f"reasoning_{first.id}": "About the first.", "separately": "each", "reasoning": "For the rest."}
    link(visit(noor), entry, first, second, **own)
    assert texts() == {first.id: "About the first.", second.id: "For the rest."}


def test_p3_one_text_for_all_stands_where_that_was_chosen(visit, noor, entry, processes, texts):
    own = {f"reasoning_{processes[0].id}": "About the first.", "separately": "all", "reasoning": "For all."}
    link(visit(noor), entry, *processes[:2], **own)
    assert set(texts().values()) == {"For all."}


def test_p3_a_text_of_ones_own_is_not_lost_where_nothing_is_for_all(visit, noor, entry, processes, texts):
    link(visit(noor), entry, processes[0], **{f"reasoning_{processes[0].id}": "Only here."})
    assert texts() == {processes[0].id: "Only here."}


def test_p3_the_indicators_of_a_tick_that_was_taken_away_are_not_meant(visit, noor, entry, processes, pointed):
    answer = link(visit(noor), entry, processes[0], indicators=[processes[1].indicators[0]])
    assert (answer.status_code, pointed()) == (303, {})


@pytest.mark.parametrize("number", ["nonsense", "0", "9" * 40])
def test_p3_an_indicator_that_is_not_there_is_refused_with_what_was_typed(visit, noor, entry, processes, number, texts):
    data = {"work_processes": [str(processes[0].id)], "indicators": [number], "reasoning": "Kept text"}
    answer = visit(noor).post(f"/portfolio/entries/{entry.id}/evidence", data)
    assert (answer.status_code, "Kept text" in answer.text, texts()) == (422, True, {})
    assert f'value="{processes[0].id}" checked' in answer.text


def test_p3_an_indicator_of_what_one_does_not_follow_is_refused(visit, make, noor, entry, processes, texts):
    foreign = make.qualification().core_tasks[0].work_processes[0].indicators[0]
    assert link(visit(noor), entry, processes[0], indicators=[foreign]).status_code == 422
    assert texts() == {}


def test_p3_several_qualifications_stand_on_one_page(visit, make, noor, entry):
    second = make.qualification(name="Baker")
    make.link(noor, second)
    page = visit(noor).get(f"/portfolio/entries/{entry.id}/evidence").text
    assert all(words in page for words in ("Baker", "Lasser", "Indicator 1.1.1"))


def test_p3_what_is_wrong_with_one_text_stands_at_that_text(visit, noor, entry, processes, texts):
    number = processes[0].id
    answer = link(visit(noor), entry, processes[0], separately="each", **{f"reasoning_{number}": "x" * 20_001})
    assert (answer.status_code, texts()) == (422, {})
    assert f'href="#reasoning_{number}"' in answer.text
    assert f'id="reasoning_{number}-error"' in answer.text


def test_p3_linking_twice_points_once(visit, noor, entry, processes, count, audit):
    browser = visit(noor)
    for _ in "ab":
        answer = link(browser, entry, processes[0], indicators=processes[0].indicators)
        assert answer.status_code == 303
    assert (count(Evidence), count(EvidenceIndicator)) == (1, 3)
    assert [line[0] for line in audit()].count("evidence-added") == 1


def test_p3_linking_anew_with_other_indicators_takes_those(visit, noor, entry, processes, desk, pointed):
    browser, process = visit(noor), processes[0]
    link(browser, entry, process, indicators=process.indicators[:2])
    with desk.reading() as work:
        number = work.db.query(Evidence).one().id
    browser.post(f"/portfolio/evidence/{number}/unlink")
    link(browser, entry, process, indicators=process.indicators[2:])
    assert pointed() == {process.id: {process.indicators[2].id}}


# Search


def test_p3_the_tree_can_be_searched_without_a_script(visit, noor, entry, processes):
    page = visit(noor).get(f"/portfolio/entries/{entry.id}/evidence?q=INDICATOR+2.1.3").text
    assert "1 work process has these words." in page
    assert f'id="process-{processes[2].id}"' in page
    assert f'id="process-{processes[0].id}"' not in page


def test_p3_what_was_ticked_stays_in_sight_while_searching(visit, noor, entry, processes):
    url = f"/portfolio/entries/{entry.id}/evidence?q=2.1.3&work_process={processes[0].id}"
    assert f'value="{processes[0].id}" checked' in visit(noor).get(url).text


def test_p3_a_search_that_finds_nothing_says_so(visit, noor, entry):
    page = visit(noor).get(f"/portfolio/entries/{entry.id}/evidence?q=%F0%9F%AA%9A").text
    assert "No work process or indicator has these words." in page
    assert "Show all" in page


def test_p3_several_can_be_ticked_by_the_address(visit, noor, entry, processes):
    query = "&".join(f"work_process={process.id}" for process in processes[:2])
    page = visit(noor).get(f"/portfolio/entries/{entry.id}/evidence?{query}&work_process=nonsense").text
    assert all(f'value="{process.id}" checked' in page for process in processes[:2])


# On the page of the entry


def test_p3_whoever_reads_the_entry_reads_its_indicators(visit, noor, guide, entry, processes):
    link(visit(noor), entry, processes[0], indicators=processes[0].indicators[1:2])
    for person in (noor, guide):
        page = visit(person).get(f"/portfolio/entries/{entry.id}").text
        assert "Indicator 1.1.2" in page
        assert "Indicator 1.1.1" not in page


# Changing it


def test_p3_the_reasoning_page_changes_the_indicators_too(visit, noor, evidence, processes, pointed, audit):
    browser, indicators = visit(noor), processes[0].indicators
    rewrite(browser, evidence, indicators=indicators[:2])
    assert pointed() == {processes[0].id: {one.id for one in indicators[:2]}}
    rewrite(browser, evidence, version=2, indicators=indicators[1:])
    assert pointed() == {processes[0].id: {one.id for one in indicators[1:]}}
    assert [line[0] for line in audit()][-2:] == ["evidence-changed"] * 2


def test_p3_what_it_shows_is_ticked_when_it_is_opened_again(visit, noor, evidence, processes):
    browser, indicators = visit(noor), processes[0].indicators
    rewrite(browser, evidence, indicators=indicators[:1])
    page = browser.get(f"/portfolio/evidence/{evidence.id}").text
    ticked = [line for line in page.split("<input") if " checked" in line and 'name="indicators"' in line]
    assert [f'value="{indicators[0].id}"' in line for line in ticked] == [True]


def test_p3_an_indicator_of_another_work_process_is_refused(visit, noor, evidence, processes, pointed):
    answer = rewrite(visit(noor), evidence, indicators=processes[1].indicators[:1])
    assert (answer.status_code, pointed()) == (422, {})


def test_p3_saving_the_same_again_changes_nothing(visit, noor, evidence, processes, audit):
    browser = visit(noor)
    rewrite(browser, evidence, indicators=processes[0].indicators[:1])
    lines = len(audit())
    assert rewrite(browser, evidence, version=2, indicators=processes[0].indicators[:1]).status_code == 303
    assert len(audit()) == lines


def test_p3_of_two_tabs_the_second_is_told_of_the_indicators_as_well(visit, noor, evidence, processes, pointed):
    browser, indicators = visit(noor), processes[0].indicators
    rewrite(browser, evidence, indicators=indicators[:1])
    second = rewrite(browser, evidence, "Second tab", indicators=indicators[1:])
    assert (second.status_code, pointed()) == (409, {processes[0].id: {indicators[0].id}})
    assert all(words in second.text for words in ("What stands there now", "Second tab", "Indicator 1.1.1"))
    assert rewrite(browser, evidence, "Second tab", version=2).status_code == 303


# How far its review is


def test_p3_of_what_waits_for_a_review_the_text_can_be_bettered(visit, noor, evidence, stand, now):
    stand(evidence, EvidenceState.WAITING)
    browser = visit(noor)
    assert "You have asked for a review." in browser.get(f"/portfolio/evidence/{evidence.id}").text
    rewrite(browser, evidence, "Better told.", version=2)
    assert now(evidence)[0] is EvidenceState.WAITING


def test_p3_what_was_returned_stays_so_until_a_review_is_asked_for_again(visit, noor, evidence, stand, now):
    stand(evidence, EvidenceState.RETURNED)
    browser = visit(noor)
    assert "This was sent back to you." in browser.get(f"/portfolio/evidence/{evidence.id}").text
    rewrite(browser, evidence, "Better told.", version=2)
    assert now(evidence)[0] is EvidenceState.RETURNED


def test_p3_unlinking_what_waits_takes_the_request_back(visit, noor, evidence, stand, now):
    stand(evidence, EvidenceState.WAITING)
    visit(noor).post(f"/portfolio/evidence/{evidence.id}/unlink")
    assert now(evidence) == (EvidenceState.OPEN, None, True)


@pytest.mark.parametrize("way", ["relink", "link"])
def test_p3_what_is_linked_again_starts_open(visit, noor, entry, evidence, processes, stand, now, way):
    stand(evidence, EvidenceState.RETURNED)
    browser = visit(noor)
    browser.post(f"/portfolio/evidence/{evidence.id}/unlink")
    if way == "relink":
        browser.post(f"/portfolio/evidence/{evidence.id}/relink")
    else:
        link(browser, entry, processes[0])
    assert now(evidence) == (EvidenceState.OPEN, None, False)


def test_p3_what_was_accepted_stays_linked_and_the_page_says_why(visit, noor, entry, evidence, stand, now):
    stand(evidence, EvidenceState.ACCEPTED)
    browser = visit(noor)
    page = browser.get(f"/portfolio/entries/{entry.id}").text
    assert "This was accepted, so it stays linked and as it is." in page
    assert f"/portfolio/evidence/{evidence.id}/unlink" not in page
    assert browser.post(f"/portfolio/evidence/{evidence.id}/unlink").status_code == 403
    assert browser.get(f"/portfolio/evidence/{evidence.id}").status_code == 403
    assert now(evidence)[0] is EvidenceState.ACCEPTED


def test_p3_an_entry_of_which_something_was_accepted_can_be_linked_further(
    visit, noor, entry, evidence, processes, stand, count
):
    stand(evidence, EvidenceState.ACCEPTED)
    assert link(visit(noor), entry, processes[1]).status_code == 303
    assert count(Evidence) == 2


DEEDS = {
    "unlink": actions.unlink,
    "change": lambda work, opened: actions.change_reasoning(work, opened, "Another text.", version=2),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_p3_what_was_accepted_while_it_was_open_stays_as_it_is(desk, noor, evidence, stand, now, deed):
    stand(evidence, EvidenceState.ACCEPTED)
    with desk.writing(actor_of(noor)) as work:  # let in a moment before
        opened = OpenedEvidence(work.db.get(Evidence, evidence.id), noor.id, guided=False, kept=True, terms={})
        with pytest.raises(Refusal):
            DEEDS[deed](work, opened)
    assert now(evidence)[0] is EvidenceState.ACCEPTED


# Who may not


def test_p3_nobody_else_links_or_points(visit, make, guide, other, entry, evidence, processes, pointed, count):
    for person, status in ((guide, 403), (other, 404), *((one, 404) for one in outsiders(make))):
        browser = visit(person)
        assert link(browser, entry, processes[1], indicators=processes[1].indicators).status_code == status
        assert rewrite(browser, evidence, indicators=processes[0].indicators).status_code == status
    assert (pointed(), count(Evidence)) == ({}, 1)


def test_p3_a_coordinator_reads_and_links_nothing(visit, make, entry, processes, count):
    assert link(visit(make.person(Role.COORDINATOR)), entry, processes[0]).status_code == 403
    assert count(Evidence) == 0


# How much it asks of the database


@pytest.fixture
def largest(make, noor):
    """A qualification with 288 indicators."""
    found = make.qualification(name="Large", core_tasks=4, work_processes=9, indicators=8)
    make.link(noor, found)
    return found


def test_p3_the_page_asks_as_much_of_288_indicators_as_of_none(visit, noor, entry, largest, statements):
    browser = visit(noor)
    with statements() as seen:
        page = browser.get(f"/portfolio/entries/{entry.id}/evidence")
    assert (page.text.count('name="indicators"'), len(seen)) == (288 + 12, 7)


def test_p3_linking_to_all_of_it_takes_as_much_as_linking_to_little(visit, noor, keep, largest, statements):
    browser, found = visit(noor), []
    everything = [process for task in largest.core_tasks for process in task.work_processes]
    for chosen in (everything[:2], everything):
        entry = keep.entry(noor)
        with statements() as seen:
            link(browser, entry, *chosen, indicators=[one for process in chosen for one in process.indicators])
        found.append(len(seen))
    assert found[0] == found[1]


def test_p3_the_same_reasoning_stands_once_on_the_page(visit, noor, desk, keep, entry, processes):
    for process in processes[:2]:
        keep.evidence(noor, entry, process)
    with desk.writing() as work:
        for row in work.db.scalars(select(Evidence).where(Evidence.entry_id == entry.id)):
            row.reasoning = "I planed it by hand."
    page = visit(noor).get(f"/portfolio/entries/{entry.id}").text
    assert page.count("I planed it by hand.") == 1
    assert f"The same reasoning as for {processes[0].number}" in page


def test_p3_adding_files_is_folded_where_there_are_some(visit, noor, keep, entry):
    browser = visit(noor)
    assert '<details class="adding" open>' in browser.get(f"/portfolio/entries/{entry.id}").text
    keep.file(noor, entry, photo())
    assert '<details class="adding">' in browser.get(f"/portfolio/entries/{entry.id}").text
