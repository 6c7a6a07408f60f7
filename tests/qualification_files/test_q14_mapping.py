"""The mapping of work processes: /qualifications/<new>/mapping."""

import pytest
from sqlalchemy import select

from people.rules import Role
from qualification_files.actions import versions as actions
from qualification_files.actions.mapping import decide
from qualification_files.models import Indicator, Qualification, WorkProcess, WorkProcessMapping
from qualification_files.rules import MappingOrigin
from tests.conftest import actor_of


@pytest.fixture
def old(make, desk):
    row = make.qualification(code="25655", cohort="2026", name="Welder", core_tasks=2, work_processes=2)
    names = iter(("Prepares the work", "Cleans the workshop", "Makes the parts", "Makes the parts by machine"))
    with desk.writing() as work:
        for task in work.db.get(Qualification, row.id).core_tasks:
            for process in task.work_processes:
                process.name = next(names)
    return row


@pytest.fixture
def new(desk, old):
    """The next version: one work process renamed, one gone, one added."""
    with desk.writing() as work:
        made = actions.make_version(work, work.db.get(Qualification, old.id), cohort="2027", edition="")
        first, second = made.core_tasks
        first.work_processes[1].name = "Zzz"
        for indicator in first.work_processes[1].indicators:
            indicator.text = f"Something else {indicator.position}"
        second.work_processes[0].name = "Makes the parts by hand"
        work.db.delete(second.work_processes[1])
        first.work_processes.append(WorkProcess(number="B1-K1-W9", position=9, name="Guards the environment"))
    return made


@pytest.fixture
def processes(desk):
    """The numbers of the work processes of a qualification, by their number in the file."""

    def by_number(row):
        with desk.reading() as work:
            found = work.db.scalars(select(WorkProcess)).all()
            return {one.number: one.id for one in found if one.core_task.qualification_id == row.id}

    return by_number


@pytest.fixture
def mapped(desk):
    """What was decided: number in the old file > number in the new one."""

    def decisions():
        with desk.reading() as work:
            rows = work.db.scalars(select(WorkProcessMapping)).all()
            return {row.old.number: (row.new.number if row.new else None, row.origin) for row in rows}

    return decisions


def test_q14_a_mapping_is_proposed_from_codes_and_likeness_of_names(browser_of_coordinator, new):
    text = browser_of_coordinator.get(f"/qualifications/{new.id}/mapping").text
    assert "same number, same name" in text
    assert "same number, name alike" in text
    assert "nothing alike was found" in text
    assert "Guards the environment" in text[text.index("New in this version") :]


def test_q14_the_doubtful_ones_come_first_and_the_clear_ones_are_folded(browser_of_coordinator, new):
    text = browser_of_coordinator.get(f"/qualifications/{new.id}/mapping").text
    assert text.index("Take a look at these") < text.index("1 is clear")
    assert '<details class="map-fold"><summary>' in text


def test_q14_of_many_doubtful_ones_a_page_shows_some_and_the_next_page_the_others(
    browser_of_coordinator, desk, old, new
):
    with desk.writing() as work:
        (task, _) = work.db.get(Qualification, old.id).core_tasks
        task.work_processes += [
            WorkProcess(number=f"B1-K1-X{number}", position=20 + number, name=f"{number:04}") for number in range(30)
        ]
    pages = [browser_of_coordinator.get(f"/qualifications/{new.id}/mapping?page={page}").text for page in (1, 2, 9)]
    assert [text.count('<select class="form-select"') for text in pages] == [25, 8, 8]
    assert f"/qualifications/{new.id}/mapping?page=2" in pages[0]


