"""C9: certificates on completion where so set; renewal gives another, the old stays; an upload gives none."""

import hashlib
from datetime import date, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from certification.actions.completing import complete, withdraw
from certification.documents.certificate import Printed, certificate_pdf
from certification.models import Certificate, Completion
from certification.rules.certificates import CertificateState, filled, is_lost, is_won, state_on, unknown_gaps
from certification.rules.clock import standing
from certification.rules.periods import Period, Unit
from certification.rules.states import CompletedBy, Stage
from certification.rules.upkeep import AskedActivity, Done, Facts, Upkeep
from people.rules import Role
from tests.certification.made import activity, asks, course, rolling, upkeep
from tests.certification.sent_in import SANDBOX, team
from tests.conftest import NOON

TODAY = date(2026, 11, 23)


@pytest.fixture
def person(make):
    return make.person(Role.CANDIDATE, given="Fatima", family="Vries", language="en")


@pytest.fixture
def lesson(make):
    return activity(make, title="Fire drill", gives_certificate=True)


@pytest.fixture
def does(desk):
    """`does(person, activity)` completes it and gives the completion."""

    def do(person, what, *, source="test", how=CompletedBy.ONESELF, on=TODAY):
        with desk.writing() as work:
            return complete(work, person_id=person.id, activity_id=what.id, on=on, how=how, source=source).id

    return do


@pytest.fixture
def given(desk):
    """`given()`: (title, until, withdrawn) of the certificates, oldest first."""

    def read():
        with desk.reading() as work:
            rows = work.db.scalars(select(Certificate).order_by(Certificate.id))
            return [(row.title, row.valid_until, row.withdrawn_at is not None) for row in rows]

    return read


@pytest.fixture
def kept(desk, run_jobs):
    """`kept()`: the newest certificate after its file was made: number, public id, key, fingerprint, content."""

    def read():
        run_jobs()
        with desk.reading() as work:
            row = work.db.scalars(select(Certificate).order_by(Certificate.id.desc())).first()
            return row.id, row.public_id, row.file_key, row.sha256, row.content

    return read


def takes_back(desk, completion_id, reason="A mistake"):
    with desk.writing() as work:
        withdraw(work, work.db.get_one(Completion, completion_id), reason)


def keeps(make, person, lesson, **settings):
    """First Aid, rolling one year, which this person keeps with this lesson."""
    row = make.qualification(name="First Aid")
    rolling(make, row, Period(1, Unit.YEARS), gives_certificate=True, **settings)
    asks(make, row, lesson)
    asks(make, row, lesson, Stage.MAINTAIN)
    make.link(person, row)
    return row


# When there is one


def test_completing_gives_one_where_that_is_so_set(does, person, lesson, given, make):
    does(person, lesson)
    does(person, activity(make, title="Without"), source="other")
    assert given() == [("Fire drill", None, False)]


def test_completed_by_upload_there_is_none(does, person, lesson, given, make):
    keeps(make, person, lesson)
    does(person, lesson, how=CompletedBy.UPLOAD)
    assert given() == []


def test_heard_twice_there_is_one(does, desk, person, lesson, given):
    does(person, lesson)
    with desk.writing() as work:
        facts = {"on": TODAY, "how": CompletedBy.ONESELF, "source": "test"}
        assert complete(work, person_id=person.id, activity_id=lesson.id, **facts) is None
    assert len(given()) == 1


def test_done_again_there_is_another_and_the_old_stays(does, person, lesson, given):
    does(person, lesson)
    does(person, lesson, source="again")
    assert [withdrawn for _, _, withdrawn in given()] == [False, False]


def test_the_last_part_of_a_course_gives_that_of_the_course(does, person, make, given):
    parts = [activity(make, title=f"Part {number}") for number in (1, 2)]
    course(make, *parts, title="Whole course", gives_certificate=True)
    does(person, parts[0], source="1")
    assert given() == []
    does(person, parts[1], source="2")
    assert [title for title, _, _ in given()] == ["Whole course"]


def test_meeting_a_qualification_gives_one_that_says_until_when(does, person, make, given):
    lesson = activity(make, title="Plain")
    keeps(make, person, lesson)
    does(person, lesson)
    assert given() == [("First Aid", date(2027, 11, 23), False)]


def test_a_qualification_that_is_not_met_yet_gives_none(does, person, make, given):
    lesson = activity(make, title="Plain")
    asks(make, keeps(make, person, lesson), activity(make, title="Second"))
    does(person, lesson)
    assert given() == []


