"""The instruction of a qualification, where portfolios are looked at."""

import pytest

from qualification_files.models import Qualification

TEXTS = {
    "instruction_title": "What we ask of you",
    "instruction_explanation": "Show what you <b>can</b> do.",
    "instruction_text": "- a photo of each piece\n- see https://school.example/help",
}


@pytest.fixture
def instructed(desk, qualification):
    """`instructed(shown=True)`: the qualification has these texts."""

    def write(*, shown=True):
        with desk.writing() as work:
            row = work.db.get(Qualification, qualification.id)
            row.has_instruction = shown
            for name, value in TEXTS.items():
                setattr(row, name, value)

    return write


def test_q3_a_candidate_reads_the_instruction_at_the_qualification(visit, noor, instructed):
    instructed()
    page = visit(noor).get("/portfolio").text
    section = page.partition('<section class="overview"')[2].partition('<details class="task"')[0]
    assert "What we ask of you" in section
    assert "<li>a photo of each piece</li>" in section
    assert 'href="https://school.example/help"' in section
    assert "<b>can" not in section


def test_q3_whoever_guides_the_candidate_reads_it_too(visit, noor, guide, instructed):
    instructed()
    assert "What we ask of you" in visit(guide).get(f"/portfolios/{noor.id}").text


def test_q3_without_the_tick_nobody_reads_it(visit, noor, guide, instructed):
    instructed(shown=False)
    assert "What we ask of you" not in visit(noor).get("/portfolio").text
    assert "What we ask of you" not in visit(guide).get(f"/portfolios/{noor.id}").text


def test_q3_the_steps_are_unfolded_until_there_is_evidence(visit, keep, noor, processes, instructed):
    instructed()
    assert '<details class="instruction-steps" open>' in visit(noor).get("/portfolio").text
    keep.evidence(noor, keep.entry(noor), processes[0])
    assert '<details class="instruction-steps">' in visit(noor).get("/portfolio").text


def test_q3_an_instruction_asks_no_further_question_of_the_database(visit, noor, instructed, statements):
    browser = visit(noor)
    browser.get("/portfolio")
    with statements() as before:
        browser.get("/portfolio")
    instructed()
    with statements() as after:
        browser.get("/portfolio")
    assert len(before) == len(after)
