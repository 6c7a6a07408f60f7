"""The app for tablets as it is handed out: the same for everybody, and with a list of all it needs."""

import json
import re

import pytest

from foundation.environment import choose
from people.models import Person
from people.rules import Role

PAGE, MANIFEST, WORKER = "/exams/tablet/", "/exams/tablet/manifest.webmanifest", "/exams/tablet/worker.js"
ADDRESSES = (PAGE, MANIFEST, WORKER)


def told(answer):
    """What the worker knows."""
    return json.loads(re.match(r"const SHELL = (\{.*\});\n", answer.text).group(1))


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_app_is_open_to_who_is_not_signed_in_yet(visit, address):
    assert visit().get(address).status_code == 200


@pytest.mark.parametrize("address", ADDRESSES)
def test_everybody_gets_the_same_bytes(visit, make, desk, address):
    people = [make.person(Role.EXAMINER), make.person(Role.ADMINISTRATOR, Role.CANDIDATE)]
    with desk.writing() as work:
        work.db.get(Person, people[1].id).color_mode = "dark"
    first = visit().get(address).data
    assert {visit(person).get(address).data for person in people} == {first}


def test_nothing_of_anybody_is_in_it(visit, make):
    examiner = make.person(Role.EXAMINER, given="Wilhelmina")
    page = visit(examiner).get(PAGE).text
    assert "Wilhelmina" not in page
    assert "csrf_token" not in page


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_browser_keeps_it_but_asks_each_time(visit, address):
    answer = visit().get(address)
    assert answer.headers["Cache-Control"] == "no-cache"
    assert {"Accept-Language", "Cookie"} <= set(answer.vary)
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_is_there_to_be_read(visit, address):
    assert visit().post(address).status_code == 405


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_asks_the_database_nothing(visit, statements, address):
    browser = visit()
    browser.get(address)
    with statements() as seen:
        browser.get(address)
    assert [one for one in seen.seen if one.startswith(("SELECT", "INSERT", "UPDATE"))] == []


def test_the_page_fits_the_strict_policy(visit):
    answer = visit().get(PAGE)
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert re.search(r"\sstyle=|\son[a-z]+=", answer.text) is None


def test_the_worker_is_a_script_that_says_what_it_keeps(visit):
    answer = visit().get(WORKER)
    assert answer.mimetype == "text/javascript"
    assert told(answer)["files"][0] == PAGE
    assert answer.headers["Content-Security-Policy"]


def test_every_file_that_the_page_names_is_there_and_is_kept(visit):
    browser = visit()
    files = told(browser.get(WORKER))["files"]
    linked = set(re.findall(r'(?:src|href)="(/(?:static|joined|bootstrap)/[^"#]+)', browser.get(PAGE).text))
    assert set(files) == linked | {PAGE}
    assert {name: browser.get(name).status_code for name in files} == dict.fromkeys(files, 200)


def test_the_page_the_worker_and_the_session_name_the_same_build(visit):
    browser = visit()
    build = told(browser.get(WORKER))["build"]
    assert (len(build), browser.get("/exams/session").json["build"]) == (12, build)
    assert f'data-build="{build}"' in browser.get(PAGE).text


def test_another_language_is_another_build(visit, make, desk):
    dutch = make.person(Role.EXAMINER)
    with desk.writing() as work:
        work.db.get(Person, dutch.id).language = "nl"
    builds = {visit(person).get("/exams/session").json["build"] for person in (None, dutch)}
    assert len(builds) == 2
    assert '<html lang="nl"' in visit(dutch).get(PAGE).text


def test_another_name_of_the_school_is_another_build(app, visit, desk):
    before = visit().get("/exams/session").json["build"]
    with desk.writing() as work:
        choose(work.db, "environment.name", "De Brug")
    app.extensions["environment_name"].forget()
    assert visit().get("/exams/session").json["build"] != before


def test_the_manifest_makes_it_an_app(visit):
    answer = visit().get(MANIFEST)
    found = json.loads(answer.text)
    assert answer.mimetype == "application/manifest+json"
    assert (found["start_url"], found["scope"], found["display"], found["lang"]) == (PAGE, PAGE, "standalone", "en")
    assert found["name"]
    assert len(found["short_name"]) <= 12


def test_the_icons_are_as_large_as_they_say(visit):
    browser = visit()
    icons = json.loads(browser.get(MANIFEST).text)["icons"]
    assert {icon["sizes"] for icon in icons if icon["purpose"] == "any"} == {"192x192", "512x512"}
    assert [icon["sizes"] for icon in icons if icon["purpose"] == "maskable"] == ["512x512"]
    for icon in icons:
        picture = browser.get(icon["src"]).data
        wide, high = (int.from_bytes(picture[place : place + 4]) for place in (16, 20))
        assert (f"{wide}x{high}", len(picture) < 10_000) == (icon["sizes"], True)
