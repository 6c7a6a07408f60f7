"""Documents of a form: why it is as it is, agreements, explanation for the candidate (BR-08, BR-15, BR-16)."""

import io
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.sweeping import PLACES
from exams import queries
from exams.actions.approval import put_in_use
from exams.actions.form_documents import DocumentFacts, add_document
from exams.models import ExamForm, FormDocument
from exams.queries.form_documents import documents_for_candidate
from exams.rules import SittingState
from exams.rules.approval import ACCOUNTABILITY_REQUIRED
from exams.rules.design import DocumentKind, FormState
from foundation.environment import choose
from foundation.files import TakenIn
from foundation.orphans import in_use
from foundation.refusals import Refusal
from tests.conftest import actor_of

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def coordinator(visit, school):
    return visit(school.coordinator)


@pytest.fixture
def send(coordinator, draft):
    """`send(content, ...)`: put a document with the draft."""

    def upload(content=PDF, name="why.pdf", browser=None, **facts):
        sent = {"kind": "accountability", "title": "Why", "file": (io.BytesIO(content), name), **facts}
        return (browser or coordinator).post(f"/exams/forms/{draft.id}/documents", sent)

    return upload


@pytest.fixture
def kept(desk):
    """`kept()`: every document there is, removed ones too."""

    def read():
        with desk.reading() as work:
            rows = work.db.scalars(select(FormDocument).order_by(FormDocument.id)).all()
            work.db.expunge_all()
            return rows

    return read


@pytest.fixture
def with_document(desk, school, draft):
    """A form in use with a document that candidates may read, and one that they may not: (form, open, closed)."""
    with desk.writing(actor_of(school.coordinator)) as work:
        form = queries.form(work, draft.id)
        numbers = []
        for place, for_candidate in enumerate((True, False)):
            stored = work.storage.put(io.BytesIO(PDF + bytes([48 + place])), limit=1000)
            taken = TakenIn("x.pdf", "application/pdf", "document", stored.size, stored.sha256, stored.key)
            facts = DocumentFacts(kind=DocumentKind.OTHER, title=f"Paper {place}", for_candidate=for_candidate)
            numbers.append(add_document(work, form, taken, facts).id)
        put_in_use(work, form)
    return draft, *numbers


def test_br_16_a_document_is_put_with_a_draft(send, kept, audit_names, draft, coordinator):
    assert send().status_code == 303
    assert [(row.title, row.kind, row.content_type) for row in kept()] == [
        ("Why", DocumentKind.ACCOUNTABILITY, "application/pdf")
    ]
    assert audit_names()[-1] == "exams.form-document-added"
    assert "Why" in coordinator.get(f"/exams/forms/{draft.id}/documents").text


@pytest.mark.parametrize("kind", DocumentKind)
def test_br_16_each_kind_is_taken(send, kept, kind):
    assert send(kind=kind.value).status_code == 303
    assert kept()[0].for_candidate == (kind is DocumentKind.FOR_CANDIDATE)


def test_br_08_with_its_accountability_document_the_form_can_be_used(send, desk, coordinator, draft, school):
    with desk.writing() as work:
        choose(work.db, ACCOUNTABILITY_REQUIRED, True)
    assert "An accountability document is required" in coordinator.get(f"/exams/forms/{draft.id}/put-in-use").text
    send()
    assert coordinator.post(f"/exams/forms/{draft.id}/put-in-use").status_code == 303
    assert school.read(ExamForm, draft.id).state is FormState.IN_USE


def test_another_kind_of_document_accounts_for_nothing(send, desk, coordinator, draft):
    with desk.writing() as work:
        choose(work.db, ACCOUNTABILITY_REQUIRED, True)
    send(kind="manual")
    assert coordinator.post(f"/exams/forms/{draft.id}/put-in-use").status_code == 409


def test_the_same_bytes_twice_make_one(send, kept):
    assert [send().status_code, send().status_code] == [303, 303]
    assert len(kept()) == 1


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "empty.pdf"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "a.svg"),
        (b"MZ" + b"\0" * 200, "a.pdf"),
        (b"<html><script>1</script></html>", "a.pdf"),
    ],
)
def test_what_is_no_document_is_refused_and_the_page_keeps_what_was_typed(send, kept, content, name):
    answer = send(content, name, title="Keep <this>")
    assert answer.status_code in (413, 415, 422)
    assert "Keep &lt;this&gt;" in answer.text
    assert kept() == []


def test_without_file_it_is_said(coordinator, draft, kept):
    answer = coordinator.post(f"/exams/forms/{draft.id}/documents", {"kind": "manual"})
    assert answer.status_code == 422
    assert "Choose a file." in answer.text


def test_an_unknown_kind_is_refused(send, kept):
    assert send(kind="secret").status_code == 422
    assert kept() == []


def test_trust_8_it_leaves_as_a_download_that_no_browser_runs(send, kept, coordinator):
    send(name="bëst 🙂.pdf")
    answer = coordinator.get(f"/exams/form-documents/{kept()[0].id}")
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_document_is_taken_off_a_draft(send, kept, coordinator, audit_names):
    send()
    number = kept()[0].id
    assert coordinator.post(f"/exams/form-documents/{number}/remove").status_code == 303
    assert kept()[0].removed_at is not None
    assert audit_names()[-1] == "exams.form-document-removed"
    assert coordinator.get(f"/exams/form-documents/{number}").status_code == 404