def test_q14_what_is_clear_is_accepted_in_one_go(browser_of_coordinator, new, mapped, audited):
    answers = [browser_of_coordinator.post(f"/qualifications/{new.id}/mapping/accept") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert mapped() == {"B1-K1-W1": ("B1-K1-W1", MappingOrigin.CODE)}
    assert len(audited("qualification_files.mapping-decided")) == 1


def test_q14_a_person_accepts_chooses_another_or_says_no_counterpart(
    browser_of_coordinator, old, new, processes, mapped, coordinator, audited
):
    before, after = processes(old), processes(new)
    address = f"/qualifications/{new.id}/mapping"
    for number, choice in (
        ("B1-K1-W2", "none"),
        ("B1-K2-W1", after["B1-K2-W1"]),
        ("B1-K2-W2", after["B1-K2-W1"]),  # two old ones to one new
    ):
        assert browser_of_coordinator.post(address, {f"to-{before[number]}": choice}).status_code == 303
    assert mapped() == {
        "B1-K1-W2": (None, MappingOrigin.BY_HAND),
        "B1-K2-W1": ("B1-K2-W1", MappingOrigin.CODE),
        "B1-K2-W2": ("B1-K2-W1", MappingOrigin.NAME),
    }
    lines = audited("qualification_files.mapping-decided")
    assert [line.actor_id for line in lines] == [coordinator.id] * 3
    assert lines[0].facts["decided"] == [[before["B1-K1-W2"], None]]


def test_q14_a_decision_may_change_and_the_later_one_stands(browser_of_coordinator, old, new, processes, mapped):
    before, after = processes(old), processes(new)
    address = f"/qualifications/{new.id}/mapping"
    browser_of_coordinator.post(address, {f"to-{before['B1-K1-W1']}": "none"})
    number = before["B1-K1-W1"]
    text = browser_of_coordinator.get(f"{address}?change={number}").text
    assert f'id="change-{number}"' in text
    browser_of_coordinator.post(address, {f"to-{before['B1-K1-W1']}": after["B1-K1-W9"]})
    assert mapped()["B1-K1-W1"] == ("B1-K1-W9", MappingOrigin.BY_HAND)


def test_q14_two_coordinators_decide_at_once_and_the_later_one_stands(desk, old, new, processes, coordinator, mapped):
    before, after = processes(old)["B1-K1-W1"], processes(new)
    for choice in ("B1-K1-W1", "B1-K1-W9", "B1-K1-W9"):
        with desk.writing(actor_of(coordinator)) as work:
            decide(work, work.db.get(Qualification, new.id), {before: after[choice]})
    assert mapped()["B1-K1-W1"][0] == "B1-K1-W9"


@pytest.mark.parametrize("choice", ["999999", "x", "-1", "9" * 30])
def test_q14_what_is_not_of_these_versions_is_refused(browser_of_coordinator, old, new, processes, choice, mapped):
    number = processes(old)["B1-K1-W1"]
    answer = browser_of_coordinator.post(f"/qualifications/{new.id}/mapping", {f"to-{number}": choice})
    assert answer.status_code == 422
    assert "Look again and choose once more" in answer.text
    assert mapped() == {}


def test_q14_a_counterpart_that_is_removed_makes_it_undecided_again(desk, old, new, processes, mapped, coordinator):
    before, after = processes(old), processes(new)
    with desk.writing(actor_of(coordinator)) as work:
        decide(work, work.db.get(Qualification, new.id), {before["B1-K1-W1"]: after["B1-K1-W9"]})
    with desk.writing() as work:
        work.db.delete(work.db.get(WorkProcess, after["B1-K1-W9"]))
    assert mapped() == {}


def test_q14_how_many_indicators_differ_is_said(browser_of_coordinator, new, desk):
    with desk.writing() as work:
        row = work.db.get(Qualification, new.id)
        row.core_tasks[0].work_processes[0].indicators[0].text = "Reworded"
    text = browser_of_coordinator.get(f"/qualifications/{new.id}/mapping").text
    assert "1 indicator differs" in text
    assert "the indicators are the same" in text


def test_q14_the_conversion_table_can_be_printed(browser_of_coordinator, old, new, processes):
    before = processes(old)
    browser_of_coordinator.post(f"/qualifications/{new.id}/mapping/accept")
    browser_of_coordinator.post(f"/qualifications/{new.id}/mapping", {f"to-{before['B1-K1-W2']}": "none"})
    text = browser_of_coordinator.get(f"/qualifications/{new.id}/mapping/table").text
    for words in ("no counterpart", "not decided yet", "the indicators are the same", "Guards the environment"):
        assert words in text


def test_q14_a_mapping_of_hundreds_takes_as_many_statements_as_a_small_one(
    browser_of_coordinator, make, desk, statements
):
    def looked_at(row):
        with desk.writing() as work:
            made = actions.make_version(work, work.db.get(Qualification, row.id), cohort="2099", edition="")
        browser_of_coordinator.post(f"/qualifications/{made.id}/mapping/accept")
        with statements() as seen:
            assert browser_of_coordinator.get(f"/qualifications/{made.id}/mapping").status_code == 200
        return len(seen)

    few = looked_at(make.qualification(core_tasks=1, work_processes=2, indicators=1))
    assert looked_at(make.qualification(core_tasks=9, work_processes=8, indicators=4)) == few


def test_q14_what_asks_the_same_is_proposed_though_number_and_name_are_new(
    browser_of_coordinator, desk, old, new, processes, mapped
):
    with desk.writing() as work:
        before = work.db.get(WorkProcess, processes(old)["B1-K1-W2"])
        guards = work.db.get(WorkProcess, processes(new)["B1-K1-W9"])
        guards.indicators = [Indicator(position=row.position, text=row.text) for row in before.indicators]
    address = f"/qualifications/{new.id}/mapping"
    page = browser_of_coordinator.get(address).text
    assert "another name, but the indicators are the same" in page[: page.index("1 is clear")]  # not without a look
    browser_of_coordinator.post(address, {f"to-{before.id}": guards.id})
    assert mapped() == {"B1-K1-W2": ("B1-K1-W9", MappingOrigin.INDICATORS)}
    page = browser_of_coordinator.get(address).text
    assert "another name, but the indicators are the same" in page[page.index("1 is decided") :]


def test_q14_evidence_is_not_left_behind_without_somebody_saying_so(
    browser_of_coordinator, desk, old, new, processes, mapped, keep_evidence
):
    number = processes(old)["B1-K1-W2"]
    keep_evidence(number)
    address = f"/qualifications/{new.id}/mapping"
    page = browser_of_coordinator.get(address).text
    row = page[page.index(f'id="old-{number}"') :]
    assert '<option value="" selected>Choose</option>' in row[: row.index("</form>")]
    browser_of_coordinator.post(f"{address}/accept")
    assert "B1-K1-W2" not in mapped()
    answer = browser_of_coordinator.post(address, {f"to-{number}": ""})
    assert answer.status_code == 422
    assert "or say that there is no counterpart" in answer.text


@pytest.fixture
def keep_evidence(make, desk, old):
    """A candidate shows something for this work process."""
    from portfolio.models import Entry, Evidence
    from portfolio.rules import EntryKind

    def keep(number):
        noor = make.person(Role.CANDIDATE)
        make.link(noor, old)
        with desk.writing(actor_of(noor)) as work:
            entry = Entry(
                owner_id=noor.id, kind=next(iter(EntryKind)), title="Weld", created_at=work.now, updated_at=work.now
            )
            work.db.add(entry)
            work.db.flush()
            work.db.add(Evidence(entry_id=entry.id, work_process_id=number, created_at=work.now, updated_at=work.now))

    return keep
