"""One tablet in several hands: what a colleague, a stranger or a thief makes of it, and what they do not."""

import base64
import hashlib
import hmac
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from exams.models import MarkFile, Tablet
from exams.rules.tablets import MOST_TABLETS, secret_of
from people.rules import Role
from tests.conftest import NOON
from tests.exams.tablet.entered import SECRET, mac_of
from tests.exams.tablet.test_unsent_file import take_in

HEADER = "X-Proefstuk-Tablet"


@pytest.fixture
def colleague(make):
    """An examiner of other exams."""
    return make.person(Role.EXAMINER, given="Bea")


@pytest.fixture
def administrator(visit, make):
    return visit(make.person(Role.ADMINISTRATOR))


def prepare(who, number):
    told = {"tablet": str(number), "label": "x", "build": "b"}
    return who.post("/exams/tablet/prepare", json=told, headers={HEADER: str(number)})


def secret_told(who, number):
    return base64.b64decode(prepare(who, number).json["secret"])


def session(who, number):
    return who.get("/exams/session", headers={HEADER: str(number)})


def the_tablet(desk, number):
    with desk.reading() as work:
        found = work.db.get(Tablet, number)
        work.db.expunge_all()
        return found


# --- the secret


def test_what_a_colleague_writes_in_the_name_of_another_is_not_vouched_for(tabled, visit, colleague):
    number = uuid4()
    secret = secret_told(visit(colleague), number)
    plain = tabled.file(*[tabled.mark(place) for place in range(6)], tablet=str(number))
    del plain["mac"]
    answer = take_in(tabled, {**plain, "mac": mac_of(plain, secret)})
    assert (answer.status_code, tabled.all_of(MarkFile), tabled.marks()) == (422, [], [])
    assert "No tablet vouches for this file as it is" in answer.text


def test_who_prepares_the_tablet_of_another_cannot_write_in_their_name(tabled, visit, colleague):
    secret = secret_told(visit(colleague), tabled.tablet)
    plain = tabled.file(tabled.mark(0))
    del plain["mac"]
    assert take_in(tabled, {**plain, "mac": mac_of(plain, secret)}).status_code == 422


def test_whose_file_it_is_is_vouched_for_though_somebody_else_prepared_the_tablet_since(tabled, visit, colleague):
    file = tabled.file(tabled.mark(0))
    prepare(visit(colleague), tabled.tablet)
    assert take_in(tabled, file).status_code == 303
    assert tabled.all_of(MarkFile)[0].proven


def test_each_person_gets_a_secret_of_their_own(tabled, visit, colleague):
    first = secret_told(visit(tabled.school.examiner), tabled.tablet)
    assert first == secret_of(SECRET, tabled.school.examiner.id)
    assert secret_told(visit(colleague), tabled.tablet) not in (first, SECRET)


# --- taking over a tablet by its number


def taken_over(tabled, visit, colleague):
    """A tablet that the examiner prepared, taken over and shut out by a colleague who learned its number."""
    number, ours, theirs = uuid4(), visit(tabled.school.examiner), visit(colleague)
    prepare(ours, number)
    prepare(theirs, number)
    assert theirs.post(f"/exams/tablets/{number}/shut-out").status_code == 303
    return number, ours, theirs


def test_who_takes_over_a_tablet_does_not_stop_the_marks_of_another(tabled, visit, colleague):
    number, ours, theirs = taken_over(tabled, visit, colleague)
    answer = ours.post("/exams/sync", json={"operations": [tabled.mark(0)]}, headers={HEADER: str(number)})
    assert (answer.status_code, len(tabled.marks())) == (200, 1)
    assert session(ours, number).json["shut_out"] is False
    assert session(theirs, number).json["shut_out"] is True


def test_who_had_it_before_prepares_it_again_and_it_stays_shut_out_for_who_lost_it(
    tabled, visit, colleague, desk, administrator
):
    number, ours, theirs = taken_over(tabled, visit, colleague)
    answer = prepare(ours, number)
    assert answer.status_code == 200
    assert session(ours, number).json["shut_out"] is False
    again = visit(colleague)
    assert (session(again, number).json["shut_out"], prepare(again, number).status_code) == (True, 403)
    assert session(visit(), number).json["shut_out"] is True  # the one that was lost may not know yet
    page = " ".join(administrator.get("/exams/tablets?which=out").text.split())
    assert f"for {colleague.name} alone. {tabled.school.examiner.name} prepared it since then" in page
    assert theirs.get("/exams/session").json["user"] is None


def test_signed_out_a_tablet_that_another_prepared_since_goes_on_by_its_own_word(tabled, visit, colleague):
    number, ours, _theirs = taken_over(tabled, visit, colleague)
    secret = secret_told(ours, number)
    word = hmac.new(secret, f"here {number}".encode(), hashlib.sha256).hexdigest()
    told = visit().get("/exams/session", headers={HEADER: str(number), "X-Proefstuk-Tablet-Proof": word}).json
    assert (told["user"], told["shut_out"]) == (None, False)


