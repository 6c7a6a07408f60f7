"""Guests: inviting them, the link and the code, what they see, and how it ends at once."""

import re

import pytest

from people.models import SignInAttempt
from people.rules import Role
from portfolio.models import Comment, Entry, EntryFile, GuestCode, GuestPass, GuestVisit
from tests.conftest import actor_of
from tests.portfolio.conftest import asked_of_guest as asked
from tests.portfolio.conftest import outsiders, photo, uuid_of


def at(guest, entry, part=""):
    return f"/guests/visits/{guest.id}/entries/{entry.id}{part}"


# Inviting


def test_p7_an_invitation_goes_out_with_a_link_of_which_only_the_hash_is_kept(invite, post):
    guest = invite()
    (link,) = post.links()
    assert guest.token_hash not in link
    assert len(guest.token_hash) == 64


def test_p7_the_mail_says_who_asks_what_and_in_whose_words(invite, post):
    invite()
    (mail,) = post.mails()
    assert mail["Subject"] == "Noor Heuvel asks you to sign as a witness"
    assert "> You saw me build it." in mail.get_content()


def test_p7_nothing_is_sent_before_it_was_looked_at(visit, noor, entry, count, run_jobs, post):
    page = visit(noor).post(f"/portfolio/entries/{entry.id}/guests/new", asked(step="look"))
    run_jobs()
    assert page.status_code == 200
    assert "jan@bouw.example" in page.text
    assert entry.title in page.text
    assert (count(GuestPass), post.mails()) == (0, [])


def test_p7_what_a_guest_of_everything_sees_is_listed_before_it_is_sent(visit, noor, entry):
    assert entry.title in visit(noor).post("/portfolio/guests/new", asked(step="look")).text


def test_p7_one_goes_back_to_change_something_and_finds_what_was_typed(visit, noor, entry):
    page = visit(noor).post(f"/portfolio/entries/{entry.id}/guests/new", asked(step="change"))
    assert "You saw me build it." in page.text


def test_p7_the_same_form_twice_invites_once(visit, noor, entry, count, run_jobs, post):
    form, browser = asked(), visit(noor)
    places = {browser.post(f"/portfolio/entries/{entry.id}/guests/new", form).location for _ in range(2)}
    run_jobs()
    assert (len(places), count(GuestPass), len(post.mails())) == (1, 1, 1)


def test_p7_the_key_of_somebody_elses_form_is_refused(visit, noor, other, entry):
    form = asked()
    visit(noor).post("/portfolio/guests/new", form)
    assert visit(other).post("/portfolio/guests/new", form).status_code == 422


@pytest.mark.parametrize(
    "wrong",
    [{"email": "no address"}, {"days": "0"}, {"days": "91"}, {"name": " "}, {"kind": "king"}, {"language": "xx"}],
)
def test_p7_an_invitation_that_cannot_be_sent_is_shown_again(visit, noor, entry, count, wrong):
    answer = visit(noor).post(f"/portfolio/entries/{entry.id}/guests/new", asked(**wrong))
    assert (answer.status_code, count(GuestPass)) == (422, 0)


def test_p7_ones_own_address_is_refused(visit, noor, entry, count):
    answer = visit(noor).post("/portfolio/guests/new", asked(email=noor.email.upper()))
    assert (answer.status_code, count(GuestPass)) == (422, 0)


def test_p7_nobody_learns_who_has_an_address_by_inviting_it(visit, make, noor, entry):
    somebody = make.person(Role.EXAMINER, given="Hidden", family="Examiner")
    pages = []
    for address in (somebody.email, "nobody@elsewhere.example"):
        answer = visit(noor).post("/portfolio/guests/new", asked(email=address, step="look"))
        unkeyed = re.sub(r'(name="(csrf_token|form_key)"[^>]*value=)"[^"]*"', r"\1", answer.text)
        pages.append((answer.status_code, unkeyed.replace(address, "")))
    assert pages[0] == pages[1]
    assert "Hidden" not in pages[0][1]


def test_p7_fifty_guests_at_a_time_and_no_more(desk, visit, noor, count, clock):
    with desk.writing() as work:
        work.db.add_all(_pass(work, noor, number) for number in range(50))
    answer = visit(noor).post("/portfolio/guests/new", asked())
    assert answer.status_code == 409
    assert "50 guests" in answer.text


def test_p7_fifty_invitations_a_day_also_when_they_are_withdrawn(desk, visit, noor):
    with desk.writing() as work:
        work.db.add_all(_pass(work, noor, number, revoked_at=work.now) for number in range(50))
    assert visit(noor).post("/portfolio/guests/new", asked()).status_code == 429


