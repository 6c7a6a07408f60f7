"""Accountability documents: /qualifications/<id>/documents and what is done with each."""

import io
import re

import pytest
from sqlalchemy import select

from people.rules import Role
from qualification_files.models import AccountabilityDocument, AccountabilityFile
from qualification_files.rules import QualificationState

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
NEWER = PDF.replace(b"1.4", b"1.7")


@pytest.fixture
def row(make):
    return make.qualification()


@pytest.fixture
def send(browser_of_coordinator, row):
    """`send(content)`: upload one document for the qualification."""

    def upload(content=PDF, name="plan.pdf", description="Examination plan"):
        facts = {"description": description, "file": (io.BytesIO(content), name)}
        return browser_of_coordinator.post(f"/qualifications/{row.id}/documents", facts)

    return upload


@pytest.fixture
def kept(desk):
    """`kept()`: the documents with the names of their files, in order."""

    def read():
        with desk.reading() as work:
            rows = work.db.scalars(select(AccountabilityDocument).order_by(AccountabilityDocument.id)).all()
            return [(row.description, [file.name for file in row.files], row.removed_at is not None) for row in rows]

    return read


@pytest.fixture
def number(send, desk):
    """The number of a document that was uploaded."""
    send()
    with desk.reading() as work:
        return work.db.scalars(select(AccountabilityDocument.id)).one()


def first_file(desk):
    with desk.reading() as work:
        return work.db.scalars(select(AccountabilityFile.id).order_by(AccountabilityFile.id)).first()


def test_q4_a_document_is_uploaded_with_its_description_and_who_and_when_are_told(
    browser_of_coordinator, send, kept, row, coordinator
):
    answer = send()
    assert (answer.status_code, answer.location) == (303, f"/qualifications/{row.id}/documents")
    page = browser_of_coordinator.get(answer.location).text
    assert kept() == [("Examination plan", ["plan.pdf"], False)]
    assert f"by {coordinator.name} on Mon 23 Nov 2026" in page


@pytest.mark.parametrize("state", list(QualificationState))
def test_q4_documents_are_added_in_every_state(browser_of_coordinator, make, state, count):
    row = make.qualification(state=state)
    facts = {"file": (io.BytesIO(PDF), "plan.pdf")}
    assert browser_of_coordinator.post(f"/qualifications/{row.id}/documents", facts).status_code == 303
    assert count(AccountabilityDocument) == 1


def test_q4_without_a_description_it_goes_by_the_name_of_its_file(send, kept):
    send(description="  ")
    assert kept() == [("plan.pdf", ["plan.pdf"], False)]


@pytest.mark.parametrize(
    ("content", "name", "status"),
    [(b"MZ\x90\x00 program", "plan.pdf", 415), (b"", "empty.pdf", 422), (PDF, "plan.docx", 415)],
)
def test_q4_what_a_file_is_is_seen_from_what_it_holds(send, count, content, name, status):
    answer = send(content, name)
    assert (answer.status_code, count(AccountabilityDocument)) == (status, 0)
    assert name in answer.text
    assert "Examination plan" in answer.text  # what was typed is not lost


def test_q4_a_file_that_is_too_large_is_refused(send, app, count):
    settings = app.extensions["settings"]
    app.extensions["settings"] = settings.model_copy(update={"document_limit": 10})
    try:
        assert send().status_code == 413
    finally:
        app.extensions["settings"] = settings
    assert count(AccountabilityDocument) == 0


def test_q4_a_form_without_a_file_asks_for_one(browser_of_coordinator, row):
    answer = browser_of_coordinator.post(f"/qualifications/{row.id}/documents", {"description": "Plan"})
    assert answer.status_code == 422
    assert "Choose a file." in answer.text


def test_q4_a_form_sent_twice_adds_one(send, kept, audited):
    assert [send().status_code, send().status_code] == [303, 303]
    assert len(kept()) == len(audited("qualification_files.document-added")) == 1


