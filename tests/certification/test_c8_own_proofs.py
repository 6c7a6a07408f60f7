"""C8: the pages with which somebody sends a certificate from elsewhere, corrects it, takes it back, and reads why."""

from datetime import date
from io import BytesIO

import pytest
from sqlalchemy import select

from certification.models import Proof, Submission
from certification.rules.states import ActivityKind, ProofState
from people.rules import Role
from tests.certification.made import activity, asks, upkeep

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
KEY = "11111111-1111-4111-8111-111111111111"


@pytest.fixture
def person(make):
    return make.person(Role.CANDIDATE, given="Noor")


@pytest.fixture
def qualification(make, person):
    made = make.qualification(name="First Aid", core_tasks=0)
    upkeep(make, made)
    make.link(person, made)
    return made


@pytest.fixture
def line(make, qualification):
    """An e-learning for which a certificate from elsewhere may be sent."""
    return asks(make, qualification, activity(make, title="Basics"), upload_allowed=True)


@pytest.fixture
def url(line):
    return f"/my-growth/{line.qualification_id}/proofs/new?activity={line.activity_id}"


@pytest.fixture
def proofs(desk):
    def read():
        with desk.writing() as work:
            return work.db.scalars(select(Proof).order_by(Proof.id)).all()

    return read


def told(**facts):
    return {
        "form_key": KEY,
        "achieved_on": "2026-11-01",
        "remark": "In 🇧🇪",
        "files": (BytesIO(PDF), "bhv.pdf"),
        **facts,
    }


def test_it_is_offered_only_where_the_qualification_allows_it(visit, make, person, line, url):
    other = asks(make, make.qualification(core_tasks=0), activity(make))
    browser, where = visit(person), f"/my-growth/{line.qualification_id}"
    assert url in browser.get(where).text
    assert browser.get(f"{where}/proofs/new?activity={other.activity_id}").status_code == 404


def test_a_certificate_is_sent_and_waits(visit, person, line, url, proofs):
    browser = visit(person)
    answer = browser.post(url, told())
    assert answer.status_code == 303
    assert [one.state for one in proofs()] == [ProofState.SENT]
    assert "waits for a decision" in browser.get(answer.location).text
    assert "waits for a decision" in browser.get(f"/my-growth/{line.qualification_id}").text


def test_sending_twice_sends_one(visit, person, url, proofs):
    browser = visit(person)
    assert browser.post(url, told()).location == browser.post(url, told()).location
    assert len(proofs()) == 1


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"files": None}, "Choose the file"),
        ({"achieved_on": "2026-11-24"}, "still to come"),
        ({"achieved_on": ""}, "Fill in the day"),
        ({"expires_on": "2026-10-01"}, "ends after it was achieved"),
        ({"achieved_on": "0001-01-01"}, "between the years"),
    ],
)
def test_what_cannot_be_true_is_not_sent(visit, person, url, proofs, facts, words):
    answer = visit(person).post(url, {key: value for key, value in told(**facts).items() if value is not None})
    assert answer.status_code == 422
    assert words in answer.text
    assert proofs() == []


def test_the_file_need_not_be_chosen_again_when_a_date_was_wrong(visit, person, url, proofs):
    browser = visit(person)
    page = browser.post(url, told(achieved_on="2026-11-24")).text
    ticket = page.partition('name="kept" value="')[2].partition('"')[0]
    assert browser.post(url, {**told(kept=ticket), "files": (BytesIO(PDF), "")}).status_code == 303
    assert proofs()[0].file_name == "bhv.pdf"


def test_a_rejected_one_shows_the_reason_and_is_sent_again(visit, person, url, proofs, desk):
    browser = visit(person)
    where = browser.post(url, told()).location
    with desk.writing() as work:
        row = work.db.scalars(select(Proof)).one()
        row.state, row.reason = ProofState.REJECTED, "The name is <b>missing</b>."
    page = browser.get(where).text
    assert "The name is &lt;b&gt;missing&lt;/b&gt;." in page
    answer = browser.post(f"{where}/correct", {"form_key": KEY, "achieved_on": "2026-10-01"})
    assert answer.status_code == 303
    assert (proofs()[0].state, proofs()[0].achieved_on) == (ProofState.SENT, date(2026, 10, 1))


def test_it_is_taken_back_before_a_decision(visit, person, url, proofs):
    browser = visit(person)
    where = browser.post(url, told()).location
    assert browser.post(f"{where}/withdraw").status_code == 303
    assert proofs()[0].state is ProofState.WITHDRAWN


@pytest.mark.parametrize("path", ["", "/file"])
def test_nobody_else_reaches_it_here(visit, make, person, url, path):
    where = visit(person).post(url, told()).location
    assert visit(make.person(Role.ADMINISTRATOR)).get(where + path).status_code == 404
    assert visit(make.person(Role.CANDIDATE)).post(f"{where}/withdraw").status_code == 404


def test_the_file_leaves_as_a_download(visit, person, url):
    browser = visit(person)
    answer = browser.get(browser.post(url, told()).location + "/file")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_an_external_qualification_is_proven_as_a_whole(visit, make, person, proofs):
    qualification = make.qualification(name="Driving licence", core_tasks=0)
    upkeep(make, qualification, external=True, issuer="CBR")
    make.link(person, qualification)
    browser, where = visit(person), f"/my-growth/{qualification.id}"
    assert f"{where}/proofs/new" in browser.get(where).text
    assert browser.post(f"{where}/proofs/new", told()).status_code == 303
    assert (proofs()[0].activity_id, proofs()[0].qualification_id) == (None, qualification.id)


# Assignments


@pytest.fixture
def assignment(make, qualification):
    what = activity(make, ActivityKind.ASSIGNMENT)
    asks(make, qualification, what)
    return f"/activities/{what.id}/do"


def test_an_assignment_is_handed_in_with_files(visit, person, assignment, desk):
    browser = visit(person)
    assert "Read this." in browser.get(assignment).text
    answer = browser.post(
        f"{assignment}/hand-in", {"form_key": KEY, "text": "Mine", "files": (BytesIO(PDF), "plan.pdf")}
    )
    assert answer.status_code == 303
    page = browser.get(assignment).text
    assert "Waits for an answer" in page
    assert "plan.pdf" in page
    with desk.reading() as work:
        assert len(work.db.scalars(select(Submission)).one().files) == 1


def test_an_empty_answer_is_told(visit, person, assignment):
    answer = visit(person).post(f"{assignment}/hand-in", {"form_key": KEY, "text": ""})
    assert answer.status_code == 422
    assert "Write something, or add a file" in answer.text


def test_a_file_that_was_handed_in_is_its_owners(visit, make, person, assignment, desk):
    browser = visit(person)
    browser.post(f"{assignment}/hand-in", {"form_key": KEY, "text": "Mine", "files": (BytesIO(PDF), "plan.pdf")})
    with desk.reading() as work:
        number = work.db.scalars(select(Submission)).one().files[0].id
    assert browser.get(f"/handed-in-files/{number}").status_code == 200
    assert visit(make.person(Role.CANDIDATE)).get(f"/handed-in-files/{number}").status_code == 404
