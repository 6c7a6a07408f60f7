"""X1: what goes along with a new edition, and how editions are told apart."""

import io

import pytest

from exams import queries
from exams.actions.form_documents import DocumentFacts, add_document
from exams.models import ExamForm
from exams.queries.form_documents import documents
from exams.rules.design import DocumentKind, FormState
from foundation.files import TakenIn
from tests.conftest import actor_of

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def coordinator(visit, school):
    return visit(school.coordinator)


@pytest.fixture
def edition(coordinator, school):
    """`edition(form)`: the next edition of a form, a draft of which somebody changed the first step."""

    def made(form=school.form):
        answer = coordinator.post(f"/exams/forms/{form.id}/new-edition")
        return school.read(ExamForm, int(answer.location.rsplit("/", 1)[1]))

    return made


@pytest.fixture
def with_documents(desk, school, draft):
    """A form in use with an accountability document and a drawing for candidates."""
    with desk.writing(actor_of(school.coordinator)) as work:
        form = queries.form(work, draft.id)
        for kind in (DocumentKind.ACCOUNTABILITY, DocumentKind.FOR_CANDIDATE):
            stored = work.storage.put(io.BytesIO(PDF + kind.value.encode()), limit=1000)
            taken = TakenIn("x.pdf", "application/pdf", "document", stored.size, stored.sha256, stored.key)
            add_document(work, form, taken, DocumentFacts(kind=kind, title=kind.value, for_candidate=False))
        form.state = FormState.IN_USE
    return draft


def test_br_08_documents_go_along_but_each_edition_accounts_for_itself(desk, coordinator, with_documents, edition):
    made = edition(with_documents)
    with desk.reading() as work:
        taken = [listed.document for listed in documents(work, made.id)]
        assert [one.kind for one in taken] == [DocumentKind.FOR_CANDIDATE]
        assert (taken[0].for_candidate, work.storage.size(taken[0].file_key)) == (True, taken[0].size)
        assert len(documents(work, with_documents.id)) == 2
    assert "Add an accountability document" in coordinator.get(f"/exams/forms/{made.id}").text


def test_br_16_taking_a_document_off_an_edition_leaves_that_of_the_one_before(
    desk, coordinator, with_documents, edition
):
    made = edition(with_documents)
    with desk.reading() as work:
        number = documents(work, made.id)[0].document.id
    assert coordinator.post(f"/exams/form-documents/{number}/remove").status_code == 303
    with desk.reading() as work:
        assert (len(documents(work, made.id)), len(documents(work, with_documents.id))) == (0, 2)


@pytest.fixture
def longer(edition, coordinator, school):
    """The next edition with a step more."""
    made = edition()
    group = made.groups[0].id
    step = {"text": "Only in the newer one", "weight": "1", "group": group, "way": "levels"}
    step |= {"levels-0-value": "0", "levels-0-title": "No", "levels-1-value": "1", "levels-1-title": "Yes"}
    assert coordinator.post(f"/exams/groups/{group}/steps/new", step).status_code == 303
    return made


def test_x1_what_stands_in_the_newer_edition_alone_is_added_from_both_sides(coordinator, school, longer):
    old, new = school.form.id, longer.id
    for here, there in ((old, new), (new, old)):
        page = coordinator.get(f"/exams/forms/{here}/compare?with={there}").text
        assert "1 step is added." in page
        assert "is removed" not in page


def test_x1_editions_are_told_apart_where_a_form_is_chosen(desk, coordinator, school, longer):
    with desk.writing() as work:
        form = work.db.get(ExamForm, longer.id)
        form.code, form.state = "LAS-2", FormState.IN_USE
    name, qualification = school.form.title, school.qualification.name
    page = coordinator.get("/exams/sessions/new").text
    assert f"{name} · edition 1 · {qualification}" in page
    assert f"{name} · edition 2 · LAS-2 · {qualification}" in page
    judged = coordinator.get("/exams/angoff").text
    assert "edition 1" in judged
    assert "edition 2 · LAS-2" in judged


def test_x10_what_judges_said_of_a_step_counts_in_the_edition_that_left_it_as_it_was(
    coordinator, visit, school, longer
):
    said = {f"step-{step.id}": "60" for step in school.form.steps}
    for browser in (coordinator, visit(school.examiner)):
        browser.post(f"/exams/angoff/{school.form.id}", said)
    page = visit(school.board_member).get(f"/exams/quality/{longer.id}?part=cut-score").text
    assert school.examiner.name in page
    assert "not finished" in page  # the step more is still to be judged
    own = coordinator.get(f"/exams/angoff/{longer.id}").text
    assert own.count('value="60"') == len(said)
    assert "From the edition before" in own
    assert f"0 of {len(said) + 1} steps judged" in own


def test_x10_an_edition_that_left_every_step_as_it_was_has_the_proposal_of_the_one_before(
    coordinator, visit, school, edition
):
    for browser in (coordinator, visit(school.examiner)):
        browser.post(f"/exams/angoff/{school.form.id}", {f"step-{step.id}": "60" for step in school.form.steps})
    page = visit(school.board_member).get(f"/exams/quality/{edition().id}?part=cut-score").text
    assert "The judges propose 60% of the points" in " ".join(page.split())


def test_x10_what_was_said_of_the_newer_edition_stands_over_it(desk, coordinator, visit, school, longer):
    steps = school.read(ExamForm, longer.id).steps
    with desk.writing() as work:
        work.db.get(ExamForm, longer.id).state = FormState.IN_USE  # examiners judge no drafts
    for browser in (coordinator, visit(school.examiner)):
        browser.post(f"/exams/angoff/{school.form.id}", {f"step-{step.id}": "60" for step in school.form.steps})
        browser.post(f"/exams/angoff/{longer.id}", {f"step-{step.id}": "20" for step in steps})
    page = visit(school.board_member).get(f"/exams/quality/{longer.id}?part=cut-score").text
    assert "The judges propose 20% of the points" in " ".join(page.split())
