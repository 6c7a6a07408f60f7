"""Choosing a password by a mailed link: /password/forgotten, /password/choose/<token>."""

import pytest
from sqlalchemy import select

from foundation.jobs.models import Job
from people.models import PasswordInvitation
from people.rules import Role
from tests.people.conftest import PASSWORD, link_in
from tests.people.test_edit_person import save
from tests.people.test_import import carry_out, upload

NEW = "een fiets zonder bel"


def ask(browser, email="nurse@school.example"):
    return browser.post("/password/forgotten", {"email": email})


@pytest.fixture
def link(visit, nurse, letters):
    """The path of a link that was mailed to the nurse just now."""
    ask(visit())
    return link_in(letters()[-1])


def test_a_link_is_mailed_to_whoever_forgot_the_password(visit, nurse, letters):
    answer = ask(visit(), " Nurse@School.example")
    assert (answer.status_code, answer.location) == (303, "/password/asked")
    letter = letters()[0]
    assert (letter["To"], letter["Subject"]) == ("nurse@school.example", "Choose a new password")
    assert "2 hours" in letter.get_content()


def test_known_and_unknown_addresses_get_the_same_answer_for_the_same_work(visit, nurse, letters, statements):
    answers, counts = set(), set()
    for email in ("nurse@school.example", "nobody@school.example"):
        with statements() as seen:
            answer = ask(visit(), email)
        answers.add((answer.status_code, answer.location, answer.text))
        counts.add(len(seen))
    assert len(answers) == len(counts) == 1
    assert [letter["To"] for letter in letters()] == ["nurse@school.example"]


def test_an_inactive_person_gets_no_mail(visit, make, letters):
    make.person(email="gone@school.example", active=False)
    assert ask(visit(), "gone@school.example").status_code == 303
    assert letters() == []


@pytest.mark.parametrize("email", ["nurse@school.example", "nobody@school.example"])
def test_asking_again_and_again_is_held_up_for_anybody(visit, nurse, clock, email):
    assert [ask(visit(), email).status_code for _ in range(4)] == [303, 303, 303, 429]
    clock.move(minutes=16)
    assert ask(visit(), email).status_code == 303


def test_asking_for_a_link_does_not_keep_anybody_from_signing_in(visit, nurse):
    for _ in range(4):
        ask(visit())
    assert visit().post("/sign-in", {"email": "nurse@school.example", "password": PASSWORD}).status_code == 303


@pytest.mark.parametrize("email", ["", "nurse", "a@b.nl\nBcc: x@y.nl", "x" * 300])
def test_what_is_no_address_is_told_at_the_field(visit, email):
    assert ask(visit(), email).status_code == 422


def test_the_link_starts_with_the_public_address_whatever_host_was_asked(visit, nurse, letters):
    browser = visit()
    cookie = browser.client.get_cookie("proefstuk").value
    browser.client.set_cookie("proefstuk", cookie, domain="evil.example")
    data = {"email": "nurse@school.example"}
    assert browser.post("/password/forgotten", data, headers={"Host": "evil.example"}).status_code == 303
    content = letters()[0].get_content()
    assert "http://127.0.0.1:8000/password/choose/" in content
    assert "evil" not in content


def test_only_a_hash_of_the_link_is_kept(link, desk):
    token = link.rpartition("/")[2]
    with desk.reading() as work:
        assert work.db.scalars(select(PasswordInvitation)).one().token_hash != token
        assert not [job for job in work.db.scalars(select(Job)) if token in str(job.payload)]


def test_the_page_of_the_link_tells_its_address_to_nobody(visit, link):
    answer = visit().get(link)
    assert answer.status_code == 200
    assert answer.headers["Referrer-Policy"] == "strict-origin"
    assert "no-store" in answer.headers["Cache-Control"]


def test_looking_at_the_link_does_not_use_it_up(visit, link):
    visit().get(link)
    assert visit().get(link).status_code == 200


def test_the_chosen_password_works_and_the_old_one_no_longer(visit, link):
    assert visit().post(link, {"password": NEW}).location == "/sign-in"
    for password, status in ((NEW, 303), (PASSWORD, 422)):
        assert visit().post("/sign-in", {"email": "nurse@school.example", "password": password}).status_code == status


def test_choosing_ends_every_sign_in(visit, nurse, link):
    browser = visit(nurse)
    browser.post(link, {"password": NEW})
    assert browser.get("/account").status_code == 303


def test_a_link_works_once(visit, link):
    visit().post(link, {"password": NEW})
    assert visit().get(link).status_code == 410
    assert visit().post(link, {"password": "nog een ander woord"}).status_code == 410


