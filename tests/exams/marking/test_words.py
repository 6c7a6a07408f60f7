"""What the modules of the marking screen say is known to the catalogue, so that it can be said in Dutch."""

import re
from pathlib import Path

import pytest

from exams.pages.marking import SENTENCES, words_of

MODULES = Path(__file__).parents[3] / "static" / "js" / "marking"
TEXT = r'"((?:[^"\\]|\\.)*)"'
ONE = re.compile(rf"\bsay\(\s*{TEXT}")
MANY = re.compile(rf"\bsayMany\(\s*{TEXT},\s*{TEXT}")


def said_by_modules() -> set[tuple[str, str | None]]:
    found: set[tuple[str, str | None]] = set()
    for path in MODULES.glob("*.js"):
        text = path.read_text("utf-8")
        found |= {(one, None) for one in ONE.findall(text)}
        found |= set(MANY.findall(text))
    return found


def test_every_sentence_of_the_modules_is_in_the_list():
    listed = {(sentence.text, sentence.plural) for sentence in SENTENCES}
    assert said_by_modules() - listed == set()


def test_no_sentence_is_listed_twice():
    texts = [sentence.text for sentence in SENTENCES]
    assert len(texts) == len(set(texts))


def test_english_needs_no_catalogue(app):
    with app.test_request_context("/"):
        assert words_of("en") == {}


@pytest.mark.parametrize("sentence", [sentence for sentence in SENTENCES if sentence.plural], ids=lambda one: one.text)
def test_a_sentence_with_a_number_has_a_form_for_one_and_for_many(app, sentence):
    with app.test_request_context("/"):
        assert len(words_of("nl")[sentence.text]) == 2