def test_both_who_lost_it_are_let_in_each_for_themselves(tabled, visit, colleague, administrator):
    number, ours, _theirs = taken_over(tabled, visit, colleague)
    prepare(ours, number)
    assert ours.post(f"/exams/tablets/{number}/shut-out").status_code == 303
    ours, theirs = visit(tabled.school.examiner), visit(colleague)
    assert (session(ours, number).json["shut_out"], session(theirs, number).json["shut_out"]) == (True, True)
    assert ours.post(f"/exams/tablets/{number}/let-in").status_code == 303
    assert (session(ours, number).json["shut_out"], session(theirs, number).json["shut_out"]) == (False, True)
    administrator.post(f"/exams/tablets/{number}/let-in")
    assert session(theirs, number).json["shut_out"] is False


def test_what_one_lost_an_administrator_shuts_out_for_all(tabled, visit, colleague, administrator):
    number, _ours, _theirs = taken_over(tabled, visit, colleague)
    administrator.post(f"/exams/tablets/{number}/shut-out")
    assert session(visit(tabled.school.examiner), number).json["shut_out"] is True


def test_who_never_had_it_prepares_nothing_on_a_tablet_that_its_person_shut_out(tabled, visit, colleague, make):
    number, _ours, _theirs = taken_over(tabled, visit, colleague)
    assert prepare(visit(make.person(Role.EXAMINER)), number).status_code == 403
    assert session(visit(), number).json["shut_out"] is True


def test_what_an_administrator_shut_out_is_so_for_everybody(tabled, visit, colleague, administrator):
    number, ours, theirs = uuid4(), visit(tabled.school.examiner), visit(colleague)
    prepare(ours, number)
    prepare(theirs, number)
    administrator.post(f"/exams/tablets/{number}/shut-out")
    later = visit(tabled.school.examiner)
    assert prepare(later, number).status_code == 403
    assert session(ours, number).json == {
        **session(theirs, number).json,
        "csrf_token": session(ours, number).json["csrf_token"],
    }
    assert (session(ours, number).json["user"], session(theirs, number).json["user"]) == (None, None)


def test_who_shuts_out_what_they_took_over_signs_out_nobody_else(tabled, visit, colleague):
    number, ours, theirs = taken_over(tabled, visit, colleague)
    assert session(ours, number).json["user"] == tabled.school.examiner.id
    assert session(theirs, number).json["user"] is None


# --- who moves what is known of it


@pytest.mark.parametrize("who", ["candidate", "coordinator", "colleague", "nobody"])
def test_nobody_else_moves_when_it_was_seen_and_who_is_signed_in(
    tabled, visit, colleague, desk, clock, statements, who
):
    number = uuid4()
    prepare(visit(tabled.school.examiner), number)
    before = the_tablet(desk, number)
    clock.move(hours=3)
    stranger = visit({"nobody": None, "colleague": colleague}.get(who, getattr(tabled.school, who, None)))
    session(stranger, number)
    with statements() as seen:
        clock.move(minutes=2)
        session(stranger, number)
    after = the_tablet(desk, number)
    assert (after.seen_at, after.hands) == (before.seen_at, before.hands)
    assert [one for one in seen.seen if one.startswith("BEGIN IMMEDIATE")] == []


def test_a_stranger_who_sends_the_number_saves_no_sign_in_from_ending(tabled, visit, administrator):
    number, ours = uuid4(), visit(tabled.school.examiner)
    prepare(ours, number)
    candidate = visit(tabled.school.candidate)
    session(candidate, number)
    administrator.post(f"/exams/tablets/{number}/shut-out")
    assert ours.get("/exams/session").json["user"] is None
    assert candidate.get("/exams/session").json["user"] == tabled.school.candidate.id


# --- how many


def test_nobody_has_more_tablets_in_use_than_anybody_needs(tabled, visit, colleague, desk, clock):
    who, times = visit(colleague), dict.fromkeys(("made_at", "prepared_at", "seen_at"), NOON)
    ends, numbers = NOON + timedelta(hours=24), [uuid4() for _each in range(MOST_TABLETS)]
    with desk.writing() as work:
        work.db.add_all(Tablet(id=one, person_id=colleague.id, secret=b"s", ends_at=ends, **times) for one in numbers)
    refused = prepare(who, uuid4())
    assert refused.status_code == 409
    assert "You have 20 tablets in use already" in refused.text
    assert prepare(who, numbers[0]).status_code == 200
    clock.move(hours=25)
    assert prepare(visit(colleague), UUID(int=7)).status_code == 200