def _pass(work, owner, number, **fields):
    from datetime import timedelta

    facts = {"kind": "reviewer", "name": f"Guest {number}", "email": f"g{number}@x.example", "language": "en"}
    ends = work.now + timedelta(days=14)
    facts |= {"token_hash": f"{number:064d}", "form_key": uuid_of(900_000 + number), "expires_at": ends, **fields}
    return GuestPass(owner_id=owner.id, created_by=owner.id, created_at=work.now, **facts)


def test_p7_only_the_owner_invites(visit, make, guide, entry):
    for person in (guide, make.person(Role.COORDINATOR), make.person(Role.ADMINISTRATOR)):
        assert visit(person).get(f"/portfolio/entries/{entry.id}/guests/new").status_code == 403
        assert visit(person).post(f"/portfolio/entries/{entry.id}/guests/new", asked()).status_code == 403
        assert visit(person).get("/portfolio/guests/new").status_code == 403


def test_p7_others_do_not_learn_that_the_entry_is_there(visit, make, entry):
    for person in outsiders(make):
        assert visit(person).post(f"/portfolio/entries/{entry.id}/guests/new", asked()).status_code == 404


def test_p7_to_an_entry_that_was_removed_nobody_is_invited(keep, desk, visit, noor, entry):
    from portfolio import actions

    with desk.writing(actor_of(noor)) as work:
        actions.remove_entry(work, entry.id)
    assert visit(noor).post(f"/portfolio/entries/{entry.id}/guests/new", asked()).status_code == 403


# The list of one's own guests


def test_p7_the_list_says_how_far_each_is(invite, come, visit, noor, clock, run_jobs, post):
    invite()
    assert "Invited" in visit(noor).get("/portfolio/guests").text
    visit(None).post(post.links()[-1])
    assert "Opened the link" in visit(noor).get("/portfolio/guests").text
    come()
    assert "Confirmed by code" in visit(noor).get("/portfolio/guests").text
    clock.move(days=15)
    assert "Expired" in visit(noor).get("/portfolio/guests").text


def test_p7_the_list_is_of_ones_own_guests_alone(invite, visit, other):
    guest = invite()
    assert "Jan de Boer" not in visit(other).get("/portfolio/guests").text
    assert visit(other).get(f"/portfolio/guests/{guest.id}").status_code == 404


@pytest.mark.parametrize("deed", ["prolong", "mail", "withdraw"])
def test_p7_nobody_else_does_anything_to_a_guest(invite, visit, make, other, guide, deed):
    guest = invite()
    for person in (other, guide, make.person(Role.ADMINISTRATOR)):
        assert visit(person).post(f"/portfolio/guests/{guest.id}/{deed}", {"days": "3"}).status_code == 404


def test_p7_the_list_takes_the_same_statements_however_long(desk, visit, noor, statements):
    counts = []
    for batch in (range(1), range(1, 25)):
        with desk.writing() as work:
            work.db.add_all(_pass(work, noor, number) for number in batch)
        browser = visit(noor)
        browser.get("/portfolio/guests")
        with statements() as seen:
            assert browser.get("/portfolio/guests").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 4


def test_p7_prolonging_lets_a_guest_look_for_longer(guest_at, visit, noor, entry, clock, come):
    _browser, guest = guest_at
    clock.move(days=15)
    assert visit(noor).post(f"/portfolio/guests/{guest.id}/prolong", {"days": "7"}).status_code == 303
    assert come().get(at(guest, entry)).status_code == 200


def test_p7_for_at_most_ninety_days(invite, visit, noor):
    guest = invite()
    assert visit(noor).post(f"/portfolio/guests/{guest.id}/prolong", {"days": "91"}).status_code == 422


def test_p7_the_mail_again_brings_a_new_link_and_ends_the_earlier(invite, visit, noor, post, run_jobs, clock):
    guest = invite()
    clock.move(minutes=1)
    visit(noor).post(f"/portfolio/guests/{guest.id}/mail")
    run_jobs()
    first, second = post.links()
    assert (visit(None).get(first).status_code, visit(None).get(second).status_code) == (404, 200)


def test_p7_the_mail_goes_again_five_times_a_day(invite, visit, noor, run_jobs):
    guest = invite()
    answers = [visit(noor).post(f"/portfolio/guests/{guest.id}/mail").status_code for _ in range(6)]
    assert answers == [303] * 5 + [429]


def test_p7_a_withdrawn_guest_is_not_prolonged_nor_mailed(invite, visit, noor):
    guest = invite()
    visit(noor).post(f"/portfolio/guests/{guest.id}/withdraw")
    assert visit(noor).post(f"/portfolio/guests/{guest.id}/prolong", {"days": "3"}).status_code == 409
    assert visit(noor).post(f"/portfolio/guests/{guest.id}/mail").status_code == 409


