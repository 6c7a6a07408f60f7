"""The overview: /portfolio, /portfolios/<id>, and what home shows of it."""

import pytest

from people.rules import Role
from portfolio import pages
from qualification_files.models import QualificationLink
from tests.conftest import actor_of
from tests.portfolio.conftest import outsiders, photo


@pytest.fixture
def inside(app, desk):
    """Reads as this person, inside a request."""

    def read(person, look):
        with app.test_request_context(), app.extensions["works"].reading(actor_of(person)) as work:
            return look(work)

    return read


def test_every_core_task_work_process_and_indicator_is_there(visit, noor, qualification):
    page = visit(noor).get("/portfolio").text
    for task in qualification.core_tasks:
        assert task.name in page
        for process in task.work_processes:
            assert process.name in page
            assert all(indicator.text in page for indicator in process.indicators)


def test_counts_are_told_in_words(visit, noor, evidence):
    page = visit(noor).get("/portfolio").text
    assert "0 of 4 work processes have accepted evidence" in page
    assert "1 work process with something not handed in" in page
    assert "3 work processes without evidence" in page


def test_evidence_is_a_named_tile_with_its_thumbnail(visit, keep, noor, entry, evidence):
    file = keep.file(noor, entry, photo())
    page = visit(noor).get("/portfolio").text
    assert f'href="/portfolio/entries/{entry.id}#link-{evidence.id}"><img src="/portfolio/files/{file.id}/th' in page
    assert "Oak side table" in page


def test_each_work_process_can_be_given_evidence(visit, noor, processes):
    page = visit(noor).get("/portfolio").text
    assert all(f"/portfolio/work-processes/{process.id}/evidence" in page for process in processes)


def test_what_was_put_aside_does_not_count(visit, noor, entry, evidence):
    browser = visit(noor)
    browser.post(f"/portfolio/entries/{entry.id}/remove")
    assert "4 work processes without evidence" in browser.get("/portfolio").text
    browser.post(f"/portfolio/entries/{entry.id}/restore")
    browser.post(f"/portfolio/evidence/{evidence.id}/unlink")
    assert "4 work processes without evidence" in browser.get("/portfolio").text


def test_whoever_follows_nothing_is_told_what_to_expect(visit, make):
    page = visit(make.person(Role.CANDIDATE)).get("/portfolio").text
    assert "You do not follow a qualification yet" in page
    assert "/portfolio/entries/new" in page


def test_a_qualification_without_work_processes_is_shown_too(visit, make, noor):
    make.link(noor, make.qualification(core_tasks=0, name="Elective without tasks"))
    page = visit(noor).get("/portfolio").text
    assert "Elective without tasks" in page
    assert "There are no work processes yet" in page


def test_what_is_no_longer_followed_is_not_shown(visit, desk, noor, qualification):
    with desk.writing() as work:
        work.db.query(QualificationLink).one().ended_at = work.now
    assert qualification.name not in visit(noor).get("/portfolio").text


def test_the_largest_overview_asks_few_questions(visit, make, keep, statements):
    person, large = make.person(Role.CANDIDATE), make.qualification(core_tasks=8, work_processes=6, indicators=6)
    make.link(person, large)
    all_of_them = [process for task in large.core_tasks for process in task.work_processes]
    for number in range(4):
        keep.evidence(person, keep.entry(person, f"Piece {number}"), *all_of_them[number::4])
    browser = visit(person)
    with statements() as seen:
        page = browser.get("/portfolio").text
    assert page.count("<li>Indicator ") == 288
    assert len(seen) <= 10


def test_the_same_number_of_questions_for_little_and_much(visit, make, noor, statements):
    browser = visit(noor)
    browser.get("/portfolio")
    with statements() as little:
        browser.get("/portfolio")
    make.link(noor, make.qualification(core_tasks=5, work_processes=4))
    with statements() as much:
        browser.get("/portfolio")
    assert len(little) == len(much)


# Others


def test_who_guides_sees_it_on_record_and_cannot_add(visit, noor, guide, evidence, audit):
    page = visit(guide).get(f"/portfolios/{noor.id}")
    assert (page.status_code, audit()[-1]) == (200, ("portfolio-seen", guide.id, noor.id))
    assert "Portfolio of Noor Heuvel" in page.text
    assert "Oak side table" in page.text
    assert "/portfolio/work-processes/" not in page.text
    assert "No evidence yet" in page.text


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMINISTRATOR, Role.BOARD_MEMBER])
def test_staff_may_look(visit, make, noor, role):
    assert visit(make.person(role)).get(f"/portfolios/{noor.id}").status_code == 200


@pytest.mark.parametrize("path", ["", "/entries"])
def test_outsiders_do_not_learn_that_it_exists(visit, make, noor, path):
    for person in outsiders(make):
        assert visit(person).get(f"/portfolios/{noor.id}{path}").status_code == 404


