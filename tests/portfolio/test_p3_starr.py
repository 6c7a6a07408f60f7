"""Reasoning with five questions (P3): joined into one text, and split again while they are still there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.models import Evidence
from portfolio.rules import Starr, read_starr

FIELDS = ("starr_situation", "starr_task", "starr_action", "starr_result", "starr_reflection")
PIECES = st.sampled_from(["a", "b", " ", "\n", "é", "🪚", ":", "Task:", "Taak:", "Result:", "\nTask:\n"])
TEXTS = st.lists(PIECES, max_size=12).map("".join)


@given(text=TEXTS)
def test_p3_whatever_is_read_from_a_text_is_that_text(text):
    assert read_starr(text).text == text.strip()


@given(free=TEXTS, answers=st.tuples(*[TEXTS] * 5), language=st.sampled_from(["en", "nl"]))
def test_p3_what_was_joined_is_split_and_joined_to_the_same(free, answers, language):
    text = Starr(free, answers, language).text
    assert read_starr(text, language=language).text == text


@given(answers=st.tuples(*[st.text(alphabet="abc é\n", max_size=20)] * 5), language=st.sampled_from(["en", "nl"]))
def test_p3_each_answer_comes_back_to_its_own_question(answers, language):
    told = read_starr(Starr("", answers, language).text, language="en")
    assert told.answers == tuple(answer.strip() for answer in answers)
    assert told.language == (language if told.is_asked else "en")


def test_p3_a_question_without_an_answer_is_left_out():
    assert Starr("", ("", "Weld it.", "", "It held.", "")).text == "Task:\nWeld it.\n\nResult:\nIt held."


def test_p3_a_text_in_ones_own_words_is_left_alone():
    told = read_starr("I welded it.\nTask: none of that")
    assert (told.free, told.is_asked) == ("I welded it.\nTask: none of that", False)


def test_p3_own_words_may_stand_before_the_answers():
    told = read_starr("In short: fine.\n\nSituatie:\nOp stage.")
    assert (told.free, told.answers[0], told.language) == ("In short: fine.", "Op stage.", "nl")


@pytest.fixture
def reasoning(desk):
    def of_all():
        with desk.reading() as work:
            return [row.reasoning for row in work.db.query(Evidence).order_by(Evidence.id)]

    return of_all


def test_p3_the_five_answers_become_one_text(visit, noor, entry, processes, reasoning):
    data = {"work_processes": [str(processes[0].id)], "starr_situation": "At work.", "starr_result": "It held."}
    visit(noor).post(f"/portfolio/entries/{entry.id}/evidence", data)
    assert reasoning() == ["Situation:\nAt work.\n\nResult:\nIt held."]


def test_p3_they_are_fields_again_when_it_is_opened(visit, noor, evidence, reasoning):
    browser, url = visit(noor), f"/portfolio/evidence/{evidence.id}"
    browser.post(
        url, {"version": "1", "reasoning": "In short.", "starr_task": "Weld a gate.", "starr_reflection": "More light."}
    )
    page = browser.get(url).text
    assert [f'name="{name}"' in page for name in FIELDS] == [True] * 5
    assert "Weld a gate.</textarea>" in page
    assert "Reflection:" not in page
    assert reasoning() == ["In short.\n\nTask:\nWeld a gate.\n\nReflection:\nMore light."]


def test_p3_they_can_be_shown_and_saved_as_one_text(visit, noor, evidence, reasoning):
    browser, url = visit(noor), f"/portfolio/evidence/{evidence.id}"
    browser.post(url, {"version": "1", "reasoning": "", "starr_task": "Weld a gate."})
    assert f"{url}?text=1" in browser.get(url).text
    assert "Task:\nWeld a gate.</textarea>" in browser.get(f"{url}?text=1").text
    browser.post(url, {"version": "2", "reasoning": "Task:\nWeld a gate."})
    assert reasoning() == ["Task:\nWeld a gate."]


def test_p3_who_reads_in_another_language_keeps_the_headings_that_stand_there(visit, noor, evidence, reasoning):
    browser, url = visit(noor), f"/portfolio/evidence/{evidence.id}"
    browser.post(url, {"version": "1", "reasoning": "Taak:\nEen hek lassen."})
    browser.post(url, {"version": "2", "reasoning": "", "starr_task": "Een hek lassen.", "starr_result": "Het houdt."})
    assert reasoning() == ["Taak:\nEen hek lassen.\n\nResultaat:\nHet houdt."]


def test_p3_no_question_has_to_be_answered(visit, noor, evidence, reasoning):
    visit(noor).post(f"/portfolio/evidence/{evidence.id}", {"version": "1", "reasoning": "Just this."})
    assert reasoning() == ["Just this."]


def test_p3_together_they_have_an_end(visit, noor, evidence, reasoning):
    long = dict.fromkeys(FIELDS[:2], "x" * 15_000)
    answer = visit(noor).post(f"/portfolio/evidence/{evidence.id}", {"version": "1", "reasoning": "", **long})
    assert (answer.status_code, reasoning()) == (422, ["I made it."])
    assert "Together these texts are longer than 20,000 characters." in answer.text


def test_p3_a_page_that_comes_back_keeps_every_answer(visit, noor, evidence):
    answer = visit(noor).post(
        f"/portfolio/evidence/{evidence.id}", {"version": "9", "starr_task": "Kept <b>answer</b>"}
    )
    assert (answer.status_code, "Kept &lt;b&gt;answer&lt;/b&gt;</textarea>" in answer.text) == (409, True)