def test_br_13_the_documents_of_a_form_in_use_stay(with_document, coordinator, desk, school):
    form, number, _ = with_document
    assert coordinator.post(f"/exams/form-documents/{number}/remove").status_code == 409
    sent = {"kind": "manual", "file": (io.BytesIO(PDF), "new.pdf")}
    assert coordinator.post(f"/exams/forms/{form.id}/documents", sent).status_code == 409


def test_a_document_belongs_to_what_was_approved(send, desk, coordinator, draft, school):
    send()
    with_it = fingerprint_after(desk, school, draft)
    without = school.make.exam_form(qualification_id=school.qualification.id, state=FormState.DRAFT, title=draft.title)
    assert len(with_it) == 64
    assert fingerprint_after(desk, school, without) != with_it


def fingerprint_after(desk, school, draft):
    with desk.writing(actor_of(school.coordinator)) as work:
        put_in_use(work, queries.form(work, draft.id))
    return school.read(ExamForm, draft.id).fingerprint


@pytest.mark.parametrize("who", ["board_member", "administrator"])
def test_whoever_only_reads_forms_puts_nothing_there(visit, school, send, who):
    assert send(browser=visit(getattr(school, who))).status_code == 403


@pytest.mark.parametrize("who", ["examiner", "candidate"])
def test_of_whom_the_form_is_hidden_finds_no_list(visit, school, send, draft, who):
    browser = visit(getattr(school, who))
    assert send(browser=browser).status_code == 404
    assert browser.get(f"/exams/forms/{draft.id}/documents").status_code == 404


def test_the_list_takes_a_fixed_number_of_statements(desk, coordinator, draft, statements, school):
    counts = []
    for place in range(2):
        with desk.writing(actor_of(school.coordinator)) as work:
            for number in range(3):
                stored = work.storage.put(io.BytesIO(f"{place}{number}".encode()), limit=100)
                taken = TakenIn("x.txt", "text/plain", "document", 2, stored.sha256, stored.key)
                facts = DocumentFacts(kind=DocumentKind.OTHER, title="", for_candidate=False)
                add_document(work, queries.form(work, draft.id), taken, facts)
        coordinator.get(f"/exams/forms/{draft.id}/documents")
        with statements() as seen:
            assert coordinator.get(f"/exams/forms/{draft.id}/documents").status_code == 200
        counts.append(len(seen.seen))
    assert counts[0] == counts[1]


def test_it_takes_no_other_method(coordinator, with_document):
    assert coordinator.client.put(f"/exams/form-documents/{with_document[1]}").status_code == 405


# Candidates and examiners


def test_br_15_a_candidate_who_is_planned_reads_what_is_meant_for_candidates(visit, school, with_document):
    form, meant, other = with_document
    school.planned(form=form)
    browser = visit(school.candidate)
    assert browser.get(f"/exams/form-documents/{meant}").status_code == 200
    assert browser.get(f"/exams/form-documents/{other}").status_code == 404


def test_br_15_not_before_the_day_on_which_it_may_be_read(visit, desk, school, make, with_document, clock):
    form, meant, _ = with_document
    school.planned(form=form)
    with desk.reading() as work:
        today: date = work.today
    with make.redesigned(form.id) as redesigned:
        redesigned.readable_from = today + timedelta(days=1)
    browser = visit(school.candidate)
    assert browser.get(f"/exams/form-documents/{meant}").status_code == 404
    clock.move(days=1)
    assert browser.get(f"/exams/form-documents/{meant}").status_code == 200


def test_br_15_the_list_for_a_candidate_keeps_to_the_day(desk, with_document, make):
    form, meant, _ = with_document
    with desk.reading() as work:
        found = queries.form(work, form.id)
        assert [row.id for row in documents_for_candidate(work, found)] == [meant]
        found.readable_from = work.today + timedelta(days=1)
        assert documents_for_candidate(work, found) == []
        work.db.expire(found)


def test_a_candidate_whose_exam_was_called_off_reads_nothing(visit, school, with_document):
    form, meant, _ = with_document
    school.planned(form=form, state=SittingState.CANCELLED)
    assert visit(school.candidate).get(f"/exams/form-documents/{meant}").status_code == 404


def test_another_candidate_reads_nothing(visit, school, make, with_document):
    form, meant, _ = with_document
    school.planned(form=form)
    stranger = make.person(*school.candidate.role_names)
    assert visit(stranger).get(f"/exams/form-documents/{meant}").status_code == 404


def test_an_examiner_reads_the_documents_of_what_is_examined_alone(visit, school, with_document):
    form, _, other = with_document
    assert visit(school.examiner).get(f"/exams/form-documents/{other}").status_code == 404
    school.planned(form=form)
    assert visit(school.examiner).get(f"/exams/form-documents/{other}").status_code == 200


# Bytes


def test_the_nightly_sweep_leaves_them(desk, with_document, kept):
    keys = {row.file_key for row in kept()}
    with desk.reading() as work:
        assert in_use(work, PLACES, keys) == keys


def test_a_document_cannot_be_added_past_the_page(desk, school, with_document):
    taken = TakenIn("x.pdf", "application/pdf", "document", 1, "0" * 64, "00/00/" + "0" * 64)
    facts = DocumentFacts(kind=DocumentKind.OTHER, title="", for_candidate=False)
    with pytest.raises(Refusal), desk.writing(actor_of(school.coordinator)) as work:
        add_document(work, queries.form(work, with_document[0].id), taken, facts)
