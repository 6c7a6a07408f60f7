"""Linking and unlinking many people: /portfolios/runs/<id>."""

from datetime import date

import pytest
from sqlalchemy import select

from people.models import Person, PersonRole
from people.rules import Role
from qualification_files.models import LinkRun, Qualification, QualificationLink
from qualification_files.queries import PAST_RUNS
from qualification_files.rules import LinkDeed, LinkOrigin, QualificationState

LINKED, UNLINKED = "qualification_files.people-linked", "qualification_files.people-unlinked"
ENDED = date(2026, 8, 1)


@pytest.fixture
def begin(browser_of_coordinator):
    """Choose people and give the address of the run."""

    def choose(*people, action="link"):
        answer = browser_of_coordinator.post("/portfolios", {"action": action, "chosen": [one.id for one in people]})
        assert answer.status_code == 303
        return answer.location

    return choose


@pytest.fixture
def following(desk):
    """Who follows a qualification now."""

    def people(row):
        with desk.reading() as work:
            found = select(QualificationLink.person_id).where(
                QualificationLink.qualification_id == row.id, QualificationLink.ended_at.is_(None)
            )
            return set(work.db.scalars(found))

    return people


@pytest.fixture
def people(make):
    return [make.person(Role.CANDIDATE) for _ in range(3)]


def test_q9_more_than_can_be_asked_about_at_once_is_refused_in_words(browser_of_coordinator):
    data = {"action": "link", "chosen": [str(number) for number in range(100_000)]}
    answer = browser_of_coordinator.post("/portfolios", data)
    assert answer.status_code == 422
    assert "can be chosen at a time" in answer.text


def test_q9_only_active_ones_are_offered_and_what_ended_is_said(browser_of_coordinator, begin, make, people):
    make.qualification(name="Welder", intake_ends=ENDED)
    make.qualification(name="Baker", state=QualificationState.DRAFT)
    page = browser_of_coordinator.get(begin(*people)).text
    assert "Welder" in page
    assert "Baker" not in page
    assert "intake ended Sat 1 Aug 2026" in page


def test_q9_without_an_active_one_the_page_says_what_to_do(browser_of_coordinator, begin, people):
    assert "No qualification is active" in browser_of_coordinator.get(begin(*people)).text


def test_q9_the_preview_says_who_will_be_linked_and_who_not_and_why(browser_of_coordinator, begin, make, people):
    open_one, ended = make.qualification(), make.qualification(intake_ends=ENDED)
    make.link(people[0], open_one)
    staff = make.person(Role.SUPERVISOR, given="Karin")
    address = begin(*people, staff)
    page = browser_of_coordinator.get(f"{address}?qualification={open_one.id}&qualification={ended.id}").text
    for words in (
        "2 people will be linked",
        "1 person is linked already",
        "1 person cannot be linked: not a candidate",
        "4 people cannot be linked: intake ended Sat 1 Aug 2026",
        "Karin",
    ):
        assert words in page


def test_q9_a_preview_changes_nothing(browser_of_coordinator, begin, make, people, following):
    row = make.qualification()
    browser_of_coordinator.get(f"{begin(*people)}?qualification={row.id}")
    assert following(row) == set()


def test_q9_run_links_them_and_sums_up(browser_of_coordinator, begin, make, people, following, coordinator, desk):
    row = make.qualification()
    make.link(people[0], row)
    address = begin(*people)
    assert browser_of_coordinator.post(address, {"qualification": row.id}).status_code == 303
    assert following(row) == {one.id for one in people}
    page = browser_of_coordinator.get(address).text
    assert all(words in page for words in ("2 people were linked", "1 person was linked already", "Undo"))
    with desk.reading() as work:
        origins = {(link.origin, link.linked_by) for link in work.db.scalars(select(QualificationLink)) if link.run_id}
    assert origins == {(LinkOrigin.IN_BULK, coordinator.id)}


def test_q9_each_person_has_a_line_in_the_audit(browser_of_coordinator, begin, make, people, audited, coordinator):
    row = make.qualification()
    browser_of_coordinator.post(begin(*people), {"qualification": row.id})
    lines = audited(LINKED)
    assert [line.person_id for line in lines] == sorted(one.id for one in people)
    assert {(line.actor_id, line.facts["qualification_id"]) for line in lines} == {(coordinator.id, row.id)}


