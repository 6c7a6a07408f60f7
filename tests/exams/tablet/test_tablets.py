"""Which tablets there are, and shutting one out: /exams/tablets, and what a tablet hears of it."""

import base64
import hashlib
import hmac
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from exams.actions import tablets as actions
from exams.models import Mark, Tablet
from foundation.audit import AuditLine
from people.models import SignIn
from people.rules import Role
from tests.conftest import NOON, actor_of
from tests.exams.marking.conftest import Bench


@pytest.fixture
def administrator(visit, make):
    return visit(make.person(Role.ADMINISTRATOR))


@pytest.fixture
def prepared(prepare, make, examiner, tablet_id):
    """A tablet with a sheet to mark on it."""
    form, candidate = make.exam_form(), make.person(Role.CANDIDATE, given="Noor")
    bench = Bench(examiner, candidate, form, make.sitting(form, candidate, examiner))
    assert prepare().status_code == 200
    return bench


def address(tablet_id, deed):
    return f"/exams/tablets/{tablet_id}/{deed}"


def the_tablet(desk, tablet_id):
    with desk.reading() as work:
        found = work.db.get(Tablet, UUID(tablet_id))
        work.db.expunge_all()
        return found


def asked_as(visitor, tablet_id):
    return visitor.get("/exams/session", headers={"X-Proefstuk-Tablet": tablet_id})


def lines_of(desk, event):
    with desk.reading() as work:
        found = work.db.scalars(select(AuditLine).where(AuditLine.event == event)).all()
        return [(line.person_id, line.facts) for line in found]


# --- the list


def test_an_administrator_sees_who_prepared_what(administrator, prepared, examiner):
    page = administrator.get("/exams/tablets").text
    assert all(
        words in page for words in (examiner.name, "Android, Chrome", "In use", "No marks came since", "Prepared on")
    )


def test_it_stands_in_the_menu_of_administrators(administrator, visit, make):
    link = 'href="/exams/tablets"'
    assert link in administrator.get("/").text
    assert link not in visit(make.person(Role.COORDINATOR)).get("/").text


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_nobody_else_sees_the_list(visit, make, role):
    assert visit(make.person(role)).get("/exams/tablets").status_code == 403


def arrived(desk, bench, tablet_id, at):
    """A mark from this tablet, received at this moment."""
    with desk.writing() as work:
        work.db.add(
            Mark(
                op=uuid4(),
                sheet_id=bench.sheet.id,
                step_id=bench.steps[0],
                examiner_id=bench.examiner.id,
                value=2,
                sequence=1,
                made_at=at,
                received_at=at,
                answer="stored",
                tablet_id=UUID(tablet_id),
            )
        )


@pytest.mark.parametrize(("hours", "words"), [(-1, "No marks came since"), (1, "Marks came since, last on")])
def test_it_says_whether_marks_came_since(administrator, prepared, desk, tablet_id, hours, words):
    arrived(desk, prepared, tablet_id, NOON + timedelta(hours=hours))
    assert words in administrator.get("/exams/tablets").text


def test_of_a_tablet_that_was_off_when_its_time_ended_the_names_are_hidden_and_not_gone(administrator, prepared, clock):
    clock.move(hours=25)
    page = administrator.get("/exams/tablets").text
    assert "Names hidden" in page
    assert "it hides the names. Opened after Wed 25 Nov 2026, 13:00 it deletes them." in " ".join(page.split())


def test_of_a_tablet_that_was_in_touch_since_its_time_ended_the_names_are_gone(
    administrator, prepared, examiner, visit, tablet_id, clock
):
    clock.move(hours=25)
    asked_as(visit(examiner), tablet_id)
    page = administrator.get("/exams/tablets").text
    assert "Names gone" in page
    assert "It was in touch since then: the names are gone from it." in page


@pytest.mark.parametrize(("words", "found"), [("android", 1), ("ipad", 0), ("%", 0), ("Chrome Android", 1)])
def test_the_list_is_searched_by_device(administrator, prepared, words, found):
    page = administrator.get("/exams/tablets", query_string={"q": words}).text
    assert page.count("/shut-out") == found


def test_the_list_is_searched_by_name(administrator, prepared, examiner):
    assert administrator.get("/exams/tablets", query_string={"q": examiner.family_name}).text.count("/shut-out") == 1
    assert administrator.get("/exams/tablets?q=Zzzz").text.count("/shut-out") == 0


@pytest.mark.parametrize(
    "query", ["page=0", "page=999", "page=x", "which=nothing", "q=%F0%9F%A6%86", "page=99999999999"]
)
def test_an_odd_address_shows_a_list_all_the_same(administrator, prepared, query):
    assert administrator.get(f"/exams/tablets?{query}").status_code == 200


