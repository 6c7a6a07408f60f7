"""What the modules of marking and of the app say is known to the catalogue, so that it can be said in Dutch."""

import re
from pathlib import Path

import pytest

from exams.pages.marking import SENTENCES, words_of
from exams.pages.tablet_words import SENTENCES as OF_THE_APP
from exams.pages.tablet_words import tablet_words

MODULES = Path(__file__).parents[3] / "static" / "js"
TEXT = r'"((?:[^"\\]|\\.)*)"'
ONE = re.compile(rf"\bsay\(\s*{TEXT}")
MANY = re.compile(rf"\bsayMany\(\s*{TEXT},\s*{TEXT}")
WITH_A_NUMBER = [sentence for sentence in SENTENCES + OF_THE_APP if sentence.plural]


def said_by_modules(folder: str) -> set[tuple[str, str | None]]:
    found: set[tuple[str, str | None]] = set()
    for path in (MODULES / folder).glob("*.js"):
        text = path.read_text("utf-8")
        found |= {(one, None) for one in ONE.findall(text)}
        found |= set(MANY.findall(text))
    return found


def listed(sentences):
    return {(sentence.text, sentence.plural) for sentence in sentences}


def test_every_sentence_of_the_modules_is_in_the_list():
    assert said_by_modules("marking") - listed(SENTENCES) == set()


def test_every_sentence_of_the_app_is_in_a_list():
    assert said_by_modules("tablet") - listed(SENTENCES + OF_THE_APP) == set()


def test_the_app_lists_nothing_that_it_does_not_say():
    assert listed(OF_THE_APP) - said_by_modules("tablet") == set()


@pytest.mark.parametrize("sentences", [SENTENCES, OF_THE_APP])
def test_no_sentence_is_listed_twice(sentences):
    texts = [sentence.text for sentence in sentences]
    assert sorted({text for text in texts if texts.count(text) > 1}) == []


def test_what_both_say_has_the_same_form_for_many():
    of_marking = {sentence.text: sentence.plural for sentence in SENTENCES}
    assert [one.text for one in OF_THE_APP if of_marking.get(one.text, one.plural) != one.plural] == []


@pytest.mark.parametrize("words", [words_of, tablet_words])
def test_english_needs_no_catalogue(app, words):
    with app.test_request_context("/"):
        assert words("en") == {}


@pytest.mark.parametrize("sentence", WITH_A_NUMBER, ids=lambda one: one.text)
def test_a_sentence_with_a_number_has_a_form_for_one_and_for_many(app, sentence):
    with app.test_request_context("/"):
        assert len(tablet_words("nl")[sentence.text]) == 2