def test_p7_withdrawing_twice_is_withdrawing_once(invite, visit, noor, audit):
    guest = invite()
    for _ in range(2):
        assert visit(noor).post(f"/portfolio/guests/{guest.id}/withdraw").status_code == 303
    assert [event for event, _actor, _person in audit()].count("guest-withdrawn") == 1


def test_p7_what_is_withdrawn_before_the_mail_is_made_is_not_mailed(visit, noor, desk, post, run_jobs):
    visit(noor).post("/portfolio/guests/new", asked())
    with desk.reading() as work:
        pass_id = work.db.query(GuestPass.id).scalar()
    visit(noor).post(f"/portfolio/guests/{pass_id}/withdraw")
    run_jobs()
    assert post.mails() == []


# The link and the code


def test_p7_the_link_tells_who_asks_and_shows_nothing_of_it(invite, visit, post, entry):
    invite()
    page = visit(None).get(post.links()[-1])
    assert page.status_code == 200
    assert "Noor Heuvel" in page.text
    assert entry.title not in page.text


def test_p7_looking_at_the_link_uses_nothing_up_and_sends_nothing(invite, visit, post, run_jobs, count):
    invite()
    for _ in range(30):
        visit(None).get(post.links()[-1])
    run_jobs()
    assert (len(post.mails()), count(SignInAttempt), count(GuestCode)) == (1, 0, 0)


def test_p7_the_address_is_never_shown_in_full(invite, visit, post):
    invite()
    link = post.links()[-1]
    pages = visit(None).get(link).text + visit(None).get(f"{link}/code").text
    assert "j•••@bouw.example" in pages
    assert "jan@bouw.example" not in pages


def test_p7_unknown_expired_and_withdrawn_answer_alike(invite, visit, noor, post, clock, desk):
    def page(link):
        answer = visit(None).get(link)
        return answer.status_code, answer.text

    guest = invite()
    unknown = page("/guests/" + "x" * 43)
    visit(noor).post(f"/portfolio/guests/{guest.id}/withdraw")
    withdrawn = page(post.links()[-1])
    invite(email="piet@bouw.example")
    clock.move(days=15)
    assert unknown == withdrawn == page(post.links("piet@bouw.example")[-1])
    assert unknown[0] == 404


def test_p7_a_link_asks_the_database_the_same_whatever_is_wrong_with_it(invite, visit, noor, post, statements):
    def asked_of(link):
        with statements() as seen:
            visit(None).get(link)
        return len(seen)

    guest = invite()
    visit(noor).post(f"/portfolio/guests/{guest.id}/withdraw")
    assert asked_of(post.links()[-1]) == asked_of("/guests/" + "y" * 43)


def test_p7_the_owner_gone_or_the_entry_removed_closes_the_link(invite, visit, post, desk, noor, entry):
    invite()
    with desk.writing() as work:
        work.db.get(Entry, entry.id).archived_at = work.now
    assert visit(None).get(post.links()[-1]).status_code == 404


def test_p7_the_right_code_opens_at_an_address_without_the_token(invite, come, post):
    guest = invite()
    browser = come()
    assert browser.home == f"/guests/visits/{guest.id}"


def test_p7_only_a_keyed_hash_of_the_code_is_kept(invite, visit, post, run_jobs, desk):
    import hashlib

    invite()
    visit(None).post(post.links()[-1])
    run_jobs()
    with desk.reading() as work:
        (kept,) = work.db.query(GuestCode.code_hash).one()
    assert kept not in {hashlib.sha256(code.encode()).hexdigest() for code in post.codes()}
    assert len(kept) == 64


def test_p7_a_code_is_good_once(invite, come, visit, post):
    invite()
    come()
    again = visit(None).post(f"{post.links()[-1]}/code", {"code": post.codes()[-1]})
    assert again.status_code == 422


def test_p7_a_code_is_good_for_ten_minutes(invite, visit, post, run_jobs, clock):
    invite()
    visit(None).post(post.links()[-1])
    run_jobs()
    clock.move(minutes=10)
    assert visit(None).post(f"{post.links()[-1]}/code", {"code": post.codes()[-1]}).status_code == 422


def test_p7_a_code_can_be_guessed_five_times_and_then_not_even_rightly(invite, visit, post, run_jobs, desk):
    invite()
    visit(None).post(post.links()[-1])
    run_jobs()
    right = post.codes()[-1]
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    answers = [visit(None).post(f"{post.links()[-1]}/code", {"code": code}) for code in [wrong] * 5 + [right]]
    assert [answer.status_code for answer in answers] == [422] * 6
    assert "cannot be used any more" in answers[-1].text