def test_renewal_gives_another_with_the_new_end(does, person, make, given, clock):
    lesson = activity(make, title="Plain")
    keeps(make, person, lesson)
    does(person, lesson)
    clock.now = NOON + timedelta(days=360)
    does(person, lesson, source="renewed", on=date(2027, 11, 18))
    assert [until for _, until, _ in given()] == [date(2027, 11, 23), date(2028, 11, 18)]


def test_done_again_before_it_opens_is_no_renewal(does, person, make, given):
    lesson = activity(make, title="Plain")
    keeps(make, person, lesson)
    does(person, lesson)
    does(person, lesson, source="early")
    assert len(given()) == 1


def test_who_does_not_follow_it_gets_none_of_it(does, make, lesson, given, person):
    row = make.qualification(name="First Aid")
    upkeep(make, row, gives_certificate=True)
    asks(make, row, lesson)
    does(person, lesson)
    assert [title for title, _, _ in given()] == ["Fire drill"]


# Withdrawn


def test_a_withdrawn_completion_withdraws_its_certificates(does, desk, person, lesson, given, make, audited):
    keeps(make, person, lesson)
    number = does(person, lesson)
    takes_back(desk, number)
    assert [withdrawn for _, _, withdrawn in given()] == [True, True]
    assert audited().count("certification.certificate-withdrawn") == 2


def test_so_is_that_of_a_qualification_that_needed_it(does, desk, person, make, given):
    first, second = activity(make, title="First"), activity(make, title="Second")
    asks(make, keeps(make, person, first), second)
    number = does(person, first, source="1")
    does(person, second, source="2")
    takes_back(desk, number)
    assert given() == [("First Aid", date(2027, 11, 23), True)]


def test_what_did_not_rest_on_it_stays(does, desk, person, make, given):
    lesson = activity(make, title="Plain")
    keeps(make, person, lesson)
    does(person, lesson, source="1")
    takes_back(desk, does(person, lesson, source="2"))
    assert [withdrawn for _, _, withdrawn in given()] == [False]


# The file


def test_the_file_is_made_once_and_served_as_it_was_made(does, person, lesson, kept, visit, desk, run_jobs):
    does(person, lesson)
    number, _public, _key, fingerprint, _content = kept()
    with desk.writing() as work:
        work.later("certification.render-certificate", certificate_id=number)
    run_jobs()
    found = visit(person).get(f"/my-growth/certificates/{number}.pdf")
    assert hashlib.sha256(found.data).hexdigest() == fingerprint == kept()[3]
    assert (found.headers["Content-Security-Policy"], found.mimetype) == (SANDBOX, "application/pdf")


def test_what_was_given_stays_as_it_was_when_the_activity_changes(does, person, lesson, kept, make, visit):
    does(person, lesson)
    with make.writing() as work:
        work.db.get_one(type(lesson), lesson.id).title = "Other title"
    assert kept()[4]["title"] == "Fire drill"


def read(pdf):
    return " ".join(PdfReader(BytesIO(pdf)).pages[0].extract_text().split())


CONTENT = {
    "title": "First Aid",
    "summary": "",
    "on": "2026-11-23",
    "minutes": 240,
    "issuer": "Our school",
    "school": "Our school",
    "name": "Fatima",
    "language": "en",
    "template": None,
    "texts": {},
    "shows": ["until", "issuer", "minutes"],
    "logo": None,
    "signature": None,
    "signatory": "J. Bakker",
    "signatory_function": "Head",
}


@pytest.fixture
def drawn(app):
    """`drawn(language)` is the text on the paper."""

    def draw(language="en", **content):
        printed = Printed(
            content={**CONTENT, **content},
            is_qualification=True,
            valid_until=date(2027, 11, 23),
            issued_on=TODAY,
            address="https://school.example/certificates/x",
        )
        with app.test_request_context():
            return certificate_pdf(printed, language=language)

    return draw


def test_the_paper_says_who_what_when_by_whom_and_where_it_is_checked(drawn):
    text = read(drawn())
    for words in ("Fatima", "First Aid", "Tue 23 Nov 2027", "Our school", "J. Bakker", "/certificates/x"):
        assert words in text


def test_a_school_says_it_in_its_own_words(drawn):
    texts = {"en": {"title": "Diploma", "body": "{name} knows {title}.", "below": "{issuer}"}}
    text = read(drawn(texts=texts))
    assert "Diploma" in text
    assert "Fatima knows First Aid." in text


@pytest.mark.parametrize(
    "name",
    ["<img src='/etc/passwd'/>", "</para><b>x", "&amp; {title}", "x" * 400, "שרה 🚀", "Długie nazwisko ñ"],
)
def test_whatever_is_typed_is_printed_on_one_page_and_not_obeyed(drawn, name):
    made = PdfReader(BytesIO(drawn(name=name, title=name, summary=name)))
    assert len(made.pages) == 1
    text = "".join(made.pages[0].extract_text().split())
    if name.isascii():
        assert "".join(name.split())[:40] in text


