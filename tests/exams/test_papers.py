"""The official record and the empty form on paper."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from exams import queries
from exams.models import Sitting
from exams.rules.records import Record
from foundation.environment import choose
from people.rules import Role
from tests.exams.conftest import counted

NASTY = '<script>alert(1)</script> <img src="/etc/passwd"> & 😀 שלום ' + "W" * 400


def paper(browser, url):
    answer = browser.get(url)
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    return PdfReader(BytesIO(answer.data))


def words(reader):
    return " ".join("\n".join(page.extract_text() for page in reader.pages).split())


def record_of(visit, person, sitting):
    return paper(visit(person), f"/exams/sittings/{sitting.id}/result.pdf")


def test_the_record_tells_who_what_when_and_why(school, visit, desk):
    with desk.writing() as work:
        choose(work.db, "environment.name", "Vakcollege De Werf")
    sitting = school.signed(0, 2, remark="Took off the helmet.", place="Workshop 9")
    found = words(record_of(visit, school.coordinator, sitting))
    for fact in (
        "Vakcollege De Werf",
        school.candidate.name,
        "S1001",
        school.qualification.code,
        "Welding in the workshop",
        "Mon 23 Nov 2026, 13:00",
        "Workshop 9",
        school.examiner.name,
        "Failed because a critical step was not achieved",
        "[not met] Critical steps not achieved: 1 of 1",
        "Does part 2.3",
        "Took off the helmet.",
        "Critical step: not achieved",
        "Signed Name, signed Mon 23 Nov 2026, 13:00:00",
    ):
        assert fact in found


def test_the_name_of_the_file_keeps_a_title_with_a_slash(school, visit, desk):
    with school.make.redesigned(school.form.id) as form:
        form.title = "Welding 1/2 \\ MIG"
    sitting = school.signed(2)
    for url in (f"/exams/sittings/{sitting.id}/result.pdf", f"/exams/forms/{school.form.id}/empty.pdf"):
        told = visit(school.coordinator).get(url).headers["Content-Disposition"]
        assert "Welding 1-2 - MIG.pdf" in told
    assert (
        school.candidate.name
        in visit(school.coordinator).get(f"/exams/sittings/{sitting.id}/result.pdf").headers["Content-Disposition"]
    )


def test_the_foot_of_every_page_holds_the_fingerprint_and_the_number(school, visit):
    sitting = school.signed(2, remark="R" * 900)
    reader = record_of(visit, school.coordinator, sitting)
    fingerprint = Record.from_json(school.read(Sitting, sitting.id).outcome).fingerprint
    assert len(reader.pages) > 1
    for number, page in enumerate(reader.pages, start=1):
        assert fingerprint in page.extract_text()
        assert f"page {number} of {len(reader.pages)}" in page.extract_text()


def test_a_short_exam_with_its_signatures_fits_on_one_page(school, visit, desk):
    form = school.make.exam_form(qualification_id=school.qualification.id, groups=2, steps=2, critical=(1,))
    sitting = school.signed(2, form=form, remark="Looked well at the drawing before starting.")
    with desk.writing() as work:
        queries.sitting(work, sitting.id).sheets[0].overall_remark = "Calm work, good report afterwards."
    assert len(record_of(visit, school.coordinator, sitting).pages) == 1


def test_before_ratification_every_page_says_provisional(school, visit):
    school.board_ratifies()
    reader = record_of(visit, school.examiner, school.signed(2, remark="R " * 900))
    assert len(reader.pages) > 1
    assert all("PROVISIONAL" in page.extract_text() for page in reader.pages)


def test_after_ratification_nothing_says_provisional_and_it_says_by_whom(school, visit):
    school.board_ratifies()
    sitting = school.signed(2)
    visit(school.board_member).post(f"/exams/sittings/{sitting.id}/ratify", school.decision())
    found = words(record_of(visit, school.candidate, sitting))
    assert "PROVISIONAL" not in found
    assert f"{school.board_member.name}, on Mon 23 Nov 2026" in found


def test_nasty_text_is_printed_and_not_obeyed(school, visit, desk):
    with school.make.redesigned(school.form.id) as form:
        form.title, form.steps[0].text = NASTY[:200], NASTY * 4
    sitting = school.signed(2, remark=NASTY, place=NASTY[:200])
    with desk.writing() as work:
        found = queries.sitting(work, sitting.id)
        found.candidate.call(given=NASTY[:90], prefix="", family="N" * 100)
        found.sheets[0].overall_remark = NASTY * 20
    printed = words(record_of(visit, school.coordinator, sitting))
    assert "<script>alert(1)</script>" in printed
    assert '<img src="/etc/passwd">' in printed
    assert "[U+1F600]" in printed
    assert "This paper cannot show every character" in printed


def test_the_widest_step_that_can_be_designed_still_fits(school, visit):
    with school.make.redesigned(school.form.id) as form:
        for step in form.steps:
            step.text = "W" * 2000
            step.levels = [{**level, "description": "W" * 2000} for level in step.levels]
    sitting = school.signed(2)
    assert record_of(visit, school.coordinator, sitting).pages
    assert paper(visit(school.coordinator), f"/exams/forms/{school.form.id}/empty.pdf").pages


def test_a_long_remark_goes_on_over_the_page(school, visit):
    sitting = school.signed(2, remark="remark " * 285)
    assert words(record_of(visit, school.coordinator, sitting)).count("remark ") >= 285 * 6


def test_the_paper_is_in_the_language_of_the_reader_and_says_which(school, visit):
    reader = record_of(visit, school.coordinator, school.signed(2))
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert school.candidate.name in reader.metadata.title
    assert next(entry.title for entry in reader.outline) == "Result"


def test_taking_the_record_of_somebody_is_on_record(school, visit, audit_names):
    record_of(visit, school.coordinator, school.signed(2))
    assert audit_names()[-1] == "exams.result-seen"


def test_the_record_asks_a_fixed_number_of_statements(school, visit, statements):
    sitting = school.signed(2)
    browser = visit(school.candidate)
    with statements() as seen:
        browser.get(f"/exams/sittings/{sitting.id}/result.pdf")
    # the sitting and its form are four, what became of it ten, how it was marked four
    assert counted(seen) <= 24


def test_an_empty_form_has_every_step_and_level_and_room_to_sign(school, visit):
    found = words(paper(visit(school.coordinator), f"/exams/forms/{school.form.id}/empty.pdf"))
    for fact in (
        "Does part 1.1 (critical)",
        "Good (3)",
        "Does it and explains why.",
        "Signature",
        "Name of the examiner",
    ):
        assert fact in found


def test_a_session_prints_one_empty_form_for_each_planned_candidate(school, visit):
    sitting = school.planned()
    reader = paper(visit(school.examiner), f"/exams/sessions/{sitting.session_id}/empty.pdf")
    assert school.candidate.name in words(reader)
    assert [entry.title for entry in reader.outline if not isinstance(entry, list)] == [school.candidate.name]


@pytest.mark.parametrize("who", ["examiner", "coordinator", "board_member", "candidate"])
def test_who_may_take_the_record(school, visit, who):
    assert record_of(visit, getattr(school, who), school.signed(2)).pages


def test_a_stranger_does_not_learn_that_the_record_exists(school, visit):
    sitting = school.signed(2)
    stranger = visit(school.make.person(Role.CANDIDATE))
    there, nowhere = (stranger.get(f"/exams/sittings/{n}/result.pdf") for n in (sitting.id, 999_999))
    assert (there.status_code, nowhere.status_code) == (404, 404)