def test_what_a_tablet_calls_itself_is_no_code(administrator, prepare):
    prepare(label="<img src=x>")
    assert "<img src=x>" not in administrator.get("/exams/tablets").text


def test_the_list_takes_as_many_statements_for_many_as_for_one(administrator, prepare, visit, make, statements):
    prepare()
    with statements() as one:
        administrator.get("/exams/tablets")
    for _each in range(5):
        prepare(by=visit(make.person(Role.EXAMINER)), tablet=str(uuid4()))
    with statements() as six:
        administrator.get("/exams/tablets")
    assert len(six) == len(one)


def test_long_lists_have_pages(administrator, desk, examiner):
    with desk.writing() as work:
        times = dict.fromkeys(("made_at", "prepared_at", "seen_at", "ends_at"), NOON)
        work.db.add_all(Tablet(id=uuid4(), person_id=examiner.id, secret=b"s", **times) for _each in range(51))
    assert administrator.get("/exams/tablets").text.count("/shut-out") == 50
    assert administrator.get("/exams/tablets?page=2").text.count("/shut-out") == 1


# --- shutting out


def test_it_is_said_beforehand_what_it_does(administrator, prepared, tablet_id, examiner):
    page = administrator.get(address(tablet_id, "shut-out")).text
    assert all(words in page for words in (examiner.name, "sign-in on it ends", "wiped", "stay on it, locked"))


def test_shutting_out_ends_the_sign_in_on_it(administrator, prepared, desk, tablet_id, visitor):
    answer = administrator.post(address(tablet_id, "shut-out"))
    assert (answer.status_code, answer.location) == (303, "/exams/tablets?which=out")
    assert visitor.get("/exams/session").json["user"] is None
    assert the_tablet(desk, tablet_id).shut_out_at == NOON


def test_other_browsers_of_the_examiner_stay_signed_in(administrator, prepared, visit, examiner, tablet_id):
    phone = visit(examiner)
    administrator.post(address(tablet_id, "shut-out"))
    assert phone.get("/exams/session").json["user"] == examiner.id


def test_every_sign_in_that_was_ever_on_it_ends(administrator, prepared, visit, examiner, tablet_id, visitor):
    later = visit(examiner)  # signed in anew on the same tablet, and not prepared again
    asked_as(later, tablet_id)
    administrator.post(address(tablet_id, "shut-out"))
    assert later.get("/exams/session").json["user"] is None
    assert visitor.get("/exams/session").json["user"] is None


def test_it_is_on_record_who_shut_it_out(administrator, prepared, desk, examiner, tablet_id):
    administrator.post(address(tablet_id, "shut-out"))
    ((person, facts),) = lines_of(desk, "exams.tablet-shut-out")
    assert (person, facts["tablet_id"], len(facts["ended_sign_in_ids"])) == (examiner.id, tablet_id, 1)
    assert len(lines_of(desk, "people.signed-out")) == 1


def test_a_second_tap_is_no_harm(administrator, prepared, desk, tablet_id, clock):
    administrator.post(address(tablet_id, "shut-out"))
    clock.move(minutes=1)
    assert administrator.post(address(tablet_id, "shut-out")).status_code == 303
    assert the_tablet(desk, tablet_id).shut_out_at == NOON
    assert len(lines_of(desk, "exams.tablet-shut-out")) == 1


def test_a_sign_in_that_is_gone_is_no_hindrance(administrator, prepared, desk, tablet_id):
    with desk.writing() as work:
        ((number,),) = work.db.get(Tablet, UUID(tablet_id)).hands.values()
        work.db.delete(work.db.get(SignIn, number))
    assert administrator.post(address(tablet_id, "shut-out")).status_code == 303


def test_the_tablet_hears_of_it_though_nobody_is_signed_in(administrator, prepared, tablet_id, visitor):
    assert asked_as(visitor, tablet_id).json["shut_out"] is False
    administrator.post(address(tablet_id, "shut-out"))
    assert asked_as(visitor, tablet_id).json["shut_out"] is True


def proven(prepared_answer, tablet_id):
    """What the tablet says of itself, with the secret it was given."""
    secret = base64.b64decode(prepared_answer.json["secret"])
    word = hmac.new(secret, f"here {tablet_id}".encode(), hashlib.sha256).hexdigest()
    return {"X-Proefstuk-Tablet": tablet_id, "X-Proefstuk-Tablet-Proof": word}


@pytest.mark.parametrize("word", ["", "0" * 64, "é"])
def test_who_learned_its_number_does_not_say_for_it_that_it_knows(
    administrator, prepared, tablet_id, visitor, clock, word
):
    administrator.post(address(tablet_id, "shut-out"))
    clock.move(minutes=2)
    said = {"X-Proefstuk-Tablet": tablet_id, "X-Proefstuk-Tablet-Proof": word.encode().decode("latin1")}
    assert visitor.get("/exams/session", headers=said).json["shut_out"] is True
    assert "was not in touch since then" in administrator.get("/exams/tablets?which=out").text


