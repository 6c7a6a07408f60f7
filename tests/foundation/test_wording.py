"""Words that a school has chosen, in the place of ours: what changes around them, and what never does."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.wording import Choice, Usual, Vocabulary, Word, Wording

EN = Vocabulary(
    "en",
    {
        "task": Usual(Word("core task", "core tasks")),
        "sign": Usual(Word("big sign", "big signs"), ("sign",), ("signs",)),
    }
    | {"list": Usual(Word("Boxes", "Boxes"), is_name=True)},
    kept=("core task force",),
)
NL = Vocabulary(
    "nl",
    {
        "task": Usual(Word("kerntaak", "kerntaken", "de")),
        "process": Usual(Word("werkproces", "werkprocessen", "het")),
    },
)
BOTH = {"en": EN, "nl": NL}


def wording(language, term, *word):
    return Wording(BOTH, frozenset({Choice(language, term, Word(*word))}))


def english(sentence, one="job", many="jobs", term="task"):
    return wording("en", term, one, many).plain("en", sentence)


def dutch(sentence, *word, term="task"):
    return wording("nl", term, *(word or ("onderdeel", "onderdelen", "het"))).plain("nl", sentence)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Add core task", "Add job"),
        ("Core task %(number)s", "Job %(number)s"),
        ("All core tasks", "All jobs"),
        ("core tasks and signs", "jobs and signs"),
        ("the core task's name", "the job's name"),
        ("a sub-core task", "a sub-core task"),
        ("a scorecore task", "a scorecore task"),
        ("The core task force", "The core task force"),
    ],
)
def test_whole_words_are_replaced_with_their_number_and_capital(before, after):
    assert english(before) == after


@pytest.mark.parametrize(
    ("one", "article"),
    [
        *(("exam", "an"), ("job", "a"), ("unit", "a"), ("EPA", "an"), ("MBO part", "an"), ("hour", "an"), ("USP", "a")),
        *(("European unit", "a"), ("unimportant thing", "an"), ("one-off", "a"), ("élan", "a")),
    ],
)
def test_a_or_an_is_said_by_the_sound_that_follows(one, article):
    assert english("This is a core task.", one) == f"This is {article} {one}."
    assert english("A core task", one) == f"{article.capitalize()} {one}"


def test_an_article_before_another_word_stays():
    assert english("an empty core task", "exam") == "an empty exam"


def test_what_stands_in_a_gap_is_not_looked_at():
    assert english("%(sign)s: a sign", "icon", "icons", "sign") == "%(sign)s: an icon"


def test_the_longest_form_is_taken():
    assert english("big signs and signs", "icon", "icons", "sign") == "icons and icons"


@pytest.mark.parametrize(("before", "after"), [("Boxes", "Crates"), ("Back to Boxes", "Back to Crates")])
def test_a_name_is_replaced_where_it_is_one(before, after):
    assert english(before, "Crates", "Crates", "list") == after


@pytest.mark.parametrize("sentence", ["Boxes of all kinds", "many boxes"])
def test_the_same_letters_are_no_name_elsewhere(sentence):
    assert english(sentence, "Crates", "Crates", "list") == sentence


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("De kerntaak", "Het onderdeel"),
        ("Deze kerntaak is leeg.", "Dit onderdeel is leeg."),
        ("bij welke kerntaak", "bij welk onderdeel"),
        ("Elke kerntaak", "Elk onderdeel"),
        ("onze kerntaak", "ons onderdeel"),
        ("De kerntaken", "De onderdelen"),
        ("de nieuwe kerntaak", "het nieuwe onderdeel"),
        ("een nieuwe kerntaak", "een nieuw onderdeel"),
        ("Nieuwe kerntaak", "Nieuw onderdeel"),
        ("geen enkele kerntaak", "geen enkel onderdeel"),
        ("%(count)s inactieve kerntaak", "%(count)s inactief onderdeel"),
        ("je nieuwe kerntaak", "je nieuwe onderdeel"),
        ("een kerntaak die je volgt", "een onderdeel dat je volgt"),
        ("dat een kerntaak leeg is", "dat een onderdeel leeg is"),
        ("wie die een kerntaak geeft", "wie die een onderdeel geeft"),
        ("de gekozen kerntaak", "het gekozen onderdeel"),
        ("deelkerntaak", "deelkerntaak"),
    ],
)
def test_dutch_words_agree_with_a_het_word(before, after):
    assert dutch(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Dit werkproces", "Deze taak"),
        ("Nieuw werkproces van %(number)s", "Nieuwe taak van %(number)s"),
        ("Elk werkproces", "Elke taak"),
        ("een actief werkproces dat loopt", "een actieve taak die loopt"),
    ],
)
def test_dutch_words_agree_with_a_de_word(before, after):
    assert dutch(before, "taak", "taken", "de", term="process") == after


def test_a_word_with_the_same_article_changes_nothing_around_it():
    assert dutch("De nieuwe kerntaak die loopt", "taak", "taken", "de") == "De nieuwe taak die loopt"


def test_a_chosen_word_is_escaped_in_html_and_plain_elsewhere():
    chosen = wording("en", "task", "<b>R&D</b>", "x")
    assert chosen.marked("en", "<i>Core task</i>") == "<i>&lt;b&gt;R&amp;D&lt;/b&gt;</i>"
    assert chosen.plain("en", "Core task") == "<b>R&D</b>"


def test_q10_a_percent_sign_in_a_word_fills_no_gap():
    assert english("Core task %(number)s", "100%s") % {"number": 3} == "100\uff05s 3"


def test_another_language_stays_as_it_is():
    assert wording("en", "task", "job", "jobs").plain("nl", "core task") == "core task"


def test_a_sentence_is_worded_once():
    chosen = wording("en", "task", "job", "jobs")
    assert chosen.plain("en", "Add core task") is chosen.plain("en", "Add core task")


GAP = re.compile(r"%\(\w+\)[sd]")
PARTS = st.sampled_from(
    ["a", "core task", "Core tasks", "%(sign)s", "%(num)d", "the", "signs", "%(core)s", "«Boxes»", "<b>", "100%%", "x"]
)


@given(st.lists(PARTS, max_size=12), st.text(min_size=1, max_size=20).filter(lambda word: "(" not in word))
def test_gaps_always_survive_in_order(parts, word):
    sentence = " ".join(parts)
    chosen = Wording(BOTH, frozenset(Choice("en", term, Word(word, word)) for term in ("task", "sign", "list")))
    for reworded in (chosen.plain("en", sentence), chosen.marked("en", sentence)):
        assert GAP.findall(reworded) == GAP.findall(sentence)
        assert "%(" not in reworded % {"sign": 1, "num": 2, "core": 3}


@given(st.text(max_size=60))
def test_without_chosen_words_nothing_changes(sentence):
    assert Wording(BOTH, frozenset()).plain("nl", sentence) == sentence


@given(st.text(max_size=60))
def test_words_chosen_as_they_are_change_nothing(sentence):
    same = Wording(BOTH, frozenset({Choice("nl", "task", NL.terms["task"].word)}))
    assert same.plain("nl", sentence.replace("İ", "")) == sentence.replace("İ", "")