@pytest.mark.parametrize("path", ["", "/entries"])
def test_strangers_sign_in_first(visit, noor, path):
    assert visit(None).get(f"/portfolios/{noor.id}{path}").status_code == 303


def test_ones_own_is_shown_under_its_own_address(visit, noor):
    assert visit(noor).get(f"/portfolios/{noor.id}").location == "/portfolio"


def test_a_supervisor_without_the_role_sees_nothing(visit, make, noor):
    person = make.person(Role.EXAMINER)
    make.supervision(noor, person)
    assert visit(person).get(f"/portfolios/{noor.id}").status_code == 404


def test_a_person_who_does_not_exist_is_not_found(visit, make):
    assert visit(make.person(Role.COORDINATOR)).get("/portfolios/999999").status_code == 404


def test_who_guides_reads_the_list_without_ways_to_change_it(visit, noor, guide, entry):
    page = visit(guide).get(f"/portfolios/{noor.id}/entries?removed=1&undo={entry.id}").text
    assert "Oak side table" in page
    assert "/restore" not in page
    assert "/new" not in page


def test_a_look_at_the_list_of_another_is_on_record(visit, noor, guide, audit):
    visit(guide).get(f"/portfolios/{noor.id}/entries")
    assert audit() == [("portfolio-seen", guide.id, noor.id)]


def test_an_overview_is_not_posted_to(visit, noor):
    assert visit(noor).post("/portfolio").status_code == 405


# My candidates


def test_a_supervisor_sees_the_own_candidates_with_their_progress(visit, make, noor, other, guide, evidence):
    page = visit(guide).get("/my-candidates").text
    assert f"/portfolios/{noor.id}" in page
    assert f"/portfolios/{other.id}" not in page
    assert "0 of 4 work processes have accepted evidence" in page
    assert "Nothing handed in yet" in page


def test_candidates_can_be_searched(visit, noor, guide):
    assert "Noor" not in visit(guide).get("/my-candidates?q=nobody").text
    assert "Noor" in visit(guide).get("/my-candidates?q=heuv").text


def test_the_list_of_candidates_asks_the_same_number_of_questions(visit, make, noor, guide, qualification, statements):
    browser = visit(guide)
    browser.get("/my-candidates")
    with statements() as one:
        browser.get("/my-candidates")
    for _ in range(5):
        person = make.person(Role.CANDIDATE)
        make.link(person, qualification)
        make.supervision(person, guide)
    with statements() as six:
        browser.get("/my-candidates")
    assert len(one) == len(six) <= 5


def test_who_guides_nobody_is_told_so(visit, make):
    assert "You guide nobody yet" in visit(make.person(Role.SUPERVISOR)).get("/my-candidates").text


@pytest.mark.parametrize("role", [Role.CANDIDATE, Role.COORDINATOR, Role.EXAMINER])
def test_only_supervisors_have_candidates(visit, make, role):
    assert visit(make.person(role)).get("/my-candidates").status_code == 403


# Home


def open_deeds(work):
    return pages.open_deeds(work, pages.own_progress(work))


def progress_rows(work):
    return pages.progress_rows(pages.own_progress(work))


def test_home_tells_a_candidate_what_is_missing(inside, noor, evidence, qualification):
    (deed,) = inside(noor, open_deeds)
    assert str(deed.title) == "3 work processes still need evidence"
    assert deed.url == f"/portfolio#qualification-{qualification.id}"


def test_home_has_nothing_to_tell_when_nothing_is_missing(inside, keep, noor, entry, processes):
    keep.evidence(noor, entry, *processes)
    assert inside(noor, open_deeds) == []


def test_progress_is_told_per_qualification(inside, noor, evidence, qualification):
    (row,) = inside(noor, progress_rows)
    assert (row.qualification, row.url) == (qualification.name, f"/portfolio#qualification-{qualification.id}")
    assert (row.coverage.begun, row.coverage.total) == (1, 4)


def test_two_entries_for_one_work_process_count_once(inside, keep, noor, evidence, processes):
    keep.evidence(noor, keep.entry(noor, "Another"), processes[0])
    assert inside(noor, progress_rows)[0].coverage.begun == 1


def test_home_tells_a_supervisor_how_many_are_not_there_yet(inside, guide, evidence):
    (deed,) = inside(guide, open_deeds)
    assert (str(deed.title), deed.url) == ("You guide 1 candidate", "/my-candidates")
    assert str(deed.text) == "1 of them has work processes without evidence"


def test_home_asks_two_questions_of_a_candidate(inside, noor, evidence, statements):
    with statements() as seen:
        inside(noor, open_deeds)
    assert len(seen) == 2


def test_home_has_nothing_for_others(inside, make):
    assert inside(make.person(Role.EXAMINER), open_deeds) == []