# Who sees it


def test_the_person_sees_own_certificates(does, person, lesson, kept, visit):
    does(person, lesson)
    number = kept()[0]
    page = visit(person).get("/my-growth/certificates").text
    assert "Fire drill" in page
    assert f"/my-growth/certificates/{number}.pdf" in page


def test_without_any_it_says_what_the_place_is_for(visit, person):
    assert "No certificates yet" in visit(person).get("/my-growth/certificates").text


def test_another_does_not_learn_that_it_exists(does, person, lesson, kept, visit, make):
    does(person, lesson)
    stranger = visit(make.person(Role.CANDIDATE))
    assert stranger.get(f"/my-growth/certificates/{kept()[0]}.pdf").status_code == 404
    assert stranger.get(f"/people/{person.id}/certificates").status_code == 404


def test_the_lead_sees_those_of_own_people_and_of_nobody_else(does, make, lesson, kept, visit, audited):
    _where, boss, person = team(make)
    other = team(make, "South")[1]
    does(person, lesson)
    number = kept()[0]
    assert "Fire drill" in visit(boss).get(f"/people/{person.id}/certificates").text
    assert visit(boss).get(f"/my-growth/certificates/{number}.pdf").status_code == 200
    assert audited()[-1] == "certification.certificate-taken"
    assert visit(other).get(f"/my-growth/certificates/{number}.pdf").status_code == 404


@pytest.mark.parametrize("many", [1, 4])
def test_the_list_takes_a_fixed_number_of_statements(does, person, lesson, visit, statements, many):
    for number in range(many):
        does(person, lesson, source=f"{number}")
    browser = visit(person)
    with statements() as seen:
        browser.get("/my-growth/certificates")
    assert len(seen) <= 5


# Checking


def test_anybody_with_the_code_checks_it(does, person, lesson, kept, visit):
    does(person, lesson)
    found = visit(None).get(f"/certificates/{kept()[1]}?language=en")
    assert found.status_code == 200
    assert (person.name in found.text, "Fire drill" in found.text, "Valid" in found.text) == (True, True, True)
    assert found.headers["Cache-Control"] == "no-store"


def test_it_is_told_in_dutch_too(does, person, lesson, kept, visit):
    does(person, lesson)
    assert 'lang="nl"' in visit(None).get(f"/certificates/{kept()[1]}?language=nl").text


def test_a_withdrawn_one_says_so(does, desk, person, lesson, kept, visit):
    number = does(person, lesson)
    takes_back(desk, number, "Wrong person")
    page = visit(None).get(f"/certificates/{kept()[1]}?language=en").text
    assert "This certificate was withdrawn" in page
    assert "Wrong person" not in page  # why is not for everybody


@pytest.mark.parametrize("code", ["a" * 22, "a" * 21, "%27%20OR%201=1--aaaaaaaa"])
def test_a_code_that_is_not_ours_is_not_found(visit, code):
    assert visit(None).get(f"/certificates/{code}").status_code == 404


def test_the_code_cannot_be_guessed(does, person, lesson, kept):
    does(person, lesson, source="1")
    first = kept()[1]
    does(person, lesson, source="2")
    assert (len(first), first != kept()[1]) == (22, True)


# Rules


@pytest.mark.pure
@pytest.mark.parametrize(
    ("until", "withdrawn", "expected"),
    [
        (None, False, CertificateState.VALID),
        (TODAY, False, CertificateState.EXPIRED),
        (TODAY + timedelta(days=1), False, CertificateState.VALID),
        (None, True, CertificateState.WITHDRAWN),
    ],
)
def test_what_it_is_worth(until, withdrawn, expected):
    assert state_on(TODAY, valid_until=until, is_withdrawn=withdrawn) is expected


@pytest.mark.pure
def test_gaps_are_filled_once_and_unknown_ones_named():
    assert filled("{name} {title}", {"name": "{title}", "title": "x"}) == "{title} x"
    assert unknown_gaps("{name} {0} {name.x} {}") == ["{0}", "{name.x}", "{}"]


@pytest.mark.pure
def test_a_certificate_is_won_by_what_makes_one_meet_it():
    asked = Upkeep(activities=(AskedActivity(id=1, activity_id=1),))
    before = standing(asked, Facts(linked_on=TODAY), TODAY)
    after = standing(asked, Facts(linked_on=TODAY, done=(Done(activity_id=1, on=TODAY),)), TODAY)
    assert (is_won(before, after), is_won(after, after), is_lost(after, before)) == (True, False, True)
