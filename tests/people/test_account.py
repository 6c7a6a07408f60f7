"""One's own account: GET /account, its photo, its sign-ins."""

import io

import pytest
from PIL import Image
from sqlalchemy import select

from people.models import Person, SignIn
from people.rules import Role
from tests.people.conftest import photo_file


def send_photo(browser, file, name="me.jpg"):
    return browser.post("/account/photo", {"photo": (file, name)}, content_type="multipart/form-data")


def test_the_account_shows_who_one_is_and_where_one_is_signed_in(visit, nurse):
    visit(nurse)
    page = visit(nurse).get("/account").text
    assert "Fatima el Idrissi" in page
    assert "nurse@school.example" in page
    assert "This one" in page
    assert "End all others" in page


def test_a_stranger_is_led_to_the_sign_in_page(visit):
    assert visit().get("/account").location.startswith("/sign-in?next=")


def test_the_account_takes_a_fixed_number_of_statements(visit, nurse, statements):
    counts = set()
    for _ in range(2):
        browser = visit(nurse)
        with statements() as seen:
            browser.get("/account")
        counts.add(len(seen))
    assert len(counts) == 1


def test_a_photo_becomes_a_square_of_our_own_drawing(visit, nurse, audit):
    browser = visit(nurse)
    assert send_photo(browser, photo_file()).status_code == 303
    answer = browser.get(f"/people/{nurse.id}/photo")
    image = Image.open(io.BytesIO(answer.data))
    assert (answer.mimetype, image.size, image.format) == ("image/jpeg", (320, 320), "JPEG")
    assert audit("people.photo-changed")[0].facts == {"person_id": nurse.id, "has_photo": True}


def test_the_page_shows_the_new_photo_at_once(visit, nurse):
    browser = visit(nurse)
    send_photo(browser, photo_file())
    assert f'src="/people/{nurse.id}/photo?v=' in browser.get("/account").text


def test_a_photo_can_be_removed(visit, nurse):
    browser = visit(nurse)
    send_photo(browser, photo_file())
    assert browser.post("/account/photo/remove").status_code == 303
    assert browser.get(f"/people/{nurse.id}/photo").status_code == 404


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "me.jpg", "damaged"),
        (b"<svg onload='alert(1)'/>", "me.svg", "damaged"),
        (b"GIF89a; not really", "me.gif", "damaged"),
    ],
)
def test_what_is_no_photo_is_told_at_the_field(visit, nurse, content, name, words):
    answer = send_photo(visit(nurse), io.BytesIO(content), name)
    assert answer.status_code == 422
    assert words in answer.text


def test_no_photo_at_all_is_told_at_the_field(visit, nurse):
    answer = visit(nurse).post("/account/photo", {})
    assert answer.status_code == 422
    assert "Choose a photo first" in answer.text


def test_a_refused_photo_leaves_the_old_one(visit, nurse, desk):
    browser = visit(nurse)
    send_photo(browser, photo_file())
    send_photo(browser, io.BytesIO(b"no photo"))
    with desk.reading() as work:
        assert work.db.get(Person, nurse.id).photo_key


def test_a_photo_under_its_own_address_may_be_kept_but_only_by_this_browser(visit, nurse):
    browser = visit(nurse)
    send_photo(browser, photo_file())
    page = browser.get("/account").text
    url = page.split('src="/people/')[1].split('"')[0]
    answer = browser.get("/people/" + url)
    assert answer.headers["Cache-Control"] == "private, max-age=86400"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert browser.get(f"/people/{nurse.id}/photo").headers["Cache-Control"] == "private, no-cache"
    again = browser.get(f"/people/{nurse.id}/photo", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_staff_see_the_photo_of_a_candidate_and_other_candidates_do_not(visit, nurse, make):
    send_photo(visit(nurse), photo_file())
    url = f"/people/{nurse.id}/photo"
    assert visit(make.person(Role.EXAMINER)).get(url).status_code == 200
    assert visit(make.person(Role.CANDIDATE)).get(url).status_code == 404
    assert visit().get(url).status_code == 303


def test_a_candidate_sees_the_photo_of_staff(visit, nurse, make):
    examiner = make.person(Role.EXAMINER)
    send_photo(visit(examiner), photo_file())
    assert visit(nurse).get(f"/people/{examiner.id}/photo").status_code == 200


def test_one_sign_in_can_be_ended(visit, nurse, desk, audit):
    other, here = visit(nurse), visit(nurse)
    with desk.reading() as work:
        number = work.db.scalars(select(SignIn.id).order_by(SignIn.id)).first()
    assert here.post(f"/account/sign-ins/{number}/end").status_code == 303
    assert other.get("/account").status_code == 303
    assert here.get("/account").status_code == 200
    assert audit("people.signed-out")[0].facts["ended_sign_in_ids"] == [number]


def test_the_sign_in_of_somebody_else_does_not_exist_for_me(visit, nurse, admin, desk):
    browser = visit(nurse)
    with desk.reading() as work:
        number = work.db.scalars(select(SignIn.id)).one()
    assert visit(admin).post(f"/account/sign-ins/{number}/end").status_code == 404
    assert visit(admin).post("/account/sign-ins/999999/end").status_code == 404
    assert browser.get("/account").status_code == 200


def test_all_other_sign_ins_can_be_ended_at_once(visit, nurse):
    others, here = [visit(nurse), visit(nurse)], visit(nurse)
    here.post("/account/sign-ins/end-others")
    assert [other.get("/account").status_code for other in others] == [303, 303]
    assert "2 other browsers were signed out" in here.get("/account").text


@pytest.mark.parametrize("path", ["/account/photo", "/account/photo/remove", "/account/sign-ins/end-others"])
def test_deeds_of_the_account_are_for_whoever_is_signed_in_and_never_a_link(visit, nurse, path):
    assert visit().post(path).status_code == 401
    assert visit(nurse).get(path).status_code == 405
    assert visit(nurse).client.post(path).status_code == 400