def test_the_list_says_whether_the_tablet_knows(administrator, prepared, prepare, tablet_id, visitor, clock):
    headers = proven(prepare(), tablet_id)
    administrator.post(address(tablet_id, "shut-out"))
    listed = "/exams/tablets?which=out"
    assert "was not in touch since then" in administrator.get(listed).text
    clock.move(minutes=2)
    visitor.get("/exams/session", headers=headers)
    assert "was in touch since then and knows" in administrator.get(listed).text


def test_letting_in_again(administrator, prepared, prepare, visit, examiner, desk, tablet_id):
    administrator.post(address(tablet_id, "shut-out"))
    answer = administrator.post(address(tablet_id, "let-in"))
    assert (answer.status_code, answer.location) == (303, "/exams/tablets")
    assert prepare(by=visit(examiner)).status_code == 200
    assert lines_of(desk, "exams.tablet-let-in") == [(examiner.id, {"tablet_id": tablet_id, "person_id": examiner.id})]


def test_letting_in_what_was_not_shut_out_is_no_harm(administrator, prepared, desk, tablet_id):
    assert administrator.post(address(tablet_id, "let-in")).status_code == 303
    assert lines_of(desk, "exams.tablet-let-in") == []


@pytest.mark.parametrize("deed", ["shut-out", "let-in"])
@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_nobody_else_learns_that_the_tablet_exists(visit, make, prepared, tablet_id, deed, role):
    assert visit(make.person(role)).post(address(tablet_id, deed)).status_code == 404


@pytest.mark.parametrize("number", ["8d6f8f0e-4f0a-4c55-9e0b-1f1a3f0c2a77", "x", "0"])
def test_a_tablet_that_does_not_exist(administrator, number):
    assert administrator.post(address(number, "shut-out")).status_code == 404
    assert administrator.get(address(number, "shut-out")).status_code == 404


def test_letting_in_is_a_deed(administrator, prepared, tablet_id):
    assert administrator.get(address(tablet_id, "let-in")).status_code == 405


# --- one's own


def test_an_examiner_sees_the_own_tablets_alone(visit, make, prepared, examiner):
    assert "Android, Chrome" in visit(examiner).get("/exams/tablets/own").text
    assert "You have prepared no tablet" in visit(make.person(Role.EXAMINER)).get("/exams/tablets/own").text


def test_who_lost_a_tablet_shuts_it_out_from_elsewhere(visit, prepared, examiner, visitor, tablet_id):
    phone = visit(examiner)
    answer = phone.post(address(tablet_id, "shut-out"))
    assert (answer.status_code, answer.location) == (303, "/exams/tablets/own")
    assert (visitor.get("/exams/session").json["user"], phone.get("/exams/session").json["user"]) == (None, examiner.id)


def test_what_an_administrator_shut_out_an_administrator_lets_in(administrator, visit, prepared, examiner, tablet_id):
    administrator.post(address(tablet_id, "shut-out"))
    phone = visit(examiner)
    assert phone.post(address(tablet_id, "let-in")).status_code == 403
    assert "Let in again" not in phone.get("/exams/tablets/own").text


def test_what_one_shut_out_oneself_one_lets_in(visit, desk, prepared, examiner, tablet_id):
    phone = visit(examiner)
    phone.post(address(tablet_id, "shut-out"))
    assert phone.post(address(tablet_id, "let-in")).status_code == 303
    assert the_tablet(desk, tablet_id).shut_out_at is None


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.EXAMINER}))
def test_who_does_not_examine_has_no_such_page(visit, make, role):
    assert visit(make.person(role)).get("/exams/tablets/own").status_code == 403


def test_the_own_page_takes_as_many_statements_for_many_as_for_one(visit, prepare, examiner, statements):
    phone = visit(examiner)
    prepare()
    with statements() as one:
        phone.get("/exams/tablets/own")
    for _each in range(4):
        prepare(tablet=str(uuid4()))
    with statements() as five:
        phone.get("/exams/tablets/own")
    assert len(five) == len(one)


def test_today_offers_the_app(visit, make, examiner):
    make.sitting(examiner=examiner)
    page = visit(examiner).get("/exams/today").text
    assert 'href="/exams/tablet/"' in page
    assert 'href="/exams/tablets/own"' in page


# --- what a tablet asks


def test_a_browser_that_is_no_tablet_is_not_shut_out(visitor):
    answer = visitor.get("/exams/session")
    assert (answer.json["shut_out"], answer.headers["X-Proefstuk"]) == (False, "1")