def test_q4_a_newer_file_takes_the_place_and_the_earlier_one_can_still_be_downloaded(
    browser_of_coordinator, number, kept, desk, audited
):
    earlier = first_file(desk)
    address = f"/qualifications/documents/{number}/replace"
    assert browser_of_coordinator.post(address, {"file": (io.BytesIO(NEWER), "plan-2.pdf")}).status_code == 303
    assert browser_of_coordinator.post(address, {"file": (io.BytesIO(NEWER), "plan-2.pdf")}).status_code == 303
    assert kept() == [("Examination plan", ["plan.pdf", "plan-2.pdf"], False)]
    assert browser_of_coordinator.get(f"/qualifications/documents/files/{earlier}").data == PDF
    assert len(audited("qualification_files.document-replaced")) == 1


def test_q4_a_wrong_file_replaces_nothing(browser_of_coordinator, number, kept):
    wrong = {"file": (io.BytesIO(b"nonsense\x00"), "plan.pdf")}
    answer = browser_of_coordinator.post(f"/qualifications/documents/{number}/replace", wrong)
    assert (answer.status_code, kept()[0][1]) == (415, ["plan.pdf"])


def test_q4_the_description_is_changed(browser_of_coordinator, number, kept, audited):
    answer = browser_of_coordinator.post(f"/qualifications/documents/{number}", {"description": "Plan 🚀 <b>"})
    assert (answer.status_code, kept()[0][0]) == (303, "Plan 🚀 <b>")
    assert len(audited("qualification_files.document-described")) == 1
    assert (
        "<b>" not in browser_of_coordinator.get(answer.location).text.partition('class="lines"')[2].partition("<b>")[0]
    )


@pytest.mark.parametrize("wrong", ["", "d" * 501])
def test_q4_a_wrong_description_is_shown_again(browser_of_coordinator, number, kept, wrong):
    answer = browser_of_coordinator.post(f"/qualifications/documents/{number}", {"description": wrong})
    assert (answer.status_code, kept()[0][0]) == (422, "Examination plan")


def test_q4_the_second_of_two_tabs_is_told(browser_of_coordinator, number):
    address = f"/qualifications/documents/{number}"
    seen = re.search(r'name="seen"[^>]*value="([^"]*)"', browser_of_coordinator.get(address).text).group(1)
    first = browser_of_coordinator.post(address, {"description": "First", "seen": seen})
    second = browser_of_coordinator.post(address, {"description": "Second", "seen": seen})
    assert (first.status_code, second.status_code) == (303, 409)


def test_q4_a_removed_document_is_out_of_sight_and_can_be_put_back(browser_of_coordinator, number, kept, row, audited):
    for _ in range(2):
        browser_of_coordinator.post(f"/qualifications/documents/{number}/remove")
    page = browser_of_coordinator.get(f"/qualifications/{row.id}/documents").text
    assert kept()[0][2] is True
    assert "1 removed document" in page
    assert f'action="/qualifications/documents/{number}/restore"' in page
    browser_of_coordinator.post(f"/qualifications/documents/{number}/restore")
    assert kept()[0][2] is False
    assert len(audited("qualification_files.document-removed")) == 1
    assert len(audited("qualification_files.document-restored")) == 1


def test_q4_a_removed_document_is_not_changed(browser_of_coordinator, number, kept):
    browser_of_coordinator.post(f"/qualifications/documents/{number}/remove")
    answer = browser_of_coordinator.post(f"/qualifications/documents/{number}", {"description": "Other"})
    newer = {"file": (io.BytesIO(NEWER), "plan-2.pdf")}
    assert answer.status_code == 409
    assert browser_of_coordinator.post(f"/qualifications/documents/{number}/replace", newer).status_code == 409
    assert kept() == [("Examination plan", ["plan.pdf"], True)]


def test_q4_a_file_leaves_as_a_download_that_no_browser_runs(browser_of_coordinator, number, desk):
    answer = browser_of_coordinator.get(f"/qualifications/documents/files/{first_file(desk)}")
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"] == 'attachment; filename="plan.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("role", [Role.BOARD_MEMBER, Role.AUDITOR])
def test_q4_the_board_and_auditors_read_and_change_nothing(visit, make, number, row, desk, role, kept):
    browser = visit(make.person(role))
    page = browser.get(f"/qualifications/{row.id}/documents")
    assert page.status_code == 200
    assert "Examination plan" in page.text
    assert "/remove" not in page.text
    assert browser.get(f"/qualifications/documents/files/{first_file(desk)}").data == PDF
    assert browser.get(f"/qualifications/documents/{number}").status_code == 403
    for path in (f"{row.id}/documents", *(f"documents/{number}/{deed}" for deed in ("replace", "remove", "restore"))):
        assert browser.post(f"/qualifications/{path}", {"file": (io.BytesIO(NEWER), "x.pdf")}).status_code == 403
    assert kept() == [("Examination plan", ["plan.pdf"], False)]


