"""Words that a school has chosen, put in place of ours in sentences that are finished but for their gaps."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape

from foundation.grammar import ADJECTIVE, AGREE, Place, lead_of

GAP = r"%\(\w+\)[a-z]|%%"
PERCENT = "\uff05"  # nobody can tell here whether a sentence is still to be filled, and this sign fills nothing


@dataclass(frozen=True)
class Word:
    """What a thing is called: one of it, many of it, and in Dutch whether one says `de` or `het`."""

    one: str
    many: str
    article: str = ""


@dataclass(frozen=True)
class Usual:
    """What our own sentences call it, with every other way in which they say so."""

    word: Word
    ones: tuple[str, ...] = ()
    manies: tuple[str, ...] = ()
    is_name: bool = False  # stands for one thing alone, and is written with the same letters everywhere


@dataclass(frozen=True)
class Choice:
    """In this language this term is called so."""

    language: str
    term: str
    word: Word


Choices = frozenset[Choice]


class Vocabulary:
    """The terms of one language, and the words around them that have to agree with them."""

    def __init__(self, language: str, terms: Mapping[str, Usual], kept: Iterable[str] = ()) -> None:
        self.language, self.terms = language, dict(terms)
        self._forms: dict[str, tuple[str, bool]] = {}
        for term, usual in terms.items():
            self._forms |= {form.lower(): (term, True) for form in (usual.word.many, *usual.manies)}
            self._forms |= {form.lower(): (term, False) for form in (usual.word.one, *usual.ones)}
        self._kept = tuple(kept)

    def term_of(self, form: str) -> tuple[str, bool] | None:
        """Which term this is a form of, and whether it means many; None for what only looks like one."""
        return self._forms.get(form.lower())

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """A gap, or a form of a term with the words that agree with it; the longest form first."""
        forms = sorted({*self._forms, *self._kept}, key=len, reverse=True)
        noun = "|".join(re.escape(form) for form in forms)
        adjective = ADJECTIVE.get(self.language, r"(?P<adjective>(?!))")
        lead = rf"(?:(?<![\w-])(?P<lead>{lead_of(self.language)})\s+)?(?:(?<![\w-]){adjective}\s+)?"
        after = r"(?P<after>,?\s+(?:die|dat)(?![\w-]))?" if self.language == "nl" else "(?P<after>(?!))?"
        return re.compile(rf"{GAP}|{lead}(?<![\w-])(?P<noun>{noun})(?![\w-]){after}", re.IGNORECASE)


class Wording:
    """The words in force. Each sentence is written once in them, and found again after that."""

    def __init__(self, vocabularies: Mapping[str, Vocabulary], choices: Choices) -> None:
        self.choices = choices
        self._vocabularies = vocabularies
        self._words = {
            (choice.language, choice.term): choice.word for choice in choices if choice.language in vocabularies
        }
        self._plain: dict[tuple[str, str], str] = {}
        self._marked: dict[tuple[str, str], str] = {}

    def plain(self, language: str, sentence: str) -> str:
        """The sentence in these words, for paper, mail, JSON and whatever is escaped later on."""
        kept = self._plain.get((language, sentence))
        if kept is None:
            kept = self._plain[language, sentence] = self._reworded(language, sentence, str)
        return kept

    def marked(self, language: str, sentence: str) -> str:
        """The same for a sentence that is HTML already: the words that were chosen are escaped."""
        kept = self._marked.get((language, sentence))
        if kept is None:
            kept = self._marked[language, sentence] = self._reworded(language, sentence, escape)
        return kept

    def _reworded(self, language: str, sentence: str, safe: Callable[[str], str]) -> str:
        vocabulary = self._vocabularies.get(language)
        if vocabulary is None:
            return sentence

        def say_so(found: re.Match[str]) -> str:
            return self._in_place(vocabulary, found, safe)

        return vocabulary.pattern.sub(say_so, sentence)

    def _in_place(self, vocabulary: Vocabulary, found: re.Match[str], safe: Callable[[str], str]) -> str:
        term = vocabulary.term_of(found["noun"]) if found["noun"] else None
        word = self._words.get((vocabulary.language, term[0])) if term else None
        if term is None or word is None:
            return found[0]
        usual, is_many = vocabulary.terms[term[0]], term[1]
        if usual.is_name and not _stands_for_its_name(found, usual):
            return found[0]
        chosen = word.many if is_many else word.one
        if found["noun"][0].isupper() and not usual.is_name:
            chosen = chosen[:1].upper() + chosen[1:]
        place = Place(found["lead"] or "", found["adjective"] or "", found["after"] or "")
        if not is_many:
            place = AGREE[vocabulary.language](place, chosen, usual.word.article, word.article)
        before = found[0][: found.start("noun") - found.start()]
        return place.before(before) + safe(chosen.replace("%", PERCENT)) + place.after


def _stands_for_its_name(found: re.Match[str], usual: Usual) -> bool:
    """At the head of a sentence anything is written with a capital, so there the whole sentence has to be the name."""
    is_alone = found.start() == 0 and found.end() == len(found.string)
    return found["noun"] == usual.word.many and (is_alone or found.start("noun") > 0)
