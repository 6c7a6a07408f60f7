"""The conversion table on paper: GET /qualifications/<new>/mapping.pdf."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from people.rules import Role
from portfolio.models import Entry, Evidence
from portfolio.rules import EntryKind
from qualification_files.actions import versions
from qualification_files.actions.mapping import decide
from qualification_files.actions.moves import begin_move, start_move, undo_move
from qualification_files.models import Qualification, VersionMove
from qualification_files.rules import QualificationState
from tests.conftest import actor_of


@pytest.fixture
def coordinator(make):
    return make.person(Role.COORDINATOR, given="Karin", family="Bos")


@pytest.fixture
def old(make):
    return make.qualification(name="Welder", code="25655", cohort="2026", work_processes=4, indicators=1)


@pytest.fixture
def new(desk, old, coordinator):
    """The next version, in use: 1 > 1, 2 > 2, 3 > 2 as well, 4 has no counterpart; 3 of the new one is renamed."""
    with desk.writing(actor_of(coordinator)) as work:
        made = versions.make_version(work, work.db.get(Qualification, old.id), cohort="2027", edition="")
        made.state = QualificationState.ACTIVE
        made.core_tasks[0].work_processes[2].name = "Guards the environment"
        work.db.flush()
        first, second = [process.id for process in made.core_tasks[0].work_processes][:2]
        one, two, three, four = (process.id for process in old.core_tasks[0].work_processes)
        decide(work, made, {one: first, two: second, three: second, four: None})
    return made


@pytest.fixture
def moved(desk, make, old, new, coordinator):
    """Two people with a piece of evidence on 1 each, one of them on 4 as well, moved; the number of the move."""
    people = [make.person(Role.CANDIDATE) for _ in range(2)]
    for person in people:
        make.link(person, old)
    with desk.writing() as work:
        processes = old.core_tasks[0].work_processes
        for person, shown in zip(people, (processes[:1], [processes[0], processes[3]]), strict=True):
            entry = Entry(
                owner_id=person.id, kind=EntryKind.PRODUCT, title="Work", created_at=work.now, updated_at=work.now
            )
            work.db.add(entry)
            work.db.flush()
            for process in shown:
                work.db.add(
                    Evidence(entry_id=entry.id, work_process_id=process.id, created_at=work.now, updated_at=work.now)
                )
    with desk.writing(actor_of(coordinator)) as work:
        begun = begin_move(work, work.db.get(Qualification, new.id), [person.id for person in people])
        start_move(work, begun)
        return begun.id


def words(browser, row):
    answer = browser.get(f"/qualifications/{row.id}/mapping.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf"), answer.text
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages).split())


def test_q14_conversion_table_on_paper_tells_where_each_went_why_and_who_said_so(visit, coordinator, new):
    found = words(visit(coordinator), new)
    for fact in (
        "Conversion table of Welder",
        "Earlier version 25655, cohort 2026, level 3",
        "New version 25655, cohort 2027, level 3",
        "Decided: 4 of 4 work processes",
        "no counterpart",
        "chosen by hand",
        "Karin Bos Mon 23 Nov 2026, 13:00",
        "New in this version",
        "Guards the environment",
        "Nobody was moved to this version yet.",
    ):
        assert fact in found


def test_q14_conversion_table_on_paper_tells_who_and_what_moved(visit, coordinator, new, moved):
    found = words(visit(coordinator), new)
    for fact in (
        "Move 1: Mon 23 Nov 2026, 13:00",
        "By whom Karin Bos",
        "Moved 2 people",
        "Evidence that came along 2 pieces",
        "No counterpart: it stayed with the earlier version.",
    ):
        assert fact in found
    assert "Undone" not in found


def test_q14_conversion_table_on_paper_keeps_the_mapping_of_each_move(visit, coordinator, desk, old, new, moved):
    with desk.writing(actor_of(coordinator)) as work:
        row = work.db.get(Qualification, new.id)
        decide(work, row, {old.core_tasks[0].work_processes[0].id: row.core_tasks[0].work_processes[2].id})
    found = words(visit(coordinator), new)
    table, _, moves = found.partition("Who moved")
    assert "Guards the environment" in table
    assert "Guards the environment" not in moves


def test_q14_conversion_table_on_paper_tells_what_was_undone_by_whom(visit, coordinator, desk, new, moved):
    with desk.writing(actor_of(coordinator)) as work:
        undo_move(work, work.db.get(VersionMove, moved))
    assert "Undone Karin Bos, on Mon 23 Nov 2026, 13:00" in words(visit(coordinator), new)


def test_q14_conversion_table_on_paper_of_a_draft_says_draft_and_what_is_open(visit, coordinator, desk, old):
    with desk.writing() as work:
        made = versions.make_version(work, work.db.get(Qualification, old.id), cohort="2028", edition="")
    found = words(visit(coordinator), made)
    assert "DRAFT" in found
    assert found.count("not decided yet") == 4


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.COORDINATOR, 200),
        (Role.ADMINISTRATOR, 200),
        (Role.BOARD_MEMBER, 200),
        (Role.AUDITOR, 200),
        (Role.EXAMINER, 404),
        (Role.SUPERVISOR, 404),
        (Role.MANAGER, 404),
        (Role.CANDIDATE, 404),
    ],
)
def test_q14_conversion_table_on_paper_is_for_who_accounts_for_it(visit, make, new, role, status):
    assert visit(make.person(role)).get(f"/qualifications/{new.id}/mapping.pdf").status_code == status


def test_q14_conversion_table_on_paper_needs_an_earlier_version(visit, coordinator, old):
    browser = visit(coordinator)
    assert browser.get(f"/qualifications/{old.id}/mapping.pdf").status_code == 409
    assert browser.get("/qualifications/999999/mapping.pdf").status_code == 404
    assert browser.post(f"/qualifications/{old.id}/mapping.pdf").status_code == 405
    assert visit().get(f"/qualifications/{old.id}/mapping.pdf").status_code == 303


def test_q14_conversion_table_on_paper_obeys_nothing_that_was_typed(visit, coordinator, desk, old, new):
    nasty = '<img src="/etc/passwd"> 😀 ' + "W" * 300
    with desk.writing() as work:
        work.db.get(Qualification, old.id).core_tasks[0].work_processes[0].name = nasty
        work.db.get(Qualification, new.id).name = nasty
    found = words(visit(coordinator), new)
    assert '<img src="/etc/passwd">' in found.replace("/etc/ passwd", "/etc/passwd")
    assert "[U+1F600]" in found


def test_q14_conversion_table_on_paper_takes_a_fixed_number_of_statements(
    visit, coordinator, new, moved, make, desk, statements
):
    large = make.qualification(core_tasks=9, work_processes=8, indicators=4)
    with desk.writing() as work:
        later = versions.make_version(work, work.db.get(Qualification, large.id), cohort="2099", edition="")
    browser = visit(coordinator)
    browser.get(f"/qualifications/{new.id}/mapping.pdf")
    with statements() as small:
        browser.get(f"/qualifications/{new.id}/mapping.pdf")
    with statements() as many:
        browser.get(f"/qualifications/{later.id}/mapping.pdf")
    assert len(many) <= len(small) <= 12


def test_q14_conversion_table_on_paper_stands_where_it_is_wanted(visit, coordinator, new, moved):
    browser = visit(coordinator)
    for page in (f"{new.id}/mapping", f"{new.id}/mapping/table", f"moves/{moved}", f"{new.id}"):
        assert f'href="/qualifications/{new.id}/mapping.pdf"' in browser.get(f"/qualifications/{page}").text
