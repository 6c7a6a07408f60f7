"""The words themselves: every sentence of the catalogue says the chosen ones, and nothing is lost on the way."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from foundation.wording import Choice, Word, Wording
from qualification_files.pages.terms import wording
from qualification_files.rules.terms import (
    LANGUAGES,
    OF_A_QUALIFICATION,
    OF_THE_ENVIRONMENT,
    VOCABULARIES,
    Term,
    is_a_term,
    read_terms,
    terms_of,
    to_keep,
    together,
    unusual,
    usual_word,
)

CATALOGUE = Path(__file__).parents[2] / "translations/nl/LC_MESSAGES/messages.po"
GAP = re.compile(r"%\(\w+\)[a-z]|%%")
LEFT = {
    "en": re.compile(
        r"\b(core tasks?|work process(es)?|indicators?|competences?|evidence|pieces? of evidence"
        r"|knowledge (and|or) skills?|qualifications?|candidates?|participants?)\b",
        re.IGNORECASE,
    ),
    "nl": re.compile(
        r"(?<![\w-])(kerntaak|kerntaken|werkproces(sen)?|(prestatie-)?indicator(en)?|competenties?|bewijs(stuk|stukken)?"
        r"|bewijzen|(vak)?kennis (en|of) vaardighe(id|den)|kwalificaties?|kandidaat|kandidaten|deelnemers?)(?![\w-])",
        re.IGNORECASE,
    ),
}
# The official document keeps its name, whatever a school calls what it offers.
EXEMPT = re.compile(r"qualification files?", re.IGNORECASE)


def sentences():
    """Every sentence with its language: English as it is written in the code, Dutch as it is translated."""
    with CATALOGUE.open("rb") as file:
        messages = [message for message in read_po(file) if message.id]
    for message in messages:
        for language, texts in (("en", message.id), ("nl", message.string)):
            for text in (texts,) if isinstance(texts, str) else texts:
                yield language, text


SENTENCES = tuple(sentences())
ODD = frozenset(
    Choice(
        language, term, Word("zzone", "zzmany", {"de": "het", "het": "de"}.get(usual_word(language, term).article, ""))
    )
    for language in LANGUAGES
    for term in OF_THE_ENVIRONMENT
)


def test_the_catalogue_was_read():
    assert len(SENTENCES) > 2000


def test_q10_no_sentence_of_the_catalogue_keeps_a_usual_word_when_all_were_changed():
    odd = Wording(VOCABULARIES, ODD)
    left = [
        (text, found[0])
        for language, text in SENTENCES
        if (found := LEFT[language].search(EXEMPT.sub("", GAP.sub("", odd.plain(language, text)))))
    ]
    assert left == []


def test_q10_the_gaps_of_every_sentence_survive():
    odd = Wording(VOCABULARIES, ODD)
    changed = [text for language, text in SENTENCES if GAP.findall(odd.plain(language, text)) != GAP.findall(text)]
    assert changed == []


def test_with_the_usual_words_nothing_is_done_at_all():
    usual = frozenset(Choice(one, term, usual_word(one, term)) for one in LANGUAGES for term in Term)
    assert wording(usual) is None


def test_q10_the_name_of_the_list_stands_in_every_sentence_that_names_it():
    chosen = Wording(VOCABULARIES, read_terms({"en": {"participants-list": ["Students", "Students"]}}))
    assert [chosen.plain("en", text) for text in ("Portfolios", "Back to Portfolios")] == [
        "Students",
        "Back to Students",
    ]


@pytest.mark.parametrize(
    ("language", "sentence", "said"),
    [
        ("en", "Link to qualification", "Link to education"),
        ("en", "Add qualification", "Add education"),
        ("en", "An active qualification", "An active education"),
        ("en", "This is a qualification.", "This is an education."),
        ("en", "Import the official qualification file", "Import the official qualification file"),
        ("nl", "Koppelen aan kwalificatie", "Koppelen aan opleiding"),
        ("nl", "Deze kwalificatie is inactief. Activeer die eerst.", "Deze opleiding is inactief. Activeer die eerst."),
        ("nl", "Importeer het officiële kwalificatiedossier", "Importeer het officiële kwalificatiedossier"),
    ],
)
def test_q10_a_school_may_call_its_qualifications_education(language, sentence, said):
    kept = {
        "en": {"qualification": ["education", "educations"]},
        "nl": {"qualification": ["opleiding", "opleidingen", "de"]},
    }
    assert Wording(VOCABULARIES, read_terms(kept)).plain(language, sentence) == said


@pytest.mark.parametrize(
    "kept", [None, [], "x", {"en": None}, {"en": {"work-process": "EPA"}}, {"xx": {}}, {"en": []}, {"en": 3}]
)
def test_what_cannot_be_read_leaves_the_usual_words(kept):
    assert read_terms(kept) == frozenset()


@pytest.mark.parametrize("word", ["", " EPA", "EPA ", "two  spaces", "a\nb", "a\tb", "a\x00b", "x" * 61, "a\u202eb"])
def test_a_term_is_a_few_plain_words_on_one_line(word):
    assert not is_a_term(word)
    assert read_terms({"en": {"work-process": [word, "EPAs"]}}) == frozenset()


def test_q2_no_term_is_ever_empty():
    words = terms_of(read_terms({"nl": {"work-process": ["EPA", "EPA's", "de"]}}))
    assert all(word.one and word.many for of_language in words.values() for word in of_language.values())
    assert words["nl"][Term.WORK_PROCESS] == Word("EPA", "EPA's", "de")


def test_q2_what_a_qualification_does_not_name_is_named_by_the_environment():
    beneath = read_terms({"en": {"core-task": ["job", "jobs"], "work-process": ["task", "tasks"]}})
    words = terms_of(read_terms({"en": {"work-process": ["EPA", "EPAs"]}}), beneath=beneath)["en"]
    assert (words[Term.CORE_TASK].one, words[Term.WORK_PROCESS].one) == ("job", "EPA")


def test_q2_a_qualification_may_say_the_usual_word_where_the_environment_says_another():
    beneath = read_terms({"en": {"work-process": ["task", "tasks"]}})
    words = terms_of(frozenset())
    kept = to_keep(words, beneath=beneath)
    assert kept == {"en": {"work-process": ["work process", "work processes", ""]}}
    assert unusual(together(beneath, read_terms(kept))) == frozenset()


WORDS = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=20)


@given(
    st.dictionaries(
        st.sampled_from(LANGUAGES),
        st.dictionaries(st.sampled_from(OF_A_QUALIFICATION), st.tuples(WORDS, WORDS)),
    )
)
def test_what_is_kept_is_read_back_the_same(chosen):
    kept = {
        language: {str(term): [*pair, usual_word(language, term).article] for term, pair in terms.items()}
        for language, terms in chosen.items()
    }
    read = read_terms(kept)
    assert read_terms(to_keep(terms_of(read))) == unusual(read)