def test_p7_the_newest_code_alone_is_good(invite, visit, post, run_jobs, clock):
    invite()
    for _ in range(2):
        visit(None).post(post.links()[-1])
        run_jobs()
        clock.move(seconds=2)
    first, second = post.codes()
    answers = [visit(None).post(f"{post.links()[-1]}/code", {"code": code}).status_code for code in (first, second)]
    assert answers == [422, 303] or first == second


def test_p7_spaces_in_the_code_do_no_harm(invite, visit, post, run_jobs):
    invite()
    visit(None).post(post.links()[-1])
    run_jobs()
    code = post.codes()[-1]
    assert visit(None).post(f"{post.links()[-1]}/code", {"code": f" {code[:3]} {code[3:]} "}).status_code == 303


@pytest.mark.parametrize("nonsense", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦"])
def test_p7_what_cannot_be_a_code_is_no_guess(invite, visit, post, run_jobs, nonsense, desk):
    invite()
    visit(None).post(post.links()[-1])
    run_jobs()
    assert visit(None).post(f"{post.links()[-1]}/code", {"code": nonsense}).status_code == 422
    with desk.reading() as work:
        assert work.db.query(GuestCode.attempts).scalar() == 0


def test_p7_five_codes_an_hour_and_no_more(invite, visit, post, run_jobs, count):
    invite()
    answers = []
    for _ in range(6):
        answers.append(visit(None).post(post.links()[-1]).status_code)
        run_jobs()
    assert answers == [303] * 5 + [429]
    assert (len(post.codes()), count(SignInAttempt)) == (5, 5)


def test_p7_after_an_hour_a_code_can_be_asked_for_again(invite, visit, post, clock):
    invite()
    for _ in range(6):
        visit(None).post(post.links()[-1])
    clock.move(minutes=61)
    assert visit(None).post(post.links()[-1]).status_code == 303


def _guess_links(guesser):
    return [guesser.post(f"/guests/{'z' * 40}{number:03d}").status_code for number in range(101)]


def test_p7_guessing_links_closes_the_door_to_wrong_ones_from_that_address(visit):
    answers = _guess_links(visit(None))
    assert (set(answers[:100]), answers[100]) == ({404}, 429)
    assert visit(None).get(f"/guests/{'q' * 43}").status_code == 429
    elsewhere = visit(None).get(f"/guests/{'q' * 43}", environ_base={"REMOTE_ADDR": "192.0.2.9"})
    assert elsewhere.status_code == 404


def test_p7_who_guesses_links_keeps_out_nobody_with_a_right_one(invite, visit, come, entry, post):
    guest = invite()
    _guess_links(visit(None))
    assert visit(None).get(post.links()[-1]).status_code == 200
    assert come().get(at(guest, entry)).status_code == 200


def test_p7_who_guesses_codes_is_bound_by_the_invitation_and_not_by_the_address(invite, visit, post, come, run_jobs):
    invite()
    guesser, link = visit(None), post.links()[-1]
    guesser.post(link)
    run_jobs()
    wrong = f"{(int(post.codes()[-1]) + 1) % 1_000_000:06d}"
    assert {guesser.post(f"{link}/code", {"code": wrong}).status_code for _ in range(101)} == {422}
    invite(email="piet@bouw.example")
    come("piet@bouw.example")


def test_p7_a_guess_with_a_link_that_is_none_is_counted_though_refused(visit, count):
    assert visit(None).post(f"/guests/{'q' * 43}/code", {"code": "123456"}).status_code == 404
    assert count(SignInAttempt) == 1


@pytest.mark.parametrize("path", ["", "/code"])
def test_p7_a_form_from_elsewhere_is_refused(invite, app, post, path):
    invite()
    assert app.test_client().post(post.links()[-1] + path, data={"code": "123456"}).status_code == 400


def test_p7_with_https_too_a_form_of_ours_comes_through(invite, visit, post, app):
    """A page that forbids every referrer could not show that its form is from here."""
    invite()
    link = post.links()[-1]
    page = visit(None).get(link)
    assert page.headers["Referrer-Policy"] == "strict-origin"
    sent = {"base_url": "https://localhost", "headers": {"Referer": "https://localhost/"}}
    assert visit(None).post(link, **sent).status_code == 303


# What the pages say to the browser


def test_p7_no_page_of_a_guest_is_kept_found_or_told_on(guest_at, entry, post):
    browser, guest = guest_at
    for url in (post.links()[-1], f"{post.links()[-1]}/code", at(guest, entry), "/guests/left", "/guests/none"):
        headers = browser.get(url).headers
        assert "no-store" in headers["Cache-Control"]
        assert headers["Referrer-Policy"] == "strict-origin"
        assert "noindex" in headers["X-Robots-Tag"]


def test_p7_the_cookie_is_for_guest_pages_alone(invite, visit, post, run_jobs):
    guest = invite()
    browser = visit(None)
    browser.post(post.links()[-1])
    run_jobs()
    answer = browser.post(f"{post.links()[-1]}/code", {"code": post.codes()[-1]})
    (cookie,) = [line for line in answer.headers.getlist("Set-Cookie") if f"guest-{guest.id}=" in line]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/guests" in cookie
    assert "Max-Age=28800" in cookie


def test_p7_links_in_mails_do_not_follow_a_false_host(visit, noor, post, run_jobs):
    visit(noor).post("/portfolio/guests/new", asked(), base_url="http://evil.example")
    run_jobs()
    assert "evil.example" not in "".join(post.texts())


# Seeing


def test_p7_a_guest_sees_text_files_and_reasoning(invite, come, keep, noor, entry, evidence):
    keep.file(noor, entry, photo())
    guest = invite()
    page = come().get(at(guest, entry)).text
    assert entry.title in page
    assert "IMG_0001.jpg" in page
    assert "I made it." in page


def test_p7_a_guest_sees_nothing_of_the_menu(guest_at, entry):
    browser, guest = guest_at
    page = browser.get(at(guest, entry)).text
    assert 'id="menu"' not in page
    assert "/portfolio/" not in page


def test_p7_a_guest_of_one_entry_is_led_to_it(guest_at, entry):
    browser, guest = guest_at
    assert browser.get(browser.home).location == at(guest, entry)


def test_p7_a_guest_of_one_entry_sees_no_other(guest_at, keep, noor, other):
    browser, guest = guest_at
    for one in (keep.entry(noor, "Another"), keep.entry(other, "Theirs")):
        assert browser.get(at(guest, one)).status_code == 404
        assert browser.post(at(guest, one, "/comments"), {"text": "x"}).status_code == 404
        assert browser.get(at(guest, one, "/statement")).status_code == 404
        assert browser.post(at(guest, one, "/statement"), {}).status_code == 404


def test_p7_a_guest_of_everything_sees_that_portfolio_and_no_other(invite, come, keep, noor, other, entry, evidence):
    guest = invite(whole=True)
    browser, theirs = come(), keep.entry(other, "Theirs")
    page = browser.get(browser.home).text
    assert entry.title in page
    assert "Theirs" not in page
    assert "B1-K1-W1" in page
    assert browser.get(at(guest, entry)).status_code == 200
    assert browser.get(at(guest, theirs)).status_code == 404


def test_p7_the_pages_of_a_portfolio_take_the_same_statements(invite, come, keep, noor, entry, evidence, statements):
    invite(whole=True)
    browser, counts = come(), []
    for number in range(2):
        for _ in range(number * 12):
            keep.entry(noor)
        with statements() as seen:
            browser.get(browser.home)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 14


def test_p7_a_photo_is_shown_as_we_drew_it_and_never_as_it_came(invite, come, keep, noor, entry):
    file, guest = keep.file(noor, entry, photo()), invite()
    browser = come()
    at_file = f"/guests/visits/{guest.id}/files/{file.id}"
    assert b"Phonemaker" not in browser.get(f"{at_file}/picture").data
    assert browser.get(f"{at_file}/thumbnail").status_code == 200
    assert browser.get(f"{at_file}/original").status_code == 404


def test_p7_a_document_leaves_as_a_download_under_which_nothing_runs(invite, come, keep, noor, entry):
    file, guest = keep.file(noor, entry, b"What I measured.", "notes.txt"), invite()
    answer = come().get(f"/guests/visits/{guest.id}/files/{file.id}/original")
    assert answer.data == b"What I measured."
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_p7_files_of_other_entries_are_not_there(guest_at, keep, noor, other):
    browser, guest = guest_at
    for owner in (noor, other):
        file = keep.file(owner, keep.entry(owner, "Another"), photo())
        for part in ("picture", "thumbnail", "original"):
            assert browser.get(f"/guests/visits/{guest.id}/files/{file.id}/{part}").status_code == 404


def test_p7_without_the_cookie_there_is_nothing(guest_at, visit, entry):
    _browser, guest = guest_at
    assert visit(None).get(at(guest, entry)).status_code == 404


def test_p7_the_cookie_of_one_pass_opens_no_other(guest_at, invite, entry, desk):
    browser, first = guest_at
    second = invite(email="piet@bouw.example")
    cookie = browser.client.get_cookie(f"proefstuk-guest-{first.id}", path="/guests")
    browser.client.set_cookie(f"proefstuk-guest-{second.id}", cookie.value, path="/guests")
    assert browser.get(at(second, entry)).status_code == 404


def test_p7_two_invitations_stand_open_beside_each_other(invite, come, visit, post, entry, run_jobs, clock):
    first = invite()
    browser = come()
    second = invite(whole=True)
    link = post.links()[-1]
    clock.move(seconds=1)
    browser.post(link)
    run_jobs()
    browser.post(f"{link}/code", {"code": post.codes()[-1]})
    assert browser.get(at(first, entry)).status_code == browser.get(at(second, entry)).status_code == 200


def test_p7_a_visit_lasts_eight_hours(guest_at, entry, clock):
    browser, guest = guest_at
    clock.move(hours=8)
    assert browser.get(at(guest, entry)).status_code == 404


@pytest.mark.parametrize("closes", ["withdraw", "expire", "remove", "leave-school"])
def test_p7_what_closes_it_closes_the_open_tab_too(guest_at, visit, noor, entry, desk, clock, closes, keep):
    browser, guest = guest_at
    assert browser.get(at(guest, entry)).status_code == 200
    if closes == "withdraw":
        visit(noor).post(f"/portfolio/guests/{guest.id}/withdraw")
    with desk.writing() as work:
        if closes == "expire":
            work.db.get(GuestPass, guest.id).expires_at = work.now
        if closes == "remove":
            work.db.get(Entry, entry.id).archived_at = work.now
        if closes == "leave-school":
            work.db.merge(noor).active = False
    gone = browser.get(at(guest, entry))
    assert gone.status_code == 404
    assert "This link does not work" in gone.text
    assert browser.post(at(guest, entry, "/comments"), {"text": "still here"}).status_code == 404


def test_p7_leaving_ends_the_visit_on_the_server_too(guest_at, entry, count):
    browser, guest = guest_at
    cookie = browser.client.get_cookie(f"proefstuk-guest-{guest.id}", path="/guests")
    assert browser.post(f"/guests/visits/{guest.id}/leave").location == "/guests/left"
    browser.client.set_cookie(f"proefstuk-guest-{guest.id}", cookie.value, path="/guests")
    assert browser.get(at(guest, entry)).status_code == 404


def test_p7_whoever_is_signed_in_counts_as_nobody_here(invite, visit, guide, post, run_jobs, entry, audit):
    guest, browser = invite(), visit(guide)
    browser.post(post.links()[-1])
    run_jobs()
    browser.post(f"{post.links()[-1]}/code", {"code": post.codes()[-1]})
    page = browser.get(at(guest, entry)).text
    assert guide.name not in page
    assert {actor for event, actor, _person in audit() if event in ("guest-came-in", "guest-looked")} == {None}
    assert visit(guide).get(at(guest, entry)).status_code == 404


@pytest.mark.parametrize(
    ("status", "ask"),
    [
        (400, lambda browser, here: browser.client.post(f"{here}/comments", data={"text": "x"})),
        (404, lambda browser, here: browser.get(f"{here}/nothing")),
        (404, lambda browser, here: browser.get(f"{here}9")),
        (405, lambda browser, here: browser.get(f"{here}/comments")),
        (413, lambda browser, here: browser.post(f"{here}/comments", {"text": "x" * 2_000_001})),
        (429, lambda browser, here: [browser.post(f"/guests/{'z' * 43}") for _ in range(101)][-1]),
    ],
)
def test_p7_a_refusal_too_shows_nothing_of_whoever_is_signed_in(
    invite, visit, guide, post, run_jobs, entry, status, ask
):
    guest, browser = invite(language="nl"), visit(guide)
    browser.post(post.links()[-1])
    run_jobs()
    browser.post(f"{post.links()[-1]}/code", {"code": post.codes()[-1]})
    answer = ask(browser, at(guest, entry))
    assert answer.status_code == status
    assert not any(words in answer.text for words in (guide.name, 'id="menu"', "/preferences", 'href="/"'))


def test_p7_a_refusal_too_speaks_the_guests_language(invite, come, entry):
    guest = invite(language="nl")
    assert '<html lang="nl"' in come().get(at(guest, entry) + "9").text


def test_p7_the_rights_of_whoever_is_signed_in_open_no_guest_page(visit, invite, noor, entry):
    guest = invite()
    assert visit(noor).get(at(guest, entry)).status_code == 404


def test_p7_the_pages_speak_the_guests_language(invite, come, entry):
    guest = invite(language="nl")
    assert '<html lang="nl"' in come().get(at(guest, entry)).text


def test_p7_what_was_filled_in_and_what_is_refused_speak_the_guests_language_too(invite, come, keep, noor, desk, entry):
    from datetime import date

    with desk.writing() as work:
        work.db.get(Entry, entry.id).started_on = date(2026, 4, 25)
    guest = invite(language="nl")
    browser = come()
    assert "za 25 apr 2026" in browser.get(at(guest, entry)).text.lower()
    refused = browser.post(at(guest, entry, "/comments"), {"text": "x" * 5001, "form_key": uuid_of(1)}).text
    assert "characters" not in refused


def test_p7_a_guest_chooses_another_language_and_keeps_it(guest_at, entry):
    browser, guest = guest_at
    browser.get(f"{at(guest, entry)}?language=nl")
    assert '<html lang="nl"' in browser.get(at(guest, entry)).text


# Commenting


def test_p7_a_comment_of_a_guest_has_no_other_author(guest_at, entry, desk):
    browser, guest = guest_at
    assert (
        browser.post(at(guest, entry, "/comments"), {"text": "Fine work.", "form_key": uuid_of(1)}).status_code == 303
    )
    with desk.reading() as work:
        (said,) = work.db.query(Comment.author_id, Comment.guest_pass_id, Comment.text).all()
    assert said == (None, guest.id, "Fine work.")
    assert "Fine work." in browser.get(at(guest, entry)).text


def test_p7_a_comment_is_text_and_never_code(guest_at, entry):
    browser, guest = guest_at
    browser.post(at(guest, entry, "/comments"), {"text": "<script>alert(1)</script>", "form_key": uuid_of(2)})
    assert "<script>alert(1)" not in browser.get(at(guest, entry)).text


def test_p7_the_same_comment_twice_is_said_once(guest_at, entry, count):
    browser, guest = guest_at
    for _ in range(2):
        browser.post(at(guest, entry, "/comments"), {"text": "Fine work.", "form_key": uuid_of(3)})
    assert count(Comment) == 1


@pytest.mark.parametrize("text", ["", "   ", "x" * 5001])
def test_p7_nothing_or_far_too_much_is_no_comment(guest_at, entry, count, text):
    browser, guest = guest_at
    assert browser.post(at(guest, entry, "/comments"), {"text": text}).status_code == 422
    assert count(Comment) == 0


def test_p7_a_guest_says_fifty_things_and_no_more(guest_at, entry, desk, count):
    browser, guest = guest_at
    with desk.writing() as work:
        work.db.add_all(_said(work, guest, entry, number) for number in range(49))
    answers = [browser.post(at(guest, entry, "/comments"), {"text": f"N{n}.", "form_key": uuid_of(n)}) for n in (1, 2)]
    assert ([answer.status_code for answer in answers], count(Comment)) == ([303, 429], 50)
    assert "N2." in answers[1].text
    assert "50 comments" in answers[1].text


def test_p7_what_one_guest_said_leaves_the_room_of_another(guest_at, entry, desk, invite, come):
    _browser, guest = guest_at
    with desk.writing() as work:
        work.db.add_all(_said(work, guest, entry, number) for number in range(50))
    second = invite(email="piet@bouw.example")
    answer = come("piet@bouw.example").post(at(second, entry, "/comments"), {"text": "Fine.", "form_key": uuid_of(1)})
    assert answer.status_code == 303


def test_p7_a_guest_sees_the_newest_of_a_long_conversation_and_a_way_to_the_rest(guest_at, entry, desk, noor):
    browser, guest = guest_at
    browser.post(at(guest, entry, "/comments"), {"text": "Which glue?", "form_key": uuid_of(5)})
    with desk.writing() as work:
        first = work.db.query(Comment).one()
        fields = {"guest_pass_id": None, "author_id": noor.id, "thread_id": first.id}
        work.db.add_all(_said(work, guest, entry, number, **fields) for number in range(99))
    pages = [browser.get(f"{at(guest, entry)}?talk={number}").text for number in (1, 2)]
    shown = [[n for n in range(99) if f">Comment {n}.<" in page] for page in pages]
    assert shown == [list(range(49, 99)), list(range(49))]
    assert ["Which glue?" in page for page in pages] == [False, True]
    assert "?talk=2#talk" in pages[0]


def test_p7_what_a_guest_says_at_last_joins_the_conversation_all_the_same(guest_at, entry, desk, noor):
    browser, guest = guest_at
    with desk.writing() as work:
        work.db.add_all(_said(work, guest, entry, number) for number in range(2))
    browser.post(at(guest, entry, "/comments"), {"text": "Which glue?", "form_key": uuid_of(5)})
    with desk.reading() as work:
        rows = work.db.query(Comment).order_by(Comment.id).all()
        assert (rows[-1].text, rows[-1].thread_id) == ("Which glue?", rows[0].id)


def _said(work, guest, entry, number, **fields):
    facts = {"entry_id": entry.id, "guest_pass_id": guest.id, "text": f"Comment {number}.", "created_at": work.now}
    return Comment(form_key=uuid_of(800_000 + number), **{**facts, **fields})


def test_p7_a_guest_reads_only_the_conversation_of_the_own(guest_at, invite, come, entry, desk, noor):
    browser, guest = guest_at
    browser.post(at(guest, entry, "/comments"), {"text": "Mine alone.", "form_key": uuid_of(4)})
    second = invite(email="piet@bouw.example", name="Piet")
    assert "Mine alone." not in come("piet@bouw.example").get(at(second, entry)).text


def test_p7_an_answer_in_the_conversation_is_read_by_the_guest(guest_at, entry, desk, noor):
    from portfolio.actions.talk import add_comment

    browser, guest = guest_at
    browser.post(at(guest, entry, "/comments"), {"text": "Which glue?", "form_key": uuid_of(5)})
    with desk.writing(actor_of(noor)) as work:
        first = work.db.query(Comment).one()
        add_comment(work, entry.id, "Bone glue.", form_key=uuid_of(6), thread_id=first.id)
        add_comment(work, entry.id, "To my supervisor.", form_key=uuid_of(7))
    page = browser.get(at(guest, entry)).text
    assert "Bone glue." in page
    assert "To my supervisor." not in page


# Names and messages that mean harm


@pytest.mark.parametrize("name", ["Zoë 🪚 Łukasz", "محمد", "O'Brien & <b>Sons</b>"])
def test_p7_names_of_every_kind_arrive_whole(visit, noor, entry, invite, post, name):
    guest = invite(name=name)
    assert guest.name == name
    assert f"Hello {name}," in post.texts()[-1]
    page = visit(noor).get(f"/portfolio/guests/{guest.id}").text
    assert "<b>Sons</b>" not in page


def test_p7_a_name_cannot_become_a_header_or_turn_the_text(invite, post):
    guest = invite(name="Jan\r\nBcc: all@school.example\u202e")
    assert "\n" not in guest.name
    assert "\u202e" not in guest.name
    (mail,) = post.mails()
    assert mail["Bcc"] is None


def test_p7_an_address_holds_no_second_one(visit, noor, entry, count):
    for address in ("a@b.example,c@d.example", "a@b.example\nBcc: c@d.example", "<a@b.example>", "a b@c.example"):
        assert visit(noor).post("/portfolio/guests/new", asked(email=address)).status_code == 422
    assert count(GuestPass) == 0


def test_p7_each_line_of_a_message_is_quoted(invite, post):
    invite(message="Hello\nYour code is 123 456\nhttp://evil.example")
    lines = post.texts()[-1].splitlines()
    assert "> Your code is 123 456" in lines
    assert "> http://evil.example" in lines
    assert "Your code is 123 456" not in lines


def test_p7_codes_and_visits_that_are_over_are_cleared_away(guest_at, app, desk, clock, count, run_jobs):
    from portfolio.jobs import tidy_guests

    clock.move(days=31)
    with desk.writing() as work:
        tidy_guests(work)
    assert (count(GuestCode), count(GuestVisit), count(GuestPass)) == (0, 0, 1)


def test_p7_what_guests_do_is_in_the_audit_without_a_name(guest_at, entry, desk, noor):
    from foundation.audit import AuditLine

    browser, guest = guest_at
    browser.get(at(guest, entry))
    with desk.reading() as work:
        lines = work.db.query(AuditLine).filter(AuditLine.person_id == noor.id).all()
        told = [(line.event, line.facts) for line in lines]
    assert ("portfolio.guest-looked", {"person_id": noor.id, "guest_pass_id": guest.id, "entry_id": entry.id}) in told
    assert not any("jan" in str(facts).lower() or "boer" in str(facts).lower() for _event, facts in told)


@pytest.mark.parametrize("url", ["/guests/{token}", "/portfolio/guests/1/withdraw", "/guests/visits/1/leave"])
def test_p7_what_changes_something_is_not_done_by_looking(visit, noor, url):
    assert visit(noor).get(url.replace("{token}", "x" * 43)).status_code in (404, 405)


def test_p7_files_stand_in_the_same_order_for_a_guest_as_for_their_owner(desk, guest_at, keep, noor, entry):
    first = keep.file(noor, entry, photo((640, 480)), "first.jpg")
    keep.file(noor, entry, photo((600, 400)), "second.jpg")
    newer = keep.file(noor, entry, photo((500, 300)), "newer.jpg")
    with desk.writing() as work:
        work.db.get(EntryFile, first.id).replaced_at = work.now
        work.db.get(EntryFile, newer.id).replaces_id = first.id
    browser, guest = guest_at
    page = browser.get(f"/guests/visits/{guest.id}/entries/{entry.id}").text
    assert "first.jpg" not in page
    assert page.index("newer.jpg") < page.index("second.jpg")
