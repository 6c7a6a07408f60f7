"""Every door of qualification files: who may not come in, and in which way."""

import pytest

from people.rules import Role
from qualification_files.rules import QualificationState

LISTS = (
    "/qualifications",
    "/qualifications/add",
    "/qualifications/import",
    "/competences",
    "/competences/add",
    "/portfolios",
    "/portfolios/runs",
)
POSTS = ("/qualifications/add", "/qualifications/import", "/competences/add", "/portfolios")


@pytest.fixture
def addresses(make, desk, coordinator):
    """Every address about one thing: (method, path)."""
    from qualification_files import actions, queries
    from qualification_files.rules import LinkDeed
    from tests.conftest import actor_of

    row = make.qualification(state=QualificationState.DRAFT)
    task = row.core_tasks[0]
    process, indicator = task.work_processes[0], task.work_processes[0].indicators[0]
    with desk.writing(actor_of(coordinator)) as work:
        competence = actions.add_competence(work, letter="Z1", name_nl="Eigen", name_en="Own").id
        upload = actions.upload_dossiers(work, [], cohort="").id
        spare = queries.indicator(work, process.indicators[1].id)
        removal = actions.remove(work, spare).id
        run = actions.begin_link_run(work, LinkDeed.LINK, [coordinator.id]).id
    both = (
        *(f"/qualifications/{row.id}/{part}" for part in ("facts", "core-tasks/add", "remove")),
        *(f"/core-tasks/{task.id}{part}" for part in ("", "/work-processes/add")),
        *(
            f"/work-processes/{process.id}",
            f"/indicators/{indicator.id}",
            f"/competences/{competence}",
            f"/qualifications/imports/{upload}",
        ),
        f"/portfolios/runs/{run}",
    )
    reads = (f"/qualifications/{row.id}", f"/qualifications/{row.id}/structure", f"/portfolios/runs/{run}/progress")
    reads += (f"/portfolios/runs/{run}/people",)
    reads += (f"/qualifications/{row.id}/sharing", f"/qualifications/{row.id}/export/json")
    writes = (
        *(f"/qualifications/{row.id}/{deed}" for deed in ("activate", "deactivate")),
        f"/qualifications/{row.id}/structure/sort",
        *(f"/core-tasks/{task.id}/{deed}" for deed in ("move", "rename", "remove", "sort")),
        *(f"/work-processes/{process.id}/{deed}" for deed in ("move", "rename", "remove", "indicators")),
        *(f"/indicators/{indicator.id}/{deed}" for deed in ("move", "rename", "remove")),
        f"/removed-parts/{removal}/put-back",
        *(f"/competences/{competence}/{deed}" for deed in ("retire", "restore")),
        *(f"/qualifications/imports/{upload}/discard", f"/portfolios/runs/{run}/undo"),
    )
    return [("GET", path) for path in (*both, *reads)] + [("POST", path) for path in (*both, *writes)]


def ask(browser, method, path):
    return browser.get(path) if method == "GET" else browser.post(path)


@pytest.mark.parametrize("path", LISTS)
def test_a_stranger_is_led_to_the_sign_in_page(visit, path):
    answer = visit().get(path)
    assert (answer.status_code, answer.location.split("?")[0]) == (303, "/sign-in")


@pytest.mark.parametrize("path", POSTS)
def test_a_stranger_cannot_send_anything(visit, path):
    assert visit().post(path).status_code == 401


@pytest.mark.parametrize("role", [Role.CANDIDATE, Role.EXAMINER, Role.SUPERVISOR, Role.MANAGER, Role.BOARD_MEMBER])
def test_who_does_not_look_after_qualifications_is_refused(visit, make, role):
    browser = visit(make.person(role))
    assert {browser.get(path).status_code for path in LISTS} == {403}
    assert {browser.post(path).status_code for path in POSTS} == {403}


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMINISTRATOR])
def test_who_looks_after_qualifications_comes_in(visit, make, role):
    browser = visit(make.person(role))
    assert {browser.get(path).status_code for path in LISTS} == {200}


def test_a_candidate_does_not_learn_what_exists(visit, candidate, addresses):
    browser = visit(candidate)
    answers = {(method, path): ask(browser, method, path).status_code for method, path in addresses}
    imports = {key for key, status in answers.items() if status == 403}
    assert imports <= {("POST", path) for _, path in addresses if "/imports/" in path}
    assert {status for key, status in answers.items() if key not in imports} == {404}


def test_what_does_not_exist_looks_the_same_to_everyone(browser_of_coordinator, addresses):
    import re

    gone = {(method, re.sub(r"/\d+", "/999999", path)) for method, path in addresses}
    assert {ask(browser_of_coordinator, method, path).status_code for method, path in gone} == {404}


def test_the_wrong_method_is_refused(browser_of_coordinator, addresses):
    paths = {path for method, path in addresses if ("GET", path) not in addresses}
    assert {browser_of_coordinator.get(path).status_code for path in paths} == {405}
    only_read = {path for _, path in addresses if ("POST", path) not in addresses}
    assert {browser_of_coordinator.post(path).status_code for path in only_read} == {405}


def test_a_form_without_its_token_changes_nothing(browser_of_coordinator, audited):
    facts = {"language": "en", "name": "Welder", "code": "W1", "kind": "regular"}
    assert browser_of_coordinator.client.post("/qualifications/add", data=facts).status_code == 400
    assert audited("qualification_files.qualification-added") == []
