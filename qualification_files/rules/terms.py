"""What a school calls things: the words of the environment, and over those the words of one qualification."""

import unicodedata
from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from typing import Any

from foundation.wording import Choice, Choices, Usual, Vocabulary, Word

LONGEST_TERM = 60
LANGUAGES = ("nl", "en")
ARTICLES = ("de", "het")


class Term(StrEnum):
    """What has a word that a school may choose."""

    CORE_TASK = "core-task"
    WORK_PROCESS = "work-process"
    INDICATOR = "indicator"
    COMPETENCE = "competence"
    EVIDENCE = "evidence"
    KNOWLEDGE = "knowledge"
    QUALIFICATION = "qualification"
    CANDIDATE = "candidate"
    PARTICIPANT = "participant"
    PARTICIPANTS_LIST = "participants-list"  # a name, so it has no singular and no article


OF_A_QUALIFICATION = (
    Term.CORE_TASK,
    Term.WORK_PROCESS,
    Term.INDICATOR,
    Term.COMPETENCE,
    Term.EVIDENCE,
    Term.KNOWLEDGE,
)
OF_THE_ENVIRONMENT = (
    Term.QUALIFICATION,
    Term.CANDIDATE,
    Term.PARTICIPANT,
    Term.PARTICIPANTS_LIST,
    *OF_A_QUALIFICATION,
)

ENGLISH = Vocabulary(
    "en",
    {
        Term.CORE_TASK: Usual(Word("core task", "core tasks")),
        Term.WORK_PROCESS: Usual(Word("work process", "work processes")),
        Term.INDICATOR: Usual(Word("performance indicator", "performance indicators"), ("indicator",), ("indicators",)),
        Term.COMPETENCE: Usual(Word("competence", "competences")),
        Term.EVIDENCE: Usual(Word("evidence", "pieces of evidence"), ("piece of evidence",)),
        Term.KNOWLEDGE: Usual(
            Word("professional knowledge or skill", "professional knowledge and skills"),
            ("knowledge or skill",),
            ("knowledge and skills",),
        ),
        Term.QUALIFICATION: Usual(Word("qualification", "qualifications")),
        Term.CANDIDATE: Usual(Word("candidate", "candidates")),
        Term.PARTICIPANT: Usual(Word("participant", "participants")),
        Term.PARTICIPANTS_LIST: Usual(Word("Portfolios", "Portfolios"), is_name=True),
    },
    kept=("qualification file", "qualification files"),  # the official document, whatever the school calls its offer
)
DUTCH = Vocabulary(
    "nl",
    {
        Term.CORE_TASK: Usual(Word("kerntaak", "kerntaken", "de")),
        Term.WORK_PROCESS: Usual(Word("werkproces", "werkprocessen", "het")),
        Term.INDICATOR: Usual(
            Word("prestatie-indicator", "prestatie-indicatoren", "de"), ("indicator",), ("indicatoren",)
        ),
        Term.COMPETENCE: Usual(Word("competentie", "competenties", "de")),
        Term.EVIDENCE: Usual(Word("bewijs", "bewijsstukken", "het"), ("bewijsstuk",), ("bewijzen",)),
        Term.KNOWLEDGE: Usual(
            Word("vakkennis of vaardigheid", "vakkennis en vaardigheden", "de"),
            ("kennis of vaardigheid",),
            ("kennis en vaardigheden",),
        ),
        Term.QUALIFICATION: Usual(Word("kwalificatie", "kwalificaties", "de")),
        Term.CANDIDATE: Usual(Word("kandidaat", "kandidaten", "de")),
        Term.PARTICIPANT: Usual(Word("deelnemer", "deelnemers", "de")),
        Term.PARTICIPANTS_LIST: Usual(Word("Portfolio's", "Portfolio's"), is_name=True),
    },
)
VOCABULARIES: Mapping[str, Vocabulary] = {"en": ENGLISH, "nl": DUTCH}

Kept = dict[str, dict[str, list[str]]]  # as it is stored: language, term, and then one, many and the article


def usual_word(language: str, term: Term) -> Word:
    """What this product calls it by itself."""
    return VOCABULARIES[language].terms[term].word


def read_terms(kept: Any, terms: Collection[Term] = OF_THE_ENVIRONMENT) -> Choices:
    """What was stored, as far as it can be used; whatever else is there is passed over."""
    return frozenset(
        Choice(language, term, word)
        for language in LANGUAGES
        for term in terms
        if (word := _word(language, term, _under(_under(kept, language), term))) is not None
    )


def together(beneath: Choices, above: Choices) -> Choices:
    """The upper words where there are any, the lower ones elsewhere."""
    chosen = {(choice.language, choice.term) for choice in above}
    return above | {choice for choice in beneath if (choice.language, choice.term) not in chosen}


def unusual(choices: Choices) -> Choices:
    """Only what is called otherwise than this product does by itself."""
    return frozenset(choice for choice in choices if choice.word != usual_word(choice.language, Term(choice.term)))


def terms_of(
    choices: Choices, terms: Iterable[Term] = OF_A_QUALIFICATION, *, beneath: Choices = frozenset()
) -> dict[str, dict[Term, Word]]:
    """The word for each of these terms in each language; none is ever empty."""
    known = {(choice.language, choice.term): choice.word for choice in together(beneath, choices)}
    asked = tuple(terms)
    return {
        language: {term: known.get((language, term)) or usual_word(language, term) for term in asked}
        for language in LANGUAGES
    }


def to_keep(words: Mapping[str, Mapping[Term, Word]], *, beneath: Choices = frozenset()) -> Kept:
    """What has to be stored of these words: only those that differ from what holds without them."""
    wanted = next(iter(words.values()), {})
    held = terms_of(frozenset(), tuple(wanted), beneath=beneath)
    kept = {
        language: {
            str(term): [word.one, word.many, word.article]
            for term, word in of_language.items()
            if word != held[language][term]
        }
        for language, of_language in words.items()
    }
    return {language: of_language for language, of_language in kept.items() if of_language}


def is_a_term(text: str) -> bool:
    """Whether it can be called so: a few words on one line."""
    return (
        0 < len(text) <= LONGEST_TERM
        and text == " ".join(text.split())
        and not any(unicodedata.category(letter)[0] == "C" for letter in text)
    )


def _under(kept: Any, key: str) -> Any:
    return kept.get(key) if isinstance(kept, dict) else None


def _word(language: str, term: Term, kept: Any) -> Word | None:
    if not isinstance(kept, list) or len(kept) not in (2, 3) or not all(isinstance(part, str) for part in kept):
        return None
    one, many, article = (*kept, "")[:3]
    if not (is_a_term(one) and is_a_term(many)):
        return None
    asks_article = bool(usual_word(language, term).article)
    return Word(one, many, (article if article in ARTICLES else usual_word(language, term).article) * asks_article)