def test_q9_a_form_posted_twice_links_once(browser_of_coordinator, begin, make, people, audited):
    row, address = make.qualification(), begin(*people)
    answers = [browser_of_coordinator.post(address, {"qualification": row.id}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(audited(LINKED)) == 3


def test_q16_after_the_end_of_intake_nobody_new_is_linked_and_who_is_stays(
    browser_of_coordinator, begin, make, people, following
):
    row = make.qualification(intake_ends=ENDED)
    make.link(people[0], row)
    browser_of_coordinator.post(begin(*people), {"qualification": row.id})
    assert following(row) == {people[0].id}


def test_q16_after_the_end_of_the_programme_nobody_is_linked_and_the_reason_is_said(
    browser_of_coordinator, begin, make, people, following
):
    row, address = make.qualification(programme_ends=ENDED), begin(*people)
    assert "the programme ended" in browser_of_coordinator.get(address).text
    assert (
        "3 people cannot be linked: the programme ended"
        in browser_of_coordinator.get(f"{address}?qualification={row.id}").text
    )
    browser_of_coordinator.post(address, {"qualification": row.id})
    assert following(row) == set()


def test_q16_the_last_day_of_intake_still_counts(browser_of_coordinator, begin, make, people, following, clock):
    row = make.qualification(intake_ends=clock.now.date())
    browser_of_coordinator.post(begin(people[0]), {"qualification": row.id})
    assert following(row) == {people[0].id}


def test_q9_what_was_deactivated_after_the_preview_is_refused(
    browser_of_coordinator, begin, make, people, following, desk
):
    row, address = make.qualification(), begin(*people)
    with desk.writing() as work:
        work.db.get(Qualification, row.id).state = QualificationState.DEACTIVATED
    browser_of_coordinator.post(address, {"qualification": row.id})
    assert following(row) == set()
    assert "3 people cannot be linked: the qualification is not active" in browser_of_coordinator.get(address).text


def test_q9_who_left_after_the_preview_is_not_linked(browser_of_coordinator, begin, make, people, following, desk):
    row, address = make.qualification(), begin(*people)
    with desk.writing() as work:
        work.db.get(Person, people[0].id).active = False
    browser_of_coordinator.post(address, {"qualification": row.id})
    assert following(row) == {people[1].id, people[2].id}


@pytest.mark.parametrize("wrong", [{}, {"qualification": "x"}, {"qualification": "999999"}])
def test_q9_run_without_a_qualification_is_said_at_the_form(browser_of_coordinator, begin, make, people, wrong):
    make.qualification()
    answer = browser_of_coordinator.post(begin(*people), wrong)
    assert answer.status_code == 422
    assert "Choose at least one qualification." in answer.text


def test_q9_unlinking_keeps_the_history(browser_of_coordinator, begin, make, people, following, desk, audited):
    row = make.qualification()
    for one in people[:2]:
        make.link(one, row)
    address = begin(*people, action="unlink")
    assert row.name in browser_of_coordinator.get(address).text
    browser_of_coordinator.post(address, {"qualification": row.id})
    page = browser_of_coordinator.get(address).text
    assert following(row) == set()
    assert "2 people were unlinked" in page
    assert "1 person was not linked to it" in page
    assert len(audited(UNLINKED)) == 2
    with desk.reading() as work:
        assert len(work.db.scalars(select(QualificationLink)).all()) == 2


def test_q9_linking_can_be_undone(browser_of_coordinator, begin, make, people, following, audited):
    row = make.qualification()
    make.link(people[0], row)
    address = begin(*people)
    browser_of_coordinator.post(address, {"qualification": row.id})
    answers = [browser_of_coordinator.post(f"{address}/undo") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert following(row) == {people[0].id}
    assert (len(audited(UNLINKED)), len(audited("qualification_files.link-run-undone"))) == (2, 1)
    assert "This was undone" in browser_of_coordinator.get(address).text


def test_q9_unlinking_can_be_undone_and_spares_who_was_linked_again(
    browser_of_coordinator, begin, make, people, following, count
):
    row = make.qualification()
    for one in people:
        make.link(one, row)
    address = begin(*people, action="unlink")
    browser_of_coordinator.post(address, {"qualification": row.id})
    make.link(people[0], row)
    browser_of_coordinator.post(f"{address}/undo")
    assert following(row) == {one.id for one in people}
    assert count(QualificationLink, QualificationLink.ended_at.is_(None)) == 3


@pytest.fixture
def unlinked(browser_of_coordinator, begin, make, people):
    """Unlink three people from these qualifications and give the address of the run."""

    def unlink(*rows):
        for row in rows:
            for one in people:
                make.link(one, row)
        address = begin(*people, action="unlink")
        browser_of_coordinator.post(address, {"qualification": [row.id for row in rows]})
        return address

    return unlink


def test_q9_nobody_is_linked_again_to_what_was_closed(browser_of_coordinator, unlinked, make, desk, following):
    row = make.qualification()
    address = unlinked(row)
    with desk.writing() as work:
        work.db.get(Qualification, row.id).state = QualificationState.CLOSED
    answer = browser_of_coordinator.post(f"{address}/undo")
    assert (answer.status_code, following(row)) == (409, set())
    assert "closed for good" in answer.text


def test_q9_nobody_is_linked_again_to_what_was_changed_underneath(
    browser_of_coordinator, unlinked, make, desk, following
):
    row = make.qualification(core_tasks=1, work_processes=2)
    address = unlinked(row)
    with desk.writing() as work:
        found = work.db.get(Qualification, row.id)
        found.state = QualificationState.DEACTIVATED
        work.db.delete(found.core_tasks[0].work_processes[1])
    answer = browser_of_coordinator.post(f"{address}/undo")
    assert (answer.status_code, following(row)) == (409, set())
    assert "were changed since" in answer.text


def test_q9_of_several_those_that_can_be_are_put_back_and_the_others_are_told(
    browser_of_coordinator, unlinked, make, desk, people, following
):
    one, other = make.qualification(name="Welder"), make.qualification(name="Baker")
    address = unlinked(one, other)
    with desk.writing() as work:
        work.db.get(Qualification, one.id).state = QualificationState.CLOSED
        work.db.get(Person, people[0].id).active = False
    page = browser_of_coordinator.post(f"{address}/undo", follow_redirects=True).text
    assert (following(one), following(other)) == (set(), {people[1].id, people[2].id})
    assert "3 people were not put back: the qualification is closed for good." in page
    assert "1 person was not put back: the person is no longer active." in page


def test_q9_what_has_not_run_cannot_be_undone(browser_of_coordinator, begin, people):
    assert browser_of_coordinator.post(f"{begin(*people)}/undo").status_code == 409


def test_q9_everyone_is_named_page_by_page(browser_of_coordinator, begin, make):
    row = make.qualification()
    many = [make.person(Role.CANDIDATE, family=f"Numan{number:03}") for number in range(103)]
    address = begin(*many)
    preview = browser_of_coordinator.get(f"{address}?qualification={row.id}").text
    assert "See everyone" in preview
    page = browser_of_coordinator.get(f"{address}/people?qualification={row.id}&result=changed&page=2").text
    assert "Numan102" in page
    assert "Numan099" not in page


@pytest.mark.parametrize("query", ["", "?qualification=1", "?qualification=999999&result=changed", "?result=nonsense"])
def test_q9_a_strange_group_of_people_does_not_exist(browser_of_coordinator, begin, people, query):
    assert browser_of_coordinator.get(f"{begin(*people)}/people{query}").status_code == 404


def test_q9_a_supervisor_neither_sees_nor_starts_a_run(visit, make, begin, people, following):
    row, address = make.qualification(), begin(*people)
    browser = visit(make.person(Role.SUPERVISOR))
    assert browser.get(address).status_code == 404
    assert browser.post(address, {"qualification": row.id}).status_code == 404
    assert following(row) == set()


def test_q9_a_person_who_is_candidate_and_examiner_is_linked(browser_of_coordinator, begin, make, following):
    row, both = make.qualification(), make.person(Role.CANDIDATE, Role.EXAMINER)
    browser_of_coordinator.post(begin(both), {"qualification": row.id})
    assert following(row) == {both.id}


def test_q9_who_lost_the_role_of_candidate_is_refused(browser_of_coordinator, begin, make, people, desk, following):
    row, address = make.qualification(), begin(*people)
    with desk.writing() as work:
        work.db.delete(work.db.get(PersonRole, (people[0].id, Role.CANDIDATE)))
    browser_of_coordinator.post(address, {"qualification": row.id})
    assert following(row) == {people[1].id, people[2].id}


def test_q9_what_was_linked_can_be_found_again_and_undone(browser_of_coordinator, begin, make, people, coordinator):
    row = make.qualification(name="Welder")
    address, open_one = begin(*people), begin(*people)
    browser_of_coordinator.post(address, {"qualification": row.id})
    assert 'href="/portfolios/runs"' in browser_of_coordinator.get("/portfolios").text
    page = browser_of_coordinator.get("/portfolios/runs").text
    for words in ("Link 3 people", "Welder", coordinator.name, "Done", f'href="{address}"'):
        assert words in page
    assert f'href="{open_one}"' not in page  # nothing was done
    browser_of_coordinator.post(f"{address}/undo")
    assert "Undone" in browser_of_coordinator.get("/portfolios/runs").text


def test_q9_before_anything_was_linked_the_page_says_where_it_begins(browser_of_coordinator):
    assert "Nothing was linked for many people at once yet" in browser_of_coordinator.get("/portfolios/runs").text


def test_q9_many_runs_take_as_many_statements_as_one(browser_of_coordinator, begin, make, people, statements):
    def looked_at():
        with statements() as seen:
            assert browser_of_coordinator.get("/portfolios/runs").status_code == 200
        return len(seen)

    def linked():
        browser_of_coordinator.post(begin(*people), {"qualification": make.qualification().id})

    linked()
    few = looked_at()
    for _ in range(4):
        linked()
    assert looked_at() == few


def test_q9_only_the_latest_runs_are_listed(browser_of_coordinator, make, desk):
    with desk.writing() as work:
        for place in range(PAST_RUNS + 1):
            facts = {"deed": LinkDeed.LINK, "person_ids": [], "people": place + 1000, "qualification_ids": []}
            work.db.add(LinkRun(**facts, outcome=[], made_at=work.now, started_at=work.now))
    page = browser_of_coordinator.get("/portfolios/runs").text
    assert "Link 1,050 people" in page
    assert "Link 1,000 people" not in page
    assert "Only the latest 50 stand here." in page


def test_q9_the_button_says_what_it_does_and_counts_each_person_once(browser_of_coordinator, begin, make, people):
    rows = [make.qualification(), make.qualification()]
    asked = "&".join(f"qualification={row.id}" for row in rows)
    page = browser_of_coordinator.get(f"{begin(*people)}?{asked}").text
    assert ">Link 3 people</button>" in page