@pytest.mark.parametrize("number", ["", "x", "0" * 500, "é", "{}", "8d6f8f0e-4f0a-4c55-9e0b-1f1a3f0c2a77"])
def test_a_number_of_nothing_is_not_shut_out(visitor, number):
    assert asked_as(visitor, number).json["shut_out"] is False


def test_being_in_touch_is_noted_once_a_minute(prepared, desk, visitor, tablet_id, clock):
    clock.move(seconds=30)
    asked_as(visitor, tablet_id)
    assert the_tablet(desk, tablet_id).seen_at == NOON
    clock.move(seconds=45)
    asked_as(visitor, tablet_id)
    assert the_tablet(desk, tablet_id).seen_at == clock.now


def test_within_that_minute_it_costs_no_writing(prepared, visitor, tablet_id, statements):
    asked_as(visitor, tablet_id)
    with statements() as seen:
        asked_as(visitor, tablet_id)
    assert [one for one in seen.seen if one.startswith(("UPDATE", "INSERT"))] == []


def test_asking_for_the_session_takes_two_statements(prepared, visitor, tablet_id, statements):
    asked_as(visitor, tablet_id)
    with statements() as seen:
        asked_as(visitor, tablet_id)
    assert len([one for one in seen.seen if one.startswith("SELECT")]) == 2


def test_nothing_is_taken_from_a_tablet_that_was_shut_out(prepared, desk, tablet_id, examiner):
    number = UUID(tablet_id)
    with desk.writing(actor_of(examiner)) as work:
        actions.refuse_shut_out(work, number)
        actions.refuse_shut_out(work, None)
        actions.shut_out(work, work.db.get(Tablet, number))
        with pytest.raises(actions.ShutOut):
            actions.refuse_shut_out(work, number)


def test_a_tablet_in_two_hands_at_once_is_one_row(prepared, desk, examiner, tablet_id):
    told = actions.Device(id=UUID(tablet_id), label="again", build="b")
    with desk.writing(actor_of(examiner)) as work:
        first = actions.prepare(work, told, ()).secret
    assert the_tablet(desk, tablet_id).secret == first
    assert (the_tablet(desk, tablet_id).ends_at - NOON) == timedelta(hours=24)


def test_what_a_tablet_that_was_shut_out_sends_is_not_taken(prepared, visit, administrator, desk, examiner, tablet_id):
    administrator.post(address(tablet_id, "shut-out"))
    body = {"operations": [prepared.mark(0)], "sent_at": NOON.isoformat()}
    anew = visit(examiner)  # who has the password signs in on it again
    answer = anew.post("/exams/sync", json=body, headers={"X-Proefstuk-Tablet": tablet_id})
    assert (answer.status_code, answer.json, answer.headers["X-Proefstuk"]) == (403, {"shut_out": True}, "1")
    with desk.reading() as work:
        assert work.db.scalars(select(Mark.id)).all() == []


def test_let_in_again_it_sends_what_it_kept(prepared, visit, administrator, examiner, tablet_id):
    administrator.post(address(tablet_id, "shut-out"))
    administrator.post(address(tablet_id, "let-in"))
    body = {"operations": [prepared.mark(0)], "sent_at": NOON.isoformat()}
    answer = visit(examiner).post("/exams/sync", json=body, headers={"X-Proefstuk-Tablet": tablet_id})
    assert [one["outcome"] for one in answer.json["answers"]] == ["stored"]


def test_let_in_again_a_tablet_that_was_wiped_shows_no_names_until_it_is_prepared(
    prepared, prepare, visit, administrator, examiner, tablet_id, clock
):
    administrator.post(address(tablet_id, "shut-out"))
    clock.move(minutes=2)
    asked_as(visit(examiner), tablet_id)
    administrator.post(address(tablet_id, "let-in"))
    page = administrator.get("/exams/tablets").text
    assert "Shows names until" not in page
    assert "the names are gone from it" in page
    prepare(by=visit(examiner))
    assert "Shows names until" in administrator.get("/exams/tablets").text


def test_let_in_again_before_it_heard_of_it_a_tablet_still_shows_names(prepared, administrator, tablet_id):
    administrator.post(address(tablet_id, "shut-out"))
    administrator.post(address(tablet_id, "let-in"))
    assert "Shows names until" in administrator.get("/exams/tablets").text


def test_two_tablets_alike_are_told_apart_by_a_short_number(prepare, make, visit, tablet_id):
    prepare()
    page = visit(make.person(Role.ADMINISTRATOR)).get("/exams/tablets").text
    assert f'data-tablet="{tablet_id}"' in page
    assert f'<span class="code">{tablet_id[:4]}</span>' in page
    assert "This device" in page