@pytest.mark.parametrize("role", [Role.CANDIDATE, Role.EXAMINER, Role.SUPERVISOR, Role.MANAGER])
def test_q4_nobody_else_learns_that_they_are_there(visit, make, number, row, desk, role):
    browser = visit(make.person(role))
    paths = (f"{row.id}/documents", f"documents/{number}", f"documents/files/{first_file(desk)}")
    assert {browser.get(f"/qualifications/{path}").status_code for path in paths} == {404}
    assert browser.post(f"/qualifications/documents/{number}/remove").status_code == 404


def test_q4_a_stranger_signs_in_first(visit, row):
    assert visit(None).get(f"/qualifications/{row.id}/documents").status_code == 303


def test_q4_what_is_not_there_is_not_found_and_a_wrong_method_is_refused(browser_of_coordinator, number):
    for path in ("999999/documents", "documents/999999", "documents/files/999999"):
        assert browser_of_coordinator.get(f"/qualifications/{path}").status_code == 404
    assert browser_of_coordinator.get(f"/qualifications/documents/{number}/remove").status_code == 405


def test_q4_many_documents_take_as_many_statements_as_one(browser_of_coordinator, send, number, row, statements):
    address = f"/qualifications/{row.id}/documents"
    browser_of_coordinator.get(address)
    with statements() as one:
        browser_of_coordinator.get(address)
    for place in range(5):
        send(PDF + b"%" * place + b"\n", f"plan-{place}.pdf", f"Plan {place}")
    browser_of_coordinator.get(address)
    with statements() as many:
        browser_of_coordinator.get(address)
    assert len(one) == len(many) <= 8


def test_q4_a_real_examination_plan_comes_in_and_goes_out_as_it_was(browser_of_coordinator, send, desk, real_file):
    content = real_file("nl_sbb/sources/examenplan_25913_aeres.pdf").read_bytes()
    assert send(content, "examenplan.pdf").status_code == 303
    assert browser_of_coordinator.get(f"/qualifications/documents/files/{first_file(desk)}").data == content


@pytest.mark.parametrize("role", [Role.BOARD_MEMBER, Role.AUDITOR])
def test_q4_the_board_and_auditors_find_the_documents_in_their_menu(visit, make, number, row, role, statements):
    make.qualification(name="Without documents")
    browser = visit(make.person(role))
    assert 'href="/qualifications/documents"' in browser.get("/").text
    with statements() as seen:
        page = browser.get("/qualifications/documents").text
    assert f'href="/qualifications/{row.id}/documents"' in page
    assert "Without documents" not in page
    assert len(seen) <= 7
    assert "Nothing matches" in browser.get("/qualifications/documents?q=zzz&page=9").text


@pytest.mark.parametrize("role", [Role.CANDIDATE, Role.EXAMINER])
def test_q4_nobody_else_browses_them(visit, make, role):
    assert visit(make.person(role)).get("/qualifications/documents").status_code == 403


def test_q4_whoever_reads_the_qualification_and_may_see_its_documents_is_led_there(visit, make, row):
    link = f'href="/qualifications/{row.id}/documents"'
    assert link in visit(make.person(Role.AUDITOR)).get(f"/qualifications/{row.id}").text
    assert link not in visit(make.person(Role.EXAMINER)).get(f"/qualifications/{row.id}").text


def test_q4_the_page_says_which_qualification_in_which_state_it_is_about(browser_of_coordinator, make):
    row = make.qualification(code="25655", cohort="2026")
    page = browser_of_coordinator.get(f"/qualifications/{row.id}/documents").text
    head = page[page.index('class="head-note') :]
    assert head.index("Active") < head.index("25655, cohort 2026")
