"""Files with an objection or appeal, of the candidate and with the decision: who sees it sees them (BR-51 to BR-53)."""

import io
import zipfile
from uuid import uuid4

import pytest
from sqlalchemy import select

from exams.actions.objection_files import MOST_FILES
from exams.actions.purging import purge_sitting, record_graduation
from exams.models import ObjectionFile
from people.rules import Role
from tests.conftest import NOON, actor_of

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def result(school, visit):
    school.board_ratifies()
    sitting = school.signed(0)
    visit(school.board_member).post(f"/exams/sittings/{sitting.id}/ratify", school.decision())
    return sitting


@pytest.fixture
def candidate(school, visit):
    return visit(school.candidate)


@pytest.fixture
def another(make):
    """A board member who had no part in the result."""
    return make.person(Role.BOARD_MEMBER, given="Els")


@pytest.fixture
def case(candidate, result):
    """The address of an objection."""
    sent = {"kind": "objection", "grounds": "I did wear it.", "form_key": str(uuid4())}
    return candidate.post(f"/exams/sittings/{result.id}/object", sent).location


@pytest.fixture
def kept(desk):
    """`kept()`: the files there are."""

    def read():
        with desk.reading() as work:
            rows = work.db.scalars(select(ObjectionFile).order_by(ObjectionFile.id)).all()
            work.db.expunge_all()
            return rows

    return read


def send(browser, case, content=PDF, name="helmet.pdf"):
    return browser.post(f"{case}/files", {"file": (io.BytesIO(content), name)})


def decide(browser, school, case, member):
    ruled = {**school.decision(present=[str(member.id)]), "state": "rejected", "outcome": "It stays."}
    assert browser.post(f"{case}/decide", ruled).status_code == 303


def test_x8_a_candidate_puts_a_file_with_an_objection_and_whoever_sees_it_takes_it_along(
    school, visit, candidate, case, kept, make, audit_names
):
    assert [send(candidate, case).status_code, send(candidate, case).status_code] == [303, 303]  # pressed twice
    [file] = kept()
    assert (file.file_name, file.of_decision) == ("helmet.pdf", False)
    assert audit_names()[-1] == "exams.objection-file-added"
    for person in (school.candidate, school.coordinator, school.board_member):
        browser = visit(person)
        assert "helmet.pdf" in browser.get(case).text
        answer = browser.get(f"/exams/objection-files/{file.id}")
        assert (answer.data, answer.headers["X-Content-Type-Options"]) == (PDF, "nosniff")
        assert answer.headers["Content-Disposition"].startswith("attachment")
    for stranger in (make.person(Role.CANDIDATE), school.examiner):
        assert visit(stranger).get(f"/exams/objection-files/{file.id}").status_code == 404
        assert send(visit(stranger), case).status_code == 404
    assert candidate.get("/exams/objection-files/99").status_code == 404
    assert candidate.post(f"/exams/objection-files/{file.id}").status_code == 405


@pytest.mark.parametrize(
    ("content", "name"), [(b"", "empty.pdf"), (b"<html><script>1</script></html>", "a.pdf"), (b"", "")]
)
def test_x8_what_is_no_document_is_refused_with_the_page(candidate, case, kept, content, name):
    answer = send(candidate, case, content, name)
    assert answer.status_code in (413, 415, 422)
    assert "I did wear it." in answer.text
    assert kept() == []


def test_x8_the_board_puts_the_decision_with_it_and_the_candidate_nothing_more(
    school, visit, another, candidate, case, kept
):
    els = visit(another)
    decide(els, school, case, another)
    assert send(candidate, case).status_code == 409
    assert send(els, case, name="decision.pdf").status_code == 303
    assert [(file.file_name, file.of_decision) for file in kept()] == [("decision.pdf", True)]
    page = candidate.get(case).text
    assert "With the decision" in page
    assert 'type="file"' not in page


def test_x8_nothing_is_put_with_what_was_withdrawn(school, visit, candidate, case, kept):
    candidate.post(f"{case}/withdraw")
    assert send(candidate, case).status_code == 409
    assert send(visit(school.coordinator), case).status_code == 409
    assert kept() == []


def test_x8_there_is_an_end_to_the_number_of_files(desk, candidate, case, kept, school):
    with desk.writing() as work:
        for place in range(MOST_FILES):
            work.db.add(
                ObjectionFile(
                    objection_id=int(case.rsplit("/", 1)[1]),
                    file_name=f"{place}.pdf",
                    file_key=f"key-{place}",
                    content_type="application/pdf",
                    size=1,
                    of_decision=False,
                    added_by=school.candidate.id,
                    added_at=work.now,
                )
            )
    answer = send(candidate, case)
    assert (answer.status_code, len(kept())) == (409, MOST_FILES)


def test_br_53_the_files_are_in_the_whole_file_of_the_exam(visit, school, candidate, case, result):
    send(candidate, case)
    answer = visit(school.board_member).get(f"/exams/sittings/{result.id}/file.zip")
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        [name] = [name for name in archive.namelist() if "objections/" in name]
        assert archive.read(name) == PDF


def test_br_53_at_the_end_of_the_term_they_go(school, visit, another, desk, clock, candidate, case, kept, result):
    send(candidate, case)
    decide(visit(another), school, case, another)
    with desk.writing(actor_of(school.coordinator)) as work:
        record_graduation(work, school.qualification.id, [school.candidate.id], NOON.date())
    for days, left in ((540, 1), (20, 0)):
        clock.move(days=days)
        with desk.writing() as work:
            purge_sitting(work, result.id)
        assert len(kept()) == left