def test_a_link_ends_by_itself(visit, link, clock):
    clock.move(hours=2, seconds=1)
    assert visit().get(link).status_code == 410
    assert visit().post(link, {"password": NEW}).status_code == 410


def test_an_older_link_ends_when_a_newer_one_is_used(visit, link, letters):
    ask(visit())
    newer = next(path for path in map(link_in, letters()) if path != link)
    visit().post(newer, {"password": NEW})
    assert visit().get(link).status_code == 410


def test_a_link_ends_when_the_password_is_changed_otherwise(visit, nurse, link):
    visit(nurse).post("/account/password", {"old_password": PASSWORD, "password": NEW})
    assert visit().get(link).status_code == 410


def test_a_link_of_somebody_who_became_inactive_is_dead(visit, nurse, link, admin):
    visit(admin).post(f"/people/{nurse.id}/deactivate")
    assert visit().get(link).status_code == 410


def test_a_link_of_somebody_who_was_inactive_meanwhile_stays_dead(visit, nurse, link, admin):
    for deed in ("deactivate", "activate"):
        visit(admin).post(f"/people/{nurse.id}/{deed}")
    assert visit().get(link).status_code == 410
    assert visit().post(link, {"password": NEW}).status_code == 410


def test_a_link_to_an_address_that_was_corrected_is_dead(visit, nurse, link, admin):
    assert save(visit(admin), nurse, email="fatima@school.example").status_code == 303
    assert visit().get(link).status_code == 410
    assert visit().post(link, {"password": NEW}).status_code == 410


def test_a_link_stays_when_something_else_is_corrected(visit, nurse, link, admin):
    save(visit(admin), nurse, family_name="Amrani")
    assert visit().get(link).status_code == 200


def test_a_link_to_an_address_that_a_spreadsheet_corrects_is_dead(visit, nurse, link, admin):
    browser = visit(admin)
    url = upload(browser, ["Fatima", "el", "Idrissi", "fatima@school.example", "100200", "", "", ""]).location
    carry_out(browser, url)
    assert visit().get(link).status_code == 410


def test_a_link_stays_when_a_spreadsheet_corrects_something_else(visit, nurse, link, admin):
    browser = visit(admin)
    carry_out(browser, upload(browser, ["Fatma", "", "Amrani", "", "100200", "", "", ""]).location)
    assert visit().get(link).status_code == 200


def test_a_made_up_link_gets_the_same_answer_as_a_used_one(visit, link):
    visit().post(link, {"password": NEW})
    used, made_up = visit().get(link), visit().get("/password/choose/made-up")
    assert (used.status_code, used.text) == (
        made_up.status_code,
        made_up.text.replace("made-up", link.rpartition("/")[2]),
    )


@pytest.mark.parametrize("password", ["", "short", "Fatima el Idrissi", "123456789012"])
def test_a_password_that_will_not_do_leaves_the_link_as_it_was(visit, link, password):
    assert visit().post(link, {"password": password}).status_code == 422
    assert visit().get(link).status_code == 200


def test_asking_and_choosing_are_in_the_audit_without_the_link(visit, nurse, link, audit):
    visit().post(link, {"password": NEW})
    sent, chosen = audit("people.password-link-sent")[0], audit("people.password-chosen")[0]
    assert (sent.person_id, chosen.person_id) == (nurse.id, nurse.id)
    assert link.rpartition("/")[2] not in str(sent.facts)


def test_a_form_of_another_site_is_refused(app, link):
    assert app.test_client().post(link, data={"password": NEW}).status_code == 400
    assert app.test_client().post("/password/forgotten", data={"email": "nurse@school.example"}).status_code == 400


def test_a_mail_is_written_in_the_language_of_its_reader(visit, make, letters):
    make.person(Role.CANDIDATE, email="nl@school.example", language="nl")
    ask(visit(), "nl@school.example")
    assert letters()[0]["Content-Language"] == "nl"


def test_the_pages_are_shown_to_anybody(visit, app):
    assert visit().get("/password/forgotten").status_code == 200
    assert visit().get("/password/asked").status_code == 200
    assert visit().client.put("/password/forgotten").status_code == 405


def test_over_https_a_password_can_be_chosen_with_what_the_browser_tells_of_the_page(visit, link):
    browser = visit()
    policy = browser.get(link).headers["Referrer-Policy"]
    told = {"strict-origin": {"Referer": "https://localhost/"}, "no-referrer": {}}[policy]
    answer = browser.post(link, {"password": NEW, "repeat": NEW}, base_url="https://localhost", headers=told)
    assert answer.status_code == 303
